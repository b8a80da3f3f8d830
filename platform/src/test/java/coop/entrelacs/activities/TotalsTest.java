package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                        org.assertj.core.groups.Tuple.tuple("normal", "S", "210.00", "42.00"),
                        org.assertj.core.groups.Tuple.tuple("reduced", "S", "100.00", "5.50"),
                        org.assertj.core.groups.Tuple.tuple("exempt-training", "E", "50.00", "0.00"));
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
        Totals invoice = of(service("10.01", "normal")); // VAT 2.00 (2.002)
        Map<String, Totals.VatTotal> left = Map.of("normal", invoice.byVat().getFirst());

        Totals first = of(service("3.33", "normal")).within(left); // 0.67 (0.666)
        Map<String, Totals.VatTotal> after = Map.of("normal", minus(left.get("normal"), first));
        Totals second = of(service("3.33", "normal")).within(after); // 0.67
        Map<String, Totals.VatTotal> last = Map.of("normal", minus(after.get("normal"), second));
        Totals third = of(service("3.35", "normal")).within(last); // alone it would be 0.67

        assertThat(third.vat()).isEqualTo(Money.of("0.66"));
        assertThat(first.gross().plus(second.gross()).plus(third.gross())).isEqualTo(invoice.gross());
    }

    @Test
    void a_credit_note_over_what_is_left_is_refused() {
        Totals invoice = of(service("10", "normal"));

        assertThatThrownBy(() -> of(service("10.01", "normal"))
                        .within(Map.of("normal", invoice.byVat().getFirst())))
                .isInstanceOf(CreditExceedsInvoice.class);
        assertThatThrownBy(() -> of(service("1", "reduced"))
                        .within(Map.of("normal", invoice.byVat().getFirst())))
                .isInstanceOf(CreditExceedsInvoice.class);
    }

    @Test
    void vat_of_one_rate_is_parted_into_goods_and_services_without_losing_a_cent() {
        List<Line> lines = List.of(
                Line.of("Livre", "1", "C62", "33.33", "normal", Nature.GOODS),
                Line.of("Atelier", "1", "C62", "66.68", "normal", Nature.SERVICES));
        Totals totals = Totals.of(lines, vat, TODAY);

        List<Sales.VatPart> parts = new Sales(vat).parts(lines, totals, false);

        assertThat(parts)
                .extracting(Sales.VatPart::goods, Sales.VatPart::waits)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(true, false),
                        org.assertj.core.groups.Tuple.tuple(false, true));
        assertThat(Money.sum(parts.stream().map(Sales.VatPart::vat).toList())).isEqualTo(totals.vat());
        assertThat(Money.sum(parts.stream().map(Sales.VatPart::net).toList())).isEqualTo(totals.net());
    }

    private static Totals.VatTotal minus(Totals.VatTotal from, Totals taken) {
        return new Totals.VatTotal(
                from.code(),
                from.category(),
                from.rate(),
                from.net().minus(taken.net()),
                from.vat().minus(taken.vat()));
    }

    private Totals of(Line... lines) {
        return Totals.of(List.of(lines), vat, TODAY);
    }

    private static Line service(String price, String vat) {
        return Line.of("Service", "1", "C62", price, vat, Nature.SERVICES);
    }
}
