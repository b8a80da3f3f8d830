/** The append-only, hash-chained record of who read or changed protected data. */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared", "tenancy", "web"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.audit;
