package coop.entrelacs.activities;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Invoices are about to be validated, credited or paid, and nothing is locked yet: a module above that has rows of its own for them
 * locks these now, because locks are taken from the outside in (decision 0099). Told in the transaction of the change.
 */
public record BeforeInvoicesMove(List<UUID> invoices) {

    public BeforeInvoicesMove {
        invoices = List.copyOf(invoices);
    }

    static BeforeInvoicesMove of(Collection<UUID> some, Collection<UUID> others) {
        List<UUID> all = new ArrayList<>(some);
        all.addAll(others);
        return new BeforeInvoicesMove(all);
    }
}
