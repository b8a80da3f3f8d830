package coop.entrelacs.collaboration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.collaboration.SplitForm.Kind;
import coop.entrelacs.collaboration.SplitForm.Part;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SplitMathTest {

    private static final UUID LEAD = new UUID(0, 1);
    private static final UUID ONE = new UUID(0, 2);
    private static final UUID TWO = new UUID(0, 3);

    private static SplitForm split(Kind kind, String lead, String one, String two) {
        return new SplitForm(
                kind,
                List.of(
                        new Part(LEAD, new BigDecimal(lead)),
                        new Part(ONE, new BigDecimal(one)),
                        new Part(TWO, new BigDecimal(two))));
    }

    private static Map<UUID, Money> parts(SplitForm split, String net, Map<UUID, Money> already) {
        return SplitMath.parts(split, LEAD, Money.of(net), already, Map.of());
    }

    @Test
    void percents_lose_no_cent() {
        Map<UUID, Money> parts = parts(split(Kind.PERCENT, "33.3334", "33.3333", "33.3333"), "100.01", Map.of());

        assertThat(Money.sum(parts.values())).isEqualTo(Money.of("100.01"));
        assertThat(parts).containsEntry(LEAD, Money.of("33.34"));
    }

    @Test
    void a_fixed_part_is_reached_to_the_cent_over_several_invoices_and_never_passed() {
        SplitForm split = split(Kind.FIXED, "500", "333.33", "166.67");

        Map<UUID, Money> first = parts(split, "333.33", Map.of());
        Map<UUID, Money> second = parts(split, "700.00", first);

        assertThat(Money.sum(second.values())).isEqualTo(Money.of("700.00"));
        assertThat(first.get(ONE).plus(second.get(ONE))).isEqualTo(Money.of("333.33"));
        assertThat(first.get(TWO).plus(second.get(TWO))).isEqualTo(Money.of("166.67"));
    }

    @Test
    void hours_count_at_their_rates() {
        Map<UUID, Money> parts = SplitMath.parts(
                split(Kind.TIME, "50", "50", "100"),
                LEAD,
                Money.of("1000.00"),
                Map.of(),
                Map.of(LEAD, 120L, ONE, 60L, TWO, 30L));

        assertThat(parts).isEqualTo(Map.of(LEAD, Money.of("500.00"), ONE, Money.of("250.00"), TWO, Money.of("250.00")));
        assertThatThrownBy(() -> SplitMath.parts(
                        split(Kind.TIME, "50", "50", "100"), LEAD, Money.of("1.00"), Map.of(), Map.of()))
                .hasMessageContaining("collab-no-time");
    }

    @Test
    void percents_make_a_hundred_or_are_no_split() {
        assertThatThrownBy(() -> split(Kind.PERCENT, "50", "30", "19"))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("collab-percent-sum");
    }

    @Test
    void whatever_comes_in_parts_nothing_is_left_over_when_all_is_paid() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            Money total = Money.ofCents(1 + random.nextInt(200_000));
            Money share = Money.ofCents(random.nextInt((int) total.cents() + 1));
            Money remaining = total;
            Money held = share;
            Money released = Money.ZERO;
            while (remaining.isPositive()) {
                remaining = remaining.minus(Money.ofCents(1 + random.nextInt((int) remaining.cents())));
                Money now = SplitMath.held(share, remaining, total);
                assertThat(now).isLessThanOrEqualTo(held);
                released = released.plus(held.minus(now));
                held = now;
            }
            assertThat(released).isEqualTo(share);
        }
    }

    @Test
    void credit_notes_take_back_to_the_cent_and_never_more_than_is_left() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            List<Money> left = new ArrayList<>(List.of(
                    Money.ofCents(random.nextInt(5000)),
                    Money.ofCents(1 + random.nextInt(5000)),
                    Money.ofCents(random.nextInt(5000))));
            while (Money.sum(left).isPositive()) {
                Money credit =
                        Money.ofCents(1 + random.nextInt((int) Money.sum(left).cents()));
                List<Money> taken = SplitMath.credited(credit, left);
                assertThat(Money.sum(taken)).isEqualTo(credit);
                for (int i = 0; i < left.size(); i++) {
                    assertThat(taken.get(i)).isLessThanOrEqualTo(left.get(i));
                    left.set(i, left.get(i).minus(taken.get(i)));
                }
            }
        }
    }

    @Test
    void a_signature_is_bound_to_every_part() {
        UUID project = new UUID(1, 1);
        SplitForm split = split(Kind.PERCENT, "50", "30", "20");

        assertThat(split.hash(project, 1))
                .isEqualTo(split(Kind.PERCENT, "50.0", "30", "20.00").hash(project, 1))
                .isNotEqualTo(split.hash(project, 2))
                .isNotEqualTo(split(Kind.PERCENT, "50", "29", "21").hash(project, 1))
                .isNotEqualTo(split(Kind.FIXED, "50", "30", "20").hash(project, 1));
    }
}
