package coop.entrelacs.payroll;

import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What goes on of pay, day by day, while somebody is sick or after an accident at work: the least the law asks (Code du travail, art. L1226-1
 * and D1226-1 to D1226-8), or what the contract promises where that is better. Days paid in the twelve months before a stop count.
 */
final class SickPay {

    private static final BigDecimal THREE = BigDecimal.valueOf(3);
    private static final BigDecimal DAYS_OF_THREE_MONTHS = new BigDecimal("91.25");
    private static final BigDecimal DAYS_OF_A_MONTH = new BigDecimal("30.42");

    private final SickPayRules rules;

    SickPay(SickPayRules rules) {
        this.rules = rules;
    }

    /**
     * Somebody of whom the days are to be known.
     *
     * @param since when their time in the cooperative began
     * @param promised by their contract; null: nothing beyond the law
     * @param earned gross pay of a month
     * @param smic a month's SMIC on a day
     */
    record Person(
            LocalDate since,
            @Nullable MaintainedPay promised,
            Function<YearMonth, Money> earned,
            Function<LocalDate, BigDecimal> smic) {}

    /** How a day is paid; {@code lawful} is 1 for a day at the first share, 2 at the second, 0 otherwise. */
    private record Day(BigDecimal share, Money allowance, int lawful, boolean promised) {}

    /**
     * The days away of one person, in order, each with what goes on. Those for which somebody said the part that goes on keep it.
     *
     * @param absences the earliest first, with those of two years before
     */
    List<AwayDays> of(Person person, List<Absences.Away> absences) {
        NavigableMap<LocalDate, Day> known = new TreeMap<>();
        List<AwayDays> all = new ArrayList<>();
        LocalDate stop = LocalDate.MIN;
        Absences.Away before = null;
        for (Absences.Away one : absences) {
            if (!one.byContract()) {
                all.add(AwayDays.of(one.kind(), one.firstDay(), one.lastDay(), one.part()));
                if (one.isSickness() && one.part().percent().signum() > 0) {
                    Day paid = new Day(BigDecimal.ONE, Money.ZERO, 1, true);
                    one.firstDay().datesUntil(one.lastDay().plusDays(1)).forEach(day -> known.put(day, paid));
                }
                continue;
            }
            // A stop that goes on without a day between is one stop: it waits once.
            boolean goesOn = before != null
                    && before.kind() == one.kind()
                    && before.lastDay().plusDays(1).equals(one.firstDay());
            stop = goesOn ? stop : one.firstDay();
            before = one;
            days(person, one, stop, known);
            all.add(grouped(one, known));
        }
        return all;
    }

    private void days(Person person, Absences.Away one, LocalDate stop, NavigableMap<LocalDate, Day> known) {
        SickPayRules.Rule rule = rules.on(stop);
        boolean accident = one.kind() == AbsenceKind.WORK_ACCIDENT;
        int years = (int) ChronoUnit.YEARS.between(person.since(), stop);
        int each = rule.daysAfter(years);
        MaintainedPay promised = promised(person, stop);
        NavigableMap<LocalDate, Day> counted = known.tailMap(stop.minusMonths(12), true);
        long first = each
                - counted.values().stream().filter(day -> day.lawful() == 1).count();
        long second = each
                - counted.values().stream().filter(day -> day.lawful() == 2).count();
        long own = promised == null
                ? 0
                : promised.days()
                        - counted.values().stream().filter(Day::promised).count();
        for (LocalDate day = one.firstDay(); !day.isAfter(one.lastDay()); day = day.plusDays(1)) {
            long nth = ChronoUnit.DAYS.between(stop, day) + 1;
            int lawful = 0;
            BigDecimal share = BigDecimal.ZERO;
            if (accident || nth > rule.waitingDays()) {
                if (first > 0) {
                    first--;
                    lawful = 1;
                    share = rule.firstPercent().movePointLeft(2);
                } else if (second > 0) {
                    second--;
                    lawful = 2;
                    share = BigDecimal.valueOf(rule.secondThirds()).divide(THREE, 12, RoundingMode.HALF_UP);
                }
            }
            boolean better = false;
            if (promised != null && own > 0 && (accident || nth > promised.waitingDays())) {
                own--;
                better = true;
                share = share.max(promised.share());
            }
            known.put(day, new Day(share, allowance(person, rule, accident, stop, nth), lawful, better));
        }
    }

    private static @Nullable MaintainedPay promised(Person person, LocalDate stop) {
        MaintainedPay promised = person.promised();
        return promised != null && ChronoUnit.MONTHS.between(person.since(), stop) >= promised.seniorityMonths()
                ? promised
                : null;
    }

    /** Days that follow each other and are paid alike, as one. */
    private static AwayDays grouped(Absences.Away one, NavigableMap<LocalDate, Day> known) {
        List<AwayDays.Part> parts = new ArrayList<>();
        LocalDate from = one.firstDay();
        for (LocalDate day = from; !day.isAfter(one.lastDay()); day = day.plusDays(1)) {
            Day now = java.util.Objects.requireNonNull(known.get(day));
            Day next = day.equals(one.lastDay()) ? null : known.get(day.plusDays(1));
            if (next == null
                    || next.share().compareTo(now.share()) != 0
                    || !next.allowance().equals(now.allowance())) {
                parts.add(new AwayDays.Part(from, day, now.share(), now.allowance()));
                from = day.plusDays(1);
            }
        }
        return new AwayDays(one.kind(), one.firstDay(), one.lastDay(), parts);
    }

    /** What the Sécurité sociale pays for a day of a stop, before its own deductions. */
    private static Money allowance(Person person, SickPayRules.Rule rule, boolean accident, LocalDate stop, long nth) {
        YearMonth month = YearMonth.from(stop);
        if (accident) {
            BigDecimal base = person.earned()
                    .apply(month.minusMonths(1))
                    .toEuros()
                    .divide(DAYS_OF_A_MONTH, 12, RoundingMode.HALF_UP)
                    .min(rule.accidentBaseMost());
            BigDecimal percent = nth < rule.accidentLaterFrom() ? rule.accidentPercent() : rule.accidentLaterPercent();
            return euros(base.multiply(percent.min(rule.accidentNetPercent())).movePointLeft(2));
        }
        if (nth <= rule.allowanceWaitingDays()) {
            return Money.ZERO;
        }
        BigDecimal most = person.smic().apply(month.atDay(1).minusDays(1)).multiply(rule.allowanceSmic());
        BigDecimal sum = BigDecimal.ZERO;
        for (int back = 1; back <= THREE.intValue(); back++) {
            sum = sum.add(
                    person.earned().apply(month.minusMonths(back)).toEuros().min(most));
        }
        return euros(sum.divide(DAYS_OF_THREE_MONTHS, 12, RoundingMode.HALF_UP)
                .multiply(rule.allowancePercent())
                .movePointLeft(2));
    }

    private static Money euros(BigDecimal amount) {
        return Money.of(amount.setScale(2, RoundingMode.DOWN));
    }
}
