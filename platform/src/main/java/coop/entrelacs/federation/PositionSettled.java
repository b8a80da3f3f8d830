package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.UUID;

/**
 * One side of a position is settled, by a netting or by a payment.
 *
 * @param on the day of settlement in the books
 */
public record PositionSettled(
        UUID id,
        Positions.Kind kind,
        Positions.Direction direction,
        TenantId counterpart,
        Money amount,
        LocalDate on) {}
