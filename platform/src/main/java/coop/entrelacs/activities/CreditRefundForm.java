package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a customer had paid too much and gets back.
 *
 * @param activity to whose invoices it had paid too much
 * @param paidOn the day the money went
 */
public record CreditRefundForm(
        UUID customer, UUID activity, Money amount, LocalDate paidOn, PaymentForm.Means means, String reference) {

    public CreditRefundForm(
            @Nullable UUID customer,
            @Nullable UUID activity,
            @Nullable Money amount,
            @Nullable LocalDate paidOn,
            PaymentForm.@Nullable Means means,
            @Nullable String reference) {
        this.customer = Fields.required("customer", customer);
        this.activity = Fields.required("activity", activity);
        this.amount = Fields.required("amount", amount);
        this.paidOn = Fields.required("paidOn", paidOn);
        this.means = Objects.requireNonNullElse(means, PaymentForm.Means.TRANSFER);
        this.reference = Fields.optional("reference", reference, 80);
        if (!this.amount.isPositive()) {
            throw new InvalidField("amount", "not-positive");
        }
        if (!PaymentForm.Means.byHand().contains(this.means)) {
            throw new InvalidField("means", "means-credit");
        }
    }
}
