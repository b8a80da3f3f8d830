package coop.entrelacs.payroll;

import coop.entrelacs.payroll.Contribution.InForce;
import coop.entrelacs.payroll.PayCalculation.Line;
import coop.entrelacs.payroll.PayCalculation.Warning;
import coop.entrelacs.payroll.PayInput.Absence;
import coop.entrelacs.payroll.PayrollParameters.ReductionRule;
import coop.entrelacs.payroll.PayrollParameters.RulesInForce;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;

/**
 * The pay engine: pure, without database or clock, and safe to share between threads. Given the law and one person's month it works
 * out the slip; given a budget or a net it first finds the pay that leads there.
 *
 * <p>Within a year every base is the difference between what the year owes so far and what it owed a month ago, so a year of months
 * adds up to the year worked out at once.
 */
public final class PayCalculator {

    /** A legal month in twelfths of a year of weeks: 35 h x 52 / 12. */
    private static final double WEEKS_A_MONTH = 52d / 12;

    /** How far above a found pay the rounding of single lines may still give the same net. */
    private static final int ROUNDING_REACH_CENTS = 100;

    private final PayrollParameters parameters;

    public PayCalculator(PayrollParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * Works out a month.
     *
     * @throws InvalidField if the day is not covered, absences exceed pay, or no pay fits the budget or net
     */
    public PayCalculation calculate(PayInput input) {
        Month month = new Month(input, parameters.on(input.date()));
        long pay = switch (input.target()) {
            case PayTarget.Gross gross -> gross.amount().cents();
            case PayTarget.EmployerCost cost ->
                month.highestPay(cost.amount().cents(), p -> month.workOut(p).employerCost(), false);
            case PayTarget.NetBeforeTax net ->
                month.highestPay(net.amount().cents(), p -> month.workOut(p).netBeforeTax(), false);
            case PayTarget.NetPaid net ->
                month.highestPay(net.amount().cents(), p -> month.workOut(p).netPaid(), input.taxRate() == null);
        };
        if (pay < month.deductions) {
            throw new InvalidField("absences", "absence-exceeds-pay");
        }
        return month.workOut(pay).result();
    }

    /** One person's month under the law of its day, worked out for one pay after another into the same arrays. */
    private static final class Month {
        private final PayInput input;
        private final RulesInForce law;
        private final InForce[] due;
        private final long[] employerRates;
        private final long[] employeeRates;

        private final long deductions;
        private final long benefits;
        private final long additions;
        private final long ceiling;
        private final double fullSmic;
        private final double payFloor;
        private final double hours;
        private final long premium;
        private final long premiumEmployer;

        private final long priorPay;
        private final long priorBase;
        private final long priorCeiling;
        private final double priorSmic;
        private final long priorReductionBase;
        private final double priorReductionSmic;
        private final long priorReduction;

        private final long[] bases;
        private final long[] employer;
        private final long[] employee;
        private final long[] takenBack;
        private final boolean[] relieved;

        private long pay;
        private long gross;
        private long base;
        private double smic;
        private double coefficient;
        private long reduction;
        private long employerSum;
        private long employeeSum;
        private long taxable;
        private long taxRate;
        private long tax;

        Month(PayInput input, RulesInForce law) {
            this.input = input;
            this.law = law;
            this.due = law.contributions().stream()
                    .filter(c -> c.contribution().when().holds(input))
                    .toArray(InForce[]::new);
            this.employerRates = new long[due.length];
            this.employeeRates = new long[due.length];
            for (int i = 0; i < due.length; i++) {
                employerRates[i] = employerRate(due[i]);
                employeeRates[i] = employeeRate(due[i]);
            }
            this.bases = new long[due.length];
            this.employer = new long[due.length];
            this.employee = new long[due.length];
            this.takenBack = new long[due.length];
            this.relieved = new boolean[due.length];

            long deducted = 0;
            int daysAway = 0;
            for (Absence absence : input.absences()) {
                deducted += absence.deduction().cents();
                daysAway += absence.reducesCeiling() ? absence.days() : 0;
            }
            this.deductions = deducted;
            this.benefits = input.benefitsInKind().cents();
            long added = 0;
            for (PayInput.Addition addition : input.additions()) {
                added += addition.amount().cents();
            }
            this.additions = added;
            long fullWeek = law.fullWeek().movePointRight(2).longValueExact();
            long week = switch (input.workingTime()) {
                case WorkingTime.PartTime part ->
                    Math.min(fullWeek, part.weeklyHours().movePointRight(2).longValueExact());
                case WorkingTime.FullTime full -> fullWeek;
                case WorkingTime.EquivalentHours equivalent -> fullWeek;
            };
            int days = input.date().lengthOfMonth();
            this.ceiling = Fixed.divide(law.ceiling() * week * (days - daysAway), fullWeek * days);
            this.hours = week / 100d * WEEKS_A_MONTH;
            this.payFloor = law.smicHourly() * hours * 100;
            this.fullSmic = law.reductionSmicHourly().doubleValue() * hours * 100;
            this.premium = input.healthCover().premium().cents();
            this.premiumEmployer = Fixed.times(
                    premium, Fixed.micros(input.healthCover().employerShare().percent()));

            YearToDate prior = input.yearToDate();
            // A reduction of another law is not regularised with this one.
            YearToDate reduced = prior != null
                            && prior.reductionSince().equals(law.reduction().since())
                    ? prior
                    : null;
            this.priorPay = prior == null ? 0 : prior.pay().cents();
            this.priorBase = prior == null ? 0 : prior.contributionBase().cents();
            this.priorCeiling = prior == null ? 0 : prior.ceiling().cents();
            this.priorSmic = prior == null ? 0 : prior.smic().doubleValue() * 100;
            this.priorReductionBase =
                    reduced == null ? 0 : reduced.reductionBase().cents();
            this.priorReductionSmic =
                    reduced == null ? 0 : reduced.reductionSmic().doubleValue() * 100;
            this.priorReduction = reduced == null ? 0 : reduced.reduction().cents();
        }

        private long employerRate(InForce c) {
            return switch (c.contribution().agreed()) {
                case BY_LAW -> c.employer();
                case WORK_ACCIDENT ->
                    Fixed.micros(input.establishment().workAccidentRate().percent());
                case MOBILITY ->
                    Fixed.micros(input.establishment().mobilityRate().percent());
                case HEALTH_COVER ->
                    Fixed.micros(input.healthCover().employerShare().percent());
                case PROVIDENT ->
                    input.provident() == null
                            ? 0
                            : Fixed.micros(input.provident().employerRate().percent());
            };
        }

        private long employeeRate(InForce c) {
            return switch (c.contribution().agreed()) {
                case BY_LAW -> c.employee();
                case WORK_ACCIDENT, MOBILITY -> 0;
                case HEALTH_COVER ->
                    Fixed.ONE - Fixed.micros(input.healthCover().employerShare().percent());
                case PROVIDENT ->
                    input.provident() == null
                            ? 0
                            : Fixed.micros(input.provident().employeeRate().percent());
            };
        }

        /** Fills the month for a pay agreed in money. */
        Month workOut(long agreedPay) {
            pay = agreedPay;
            gross = Math.max(0, agreedPay - deductions) + additions + benefits;
            smic = smicFor(agreedPay);

            long employerCover = 0;
            long employeeCover = 0;
            long untaxedCover = 0;
            for (int i = 0; i < due.length; i++) {
                if (due[i].contribution().cover()) {
                    bases[i] = due[i].contribution().base() == ContributionBase.PREMIUM
                            ? premium
                            : Math.min(gross, law.ceiling());
                    employer[i] = due[i].contribution().base() == ContributionBase.PREMIUM
                            ? premiumEmployer
                            : Fixed.times(bases[i], employerRates[i]);
                    employee[i] = due[i].contribution().base() == ContributionBase.PREMIUM
                            ? premium - premiumEmployer
                            : Fixed.times(bases[i], employeeRates[i]);
                    employerCover += employer[i];
                    employeeCover += employee[i];
                    untaxedCover += due[i].contribution().taxable() ? 0 : employer[i];
                }
            }
            long exempt = Math.min(
                    Fixed.times(law.ceiling(), law.coverCeilingShare()) + Fixed.times(gross, law.coverPayShare()),
                    Fixed.times(law.ceiling(), law.coverMost()));
            base = gross + Math.max(0, employerCover - exempt);

            employerSum = 0;
            employeeSum = 0;
            long addedToTaxable = 0;
            for (int i = 0; i < due.length; i++) {
                Contribution contribution = due[i].contribution();
                takenBack[i] = 0;
                relieved[i] = false;
                if (!contribution.cover()) {
                    bases[i] = baseOf(contribution.base(), employerCover);
                    employer[i] = Fixed.times(bases[i], employerRates[i]);
                    employee[i] = Fixed.times(bases[i], employeeRates[i]);
                    if (due[i].reliefBelow() > 0) {
                        relieve(i);
                    }
                }
                employerSum += employer[i] + takenBack[i];
                employeeSum += employee[i];
                if (contribution.taxable()) {
                    addedToTaxable += contribution.cover() ? employer[i] : employee[i];
                }
            }
            reduce();
            // The limit is for both parts together, but for the employer's health cover, which is taxed whole (CGI,
            // art. 83, 1° quater).
            long exemptFromTax = Math.min(
                    Fixed.times(law.ceiling(), law.taxCoverCeilingShare()) + Fixed.times(gross, law.taxCoverPayShare()),
                    Fixed.times(law.ceiling(), law.taxCoverMost()));
            taxable = gross - employeeSum + addedToTaxable + Math.max(0, employeeCover + untaxedCover - exemptFromTax);
            var own = input.taxRate();
            taxRate = own == null ? law.neutralTax(input.territory()).micros(taxable) : Fixed.micros(own.percent());
            tax = Math.max(0, Fixed.times(taxable, taxRate));
            return this;
        }

        private double smicFor(long agreedPay) {
            if (input.workingTime() instanceof WorkingTime.EquivalentHours) {
                return Math.min(fullSmic, (double) gross);
            }
            // A month partly paid counts for the part paid (CSS, art. D241-7, II).
            return deductions == 0 || agreedPay <= 0
                    ? fullSmic
                    : fullSmic * Math.max(0, agreedPay - deductions) / agreedPay;
        }

        private long baseOf(ContributionBase kind, long employerCover) {
            return switch (kind) {
                case PAY -> base;
                case SLICE_1 -> upTo(1, priorBase + base, priorCeiling + ceiling) - upTo(1, priorBase, priorCeiling);
                case SLICE_2 -> slice2(priorBase + base, priorCeiling + ceiling) - slice2(priorBase, priorCeiling);
                case UP_TO_4 -> upTo(4, priorBase + base, priorCeiling + ceiling) - upTo(4, priorBase, priorCeiling);
                case UP_TO_8_ONCE_ABOVE ->
                    onceAbove(priorBase + base, priorCeiling + ceiling) - onceAbove(priorBase, priorCeiling);
                case FULL_SLICE_1 -> Math.min(gross, law.ceiling());
                case CSG -> csg(priorPay + gross, priorCeiling + ceiling) - csg(priorPay, priorCeiling) + employerCover;
                case EMPLOYER_COVER -> employerCover;
                case PREMIUM -> premium;
            };
        }

        private static long upTo(int ceilings, long amount, long ceiling) {
            return Math.min(amount, ceilings * ceiling);
        }

        private static long slice2(long amount, long ceiling) {
            return upTo(8, amount, ceiling) - upTo(1, amount, ceiling);
        }

        private static long onceAbove(long amount, long ceiling) {
            return amount > ceiling ? upTo(8, amount, ceiling) : 0;
        }

        private long csg(long amount, long ceiling) {
            long upTo4 = upTo(4, amount, ceiling);
            return Fixed.times(upTo4, law.csgShare()) + (amount - upTo4);
        }

        /** The lower rate, and what it changes for the months before when the year's pay crosses the limit. */
        private void relieve(int i) {
            boolean now = priorBase + base < due[i].reliefBelow() * (priorSmic + smic);
            boolean before = priorBase < due[i].reliefBelow() * priorSmic;
            relieved[i] = now;
            if (now) {
                employer[i] = Fixed.times(bases[i], due[i].relieved());
            }
            if (priorBase > 0 && now != before) {
                long difference = Fixed.times(priorBase, due[i].employer() - due[i].relieved());
                takenBack[i] = now ? -difference : difference;
            }
        }

        private void reduce() {
            long yearBase = priorReductionBase + base;
            ReductionRule rule = law.reduction();
            coefficient = rule.coefficient(
                    priorReductionSmic + smic,
                    (double) yearBase,
                    input.establishment().headcount());
            reduction = Fixed.times(yearBase, Math.round(coefficient * Fixed.ONE)) - priorReduction;
        }

        long employerCost() {
            return gross + employerSum - reduction;
        }

        long netBeforeTax() {
            return gross - employeeSum - benefits;
        }

        long netPaid() {
            return netBeforeTax() - tax;
        }

        /**
         * The highest pay that costs, or leaves, no more than an amount. What a pay leads to rises with it except where it jumps; between
         * two jumps it is searched by halves, the uppermost stretch first.
         */
        long highestPay(long amount, LongUnaryOperator leadsTo, boolean neutralTax) {
            long most = PayTarget.MOST.cents() + deductions;
            long upper = most;
            for (long start : jumps(most, neutralTax).descendingSet()) {
                if (leadsTo.applyAsLong(start) <= amount) {
                    return highestWithin(start, upper, amount, leadsTo);
                }
                upper = start - 1;
            }
            throw new InvalidField(
                    "target.amount",
                    "target-out-of-reach",
                    Money.ofCents(leadsTo.applyAsLong(deductions)).toString());
        }

        private static long highestWithin(long lower, long upper, long amount, LongUnaryOperator leadsTo) {
            long low = lower;
            long high = upper;
            while (low < high) {
                long middle = (low + high + 1) >>> 1;
                if (leadsTo.applyAsLong(middle) <= amount) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            // Lines are rounded one by one: a cent more of pay may lead to a cent less of net.
            long reach = Math.min(upper, low + ROUNDING_REACH_CENTS);
            for (long higher = reach; higher > low; higher--) {
                if (leadsTo.applyAsLong(higher) <= amount) {
                    return higher;
                }
            }
            return low;
        }

        /** Where what remains of pay may fall as pay rises: at the ceiling, and at each bracket of the neutral tax. */
        private NavigableSet<Long> jumps(long most, boolean neutralTax) {
            TreeSet<Long> jumps = new TreeSet<>();
            jumps.add(deductions);
            long atCeiling = priorCeiling + ceiling - priorBase - benefits - additions + deductions + 1;
            if (atCeiling > deductions && atCeiling < most) {
                jumps.add(atCeiling);
            }
            if (neutralTax) {
                for (long threshold : law.neutralTax(input.territory()).thresholds()) {
                    long low = deductions;
                    long high = most;
                    while (low < high) {
                        long middle = (low + high) >>> 1;
                        if (workOut(middle).taxable >= threshold) {
                            high = middle;
                        } else {
                            low = middle + 1;
                        }
                    }
                    if (low < most) {
                        jumps.add(low);
                    }
                }
            }
            return jumps;
        }

        PayCalculation result() {
            List<Line> lines = new ArrayList<>(due.length + 3);
            for (int i = 0; i < due.length; i++) {
                Contribution c = due[i].contribution();
                if (employer[i] != 0
                        || employee[i] != 0
                        || (bases[i] != 0 && employerRates[i] + employeeRates[i] != 0)) {
                    long rate = relieved[i] ? due[i].relieved() : employerRates[i];
                    lines.add(new Line(
                            c.code(),
                            c.group(),
                            c.body(),
                            Money.ofCents(bases[i]),
                            rate == 0 ? null : new Rate(Fixed.percent(rate)),
                            Money.ofCents(employer[i]),
                            employeeRates[i] == 0 ? null : new Rate(Fixed.percent(employeeRates[i])),
                            Money.ofCents(employee[i]),
                            c.deferred(),
                            relieved[i] ? due[i].reliefSource() : due[i].source()));
                }
                if (takenBack[i] != 0) {
                    long rate = due[i].employer() - due[i].relieved();
                    lines.add(new Line(
                            c.code() + "-regularisation",
                            c.group(),
                            c.body(),
                            Money.ofCents(takenBack[i] > 0 ? priorBase : -priorBase),
                            new Rate(Fixed.percent(rate)),
                            Money.ofCents(takenBack[i]),
                            null,
                            Money.ZERO,
                            false,
                            due[i].reliefSource()));
                }
            }
            if (reduction != 0) {
                long pension = law.reduction()
                        .ofPension(reduction, input.establishment().headcount());
                lines.add(reductionLine("general-reduction", SocialBody.URSSAF, reduction - pension));
                lines.add(reductionLine("general-reduction-pension", SocialBody.AGIRC_ARRCO, pension));
            }
            boolean equivalent = input.workingTime() instanceof WorkingTime.EquivalentHours;
            List<Warning> warnings = new ArrayList<>(2);
            if (!equivalent && pay + benefits < Math.round(payFloor)) {
                warnings.add(Warning.BELOW_SMIC);
            }
            if (netPaid() < 0) {
                warnings.add(Warning.NEGATIVE_NET);
            }
            double worked = equivalent && fullSmic > 0 ? hours * Math.min(1, smic / fullSmic) : hours;
            return new PayCalculation(
                    input.date(),
                    Money.ofCents(pay),
                    Money.ofCents(deductions),
                    Money.ofCents(benefits),
                    Money.ofCents(gross),
                    Money.ofCents(ceiling),
                    Fixed.sixDecimals(smic / 100),
                    BigDecimal.valueOf(worked).setScale(2, RoundingMode.HALF_UP),
                    BigDecimal.valueOf(coefficient).setScale(4, RoundingMode.HALF_UP),
                    lines,
                    Money.ofCents(employerSum),
                    Money.ofCents(reduction),
                    Money.ofCents(employeeSum),
                    Money.ofCents(employerCost()),
                    Money.ofCents(gross - employeeSum),
                    Money.ofCents(netBeforeTax()),
                    Money.ofCents(taxable),
                    new Rate(Fixed.percent(taxRate)),
                    input.taxRate() == null,
                    Money.ofCents(tax),
                    Money.ofCents(netPaid()),
                    warnings,
                    next(),
                    input.additions(),
                    input.territory(),
                    input.absences());
        }

        /** The rate is the coefficient's part; none where earlier months are regularised with this one. */
        private Line reductionLine(String code, SocialBody body, long amount) {
            return new Line(
                    code,
                    LegalGroup.REDUCTION,
                    body,
                    Money.ofCents(base),
                    priorReductionBase == 0
                            ? new Rate(BigDecimal.valueOf(coefficient * 100 * amount / reduction)
                                    .setScale(4, RoundingMode.HALF_UP))
                            : null,
                    Money.ofCents(-amount),
                    null,
                    Money.ZERO,
                    false,
                    law.reduction().source());
        }

        private YearToDate next() {
            return new YearToDate(
                    input.date().getYear(),
                    Money.ofCents(priorPay + gross),
                    Money.ofCents(priorBase + base),
                    Money.ofCents(priorCeiling + ceiling),
                    Fixed.sixDecimals((priorSmic + smic) / 100),
                    law.reduction().since(),
                    Money.ofCents(priorReductionBase + base),
                    Fixed.sixDecimals((priorReductionSmic + smic) / 100),
                    Money.ofCents(priorReduction + reduction),
                    law.reductionSmicHourly());
        }
    }
}
