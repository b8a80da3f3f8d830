/** Reads the files of tenants-config: YAML into records, with the file and line in every complaint. */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.config;
