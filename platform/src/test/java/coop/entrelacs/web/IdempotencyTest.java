package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@EntrelacsTest
class IdempotencyTest {

    record Payment(String to, Money amount) {}

    record Receipt(int number, Money amount) {}

    @Autowired
    TestTenants tenants;

    @Autowired
    Idempotency idempotency;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JsonMapper json;

    private final AtomicInteger paid = new AtomicInteger();
    private Actor treasurer;

    @BeforeEach
    void aTreasurer() {
        TenantId tenant = tenants.aCooperative();
        treasurer = TestTenants.actor(tenant, Role.TREASURER);
        TestTenants.in(tenant, () -> paid.get());
    }

    private ResponseEntity<Receipt> pay(String key, Payment payment) {
        return TestTenants.as(
                treasurer,
                () -> idempotency.once(key, payment, Receipt.class, () -> {
                    Receipt receipt = new Receipt(paid.incrementAndGet(), payment.amount());
                    return ResponseEntity.created(URI.create("/receipts/" + receipt.number()))
                            .eTag(ETags.of(1))
                            .body(receipt);
                }));
    }

    @Test
    void theSameRequestSentAgainIsAnsweredAsBeforeAndPaysNothing() {
        Payment payment = new Payment("Awa", Money.of("12.30"));

        ResponseEntity<Receipt> first = pay("key-1", payment);
        ResponseEntity<Receipt> second = pay("key-1", payment);

        assertThat(paid).hasValue(1);
        assertThat(second.getBody()).isEqualTo(first.getBody());
        assertThat(second.getStatusCode()).isEqualTo(first.getStatusCode());
        assertThat(second.getHeaders().getLocation())
                .isEqualTo(first.getHeaders().getLocation());
        assertThat(second.getHeaders().getETag()).isEqualTo("\"1\"");
        assertThat(second.getHeaders().getFirst("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void theAnswerIsKeptSealedAndOpensUnderItsOwnKeyOnly() {
        pay("key-s", new Payment("Awa", Money.of("12.30")));

        assertThat(kept()).doesNotContain("12.30").doesNotContain("amount");
        TestTenants.as(
                treasurer,
                () -> jdbc.sql(
                                "INSERT INTO idempotency_key (subject, key, request_hash, created_at, status, body_sealed)"
                                        + " SELECT subject, 'key-moved', request_hash, created_at, status, body_sealed"
                                        + " FROM idempotency_key")
                        .update());
        assertThatThrownBy(() -> pay("key-moved", new Payment("Awa", Money.of("12.30"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAnswerKeptBeforeAnswersWereSealedIsGivenAgainAndSealed() throws Exception {
        Payment payment = new Payment("Awa", Money.of("12.30"));
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(json.writeValueAsString(payment).getBytes(StandardCharsets.UTF_8));
        TestTenants.as(
                treasurer,
                () -> jdbc.sql("INSERT INTO idempotency_key (subject, key, request_hash, created_at, status, body)"
                                + " VALUES (?, 'key-old', ?, now(), 201, ?)")
                        .params(treasurer.subject(), hash, json.writeValueAsString(new Receipt(7, payment.amount())))
                        .update());

        assertThat(pay("key-old", payment).getBody()).isEqualTo(new Receipt(7, payment.amount()));
        assertThat(TestTenants.as(treasurer, () -> idempotency.sealSome(10))).isEqualTo(1);

        assertThat(kept()).doesNotContain("12.30");
        assertThat(pay("key-old", payment).getBody()).isEqualTo(new Receipt(7, payment.amount()));
        assertThatThrownBy(() -> pay("key-old", new Payment("Noé", payment.amount())))
                .isInstanceOf(Idempotency.IdempotencyKeyReused.class);
        assertThat(paid).hasValue(0);
        assertThat(TestTenants.as(treasurer, () -> idempotency.sealSome(10))).isZero();
    }

    private String kept() {
        return TestTenants.as(
                treasurer,
                () -> jdbc.sql("SELECT string_agg(k::text, ' ') FROM idempotency_key k")
                        .query(String.class)
                        .single());
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        pay("key-2", new Payment("Awa", Money.of("12.30")));

        assertThatThrownBy(() -> pay("key-2", new Payment("Awa", Money.of("12.31"))))
                .isInstanceOf(Idempotency.IdempotencyKeyReused.class);
        assertThat(paid).hasValue(1);
    }

    @Test
    void anotherPersonsKeyIsAnotherKey() {
        pay("key-3", new Payment("Awa", Money.of("12.30")));
        treasurer = TestTenants.actor(treasurer.tenant(), Role.TREASURER);

        pay("key-3", new Payment("Noé", Money.of("5.00")));

        assertThat(paid).hasValue(2);
    }

    @Test
    void aRequestWithoutAKeyIsRefused() {
        for (String key : new String[] {null, " ", "with space", "x".repeat(256)}) {
            assertThatThrownBy(() -> pay(key, new Payment("Awa", Money.of("1.00"))))
                    .isInstanceOf(HeaderRefused.class);
        }
        assertThat(paid).hasValue(0);
    }

    @Test
    void manyAtOnceUnderOneKeyPayOnce() throws Exception {
        Payment payment = new Payment("Awa", Money.of("12.30"));
        CountDownLatch go = new CountDownLatch(1);
        Callable<Receipt> attempt = () -> {
            go.await();
            return pay("key-4", payment).getBody();
        };
        try (var threads = Executors.newFixedThreadPool(6)) {
            var all = java.util.stream.IntStream.range(0, 6)
                    .mapToObj(_ -> threads.submit(attempt))
                    .toList();
            go.countDown();
            for (var one : all) {
                assertThat(one.get()).isEqualTo(new Receipt(1, payment.amount()));
            }
        }
        assertThat(paid).hasValue(1);
    }

    @Test
    void whatBrokeOffIsNotKeptAndTheKeyMayBeUsedAgain() {
        assertThatThrownBy(() -> TestTenants.as(
                        treasurer,
                        () -> idempotency.once("key-5", "pay", Receipt.class, () -> {
                            throw new InvalidField("amount", "malformed-money");
                        })))
                .isInstanceOf(InvalidField.class);

        assertThat(pay("key-5", new Payment("Awa", Money.of("1.00"))).getBody()).isNotNull();
    }

    /** As if the process died between the work and the answer: the transaction never committed. */
    @Test
    void workThatDidNotCommitLeavesNoKeyBehind() {
        assertThatThrownBy(() -> TestTenants.as(
                        treasurer,
                        () -> idempotency.once("key-6", "pay", Receipt.class, () -> {
                            jdbc.sql("SELECT pg_terminate_backend(pg_backend_pid())")
                                    .query(Boolean.class)
                                    .optional();
                            return ResponseEntity.ok(new Receipt(1, Money.ZERO));
                        })))
                .isInstanceOf(RuntimeException.class);

        assertThat(keys()).isEmpty();
        assertThat(pay("key-6", new Payment("Awa", Money.of("1.00"))).getBody()).isNotNull();
    }

    @Test
    void oldKeysAreForgottenAsNewOnesCome() {
        pay("key-7", new Payment("Awa", Money.of("1.00")));
        TestTenants.as(
                treasurer,
                () -> jdbc.sql("UPDATE idempotency_key SET created_at = created_at - interval '8 days'")
                        .update());

        pay("key-8", new Payment("Awa", Money.of("1.00")));

        assertThat(keys()).containsExactly("key-8");
    }

    private List<String> keys() {
        return TestTenants.as(
                treasurer,
                () -> jdbc.sql("SELECT key FROM idempotency_key ORDER BY key")
                        .query(String.class)
                        .list());
    }
}
