package coop.entrelacs.federation;

import static coop.entrelacs.federation.PoolScene.TODAY;
import static coop.entrelacs.federation.PoolScene.YEAR;
import static coop.entrelacs.federation.PoolScene.as;
import static coop.entrelacs.federation.PoolScene.in;
import static coop.entrelacs.federation.PoolScene.quotaShare;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.federation.Cession.CessionStage;
import coop.entrelacs.federation.ClaimView.ClaimWhat;
import coop.entrelacs.federation.PoolMessages.ClaimRecovered;
import coop.entrelacs.federation.PoolScene.Member;
import coop.entrelacs.funds.FundRecovered;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/** What a customer pays after all is shared with the common fund that bore a part of the loss. */
@EntrelacsTest
class PoolRecoveriesTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    PoolFigures figures;

    @Autowired
    PoolRecoveries recoveries;

    private PoolScene scene;
    private Member brin;
    private Treaty treaty;

    @BeforeEach
    void aLossOfWhichThePoolBearsSixtyPercent() {
        scene = PoolScene.in(beans);
        brin = scene.aCooperative();
        treaty = scene.endowed(scene.proposed(quotaShare("60", "2000.00")), "5000.00");
        scene.adopts(brin, treaty, 1, YEAR);
    }

    @Test
    void each_gets_back_the_share_that_it_bore_and_never_more() {
        UUID request = scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = accepted();
        settled(claim);
        assertThat(fund()).isEqualTo(Money.of("600.00"));

        comesBack(request, "500.00");

        assertThat(fund())
                .as("a half of the loss came back: the pool's part of it left")
                .isEqualTo(Money.of("300.00"));
        assertThat(scene.credit(brin.id(), brin.fund().accounts().holds())).isEqualTo(fund());
        assertThat(scene.credit(brin.id(), PoolBooks.WAITING)).isEqualTo(Money.ZERO);
        assertThat(scene.positions(brin.id())).isEqualTo(Money.of("-300.00"));
        await().until(() -> scene.positions(scene.federation).equals(Money.of("300.00")));
        assertThat(pool()).as("not the pool's before it is received").isEqualTo(Money.of("4400.00"));
        assertThat(as(scene.coordinator, () -> scene.claims.get(claim.id())).events())
                .extracting(ClaimView.Event::what)
                .contains(ClaimWhat.RECOVERED);
        assertThat(scene.cession(brin, claim.id()).events())
                .extracting(Cession.Event::what)
                .contains(CessionStage.RETURNED);

        UUID position = openPosition();
        scene.settle(brin.id(), position);
        scene.settle(scene.federation, position);
        scene.settle(scene.federation, position);
        assertThat(pool()).isEqualTo(Money.of("4700.00"));
        assertThat(scene.credit(scene.federation, PoolBooks.holds(Instrument.GRANT)))
                .isEqualTo(pool());
        assertThat(as(
                        scene.coordinator,
                        () -> figures.movements(treaty.id(), null, 10).items()))
                .extracting(PoolFigures.Movement::entry)
                .doesNotContainNull();

        // the customer pays the rest, and by mistake something more
        comesBack(request, "500.00");
        comesBack(request, "80.00");
        assertThat(fund()).isEqualTo(Money.ZERO);
        await().until(() -> scene.positions(scene.federation).equals(Money.of("300.00")));
    }

    @Test
    void what_comes_back_before_the_pool_paid_is_shared_when_it_has() {
        UUID request = scene.bears(brin, "1000.00", TODAY);
        comesBack(request, "250.00");
        ClaimView claim = accepted();
        assertThat(scene.positions(brin.id())).isEqualTo(Money.of("600.00"));

        settled(claim);

        assertThat(fund()).isEqualTo(Money.of("450.00"));
        assertThat(scene.positions(brin.id())).isEqualTo(Money.of("-150.00"));
        await().until(() -> scene.positions(scene.federation).equals(Money.of("150.00")));
    }

    @Test
    void what_was_taken_away_again_counts_against_what_comes_next() {
        UUID request = scene.bears(brin, "1000.00", TODAY);
        settled(accepted());
        comesBack(request, "500.00");
        comesBack(request, "-500.00");
        comesBack(request, "400.00");
        assertThat(scene.positions(brin.id())).isEqualTo(Money.of("-300.00"));
        comesBack(request, "200.00");
        assertThat(scene.positions(brin.id())).isEqualTo(Money.of("-360.00"));
    }

    @Test
    void a_message_told_twice_counts_once_and_more_than_was_accepted_is_refused() {
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = accepted();
        settled(claim);
        ClaimRecovered told = new ClaimRecovered(claim.id(), UUID.randomUUID(), Money.of("200.00"), TODAY);
        for (int i = 0; i < 2; i++) {
            told(told);
        }
        assertThat(scene.positions(scene.federation)).isEqualTo(Money.of("200.00"));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> told(new ClaimRecovered(claim.id(), UUID.randomUUID(), Money.of("400.01"), TODAY)))
                .isInstanceOfSatisfying(
                        coop.entrelacs.shared.Refusal.class,
                        e -> assertThat(e.code()).isEqualTo("claim-more-than-due"));
    }

    @Test
    void a_loss_that_nobody_shares_is_shared_with_nobody() {
        comesBack(UUID.randomUUID(), "500.00");
        assertThat(scene.positions(brin.id())).isEqualTo(Money.ZERO);
    }

    @Test
    void shares_are_to_the_cent_and_add_up_to_what_was_borne() {
        Money accepted = Money.of("333.33");
        Money loss = Money.of("1000.00");
        Money before = Money.ZERO;
        for (int cents = 0; cents <= 100_000; cents += 7) {
            Money now = PoolRecoveries.share(accepted, loss, Money.ofCents(cents));
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
        assertThat(PoolRecoveries.share(accepted, loss, loss)).isEqualTo(accepted);
        assertThat(PoolRecoveries.share(accepted, loss, Money.of("4000.00"))).isEqualTo(accepted);
    }

    private void told(ClaimRecovered message) {
        in(
                scene.federation,
                () -> scene.transaction.execute(status -> {
                    recoveries.told(brin.id(), message);
                    return true;
                }));
    }

    private ClaimView accepted() {
        ClaimView claim = scene.arrived(brin);
        scene.accepts(scene.coordinator, claim, claim.told().toString());
        await().until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.ACCEPTED);
        return claim;
    }

    private void settled(ClaimView claim) {
        UUID position = Objects.requireNonNull(scene.claim(claim.id()).position());
        scene.settle(scene.federation, position);
        scene.settle(brin.id(), position);
    }

    private void comesBack(UUID request, String amount) {
        in(
                brin.id(),
                () -> scene.transaction.execute(status -> {
                    scene.events.publishEvent(
                            new FundRecovered(request, brin.fund().id(), Money.of(amount), TODAY));
                    return true;
                }));
    }

    private UUID openPosition() {
        List<UUID> open = in(
                brin.id(),
                () -> scene.jdbc
                        .sql("SELECT id FROM mutual_position WHERE state <> 'SETTLED'")
                        .query(UUID.class)
                        .list());
        assertThat(open).hasSize(1);
        return open.getFirst();
    }

    private Money fund() {
        return as(brin.manager(), () -> scene.funds.get(brin.fund().id())).balance();
    }

    private Money pool() {
        return as(scene.coordinator, () -> scene.treaties.get(treaty.id())).balance();
    }
}
