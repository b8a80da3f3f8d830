/**
 * Activities and their money: customers, quotes, invoices, credit notes, payments, costs, internal exchanges, the cooperative
 * contribution and the cash position that follows from them.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "shared",
            "tenancy",
            "config",
            "audit",
            "documents",
            "jobs",
            "live",
            "web",
            "ledger",
            "members"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.activities;
