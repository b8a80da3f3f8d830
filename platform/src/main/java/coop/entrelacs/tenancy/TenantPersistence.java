package coop.entrelacs.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.service.UnknownUnwrapTypeException;

/** Tells Hibernate which tenant a session is for and where its connections come from, so that its caches are keyed by tenant. */
final class TenantPersistence
        implements MultiTenantConnectionProvider<String>, CurrentTenantIdentifierResolver<String> {

    private final DataSource tenants;

    TenantPersistence(DataSource tenants) {
        this.tenants = tenants;
    }

    @Override
    public String resolveCurrentTenantIdentifier() {
        return CurrentTenant.id().value();
    }

    /** A session opened for one tenant and used under another is a leak about to happen: refuse it. */
    @Override
    public boolean validateExistingCurrentSessions() {
        return true;
    }

    @Override
    public Connection getAnyConnection() {
        throw new NoTenantBound();
    }

    @Override
    public void releaseAnyConnection(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public Connection getConnection(String tenant) throws SQLException {
        if (!tenant.equals(CurrentTenant.id().value())) {
            throw new IllegalStateException("a session of " + tenant + " is used under " + CurrentTenant.id());
        }
        return tenants.getConnection();
    }

    @Override
    public void releaseConnection(String tenant, Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new UnknownUnwrapTypeException(type);
    }
}
