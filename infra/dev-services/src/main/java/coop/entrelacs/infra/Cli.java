package coop.entrelacs.infra;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The launcher's commands that talk to a running server. They sign in as the client that the environment names, in the demo as the
 * demo's own, and can do nothing that the API does not let these do.
 */
public final class Cli {

    private static final String TENANTS = "/api/deployment/tenants";

    private static final String ADD = "./entrelacs tenant add <id> --name <name> --siren <nine digits>"
            + " --street <street> --postcode <code> --city <city> [--kind cooperative|federation] [--federation <id>]"
            + " [--iban <iban>] [--bic <bic>] [--manager <email> --manager-name <name>] [--legal-name <name>] [--legal-form <form>] [--country <FR>]";

    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final PrintStream out;
    private final Map<String, String> environment;

    Cli(URI server, PrintStream out, Map<String, String> environment) {
        this.server = server;
        this.out = out;
        this.environment = Map.copyOf(environment);
    }

    /** {@code token <tenant>} or {@code tenant add|list|suspend|activate|move|backup|servers|add-server ...}. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        try {
            new Cli(runningServer(System.getenv()), out, System.getenv()).run(List.of(arguments));
        } catch (Refused refused) {
            err.println(refused.getMessage());
            System.exit(1);
        }
    }

    /** ENTRELACS_URL, else SERVER_PORT on this machine, else what the server left in the data folder, else 8080. */
    static URI runningServer(Map<String, String> environment) {
        String url = environment.getOrDefault("ENTRELACS_URL", "");
        if (!url.isBlank()) {
            return URI.create(url.replaceAll("/+$", ""));
        }
        String port = environment.getOrDefault("SERVER_PORT", "");
        if (port.isBlank()) {
            port = recordedPort(environment.getOrDefault("ENTRELACS_DATA", ""));
        }
        return URI.create("http://localhost:" + (port.isBlank() ? "8080" : port));
    }

    private static String recordedPort(String data) {
        if (data.isBlank()) {
            return "";
        }
        try {
            return Files.readString(Path.of(data).resolve(RunState.FILE)).strip();
        } catch (IOException notRunningHere) {
            return "";
        }
    }

    void run(List<String> arguments) {
        Deque<String> words = new ArrayDeque<>(arguments);
        String command = word(words, "a command");
        switch (command) {
            case "token" -> {
                String tenant = word(words, "a tenant: ./entrelacs token <tenant>");
                noMore(words);
                out.println(token(client("demo-" + tenant)));
            }
            case "tenant" -> tenant(words);
            default -> throw new Refused("Unknown command: " + command);
        }
    }

    private void tenant(Deque<String> words) {
        String verb = word(
                words,
                "add, list, suspend, activate, move, backup, restore, old-copies, drop-old-copy, servers or"
                        + " add-server");
        switch (verb) {
            case "list" -> {
                noMore(words);
                list();
            }
            case "add" -> add(words);
            case "move" -> move(words);
            case "backup" -> backup(words);
            case "restore" -> restore(words);
            case "old-copies" -> {
                noMore(words);
                oldCopies();
            }
            case "drop-old-copy" -> dropOldCopy(words);
            case "servers" -> {
                noMore(words);
                servers();
            }
            case "add-server" -> addServer(words);
            case "suspend", "activate" -> {
                String id = word(words, "the tenant's id");
                noMore(words);
                call("POST", TENANTS + "/" + encoded(id) + "/" + verb, "{}");
                out.println(id + (verb.equals("suspend") ? " is suspended." : " is active."));
            }
            default ->
                throw new Refused("Unknown: tenant " + verb + ". There are add, list, suspend, activate, move, backup,"
                        + " restore, old-copies, drop-old-copy, servers and add-server.");
        }
    }

    /** Asks for the move and follows it to its end; the move goes on without us. */
    private void move(Deque<String> words) {
        String usage = "./entrelacs tenant move <id> --to <server>";
        String id = word(words, "the tenant's id: " + usage);
        if (!"--to".equals(words.poll())) {
            throw new Refused("Missing: --to <server>: " + usage);
        }
        String to = word(words, "a server: " + usage);
        noMore(words);
        Map<String, Object> move =
                Json.object(call("POST", TENANTS + "/" + encoded(id) + "/move", Json.write(Map.of("to", to))));
        move = followed(move, "/api/deployment/moves/" + text(move, "id"));
        if (!"DONE".equals(text(move, "state"))) {
            throw new Refused(
                    id + " stays on " + text(move, "from") + ": " + text(move, "state") + " " + text(move, "failure"));
        }
        out.println(id + " lives on " + to + ": " + text(move, "tables") + " tables, " + text(move, "rows")
                + " rows, each compared by its hash.");
    }

