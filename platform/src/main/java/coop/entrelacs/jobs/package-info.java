/** Long work: submitted, followed, cancelled, resumed after a crash, ended in a report. */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared", "tenancy", "live"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.jobs;
