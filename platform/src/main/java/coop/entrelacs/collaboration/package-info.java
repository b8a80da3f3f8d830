/**
 * Members of several cooperatives work together: a directory by consent, opportunities, joint projects with a split that all sign,
 * and the invoices that follow between their cooperatives. A fact lives in one tenant, its single writer; others hold copies that
 * ordered messages bring.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "shared",
            "tenancy",
            "tenancy::crossing",
            "audit",
            "live",
            "web",
            "ledger",
            "members",
            "activities",
            "federation"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.collaboration;
