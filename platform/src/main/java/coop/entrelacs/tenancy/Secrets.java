package coop.entrelacs.tenancy;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Seals what must not be readable in the database (AES-256-GCM). The master key comes from outside: configuration, or a file of
 * the data folder that only its owner can read.
 */
@Component
public class Secrets {

    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
    private static final int KEY_BYTES = 32;

    private final byte[] master;
    private final AesGcmJce masterAead;

    Secrets(TenancyProperties properties) {
        this.master = masterKey(properties);
        try {
            this.masterAead = new AesGcmJce(derive("seal"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Encrypts under the deployment's key.
     *
     * @param context what the secret belongs to ({@code tenant:brindille:password}); needed again to open it, so that a sealed
     *     value copied to another row does not open there
     */
    public byte[] seal(byte[] plain, String context) {
        return seal(masterAead, plain, context);
    }

    /** @throws IllegalStateException if the value was changed, moved or sealed under another key */
    public byte[] open(byte[] sealed, String context) {
        return open(masterAead, sealed, context);
    }

    /**
     * What stands for a value where the value must not: the same for the same value, worth nothing without the deployment's key.
     *
     * @param context what it is for; the same value stands differently elsewhere
     */
    public byte[] fingerprint(String value, String context) {
        try {
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(derive("fingerprint:" + context), "HmacSHA256"));
            return mac.doFinal(bytes(value));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The box of one tenant's personal secrets (NIR, IBAN). Its key is derived from the master key and the tenant's own salt: what
     * one tenant sealed opens in no other.
     */
    TenantBox box(TenantId tenant, byte[] salt) {
        try {
            byte[] key = Hkdf.computeHkdf("HMACSHA256", master, salt, bytes("tenant:" + tenant), KEY_BYTES);
            byte[] indexKey = Hkdf.computeHkdf("HMACSHA256", master, salt, bytes("index:" + tenant), KEY_BYTES);
            return new TenantBox(new AesGcmJce(key), indexKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key of one tenant's archives: derived as the box's is, so it is the same wherever the master key and the salt are. */
    byte[] archiveKey(TenantId tenant, byte[] salt) {
        try {
            return Hkdf.computeHkdf("HMACSHA256", master, salt, bytes("archive:" + tenant), KEY_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A secret that every node derives alike without storing it, such as the control plane's own password. */
    String derivedPassword(String purpose) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(derive("password:" + purpose));
    }

    private byte[] derive(String purpose) {
        try {
            return Hkdf.computeHkdf("HMACSHA256", master, new byte[0], bytes(purpose), KEY_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] seal(AesGcmJce aead, byte[] plain, String context) {
        try {
            return aead.encrypt(plain, bytes(context));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal " + context, e);
        }
    }

    static byte[] open(AesGcmJce aead, byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, bytes(context));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot open " + context + ": another master key, or the value was changed", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] masterKey(TenancyProperties properties) {
        String configured = properties.masterKey();
        if (configured != null && !configured.isBlank()) {
            return checked(Base64.getDecoder().decode(configured.strip()), "entrelacs.master-key");
        }
        String data = properties.data();
        if (data == null || data.isBlank()) {
            LOG.warn("No master key and no data folder: a key for this process only. Fit for tests, for nothing else.");
            return randomKey();
        }
        Path file = Path.of(data, "master.key");
        try {
            Files.createDirectories(file.getParent());
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, Base64.getEncoder().encodeToString(randomKey()), StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                // The usual case: kept from an earlier start.
            }
            return checked(Base64.getDecoder().decode(Files.readString(file).strip()), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the master key in " + file, e);
        }
    }

    private static byte[] checked(byte[] key, String where) {
        if (key.length != KEY_BYTES) {
            throw new IllegalStateException(where + " must hold " + KEY_BYTES + " bytes in base64, not " + key.length);
        }
        return key;
    }

    private static byte[] randomKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
