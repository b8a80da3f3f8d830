package coop.entrelacs.tenancy;

/** What earlier versions stored in clear and this one seals: its owner seals what is left of it, a few rows at a time. */
public interface StoredInClear {

    /**
     * Seals some of what the current tenant still holds in clear, in the current transaction.
     *
     * @return how many rows were in clear; fewer than asked for means that none are left
     */
    int sealSome(int most);
}
