package coop.entrelacs.documents;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.StoredInClear;
import coop.entrelacs.tenancy.TenantBox;
import coop.entrelacs.tenancy.Tenants;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Keeps files of the current tenant, sealed under the tenant's key: a payslip or a bank file is in no table, backup or archive in
 * clear. Stored content is immutable (the database refuses updates and deletes), and held against the hash of the clear content
 * whenever it is read. Who may read a document is for the module that refers to it to say: there is no route to a document by its id alone.
 */
@Service
public class Documents implements StoredInClear {

    /** The largest file, in bytes. */
    public static final int MOST_BYTES = 64 * 1024 * 1024;

    /** How many papers of the time before they were sealed go with each new one. */
    private static final int WITH_EACH = 5;

    private final JdbcClient jdbc;
    private final Tenants tenants;

    Documents(JdbcClient jdbc, Tenants tenants) {
        this.jdbc = jdbc;
        this.tenants = tenants;
    }

    /**
     * Stores content in the current transaction.
     *
     * @throws coop.entrelacs.shared.InvalidField if it is larger than 64 MiB or empty
     */
    public Document store(String name, String mediaType, byte[] content) {
        if (content.length == 0) {
            throw new InvalidField("file", "file-empty", name);
        }
        if (content.length > MOST_BYTES) {
            throw new InvalidField("file", "file-too-large", name, MOST_BYTES / (1024 * 1024));
        }
        UUID id = Ids.next();
        jdbc.sql("INSERT INTO document(id, name, media_type, sha256, content, sealed) VALUES (?, ?, ?, ?, ?, true)")
                .params(id, name, mediaType, sha256(content), tenants.box().sealBytes(content, context(id)))
                .update();
        // What a node of the former version still writes in clear does not stay so.
        sealSome(WITH_EACH);
        return get(id);
    }

    /** @throws coop.entrelacs.shared.NotFound if this tenant has no such document */
    public Document get(UUID id) {
        return jdbc.sql("SELECT id, name, media_type, sha256, length(content) - CASE WHEN sealed THEN ? ELSE 0 END AS"
                        + " size, stored_at FROM document WHERE id = ?")
                .param(TenantBox.OVERHEAD)
                .param(id)
                .query((row, n) -> document(row))
                .optional()
                .orElseThrow(() -> new NotFound("document", id));
    }

    /** Whether this tenant has such a document, for those about to refer to it. */
    public boolean exists(UUID id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM document WHERE id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /**
     * @throws coop.entrelacs.shared.NotFound if this tenant has no such document
     * @throws IllegalStateException if it is not what was stored
     */
    public byte[] content(UUID id) {
        record Kept(byte[] content, boolean sealed, String sha256) {}
        Kept kept = jdbc.sql("SELECT content, sealed, sha256 FROM document WHERE id = ?")
                .param(id)
                .query((row, n) -> new Kept(row.getBytes(1), row.getBoolean(2), row.getString(3)))
                .optional()
                .orElseThrow(() -> new NotFound("document", id));
        byte[] clear = kept.sealed() ? tenants.box().openBytes(kept.content(), context(id)) : kept.content();
        if (!sha256(clear).equals(kept.sha256())) {
            throw new IllegalStateException("document " + id + " is not what was stored");
        }
        return clear;
    }

    @Override
    public int sealSome(int most) {
        List<UUID> clear = jdbc.sql("SELECT id FROM document WHERE NOT sealed ORDER BY id LIMIT ?")
                .param(most)
                .query(UUID.class)
                .list();
        for (UUID id : clear) {
            byte[] content = jdbc.sql("SELECT content FROM document WHERE id = ?")
                    .param(id)
                    .query((row, n) -> row.getBytes(1))
                    .single();
            jdbc.sql("SELECT seal_document(?, ?)")
                    .params(id, tenants.box().sealBytes(content, context(id)))
                    .query(Boolean.class)
                    .single();
        }
        return clear.size();
    }

    private static String context(UUID id) {
        return "document.content:" + id;
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("media_type"),
                row.getString("sha256"),
                row.getLong("size"),
                row.getTimestamp("stored_at").toInstant());
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
