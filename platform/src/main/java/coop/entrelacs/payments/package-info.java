/** Files by which a bank is told to pay: one writer for every module that transfers money. */
@org.springframework.modulith.ApplicationModule(
        displayName = "Payments",
        type = org.springframework.modulith.ApplicationModule.Type.OPEN,
        allowedDependencies = {"shared"})
@org.jspecify.annotations.NullMarked
package coop.entrelacs.payments;
