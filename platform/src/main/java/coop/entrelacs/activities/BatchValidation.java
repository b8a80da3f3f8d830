package coop.entrelacs.activities;

import coop.entrelacs.shared.Refusal;
import java.util.List;
import java.util.UUID;

/** How a batch of invoices fared: one that is refused does not hold up the others. */
public record BatchValidation(List<Validated> validated, List<Refused> refused) {

    public record Validated(UUID invoice, String number) {}

    /** @param why its sentence says what to do */
    public record Refused(UUID invoice, Refusal why) {}
}
