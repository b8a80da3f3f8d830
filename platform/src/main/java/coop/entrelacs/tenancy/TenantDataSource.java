package coop.entrelacs.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The data source of all business code: the connections of the tenant bound to the thread, and of no other. */
final class TenantDataSource extends AbstractDataSource {

    private final TenantPools pools;
    private final TenantRecords tenants;

    TenantDataSource(TenantPools pools, TenantRecords tenants) {
        this.pools = pools;
        this.tenants = tenants;
    }

    @Override
    public Connection getConnection() throws SQLException {
        TenantId tenant = CurrentTenant.id();
        tenants.requireOpen(tenant);
        return pools.connection(tenant, tenants.get(tenant).server());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("a tenant is reached by its own login only");
    }
}
