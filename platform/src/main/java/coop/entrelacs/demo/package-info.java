/**
 * The demo's federation: made on the first start with {@code entrelacs.demo=true}, through the same services that people use, as the
 * people it invents.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "shared",
            "tenancy",
            "config",
            "web",
            "identity",
            "ledger",
            "members",
            "activities",
            "payroll",
            "governance",
            "funds",
            "federation",
            "collaboration",
            "reporting"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.demo;
