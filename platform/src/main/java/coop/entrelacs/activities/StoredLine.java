package coop.entrelacs.activities;

import coop.entrelacs.shared.Rate;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.math.BigDecimal;

/** A {@link Line} as its row keeps it, with the net amount that the database holds against the document's total. */
@Embeddable
record StoredLine(
        String label,
        String description,
        BigDecimal quantity,
        String unit,
        BigDecimal unitPrice,
        BigDecimal discount,
        String vat,
        @Enumerated(EnumType.STRING) Nature nature,
        long netCents) {

    static StoredLine of(Line line) {
        return new StoredLine(
                line.label(),
                line.description(),
                line.quantity(),
                line.unit(),
                line.unitPrice(),
                line.discount().percent(),
                line.vat(),
                line.nature(),
                line.net().cents());
    }

    Line line() {
        return new Line(label, description, quantity, unit, unitPrice, new Rate(discount), vat, nature);
    }
}
