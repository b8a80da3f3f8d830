/** Plain values every module speaks in: money, rates, periods, refusals. No Spring, no database. */
@org.springframework.modulith.ApplicationModule(
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.shared;
