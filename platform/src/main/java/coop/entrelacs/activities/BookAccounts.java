package coop.entrelacs.activities;

import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Sees that the accounts which activities post to are in the tenant's chart. Looked after once a tenant and process: after that
 * it costs nothing.
 */
@Component
class BookAccounts {

    private final Accounts accounts;
    private final List<PostedAccounts> posting;
    private final Set<TenantId> sure = ConcurrentHashMap.newKeySet();

    BookAccounts(Accounts accounts, List<PostedAccounts> posting) {
        this.accounts = accounts;
        this.posting = posting;
    }

    /** In the caller's transaction; remembered only once that has committed. */
    void ensure() {
        TenantId tenant = CurrentTenant.id();
        if (sure.contains(tenant)) {
            return;
        }
        posting.forEach(one -> one.ensureAccounts(accounts));
        accounts.ensure(Sales.BANK, "Banques");
        accounts.ensure(Sales.CASH, "Caisse");
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                sure.add(tenant);
            }
        });
    }
}
