package coop.entrelacs.tenancy;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The schema of what belongs to no tenant: tenants, people, grants, scheduled work. Its login sees no tenant's schema.
 *
 * @param dataSource pooled connections, search path set
 * @param transaction runs a piece of work in one transaction of the control plane (never of a tenant)
 */
public record ControlPlane(DataSource dataSource, JdbcClient jdbc, TransactionTemplate transaction) {}
