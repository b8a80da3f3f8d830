package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.activities.ContributionAmounts;
import coop.entrelacs.activities.ContributionBase;
import coop.entrelacs.activities.ContributionTerms.Bracket;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContributionKeyTest {

    private static final ContributionKey BRACKETS = new ContributionKey(
            ContributionBase.RESULT,
            List.of(
                    new Bracket(Money.of("20000.00"), Rate.percent("0.4")),
                    new Bracket(Money.of("40000.00"), Rate.percent("0.6")),
                    new Bracket(null, Rate.percent("0.8"))),
            null,
            null,
            null,
            null);

    @Test
    void a_result_is_shared_bracket_by_bracket_and_each_step_says_how() {
        var due = BRACKETS.due(year(result("50000.00", "1000.00", "4000.00")));

        // 45,000: 20,000 at 0.4 %, 20,000 at 0.6 %, 5,000 at 0.8 %
        assertThat(due.due()).isEqualTo(Money.of("240.00"));
        assertThat(due.steps())
                .extracting(Step::formula)
                .containsExactly(
                        "45000.00",
                        "20000.00 × 0.4 % = 80",
                        "20000.00 × 0.6 % = 120",
                        "5000.00 × 0.8 % = 40",
                        "240.00");
    }

    @Test
    void a_loss_contributes_nothing_and_gives_back_what_was_called_in_better_months() {
        var loss = new Means(result("10000.00", "0.00", "12000.00"), 6, false, Means.WHOLE, Money.of("33.10"));

        assertThat(BRACKETS.due(loss).due()).isEqualTo(Money.of("-33.10"));
    }

    @Test
    void twelve_monthly_calls_add_up_to_the_yearly_one_to_the_cent() {
        Random random = new Random(20261122);
        for (int i = 0; i < 500; i++) {
            ContributionKey key = new ContributionKey(
                    ContributionBase.TURNOVER,
                    BRACKETS.brackets(),
                    random.nextBoolean() ? Money.of("2.35") : null,
                    random.nextBoolean() ? Money.of("40.00") : null,
                    random.nextBoolean() ? Money.of("310.00") : null,
                    0);
            Money turnover = Money.ZERO;
            Money called = Money.ZERO;
            for (int month = 1; month <= 12; month++) {
                turnover = turnover.plus(Money.ofCents(random.nextLong(-200_000, 1_200_000)));
                called = called.plus(key.due(new Means(
                                ContributionAmounts.turnover(turnover), month, month == 12, Means.WHOLE, called))
                        .due());
            }

            assertThat(called)
                    .isEqualTo(key.due(year(ContributionAmounts.turnover(turnover)))
                            .due());
        }
    }

    @Test
    void a_minimum_is_reduced_to_the_months_present_and_counts_at_the_end_of_the_year() {
        ContributionKey key = new ContributionKey(
                ContributionBase.TURNOVER,
                List.of(new Bracket(null, Rate.percent("0.3"))),
                null,
                Money.of("60.00"),
                null,
                null);

        assertThat(key.due(new Means(ContributionAmounts.NONE, 5, false, Means.WHOLE, Money.ZERO))
                        .due())
                .isEqualTo(Money.ZERO);
        assertThat(key.due(new Means(ContributionAmounts.NONE, 5, true, Means.WHOLE, Money.ZERO))
                        .due())
                .isEqualTo(Money.of("25.00"));
    }

    @Test
    void a_maximum_and_an_exemption_are_told_as_steps() {
        ContributionKey key = new ContributionKey(
                ContributionBase.TURNOVER,
                List.of(new Bracket(null, Rate.percent("0.3"))),
                null,
                null,
                Money.of("600.00"),
                null);

        var due = key.due(new Means(
                ContributionAmounts.turnover(Money.of("300000.00")), 12, true, Rate.percent("50"), Money.ZERO));

        assertThat(due.due()).isEqualTo(Money.of("300.00"));
        assertThat(due.steps()).extracting(Step::code).contains("maximum", "exempted");
    }

    @Test
    void a_key_without_any_amount_is_refused() {
        assertThatThrownBy(() -> new ContributionKey(ContributionBase.TURNOVER, List.of(), null, null, null, null))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.code()).isEqualTo("fund-key-without-amount"));
    }

    @Test
    void brackets_must_ascend_and_the_last_be_open() {
        assertThatThrownBy(() -> new ContributionKey(
                        ContributionBase.TURNOVER,
                        List.of(
                                new Bracket(Money.of("100.00"), Rate.percent("1")),
                                new Bracket(Money.of("100.00"), Rate.percent("2")),
                                new Bracket(null, Rate.percent("3"))),
                        null,
                        null,
                        null,
                        null))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.field()).isEqualTo("contribution.brackets[1].upTo"));
    }

    private static ContributionAmounts result(String turnover, String direct, String other) {
        return new ContributionAmounts(Money.of(turnover), Money.of(direct), Money.of(other), Money.ZERO);
    }

    private static Means year(ContributionAmounts amounts) {
        return new Means(amounts, 12, true, Means.WHOLE, Money.ZERO);
    }
}
