package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A customer's payment and the invoices it pays.
 *
 * @param paidOn the day the money came in
 * @param reference of the transfer or cheque, may be empty
 * @param parts how it is shared among invoices of one customer
 * @param excess what to do with more than is due; null keeps it where something is due on the invoice, and refuses it where nothing is
 */
public record PaymentForm(
        LocalDate paidOn,
        Means means,
        String reference,
        List<Part> parts,
        @Nullable Excess excess) {

    public PaymentForm(
            @Nullable LocalDate paidOn,
            @Nullable Means means,
            @Nullable String reference,
            @Nullable List<Part> parts,
            @Nullable Excess excess) {
        this.excess = excess;
        this.paidOn = Fields.required("paidOn", paidOn);
        this.means = Objects.requireNonNullElse(means, Means.TRANSFER);
        this.reference = Fields.optional("reference", reference, 80);
        this.parts = parts == null ? List.of() : List.copyOf(parts);
        if (this.parts.isEmpty()) {
            throw new InvalidField("parts", "required");
        }
        if (this.parts.size() > 200) {
            throw new InvalidField("parts", "too-many-lines", 200);
        }
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < this.parts.size(); i++) {
            if (!seen.add(this.parts.get(i).invoice())) {
                throw new InvalidField("parts[" + i + "].invoice", "invoice-twice");
            }
            if (!this.parts.get(i).amount().isPositive()) {
                throw new InvalidField("parts[" + i + "].amount", "not-positive");
            }
        }
    }

    /** One invoice paid by transfer. */
    public static PaymentForm transfer(UUID invoice, Money amount, LocalDate paidOn) {
        return new PaymentForm(paidOn, Means.TRANSFER, "", List.of(new Part(invoice, amount)), null);
    }

    /** The same, saying what to do with more than is due. */
    public PaymentForm with(Excess excess) {
        return new PaymentForm(paidOn, means, reference, parts, excess);
    }

    /** What becomes of more than is due on an invoice. */
    public enum Excess {
        /** The customer has it for another invoice or gets it back. */
        KEPT,
        REFUSED
    }

    /** What of the payment goes to one invoice. */
    public record Part(UUID invoice, Money amount) {
        public Part(@Nullable UUID invoice, @Nullable Money amount) {
            this.invoice = Fields.required("invoice", invoice);
            this.amount = Fields.required("amount", amount);
        }
    }

    /** How money comes in. */
    public enum Means {
        TRANSFER,
        CARD,
        CHEQUE,
        CASH,
        DIRECT_DEBIT,
        /** Out of what the customer had paid too much before. */
        CREDIT,
        /** Settled between cooperatives; recorded by the settlement, never by hand. */
        CLEARING;

        /** Those by which money comes in and that somebody may record. */
        public static List<Means> byHand() {
            return List.of(TRANSFER, CARD, CHEQUE, CASH, DIRECT_DEBIT);
        }
    }

    Money amount() {
        return Money.sum(parts.stream().map(Part::amount).toList());
    }
}
