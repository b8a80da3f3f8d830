package coop.entrelacs.federation;

import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.OldCopies;
import coop.entrelacs.tenancy.TenantArchives;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantRestore;
import coop.entrelacs.tenancy.TenantRestores;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A cooperative goes back to yesterday while messages are under way, and everybody is level afterwards. */
@EntrelacsTest
class TenantRestoreTest {

    @TempDir
    Path folder;

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Tenants registry;

    @Autowired
    TenantArchives archives;

    @Autowired
    TenantRestores restores;

    @Autowired
    OldCopies copies;

    @Autowired
    TestDebts debts;

    @Autowired
    Crossings crossings;

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    PositionsTeller teller;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    TenantId federation;
    TenantId a;
    TenantId b;

    @BeforeEach
    void twoOfAFederation() {
        federation = tenants.aFederation();
        a = tenants.aCooperativeOf(federation);
        b = tenants.aCooperativeOf(federation);
    }

    @Test
    void a_cooperative_restored_to_yesterday_with_messages_in_flight_ends_level_with_the_others() throws Exception {
        in(a, () -> debts.open(b, Positions.Kind.CLAIM, Money.of("100.00"), false));
        in(b, () -> debts.open(a, Positions.Kind.CLAIM, Money.of("30.00"), false));
        quiet();
        // Yesterday: something of ours is under way when the archive is written.
        registry.suspend(b);
        in(a, () -> debts.open(b, Positions.Kind.CLAIM, Money.of("7.00"), false));
        Path yesterday = archive(a);
        // Then it arrives, others write to us, and we say things that we will not remember.
        registry.activate(b);
        in(b, () -> debts.open(a, Positions.Kind.CLAIM, Money.of("11.00"), false));
        in(federation, () -> debts.open(a, Positions.Kind.CLAIM, Money.of("5.00"), false));
        quiet();
        in(
                a,
                () -> transaction.execute(status ->
                        crossings.send(b, ReconciliationMail.DETAIL_ASKED, new ReconciliationMail.DetailAsked(a))));
        quiet();
        // Just now, something is on its way to us.
        in(b, () -> debts.open(a, Positions.Kind.CLAIM, Money.of("13.00"), false));
        registry.suspend(b);

        TenantRestore done = ended(restores.ask(yesterday, a.value(), () -> {}).id());

        assertThat(done.failure()).isNull();
        assertThat(done.state()).isEqualTo(TenantRestore.State.DONE);
        // The one under way then and one of today leave together.
        in(a, () -> debts.open(b, Positions.Kind.CLAIM, Money.of("2.00"), false));
        registry.activate(b);
        in(a, () -> {
            crossings.tryAgain();
            return null;
        });
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    in(federation, () -> {
                        reconciliation.ask();
                        return null;
                    });
                    assertThat(in(federation, reconciliation::pairs)).hasSize(2).allSatisfy(pair -> {
                        assertThat(pair.verdict()).isEqualTo(Reconciliation.Verdict.EQUAL);
                        assertThat(pair.one().booksDiffer()).isFalse();
                        assertThat(pair.other().booksDiffer()).isFalse();
                    });
                });
        assertThat(balance(a, b)).isEqualTo(Money.of("55.00")); // 100 + 7 + 2 - 30 - 11 - 13
        assertThat(balance(b, a)).isEqualTo(Money.of("-55.00"));
        assertThat(balance(a, federation)).isEqualTo(Money.of("-5.00"));
    }

    @Test
    void only_an_undamaged_archive_is_restored_and_what_is_there_gives_way_when_it_is_named_again() throws Exception {
        in(a, () -> debts.open(b, Positions.Kind.CLAIM, Money.of("100.00"), false));
        quiet();
        Path archive = archive(a);
        in(a, () -> debts.oneSide(b, Money.of("1.00")));

        refused("archive-sealed-otherwise", damaged(archive), a.value());
        refused("restore-replaces", archive, null);
        refused("restore-replaces", archive, b.value());
        assertThat(balance(a, b)).isEqualTo(Money.of("101.00"));

        HttpResponse<String> answer = tokens.send(tokens.request("/api/deployment/restores?replace=" + a)
                .header("Authorization", "Bearer " + tokens.operatorToken())
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofFile(archive)));
        assertThat(answer.statusCode()).isEqualTo(202);
        TenantRestore done = ended(UUID.fromString(tokens.read(answer).get("id").asString()));

        assertThat(done.state()).isEqualTo(TenantRestore.State.DONE);
        assertThat(balance(a, b)).isEqualTo(Money.of("100.00"));

        // What it held is kept until somebody drops it; the living data never is.
        OldCopies.Copy old = copies.all().stream()
                .filter(copy -> copy.tenant().equals(a))
                .findFirst()
                .orElseThrow();
        assertThat(old.why()).isEqualTo(OldCopies.Why.REPLACED);
        assertThatThrownBy(() -> copies.drop(old.id(), b)).hasMessageContaining("old-copy-not-found");
        assertThat(tokens.api(
                                tokens.operatorToken(),
                                "DELETE",
                                "/api/deployment/old-copies/" + old.id() + "?tenant=" + a)
                        .statusCode())
                .isEqualTo(204);
        assertThat(copies.all()).noneMatch(copy -> copy.tenant().equals(a));
        assertThat(balance(a, b)).isEqualTo(Money.of("100.00"));
    }

    private void refused(String code, Path archive, String replace) {
        assertThatThrownBy(() -> restores.ask(archive, replace, () -> {}))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private Path archive(TenantId tenant) throws IOException {
        Path file = folder.resolve(tenant + "-" + UUID.randomUUID() + ".zip");
        try (var out = Files.newOutputStream(file)) {
            archives.write(tenant, out);
        }
        return file;
    }

    /** The same archive with one bit changed. */
    private Path damaged(Path archive) throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        return Files.write(folder.resolve("damaged.archive"), bytes);
    }

    private TenantRestore ended(UUID restore) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> restores.get(restore).state() != TenantRestore.State.RUNNING);
        return restores.get(restore);
    }

    private void quiet() {
        for (TenantId sender : List.of(federation, a, b)) {
            in(sender, () -> {
                crossings.tryAgain();
                return null;
            });
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(in(sender, () -> crossings.undelivered(10)))
                            .isEmpty());
        }
    }

    /** What the books of one say of another. */
    private Money balance(TenantId one, TenantId other) {
        return Money.ofCents(in(
                one,
                () -> jdbc.sql("SELECT coalesce(sum(CASE direction WHEN 'PAYABLE' THEN -amount_cents ELSE"
                                + " amount_cents END), 0) FROM mutual_position WHERE counterpart = ? AND state <>"
                                + " 'SETTLED'")
                        .param(other.value())
                        .query(Long.class)
                        .single()));
    }
}
