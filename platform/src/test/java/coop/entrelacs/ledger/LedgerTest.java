package coop.entrelacs.ledger;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.ledger.Entries.EntrySummary;
import coop.entrelacs.ledger.Statements.BalanceRow;
import coop.entrelacs.ledger.Statements.StatementLine;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class LedgerTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Ledger ledger;

    @Autowired
    LedgerSetup setup;

    @Autowired
    Accounts accounts;

    @Autowired
    ThirdParties thirdParties;

    @Autowired
    AnalyticAxis axis;

    @Autowired
    FiscalYears years;

    @Autowired
    Statements statements;

    @Autowired
    Entries entries;

    @Autowired
    Lettering lettering;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    BooksWatch watch;

    @Autowired
    JdbcClient jdbc;

    private TenantId coop;
    private int year;

    @BeforeEach
    void aCooperative() {
        coop = tenants.aCooperative();
        year = in(coop, () -> years.list().getFirst()).firstDay().getYear();
    }

    @Test
    void documents_and_books_are_compared_once_a_night_and_a_missed_night_is_made_up_for() {
        in(coop, () -> {
            assertThat(watch.nightly()).isPositive().isLessThanOrEqualTo(Duration.ofHours(25));
            Instant compared = watch.last().at();
            assertThat(compared).isNotNull();

            watch.nightly();
            assertThat(watch.last().at()).as("again on the same day").isEqualTo(compared);

            jdbc.sql("UPDATE books_check SET checked_at = checked_at - interval '25 hours'")
                    .update();
            watch.nightly();
            assertThat(watch.last().at()).isAfterOrEqualTo(compared);
            return null;
        });
    }

    @Test
    void a_new_tenant_has_its_chart_its_journals_and_the_current_year() {
        in(coop, () -> {
            assertThat(accounts.get("411").label()).isEqualTo("Clients");
            assertThat(accounts.get("445711").thirdParties()).isFalse();
            assertThat(accounts.get("401").thirdParties()).isTrue();
            assertThat(years.list())
                    .singleElement()
                    .satisfies(y -> assertThat(y.months()).hasSize(12));
            setup.open(LedgerSetup.DEFAULT_CHART, day(1, 1), day(12, 31));
            assertThat(years.list()).hasSize(1);
            return null;
        });
    }

    @Test
    void what_was_booked_is_in_every_figure_at_once_and_sealed_soon() {
        UUID activity = UUID.randomUUID();
        in(coop, () -> {
            thirdParties.ensure("C1", ThirdParties.Kind.CUSTOMER, "Martin");
            axis.ensure(activity, "A1", "Reliure");
            long id = ledger.post(sale("invoice:1:sale", "120.00", activity));

            assertThat(statements.balance("411", null, "C1", day(3, 10))).hasToString("120.00");
            assertThat(statements.balance("411", null, "C1", day(3, 9))).isEqualTo(Money.ZERO);
            assertThat(statements.balance("411", activity, "C1", day(3, 31))).hasToString("120.00");
            assertThat(statements.balance("7", activity, null, day(12, 31))).hasToString("-100.00");
            assertThat(statements.balances(activity, day(3, 15)))
                    .containsOnlyKeys("411", "445711", "706")
                    .containsEntry("706", Money.of("-100.00"));
            assertThat(ledger.bySource("invoice:1:sale")).contains(id);

            await().untilAsserted(() ->
                    assertThat(in(coop, () -> entries.get(id)).entry().number()).isEqualTo(1L));
            assertThat(statements.balance("411", null, "C1", day(3, 10))).hasToString("120.00");
            assertThat(statements.balances(activity, day(3, 31))).containsEntry("706", Money.of("-100.00"));
            return null;
        });
    }

    @Test
    void the_same_source_is_booked_once() {
        in(coop, () -> {
            ledger.post(simple("invoice:2:sale", "10.00"));
            assertThatThrownBy(() -> ledger.post(simple("invoice:2:sale", "10.00")))
                    .isInstanceOfSatisfying(BookingRefused.class, r -> {
                        assertThat(r.code()).isEqualTo("already-booked");
                        assertThat(r.arguments()).containsExactly("invoice:2:sale");
                    });
            return null;
        });
    }

    @Test
    void what_does_not_exist_or_is_closed_is_named() {
        in(coop, () -> {
            accounts.open("4118", "Clients divers");
            accounts.change("4118", "Clients divers", false);
            assertRefused(() -> ledger.post(entry("VT", day(1, 5), "4118", "706")), "account-closed", "4118");
            assertRefused(() -> ledger.post(entry("VT", day(1, 5), "4119", "706")), "unknown-account", "4119");
            assertRefused(() -> ledger.post(entry("VT", day(1, 5), "41", "706")), "account-is-heading", "41");
            assertRefused(() -> ledger.post(entry("XX", day(1, 5), "411", "706")), "unknown-journal", "XX");
            LocalDate far = LocalDate.of(2031, 5, 6);
            assertRefused(() -> ledger.post(entry("VT", far, "411", "706")), "no-fiscal-year", far);
            JournalLine unknown = JournalLine.debit("411", Money.of("1.00")).with("NOBODY");
            assertRefused(
                    () -> ledger.post(new JournalEntry(
                            "VT",
                            day(1, 5),
                            "x",
                            null,
                            null,
                            null,
                            List.of(unknown, JournalLine.credit("706", Money.of("1.00"))))),
                    "unknown-third-party",
                    "NOBODY");
            return null;
        });
    }

    @Test
    void a_closed_month_refuses_entries_until_it_is_opened_again() {
        in(coop, () -> {
            years.closePeriod(day(2, 1));
            assertRefused(() -> ledger.post(entry("VT", day(2, 5), "411", "706")), "period-closed", day(2, 5));
            List<JournalEntry> batch =
                    List.of(entry("VT", day(1, 5), "411", "706"), entry("VT", day(2, 5), "411", "706"));
            assertRefused(() -> ledger.post(batch), "period-closed", day(2, 5));
            assertThat(statements.balance("411", null, null, day(12, 31))).isEqualTo(Money.ZERO);
            years.reopenPeriod(day(2, 1));
            ledger.post(batch);
            assertThat(statements.balance("411", null, null, day(12, 31))).hasToString("20.00");
            return null;
        });
    }

    @Test
    void an_entry_is_taken_back_once_and_a_reversal_never() {
        in(coop, () -> {
            long id = ledger.post(simple("invoice:3:sale", "10.00"));
            long reversal = ledger.reverse(id, day(4, 1), "Erreur de client");

            assertThat(statements.balance("411", null, null, day(3, 31))).hasToString("10.00");
            assertThat(statements.balance("411", null, null, day(4, 30))).isEqualTo(Money.ZERO);
            assertThat(entries.get(id).reversedBy()).isEqualTo(reversal);
            assertThat(entries.get(reversal).reverses()).isEqualTo(id);
            assertThatThrownBy(() -> ledger.reverse(id, day(4, 2), "Encore")).hasMessageContaining("already-booked");
            assertThatThrownBy(() -> ledger.reverse(reversal, day(4, 2), "Retour"))
                    .hasMessageContaining("reversal-of-reversal");
            assertThatThrownBy(() -> ledger.reverse(999_999, day(4, 2), "Quoi")).isInstanceOf(NotFound.class);
            return null;
        });
    }

    @Test
    void the_statement_of_an_account_runs_on_page_by_page() {
        in(coop, () -> {
            ledger.post(List.of(
                    entry("VT", day(1, 31), "411", "706"),
                    entry("VT", day(2, 1), "411", "706"),
                    entry("VT", day(2, 14), "411", "706"),
                    entry("VT", day(2, 14), "411", "706"),
                    entry("VT", day(3, 1), "411", "706")));

            var first = statements.statement("411", day(2, 1), day(2, 28), null, null, null, 2);
            assertThat(first.opening()).hasToString("10.00");
            assertThat(first.debit()).hasToString("30.00");
            assertThat(first.closing()).hasToString("40.00");
            assertThat(first.lines().items())
                    .extracting(StatementLine::balance)
                    .map(Money::toString)
                    .containsExactly("20.00", "30.00");
            var second = statements.statement(
                    "411", day(2, 1), day(2, 28), null, null, first.lines().next(), 2);
            assertThat(second.lines().items())
                    .extracting(StatementLine::balance)
                    .map(Money::toString)
                    .containsExactly("40.00");
            assertThat(second.lines().next()).isNull();

            var ledgerPage = statements.generalLedger(day(1, 1), day(12, 31), "", null, 7);
            assertThat(ledgerPage.items()).hasSize(7);
            var rest = statements.generalLedger(day(1, 1), day(12, 31), "", ledgerPage.next(), 7);
            assertThat(rest.items())
                    .hasSize(3)
                    .last()
                    .satisfies(l -> assertThat(l.balance()).hasToString("-50.00"));
            return null;
        });
    }

    @Test
    void a_closed_year_leaves_its_balances_and_its_result_to_the_next() {
        UUID activity = UUID.randomUUID();
        year--;
        in(coop, () -> {
            years.open(day(1, 1), day(12, 31));
            thirdParties.ensure("C1", ThirdParties.Kind.CUSTOMER, "Martin");
            axis.ensure(activity, "A1", "Reliure");
            ledger.post(sale("invoice:4:sale", "240.00", activity));
            ledger.post(new JournalEntry(
                    "AC",
                    day(5, 1),
                    "Loyer",
                    null,
                    null,
                    null,
                    List.of(
                            JournalLine.debit("6132", Money.of("50.00")),
                            JournalLine.credit("401", Money.of("50.00")))));
            LocalDate next = day(1, 15).plusYears(1);
            Money provisional = statements.balance("411", null, "C1", next);
            var before = statements.balances(activity, next);
            assertThat(statements.balance("12", null, null, next)).hasToString("-150.00");

            long opening = years.closeYear(day(1, 1)).orElseThrow();

            assertThat(statements.balance("411", null, "C1", next))
                    .isEqualTo(provisional)
                    .hasToString("240.00");
            assertThat(statements.balance("120", null, null, next)).hasToString("-150.00");
            assertThat(statements.balance("120", activity, null, next)).hasToString("-200.00");
            assertThat(statements.balance("7", null, null, next)).isEqualTo(Money.ZERO);
            assertThat(statements.balance("706", null, null, day(12, 31))).hasToString("-200.00");
            assertThat(before).containsEntry("12", Money.of("-200.00"));
            assertThat(entries.get(opening).entry().journal()).isEqualTo("AN");
            assertThatThrownBy(() -> ledger.post(simple("late", "1.00"))).hasMessageContaining("period-closed");
            assertThatThrownBy(() -> years.reopenPeriod(day(3, 1))).hasMessageContaining("fiscal-year-closed");
            assertThatThrownBy(() -> years.closeYear(day(1, 1))).hasMessageContaining("fiscal-year-closed");
            assertThat(lettering.open("411", "C1", null, 10).items()).hasSize(1);
            assertThat(LedgerGuardsTest.inTheLedger(verifier.verify().faults())).isEmpty();

            var balance =
                    statements.trialBalance(day(1, 1).plusYears(1), day(12, 31).plusYears(1), "");
            // 240 owed by the customer, and the activity without name lost 50
            assertThat(balance.totalDebit()).isEqualTo(balance.totalCredit()).hasToString("290.00");
            assertThat(balance.closingDebit()).isEqualTo(balance.closingCredit());
            return null;
        });
    }

    @Test
    void a_trial_balance_balances_on_any_days_of_the_year() {
        in(coop, () -> {
            for (int month = 1; month <= 6; month++) {
                ledger.post(simple("m" + month, month + "0.00", day(month, 10)));
            }
            var balance = statements.trialBalance(day(2, 15), day(4, 20), "");
            assertThat(balance.totalDebit()).isEqualTo(balance.totalCredit()).hasToString("70.00");
            assertThat(balance.rows())
                    .filteredOn(r -> r.account().equals("411"))
                    .singleElement()
                    .satisfies(r -> {
                        assertThat(r.opening()).hasToString("30.00");
                        assertThat(r.closing()).hasToString("100.00");
                    });
            assertThat(balance.rows()).extracting(BalanceRow::account).containsExactly("411", "706");
            assertThatThrownBy(() -> statements.trialBalance(day(2, 1), day(1, 1), ""))
                    .isInstanceOf(InvalidField.class);
            return null;
        });
    }

    @Test
    void lines_that_balance_are_lettered_and_taken_apart() {
        in(coop, () -> {
            thirdParties.ensure("C1", ThirdParties.Kind.CUSTOMER, "Martin");
            long invoice = ledger.post(sale("invoice:5:sale", "120.00", null));
            long payment = ledger.post(new JournalEntry(
                    "BQ",
                    day(4, 1),
                    "Virement",
                    null,
                    null,
                    null,
                    List.of(
                            JournalLine.debit("512", Money.of("120.00")),
                            JournalLine.credit("411", Money.of("120.00")).with("C1"))));
            long part = ledger.post(new JournalEntry(
                    "BQ",
                    day(4, 2),
                    "Acompte",
                    null,
                    null,
                    null,
                    List.of(
                            JournalLine.debit("512", Money.of("20.00")),
                            JournalLine.credit("411", Money.of("20.00")).with("C1"))));
            var lines = List.of(new Lettering.LineRef(invoice, 1), new Lettering.LineRef(payment, 2));

            assertThatThrownBy(() -> lettering.letter(List.of(lines.getFirst(), new Lettering.LineRef(part, 2)), false))
                    .hasMessageContaining("lettering-unbalanced");
            assertThatThrownBy(
                            () -> lettering.letter(List.of(lines.getFirst(), new Lettering.LineRef(payment, 1)), false))
                    .hasMessageContaining("lettering-mixed");
            var letter = lettering.letter(lines, false);
            assertThat(letter.code()).isEqualTo("AA");
            assertThat(letter.isComplete()).isTrue();
            assertThatThrownBy(() -> lettering.letter(lines, false)).hasMessageContaining("lettered-already");
            assertThat(lettering.open("411", "C1", null, 10).items())
                    .singleElement()
                    .satisfies(i -> assertThat(i.entry()).isEqualTo(part));
            lettering.unletter(letter.id());
            assertThat(lettering.open("411", "C1", null, 10).items()).hasSize(3);
            assertThat(lettering
                            .letter(List.of(lines.getFirst(), new Lettering.LineRef(part, 2)), true)
                            .balance())
                    .hasToString("100.00");
            return null;
        });
        assertThat(List.of(Lettering.next("AZ"), Lettering.next("ZZ"))).containsExactly("BA", "AAA");
    }

    @Test
    void entries_are_found_by_journal_date_account_third_party_and_source() {
        in(coop, () -> {
            thirdParties.ensure("C1", ThirdParties.Kind.CUSTOMER, "Martin");
            ledger.post(List.of(
                    sale("invoice:6:sale", "120.00", null),
                    simple("other", "5.00"),
                    entry("OD", day(6, 1), "512", "471")));
            assertThat(found(new Entries.Filter("OD", null, null, null, null, null, null, null)))
                    .hasSize(1);
            assertThat(found(new Entries.Filter(null, day(5, 1), day(7, 1), null, null, null, null, null)))
                    .hasSize(1);
            assertThat(found(new Entries.Filter(null, null, null, "411", null, null, null, null)))
                    .hasSize(2);
            assertThat(found(new Entries.Filter(null, null, null, null, "C1", null, null, null)))
                    .hasSize(1);
            assertThat(found(new Entries.Filter(null, null, null, null, null, null, "invoice:", null)))
                    .hasSize(1);
            assertThat(found(new Entries.Filter(null, null, null, null, null, null, null, "FACTURE")))
                    .hasSize(1);
            var page = entries.list(Entries.Filter.none(), null, 2);
            assertThat(entries.list(Entries.Filter.none(), page.next(), 2).items())
                    .hasSize(1);
            return null;
        });
    }

    @Test
    void members_see_nothing_of_the_books_and_managers_change_nothing() {
        assertThatThrownBy(() ->
                        as(TestTenants.actor(coop, Role.MEMBER), () -> entries.list(Entries.Filter.none(), null, 10)))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> as(TestTenants.manager(coop), () -> accounts.open("4119", "x")))
                .isInstanceOf(NotAllowed.class);
        assertThat(as(TestTenants.manager(coop), () -> entries.list(Entries.Filter.none(), null, 10))
                        .items())
                .isEmpty();
    }

    private List<EntrySummary> found(Entries.Filter filter) {
        return entries.list(filter, null, 50).items();
    }

    private static void assertRefused(Runnable work, String code, Object argument) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(BookingRefused.class, r -> {
            assertThat(r.code()).isEqualTo(code);
            assertThat(r.arguments()).containsExactly(argument);
        });
    }

    private JournalEntry sale(String source, String gross, UUID activity) {
        Money all = Money.of(gross);
        Money net = Money.ofCents(all.cents() * 5 / 6);
        return new JournalEntry(
                "VT",
                day(3, 10),
                "Facture 1",
                "F1",
                day(3, 9),
                source,
                List.of(
                        new JournalLine("411", activity, "C1", null, all),
                        new JournalLine("706", activity, null, "Reliure", net.negated()),
                        new JournalLine(
                                "445711", activity, null, null, all.minus(net).negated())));
    }

    private JournalEntry simple(String source, String amount) {
        return simple(source, amount, day(3, 10));
    }

    private static JournalEntry simple(String source, String amount, LocalDate date) {
        return new JournalEntry(
                "VT",
                date,
                "Vente",
                null,
                null,
                source,
                List.of(JournalLine.debit("411", Money.of(amount)), JournalLine.credit("706", Money.of(amount))));
    }

    private static JournalEntry entry(String journal, LocalDate date, String debit, String credit) {
        return new JournalEntry(
                journal,
                date,
                "Écriture",
                null,
                null,
                null,
                List.of(JournalLine.debit(debit, Money.of("10.00")), JournalLine.credit(credit, Money.of("10.00"))));
    }

    private LocalDate day(int month, int day) {
        return LocalDate.of(year, month, day);
    }
}
