package coop.entrelacs.tenancy;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import liquibase.ChecksumVersion;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.DatabaseFactory;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changelog of every tenant, rendered to SQL once and applied many times: Liquibase reads, orders and checks the files, and
 * is not asked again for each of a thousand tenants (its no-op alone takes a minute there).
 *
 * <p>Rendering happens without a database. Schema and role names stand in the script as placeholders.
 */
final class Changelog {

    private static final Logger LOG = LoggerFactory.getLogger(Changelog.class);

    private static final Pattern NOTE =
            Pattern.compile("(?<into>INSERT INTO databasechangelog \\([A-Z0-9_, ]+\\) VALUES )(?<row>\\(.*\\));");

    private static final String SCHEMA = "__schema__";
    private static final String OWNER = "__owner__";
    private static final String RUNNER = "__runner__";

    private final String file;
    private final String full;
    private final String fingerprint;
    private final int changes;

    /** @param file the changelog on the class path, as {@code db/tenant/index.yaml} */
    Changelog(String file) {
        this.file = file;
        Rendered rendered = render(List.of());
        this.full = rendered.sql();
        this.changes = rendered.changes();
        this.fingerprint = rendered.fingerprint();
        LOG.info("Changelog {}: {} changes, fingerprint {}", file, changes, fingerprint);
    }

    /** One change that a schema has, as its {@code databasechangelog} tells. */
    record Applied(String id, String author, String filename, String md5) {}

    private record Rendered(String sql, int changes, String fingerprint) {}

    /** Names the state of a schema that has all changes. Equal fingerprints mean equal changes, in order and content. */
    String fingerprint() {
        return fingerprint;
    }

    int changes() {
        return changes;
    }

    /** The script that fills an empty schema, changelog rows included. */
    String fullFor(TenantId tenant) {
        return named(full, tenant);
    }

    /**
     * The script that brings a schema from what it has to what it should have; render it once for all tenants in the same state.
     *
     * @throws IllegalStateException if a change that was applied has been edited since
     */
    PendingScript pending(List<Applied> applied) {
        Rendered rendered = render(applied);
        return new PendingScript(rendered.sql(), rendered.changes());
    }

    /** @param changes how many changes the script makes; none where a newer node already went further than we know */
    record PendingScript(String sql, int changes) {
        String forTenant(TenantId tenant) {
            return named(sql, tenant);
        }
    }

    private static String named(String sql, TenantId tenant) {
        return sql.replace(SCHEMA, tenant.schema())
                .replace(OWNER, tenant.owner())
                .replace(RUNNER, tenant.runner());
    }

    private Rendered render(List<Applied> applied) {
        try {
            Path csv = Files.createTempFile("entrelacs-changelog", ".csv");
            try {
                if (applied.isEmpty()) {
                    Files.delete(csv);
                } else {
                    Files.writeString(csv, asCsv(applied));
                }
                return render(csv, applied);
            } finally {
                Files.deleteIfExists(csv);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings(
            "deprecation") // Its successor, the updateSql command, writes to a file and cannot be told parameters.
    private Rendered render(Path csv, List<Applied> applied) {
        var resources = new ClassLoaderResourceAccessor(Changelog.class.getClassLoader());
        String url = "offline:postgresql?version=16.0&caseSensitive=true&changeLogFile=" + csv + "&outputLiquibaseSql="
                + (applied.isEmpty() ? "all" : "data_only");
        StringWriter sql = new StringWriter();
        try {
            // A scope of its own: Liquibase keeps state a thread, and its caches have skipped schemas in other
            // products.
            return Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), resources), () -> {
                try (var database = DatabaseFactory.getInstance().openDatabase(url, null, null, null, resources)) {
                    Liquibase liquibase = new Liquibase(file, resources, database);
                    liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                    liquibase.setChangeLogParameter("schema", SCHEMA);
                    liquibase.setChangeLogParameter("owner", OWNER);
                    liquibase.setChangeLogParameter("runner", RUNNER);
                    liquibase.update(new Contexts(), new LabelExpression(), sql);
                    var sets = liquibase.getDatabaseChangeLog().getChangeSets();
                    StringBuilder content = new StringBuilder();
                    sets.forEach(set -> content.append(set.toString(false))
                            .append(' ')
                            .append(set.generateCheckSum(ChecksumVersion.latest()))
                            .append('\n'));
                    Set<String> present = applied.stream()
                            .map(a -> a.filename() + "::" + a.id() + "::" + a.author())
                            .collect(Collectors.toSet());
                    int pending = (int) sets.stream()
                            .filter(set ->
                                    !present.contains(set.getFilePath() + "::" + set.getId() + "::" + set.getAuthor()))
                            .count();
                    return new Rendered(notedTogether(sql.toString()), pending, sha256(content.toString()));
                }
            });
        } catch (LiquibaseException e) {
            throw new IllegalStateException("changelog " + file + " cannot be rendered: " + e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException("changelog " + file + " cannot be rendered", e);
        }
    }

    /** A row noted after each change costs as much as a small change: they are noted at the end, by one statement. */
    private static String notedTogether(String script) {
        StringBuilder changes = new StringBuilder();
        StringBuilder notes = new StringBuilder();
        for (String line : script.lines().toList()) {
            Matcher note = NOTE.matcher(line);
            if (note.matches()) {
                notes.append(notes.isEmpty() ? note.group("into") : ",\n").append(note.group("row"));
            } else {
                changes.append(line).append('\n');
            }
        }
        return notes.isEmpty() ? script : changes + notes.append(";\n").toString();
    }

    private static String asCsv(List<Applied> applied) {
        StringBuilder csv = new StringBuilder(
                "\"ID\",\"AUTHOR\",\"FILENAME\",\"DATEEXECUTED\",\"ORDEREXECUTED\",\"EXECTYPE\",\"MD5SUM\",\"DESCRIPTION\",\"COMMENTS\",\"TAG\",\"LIQUIBASE\",\"CONTEXTS\",\"LABELS\",\"DEPLOYMENT_ID\"\n");
        int order = 0;
        for (Applied change : applied) {
            csv.append(
                    "\"%s\",\"%s\",\"%s\",\"2026-01-01T00:00:00\",\"%d\",\"EXECUTED\",\"%s\",\"\",\"\",\"\",\"4.33.0\",\"\",\"\",\"\"\n"
                            .formatted(change.id(), change.author(), change.filename(), ++order, change.md5()));
        }
        return csv.toString();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
