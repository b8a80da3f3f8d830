package coop.entrelacs.tenancy;

/**
 * A tenant is open again with what an archive held: what others sent it since then has to come again. Published once the restore
 * is done, on its thread, bound to no tenant; a node that dies just then leaves it to what is compared once an hour.
 */
public record TenantRestored(TenantId tenant) {}
