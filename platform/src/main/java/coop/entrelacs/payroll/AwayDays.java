package coop.entrelacs.payroll;

import coop.entrelacs.payroll.PayInput.Absence;
import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Days away, with what the employer pays on each of them.
 *
 * @param parts one after the other, without a gap from the first day to the last
 */
record AwayDays(AbsenceKind kind, LocalDate firstDay, LocalDate lastDay, List<Part> parts) {

    AwayDays {
        parts = List.copyOf(parts);
    }

    /**
     * Days of one kind of pay.
     *
     * @param share of pay that goes on, from 0 to 1
     * @param allowance what the Sécurité sociale pays for each of these days, taken off that share
     */
    record Part(LocalDate firstDay, LocalDate lastDay, BigDecimal share, Money allowance) {}

    /** Days on which a part of pay goes on, whatever anybody else pays. */
    static AwayDays of(AbsenceKind kind, LocalDate firstDay, LocalDate lastDay, Rate maintained) {
        return new AwayDays(
                kind,
                firstDay,
                lastDay,
                List.of(new Part(firstDay, lastDay, maintained.percent().movePointLeft(2), Money.ZERO)));
    }

    /** How many days of a month it takes of those that count. */
    int days(YearMonth month, Predicate<LocalDate> counts) {
        LocalDate from = latest(firstDay, month.atDay(1));
        LocalDate to = earliest(lastDay, month.atEndOfMonth());
        return to.isBefore(from)
                ? 0
                : (int) from.datesUntil(to.plusDays(1)).filter(counts).count();
    }

    /**
     * What it takes off a month's pay, and what it would have taken if nothing had gone on.
     *
     * @param lost pay of these days
     */
    record Taken(Absence absence, Money lost) {

        /** What the employer pays for them all the same. */
        Money kept() {
            return lost.minus(absence.deduction());
        }
    }

    /** A day away takes its part of the month's paid days, but for what goes on. */
    List<Taken> of(YearMonth month, Money pay) {
        List<Taken> taken = new ArrayList<>();
        for (Part part : parts) {
            LocalDate from = latest(part.firstDay(), month.atDay(1));
            LocalDate to = earliest(part.lastDay(), month.atEndOfMonth());
            if (to.isBefore(from)) {
                continue;
            }
            int days = Math.toIntExact(ChronoUnit.DAYS.between(from, to)) + 1;
            Money lost = MonthPay.part(month, from, to, pay);
            Money kept = lost.times(part.share(), RoundingMode.HALF_UP)
                    .minus(part.allowance().times(BigDecimal.valueOf(days), RoundingMode.HALF_UP))
                    .max(Money.ZERO);
            boolean goesOn = part.allowance().isZero() ? part.share().signum() > 0 : kept.isPositive();
            taken.add(new Taken(new Absence(kind, days, lost.minus(kept), goesOn, from, to), lost));
        }
        return taken;
    }

    /** Those of some that lie within some days, cut to them. */
    static List<AwayDays> within(List<AwayDays> away, LocalDate first, LocalDate last) {
        return away.stream()
                .filter(one -> !one.lastDay().isBefore(first) && !one.firstDay().isAfter(last))
                .map(one -> new AwayDays(
                        one.kind(),
                        latest(one.firstDay(), first),
                        earliest(one.lastDay(), last),
                        one.parts().stream()
                                .filter(part -> !part.lastDay().isBefore(first)
                                        && !part.firstDay().isAfter(last))
                                .map(part -> new Part(
                                        latest(part.firstDay(), first),
                                        earliest(part.lastDay(), last),
                                        part.share(),
                                        part.allowance()))
                                .toList()))
                .toList();
    }

    private static LocalDate latest(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private static LocalDate earliest(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }
}
