package coop.entrelacs.federation;

import static coop.entrelacs.federation.PoolScene.TODAY;
import static coop.entrelacs.federation.PoolScene.YEAR;
import static coop.entrelacs.federation.PoolScene.as;
import static coop.entrelacs.federation.PoolScene.in;
import static coop.entrelacs.federation.PoolScene.quotaShare;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.federation.Cession.CessionStage;
import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.federation.ClaimView.ClaimWhat;
import coop.entrelacs.federation.Cover.StopLoss;
import coop.entrelacs.federation.PoolClaims.Acceptance;
import coop.entrelacs.federation.PoolScene.Member;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/** Treaties, calls, claims and what settles them, on both sides, and what may go wrong between. */
@EntrelacsTest
class PoolTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    Tenants tenants;

    @Autowired
    PoolFigures figures;

    @Autowired
    PositionPayments payments;

    @Autowired
    PoolPublication publication;

    @Autowired
    CouncilReport report;

    @Autowired
    BooksWatch watch;

    @Autowired
    Ledger ledger;

    private PoolScene scene;
    private Member brin;
    private Treaty treaty;

    @BeforeEach
    void aFederationWithATreatyThatOneCooperativeAdopted() {
        scene = PoolScene.in(beans);
        brin = scene.aCooperative();
        treaty = scene.proposed(quotaShare("60", "2000.00"));
        scene.adopts(brin, treaty, 1, YEAR);
    }

    @Test
    void a_loss_becomes_a_claim_and_the_pools_part_comes_back_to_the_fund() {
        scene.endowed(treaty, "5000.00");
        UUID request = scene.bears(brin, "1000.00", TODAY);

        ClaimView claim = scene.arrived(brin);
        assertThat(claim.told()).isEqualTo(Money.of("600.00"));
        assertThat(claim.due()).isEqualTo(Money.of("600.00"));
        assertThat(claim.agrees()).isTrue();
        assertThat(claim.id()).isNotEqualTo(request);

        assertThat(scene.accepts(scene.coordinator, claim, "600.00")).isEqualTo(Acceptance.ACCEPTED);
        await().until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.ACCEPTED);
        assertThat(as(scene.coordinator, () -> scene.treaties.get(treaty.id())).balance())
                .isEqualTo(Money.of("4400.00"));
        assertThat(scene.credit(scene.federation, PoolBooks.holds(Instrument.GRANT)))
                .as("the books hold what the common fund holds")
                .isEqualTo(Money.of("4400.00"));
        assertThat(scene.positions(brin.id())).isEqualTo(Money.of("600.00"));
        assertThat(scene.positions(scene.federation)).isEqualTo(Money.of("-600.00"));
        assertThat(scene.credit(brin.id(), PoolBooks.WAITING)).isEqualTo(Money.of("600.00"));
        assertThat(fund()).as("not the fund's before it is received").isEqualTo(Money.ZERO);

        UUID position = java.util.Objects.requireNonNull(scene.claim(claim.id()).position());
        scene.settle(scene.federation, position);
        scene.settle(brin.id(), position);

        assertThat(scene.claim(claim.id()).stage()).isEqualTo(ClaimStage.SETTLED);
        assertThat(scene.cession(brin, claim.id()).stage()).isEqualTo(CessionStage.SETTLED);
        assertThat(fund()).isEqualTo(Money.of("600.00"));
        assertThat(scene.credit(brin.id(), brin.fund().accounts().holds())).isEqualTo(Money.of("600.00"));
        assertThat(scene.credit(brin.id(), PoolBooks.WAITING)).isEqualTo(Money.ZERO);
        assertThat(as(
                        scene.coordinator,
                        () -> figures.movements(treaty.id(), null, 10).items()))
                .extracting(PoolFigures.Movement::entry)
                .doesNotContainNull();
    }

    @Test
    void a_call_is_explained_booked_on_both_sides_and_counts_when_it_is_received() {
        Member second = scene.aCooperative();
        as(scene.coordinator, () -> {
            scene.treaties.offerTo(second.id());
            return true;
        });
        scene.adopts(second, treaty, 1, YEAR);
        var call = new PoolContributions.Call(treaty.id(), YEAR);

        var preview = as(scene.coordinator, () -> scene.contributions.preview(call));
        assertThat(preview.total()).isEqualTo(Money.of("3000.00"));
        as(scene.coordinator, () -> scene.contributions.call(call));
        as(scene.coordinator, () -> scene.contributions.call(call));

        await().until(() -> as(brin.manager(), () -> scene.pool.dues()).size() == 1);
        await().until(() -> as(second.manager(), () -> scene.pool.dues()).size() == 1);
        CooperativePool.Due due = as(brin.manager(), () -> scene.pool.dues()).getFirst();
        assertThat(due.amount()).isEqualTo(Money.of("1500.00"));
        assertThat(due.explanation().treatyVersion()).isEqualTo(1);
        assertThat(due.explanation().total()).isEqualTo(Money.of("3000.00"));
        assertThat(scene.credit(brin.id(), PoolBooks.COST)).isEqualTo(Money.of("-1500.00"));
        assertThat(scene.positions(scene.federation)).isEqualTo(Money.of("3000.00"));
        assertThat(scene.positions(brin.id()).plus(scene.positions(second.id())))
                .isEqualTo(Money.of("-3000.00"));
        assertThat(balance()).as("called is not held").isEqualTo(Money.ZERO);

        scene.settle(scene.federation, due.part());
        scene.settle(brin.id(), due.part());
        assertThat(balance()).isEqualTo(Money.of("1500.00"));
        assertThat(scene.credit(scene.federation, PoolBooks.holds(Instrument.GRANT)))
                .isEqualTo(Money.of("1500.00"));
        assertThat(as(brin.manager(), () -> scene.pool.dues()).getFirst().settledOn())
                .isEqualTo(TODAY);
    }

    @Test
    void what_is_held_is_at_the_bank_and_a_transfer_under_way_is_awaited() {
        scene.endowedFrom(treaty, "5000.00", "512");
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);
        assertThat(money().promised()).isEqualTo(Money.of("600.00"));
        scene.accepts(scene.coordinator, claim, "600.00");
        await().until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.ACCEPTED);
        assertThat(money())
                .as("accepted is owed, and still at the bank")
                .extracting(PoolFigures.PoolMoney::held, PoolFigures.PoolMoney::owed, PoolFigures.PoolMoney::bank)
                .containsExactly(Money.of("5000.00"), Money.of("600.00"), Money.of("5000.00"));
        var call = new PoolContributions.Call(treaty.id(), YEAR);
        as(scene.coordinator, () -> scene.contributions.call(call));
        await().until(() -> as(brin.manager(), () -> scene.pool.dues()).size() == 1);
        assertThat(money().awaited()).isEqualTo(Money.of("3000.00"));
        documentsAndBooksAgree();

        // when both are netted: the cooperative is to pay 2,400
        UUID netting = scene.netted(brin);
        documentsAndBooksAgree();
        assertThat(money().entitled()).as("settled, so it is the common fund's").isEqualTo(Money.of("7400.00"));
        assertThat(money())
                .as("and not at the bank yet")
                .extracting(PoolFigures.PoolMoney::held, PoolFigures.PoolMoney::awaited, PoolFigures.PoolMoney::owed)
                .containsExactly(Money.of("5000.00"), Money.of("2400.00"), Money.ZERO);
        assertThat(money().bank()).isEqualTo(money().held());
        assertThat(as(brin.manager(), () -> scene.pool.money()))
                .as("600 were set off, 2,400 have not left yet")
                .isEqualTo(new CooperativePool.PoolMoneyHere(
                        Money.of("600.00"), Money.ZERO, Money.of("600.00"), Money.of("2400.00")));

        scene.recorded(scene.federation, netting);
        scene.recorded(brin.id(), netting);
        assertThat(money())
                .extracting(PoolFigures.PoolMoney::held, PoolFigures.PoolMoney::awaited, PoolFigures.PoolMoney::bank)
                .containsExactly(Money.of("7400.00"), Money.ZERO, Money.of("7400.00"));
        assertThat(as(brin.manager(), () -> scene.pool.money()).owed()).isEqualTo(Money.ZERO);
        documentsAndBooksAgree();
        // by hand on what the common fund holds, and on what it called
        byHand(PoolBooks.holds(Instrument.GRANT));
        byHand(PoolBooks.calledNotReceived(Instrument.GRANT));
        assertThat(differences(scene.federation)).containsExactlyInAnyOrder("pool-holds-differ", "pool-called-differ");
    }

    @Test
    void lists_are_walked_page_by_page_to_the_last_and_a_sum_knows_them_all() {
        for (int i = 0; i < 3; i++) {
            scene.endowedFrom(treaty, "1000.00", "512");
            scene.bears(brin, "100.00", TODAY);
        }
        var first = as(scene.coordinator, () -> figures.movements(treaty.id(), null, 2));
        var rest = as(
                scene.coordinator,
                () -> figures.movements(treaty.id(), UUID.fromString(Objects.requireNonNull(first.next())), 2));
        assertThat(first.items()).hasSize(2);
        assertThat(rest.items()).hasSize(1).doesNotContainAnyElementsOf(first.items());
        assertThat(rest.next()).isNull();

        List<Cession> walked = as(
                brin.manager(),
                () -> coop.entrelacs.web.Page.all(
                        after -> scene.pool.cessions(after == null ? null : UUID.fromString(after), 2)));
        assertThat(walked)
                .hasSize(3)
                .isEqualTo(as(brin.manager(), () -> scene.pool.cessions()))
                .doesNotHaveDuplicates();

        as(scene.coordinator, () -> scene.contributions.call(new PoolContributions.Call(treaty.id(), YEAR)));
        as(
                scene.coordinator,
                () -> scene.contributions.call(new PoolContributions.Call(treaty.id(), YEAR.plusMonths(3))));
        await().until(() -> as(brin.manager(), () -> scene.pool.dues()).size() == 2);
        assertThat(as(
                        brin.manager(),
                        () -> coop.entrelacs.web.Page.all(
                                after -> scene.pool.dues(after == null ? null : UUID.fromString(after), 1))))
                .isEqualTo(as(brin.manager(), () -> scene.pool.dues()));
        assertThat(as(
                        scene.coordinator,
                        () -> coop.entrelacs.web.Page.all(after -> scene.contributions.made(
                                treaty.id(), after == null ? null : UUID.fromString(after), 1))))
                .isEqualTo(as(scene.coordinator, () -> scene.contributions.made(treaty.id(), null, 10))
                        .items())
                .hasSize(2);
    }

    private CooperativePool.FundCash cashOf(Member cooperative) {
        return as(
                cooperative.manager(),
                () -> scene.pool.cashOf(cooperative.fund().id()));
    }

    private void byHand(String account) {
        in(
                scene.federation,
                () -> ledger.post(new JournalEntry(
                        "OD",
                        TODAY,
                        "à la main",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit(account, Money.of("1.00")),
                                JournalLine.credit("1068", Money.of("1.00"))))));
    }

    private void documentsAndBooksAgree() {
        assertThat(differences(scene.federation)).isEmpty();
        assertThat(differences(brin.id())).isEmpty();
    }

    private List<String> differences(TenantId tenant) {
        return in(tenant, () -> watch.check()).differences().stream()
                .map(BooksWatch.Difference::code)
                .toList();
    }

    @Test
    void what_a_cooperative_is_to_get_is_received_when_it_is_on_its_statement() {
        scene.endowedFrom(treaty, "5000.00", "512");
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);
        scene.accepts(scene.coordinator, claim, "600.00");
        await().until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.ACCEPTED);

        Money before =
                as(brin.manager(), () -> scene.funds.get(brin.fund().id())).balance();
        assertThat(cashOf(brin))
                .as("accepted is not the fund's yet")
                .isEqualTo(new CooperativePool.FundCash(before, Money.of("600.00"), Money.ZERO, Money.ZERO));

        UUID netting = scene.netted(brin);

        assertThat(as(brin.manager(), () -> scene.funds.get(brin.fund().id())).balance())
                .isEqualTo(before.plus(Money.of("600.00")));
        assertThat(cashOf(brin))
                .as("the fund may dispose of it, and it is not there")
                .isEqualTo(new CooperativePool.FundCash(before, Money.of("600.00"), Money.ZERO, Money.ZERO));
        assertThat(scene.cession(brin, claim.id()).underWay()).isTrue();
        assertThat(as(brin.manager(), () -> scene.pool.money()))
                .isEqualTo(new CooperativePool.PoolMoneyHere(Money.ZERO, Money.of("600.00"), Money.ZERO, Money.ZERO));
        assertThat(money().owed()).as("the federation has not paid it yet").isEqualTo(Money.of("600.00"));
        byte[] once = as(scene.coordinator, () -> payments.bankFile(netting));

        scene.recorded(scene.federation, netting);
        scene.recorded(brin.id(), netting);

        assertThat(as(scene.coordinator, () -> payments.bankFile(netting)))
                .as("a bank file never changes under its message id")
                .isEqualTo(once);
        assertThat(scene.cession(brin, claim.id()).underWay()).isFalse();
        assertThat(cashOf(brin))
                .isEqualTo(new CooperativePool.FundCash(
                        before.plus(Money.of("600.00")), Money.ZERO, Money.ZERO, Money.ZERO));
        assertThat(as(brin.manager(), () -> scene.pool.money()).received()).isEqualTo(Money.of("600.00"));
        assertThat(money().held()).isEqualTo(Money.of("4400.00")).isEqualTo(money().bank());
    }

    @Test
    void what_is_kept_secret_is_unknown_under_stress_and_what_waits_counts_in_the_average() {
        scene.endowed(treaty, "5000.00");
        scene.bears(brin, "1000.00", TODAY);
        scene.arrived(brin);
        in(scene.federation, () -> {
            scene.jdbc
                    .sql("INSERT INTO pool_fund_month (cooperative, fund_kind, month, funds, balance_cents) VALUES"
                            + " (?, 'GRANT', date_trunc('month', current_date), 1, 0)")
                    .param(brin.id().value())
                    .update();
            return true;
        });
        List<PoolOutlook.Course> courses = as(scene.coordinator, () -> figures.outlook(treaty.id()));

        assertThat(courses.getFirst().assumptions().committed()).isNull();
        assertThat(courses.getFirst().assumptions().claims()).isGreaterThan(Money.ZERO);
        assertThat(courses)
                .filteredOn(one -> !one.known())
                .extracting(PoolOutlook.Course::scenario)
                .containsExactly(PoolOutlook.PoolScenario.ALL_PROMISES_CEDED);
    }

    @Test
    void a_cooperative_that_joins_later_is_offered_what_there_is_and_told_its_share_when_it_is_known() {
        Member late = scene.aCooperative();

        await().until(() -> as(late.manager(), () -> scene.pool.offers()).size() == 1);
        TreatyOffer offer = as(late.manager(), () -> scene.pool.offers()).getFirst();
        assertThat(offer.treaty()).isEqualTo(treaty.id());
        assertThat(offer.share()).as("nobody knows its figures yet").isNull();
        assertThat(offer.fundHere()).isTrue();

        scene.publishes(brin, 30);
        scene.publishes(late, 10);
        // the two publications come by pairs of their own, in either order
        await().untilAsserted(() -> assertThat(
                        as(late.manager(), () -> scene.pool.offers()).getFirst().share())
                .isNotNull()
                .extracting(OwnShare::yearly)
                .as("10 of 40 people, of 12,000 a year")
                .isEqualTo(Money.of("3000.00")));
        OwnShare share = java.util.Objects.requireNonNull(
                as(late.manager(), () -> scene.pool.offers()).getFirst().share());
        assertThat(share.among()).isEqualTo(2);
        assertThat(share.explanation().weight()).isEqualByComparingTo("10");
    }

    @Test
    void a_treaty_is_in_force_from_its_quorum_on_and_for_nobody_before() {
        Member other = scene.aCooperative();
        Treaty quorate = scene.proposed(new TreatyTerms(
                new Cover.QuotaShare(Rate.percent("50")),
                Money.of("12000.00"),
                SharingKey.MEMBERS,
                Rate.ZERO,
                SharingKey.TURNOVER,
                Money.of("20000.00"),
                null,
                Money.of("2000.00"),
                Rate.percent("100")));
        assertThat(quorate.latest().inForce(TODAY)).as("adopted by none of two").isFalse();
        assertThat(quorate.latest().offered()).isEqualTo(2);
        scene.adopts(brin, quorate, 2, YEAR);
        assertThat(as(scene.coordinator, () -> scene.treaties.get(treaty.id()))
                        .latest()
                        .inForce(TODAY))
                .isFalse();
        scene.bears(brin, "1000.00", TODAY);
        assertThat(scene.arrived(brin).toldVersion())
                .as("the version before still rules")
                .isEqualTo(1);

        scene.adopts(other, quorate, 2, YEAR);

        assertThat(as(scene.coordinator, () -> scene.treaties.get(treaty.id()))
                        .latest()
                        .quorumOn())
                .as("the day of the decision that made them enough")
                .isEqualTo(YEAR);
        await().until(() -> as(brin.manager(), () -> scene.pool.offers()).stream()
                .anyMatch(one -> one.version() == 2 && one.inForce(TODAY)));
        scene.bears(brin, "1000.00", TODAY);
        await().until(() -> scene.claimsOf(brin).size() == 2);
        assertThat(scene.claimsOf(brin))
                .filteredOn(one -> one.toldVersion() == 2)
                .singleElement()
                .satisfies(one -> assertThat(one.due()).isEqualTo(Money.of("500.00")));
    }

    @Test
    void nothing_is_booked_for_a_day_to_come() {
        refused(
                "date-in-future",
                () -> as(
                        scene.coordinator,
                        () -> scene.treaties.endow(
                                treaty.id(), Money.of("1.00"), "1068", TODAY.plusDays(1), "Dotation", "demain")));
        refused(
                "treaty-over",
                () -> as(
                        scene.coordinator,
                        () -> scene.treaties.propose(new Treaties.Proposal(
                                Instrument.GRANT,
                                "Passé",
                                quotaShare("60", "1"),
                                YEAR.minusYears(1),
                                TODAY.minusDays(1),
                                "Conseil"))));
        scene.endowed(treaty, "10.00");
        as(
                scene.coordinator,
                () -> scene.treaties.endow(treaty.id(), Money.of("1.00"), "1068", TODAY, "Dotation", "une fois"));
        refused(
                "pool-source-used",
                () -> as(
                        scene.coordinator,
                        () -> scene.treaties.endow(
                                treaty.id(), Money.of("1.00"), "1068", TODAY, "Dotation", "une fois")));
        assertThat(balance()).isEqualTo(Money.of("11.00"));
    }

    @Test
    void the_pool_never_pays_more_than_it_holds_whoever_accepts_at_the_same_moment() throws Exception {
        scene.endowed(treaty, "1000.00");
        List<Callable<Acceptance>> acts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            scene.bears(brin, "500.00", TODAY);
        }
        await().until(() -> scene.claimsOf(brin).size() == 6);
        for (ClaimView claim : scene.claimsOf(brin)) {
            acts.add(() -> scene.accepts(scene.coordinator, claim, "300.00"));
        }
        List<Acceptance> outcomes = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(6)) {
            for (Future<Acceptance> one : executor.invokeAll(acts)) {
                outcomes.add(one.get());
            }
        }
        assertThat(outcomes)
                .filteredOn(Acceptance.ACCEPTED::equals)
                .as("3 × 300 of 1000")
                .hasSize(3);
        assertThat(outcomes).filteredOn(Acceptance.POOL_SHORT::equals).hasSize(3);
        assertThat(balance()).isEqualTo(Money.of("100.00"));
    }

    @Test
    void of_two_coordinators_at_once_one_decides_and_the_other_is_told() {
        scene.endowed(treaty, "5000.00");
        scene.bears(brin, "1000.00", TODAY);
        ClaimView seen = scene.arrived(brin);

        scene.accepts(scene.coordinator, seen, "600.00");
        refused("claim-state", () -> scene.accepts(scene.second, seen, "600.00"));
        refused(
                "claim-state",
                () -> as(scene.second, () -> {
                    scene.claims.refuse(seen.id(), seen.seen(), ReviewReason.CEDED_BEFORE, null);
                    return true;
                }));
        assertThat(balance()).isEqualTo(Money.of("4400.00"));

        scene.bears(brin, "2000.00", TODAY);
        await().until(() -> scene.claimsOf(brin).size() == 2);
        ClaimView other = scene.claimsOf(brin).getLast();
        as(scene.coordinator, () -> {
            scene.claims.ask(other.id(), other.seen(), ReviewReason.UNCLEAR_FIGURES, "Versé en combien de fois ?");
            return true;
        });
        assertThatThrownBy(() -> scene.accepts(scene.second, other, "1200.00"))
                .as("not the claim that the second one saw")
                .isInstanceOf(coop.entrelacs.shared.ChangedMeanwhile.class);
    }

    @Test
    void above_the_threshold_a_second_person_confirms() {
        scene.endowed(treaty, "9000.00");
        scene.bears(brin, "5000.00", TODAY);
        ClaimView claim = scene.arrived(brin);

        assertThat(scene.accepts(scene.coordinator, claim, "3000.00")).isEqualTo(Acceptance.PROPOSED);
        assertThat(balance()).isEqualTo(Money.of("9000.00"));
        ClaimView proposed = scene.claim(claim.id());
        assertThat(proposed.proposedByMe()).isTrue();
        Actor program = new Actor(
                scene.second.tenant(),
                UUID.randomUUID(),
                scene.second.subject(),
                "Robot",
                java.util.Set.of(Role.COORDINATOR));
        refused("for-people-only", () -> scene.accepts(program, proposed, "3000.00"));
        refused("claim-second-person", () -> scene.accepts(scene.coordinator, proposed, "3000.00"));
        refused("claim-other-amount", () -> scene.accepts(scene.second, proposed, "2500.00"));
        assertThat(scene.accepts(scene.second, proposed, "3000.00")).isEqualTo(Acceptance.ACCEPTED);
        assertThat(balance()).isEqualTo(Money.of("6000.00"));
    }

    @Test
    void the_caps_of_the_treaty_hold() {
        Treaty tight = as(
                scene.coordinator,
                () -> scene.treaties.propose(new Treaties.Proposal(
                        Instrument.GRANT,
                        "Secours mutualisé",
                        new TreatyTerms(
                                new Cover.QuotaShare(Rate.percent("60")),
                                Money.of("12000.00"),
                                SharingKey.MEMBERS,
                                Rate.ZERO,
                                SharingKey.TURNOVER,
                                Money.of("1000.00"),
                                Money.of("900.00"),
                                Money.of("2000.00")),
                        YEAR,
                        null,
                        "Conseil")));
        scene.adopts(brin, tight, 2, YEAR);
        scene.endowed(treaty, "9000.00");
        scene.bears(brin, "1000.00", TODAY);
        scene.bears(brin, "1000.00", TODAY);
        await().until(() -> scene.claimsOf(brin).size() == 2);
        List<ClaimView> both = scene.claimsOf(brin);

        assertThat(scene.accepts(scene.coordinator, both.getFirst(), "600.00")).isEqualTo(Acceptance.ACCEPTED);
        assertThat(scene.accepts(scene.coordinator, both.getLast(), "600.00")).isEqualTo(Acceptance.YEAR_CAP);
        assertThat(scene.accepts(scene.coordinator, both.getLast(), "400.00")).isEqualTo(Acceptance.COOPERATIVE_CAP);
        assertThat(scene.accepts(scene.coordinator, both.getLast(), "300.00")).isEqualTo(Acceptance.ACCEPTED);
    }

    @Test
    void a_treaty_changed_between_claim_and_decision_changes_nothing_of_the_claim() {
        scene.endowed(treaty, "5000.00");
        LocalDate decided = TODAY.minusDays(3);
        Treaty changed = scene.proposed(quotaShare("10", "2000.00"));
        scene.adopts(brin, changed, 2, TODAY.minusDays(1));

        scene.bears(brin, "1000.00", decided);
        ClaimView claim = scene.arrived(brin);
        assertThat(claim.version())
                .as("in force on the day of the committee's decision")
                .isEqualTo(1);
        assertThat(claim.told()).isEqualTo(Money.of("600.00"));
        assertThat(claim.due()).isEqualTo(Money.of("600.00"));
        assertThat(scene.accepts(scene.coordinator, claim, "600.00")).isEqualTo(Acceptance.ACCEPTED);

        scene.bears(brin, "1000.00", TODAY);
        await().until(() -> scene.claimsOf(brin).size() == 2);
        assertThat(scene.claimsOf(brin).getLast().told()).isEqualTo(Money.of("100.00"));
    }

    @Test
    void a_question_is_answered_without_naming_anybody_and_the_claim_returns_to_the_queue() {
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);
        as(scene.coordinator, () -> {
            scene.claims.ask(claim.id(), claim.seen(), ReviewReason.UNCLEAR_FIGURES, "Versé en combien de fois ?");
            return true;
        });
        await().until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.ASKED);
        assertThat(scene.cession(brin, claim.id()).note()).isEqualTo("Versé en combien de fois ?");

        refused("names-health", () -> as(brin.manager(), () -> scene.pool.answer(claim.id(), "Pendant sa maladie")));
        as(brin.manager(), () -> scene.pool.answer(claim.id(), "En deux fois, la même semaine"));
        await().until(() -> scene.claim(claim.id()).stage() == ClaimStage.TO_REVIEW);
        refused("claim-nothing-asked", () -> as(brin.manager(), () -> scene.pool.answer(claim.id(), "Encore")));

        ClaimView again = scene.claim(claim.id());
        as(scene.coordinator, () -> {
            scene.claims.refuse(again.id(), again.seen(), ReviewReason.CEDED_BEFORE, null);
            return true;
        });
        await().until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.REFUSED);
        assertThat(scene.cession(brin, claim.id()).reason()).isEqualTo(ReviewReason.CEDED_BEFORE);
        assertThat(as(scene.coordinator, () -> scene.claims.get(claim.id())).events())
                .extracting(ClaimView.Event::what)
                .containsExactly(ClaimWhat.RECEIVED, ClaimWhat.ASKED, ClaimWhat.ANSWERED, ClaimWhat.REFUSED);
    }

    @Test
    void a_question_names_nobody_either() {
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);
        for (String named : List.of(
                "Est-ce la demande de Zéphyrine Canari ?",
                "Mme Canari a-t-elle repris ?",
                "Qui est Canari ?",
                "Écrire à paul@exemple.fr ?")) {
            assertThatThrownBy(() -> as(scene.coordinator, () -> {
                        scene.claims.ask(claim.id(), claim.seen(), ReviewReason.UNCLEAR_FIGURES, named);
                        return true;
                    }))
                    .as(named)
                    .isInstanceOfSatisfying(
                            coop.entrelacs.shared.InvalidField.class,
                            refused -> assertThat(refused.field()).isEqualTo("note"));
        }
        as(scene.coordinator, () -> {
            scene.claims.ask(
                    claim.id(),
                    claim.seen(),
                    ReviewReason.UNCLEAR_FIGURES,
                    "L’aide du Fonds de secours a-t-elle été versée avant l’AG ? La TVA est-elle comprise ?");
            return true;
        });
    }

    @Test
    void messages_that_come_twice_do_once() {
        scene.endowed(treaty, "5000.00");
        UUID request = scene.bears(brin, "1000.00", TODAY);
        in(brin.id(), () -> {
            scene.transaction.executeWithoutResult(
                    status -> scene.events.publishEvent(PoolScene.loss(brin, request, "1000.00", TODAY)));
            return true;
        });
        ClaimView claim = scene.arrived(brin);
        assertThat(as(brin.manager(), () -> scene.pool.cessions())).hasSize(1);
        // the federation hears the same claim again
        in(scene.federation, () -> {
            scene.claims.ceded(brin.id(), told(claim));
            return true;
        });
        assertThat(scene.claimsOf(brin)).hasSize(1);

        scene.accepts(scene.coordinator, claim, "600.00");
        // by the sweep at the latest, where an attempt was under way
        await().atMost(java.time.Duration.ofSeconds(45))
                .until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.ACCEPTED);
        UUID position = java.util.Objects.requireNonNull(scene.claim(claim.id()).position());
        PoolSettlements cooperative = beans.getBean(PoolSettlements.class);
        in(brin.id(), () -> {
            scene.transaction.executeWithoutResult(status -> cooperative.reviewed(
                    scene.federation,
                    new PoolMessages.ClaimReviewed(
                            claim.id(),
                            ClaimView.ClaimOutcome.ACCEPTED,
                            Money.of("600.00"),
                            null,
                            null,
                            position,
                            TODAY)));
            return true;
        });
        scene.settle(brin.id(), position);
        scene.settle(brin.id(), position);
        assertThat(fund()).isEqualTo(Money.of("600.00"));
        assertThat(scene.credit(brin.id(), PoolBooks.WAITING)).isEqualTo(Money.ZERO);
    }

    @Test
    void a_suspended_cooperative_finds_what_was_decided_when_it_comes_back() {
        scene.endowed(treaty, "5000.00");
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);
        tenants.suspend(brin.id());
        try {
            assertThat(scene.accepts(scene.coordinator, claim, "600.00")).isEqualTo(Acceptance.ACCEPTED);
            assertThat(scene.claim(claim.id()).stage())
                    .as("decided and owed here; the word is on its way")
                    .isEqualTo(ClaimStage.ACCEPTED);
            assertThat(as(
                                    scene.coordinator,
                                    () -> scene.contributions.preview(new PoolContributions.Call(treaty.id(), YEAR)))
                            .parts())
                    .singleElement()
                    .satisfies(part -> assertThat(part.suspended()).isTrue());
        } finally {
            tenants.activate(brin.id());
        }
        // again where an attempt was under way
        await().atMost(java.time.Duration.ofSeconds(45)).until(() -> {
            in(scene.federation, () -> {
                beans.getBean(coop.entrelacs.tenancy.crossing.Crossings.class).tryAgain();
                return true;
            });
            return scene.cession(brin, claim.id()).stage() == CessionStage.ACCEPTED;
        });
        assertThat(scene.positions(brin.id()))
                .isEqualTo(scene.positions(scene.federation).negated());
    }

    @Test
    void a_step_that_is_cut_off_has_done_nothing() {
        scene.endowed(treaty, "5000.00");
        in(brin.id(), () -> {
            assertThatThrownBy(() -> scene.transaction.executeWithoutResult(status -> {
                        scene.events.publishEvent(
                                PoolScene.loss(brin, coop.entrelacs.shared.Ids.next(), "1000.00", TODAY));
                        throw new IllegalStateException("the application dies before it commits");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            return true;
        });
        assertThat(as(brin.manager(), () -> scene.pool.cessions())).isEmpty();
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);
        as(scene.coordinator, () -> {
            assertThatThrownBy(() -> scene.transaction.executeWithoutResult(status -> {
                        scene.claims.accept(claim.id(), claim.seen(), Money.of("600.00"), null, null);
                        throw new IllegalStateException("the application dies before it commits");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            return true;
        });
        assertThat(scene.claim(claim.id()).stage()).isEqualTo(ClaimStage.TO_REVIEW);
        assertThat(balance()).isEqualTo(Money.of("5000.00"));
        assertThat(scene.accepts(scene.coordinator, claim, "600.00")).isEqualTo(Acceptance.ACCEPTED);
        await().until(() -> scene.cession(brin, claim.id()).stage() == CessionStage.ACCEPTED);
        assertThat(scene.positions(brin.id())).isEqualTo(Money.of("600.00"));
    }

    @Test
    void without_a_treaty_in_force_nothing_is_ceded() {
        Member other = scene.aCooperative();
        scene.bears(other, "1000.00", TODAY);
        scene.bears(brin, "1000.00", YEAR.minusDays(1));
        assertThat(as(other.manager(), () -> scene.pool.cessions())).isEmpty();
        assertThat(as(brin.manager(), () -> scene.pool.cessions())).isEmpty();
    }

    @Test
    void a_stop_loss_is_reckoned_when_the_year_is_over() {
        int year = TODAY.getYear() - 1;
        Treaty yearly = as(
                scene.coordinator,
                () -> scene.treaties.propose(new Treaties.Proposal(
                        Instrument.GRANT,
                        "Année",
                        new TreatyTerms(
                                new StopLoss(Rate.percent("100"), null),
                                Money.of("1200.00"),
                                SharingKey.MEMBERS,
                                Rate.ZERO,
                                SharingKey.TURNOVER,
                                Money.of("20000.00"),
                                null,
                                Money.of("2000.00")),
                        YEAR,
                        null,
                        "Conseil")));
        scene.adopts(brin, yearly, 2, YEAR);
        refused(
                "pool-year-not-over",
                () -> as(brin.manager(), () -> scene.pool.closeYear(treaty.id(), TODAY.getYear())));
        refused("treaty-no-stop-loss", () -> as(brin.manager(), () -> scene.pool.closeYear(treaty.id(), year)));
        // single losses are not ceded any more
        scene.bears(brin, "1000.00", TODAY);
        assertThat(as(brin.manager(), () -> scene.pool.cessions())).isEmpty();
    }

    @Test
    void only_those_concerned_decide() {
        var member = TestTenants.actor(brin.id(), Role.MEMBER);
        assertThatThrownBy(() -> as(member, () -> scene.pool.offers()))
                .isInstanceOf(coop.entrelacs.tenancy.NotAllowed.class);
        assertThatThrownBy(() -> as(
                        TestTenants.actor(scene.federation, Role.ACCOUNTANT),
                        () -> scene.treaties.propose(new Treaties.Proposal(
                                Instrument.GRANT, "X", quotaShare("1", "1"), YEAR, null, "sans"))))
                .isInstanceOf(coop.entrelacs.tenancy.NotAllowed.class);
        refused(
                "treaty-adopted-already",
                () -> as(brin.manager(), () -> scene.pool.adopt(treaty.id(), 1, DecidingBody.BOARD, TODAY, "encore")));
        assertThatThrownBy(() -> as(brin.manager(), () -> scene.treaties.list()))
                .as("a cooperative is no federation")
                .hasMessageContaining("not-found");
    }

    @Test
    void the_report_and_the_figures_tell_of_funds_and_of_nobody() throws Exception {
        scene.endowed(treaty, "5000.00");
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);
        scene.accepts(scene.coordinator, claim, "600.00");
        publication.publishAll(scene.federation);
        await().until(() -> !as(scene.coordinator, () -> figures.funds(1)).isEmpty());

        assertThat(as(scene.coordinator, () -> figures.lossRatios(TODAY.getYear())))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.borne()).isEqualTo(Money.of("600.00"));
                    assertThat(one.claims()).isEqualTo(1);
                });
        assertThat(as(scene.coordinator, () -> figures.exposure()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.unpaid()).isEqualTo(Money.of("600.00"));
                    assertThat(one.capLeft()).isEqualTo(Money.of("19400.00"));
                });
        byte[] pdf = as(scene.coordinator, () -> report.print(Locale.FRENCH));
        assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("%PDF-");
        for (Locale language : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            try (PDDocument paper = Loader.loadPDF(as(scene.coordinator, () -> report.print(language)))) {
                // what is drawn is not written out, and no record tells how it is built
                assertThat(new PDFTextStripper().getText(paper)).isNotBlank().doesNotContain("amount=", "Bar");
            }
        }
    }

    @Test
    void a_treaty_changed_by_hand_is_refused_by_the_database() {
        in(scene.federation, () -> {
            for (String act : List.of(
                    "UPDATE pool_treaty SET balance_cents = 1",
                    "INSERT INTO pool_movement (id, treaty_id, kind, amount_cents, on_day, source) VALUES"
                            + " (gen_random_uuid(), gen_random_uuid(), 'ENDOWMENT', 1, current_date, 'x')",
                    "UPDATE pool_claim SET stage = 'ACCEPTED'",
                    "UPDATE pool_treaty_version SET terms = '{}'",
                    "DELETE FROM pool_claim_event")) {
                assertThatThrownBy(() -> scene.jdbc.sql(act).update()).hasStackTraceContaining("permission denied");
            }
            return true;
        });
    }

    private PoolFigures.PoolMoney money() {
        return as(scene.coordinator, () -> figures.money());
    }

    private Money fund() {
        return as(brin.manager(), () -> scene.funds.get(brin.fund().id())).balance();
    }

    private Money balance() {
        return as(scene.coordinator, () -> scene.treaties.get(treaty.id())).balance();
    }

    private static PoolMessages.ClaimCeded told(ClaimView claim) {
        return new PoolMessages.ClaimCeded(
                claim.id(),
                claim.treaty(),
                claim.toldVersion(),
                claim.kind(),
                claim.need(),
                claim.asked(),
                claim.granted(),
                claim.loss(),
                null,
                claim.told(),
                claim.decision(),
                claim.ground(),
                claim.decidedOn(),
                claim.paidOn());
    }

    private static void refused(String code, Callable<?> work) {
        assertThatThrownBy(work::call)
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
