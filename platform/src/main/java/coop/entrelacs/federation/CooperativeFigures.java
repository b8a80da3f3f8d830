package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
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

    /** What its months come to; null where it told nothing, or secrecy leaves a month out: what is not known is not zero. */
    public @Nullable Money total(Function<MonthFigures, @Nullable Money> figure) {
        return months.isEmpty() ? null : sum(months, figure);
    }

    /** The same of several cooperatives together: known where each one's is. */
    public static @Nullable Money total(List<CooperativeFigures> all, Function<MonthFigures, @Nullable Money> figure) {
        return sum(all, one -> one.total(figure));
    }

    private static <T> @Nullable Money sum(List<T> all, Function<T, @Nullable Money> figure) {
        Money sum = Money.ZERO;
        for (T one : all) {
            Money amount = figure.apply(one);
            if (amount == null) {
                return null;
            }
            sum = sum.plus(amount);
        }
        return sum;
    }
}
