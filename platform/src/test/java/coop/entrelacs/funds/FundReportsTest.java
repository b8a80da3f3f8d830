package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ContributionBase;
import coop.entrelacs.activities.CountedStatements;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a fund says of itself, what other rules would have done, and in how many statements it is read. */
@EntrelacsTest
class FundReportsTest {

    private static final String IBAN = "FR7630006000011234567890189";

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Ledger ledger;

    @Autowired
    FundRecords records;

    @Autowired
    FundRequests requests;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    FundReminders reminders;

    @Autowired
    FundPage page;

    @Autowired
    FundReplays replays;

    @Autowired
    FundReports reports;

    private FundScene make;
    private Scene scene;
    private Somebody inga;
    private Fund fund;

    @BeforeEach
    void aFund() {
        make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
        fund = make.fund(scene, "investment", FundsFlowTest.lenient("investment"), "5000.00");
    }

    @Test
    void another_key_and_lower_ceilings_are_replayed_on_last_year_member_by_member() {
        sells(inga, LocalDate.of(2025, 5, 1), "30000.00");
        UUID first = lentIn2025("400.00", LocalDate.of(2025, 3, 1));
        UUID second = lentIn2025("300.00", LocalDate.of(2025, 6, 1));
        RulebookTerms t = FundsFlowTest.lenient("investment");

        FundReplay replay = scene.manages(() -> replays.replay(
                fund.id(),
                new RulebookTerms(
                        ContributionKey.flat(ContributionBase.TURNOVER, "1"),
                        new RulebookTerms.Ceilings(Money.of("350.00"), Money.of("500.00"), null),
                        t.loan(),
                        null,
                        null,
                        0,
                        0,
                        0,
                        t.voting(),
                        null,
                        30,
                        30,
                        24),
                2025));

        // 350 of the first by the ceiling of a request, then 150 until the ceiling of a person: nothing had come back
        assertThat(replay.grants())
                .extracting(FundReplay.OfGrant::request, FundReplay.OfGrant::then)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(first, Money.of("350.00")),
                        org.assertj.core.groups.Tuple.tuple(second, Money.of("150.00")));
        assertThat(replay.grantedNow()).isEqualTo(Money.of("700.00"));
        assertThat(replay.grantedThen()).isEqualTo(Money.of("500.00"));
        assertThat(replay.members().getFirst())
                .isEqualTo(new FundReplay.OfMember(
                        inga.member(), Money.of("150.00"), Money.of("300.00"), Money.of("700.00"), Money.of("500.00")));
        assertThatThrownBy(() -> scene.manages(() -> replays.replay(fund.id(), FundFixtures.template("relief"), 2025)))
                .isInstanceOf(InvalidField.class);
    }

    @Test
    void the_report_to_the_assembly_says_what_the_fund_did_and_of_nobody() throws IOException {
        precedents(Need.EQUIPMENT, 6);
        precedents(Need.STOCK, 2);
        lentIn2025("400.00", LocalDate.of(2026, 3, 1));

        byte[] pdf = inga.does(() -> reports.ofYear(fund.id(), 2026, Locale.FRENCH));

        String text;
        try (var document = Loader.loadPDF(pdf)) {
            text = new PDFTextStripper().getText(document).replaceAll("[\\s\u00a0]+", " ");
        }
        assertThat(text)
                .contains("Fonds d’investissement : rapport à l’assemblée, 2026")
                .contains("Assemblée générale, résolution 7")
                .contains("4 600,00", "400,00", "Autres besoins, réunis")
                .contains(
                        "Un prêt sur dix n’est pas remboursé",
                        "Le plus gros client commun fait défaut",
                        "Les versements doublent")
                .doesNotContain("four à céramique")
                .doesNotContain("Stock pour une commande");
        assertThat(new String(pdf, java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("%PDF-");
        assertThat(inga.does(() -> reports.html(fund.id(), 2026, Locale.ENGLISH)))
                .contains("report to the assembly, 2026", "Other needs, together")
                .doesNotContain("funds.report.");
    }

    @Test
    void what_is_too_rare_to_be_told_apart_is_not_told_by_asking_for_it_alone() {
        precedents(Need.EQUIPMENT, 12);
        precedents(Need.TRAINING, 7);
        precedents(Need.STOCK, 2); // with 7 put together: else it could be had by subtraction

        assertThat(inga.does(() -> page.precedents(fund.id(), Need.EQUIPMENT))).hasSize(1);
        assertThat(inga.does(() -> page.precedents(fund.id(), Need.TRAINING))).isEmpty();
        assertThat(inga.does(() -> page.precedents(fund.id(), Need.STOCK))).isEmpty();
    }

    @Test
    void lists_are_read_in_as_many_statements_however_long_they_are() {
        Somebody sits = scene.sitting().getFirst();
        submitted(2);
        int decide = statements(sits, () -> requests.toDecide(fund.id()));
        int remind = statements(sits, () -> reminders.mine());
        int defaults = statements(scene, () -> payments.markDefaults());
        submitted(9);

        assertThat(sits.does(() -> requests.toDecide(fund.id()))).hasSize(11);
        assertThat(statements(sits, () -> requests.toDecide(fund.id()))).isEqualTo(decide);
        assertThat(statements(sits, () -> reminders.mine())).isEqualTo(remind);
        assertThat(statements(scene, () -> payments.markDefaults())).isEqualTo(defaults);
        assertThat(decide).isLessThan(12);
    }

    private static int statements(Somebody by, java.util.concurrent.Callable<?> work) {
        return CountedStatements.during(() -> by.does(work::call)).size();
    }

    private static int statements(Scene scene, java.util.concurrent.Callable<?> work) {
        return CountedStatements.during(() -> scene.manages(work::call)).size();
    }

    /** Submitted by people nobody knows, due within days. */
    private void submitted(int count) {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        TestTenants.in(scene.tenant(), () -> {
            UUID rules = records.rulebooks(fund.id()).getFirst().id();
            jdbc.sql(
                            "INSERT INTO fund_request (id, fund_id, member_id, asked_cents, months, created_at)"
                                    + " SELECT gen_random_uuid(), ?, gen_random_uuid(), 10000, 12, ? FROM generate_series(1, ?)")
                    .params(fund.id(), now, count)
                    .update();
            return jdbc.sql("SELECT count(fund_submit(id, 0, ?, NULL::jsonb, ?, NULL::date, ?)) FROM fund_request"
                            + " WHERE fund_id = ? AND stage = 'DRAFT'")
                    .params(rules, now.toLocalDate().plusDays(3), now, fund.id())
                    .query(Long.class)
                    .single();
        });
    }

    /** A loan of today, moved to another day by who may. */
    private UUID lentIn2025(String amount, LocalDate on) {
        UUID id = inga.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of(amount),
                    4,
                    null,
                    null,
                    new PrivatePart(Need.EQUIPMENT, "Un four à céramique", null, null, null, null, null),
                    IBAN));
            return requests.submit(draft.id(), draft.version()).id();
        });
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(id, Money.of(amount), Ground.NEED_SHOWN, "Petit montant"));
        TestTenants.as(scene.treasurer(), () -> payments.propose(id));
        scene.manages(() -> payments.confirm(id));
        make.asOwner(
                scene.tenant(),
                "UPDATE fund_request SET decided_on = '" + on + "', paid_on = '" + on + "' WHERE id = '" + id + "'");
        return id;
    }

    private void precedents(Need need, int count) {
        TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("INSERT INTO fund_precedent (id, fund_id, year, need, asked_hundreds, granted_hundreds,"
                                + " decision, ground) SELECT gen_random_uuid(), ?, 2026, ?, 12, 9, 'PARTLY', 'NEED_SHOWN'"
                                + " FROM generate_series(1, ?)")
                        .params(fund.id(), need.name(), count)
                        .update());
    }

    private void sells(Somebody by, LocalDate on, String amount) {
        TestTenants.in(
                scene.tenant(),
                () -> ledger.post(new JournalEntry(
                        "OD",
                        on,
                        "essai",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("512", Money.of(amount)),
                                JournalLine.credit("706", Money.of(amount)).on(by.activity())))));
    }
}
