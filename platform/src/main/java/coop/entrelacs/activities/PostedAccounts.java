package coop.entrelacs.activities;

import coop.entrelacs.ledger.Accounts;

/** What posts to accounts that a tenant's chart may lack. */
public interface PostedAccounts {

    /** Adds the accounts that are not in the chart; costs nothing for those that are. */
    void ensureAccounts(Accounts accounts);
}
