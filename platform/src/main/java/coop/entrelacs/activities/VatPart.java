package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The VAT of one code, for goods or for the rest, as the books take it.
 *
 * @param waits whether it falls due only when the customer pays
 * @param category of EN 16931
 */
record VatPart(String code, boolean goods, boolean waits, String category, Rate rate, Money net, Money vat) {

    /** The totals by VAT code, parted into goods and the rest without losing a cent. */
    static List<VatPart> of(List<Line> lines, Totals totals, boolean onDebits) {
        List<VatPart> parts = new ArrayList<>();
        for (Totals.VatTotal total : totals.byVat()) {
            Money goods = net(lines, total.code(), true);
            Money rest = net(lines, total.code(), false);
            Money goodsVat = goodsVat(total.vat(), total.rate(), goods, rest);
            if (has(lines, total.code(), true)) {
                parts.add(new VatPart(total.code(), true, false, total.category(), total.rate(), goods, goodsVat));
            }
            if (has(lines, total.code(), false)) {
                parts.add(new VatPart(
                        total.code(),
                        false,
                        !onDebits,
                        total.category(),
                        total.rate(),
                        rest,
                        total.vat().minus(goodsVat)));
            }
        }
        return parts;
    }

    /** What of the VAT of one code is that of goods. */
    static Money goodsVat(Money vat, Rate rate, Money goods, Money rest) {
        if (goods.isZero()) {
            return Money.ZERO;
        }
        if (rest.isZero()) {
            return vat;
        }
        if (goods.isPositive() && rest.isPositive()) {
            return vat.allocate(List.of(BigDecimal.valueOf(goods.cents()), BigDecimal.valueOf(rest.cents())))
                    .getFirst();
        }
        return goods.times(rate, RoundingMode.HALF_UP);
    }

    VatPart with(Money net, Money vat) {
        return new VatPart(code, goods, waits, category, rate, net, vat);
    }

    /** Less what is of the same code and kind among others. */
    VatPart minus(List<VatPart> taken) {
        VatPart left = this;
        for (VatPart part : taken) {
            if (part.code().equals(code) && part.goods() == goods) {
                left = left.with(left.net().minus(part.net()), left.vat().minus(part.vat()));
            }
        }
        return left;
    }

    /** The VAT of a piece of this: all of it for the whole, else what is computed, as far as it is there. */
    Money vatOf(Money piece, Money computed) {
        if (piece.equals(net)) {
            return vat;
        }
        boolean inside = !net.isNegative() && !piece.isNegative() && piece.compareTo(net) <= 0 && !vat.isNegative();
        return inside ? computed.max(Money.ZERO).min(vat) : computed;
    }

    static Money net(List<Line> lines, String code, boolean goods) {
        return Money.sum(lines.stream()
                .filter(line -> line.vat().equals(code) && line.nature().isGoods() == goods)
                .map(Line::net)
                .toList());
    }

    static boolean has(List<Line> lines, String code, boolean goods) {
        return lines.stream()
                .anyMatch(line -> line.vat().equals(code) && line.nature().isGoods() == goods);
    }

    /** By VAT code, what of the parts waits for the payment. */
    static Map<String, Money> waiting(List<VatPart> parts) {
        return byCode(parts, true);
    }

    /** By VAT code, what of the parts is due at once. */
    static Map<String, Money> dueAtOnce(List<VatPart> parts) {
        return byCode(parts, false);
    }

    private static Map<String, Money> byCode(List<VatPart> parts, boolean waits) {
        Map<String, Money> byCode = new LinkedHashMap<>();
        for (VatPart part : parts) {
            // a rate of nothing has no account of VAT
            if (part.waits() == waits && part.rate().percent().signum() != 0) {
                byCode.merge(part.code(), part.vat(), Money::plus);
            }
        }
        return byCode;
    }
}
