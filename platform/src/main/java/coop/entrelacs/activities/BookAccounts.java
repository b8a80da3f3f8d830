package coop.entrelacs.activities;

import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
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
    private final Sales sales;
    private final CostCategories categories;
    private final Set<TenantId> sure = ConcurrentHashMap.newKeySet();

    BookAccounts(Accounts accounts, Sales sales, CostCategories categories) {
        this.accounts = accounts;
        this.sales = sales;
        this.categories = categories;
    }

    /** In the caller's transaction; remembered only once that has committed. */
    void ensure() {
        TenantId tenant = CurrentTenant.id();
        if (sure.contains(tenant)) {
            return;
        }
        sales.ensureAccounts(accounts);
        categories.ensureAccounts(accounts);
        accounts.ensure(Sales.BANK, "Banques");
        accounts.ensure(Sales.CASH, "Caisse");
        accounts.ensure(Exchanges.CHARGE, "Biens et prestations échangés entre établissements – charges");
        accounts.ensure(Exchanges.INCOME, "Biens et prestations échangés entre établissements – produits");
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                sure.add(tenant);
            }
        });
    }
}
