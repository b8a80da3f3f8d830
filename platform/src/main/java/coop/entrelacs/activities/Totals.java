package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The totals of a quote or an invoice, as EN 16931 computes them: each line is rounded, the lines of one VAT code are added, and
 * the VAT is computed once on that sum. Never line by line: the cents would drift.
 */
public record Totals(Money net, Money vat, Money gross, List<VatTotal> byVat) {

    public Totals {
        byVat = List.copyOf(byVat);
        if (!net.plus(vat).equals(gross)
                || !Money.sum(byVat.stream().map(VatTotal::net).toList()).equals(net)
                || !Money.sum(byVat.stream().map(VatTotal::vat).toList()).equals(vat)) {
            throw new IllegalArgumentException("totals do not add up: " + net + " + " + vat + " = " + gross);
        }
    }

    /**
     * What is charged under one VAT code.
     *
     * @param category of EN 16931
     */
    public record VatTotal(String code, String category, Rate rate, Money net, Money vat) {}

    /** The totals of lines at the rates in force on a day; a line that has no VAT code yet counts as untaxed. */
    static Totals of(List<Line> lines, VatCodes vatCodes, LocalDate day) {
        Map<String, Money> nets = new LinkedHashMap<>();
        for (Line line : lines) {
            nets.merge(line.vat(), line.net(), Money::plus);
        }
        List<VatTotal> byVat = new ArrayList<>();
        nets.forEach((code, net) -> {
            if (code.isEmpty()) {
                byVat.add(new VatTotal("", "", Rate.ZERO, net, Money.ZERO));
            } else {
                Rate rate = vatCodes.rate("lines", code, day);
                byVat.add(new VatTotal(
                        code, vatCodes.get(code).category(), rate, net, net.times(rate, RoundingMode.HALF_UP)));
            }
        });
        byVat.sort(Comparator.comparing(VatTotal::rate).reversed().thenComparing(VatTotal::code));
        Money net = Money.sum(byVat.stream().map(VatTotal::net).toList());
        Money vat = Money.sum(byVat.stream().map(VatTotal::vat).toList());
        return new Totals(net, vat, net.plus(vat), byVat);
    }
}
