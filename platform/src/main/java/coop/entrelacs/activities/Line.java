package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of a quote or an invoice. What is left out while someone types gets a neutral value, so a draft can be saved at any
 * moment; complete tells what is still missing.
 *
 * @param quantity at most four decimals; negative takes back (a deposit already invoiced)
 * @param unit code of UN/ECE Recommendation 20: {@code C62} piece, {@code HUR} hour, {@code DAY}, {@code MON}, {@code KMT}, {@code LS} lump sum
 * @param unitPrice in euros before VAT, at most four decimals, never negative (EN 16931, BR-27)
 * @param discount percent taken off the line
 * @param vat a code of {@link VatCodes}
 */
public record Line(
        String label,
        String description,
        BigDecimal quantity,
        String unit,
        BigDecimal unitPrice,
        Rate discount,
        String vat,
        Nature nature) {

    static final int MOST_LINES = 500;
    private static final BigDecimal LARGEST = new BigDecimal("99999999");
    private static final Rate WHOLE = Rate.percent("100");

    public Line(
            @Nullable String label,
            @Nullable String description,
            @Nullable BigDecimal quantity,
            @Nullable String unit,
            @Nullable BigDecimal unitPrice,
            @Nullable Rate discount,
            @Nullable String vat,
            @Nullable Nature nature) {
        this.label = Objects.requireNonNullElse(label, "").strip();
        this.description = Objects.requireNonNullElse(description, "").strip();
        this.quantity = Objects.requireNonNullElse(quantity, BigDecimal.ONE).stripTrailingZeros();
        this.unit = Objects.requireNonNullElse(unit, "C62");
        this.unitPrice = Objects.requireNonNullElse(unitPrice, BigDecimal.ZERO).stripTrailingZeros();
        this.discount = Objects.requireNonNullElse(discount, Rate.ZERO);
        this.vat = Objects.requireNonNullElse(vat, "");
        this.nature = Objects.requireNonNullElse(nature, Nature.SERVICES);
    }

    /** A line without description or discount. */
    public static Line of(String label, String quantity, String unit, String unitPrice, String vat, Nature nature) {
        return new Line(label, "", new BigDecimal(quantity), unit, new BigDecimal(unitPrice), Rate.ZERO, vat, nature);
    }

    /** Quantity times price less discount, rounded once, half up, as EN 16931 rounds a line. */
    public Money net() {
        BigDecimal kept = BigDecimal.ONE.subtract(discount.asFraction());
        return Money.rounded(quantity.multiply(unitPrice).multiply(kept), RoundingMode.HALF_UP);
    }

    /**
     * Refuses what could not even be kept as a draft, naming the line's place.
     *
     * @throws InvalidField as {@code lines[2].quantity}
     */
    static List<Line> checked(@Nullable List<Line> lines, VatCodes vatCodes) {
        List<Line> all = lines == null ? List.of() : List.copyOf(lines);
        if (all.size() > MOST_LINES) {
            throw new InvalidField("lines", "too-many-lines", MOST_LINES);
        }
        Money total = Money.ZERO;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).check("lines[" + i + "].", vatCodes);
            total = total.plus(all.get(i).net()).bounded("lines");
        }
        return all;
    }

    private void check(String at, VatCodes vatCodes) {
        Fields.atMost(at + "label", label, 200);
        Fields.atMost(at + "description", description, 2000);
        decimals(at + "quantity", quantity);
        decimals(at + "unitPrice", unitPrice);
        if (unitPrice.signum() < 0) {
            throw new InvalidField(at + "unitPrice", "negative");
        }
        if (discount.percent().signum() < 0 || discount.compareTo(WHOLE) > 0) {
            throw new InvalidField(at + "discount", "percent-range");
        }
        decimals(at + "discount", discount.percent());
        net().bounded(at + "unitPrice");
        if (!unit.matches("[A-Z0-9]{2,3}")) {
            throw new InvalidField(at + "unit", "unit-unknown", unit);
        }
        if (!vat.isEmpty()) {
            vatCodes.require(at + "vat", vat);
        }
    }

    private static void decimals(String field, BigDecimal value) {
        if (value.scale() > 4) {
            throw new InvalidField(field, "too-many-decimals", 4);
        }
        if (value.abs().compareTo(LARGEST) > 0) {
            throw new InvalidField(field, "number-too-large");
        }
    }
}
