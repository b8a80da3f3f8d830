/**
 * The mutual funds of a cooperative: members feed them according to their means, draw on them according to their needs, and
 * decide themselves. A fund never pays more than it holds, and what it promised counts as gone.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "shared",
            "tenancy",
            "config",
            "audit",
            "documents",
            "payments",
            "jobs",
            "live",
            "web",
            "ledger",
            "members",
            "activities",
            "governance"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.funds;
