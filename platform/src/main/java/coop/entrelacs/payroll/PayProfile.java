package coop.entrelacs.payroll;

import com.fasterxml.jackson.annotation.JsonInclude;
import coop.entrelacs.shared.BankNumbers;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import org.jspecify.annotations.Nullable;

/**
 * How a member is paid, beyond what their contract says.
 *
 * @param taxRate the withholding rate the tax office gave; null: the neutral rate
 * @param healthCover whether the cooperative's health cover applies (a dispensation otherwise)
 * @param minimumCash what stays on the activity, whatever is paid
 * @param classification by the collective agreement, as the slip shows it
 * @param nir the social security number; null in answers unless it was asked for, kept when null is written
 * @param iban where pay goes; likewise
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PayProfile(
        boolean executive,
        @Nullable Rate taxRate,
        boolean healthCover,
        PayInput.@Nullable ProvidentCover provident,
        @Nullable Money minimumCash,
        @Nullable String nir,
        @Nullable String iban,
        @Nullable String classification) {

    private static final int LONGEST_CLASSIFICATION = 100;

    /** One whose classification is not known. */
    public PayProfile(
            boolean executive,
            @Nullable Rate taxRate,
            boolean healthCover,
            PayInput.@Nullable ProvidentCover provident,
            @Nullable Money minimumCash,
            @Nullable String nir,
            @Nullable String iban) {
        this(executive, taxRate, healthCover, provident, minimumCash, nir, iban, null);
    }

    /** What holds for someone of whom nothing was said yet. */
    static final PayProfile USUAL = new PayProfile(false, null, true, null, Money.ZERO, null, null);

    public PayProfile {
        if (taxRate != null) {
            Establishment.percentage("taxRate", taxRate);
        }
        minimumCash = minimumCash == null ? Money.ZERO : minimumCash;
        if (minimumCash.isNegative()) {
            throw new InvalidField("minimumCash", "pay-amount-negative");
        }
        nir = nir == null ? null : new Nir(nir).value();
        iban = BankNumbers.iban("iban", iban);
        classification = classification == null || classification.isBlank() ? null : classification.strip();
        if (classification != null && classification.length() > LONGEST_CLASSIFICATION) {
            throw new InvalidField("classification", "too-long", LONGEST_CLASSIFICATION);
        }
    }

    /** One without provident cover of its own; {@link #with} adds it. */
    public static PayProfile of(
            boolean executive,
            @Nullable Rate taxRate,
            boolean healthCover,
            @Nullable Money minimumCash,
            @Nullable String nir,
            @Nullable String iban) {
        return new PayProfile(executive, taxRate, healthCover, null, minimumCash, nir, iban);
    }

    /** The same with provident cover. */
    public PayProfile with(PayInput.ProvidentCover cover) {
        return new PayProfile(executive, taxRate, healthCover, cover, minimumCash, nir, iban, classification);
    }

    /** The same with the classification by the collective agreement. */
    public PayProfile classified(@Nullable String as) {
        return new PayProfile(executive, taxRate, healthCover, provident, minimumCash, nir, iban, as);
    }

    /** Without what must not be seen. */
    @Override
    public String toString() {
        return "PayProfile[executive=" + executive + "]";
    }
}
