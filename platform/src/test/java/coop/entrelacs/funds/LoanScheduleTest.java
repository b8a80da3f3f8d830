package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.funds.LoanSchedule.Instalment;
import coop.entrelacs.funds.LoanSchedule.Standing;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class LoanScheduleTest {

    private static final LocalDate PAID = LocalDate.of(2026, 1, 31);
    private static final LoanSchedule THOUSAND_IN_THREE = LoanSchedule.of(Money.of("1000.00"), PAID, 3, 0);

    @Test
    void equal_parts_lose_no_cent_and_the_last_of_a_month_stays_the_last() {
        assertThat(THOUSAND_IN_THREE.instalments())
                .containsExactly(
                        new Instalment(1, LocalDate.of(2026, 2, 28), Money.of("333.34")),
                        new Instalment(2, LocalDate.of(2026, 3, 31), Money.of("333.33")),
                        new Instalment(3, LocalDate.of(2026, 4, 30), Money.of("333.33")));
    }

    @Test
    void grace_moves_the_first_instalment() {
        assertThat(LoanSchedule.of(Money.of("100.00"), PAID, 2, 6)
                        .instalments()
                        .getFirst()
                        .dueOn())
                .isEqualTo(LocalDate.of(2026, 8, 31));
    }

    @Test
    void early_repayment_covers_the_oldest_instalments_and_shortens_the_loan() {
        Money early = Money.of("700.00");

        assertThat(THOUSAND_IN_THREE.open(early))
                .containsExactly(new Instalment(3, LocalDate.of(2026, 4, 30), Money.of("300.00")));
        assertThat(THOUSAND_IN_THREE.standing(early, LocalDate.of(2026, 4, 1))).isInstanceOf(Standing.InTime.class);
    }

    @Test
    void an_instalment_is_late_from_the_day_after() {
        assertThat(THOUSAND_IN_THREE.standing(Money.ZERO, LocalDate.of(2026, 2, 28)))
                .isInstanceOf(Standing.InTime.class);
        assertThat(THOUSAND_IN_THREE.standing(Money.ZERO, LocalDate.of(2026, 3, 1)))
                .isEqualTo(new Standing.Late(1, Money.of("333.34"), LocalDate.of(2026, 2, 28)));
    }

    @Test
    void a_default_is_as_many_missed_instalments_as_the_rulebook_says() {
        LocalDate afterTwo = LocalDate.of(2026, 4, 1);

        assertThat(THOUSAND_IN_THREE.inDefault(Money.ZERO, afterTwo, 2)).isTrue();
        assertThat(THOUSAND_IN_THREE.inDefault(Money.ZERO, afterTwo, 3)).isFalse();
        assertThat(THOUSAND_IN_THREE.inDefault(Money.of("333.34"), afterTwo, 2)).isFalse();
    }

    @Test
    void all_paid_back_is_repaid() {
        assertThat(THOUSAND_IN_THREE.standing(Money.of("1000.00"), LocalDate.of(2030, 1, 1)))
                .isInstanceOf(Standing.Repaid.class);
        assertThat(THOUSAND_IN_THREE.ends(Money.of("1000.00"))).isEmpty();
    }

    @Test
    void three_cents_make_no_more_than_three_instalments() {
        assertThat(LoanSchedule.of(Money.of("0.03"), PAID, 36, 0).instalments()).hasSize(3);
    }
}
