/** Read models over the modules' tables: figures that no single module could tell. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "shared",
            "tenancy",
            "config",
            "jobs",
            "live",
            "web",
            "ledger",
            "members",
            "activities",
            "federation"
        })
@org.jspecify.annotations.NullMarked
package coop.entrelacs.reporting;
