/** The people of a cooperative: their path, contracts, advisors, deadlines and shares of capital. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "shared",
            "tenancy",
            "config",
            "audit",
            "web",
            "jobs",
            "live",
            "documents",
            "identity",
            "ledger"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.members;
