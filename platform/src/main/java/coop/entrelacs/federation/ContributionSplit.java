package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Splits what a common fund calls among the cooperatives that adopted the treaty: one part by the key, one by the solidarity key,
 * each to the cent. Pure.
 */
final class ContributionSplit {

    private ContributionSplit() {}

    /**
     * What is known of one cooperative.
     *
     * @param members staff who are no associates not counted; at least one, so that nobody who adopted puts in nothing
     * @param turnover of the last twelve months, or null where statistical secrecy leaves months out
     * @param payroll gross pay of members in the last twelve months, or null for the same reason
     * @param borne what the common fund bore for it in the last three years
     */
    record Weights(
            TenantId cooperative,
            int members,
            @Nullable Money turnover,
            @Nullable Money payroll,
            Money borne) {}

    /**
     * What one cooperative puts in, and why.
     *
     * @param byKey of it, by the key
     * @param bySolidarity of it, by the solidarity key
     * @param weight what counted for it under the key: people, or euros
     * @param ofAll the same of all together
     * @param estimated whether an unpublished figure was estimated from its members
     */
    record Part(
            TenantId cooperative,
            Money amount,
            Money byKey,
            Money bySolidarity,
            BigDecimal weight,
            BigDecimal ofAll,
            boolean estimated) {}

    /**
     * The parts, in the order of the cooperatives; they add up to {@code total} exactly.
     *
     * @throws IllegalArgumentException if there is no cooperative
     */
    static List<Part> split(Money total, TreatyTerms terms, List<Weights> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("nobody to split among");
        }
        Money solidarity = total.times(terms.solidarity(), RoundingMode.HALF_UP);
        List<Weighed> main = weigh(terms.key(), all);
        List<Money> byKey = total.minus(solidarity)
                .allocate(main.stream().map(Weighed::weight).toList());
        List<Weighed> second = weigh(terms.solidarityKey(), all);
        List<Money> bySolidarity =
                solidarity.allocate(second.stream().map(Weighed::weight).toList());
        BigDecimal sum = main.stream().map(Weighed::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean solidarityCounts = terms.solidarity().compareTo(Rate.ZERO) > 0;
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            parts.add(new Part(
                    all.get(i).cooperative(),
                    byKey.get(i).plus(bySolidarity.get(i)),
                    byKey.get(i),
                    bySolidarity.get(i),
                    main.get(i).weight(),
                    sum,
                    main.get(i).estimated()
                            || (solidarityCounts && second.get(i).estimated())));
        }
        return parts;
    }

    private record Weighed(BigDecimal weight, boolean estimated) {}

    private static List<Weighed> weigh(SharingKey key, List<Weights> all) {
        return switch (key) {
            case MEMBERS -> members(all);
            case TURNOVER -> euros(all, Weights::turnover);
            case PAYROLL -> euros(all, Weights::payroll);
            case EXPERIENCE ->
                all.stream().allMatch(one -> one.borne().isZero()) ? members(all) : euros(all, Weights::borne);
        };
    }

    private static List<Weighed> members(List<Weights> all) {
        return all.stream()
                .map(one -> new Weighed(BigDecimal.valueOf(Math.max(1, one.members())), false))
                .toList();
    }

    /** What is not published counts as much a member as that of the others; if nobody published, members count. */
    private static List<Weighed> euros(List<Weights> all, Function<Weights, @Nullable Money> figure) {
        BigDecimal known = BigDecimal.ZERO;
        long people = 0;
        for (Weights one : all) {
            Money amount = figure.apply(one);
            if (amount != null) {
                known = known.add(amount.max(Money.ZERO).toEuros());
                people += Math.max(1, one.members());
            }
        }
        if (known.signum() == 0) {
            return members(all);
        }
        BigDecimal each = known.divide(BigDecimal.valueOf(people), MathContext.DECIMAL64);
        return all.stream()
                .map(one -> {
                    Money amount = figure.apply(one);
                    return amount == null
                            ? new Weighed(
                                    each.multiply(BigDecimal.valueOf(Math.max(1, one.members())))
                                            .setScale(2, RoundingMode.HALF_UP),
                                    true)
                            : new Weighed(amount.max(Money.ZERO).toEuros(), false);
                })
                .toList();
    }
}
