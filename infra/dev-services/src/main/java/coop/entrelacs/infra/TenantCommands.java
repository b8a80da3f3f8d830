package coop.entrelacs.infra;

import static coop.entrelacs.infra.ApiClient.encoded;
import static coop.entrelacs.infra.ApiClient.text;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The operator's commands: tenants, the servers they live on, their moves, backups and restores. */
@Command(name = "tenant", description = "Tenants, and the PostgreSQL servers they live on.")
final class TenantCommands {

    private static final String TENANTS = "/api/deployment/tenants";
    private static final String RESTORES = "/api/deployment/restores";
    private static final String OLD_COPIES = "/api/deployment/old-copies";
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Cli cli;
    private final PrintWriter out;

    TenantCommands(Cli cli, PrintWriter out) {
        this.cli = cli;
        this.out = out;
    }

    enum Kind {
        COOPERATIVE,
        FEDERATION
    }

    @Command(description = "List the tenants of this deployment.")
    void list() {
        print(List.of("id", "name", "kind", "state", "federation"), api().get(TENANTS));
    }

    @Command(description = "Add a cooperative or a federation. Its invoices need its legal identity and address.")
    void add(
            @Parameters(paramLabel = "<id>") String id,
            @Option(names = "--name", required = true, paramLabel = "<name>") String name,
            @Option(names = "--siren", required = true, paramLabel = "<nine digits>") String siren,
            @Option(names = "--street", required = true, paramLabel = "<street>") String street,
            @Option(names = "--postcode", required = true, paramLabel = "<code>") String postcode,
            @Option(names = "--city", required = true, paramLabel = "<city>") String city,
            @Option(names = "--country", defaultValue = "FR", paramLabel = "<FR>") String country,
            @Option(
                            names = "--kind",
                            defaultValue = "COOPERATIVE",
                            paramLabel = "<kind>",
                            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} where absent.")
                    Kind kind,
            @Option(names = "--federation", paramLabel = "<id>") @Nullable String federation,
            @Option(names = "--legal-name", paramLabel = "<name>") @Nullable String legalName,
            @Option(names = "--legal-form", defaultValue = "SCOP SARL à capital variable", paramLabel = "<form>")
                    String legalForm,
            @Option(names = "--iban", paramLabel = "<iban>") @Nullable String iban,
            @Option(names = "--bic", paramLabel = "<bic>") @Nullable String bic,
            @Option(
                            names = "--manager",
                            paramLabel = "<email>",
                            description = "The first manager, who then invites the others.")
                    @Nullable
                    String manager,
            @Option(names = "--manager-name", paramLabel = "<name>") @Nullable String managerName) {
        String digits = siren.replace(" ", "");
        Map<String, Object> legal = new LinkedHashMap<>();
        legal.put("name", legalName == null ? name : legalName);
        legal.put("legalForm", legalForm);
        legal.put("siren", digits);
        frenchVatNumber(digits).ifPresent(number -> legal.put("vatNumber", number));
        legal.put("street", street);
        legal.put("postcode", postcode);
        legal.put("city", city);
        legal.put("country", country);
        putIfGiven(legal, "iban", iban);
        putIfGiven(legal, "bic", bic);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("name", name);
        body.put("kind", kind);
        putIfGiven(body, "federation", federation);
        body.put("legal", legal);
        long start = System.nanoTime();
        ApiClient api = api();
        api.post(TENANTS, body);
        out.printf(
                Locale.ROOT,
                "%s (%s) is ready after %.1f s: %s/%s%n",
                id,
                name,
                (System.nanoTime() - start) / 1e9,
                api.server(),
                id);
        if (iban == null) {
            out.println("It has no bank account yet: until its settings name one, no payment file is made.");
        }
        if (manager != null) {
            JsonNode invitation = api.post(
                    TENANTS + "/" + encoded(id) + "/invitations",
                    new Invitation(
                            manager, managerName == null ? manager : managerName, List.of("MANAGER", "ACCOUNTANT")));
            out.println("The manager opens " + api.server() + text(invitation, "path"));
        }
    }

    record Invitation(String email, String name, List<String> roles) {}

    @Command(description = "Close a tenant: nobody gets in, nothing is lost.")
    void suspend(@Parameters(paramLabel = "<id>") String id) {
        api().post(TENANTS + "/" + encoded(id) + "/suspend", Map.of());
        out.println(id + " is suspended.");
    }

    @Command(description = "Open a suspended tenant again.")
    void activate(@Parameters(paramLabel = "<id>") String id) {
        api().post(TENANTS + "/" + encoded(id) + "/activate", Map.of());
        out.println(id + " is active.");
    }

    @Command(description = "The PostgreSQL servers on which tenants live.")
    void servers() {
        print(List.of("name", "url", "tenants"), api().get("/api/deployment/servers"));
    }

    @Command(
            name = "add-server",
            description = "Make a PostgreSQL server known; its password in ENTRELACS_SERVER_PASSWORD.")
    void addServer(
            @Parameters(paramLabel = "<name>") String name,
            @Parameters(paramLabel = "<jdbc url>") String url,
            @Parameters(paramLabel = "<user>") String user) {
        api().post(
                        "/api/deployment/servers",
                        Map.of(
                                "name",
                                name,
                                "url",
                                url,
                                "user",
                                user,
                                "password",
                                cli.secret("ENTRELACS_SERVER_PASSWORD")));
        out.println(name + " is known. Tenants can live there: ./entrelacs tenant move <id> --to " + name);
    }

