package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A customer as its page shows it.
 *
 * @param version give it back when changing the customer
 * @param code its code in the books
 * @param invoiced before VAT, less credit notes, on the activities that the asker sees
 * @param due what it still owes on them
 * @param credits what it paid too much and has not used, on the activities that the asker sees
 * @param mergedInto the record that stands for this one since they were merged, or null
 * @param mayChange whether the asker may change it: a shared customer is the staff's to change
 */
public record CustomerDetails(
        UUID id,
        int version,
        String code,
        CustomerForm about,
        boolean archived,
        Money invoiced,
        Money due,
        List<Credit> credits,
        @Nullable UUID mergedInto,
        boolean mayChange) {

    /** What it paid too much on invoices of an activity; negative if it was given back and the payment taken back then. */
    public record Credit(UUID activity, String activityName, Money amount) {}
}
