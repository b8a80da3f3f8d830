package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.util.UUID;

/**
 * A customer as its page shows it.
 *
 * @param version give it back when changing the customer
 * @param code its code in the books
 * @param invoiced before VAT, less credit notes, on the activities that the asker sees
 * @param due what it still owes on them
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
        boolean mayChange) {}
