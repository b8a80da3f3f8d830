package coop.entrelacs.shared;

import java.security.SecureRandom;
import java.util.UUID;

/** Makes identifiers that sort by time of creation. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits, so that indexes grow at one end. */
    public static UUID next() {
        long high = (System.currentTimeMillis() << 16) | 0x7000 | (RANDOM.nextInt() & 0x0fff);
        long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
