package coop.entrelacs;

import coop.entrelacs.activities.ActivityFixtures;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * A test in the running application, on a random port, with real PostgreSQL and Redis. All such tests share one context, so none
 * may replace beans or set properties; each makes the tenants it needs by {@link TestTenants}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(EntrelacsTest.SERVERS)
@SpringBootTest(
        classes = Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "entrelacs.spare-schemas=6",
            // Hundreds of tenants in one JVM: their pools must not use up the server.
            "entrelacs.pools.most-open=80",
            "spring.main.banner-mode=off",
            // People of tests have a password only; what stands before them with a second factor is asked for in tests
            // of its own.
            "entrelacs.second-factor=false",
            "entrelacs.master-key=" + EntrelacsTest.MASTER_KEY
        })
@Import({TestTenants.class, TestTokens.class, ActivityFixtures.class})
public @interface EntrelacsTest {

    /** The tag of tests that start servers; {@code ./entrelacs check} leaves them to {@code ./entrelacs test}. */
    String SERVERS = "servers";

    /** Known to all, so that further nodes of a test open what this one sealed. */
    String MASTER_KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=";
}
