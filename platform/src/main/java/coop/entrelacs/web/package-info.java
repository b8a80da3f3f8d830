/** What every route of the API shares: problems, languages, idempotency keys, keyset pages, entity tags. */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared", "tenancy"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.web;
