/**
 * Tenants: who they are, their lives, the connections that reach them, their migrations. A thread that is bound to no
 * tenant reaches none.
 */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared", "config"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.tenancy;
