package coop.entrelacs.activities;

import org.jspecify.annotations.Nullable;

/** What one says of a supplier. */
public record SupplierForm(
        String name, @Nullable String siren, @Nullable String vatNumber) {

    public SupplierForm(@Nullable String name, @Nullable String siren, @Nullable String vatNumber) {
        this.name = Fields.required("name", name, 200);
        this.siren = BusinessNumbers.siren("siren", siren);
        this.vatNumber = BusinessNumbers.vatNumber("vatNumber", vatNumber, this.siren);
    }
}
