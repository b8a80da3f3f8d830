/**
 * The books of one tenant: double entry, to the cent, immutable once booked. Other modules post through {@link
 * coop.entrelacs.ledger.Ledger} in their own transaction; the ledger knows none of them (one opaque {@code source}).
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"shared", "tenancy", "config", "jobs", "live", "documents", "web", "audit"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ledger;
