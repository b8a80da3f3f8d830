package coop.entrelacs.activities;

import coop.entrelacs.shared.Texts;
import coop.entrelacs.shared.VatNumbers;
import org.jspecify.annotations.Nullable;

/** What one says of a supplier. */
public record SupplierForm(
        String name, @Nullable String siren, @Nullable String vatNumber) {

    public SupplierForm(@Nullable String name, @Nullable String siren, @Nullable String vatNumber) {
        this.name = Fields.required("name", name, 200);
        this.siren = BusinessNumbers.siren("siren", siren);
        this.vatNumber = BusinessNumbers.vatNumber("vatNumber", vatNumber, this.siren);
    }

    /** The same, for one that somebody enters: texts and VAT number are as they must be today. */
    SupplierForm entered() {
        VatNumbers.checked("vatNumber", vatNumber);
        return Texts.lines(this);
    }
}
