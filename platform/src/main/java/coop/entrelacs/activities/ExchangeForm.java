package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One activity worked for another of the same cooperative.
 *
 * @param provider the activity that earns
 * @param receiver the activity that pays
 */
public record ExchangeForm(UUID provider, UUID receiver, LocalDate exchangedOn, String label, Money amount) {

    public ExchangeForm(
            @Nullable UUID provider,
            @Nullable UUID receiver,
            @Nullable LocalDate exchangedOn,
            @Nullable String label,
            @Nullable Money amount) {
        this.provider = Fields.required("provider", provider);
        this.receiver = Fields.required("receiver", receiver);
        this.exchangedOn = Fields.required("exchangedOn", exchangedOn);
        this.label = Fields.required("label", label, 200);
        this.amount = Fields.required("amount", amount);
        if (this.provider.equals(this.receiver)) {
            throw new InvalidField("receiver", "exchange-with-itself");
        }
        if (!this.amount.isPositive()) {
            throw new InvalidField("amount", "not-positive");
        }
    }
}
