package coop.entrelacs.live;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class LiveUpdatesTest {

    @Autowired
    LiveUpdates live;

    @Test
    void who_listens_hears_what_is_told_right_after() throws InterruptedException {
        // Often the first and the last of its tenant: then the channel itself is opened and closed each time.
        for (int i = 0; i < 200; i++) {
            TenantId tenant = new TenantId("ecoute-" + i % 3);
            CountDownLatch heard = new CountDownLatch(1);
            try (var _ = live.subscribe(tenant, change -> heard.countDown())) {
                CurrentTenant.run(Actor.system(tenant), () -> live.publish("anything", "now"));
                assertThat(heard.await(5, TimeUnit.SECONDS))
                        .as("change %s was heard", i)
                        .isTrue();
            }
        }
    }
}
