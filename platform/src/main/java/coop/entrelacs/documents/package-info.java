/** Files a tenant keeps: uploads, archived PDFs. Content never changes once stored. */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared", "tenancy"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.documents;
