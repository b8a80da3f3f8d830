/** What the cooperatives of a federation share: published figures; later treaties, pooled funds, positions. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "shared",
            "tenancy",
            "tenancy::crossing",
            "live",
            "jobs",
            "web",
            "audit",
            "config",
            "ledger"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.federation;
