package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotalsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private final VatCodes vat = new VatCodes();

    @ParameterizedTest(name = "{0} × {1} less {2} % is {3}")
    @CsvSource({
        "1,      100,     0,    100.00",
        "3,      33.333,  0,    100.00", // 99.999
        "0.5,    0.01,    0,    0.01", // 0.005, half up
        "-0.5,   0.01,    0,    -0.01", // half up goes away from zero both ways, so a credit note mirrors its invoice
        "7.25,   84.5,    0,    612.63", // 612.625
        "2,      19.99,   10,   35.98", // 35.982
        "12.3456, 7.8912, 2.5,  94.99", // 94.986...
        "1,      1250,    100,  0.00"
    })
    void a_line_is_rounded_once(String quantity, String price, String discount, String net) {
        Line line = new Line(
                "x",
                "",
                new BigDecimal(quantity),
                "C62",
                new BigDecimal(price),
                Rate.percent(discount),
                "normal",
                Nature.SERVICES);

        assertThat(line.net()).isEqualTo(Money.of(net));
    }

    @Test
    void vat_is_computed_once_per_rate_on_the_sum_never_line_by_line() {
        // three lines of 0.33: line by line 3 × 0.07 = 0.21; on the sum 0.99 × 20 % = 0.198
        Totals totals = of(service("0.33", "normal"), service("0.33", "normal"), service("0.33", "normal"));

        assertThat(totals.vat()).isEqualTo(Money.of("0.20"));
        assertThat(totals.gross()).isEqualTo(Money.of("1.19"));
    }

    @Test
    void rates_are_kept_apart_highest_first() {
        Totals totals = of(
                service("100", "reduced"),
                service("200", "normal"),
                service("50", "exempt-training"),
                service("10", "normal"));

        assertThat(totals.byVat())
                .extracting(
                        Totals.VatTotal::code,
                        Totals.VatTotal::category,
                        t -> t.net().toString(),
                        t -> t.vat().toString())
                .containsExactly(
                        tuple("normal", "S", "210.00", "42.00"),
                        tuple("reduced", "S", "100.00", "5.50"),
                        tuple("exempt-training", "E", "50.00", "0.00"));
        assertThat(totals.gross()).isEqualTo(Money.of("407.50"));
    }

    @Test
    void a_line_may_take_back_what_was_invoiced_before() {
        Line deposit = new Line(
                "Acompte", "", new BigDecimal("-1"), "C62", new BigDecimal("300"), null, "normal", Nature.SERVICES);

        Totals totals = of(service("1000", "normal"), deposit);

        assertThat(totals.net()).isEqualTo(Money.of("700.00"));
        assertThat(totals.vat()).isEqualTo(Money.of("140.00"));
    }

    @ParameterizedTest(name = "on {0} the standard rate is {1} %")
    @CsvSource({"2013-12-31, 19.6", "2014-01-01, 20", "2026-11-22, 20"})
    void the_rate_is_that_of_the_day(LocalDate day, String rate) {
        assertThat(vat.rate("vat", "normal", day)).isEqualTo(Rate.percent(rate));
    }

    @Test
    void a_code_that_was_not_law_yet_is_refused() {
        assertThatThrownBy(() -> vat.rate("lines[0].vat", "reverse-charge-construction", LocalDate.of(2010, 1, 1)))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("vat-not-in-force");
    }

    @Test
    void several_partial_credit_notes_never_differ_from_their_invoice_by_a_cent() {
        Uncredited left = uncredited(service("10.01", "normal")); // VAT 2.00 (2.002)

        Uncredited.Taken first = take(left, service("3.33", "normal")); // 0.67 (0.666)
        Uncredited.Taken second = take(first.rest(), service("3.33", "normal")); // 0.67
        Uncredited.Taken third = take(second.rest(), service("3.35", "normal")); // alone it would be 0.67

        assertThat(third.totals().vat()).isEqualTo(Money.of("0.66"));
        assertThat(third.rest().gross()).isEqualTo(Money.ZERO);
    }

    @Test
    void a_credit_note_over_what_is_left_is_refused() {
        Uncredited left = uncredited(service("10", "normal"));

        assertThatThrownBy(() -> take(left, service("10.01", "normal"))).isInstanceOf(CreditExceedsInvoice.class);
        assertThatThrownBy(() -> take(left, service("1", "reduced"))).isInstanceOf(CreditExceedsInvoice.class);
    }

    @Test
    void a_credit_note_takes_within_each_nature_not_only_within_its_rate() {
        Uncredited left = uncredited(goods("100"), service("100", "normal"));

        assertThatThrownBy(() -> take(left, goods("150"))).isInstanceOf(CreditExceedsInvoice.class);
        Uncredited rest = take(left, goods("50")).rest();
        assertThat(rest.lines(List.of(goods("100"), service("100", "normal")), "Vente"))
                .extracting(Line::nature, line -> line.net().toString())
                .containsExactly(tuple(Nature.GOODS, "50.00"), tuple(Nature.SERVICES, "100.00"));
    }

    @Test
    void a_line_below_zero_is_credited_back_up_to_zero_and_never_left_alone() {
        List<Line> lines = List.of(goods("100"), back("20"));
        Uncredited left = uncredited(lines.toArray(Line[]::new));

        // what would stay, 20.00 below zero, no credit note could take back
        assertThatThrownBy(() -> take(left, goods("80"))).isInstanceOf(CreditExceedsInvoice.class);
        assertThatThrownBy(() -> take(left, goods("50"), back("21"))).isInstanceOf(CreditExceedsInvoice.class);
        assertThatThrownBy(() -> take(left, service("1", "normal"))).isInstanceOf(CreditExceedsInvoice.class);
        Uncredited.Taken half = take(left, goods("50"), back("10"));
        assertThat(half.totals().vat()).isEqualTo(Money.of("8.00"));
        assertThat(take(half.rest(), half.rest().lines(lines, "Vente").toArray(Line[]::new))
                        .rest()
                        .gross())
                .isEqualTo(Money.ZERO);
    }

    @Test
    void vat_of_one_rate_is_parted_into_goods_and_services_without_losing_a_cent() {
        List<Line> lines = List.of(
                Line.of("Livre", "1", "C62", "33.33", "normal", Nature.GOODS),
                Line.of("Atelier", "1", "C62", "66.68", "normal", Nature.SERVICES));
        Totals totals = Totals.of(lines, vat, TODAY);

        List<VatPart> parts = VatPart.of(lines, totals, false);

        assertThat(parts)
                .extracting(VatPart::goods, VatPart::waits)
                .containsExactly(tuple(true, false), tuple(false, true));
        assertThat(Money.sum(parts.stream().map(VatPart::vat).toList())).isEqualTo(totals.vat());
        assertThat(Money.sum(parts.stream().map(VatPart::net).toList())).isEqualTo(totals.net());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whatever_is_credited_in_which_order_the_rest_brings_every_account_to_zero(long seed) {
        Random random = new Random(seed);
        List<String> rates = List.of("normal", "reduced", "exempt-training");
        for (int round = 0; round < 100; round++) {
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lines.add(line(random, rates.get(random.nextInt(3)), 10 + random.nextInt(50_000)));
            }
            lines.add(Line.of("Acompte", "-1", "C62", "0.07", lines.getFirst().vat(), Nature.SERVICES));
            Totals whole = of(lines.toArray(Line[]::new));
            Uncredited left = Uncredited.of(lines, whole, false);
            Money credited = Money.ZERO;
            for (int step = 0; step < 10; step++) {
                Line some = lines.get(random.nextInt(4));
                try {
                    Uncredited.Taken taken = take(
                            left,
                            Line.of(
                                    "Avoir",
                                    "1",
                                    "C62",
                                    Money.ofCents(1 + random.nextInt(20_000)).toString(),
                                    some.vat(),
                                    some.nature()));
                    credited = credited.plus(taken.totals().gross());
                    left = taken.rest();
                } catch (CreditExceedsInvoice refused) {
                    assertThat(refused.kind()).isEqualTo(Refusal.Kind.CONFLICT);
                }
                assertThat(credited.plus(left.gross())).isEqualTo(whole.gross());
                assertThat(left.parts()).allSatisfy(part -> {
                    Money exact = part.net().times(part.rate(), RoundingMode.HALF_UP);
                    assertThat(part.vat().minus(exact).abs().cents()).isLessThan(12); // half a cent a credit note
                });
            }
            Uncredited.Taken rest = take(left, left.lines(lines, "Vente").toArray(Line[]::new));
            assertThat(credited.plus(rest.totals().gross())).isEqualTo(whole.gross());
            assertThat(rest.rest().nets().values()).allMatch(Money::isZero);
            assertThat(rest.rest().parts()).allMatch(part -> part.vat().isZero());
        }
    }

    private static Line line(Random random, String vat, int cents) {
        return Line.of(
                "Ligne",
                "1",
                "C62",
                Money.ofCents(cents).toString(),
                vat,
                Nature.values()[random.nextInt(Nature.values().length)]);
    }

    private Uncredited uncredited(Line... lines) {
        return Uncredited.of(List.of(lines), of(lines), false);
    }

    private Uncredited.Taken take(Uncredited left, Line... lines) {
        return left.take(List.of(lines), of(lines));
    }

    private static Line goods(String price) {
        return Line.of("Livre", "1", "C62", price, "normal", Nature.GOODS);
    }

    private static Line back(String price) {
        return Line.of("Acompte", "-1", "C62", price, "normal", Nature.SERVICES);
    }

    private Totals of(Line... lines) {
        return Totals.of(List.of(lines), vat, TODAY);
    }

    private static Line service(String price, String vat) {
        return Line.of("Service", "1", "C62", price, vat, Nature.SERVICES);
    }
}
