package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.activities.ContributionTerms.Bounds;
import coop.entrelacs.activities.ContributionTerms.Bracket;
import coop.entrelacs.activities.ContributionTerms.FirstMonths;
import coop.entrelacs.activities.ContributionTerms.FixedPart;
import coop.entrelacs.activities.ContributionTerms.Limits;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContributionCalculatorTest {

    private static final LocalDate NEW_YEAR = LocalDate.of(2026, 1, 1);
    private static final ContractKind CESA = ContractKind.ENTREPRENEUR_EMPLOYEE;
    private static final ContractKind CAPE = ContractKind.BUSINESS_SUPPORT;

    @Nested
    class Sums {

        @Test
        void invoices_of_odd_cents_add_up_to_the_computation_of_their_sum() {
            var year = ContributionYears.year(flat("11.5"), CESA);

            Money one = year.happens(day(2, 3), turnover("33.33"));
            Money two = year.happens(day(2, 4), turnover("33.33"));
            Money three = year.happens(day(2, 5), turnover("33.34"));

            // each alone would be 3.83: 11.49 in all
            assertThat(List.of(one, two, three)).containsExactly(Money.of("3.83"), Money.of("3.84"), Money.of("3.83"));
            assertThat(year.charged()).isEqualTo(Money.of("11.50"));
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void whatever_comes_in_whatever_order_the_charges_add_up_to_the_whole(long seed) {
            Random random = new Random(seed);
            for (int round = 0; round < 200; round++) {
                ContributionTerms terms = anyBrackets(random);
                var year = ContributionYears.year(terms, CESA);
                Money sum = Money.ZERO;
                for (int i = 0, n = 1 + random.nextInt(40); i < n; i++) {
                    Money amount = Money.ofCents(random.nextLong(-500_000, 3_000_000));
                    year.happens(NEW_YEAR.plusDays(random.nextInt(365)), ContributionAmounts.turnover(amount));
                    sum = sum.plus(amount);
                }

                assertThat(year.charged()).isEqualTo(byHand(terms, sum));
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {11, 12, 13, 14})
        void more_turnover_is_never_charged_less(long seed) {
            Random random = new Random(seed);
            for (int round = 0; round < 300; round++) {
                ContributionTerms terms = anyBrackets(random);
                Money less = Money.ofCents(random.nextLong(0, 20_000_000));
                Money more = less.plus(Money.ofCents(random.nextLong(0, 5_000_000)));
                var one = ContributionYears.year(terms, CESA);
                var other = ContributionYears.year(terms, CESA);

                Money smaller = one.happens(day(6, 1), ContributionAmounts.turnover(less));
                Money larger = other.happens(day(6, 1), ContributionAmounts.turnover(more));

                assertThat(larger).isGreaterThanOrEqualTo(smaller);
            }
        }

        @Test
        void every_amount_is_the_end_of_its_explanation() {
            var year = ContributionYears.year(
                    ContributionTemplatesTest.template("yearly-brackets").terms(), CESA);
            Random random = new Random(5);
            for (int i = 0; i < 50; i++) {
                year.happens(
                        NEW_YEAR.plusDays(i * 7L),
                        ContributionAmounts.turnover(Money.ofCents(random.nextLong(-99_999, 700_001))));
            }

            assertThat(year.explanations()).allSatisfy(why -> {
                assertThat(why.steps().getLast().amount())
                        .isEqualTo(why.amount().toEuros());
                assertThat(why.after().charged().minus(why.amount()))
                        .as("what was charged before")
                        .isEqualTo(before(why, year.explanations()));
            });
        }

        private static Money before(ContributionExplanation why, List<ContributionExplanation> all) {
            return Money.sum(all.subList(0, all.indexOf(why)).stream()
                    .map(ContributionExplanation::amount)
                    .toList());
        }
    }

    @Nested
    class Credit_notes {

        @ParameterizedTest
        @ValueSource(longs = {21, 22, 23, 24})
        void a_credit_note_gives_back_exactly_what_the_invoice_was_charged(long seed) {
            Random random = new Random(seed);
            for (int round = 0; round < 200; round++) {
                var year = ContributionYears.year(anyBrackets(random), CESA);
                for (int i = 0; i < random.nextInt(5); i++) {
                    year.happens(day(3, 3), ContributionAmounts.turnover(Money.ofCents(random.nextLong(1, 4_000_000))));
                }
                ContributionAmounts invoice =
                        ContributionAmounts.turnover(Money.ofCents(random.nextLong(1, 9_000_000)));

                Money charged = year.happens(day(4, 4), invoice);
                Money givenBack = year.isCredited(day(5, 5), day(4, 4), invoice);

                assertThat(givenBack).isEqualTo(charged.negated());
            }
        }

        @Test
        void crediting_everything_gives_everything_back_in_any_order() {
            var year = ContributionYears.year(
                    ContributionTemplatesTest.template("yearly-brackets").terms(), CESA);
            year.happens(day(1, 10), turnover("35000.00"));
            year.happens(day(2, 10), turnover("17321.77"));

            year.isCredited(day(3, 1), day(1, 10), turnover("35000.00"));
            year.isCredited(day(3, 2), day(2, 10), turnover("17321.77"));

            assertThat(year.charged()).isEqualTo(Money.ZERO);
        }

        @Test
        void next_years_credit_note_gives_back_in_the_year_of_its_invoice() {
            var years = ContributionYears.year(
                    ContributionTemplatesTest.template("yearly-brackets").terms(), CESA);
            years.happens(day(11, 10), turnover("90000.00"));
            closeYear(years, 2026);
            years.happens(LocalDate.of(2027, 1, 20), turnover("1000.00"));

            Money givenBack = years.isCredited(LocalDate.of(2027, 2, 1), day(11, 10), turnover("90000.00"));

            // 9,300 were charged; 2026 still owes its minimum
            assertThat(givenBack).isEqualTo(Money.of("-7140.00"));
            assertThat(years.charged()).isEqualTo(Money.of("2270.00"));
        }

        @Test
        void the_exemption_of_the_invoice_counts_not_that_of_the_credit_note() {
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(flat("10"), 1, NEW_YEAR)),
                    ContributionSituation.of(
                            NEW_YEAR, CESA, new ContributionExemption.Whole(new Period(day(4, 1), day(4, 30)))));
            year.happens(day(3, 1), turnover("500.00"));
            year.happens(day(4, 10), turnover("1000.00"));

            assertThat(year.isCredited(day(5, 2), day(4, 10), turnover("1000.00")))
                    .isEqualTo(Money.ZERO);
            assertThat(year.isCredited(day(4, 20), day(3, 1), turnover("500.00")))
                    .isEqualTo(Money.of("-50.00"));
        }

        @Test
        void a_rule_may_keep_what_it_charged() {
            ContributionTerms keeps = new ContributionTerms(
                    ContributionBase.TURNOVER,
                    ContributionTrigger.ISSUE,
                    List.of(new Bracket(null, Rate.percent("10"))),
                    null,
                    null,
                    null,
                    null,
                    null,
                    false);
            var year = ContributionYears.year(keeps, CESA);
            year.happens(day(3, 1), turnover("500.00"));

            assertThat(year.isCredited(day(3, 2), day(3, 1), turnover("500.00")))
                    .isEqualTo(Money.ZERO);
            assertThat(year.explanations().getLast().steps())
                    .extracting(ContributionExplanation.Step::code)
                    .contains("credit-note-kept");
        }
    }

    @Nested
    class Bounds_of_a_year {

        @Test
        void the_minimum_is_charged_when_the_year_ends_not_before() {
            var year = ContributionYears.year(
                    ContributionTemplatesTest.template("yearly-brackets").terms(), CAPE);
            year.happens(day(2, 2), turnover("5000.00"));
            for (int month = 1; month <= 11; month++) {
                assertThat(year.monthEnds(YearMonth.of(2026, month))).isEqualTo(Money.ZERO);
            }

            assertThat(year.monthEnds(YearMonth.of(2026, 12))).isEqualTo(Money.of("650.00"));
            assertThat(year.charged()).isEqualTo(Money.of("1200.00"));
        }

        @Test
        void each_month_brings_its_part_of_the_minimum_by_the_contract_of_that_month() {
            var contracts = new TreeMap<>(Map.of(NEW_YEAR, Optional.of(CAPE), day(7, 1), Optional.of(CESA)));
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(
                            ContributionTemplatesTest.template("yearly-brackets")
                                    .terms(),
                            1,
                            NEW_YEAR)),
                    new ContributionSituation(NEW_YEAR, YearMonth.of(2026, 1), null, contracts, List.of()));

            closeYear(year, 2026);

            assertThat(year.charged()).isEqualTo(Money.of("1680.00"));
        }

        @Test
        void who_leaves_in_may_owes_five_twelfths_then() {
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(
                            ContributionTemplatesTest.template("yearly-brackets")
                                    .terms(),
                            1,
                            NEW_YEAR)),
                    new ContributionSituation(
                            NEW_YEAR,
                            YearMonth.of(2026, 1),
                            day(5, 12),
                            new TreeMap<>(Map.of(NEW_YEAR, Optional.of(CAPE))),
                            List.of()));

            for (int month = 1; month <= 4; month++) {
                year.monthEnds(YearMonth.of(2026, month));
            }
            assertThat(year.charged()).isEqualTo(Money.ZERO);
            assertThat(year.monthEnds(YearMonth.of(2026, 5))).isEqualTo(Money.of("500.00"));
            assertThat(year.monthEnds(YearMonth.of(2026, 6))).isEqualTo(Money.ZERO);
        }

        @Test
        void above_the_maximum_nothing_more_is_charged_and_a_credit_note_gives_back_only_what_is_above_no_more() {
            var year = ContributionYears.year(
                    ContributionTemplatesTest.template("receipts-capped").terms(), CAPE);

            Money first = year.happens(day(6, 1), ContributionAmounts.receipts(Money.of("45000.00")));
            Money second = year.happens(day(6, 2), ContributionAmounts.receipts(Money.of("45000.00")));
            Money taken = year.happens(day(6, 3), ContributionAmounts.receipts(Money.of("-45000.00")));

            assertThat(List.of(first, second, taken))
                    .containsExactly(Money.of("5400.00"), Money.of("600.00"), Money.of("-600.00"));
        }

        @Test
        void monthly_bounds_hold_month_by_month() {
            ContributionTerms terms = new ContributionTerms(
                    ContributionBase.TURNOVER,
                    ContributionTrigger.MONTH_END,
                    List.of(new Bracket(null, Rate.percent("10"))),
                    null,
                    new Bounds(ContributionFrequency.MONTH, null, new Limits(Money.of("50.00"), Money.of("400.00"))),
                    null,
                    null,
                    null,
                    null);
            var year = ContributionYears.year(terms, CESA);
            year.happens(day(1, 5), turnover("10000.00"));
            year.happens(day(2, 5), turnover("2000.00"));

            assertThat(Stream.of(1, 2, 3).map(month -> year.monthEnds(YearMonth.of(2026, month))))
                    .containsExactly(Money.of("400.00"), Money.of("200.00"), Money.of("50.00"));
        }
    }

    @Nested
    class Exemptions {

        @Test
        void a_month_of_whole_exemption_owes_no_share_no_fixed_part_and_no_minimum() {
            ContributionTerms terms = new ContributionTerms(
                    ContributionBase.TURNOVER,
                    ContributionTrigger.ISSUE,
                    List.of(new Bracket(null, Rate.percent("10"))),
                    new FixedPart(Money.of("30.00"), ContributionFrequency.MONTH),
                    new Bounds(ContributionFrequency.YEAR, null, new Limits(Money.of("1200.00"), null)),
                    null,
                    null,
                    null,
                    null);
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(terms, 1, NEW_YEAR)),
                    ContributionSituation.of(
                            NEW_YEAR, CESA, new ContributionExemption.Whole(new Period(day(2, 1), day(4, 30)))));
            Money taken = year.happens(day(3, 3), turnover("1000.00"));
            assertThat(taken).isEqualTo(Money.ZERO);

            closeYear(year, 2026);

            // nine months of 100 each; the nine fixed parts of 30 are within
            assertThat(year.charged()).isEqualTo(Money.of("900.00"));
        }

        @Test
        void the_most_favourable_of_two_counts() {
            ContributionTerms terms = new ContributionTerms(
                    ContributionBase.TURNOVER,
                    ContributionTrigger.ISSUE,
                    List.of(new Bracket(null, Rate.percent("10"))),
                    null,
                    null,
                    new FirstMonths(6, Rate.percent("50")),
                    null,
                    null,
                    null);
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(terms, 1, NEW_YEAR)),
                    ContributionSituation.of(
                            NEW_YEAR,
                            CESA,
                            new ContributionExemption.Reduced(new Period(day(3, 1), null), Rate.percent("20"))));

            assertThat(year.happens(day(2, 1), turnover("1000.00"))).isEqualTo(Money.of("50.00"));
            assertThat(year.happens(day(3, 1), turnover("1000.00"))).isEqualTo(Money.of("20.00"));
            assertThat(year.happens(day(8, 1), turnover("1000.00"))).isEqualTo(Money.of("20.00"));
        }

        @Test
        void first_months_are_counted_from_the_month_in_which_the_activity_began() {
            ContributionTerms terms = new ContributionTerms(
                    ContributionBase.TURNOVER,
                    ContributionTrigger.ISSUE,
                    List.of(new Bracket(null, Rate.percent("10"))),
                    null,
                    null,
                    new FirstMonths(3, Rate.ZERO),
                    null,
                    null,
                    null);
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(terms, 1, NEW_YEAR)), ContributionSituation.of(day(4, 20), CESA));

            assertThat(year.happens(day(6, 30), turnover("1000.00"))).isEqualTo(Money.ZERO);
            assertThat(year.happens(day(7, 1), turnover("1000.00"))).isEqualTo(Money.of("100.00"));
        }
    }

    @Nested
    class Versions {

        @Test
        void a_new_version_counts_from_its_day_and_goes_on_in_the_years_brackets() {
            ContributionTerms before = brackets("10000.00", "20", "10");
            ContributionTerms after = brackets("10000.00", "20", "5");
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(before, 1, NEW_YEAR), ContributionYears.rule(after, 2, day(7, 1))),
                    ContributionSituation.of(NEW_YEAR, CESA));

            assertThat(year.happens(day(6, 30), turnover("12000.00"))).isEqualTo(Money.of("2200.00"));
            assertThat(year.happens(day(7, 1), turnover("1000.00"))).isEqualTo(Money.of("50.00"));
            assertThat(year.isCredited(day(7, 2), day(6, 30), turnover("1000.00")))
                    .as("under the version of its invoice")
                    .isEqualTo(Money.of("-100.00"));
            assertThat(year.explanations())
                    .extracting(why -> why.rule().version())
                    .containsExactly(1, 2, 1);
        }

        @Test
        void each_version_settles_its_own_part_of_the_year() {
            ContributionTerms terms =
                    ContributionTemplatesTest.template("yearly-brackets").terms();
            var year = ContributionYears.of(
                    List.of(
                            ContributionYears.rule(terms, 1, NEW_YEAR),
                            ContributionYears.rule(flat("12"), 2, day(7, 1))),
                    ContributionSituation.of(NEW_YEAR, CESA));

            closeYear(year, 2026);

            assertThat(year.charged()).as("half of 2,160").isEqualTo(Money.of("1080.00"));
        }

        @Test
        void an_activitys_own_rule_goes_before_the_cooperatives_until_it_ends() {
            var own = new ContributionRule(Ids.next(), Ids.next(), 1, "Accord", day(3, 1), adoption(), flat("5"));
            var end =
                    new ContributionRule(Ids.next(), own.activity(), 2, "Fin de l’accord", day(5, 1), adoption(), null);
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(flat("10"), 1, NEW_YEAR)),
                    List.of(own, end),
                    ContributionSituation.of(NEW_YEAR, CESA));

            assertThat(Stream.of(2, 3, 4, 5).map(month -> year.happens(day(month, 9), turnover("100.00"))))
                    .containsExactly(Money.of("10.00"), Money.of("5.00"), Money.of("5.00"), Money.of("10.00"));
        }

        @Test
        void the_contributions_year_may_begin_in_september() {
            ContributionTerms terms = new ContributionTerms(
                    ContributionBase.TURNOVER,
                    ContributionTrigger.ISSUE,
                    List.of(new Bracket(Money.of("1000.00"), Rate.percent("10")), new Bracket(null, Rate.ZERO)),
                    null,
                    null,
                    null,
                    Month.SEPTEMBER,
                    null,
                    null);
            var year = ContributionYears.year(terms, CESA);

            assertThat(year.happens(day(8, 31), turnover("5000.00"))).isEqualTo(Money.of("100.00"));
            assertThat(year.happens(day(9, 1), turnover("5000.00"))).isEqualTo(Money.of("100.00"));
        }
    }

    @Nested
    class Month_ends {

        @Test
        void a_loss_gives_back_what_the_years_gains_were_charged_and_no_more() {
            var year = ContributionYears.year(
                    ContributionTemplatesTest.template("margin-15").terms(), CESA);
            year.happens(day(1, 5), turnover("1000.00"));

            assertThat(year.happens(day(2, 5), ContributionAmounts.directCosts(Money.of("1400.00"))))
                    .isEqualTo(Money.of("-150.00"));
            assertThat(year.happens(day(3, 5), turnover("400.00"))).isEqualTo(Money.ZERO);
            assertThat(year.happens(day(3, 6), turnover("100.00"))).isEqualTo(Money.of("15.00"));
        }

        @Test
        void what_comes_late_is_charged_with_the_next_month() {
            var year = ContributionYears.year(
                    ContributionTemplatesTest.template("fixed-plus-margin").terms(), CESA);
            year.happens(day(1, 5), turnover("1000.00"));
            assertThat(year.monthEnds(YearMonth.of(2026, 1))).isEqualTo(Money.of("165.00"));
            year.happens(day(1, 31), turnover("200.00"));
            year.happens(day(3, 1), turnover("9999.00"));

            assertThat(year.monthEnds(YearMonth.of(2026, 2))).isEqualTo(Money.of("57.00"));
        }

        @Test
        void a_quarterly_fixed_part_is_reduced_to_the_months_that_the_activity_was_there() {
            ContributionTerms terms = new ContributionTerms(
                    ContributionBase.TURNOVER,
                    ContributionTrigger.ISSUE,
                    List.of(),
                    new FixedPart(Money.of("100.00"), ContributionFrequency.QUARTER),
                    null,
                    null,
                    null,
                    null,
                    null);
            var year = ContributionYears.of(
                    List.of(ContributionYears.rule(terms, 1, NEW_YEAR)), ContributionSituation.of(day(2, 14), CAPE));

            assertThat(Stream.of(1, 2, 3, 4, 5, 6).map(month -> year.monthEnds(YearMonth.of(2026, month))))
                    .containsExactly(
                            Money.ZERO, Money.ZERO, Money.of("66.67"), Money.ZERO, Money.ZERO, Money.of("100.00"));
        }
    }

    static Stream<Arguments> impossibleTerms() {
        Bracket open = new Bracket(null, Rate.percent("10"));
        Bracket to100 = new Bracket(Money.of("100.00"), Rate.percent("10"));
        return Stream.of(
                refused("brackets", "contribution-without-amount", () -> terms(List.of(), ContributionTrigger.ISSUE)),
                refused(
                        "brackets[0].upTo",
                        "contribution-last-bracket-open",
                        () -> terms(List.of(to100), ContributionTrigger.ISSUE)),
                refused(
                        "brackets[0].upTo",
                        "contribution-last-bracket-open",
                        () -> terms(List.of(open, open), ContributionTrigger.ISSUE)),
                refused(
                        "brackets[1].upTo",
                        "contribution-brackets-ascend",
                        () -> terms(List.of(to100, to100, open), ContributionTrigger.ISSUE)),
                refused(
                        "brackets[0].upTo",
                        "contribution-brackets-ascend",
                        () -> terms(List.of(new Bracket(Money.ZERO, Rate.ZERO), open), ContributionTrigger.ISSUE)),
                refused(
                        "trigger",
                        "contribution-trigger-base",
                        () -> terms(List.of(open), ContributionTrigger.RECEIPT)),
                refused("brackets.rate", "out-of-range", () -> new Bracket(null, Rate.percent("100.01"))),
                refused("brackets.rate", "out-of-range", () -> new Bracket(null, Rate.percent("-1"))),
                refused("brackets.rate", "too-many-decimals", () -> new Bracket(null, Rate.percent("1.00001"))),
                refused(
                        "fixedPart.amount",
                        "must-be-positive",
                        () -> new FixedPart(Money.ZERO, ContributionFrequency.MONTH)),
                refused(
                        "bounds",
                        "contribution-empty-bounds",
                        () -> new Bounds(ContributionFrequency.YEAR, null, null)),
                refused("bounds", "contribution-empty-bounds", () -> new Limits(null, null)),
                refused(
                        "bounds.maximum",
                        "contribution-maximum-below-minimum",
                        () -> new Limits(Money.of("2.00"), Money.of("1.99"))),
                refused("firstMonths.months", "out-of-range", () -> new FirstMonths(0, Rate.ZERO)),
                refused(
                        "firstMonths.remaining",
                        "contribution-exemption-of-nothing",
                        () -> new FirstMonths(3, Rate.percent("100"))),
                refused("validFrom", "first-of-month", () -> ContributionYears.rule(flat("10"), 1, day(2, 2))),
                refused("adoption.text", "required", () -> new ContributionRule.Adoption(" ", NEW_YEAR)),
                refused("terms", "required", () -> ContributionYears.rule(null, 1, NEW_YEAR)),
                refused(
                        "remaining",
                        "must-be-positive",
                        () -> new ContributionExemption.Reduced(Period.from(NEW_YEAR), Rate.ZERO)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("impossibleTerms")
    void a_rule_that_makes_no_sense_cannot_be_made(String field, String code, Supplier<Object> maker) {
        assertThatExceptionOfType(InvalidField.class).isThrownBy(maker::get).satisfies(refusal -> {
            assertThat(refusal.field()).isEqualTo(field);
            assertThat(refusal.code()).isEqualTo(code);
        });
    }

    private static Arguments refused(String field, String code, Supplier<Object> maker) {
        return Arguments.of(field, code, maker);
    }

    private static ContributionTerms terms(List<Bracket> brackets, ContributionTrigger trigger) {
        return new ContributionTerms(ContributionBase.TURNOVER, trigger, brackets, null, null, null, null, null, null);
    }

    private static void closeYear(ContributionYears years, int year) {
        for (int month = 1; month <= 12; month++) {
            years.monthEnds(YearMonth.of(year, month));
        }
    }

    private static ContributionTerms flat(String rate) {
        return terms(List.of(new Bracket(null, Rate.percent(rate))), ContributionTrigger.ISSUE);
    }

    private static ContributionTerms brackets(String upTo, String rate, String above) {
        return terms(
                List.of(new Bracket(Money.of(upTo), Rate.percent(rate)), new Bracket(null, Rate.percent(above))),
                ContributionTrigger.ISSUE);
    }

    private static ContributionTerms anyBrackets(Random random) {
        List<Bracket> brackets = new ArrayList<>();
        long upTo = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            upTo += random.nextLong(1, 4_000_000);
            brackets.add(new Bracket(Money.ofCents(upTo), anyRate(random)));
        }
        brackets.add(new Bracket(null, anyRate(random)));
        return terms(brackets, ContributionTrigger.ISSUE);
    }

    private static Rate anyRate(Random random) {
        return new Rate(BigDecimal.valueOf(random.nextLong(0, 300_000), 4));
    }

    /** The whole computed at once, by another way: bracket by bracket on the sum. */
    private static Money byHand(ContributionTerms terms, Money sum) {
        BigDecimal due = BigDecimal.ZERO;
        long from = 0;
        for (Bracket bracket : terms.brackets()) {
            long to = bracket.upTo() == null ? Long.MAX_VALUE : bracket.upTo().cents();
            long within = Math.max(0, Math.min(sum.cents(), to) - from);
            due = due.add(BigDecimal.valueOf(within).multiply(bracket.rate().percent()));
            from = to;
        }
        return Money.rounded(due.movePointLeft(4), RoundingMode.HALF_UP);
    }

    private static ContributionRule.Adoption adoption() {
        return new ContributionRule.Adoption("Conseil d’administration", NEW_YEAR);
    }

    private static LocalDate day(int month, int day) {
        return LocalDate.of(2026, month, day);
    }

    private static ContributionAmounts turnover(String amount) {
        return ContributionAmounts.turnover(Money.of(amount));
    }
}
