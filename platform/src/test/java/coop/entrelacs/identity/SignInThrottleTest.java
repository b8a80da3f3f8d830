package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

@EntrelacsTest
class SignInThrottleTest {

    @Autowired
    LettuceConnectionFactory redis;

    private final String account = UUID.randomUUID() + "@example.org";
    private final String address = UUID.randomUUID().toString();

    private static long admitted(SignInThrottle throttle, int attempts, String account, String address) {
        return IntStream.range(0, attempts)
                .filter(_ -> throttle.admit(account, address))
                .count();
    }

    @Test
    void twoNodesCountTogether() {
        SignInThrottle one = new SignInThrottle(redis);
        SignInThrottle other = new SignInThrottle(redis);
        try {
            assertThat(admitted(one, 3, account, address)).isEqualTo(3);
            assertThat(admitted(other, 10, account, address)).isEqualTo(SignInThrottle.PER_ACCOUNT_AND_ADDRESS - 3);
            assertThat(admitted(one, 10, account, address)).isZero();
        } finally {
            one.destroy();
            other.destroy();
        }
    }

    @Test
    void whatWasRightDoesNotCount() {
        SignInThrottle throttle = new SignInThrottle(redis);
        try {
            for (int i = 0; i < 3 * SignInThrottle.PER_ACCOUNT_AND_ADDRESS; i++) {
                assertThat(throttle.admit(account, address)).isTrue();
                throttle.succeeded(account, address);
            }
        } finally {
            throttle.destroy();
        }
    }

    @Test
    void manyAddressesDoNotGuessOneAccountForEver() {
        SignInThrottle throttle = new SignInThrottle(redis);
        try {
            long admitted = IntStream.range(0, 2 * SignInThrottle.PER_ACCOUNT)
                    .filter(i -> throttle.admit(account, address + "-" + i))
                    .count();
            assertThat(admitted).isEqualTo(SignInThrottle.PER_ACCOUNT);
        } finally {
            throttle.destroy();
        }
    }

    @Test
    void withoutRedisPeopleStillSignInAndTheNodeCountsAlone() {
        LettuceConnectionFactory nowhere = new LettuceConnectionFactory("127.0.0.1", 1);
        nowhere.afterPropertiesSet();
        nowhere.start();
        SignInThrottle throttle = new SignInThrottle(nowhere);
        try {
            assertThat(admitted(throttle, 10, account, address)).isEqualTo(SignInThrottle.PER_ACCOUNT_AND_ADDRESS);
        } finally {
            throttle.destroy();
            nowhere.destroy();
        }
    }
}
