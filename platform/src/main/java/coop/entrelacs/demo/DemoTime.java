package coop.entrelacs.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The time in which a step of the demo is lived: a loan of two months ago is asked for, decided and paid then, by the same services. Only
 * for the thread that lives it, and only where there is a demo; everybody else has today.
 */
final class DemoTime {

    private static final ScopedValue<Duration> BACK = ScopedValue.newInstance();

    private DemoTime() {}

    /** Lives a step at an earlier time. */
    static void at(Instant then, Runnable work) {
        ScopedValue.where(BACK, Duration.between(then, Instant.now(Clock.systemUTC())))
                .run(work);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "entrelacs.demo", havingValue = "true")
    static class Wiring {

        @Bean
        @Primary
        Clock demoClock(@Qualifier("clock") Clock clock) {
            return new Lived(clock);
        }
    }

    private static final class Lived extends Clock {
        private final Clock real;

        Lived(Clock real) {
            this.real = real;
        }

        @Override
        public ZoneId getZone() {
            return real.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new Lived(real.withZone(zone));
        }

        @Override
        public Instant instant() {
            Instant now = real.instant();
            return BACK.isBound() ? now.minus(BACK.get()) : now;
        }
    }
}
