package coop.entrelacs.tenancy;

import coop.entrelacs.shared.InvalidField;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One tenant's data in a file, as {@code tenant backup} writes it: each table in PostgreSQL's text format, and a manifest with rows
 * and hashes. Opening it reads the whole file against the manifest, so whoever holds one holds an undamaged one.
 */
final class TenantArchive implements AutoCloseable {

    static final int FORMAT = 2;
    static final String MANIFEST = "manifest.json";
    private static final String ROWS = ".copy";

    /**
     * What an archive says of itself.
     *
     * @param format this form of archive; those of earlier forms cannot be restored, because they lack the sequences
     * @param boxSalt by which the tenant's sealed values open again, under the deployment's master key
     * @param at when it was written
     */
    record Manifest(
            int format,
            TenantId tenant,
            String name,
            Tenant.Kind kind,
            @Nullable TenantId federation,
            LegalIdentity legal,
            byte[] boxSalt,
            Instant at,
            String schemaVersion,
            List<TenantCopy.Carried> tables,
            List<TenantCopy.Sequence> sequences) {

        TenantCopy.Carried table(String name) {
            return tables.stream()
                    .filter(one -> one.table().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        NewTenant asNew() {
            return new NewTenant(tenant, name, kind, federation, legal, null);
        }
    }

    private final ZipFile zip;
    private final Manifest manifest;
    /** What was decrypted to be read, and goes with this; null for an archive of the time when they were clear. */
    private final @Nullable Path decrypted;

    private TenantArchive(ZipFile zip, Manifest manifest, @Nullable Path decrypted) {
        this.zip = zip;
        this.manifest = manifest;
        this.decrypted = decrypted;
    }

    /** @throws InvalidField if it is no archive, of another form, or not what its manifest says */
    static TenantArchive open(Path file, JsonMapper json, Secrets secrets) {
        try {
            Path decrypted = SealedArchive.is(file) ? SealedArchive.opened(file, secrets) : null;
            try {
                return read(decrypted == null ? file : decrypted, decrypted, json);
            } catch (IOException | RuntimeException e) {
                if (decrypted != null) {
                    Files.deleteIfExists(decrypted);
                }
                throw e;
            }
        } catch (IOException | JacksonException e) {
            throw new InvalidField("file", "archive-unreadable");
        }
    }

    private static TenantArchive read(Path clear, @Nullable Path decrypted, JsonMapper json) throws IOException {
        ZipFile zip = new ZipFile(clear.toFile());
        try {
            TenantArchive archive = new TenantArchive(zip, manifest(zip, json), decrypted);
            archive.verify();
            return archive;
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Manifest manifest(ZipFile zip, JsonMapper json) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new InvalidField("file", "archive-unreadable");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            var tree = json.readTree(in);
            if (tree.path("format").asInt(1) != FORMAT) {
                throw new InvalidField(
                        "file", "archive-format", tree.path("format").asInt(1));
            }
            return json.treeToValue(tree, Manifest.class);
        }
    }

    private void verify() throws IOException {
        Set<String> expected = new HashSet<>(Set.of(MANIFEST));
        for (TenantCopy.Carried table : manifest.tables()) {
            expected.add(table.table() + ROWS);
            MessageDigest digest = TenantCopy.sha256();
            long rows = 0;
            try (DigestInputStream in = new DigestInputStream(rows(table.table()), digest)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    for (int i = 0; i < read; i++) {
                        rows += buffer[i] == '\n' ? 1 : 0;
                    }
                }
            }
            if (rows != table.rows()
                    || !HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
                throw new InvalidField("file", "archive-damaged", table.table());
            }
        }
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (!expected.contains(name)) {
                throw new InvalidField("file", "archive-damaged", name);
            }
        }
    }

    Manifest manifest() {
        return manifest;
    }

    InputStream rows(String table) throws IOException {
        ZipEntry entry = zip.getEntry(table + ROWS);
        if (entry == null) {
            throw new InvalidField("file", "archive-damaged", table);
        }
        return zip.getInputStream(entry);
    }

    static ZipEntry entry(String table) {
        return new ZipEntry(table + ROWS);
    }

    @Override
    public void close() throws IOException {
        zip.close();
        if (decrypted != null) {
            Files.deleteIfExists(decrypted);
        }
    }
}
