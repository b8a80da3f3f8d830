package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.tenancy.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ScanOptions;

@EntrelacsTest
class SignInThrottleTest {

    @Autowired
    LettuceConnectionFactory redis;

    @Autowired
    Secrets secrets;

    private final String account = UUID.randomUUID() + "@example.org";
    private final String address = UUID.randomUUID().toString();

    private static long admitted(SignInThrottle throttle, int attempts, String account, String address) {
        return IntStream.range(0, attempts)
                .filter(_ -> throttle.admit(account, address, null, () -> false))
                .count();
    }

    @Test
    void twoNodesCountTogether() {
        SignInThrottle one = new SignInThrottle(redis, secrets);
        SignInThrottle other = new SignInThrottle(redis, secrets);
        try {
            assertThat(admitted(one, 3, account, address)).isEqualTo(3);
            assertThat(admitted(other, 10, account, address)).isEqualTo(SignInThrottle.PER_ACCOUNT_AND_ADDRESS - 3);
            assertThat(admitted(one, 10, account, address)).isZero();
        } finally {
            one.stop();
            other.stop();
        }
    }

    @Test
    void whatWasRightDoesNotCount() {
        SignInThrottle throttle = new SignInThrottle(redis, secrets);
        try {
            for (int i = 0; i < 3 * SignInThrottle.PER_ACCOUNT_AND_ADDRESS; i++) {
                assertThat(throttle.admit(account, address, null, () -> false)).isTrue();
                throttle.succeeded(account, address, null);
            }
        } finally {
            throttle.stop();
        }
    }

    @Test
    void manyAddressesDoNotGuessOneAccountForEver() {
        SignInThrottle throttle = new SignInThrottle(redis, secrets);
        try {
            long admitted = IntStream.range(0, 2 * SignInThrottle.PER_ACCOUNT)
                    .filter(i -> throttle.admit(account, address + "-" + i, null, () -> false))
                    .count();
            assertThat(admitted).isEqualTo(SignInThrottle.PER_ACCOUNT);
        } finally {
            throttle.stop();
        }
    }

    @Test
    void whoeverGuessesDoesNotLockTheOwnerOut() {
        SignInThrottle throttle = new SignInThrottle(redis, secrets);
        try {
            for (int i = 0; i < 2 * SignInThrottle.PER_ACCOUNT; i++) {
                throttle.admit(account, address + "-" + i, null, () -> false);
            }
            assertThat(throttle.admit(account, address + "-other", null, () -> false))
                    .as("a stranger waits")
                    .isFalse();
            assertThat(throttle.admit(account, address + "-home", null, () -> true))
                    .as("from where the owner always comes")
                    .isTrue();
            assertThat(throttle.admit(account, address + "-abroad", account + "-telephone", () -> false))
                    .as("by a device they came by before")
                    .isTrue();
        } finally {
            throttle.stop();
        }
    }

    @Test
    void aKnownDeviceDoesNotGuessForEver() {
        SignInThrottle throttle = new SignInThrottle(redis, secrets);
        try {
            long admitted = IntStream.range(0, 3 * SignInThrottle.PER_DEVICE)
                    .filter(_ -> throttle.admit(account, address, account + "-stolen", () -> true))
                    .count();
            assertThat(admitted).isEqualTo(SignInThrottle.PER_DEVICE);
        } finally {
            throttle.stop();
        }
    }

    @Test
    void aNetworkOfIpv6CountsAsOne() {
        SignInThrottle throttle = new SignInThrottle(redis, secrets);
        String network = "2001:db8:" + Integer.toHexString(account.hashCode() & 0xffff) + ":1:";
        try {
            long admitted = IntStream.range(1, 20)
                    .filter(i -> throttle.admit(account, network + ":" + i, null, () -> false))
                    .count();
            assertThat(admitted).isEqualTo(SignInThrottle.PER_ACCOUNT_AND_ADDRESS);
        } finally {
            throttle.stop();
        }
    }

    @Test
    void redisSeesNeitherWhomNorWhence() {
        SignInThrottle throttle = new SignInThrottle(redis, secrets);
        try {
            throttle.admit(account, "192.0.2.77", null, () -> false);
            try (var connection = redis.getConnection();
                    var keys = connection
                            .keyCommands()
                            .scan(ScanOptions.scanOptions()
                                    .match("entrelacs:sign-in:*")
                                    .count(10_000)
                                    .build())) {
                assertThat(keys.stream().map(key -> new String(key, StandardCharsets.UTF_8)))
                        .isNotEmpty()
                        .noneMatch(key -> key.contains("@") || key.contains("192.0.2.77"));
            }
        } finally {
            throttle.stop();
        }
    }

    @Test
    void withoutRedisPeopleStillSignInAndTheNodeCountsAlone() {
        LettuceConnectionFactory nowhere = new LettuceConnectionFactory("127.0.0.1", 1);
        nowhere.afterPropertiesSet();
        nowhere.start();
        SignInThrottle throttle = new SignInThrottle(nowhere, secrets);
        try {
            assertThat(admitted(throttle, 10, account, address)).isEqualTo(SignInThrottle.PER_ACCOUNT_AND_ADDRESS);
        } finally {
            throttle.stop();
            nowhere.stop();
        }
    }
}
