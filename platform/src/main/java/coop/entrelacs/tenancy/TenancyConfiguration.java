package coop.entrelacs.tenancy;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TenancyProperties.class)
class TenancyConfiguration {

    /** The changelog of every tenant. */
    static final String CHANGELOG = "db/tenant/index.yaml";

    /** Days begin and end where the cooperatives are. */
    @Bean
    Clock clock() {
        return Clock.system(ZoneId.of("Europe/Paris"));
    }

    @Bean
    DatabaseServers databaseServers(TenancyProperties properties) {
        return new DatabaseServers(properties);
    }

    @Bean
    ControlPlane controlPlane(DatabaseServers servers, Secrets secrets) {
        // Not a bean itself: to Spring there is one data source, the tenants'.
        var dataSource = ControlPlaneSetup.prepare(servers.main(), secrets);
        return new ControlPlane(
                dataSource,
                JdbcClient.create(dataSource),
                new TransactionTemplate(new JdbcTransactionManager(dataSource)));
    }

    @Bean
    Changelog tenantChangelog() {
        return new Changelog(CHANGELOG);
    }

    @Bean
    TenantSchemas tenantSchemas(Changelog changelog, TenancyProperties properties, ObjectProvider<SchemaSeed> seeds) {
        return new TenantSchemas(
                changelog, properties.pools().connections() * properties.pools().nodes(), seeds);
    }

    @Bean
    TenantPools tenantPools(TenantRecords tenants, TenancyProperties properties, MeterRegistry meters) {
        return new TenantPools(tenants::login, properties.pools(), meters);
    }

    @Bean
    @Primary
    DataSource tenantDataSource(TenantPools pools, TenantRecords tenants) {
        return new TenantDataSource(pools, tenants);
    }

    @Bean
    HibernatePropertiesCustomizer oneSchemaPerTenant(DataSource tenantDataSource) {
        TenantPersistence persistence = new TenantPersistence(tenantDataSource);
        return properties -> {
            properties.put(AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER, persistence);
            properties.put(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, persistence);
        };
    }
}
