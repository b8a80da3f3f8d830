package coop.entrelacs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.web.Idempotency;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class DeadlockRetryTest {

    @Autowired
    Idempotency idempotency;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    @Test
    void of_two_requests_that_lock_each_other_out_both_are_answered() throws Exception {
        TenantId tenant = tenants.aCooperative();
        TestTenants.in(
                tenant,
                () -> jdbc.sql("INSERT INTO document_number(sequence, year, last, last_date) VALUES"
                                + " ('QUOTE', 2001, 0, '2001-01-01'), ('QUOTE', 2002, 0, '2002-01-01')")
                        .update());
        AtomicInteger attempts = new AtomicInteger();
        CyclicBarrier both = new CyclicBarrier(2);

        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Future<String>> answers = threads.invokeAll(List.of(
                    request(tenant, "one", 1, 2, attempts, both), request(tenant, "two", 2, 1, attempts, both)));
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo("done");
            }
        }

        assertThat(attempts.get()).isEqualTo(3);
    }

    private Callable<String> request(
            TenantId tenant, String key, int first, int second, AtomicInteger attempts, CyclicBarrier both) {
        return () -> TestTenants.in(
                tenant,
                () -> idempotency
                        .once(key, key, String.class, () -> {
                            int attempt = attempts.incrementAndGet();
                            lock(first);
                            if (attempt <= 2) {
                                try {
                                    both.await(10, TimeUnit.SECONDS);
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                            lock(second);
                            return ResponseEntity.ok("done");
                        })
                        .getBody());
    }

    private void lock(int row) {
        jdbc.sql("SELECT 1 FROM document_number WHERE year = ? FOR UPDATE")
                .param(2000 + row)
                .query(Integer.class)
                .single();
    }

    @Test
    void what_is_no_deadlock_is_not_tried_again() {
        AtomicInteger attempts = new AtomicInteger();

        assertThatThrownBy(() -> DeadlockRetry.run(() -> {
                    attempts.incrementAndGet();
                    throw new CannotAcquireLockException("somebody holds it", null);
                }))
                .isInstanceOf(CannotAcquireLockException.class);
        assertThat(attempts.get()).isEqualTo(1);
    }

    @Test
    void every_transactional_service_has_it_outside_its_transaction() {
        List<String> advice = Arrays.stream(((Advised) ledger).getAdvisors())
                .map(advisor -> advisor.getAdvice().getClass().getName())
                .toList();

        assertThat(advice).hasSizeGreaterThanOrEqualTo(2);
        assertThat(advice.get(0)).contains("DeadlockRetryConfiguration");
        assertThat(advice.get(1)).contains("TransactionInterceptor");
    }
}
