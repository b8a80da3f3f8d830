/**
 * How members decide: mandates with their terms, ballots with quorum and majority, open or secret. A ballot knows an opaque
 * subject; what follows from its outcome is for the module that opened it.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"shared", "tenancy", "config", "audit", "live", "web", "members"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.governance;
