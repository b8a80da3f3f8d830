/** What the cooperatives of a federation share: published figures, treaties, pooled funds, claims, positions. */
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
            "documents",
            "identity",
            "ledger",
            "payments",
            "members",
            "activities",
            "payroll",
            "governance",
            "funds"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.federation;
