/**
 * The only door between tenants. A fact that concerns two tenants is two local facts and a message: never one transaction over
 * two schemas. Only {@code federation} and {@code collaboration} may use it.
 */
@org.springframework.modulith.NamedInterface("crossing")
@org.jspecify.annotations.NullMarked
package coop.entrelacs.tenancy.crossing;
