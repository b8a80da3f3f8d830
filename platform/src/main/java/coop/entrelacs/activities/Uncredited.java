package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What no credit note has taken back of an invoice: net amounts by VAT code and nature, VAT by code for goods and for the rest. A
 * credit note takes within each of them, so that every account it goes back to once had what it takes.
 */
record Uncredited(Map<SoldAs, Money> nets, List<VatPart> parts) {

    Uncredited {
        nets = new LinkedHashMap<>(nets);
        parts = List.copyOf(parts);
    }

    /** A whole invoice. */
    static Uncredited of(List<Line> lines, Totals totals, boolean onDebits) {
        return new Uncredited(SoldAs.nets(lines), VatPart.of(lines, totals, onDebits));
    }

    Money net() {
        return Money.sum(nets.values());
    }

    Money gross() {
        return net().plus(Money.sum(parts.stream().map(VatPart::vat).toList()));
    }

    private boolean isNothing() {
        return nets.values().stream().allMatch(Money::isZero);
    }

    /** A credit note's own figures. */
    record Taken(Totals totals, List<VatPart> parts, Uncredited rest) {}

    /**
     * What a credit note of these lines takes. All that is left of a rate and kind takes its very VAT, so that several partial
     * credit notes never differ from their invoice by a cent of rounding.
     *
     * @param totals of the lines alone, at the rates of the invoice
     * @throws CreditExceedsInvoice if more is taken than is left, or if what stays could not be taken back by a later credit note
     */
    Taken take(List<Line> lines, Totals totals) {
        Map<SoldAs, Money> restNets = new LinkedHashMap<>(nets);
        SoldAs.nets(lines).forEach((key, net) -> {
            Money most = nets.getOrDefault(key, Money.ZERO);
            if (!within(net, most)) {
                throw new CreditExceedsInvoice(net, most);
            }
            restNets.put(key, most.minus(net));
        });
        List<VatPart> taken = new ArrayList<>();
        List<Totals.VatTotal> limited = new ArrayList<>();
        for (Totals.VatTotal total : totals.byVat()) {
            List<VatPart> ofCode = ofCode(lines, total);
            taken.addAll(ofCode);
            Money vat = Money.sum(ofCode.stream().map(VatPart::vat).toList());
            limited.add(new Totals.VatTotal(total.code(), total.category(), total.rate(), total.net(), vat));
        }
        Uncredited rest = new Uncredited(
                restNets, parts.stream().map(part -> part.minus(taken)).toList());
        rest.requireCreditable(limited, totals.net(), this);
        Money vat = Money.sum(limited.stream().map(Totals.VatTotal::vat).toList());
        return new Taken(new Totals(totals.net(), vat, totals.net().plus(vat), limited), taken, rest);
    }

    private List<VatPart> ofCode(List<Line> lines, Totals.VatTotal total) {
        Money goods = VatPart.net(lines, total.code(), true);
        Money rest = VatPart.net(lines, total.code(), false);
        VatPart goodsLeft = part(total.code(), true);
        VatPart restLeft = part(total.code(), false);
        List<VatPart> ofCode = new ArrayList<>();
        Money goodsVat = Money.ZERO;
        if (VatPart.has(lines, total.code(), true) && goodsLeft != null) {
            goodsVat = goodsLeft.vatOf(goods, VatPart.goodsVat(total.vat(), total.rate(), goods, rest));
            ofCode.add(goodsLeft.with(goods, goodsVat));
        }
        if (VatPart.has(lines, total.code(), false) && restLeft != null) {
            ofCode.add(restLeft.with(rest, restLeft.vatOf(rest, total.vat().minus(goodsVat))));
        }
        return ofCode;
    }

    private @Nullable VatPart part(String code, boolean goods) {
        return parts.stream()
                .filter(part -> part.code().equals(code) && part.goods() == goods)
                .findFirst()
                .orElse(null);
    }

    /** Of each VAT code, and of all, what stays is positive or nothing: else no credit note could take it back. */
    private void requireCreditable(List<Totals.VatTotal> touched, Money asked, Uncredited before) {
        boolean possible = touched.stream().allMatch(total -> {
            List<Money> ofCode = nets.entrySet().stream()
                    .filter(entry -> entry.getKey().vat().equals(total.code()))
                    .map(Map.Entry::getValue)
                    .toList();
            return Money.sum(ofCode).isPositive() || ofCode.stream().allMatch(Money::isZero);
        });
        if (!possible || !(gross().isPositive() || isNothing())) {
            throw new CreditExceedsInvoice(asked, before.net());
        }
    }

    /** Between nothing and what there is, on either side of zero. */
    private static boolean within(Money asked, Money most) {
        return most.isNegative()
                ? !asked.isPositive() && asked.compareTo(most) >= 0
                : !asked.isNegative() && asked.compareTo(most) <= 0;
    }

    /**
     * The lines of a credit note that takes all that is left: of a VAT code and nature that nothing was taken of, the invoice's own
     * lines; of the others one line each.
     *
     * @param otherwise a label where the invoice has several lines of one kind
     */
    List<Line> lines(List<Line> invoiced, String otherwise) {
        Map<SoldAs, Money> whole = SoldAs.nets(invoiced);
        List<Line> lines = new ArrayList<>();
        nets.forEach((key, net) -> {
            List<Line> own = invoiced.stream()
                    .filter(line -> SoldAs.of(line).equals(key))
                    .toList();
            if (net.equals(whole.get(key))) {
                lines.addAll(own);
            } else if (!net.isZero()) {
                lines.add(amount(own.size() == 1 ? own.getFirst().label() : otherwise, key, net));
            }
        });
        if (lines.size() == invoiced.size() && lines.containsAll(invoiced)) {
            return invoiced; // nothing was taken back yet: in the invoice's own order
        }
        return lines;
    }

    /** One line of an amount; a negative one takes back. */
    static Line amount(String label, SoldAs key, Money net) {
        return new Line(
                label,
                "",
                net.isNegative() ? BigDecimal.ONE.negate() : BigDecimal.ONE,
                "C62",
                net.abs().toEuros(),
                null,
                key.vat(),
                key.nature());
    }

    /**
     * VAT that falls due when the customer pays (CGI 269-2-c): of what no credit note took back, the proportion that is paid. It
     * says what is due as things stand, whatever happened in which order.
     *
     * @param vat of the invoice less its credit notes
     * @param paid by the customer in all; what exceeds the invoice waits to be refunded and makes nothing due
     * @param gross of the invoice less its credit notes
     */
    static Money due(Money vat, Money paid, Money gross) {
        if (paid.compareTo(gross) >= 0) {
            return vat;
        }
        BigDecimal exact = BigDecimal.valueOf(vat.cents())
                .multiply(BigDecimal.valueOf(paid.cents()))
                .divide(BigDecimal.valueOf(gross.cents()), 0, RoundingMode.HALF_UP);
        return Money.ofCents(exact.longValueExact());
    }
}
