package coop.entrelacs.documents;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Keeps files of the current tenant. Stored content is immutable (the database refuses updates and deletes). Who may read a
 * document is for the module that refers to it to say: there is no route to a document by its id alone.
 */
@Service
public class Documents {

    /** The largest file, in bytes. */
    public static final int MOST_BYTES = 64 * 1024 * 1024;

    private final JdbcClient jdbc;

    Documents(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
        jdbc.sql("INSERT INTO document(id, name, media_type, sha256, content) VALUES (?, ?, ?, ?, ?)")
                .params(id, name, mediaType, sha256(content), content)
                .update();
        return get(id);
    }

    /** @throws coop.entrelacs.shared.NotFound if this tenant has no such document */
    public Document get(UUID id) {
        return jdbc.sql(
                        "SELECT id, name, media_type, sha256, length(content) AS size, stored_at FROM document WHERE id = ?")
                .param(id)
                .query((row, n) -> document(row))
                .optional()
                .orElseThrow(() -> new NotFound("document", id));
    }

    /** @throws coop.entrelacs.shared.NotFound if this tenant has no such document */
    public byte[] content(UUID id) {
        return jdbc.sql("SELECT content FROM document WHERE id = ?")
                .param(id)
                .query((row, n) -> row.getBytes(1))
                .optional()
                .orElseThrow(() -> new NotFound("document", id));
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
