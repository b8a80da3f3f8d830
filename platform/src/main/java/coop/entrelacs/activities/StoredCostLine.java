package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import jakarta.persistence.Embeddable;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A {@link CostForm.CostLine} as its row keeps it. */
@Embeddable
record StoredCostLine(
        LocalDate spentOn,
        String label,
        String category,
        long grossCents,
        long vatCents,
        @Nullable UUID receiptId) {

    static StoredCostLine of(CostForm.CostLine line) {
        return new StoredCostLine(
                line.spentOn(),
                line.label(),
                line.category(),
                line.gross().cents(),
                line.vat().cents(),
                line.receipt());
    }

    CostForm.CostLine line() {
        return new CostForm.CostLine(
                spentOn, label, category, Money.ofCents(grossCents), Money.ofCents(vatCents), receiptId);
    }
}
