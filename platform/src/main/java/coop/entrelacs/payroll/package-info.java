/**
 * Pay: the dated law as data, the engine that turns a gross, a budget or a net into the lines of a payslip, and the monthly run that
 * books, prints and pays them.
 */
@org.springframework.modulith.ApplicationModule(
        displayName = "Payroll",
        allowedDependencies = {
            "shared",
            "tenancy",
            "config",
            "jobs",
            "live",
            "documents",
            "payments",
            "web",
            "audit",
            "ledger",
            "members",
            "activities",
            "funds"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.payroll;
