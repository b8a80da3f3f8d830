package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Secrets;
import coop.entrelacs.tenancy.StopOrder;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * Slows down who guesses passwords: per account and address, per account, and per address, over all nodes by Redis. Whoever guesses
 * does not lock the owner out: a device that signed in before counts for itself alone, and an address the owner signed in from before
 * is not held to what others tried elsewhere. Without Redis people can still sign in, and each node counts for itself. Redis sees
 * neither whom nor whence: keys are fingerprints.
 */
@Component
class SignInThrottle implements SmartLifecycle {

    static final int PER_ACCOUNT_AND_ADDRESS = 5;
    static final int PER_ACCOUNT = 30;
    static final int PER_DEVICE = 10;
    static final int PER_ADDRESS = 100;
    static final Duration WINDOW = Duration.ofMinutes(15);

    private static final Logger log = LoggerFactory.getLogger(SignInThrottle.class);
    private static final String PREFIX = "entrelacs:sign-in:";
    private static final int LOCAL_BUCKETS = 10_000;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final LettuceConnectionFactory redis;
    private final Secrets secrets;
    private final Map<String, Bucket> local = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > LOCAL_BUCKETS;
        }
    };

    private io.lettuce.core.api.@Nullable StatefulRedisConnection<String, byte[]> connection;
    private @Nullable ProxyManager<String> shared;
    private long redisFailedAt = Long.MIN_VALUE / 2;
    private volatile boolean running;

    SignInThrottle(LettuceConnectionFactory redis, Secrets secrets) {
        this.redis = redis;
        this.secrets = secrets;
    }

    /**
     * Counts an attempt; whether it may be made. Called before the password is looked at.
     *
     * @param device the device, if the account's owner signed in by it before
     * @param usual whether the owner signed in from that address before; asked only where it matters
     */
    boolean admit(String account, String address, @Nullable String device, BooleanSupplier usual) {
        if (device != null) {
            return consume("device:" + device, PER_DEVICE);
        }
        String who = normal(account);
        String from = network(address);
        // Every limit counts every attempt, also those another limit refuses: hence no short cut.
        boolean pair = consume("pair:" + who + "|" + from, PER_ACCOUNT_AND_ADDRESS);
        boolean whole = consume("account:" + who, PER_ACCOUNT);
        boolean source = consume("address:" + from, PER_ADDRESS);
        return pair && source && (whole || usual.getAsBoolean());
    }

    /** The attempt was right: it does not count. */
    void succeeded(String account, String address, @Nullable String device) {
        if (device != null) {
            giveBack("device:" + device, PER_DEVICE, PER_DEVICE);
            return;
        }
        String who = normal(account);
        String from = network(address);
        giveBack("pair:" + who + "|" + from, PER_ACCOUNT_AND_ADDRESS, PER_ACCOUNT_AND_ADDRESS);
        giveBack("account:" + who, PER_ACCOUNT, 1);
        giveBack("address:" + from, PER_ADDRESS, 1);
    }

    private boolean consume(String plain, int limit) {
        String key = key(plain);
        boolean here = local(key, limit).tryConsume(1);
        return overRedis(() -> bucket(key, limit).tryConsume(1), here);
    }

    private void giveBack(String plain, int limit, int tokens) {
        String key = key(plain);
        local(key, limit).addTokens(tokens);
        boolean told = overRedis(
                () -> {
                    bucket(key, limit).addTokens(tokens);
                    return true;
                },
                false);
        log.trace("{} given back, over all nodes: {}", key, told);
    }

    /** Redis' answer, or the one of this node alone while Redis does not give any. */
    private boolean overRedis(BooleanSupplier asked, boolean otherwise) {
        synchronized (this) {
            if (System.nanoTime() - redisFailedAt < SILENCE.toNanos()) {
                return otherwise;
            }
        }
        try {
            return asked.getAsBoolean();
        } catch (RuntimeException e) {
            synchronized (this) {
                redisFailedAt = System.nanoTime();
            }
            log.warn(
                    "Sign-in attempts are counted on this node alone for {} s: Redis does not answer ({})",
                    SILENCE.toSeconds(),
                    e.toString());
            return otherwise;
        }
    }

    private Bucket bucket(String key, int limit) {
        return proxies()
                .builder()
                .build(
                        PREFIX + key,
                        () -> BucketConfiguration.builder()
                                .addLimit(bandwidth(limit))
                                .build());
    }

    private Bucket local(String key, int limit) {
        synchronized (local) {
            return local.computeIfAbsent(
                    key, _ -> Bucket.builder().addLimit(bandwidth(limit)).build());
        }
    }

    private static Bandwidth bandwidth(int limit) {
        return Bandwidth.builder().capacity(limit).refillGreedy(limit, WINDOW).build();
    }

    private synchronized ProxyManager<String> proxies() {
        ProxyManager<String> present = shared;
        if (present == null) {
            if (!(redis.getNativeClient() instanceof RedisClient client)) {
                throw new IllegalStateException("no client of a single Redis");
            }
            var made = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
            made.setTimeout(Duration.ofMillis(500));
            connection = made;
            present = Bucket4jLettuce.casBasedBuilder(made)
                    .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(WINDOW))
                    .requestTimeout(Duration.ofMillis(500))
                    .build();
            shared = present;
        }
        return present;
    }

    private String key(String plain) {
        byte[] fingerprint = secrets.fingerprint(plain, "sign-in");
        return plain.substring(0, plain.indexOf(':') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(fingerprint);
    }

    /** Whoever has one address of IPv6 has the whole network of 64 bits: they count as one. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 4 ? address : HexFormat.of().formatHex(bytes, 0, 8);
        } catch (IllegalArgumentException e) {
            // Not an address at all: it stands for itself.
            return address;
        }
    }

    private static String normal(String account) {
        String name = account.strip().toLowerCase(Locale.ROOT);
        return name.substring(0, Math.min(name.length(), 254));
    }

    @Override
    public void start() {
        running = true;
    }

    /** After the last request, and before the client is closed to whom the connection belongs. */
    @Override
    public synchronized void stop() {
        running = false;
        if (connection != null) {
            connection.close();
        }
        connection = null;
        shared = null;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.OUR_REDIS_CONNECTIONS;
    }
}
