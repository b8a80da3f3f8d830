package coop.entrelacs.tenancy;

/**
 * A tenant's schema is there and empty. Published once a tenant (again after a crash in the middle), on the provisioning thread,
 * bound to the new tenant as the system: modules seed what a tenant cannot begin without, each in a way that can be repeated.
 */
public record TenantReady(TenantId tenant, Tenant.Kind kind) {}