    @Command(description = "Carry a tenant to another server, and follow the move to its end.")
    void move(
            @Parameters(paramLabel = "<id>") String id,
            @Option(names = "--to", required = true, paramLabel = "<server>") String to) {
        ApiClient api = api();
        JsonNode move = api.post(TENANTS + "/" + encoded(id) + "/move", Map.of("to", to));
        move = followed(api, move, "/api/deployment/moves/" + text(move, "id"));
        if (!"DONE".equals(text(move, "state"))) {
            throw new Refused(
                    id + " stays on " + text(move, "from") + ": " + text(move, "state") + " " + text(move, "failure"));
        }
        out.println(id + " lives on " + to + ": " + text(move, "tables") + " tables, " + text(move, "rows")
                + " rows, each compared by its hash.");
    }

    @Command(description = "Keep one tenant's data, in one snapshot and encrypted, in a file that is not there yet.")
    void backup(
            @Parameters(paramLabel = "<id>") String id,
            @Parameters(paramLabel = "<file>", arity = "0..1", description = "<id>-<time>.archive here, where absent.")
                    @Nullable
                    Path file) {
        Path kept = cli.file(
                file == null
                        ? Path.of(
                                id + "-" + TO_THE_SECOND.format(LocalDateTime.now(ZoneId.systemDefault())) + ".archive")
                        : file);
        api().download(TENANTS + "/" + encoded(id) + "/archive", kept);
        out.println(id + " is kept in " + kept);
    }

    @Command(
            description = "Bring a tenant back from its archive: its hashes are verified first, its books after."
                    + " A tenant that is there gives way only where it is named.")
    void restore(
            @Parameters(paramLabel = "<file>") Path file,
            @Option(names = "--replace", paramLabel = "<id>") @Nullable String replace) {
        ApiClient api = api();
        JsonNode restore =
                api.upload(RESTORES + (replace == null ? "" : "?replace=" + encoded(replace)), cli.file(file));
        String id = text(restore, "tenant");
        restore = followed(api, restore, RESTORES + "/" + text(restore, "id"));
        if (!"DONE".equals(text(restore, "state"))) {
            throw new Refused(id + " is as it was before: " + text(restore, "failure"));
        }
        out.println(id + " is what it was at " + text(restore, "archivedAt") + ": " + text(restore, "tables")
                + " tables, " + text(restore, "rows")
                + " rows, its books verified. What others sent it since then comes again.");
        out.println("What it held before is kept: ./entrelacs tenant drop-old-copy " + id);
    }

    @Command(name = "old-copies", description = "What moves and restores left behind.")
    void oldCopies() {
        print(List.of("tenant", "server", "why", "since"), api().get(OLD_COPIES));
    }

    @Command(
            name = "drop-old-copy",
            description = "Drop what a move or a restore left, once the living data is verified; never the living one.")
    void dropOldCopy(@Parameters(paramLabel = "<id>") String id) {
        ApiClient api = api();
        int dropped = 0;
        for (JsonNode copy : api.get(OLD_COPIES)) {
            if (id.equals(text(copy, "tenant"))) {
                api.delete(OLD_COPIES + "/" + text(copy, "id") + "?tenant=" + encoded(id));
                out.println("The old copy of " + id + " on " + text(copy, "server") + " is gone.");
                dropped++;
            }
        }
        if (dropped == 0) {
            throw new Refused(id + " has left no old copy.");
        }
    }

    /** Says how far a move or a restore is until it has ended. It goes on without this command. */
    private JsonNode followed(ApiClient api, JsonNode begun, String address) {
        JsonNode now = begun;
        String told = "";
        while ("RUNNING".equals(text(now, "state"))) {
            String step = text(now, "step") + " " + text(now, "tablesDone") + "/" + text(now, "tables") + " tables, "
                    + text(now, "rows") + " rows";
            if (!step.equals(told)) {
                out.println(step);
                told = step;
            }
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refused("Interrupted; it goes on: " + api.server() + address);
            }
            now = api.get(address);
        }
        return now;
    }

    /** The French VAT number, which follows from the SIREN and so is not asked for. */
    static Optional<String> frenchVatNumber(String siren) {
        if (!siren.matches("[0-9]{9}")) {
            return Optional.empty();
        }
        long key = (12 + 3 * (Long.parseLong(siren) % 97)) % 97;
        return Optional.of(String.format(Locale.ROOT, "FR%02d%s", key, siren));
    }

    private static void putIfGiven(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    /** A table of the named fields, each column as wide as its widest cell. */
    private void print(List<String> columns, JsonNode rows) {
        if (!rows.isArray()) {
            throw new Refused("The server's list has an unknown form: is it of another version?");
        }
        List<List<String>> table = new ArrayList<>();
        table.add(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        rows.forEach(
                row -> table.add(columns.stream().map(name -> text(row, name)).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> row : table) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length() + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private ApiClient api() {
        return cli.api("demo-operator");
    }
}
