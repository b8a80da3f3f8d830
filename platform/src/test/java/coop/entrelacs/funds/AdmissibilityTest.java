package coop.entrelacs.funds;

import static coop.entrelacs.funds.FundFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.funds.Admissibility.Case;
import coop.entrelacs.funds.Admissibility.Reason;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdmissibilityTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @Test
    void a_regular_member_within_the_rules_goes_to_the_committee() {
        assertThat(codes(template("investment"), regular(), new Ask.Loan(Money.of("10000.00"), 36, 6)))
                .isEmpty();
    }

    @Test
    void every_reason_is_told_at_once() {
        Standing newcomer =
                new Standing(TODAY.minusMonths(2), 0, Money.of("500.00"), Money.ZERO, null, true, false, true);

        assertThat(codes(template("investment"), newcomer, new Ask.Loan(Money.of("10000.01"), 48, 0)))
                .containsExactly(
                        "waiting-period",
                        "contributed-too-little",
                        "in-default",
                        "asked-already",
                        "activity-not-open",
                        "loan-too-long",
                        "above-request-ceiling",
                        "above-person-ceiling");
    }

    @Test
    void a_waiting_period_ends_on_its_day_and_the_reason_names_it() {
        RulebookTerms rules = template("investment");
        Standing joined = standing(TODAY.minusMonths(6), Money.ZERO, Money.ZERO, null);

        assertThat(codes(rules, joined, new Ask.Loan(Money.of("1.00"), 1, 0))).isEmpty();
        assertThat(Admissibility.reasons(new Case(
                        rules,
                        standing(TODAY.minusMonths(6).plusDays(1), Money.ZERO, Money.ZERO, null),
                        new Ask.Loan(Money.of("1.00"), 1, 0),
                        TODAY)))
                .containsExactly(new Reason("waiting-period", List.of("6", "2026-11-23")));
    }

    @Test
    void somebody_who_left_is_no_member() {
        assertThat(codes(
                        template("investment"),
                        standing(null, Money.ZERO, Money.ZERO, null),
                        new Ask.Loan(Money.of("1.00"), 1, 0)))
                .containsExactly("not-a-member");
    }

    @Test
    void relief_makes_up_a_share_of_the_pay_that_dropped_and_no_more() {
        RulebookTerms rules = template("relief");
        // 1,800 − 600 = 1,200 a month, 60 % for two months: 1,440
        assertThat(codes(rules, regular(), grant("1440.00"))).isEmpty();
        assertThat(codes(rules, regular(), grant("1440.01"))).containsExactly("grant-above-drop");
    }

    @Test
    void relief_pauses_between_two_grants_and_keeps_to_the_year() {
        RulebookTerms rules = template("relief");
        Standing helped = standing(
                TODAY.minusYears(2),
                Money.ZERO,
                Money.of("1600.00"),
                TODAY.minusMonths(6).plusDays(1));

        assertThat(codes(rules, helped, grant("1400.00"))).containsExactly("pause");
        assertThat(codes(rules, helped, grant("1400.01"))).containsExactly("pause", "above-year-ceiling");
    }

    @Test
    void an_invoice_must_be_overdue_long_enough_unless_the_customer_is_insolvent() {
        RulebookTerms rules = template("receivables-guarantee");

        assertThat(codes(rules, regular(), guarantee("800.00", TODAY.minusDays(90), false)))
                .isEmpty();
        assertThat(codes(rules, regular(), guarantee("800.00", TODAY.minusDays(89), false)))
                .containsExactly("not-overdue-enough");
        assertThat(codes(rules, regular(), guarantee("800.00", TODAY, true))).isEmpty();
        assertThat(codes(rules, regular(), guarantee("800.01", TODAY, true))).containsExactly("guarantee-above-share");
    }

    @Test
    void a_fund_that_lends_gives_no_grants() {
        assertThat(codes(template("investment"), regular(), grant("100.00"))).containsExactly("other-instrument");
    }

    @Test
    void what_is_said_of_an_invoice_is_what_the_books_say() {
        RulebookTerms rules = template("receivables-guarantee");
        Ask asked = guarantee("800.00", TODAY.minusDays(200), false);

        assertThat(withInvoice(rules, asked, null)).containsExactly("invoice-unknown");
        assertThat(withInvoice(
                        rules, asked, new Admissibility.InvoiceDue(Money.of("1000.00"), TODAY.minusDays(200), true)))
                .containsExactly("invoice-guaranteed");
        assertThat(withInvoice(rules, asked, new Admissibility.InvoiceDue(Money.ZERO, TODAY.minusDays(200), false)))
                .containsExactly("invoice-paid");
        assertThat(withInvoice(
                        rules, asked, new Admissibility.InvoiceDue(Money.of("999.99"), TODAY.minusDays(200), false)))
                .containsExactly("unpaid-above-invoice");
        assertThat(withInvoice(
                        rules, asked, new Admissibility.InvoiceDue(Money.of("1000.00"), TODAY.minusDays(89), false)))
                .as("the day on which it was due is the books', not the applicant's")
                .containsExactly("not-overdue-enough");
    }

    @Test
    void the_most_that_can_be_had_is_told_before_one_asks() {
        assertThat(Admissibility.most(new Case(template("relief"), regular(), grant("1.00"), TODAY)))
                .contains(Money.of("1440.00"));
        assertThat(Admissibility.most(new Case(
                        template("relief"),
                        standing(TODAY.minusYears(2), Money.ZERO, Money.of("2000.00"), null),
                        grant("1.00"),
                        TODAY)))
                .as("what the year's ceiling leaves")
                .contains(Money.of("1000.00"));
        assertThat(Admissibility.most(
                        new Case(template("receivables-guarantee"), regular(), guarantee("1.00", TODAY, true), TODAY)))
                .contains(Money.of("800.00"));
    }

    private static List<String> withInvoice(
            RulebookTerms rules, Ask asked, Admissibility.@org.jspecify.annotations.Nullable InvoiceDue invoice) {
        return Admissibility.reasons(new Case(rules, regular(), asked, invoice, TODAY)).stream()
                .map(Reason::code)
                .toList();
    }

    private static List<String> codes(RulebookTerms rules, Standing standing, Ask ask) {
        Admissibility.InvoiceDue invoice = ask instanceof Ask.Guarantee guarantee
                ? new Admissibility.InvoiceDue(Money.of("1000.00"), guarantee.dueOn(), false)
                : null;
        return Admissibility.reasons(new Case(rules, standing, ask, invoice, TODAY)).stream()
                .map(Reason::code)
                .toList();
    }

    private static Standing regular() {
        return standing(TODAY.minusYears(2), Money.ZERO, Money.ZERO, null);
    }

    private static Ask grant(String amount) {
        return new Ask.Grant(Money.of(amount), Money.of("1800.00"), Money.of("600.00"), 2);
    }

    private static Ask guarantee(String amount, LocalDate dueOn, boolean insolvent) {
        return new Ask.Guarantee(Money.of(amount), UUID.randomUUID(), Money.of("1000.00"), dueOn, insolvent);
    }
}
