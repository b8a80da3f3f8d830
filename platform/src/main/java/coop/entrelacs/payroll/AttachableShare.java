package coop.entrelacs.payroll;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a month's net pay may be taken back at once (Code du travail, art. L3252-2 and R3252-2): dated brackets, a year's amount for
 * whom one keeps, and a minimum that always stays. From {@code tenants-config/payroll/attachable-share.yaml}.
 */
record AttachableShare(String source, List<Scale> scales, List<Kept> kept) {

    static final String PATH = "payroll/attachable-share.yaml";
    private static final BigDecimal MONTHS = BigDecimal.valueOf(12);

    AttachableShare {
        if (scales.isEmpty() || kept.isEmpty()) {
            throw new BadConfig(PATH, 0, "scales and kept name at least one each", null);
        }
        scales = List.copyOf(scales);
        kept = List.copyOf(kept);
    }

    /**
     * A scale in force from a day on.
     *
     * @param dependant what each person that one keeps adds to every threshold, a year
     */
    record Scale(LocalDate from, Money dependant, List<Bracket> brackets) {
        Scale {
            brackets = List.copyOf(brackets);
        }
    }

    /**
     * @param upTo euros a year; null: all above
     * @param parts how many
     * @param of of how many parts may be taken
     */
    record Bracket(@Nullable Money upTo, int parts, int of) {}

    /** What always stays with the person, a month. */
    record Kept(LocalDate from, Money amount) {}

    static AttachableShare load() {
        return ConfigFiles.read(PATH, AttachableShare.class);
    }

    /** The most that may be taken of one month's net pay. A day before the first known scale takes that one. */
    Money of(Money net, int dependants, LocalDate day) {
        Scale scale = scales.stream()
                .filter(one -> !one.from().isAfter(day))
                .max(Comparator.comparing(Scale::from))
                .orElse(scales.getFirst());
        Money always = kept.stream()
                .filter(one -> !one.from().isAfter(day))
                .max(Comparator.comparing(Kept::from))
                .orElse(kept.getFirst())
                .amount();
        BigDecimal pay = net.max(Money.ZERO).toEuros();
        BigDecimal more = scale.dependant().toEuros().multiply(BigDecimal.valueOf(dependants));
        BigDecimal below = BigDecimal.ZERO;
        BigDecimal share = BigDecimal.ZERO;
        for (Bracket bracket : scale.brackets()) {
            BigDecimal top = bracket.upTo() == null
                    ? pay.max(below)
                    : bracket.upTo().toEuros().add(more).divide(MONTHS, 12, RoundingMode.HALF_UP);
            BigDecimal within = pay.min(top).subtract(below).max(BigDecimal.ZERO);
            share = share.add(within.multiply(BigDecimal.valueOf(bracket.parts()))
                    .divide(BigDecimal.valueOf(bracket.of()), 12, RoundingMode.HALF_UP));
            below = top;
        }
        return Money.of(share.setScale(2, RoundingMode.HALF_UP))
                .min(net.minus(always))
                .max(Money.ZERO);
    }
}