    /** Tells how far a move or a restore is until it has ended; it goes on without us. */
    private Map<String, Object> followed(Map<String, Object> begun, String address) {
        Map<String, Object> now = begun;
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
                throw new Refused("Interrupted; it goes on: " + server + address);
            }
            now = Json.object(call("GET", address, null));
        }
        return now;
    }

    /** Brings a tenant back from its archive; the server says which tenant it is, and refuses to replace one that was not named. */
    private void restore(Deque<String> words) {
        String usage = "./entrelacs tenant restore <file> [--replace <id>]";
        Path file = Path.of(word(words, "an archive: " + usage));
        String replace = "";
        if ("--replace".equals(words.peek())) {
            words.pop();
            replace = "?replace=" + encoded(word(words, "the tenant's id: " + usage));
        }
        noMore(words);
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(server.resolve("/api/deployment/restores" + replace))
                    .header("Authorization", "Bearer " + token(client("demo-operator")))
                    .header("Content-Type", "application/octet-stream")
                    .header("Accept-Language", language(environment))
                    .POST(HttpRequest.BodyPublishers.ofFile(file));
        } catch (java.io.FileNotFoundException e) {
            throw new Refused("There is no file " + file + ".");
        }
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() >= 400) {
            throw new Refused(sentence(answer.statusCode(), answer.body())
                    + (answer.statusCode() == 409 ? System.lineSeparator() + usage : ""));
        }
        Map<String, Object> restore = Json.object(answer.body());
        String id = text(restore, "tenant");
        restore = followed(restore, "/api/deployment/restores/" + text(restore, "id"));
        if (!"DONE".equals(text(restore, "state"))) {
            throw new Refused(id + " is as it was before: " + text(restore, "failure"));
        }
        out.println(id + " is what it was at " + text(restore, "archivedAt") + ": " + text(restore, "tables")
                + " tables, " + text(restore, "rows")
                + " rows, its books verified. What others sent it since then comes again.");
        out.println("What it held before is kept: ./entrelacs tenant drop-old-copy " + id);
    }

    private List<Map<String, Object>> copies() {
        List<Map<String, Object>> copies = new ArrayList<>();
        if (Json.value(call("GET", "/api/deployment/old-copies", null)) instanceof List<?> found) {
            found.forEach(one -> copies.add(Json.fields(one)));
        }
        return copies;
    }

    private void oldCopies() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("TENANT", "SERVER", "WHY", "SINCE"));
        for (Map<String, Object> copy : copies()) {
            table.add(List.of(text(copy, "tenant"), text(copy, "server"), text(copy, "why"), text(copy, "since")));
        }
        print(table);
    }

    private void dropOldCopy(Deque<String> words) {
        String id = word(words, "the tenant's id: ./entrelacs tenant drop-old-copy <id>");
        noMore(words);
        int dropped = 0;
        for (Map<String, Object> copy : copies()) {
            if (id.equals(text(copy, "tenant"))) {
                call("DELETE", "/api/deployment/old-copies/" + text(copy, "id") + "?tenant=" + encoded(id), null);
                out.println("The old copy of " + id + " on " + text(copy, "server") + " is gone.");
                dropped++;
            }
        }
        if (dropped == 0) {
            throw new Refused(id + " has left no old copy.");
        }
    }

    private void backup(Deque<String> words) {
        String id = word(words, "the tenant's id: ./entrelacs tenant backup <id> [file]");
        Path file = Path.of(
                words.isEmpty()
                        ? id + "-" + TO_THE_SECOND.format(LocalDateTime.now(ZoneId.systemDefault())) + ".archive"
                        : words.pop());
        noMore(words);
        if (Files.exists(file)) {
            throw new Refused(file + " is there already and is kept: name another file.");
        }
        // Beside it until it is whole: a copy that breaks off never passes for a backup.
        Path part = file.resolveSibling(file.getFileName() + ".part");
        HttpRequest request = HttpRequest.newBuilder(server.resolve(TENANTS + "/" + encoded(id) + "/archive"))
                .header("Authorization", "Bearer " + token(client("demo-operator")))
                .build();
        try {
            HttpResponse<java.io.InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (java.io.InputStream in = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new Refused(
                            sentence(answer.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new Refused("The archive cannot be kept in " + file + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted.");
        }
        out.println(id + " is kept in " + file);
    }

    private void servers() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("NAME", "URL", "TENANTS"));
        if (Json.value(call("GET", "/api/deployment/servers", null)) instanceof List<?> servers) {
            for (Object one : servers) {
                Map<String, Object> fields = Json.fields(one);
                table.add(List.of(text(fields, "name"), text(fields, "url"), text(fields, "tenants")));
            }
        }
        print(table);
    }

    /** The password comes from the environment: on the command line it would stand in the shell's history. */
    private void addServer(Deque<String> words) {
        String usage = "ENTRELACS_SERVER_PASSWORD=... ./entrelacs tenant add-server <name> <jdbc url> <user>";
        String name = word(words, "a name: " + usage);
        String url = word(words, "an address: " + usage);
        String user = word(words, "a login: " + usage);
        noMore(words);
        String password = environment.get("ENTRELACS_SERVER_PASSWORD");
        if (password == null) {
            throw new Refused("Missing: ENTRELACS_SERVER_PASSWORD: " + usage);
        }
        call(
                "POST",
                "/api/deployment/servers",
                Json.write(Map.of("name", name, "url", url, "user", user, "password", password)));
        out.println(name + " is known. Tenants can live there: ./entrelacs tenant move <id> --to " + name);
    }

    private void add(Deque<String> words) {
        String id = word(words, "an id: " + ADD);
        Map<String, String> said = new LinkedHashMap<>();
        while (!words.isEmpty()) {
            String option = words.pop();
            if (!ADD.contains("[" + option + " ") && !ADD.contains(" " + option + " ")) {
                throw new Refused("Unknown option " + option + ": " + ADD);
            }
            said.put(option.substring(2), word(words, "a value after " + option + ": " + ADD));
        }
        for (String required : List.of("name", "siren", "street", "postcode", "city")) {
            if (!said.containsKey(required)) {
                throw new Refused("--" + required + " is missing (invoices must say who issues them): " + ADD);
            }
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("name", said.getOrDefault("name", ""));
        body.put("kind", said.getOrDefault("kind", "cooperative").toUpperCase(Locale.ROOT));
        if (said.containsKey("federation")) {
            body.put("federation", said.get("federation"));
        }
        String siren = said.getOrDefault("siren", "").replace(" ", "");
        Map<String, String> legal = new LinkedHashMap<>();
        legal.put("name", said.getOrDefault("legal-name", said.getOrDefault("name", "")));
        legal.put("legalForm", said.getOrDefault("legal-form", "SCOP SARL à capital variable"));
        legal.put("siren", siren);
        frenchVatNumber(siren).ifPresent(number -> legal.put("vatNumber", number));
        legal.put("street", said.getOrDefault("street", ""));
        legal.put("postcode", said.getOrDefault("postcode", ""));
        legal.put("city", said.getOrDefault("city", ""));
        legal.put("country", said.getOrDefault("country", "FR"));
        if (said.containsKey("iban")) {
            legal.put("iban", said.getOrDefault("iban", ""));
        }
        if (said.containsKey("bic")) {
            legal.put("bic", said.getOrDefault("bic", ""));
        }
        body.put("legal", legal);
        long start = System.nanoTime();
        call("POST", TENANTS, Json.write(body));
        out.printf(
                Locale.ROOT,
                "%s (%s) is ready after %.1f s: %s/%s%n",
                id,
                body.get("name"),
                (System.nanoTime() - start) / 1e9,
                server,
                id);
        if (!said.containsKey("iban")) {
            out.println("It has no bank account yet: until its settings name one, no payment file is made.");
        }
        if (said.containsKey("manager")) {
            invite(id, said.getOrDefault("manager", ""), said.getOrDefault("manager-name", ""));
        }
    }

    /** A new cooperative has nobody in it: its first manager comes in by a link and invites the others. */
    private void invite(String tenant, String email, String name) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("email", email);
        body.put("name", name.isBlank() ? email : name);
        body.put("roles", List.of("MANAGER", "ACCOUNTANT"));
        Map<String, Object> answer =
                Json.object(call("POST", TENANTS + "/" + encoded(tenant) + "/invitations", Json.write(body)));
        out.println("The manager opens " + server + text(answer, "path"));
    }

    /** A French VAT number follows from the SIREN; nobody should have to look it up. */
    static Optional<String> frenchVatNumber(String siren) {
        if (!siren.matches("[0-9]{9}")) {
            return Optional.empty();
        }
        long key = (12 + 3 * (Long.parseLong(siren) % 97)) % 97;
        return Optional.of(String.format(Locale.ROOT, "FR%02d%s", key, siren));
    }

    private void list() {
        Object answer = Json.value(call("GET", TENANTS, null));
        Object rows = answer instanceof Map<?, ?> page ? page.get("items") : answer;
        if (!(rows instanceof List<?> tenants)) {
            throw new Refused("The server's list of tenants has an unknown form: is it of another version?");
        }
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("ID", "NAME", "KIND", "STATE", "FEDERATION"));
        for (Object tenant : tenants) {
            Map<String, Object> fields = Json.fields(tenant);
            table.add(List.of(
                    text(fields, "id"),
                    text(fields, "name"),
                    text(fields, "kind"),
                    text(fields, "state"),
                    text(fields, "federation")));
        }
        print(table);
    }

    private void print(List<List<String>> table) {
        int[] widths = new int[table.getFirst().size()];
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

    private static String text(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    /** A program of the deployment or of a tenant, as its page showed it once. */
    private record Client(String id, String secret) {}

    /** The client of the environment, else one of the demo. */
    private Client client(String demo) {
        String id = environment.getOrDefault("ENTRELACS_CLIENT", "");
        if (id.isBlank()) {
            return new Client(demo, demo + "-secret");
        }
        String secret = environment.getOrDefault("ENTRELACS_CLIENT_SECRET", "");
        if (secret.isBlank()) {
            throw new Refused("Missing: ENTRELACS_CLIENT_SECRET, the secret of " + id);
        }
        return new Client(id, secret);
    }

    private String token(Client client) {
        String credentials = Base64.getEncoder()
                .encodeToString(
                        (encoded(client.id()) + ":" + encoded(client.secret())).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(server.resolve("/oauth2/token"))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        if (answer.statusCode() == 401 || answer.statusCode() == 400) {
            throw new Refused("The server knows no client " + client.id()
                    + " with this secret. Without the demo, name one by ENTRELACS_CLIENT and ENTRELACS_CLIENT_SECRET.");
        }
        if (answer.statusCode() != 200) {
            throw new Refused("The server answered " + answer.statusCode() + " when asked for a token.");
        }
        Object token = Json.object(answer.body()).get("access_token");
        if (token == null) {
            throw new Refused("The server's answer has no token in it.");
        }
        return token.toString();
    }

    private String call(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token(client("demo-operator")))
                .header("Accept", "application/json, application/problem+json")
                .header("Accept-Language", language(environment))
                .timeout(Duration.ofMinutes(2));
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() >= 400) {
            throw new Refused(sentence(answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    /** The problem as a person reads it: what is wrong, and where. */
    static String sentence(int status, String body) {
        Map<String, Object> problem;
        try {
            problem = Json.object(body);
        } catch (IllegalArgumentException notJson) {
            return "The server answered " + status + ".";
        }
        List<String> sentences = new ArrayList<>();
        if (problem.get("errors") instanceof List<?> errors) {
            for (Object error : errors) {
                sentences.add(one(Json.fields(error)));
            }
        }
        if (sentences.isEmpty()) {
            sentences.add(one(problem));
        }
        sentences.removeIf(String::isBlank);
        return sentences.isEmpty()
                ? "The server answered " + status + "."
                : String.join(System.lineSeparator(), sentences);
    }

    private static String one(Map<String, Object> problem) {
        String detail = text(problem, "detail").isBlank() ? text(problem, "title") : text(problem, "detail");
        String field = text(problem, "field");
        return field.isBlank() ? detail : field + ": " + detail;
    }

    private static String language(Map<String, String> environment) {
        String locale = environment.getOrDefault("LC_ALL", environment.getOrDefault("LANG", ""));
        return locale.startsWith("fr") ? "fr" : "en";
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Refused("No Entrelacs answers at " + server
                    + ". Start it with ./entrelacs run, or say where it is" + " by SERVER_PORT or ENTRELACS_URL.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted.");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String word(Deque<String> words, String what) {
        String word = words.poll();
        if (word == null || word.isBlank()) {
            throw new Refused("Missing: " + what);
        }
        return word;
    }

    private static void noMore(Deque<String> words) {
        if (!words.isEmpty()) {
            throw new Refused("Too much: " + String.join(" ", words));
        }
    }

    /** The command cannot be done; the message is for a person at a terminal. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
