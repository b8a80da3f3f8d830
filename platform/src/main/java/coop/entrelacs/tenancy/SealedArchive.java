package coop.entrelacs.tenancy;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import coop.entrelacs.shared.InvalidField;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * The form of an archive outside: a line that says of which tenant it is, and the tenant's salt, in clear; then the archive, encrypted
 * piece by piece (AES-256-GCM) under a key of the tenant, which the deployment derives from its master key. Whoever carries the file
 * away reads nothing in it; a deployment with the same master key brings the tenant back.
 */
final class SealedArchive {

    private static final byte[] MAGIC = Secrets.bytes("ENTRELACS-ARCHIVE-3\n");
    private static final int SALT_BYTES = 32;
    private static final int PIECE = 1 << 20;

    private SealedArchive() {}

    /** A stream that encrypts what is written to it; closing it completes the archive. */
    static OutputStream writing(TenantId tenant, byte[] salt, Secrets secrets, OutputStream out) throws IOException {
        byte[] header = header(tenant, salt);
        out.write(header);
        try {
            return streaming(tenant, salt, secrets).newEncryptingStream(out, header);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a file has this form. Archives of the form before are clear. */
    static boolean is(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * The archive in clear, in a file that only this process's user reads; whoever asked deletes it.
     *
     * @throws InvalidField if it is damaged, or sealed under another master key
     */
    static Path opened(Path file, Secrets secrets) throws IOException {
        Path clear = Files.createTempFile("entrelacs-archive", ".zip");
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.skipNBytes(MAGIC.length);
            TenantId tenant = new TenantId(
                    new String(in.readNBytes(in.readUnsignedByte()), java.nio.charset.StandardCharsets.US_ASCII));
            byte[] salt = in.readNBytes(SALT_BYTES);
            try (InputStream opened = streaming(tenant, salt, secrets).newDecryptingStream(in, header(tenant, salt))) {
                Files.copy(opened, clear, StandardCopyOption.REPLACE_EXISTING);
            }
            return clear;
        } catch (IOException | GeneralSecurityException | InvalidField e) {
            Files.deleteIfExists(clear);
            throw new InvalidField("file", "archive-sealed-otherwise");
        }
    }

    private static byte[] header(TenantId tenant, byte[] salt) {
        byte[] name = Secrets.bytes(tenant.value());
        return ByteBuffer.allocate(MAGIC.length + 1 + name.length + salt.length)
                .put(MAGIC)
                .put((byte) name.length)
                .put(name)
                .put(salt)
                .array();
    }

    private static AesGcmHkdfStreaming streaming(TenantId tenant, byte[] salt, Secrets secrets) {
        try {
            return new AesGcmHkdfStreaming(secrets.archiveKey(tenant, salt), "HmacSha256", 32, PIECE, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
