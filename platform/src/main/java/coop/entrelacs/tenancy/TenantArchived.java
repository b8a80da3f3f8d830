package coop.entrelacs.tenancy;

/**
 * An archive of a tenant is about to be written. Published on the thread of who asked for it, before the first byte: what listeners
 * throw keeps it from being written.
 *
 * @param reachable whether the tenant can be entered; a suspended one can be archived, and not written in
 */
public record TenantArchived(TenantId tenant, boolean reachable) {}
