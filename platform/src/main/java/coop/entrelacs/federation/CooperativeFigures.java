package coop.entrelacs.federation;

import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cooperative as its federation sees it.
 *
 * @param publishedAt when it last told its figures, or null if it never did
 * @param months oldest first
 */
public record CooperativeFigures(
        TenantId cooperative,
        String name,
        Tenant.State state,
        @Nullable Instant publishedAt,
        List<MonthFigures> months) {

    public CooperativeFigures {
        months = List.copyOf(months);
    }
}
