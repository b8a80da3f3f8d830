/** Tells open pages, on every node, that something of a tenant changed. Carries ids, never content. */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared", "tenancy"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.live;
