package coop.entrelacs.tenancy;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Seals one tenant's personal secrets, and makes the blind index by which they are found without being readable. */
public final class TenantBox {

    private final AesGcmJce aead;
    private final byte[] indexKey;

    TenantBox(AesGcmJce aead, byte[] indexKey) {
        this.aead = aead;
        this.indexKey = indexKey;
    }

    /** By how many bytes what is sealed is longer. */
    public static final int OVERHEAD = 28;

    /** As {@link #seal}, for what is no text. */
    public byte[] sealBytes(byte[] plain, String context) {
        return Secrets.seal(aead, plain, context);
    }

    /** As {@link #open}, for what is no text. */
    public byte[] openBytes(byte[] sealed, String context) {
        return Secrets.open(aead, sealed, context);
    }

    /** @param context table, column and row ({@code member.nir:0198…}): a value moved to another row does not open there */
    public byte[] seal(String plain, String context) {
        return Secrets.seal(aead, Secrets.bytes(plain), context);
    }

    /** @throws IllegalStateException if the value was changed, moved or sealed in another tenant */
    public String open(byte[] sealed, String context) {
        return new String(Secrets.open(aead, sealed, context), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A keyed hash (HMAC-SHA-256): equal for equal values of one field, meaningless without the key. */
    public byte[] blindIndex(String value, String field) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(indexKey, "HmacSHA256"));
            return mac.doFinal(Secrets.bytes(field + ":" + value));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
