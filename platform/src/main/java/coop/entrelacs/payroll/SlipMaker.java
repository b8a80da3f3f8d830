package coop.entrelacs.payroll;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.funds.FundRepayments;
import coop.entrelacs.members.CivilStatuses;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.payroll.PayInput.Absence;
import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes the slips of some members for a month from their contracts, profiles, choices and the year so far. */
@Component
class SlipMaker {

    private static final Logger LOG = LoggerFactory.getLogger(SlipMaker.class);
    private static final BigDecimal FULL_MONTH = new BigDecimal("151.66");
    private static final BigDecimal MUCH = new BigDecimal("0.20");

    private final PayCalculator calculator;
    private final PayProfiles profiles;
    private final PayslipStore store;
    private final Activities activities;
    private final CashPositions cash;
    private final Absences absences;
    private final SickPays sickPays;
    private final Contracts contracts;
    private final FundRepayments repayments;
    private final CivilStatuses statuses;
    private final PayChanges changes;
    private final AttachableShare attachable = AttachableShare.load();
    private final LeaveRules rules = LeaveRules.load();

    SlipMaker(
            PayCalculator calculator,
            PayProfiles profiles,
            PayslipStore store,
            Activities activities,
            CashPositions cash,
            Absences absences,
            SickPays sickPays,
            Contracts contracts,
            FundRepayments repayments,
            CivilStatuses statuses,
            PayChanges changes) {
        this.statuses = statuses;
        this.changes = changes;
        this.absences = absences;
        this.sickPays = sickPays;
        this.contracts = contracts;
        this.repayments = repayments;
        this.calculator = calculator;
        this.profiles = profiles;
        this.store = store;
        this.activities = activities;
        this.cash = cash;
    }

    /** What a month's choices are, and which rows of them cannot be read. */
    record Chosen(Map<UUID, PayChoice> choices, Map<UUID, Refusal> unreadable) {
        static final Chosen NOTHING = new Chosen(Map.of(), Map.of());
    }

    /**
     * How the slips of a run are numbered, and on which of a member's contracts of the month their choice is.
     *
     * @param complement which complement of the month this is; 0: the month's own run
     * @param last by member, the last of all their contracts of the month, also where another run paid it
     */
    record Numbers(YearMonth month, long complement, Map<UUID, UUID> last) {

        static Numbers of(YearMonth month, List<ContractSpan> all, long complement) {
            Map<UUID, UUID> last = new HashMap<>();
            all.forEach(
                    span -> last.put(span.contract().member(), span.contract().contract()));
            return new Numbers(month, complement, last);
        }

        String of(ContractInForce contract, int nth) {
            return month + "-" + contract.memberNumber() + (complement == 0 ? "" : "-C" + complement)
                    + (nth == 1 ? "" : "-" + nth);
        }
    }

    /**
     * One slip for each contract, a member's one after the other. What was chosen for the month, and what is taken back from pay, is on the
     * last of a member's slips.
     *
     * @param spans all of a member's contracts in the month, or none of them
     */
    List<Slip> make(
            UUID run,
            Numbers numbers,
            LocalDate payDate,
            PayrollSettings settings,
            Employer employer,
            List<ContractSpan> spans,
            Chosen chosen) {
        YearMonth month = numbers.month();
        List<UUID> members =
                spans.stream().map(span -> span.contract().member()).distinct().toList();
        Map<UUID, PayProfiles.ForRun> known = profiles.forRun(members);
        Map<UUID, PayslipStore.Before> before = new HashMap<>(store.before(members, month, List.of()));
        Map<UUID, PayslipStore.Owed> owed = store.owed(members);
        Set<UUID> otherAccount = changes.openAccounts(members);
        Map<UUID, List<FundRepayments.FromPay>> loans = repayments.fromPay(members, payDate).stream()
                .collect(Collectors.groupingBy(FundRepayments.FromPay::member));
        Bearing bearing = bearing(spans.stream().map(ContractSpan::contract).toList(), month);
        Leaves leaves = leaves(spans, month);
        Map<UUID, Integer> count = new HashMap<>();
        List<Slip> made = new ArrayList<>();
        for (ContractSpan span : spans) {
            UUID member = span.contract().member();
            boolean theLast = span.contract().contract().equals(numbers.last().get(member));
            int nth = count.merge(member, 1, Integer::sum);
            Slip slip = make(
                    run,
                    month,
                    settings,
                    employer,
                    span,
                    numbers.of(span.contract(), nth),
                    known.getOrDefault(member, PayProfiles.ForRun.USUAL),
                    theLast ? chosen.choices().get(member) : null,
                    theLast ? chosen.unreadable().get(member) : null,
                    before.get(member),
                    theLast ? owed.getOrDefault(member, PayslipStore.Owed.NOTHING) : PayslipStore.Owed.NOTHING,
                    theLast ? loans.getOrDefault(member, List.of()) : List.of(),
                    bearing,
                    leaves,
                    otherAccount.contains(member),
                    null);
            made.add(slip);
            if (slip.stopped() == null) {
                before.put(member, PayslipStore.Before.after(slip));
            }
        }
        return made;
    }

    /**
     * Who is away in a month, what leave they brought, and what their contract paid before it.
     *
     * @param territories where each is domiciled, by their address
     * @param paidSoFar gross of the booked slips of contracts whose fixed term ends, for their indemnity; by contract
     * @param goneOn the contracts that end and are followed by a permanent one without a day between: no indemnity is due for the fixed
     *     term (Code du travail, art. L1243-8 and L1243-11)
     */
    record Leaves(
            Map<UUID, List<AwayDays>> away,
            Map<UUID, BigDecimal> openings,
            Map<UUID, Money> paidSoFar,
            Map<UUID, TaxTerritory> territories,
            Set<UUID> goneOn) {}

    Leaves leaves(List<ContractSpan> spans, YearMonth month) {
        List<UUID> members =
                spans.stream().map(span -> span.contract().member()).distinct().toList();
        List<ContractInForce> ending = spans.stream()
                .map(ContractSpan::contract)
                .filter(contract -> endsItsTerm(contract, month))
                .toList();
        return new Leaves(
                sickPays.of(spans, month),
                absences.openings(members),
                ending.isEmpty() ? Map.of() : store.grossBefore(ending, month),
                territories(members),
                goneOn(ending, month));
    }

    /** Those of some ending contracts that a permanent one follows without a day between. */
    private Set<UUID> goneOn(List<ContractInForce> ending, YearMonth month) {
        if (ending.isEmpty()) {
            return Set.of();
        }
        Map<UUID, List<ContractInForce>> following = contracts
                .during(
                        ending.stream().map(ContractInForce::member).distinct().toList(),
                        month.atDay(1),
                        month.atEndOfMonth().plusDays(1))
                .stream()
                .map(ContractSpan::contract)
                .filter(next -> next.kind() == ContractKind.EMPLOYMENT && next.plannedLastDay() == null)
                .collect(Collectors.groupingBy(ContractInForce::member));
        return ending.stream()
                .filter(one -> following.getOrDefault(one.member(), List.of()).stream()
                        .anyMatch(next -> next.firstDay()
                                .equals(Objects.requireNonNull(one.lastDay()).plusDays(1))))
                .map(ContractInForce::contract)
                .collect(Collectors.toSet());
    }

    private Map<UUID, TaxTerritory> territories(List<UUID> members) {
        Map<UUID, TaxTerritory> territories = new HashMap<>();
        statuses.of(members)
                .forEach((member, status) ->
                        territories.put(member, TaxTerritory.of(status.address().postalCode())));
        return territories;
    }

    /** Whether a fixed-term contract comes to its agreed end in a month. */
    private static boolean endsItsTerm(ContractInForce contract, YearMonth month) {
        return contract.kind() == ContractKind.EMPLOYMENT
                && contract.plannedLastDay() != null
                && contract.plannedLastDay().equals(contract.lastDay())
                && !contract.plannedLastDay().isAfter(month.atEndOfMonth());
    }

    private static boolean ends(ContractInForce contract, YearMonth month) {
        return contract.lastDay() != null && !contract.lastDay().isAfter(month.atEndOfMonth());
    }

    /**
     * The activities that bear the pay of some, and what each of these has at hand.
     *
     * @param activity by member; none for whom the cooperative itself pays
     */
    record Bearing(Map<UUID, UUID> activity, Map<UUID, Money> available) {}

    /** An entrepreneur's first activity bears their pay; the support team's is the cooperative's own. Three statements for all. */
    Bearing bearing(List<ContractInForce> contracts, YearMonth month) {
        List<UUID> entrepreneurs = contracts.stream()
                .filter(contract -> contract.kind() == ContractKind.ENTREPRENEUR_EMPLOYEE)
                .map(ContractInForce::member)
                .toList();
        Map<UUID, UUID> first = new HashMap<>();
        activities
                .ofMembers(entrepreneurs, month.atEndOfMonth())
                .forEach((member, theirs) -> first.put(member, theirs.getFirst()));
        return new Bearing(first, cash.available(new HashSet<>(first.values()), month.atEndOfMonth()));
    }

    Slip make(
            UUID run,
            YearMonth month,
            PayrollSettings settings,
            Employer employer,
            ContractSpan span,
            String number,
            PayProfiles.ForRun known,
            @Nullable PayChoice chosen,
            @Nullable Refusal unreadable,
            PayslipStore.@Nullable Before before,
            PayslipStore.Owed owed,
            List<FundRepayments.FromPay> loans,
            Bearing bearing,
            Leaves leaves,
            boolean otherAccount,
            @Nullable Slip original) {
        ContractInForce contract = span.contract();
        PayProfile profile = known.profile();
        Employee employee = new Employee(
                contract.member(),
                contract.memberNumber(),
                contract.memberName(),
                contract.kind().name(),
                profile.executive(),
                contract.firstDay(),
                contract.lastDay(),
                contract.monthlyHours(),
                contract.job(),
                contract.contract(),
                profile.classification());
        List<String> warnings = new ArrayList<>();
        Stop stop = unreadable == null ? null : Stop.of(unreadable);
        PayCalculation pay;
        LeaveAccount leave = null;
        List<AwayDays> away = AwayDays.within(
                leaves.away().getOrDefault(contract.member(), List.of()), span.firstDay(), span.lastDay());
        try {
            PayInput input = stop == null
                    ? input(month, settings, span, profile, chosen, before, away)
                            .in(leaves.territories().getOrDefault(contract.member(), TaxTerritory.METROPOLE))
                    : nothing(month, settings);
            if (stop == null && contract.kind() == ContractKind.EMPLOYMENT) {
                Staff staff = staff(month, settings, span, input, chosen, before, away, leaves);
                leave = staff.leave();
                input = staff.input();
            }
            pay = calculator.calculate(input);
        } catch (Refusal refused) {
            // One impossible slip stops itself, never the run; it is worked out at nothing so that its row is whole.
            stop = Stop.of(refused);
            leave = null;
            pay = calculator.calculate(nothing(month, settings));
        } catch (IllegalStateException | ArithmeticException | NullPointerException unforeseen) {
            // Nothing but arithmetic is done above: what fails there is this one person's data, and the others are
            // paid.
            LOG.error("the slip of member {} for {} cannot be worked out", contract.member(), month, unforeseen);
            stop = new Stop("not-computable", null, List.of());
            leave = null;
            pay = calculator.calculate(nothing(month, settings));
        }
        String stopped = stop == null ? null : stop.code();
        for (PayCalculation.Warning warning : pay.warnings()) {
            if (stopped == null) {
                warnings.add(warning.name());
            }
        }
        if (stopped == null && pay.netPaid().isNegative()) {
            stopped = "negative-net";
            stop = new Stop(stopped, null, List.of(pay.netPaid().toString()));
        }
        Money recovered = Money.ZERO;
        List<Withheld> deductions = List.of();
        if (stopped == null && original != null) {
            // What the wrong slip took back is taken and reported already: the right one states it again.
            Money withheld = Withheld.sum(original.deductions());
            if (withheld.compareTo(pay.netPaid()) > 0) {
                stopped = "withheld-above-net";
                stop = new Stop(stopped, null, List.of());
            } else {
                deductions = original.deductions();
                recovered = original.recovered().min(pay.netPaid().minus(withheld));
            }
        } else if (stopped == null) {
            // An advance on work that is done comes back whole; what was paid too much within the attachable share of
            // pay.
            recovered = owed.advances().min(pay.netPaid());
            recovered = recovered.plus(owed.overpaid()
                    .min(pay.netPaid().minus(recovered))
                    .min(attachable.of(pay.netPaid(), 0, month.atEndOfMonth())));
            deductions = withhold(
                    loans,
                    pay.netPaid().minus(recovered).min(repayments.lawfulMost(pay.netPaid(), month.atEndOfMonth())));
            if (Withheld.sum(deductions)
                            .compareTo(Money.sum(loans.stream()
                                    .map(FundRepayments.FromPay::due)
                                    .toList()))
                    < 0) {
                warnings.add("LOAN_PARTLY_WITHHELD");
            }
        }
        if (!known.hasNir()) {
            warnings.add("MISSING_NIR");
        }
        if (!known.hasIban()) {
            warnings.add("MISSING_IBAN");
        }
        if (known.sharesIban()) {
            warnings.add("DUPLICATE_IBAN");
        }
        if (otherAccount) {
            warnings.add("IBAN_CHANGED");
        }
        if (known.hasIban() && !known.reachable()) {
            warnings.add("IBAN_OUTSIDE_SEPA");
        }
        boolean part = daysOutside(month, span) > 0;
        if (part && wholeWhateverTheDays(contract, chosen)) {
            warnings.add("CHOICE_WHOLE_MONTH");
        }
        if (part && MonthPay.of(month, span.terms()).earned().isZero()) {
            warnings.add("NO_WORKED_DAY");
        }
        if (stopped == null
                && pay.agreedPay().compareTo(MonthPay.of(month, span.terms()).whole()) < 0) {
            warnings.add("BELOW_FIXED_PAY");
        }
        if (stopped == null && before != null && before.netPaid() != null) {
            Money change = pay.netPaid().minus(before.netPaid()).abs();
            if (change.compareTo(before.netPaid().abs().times(MUCH, RoundingMode.HALF_UP)) > 0) {
                warnings.add("MUCH_DIFFERENT");
            }
        }
        if (ends(contract, month)) {
            warnings.add("LAST_SLIP");
        }
        if (leave != null && leave.balance().signum() < 0) {
            warnings.add("LEAVE_NEGATIVE");
        }
        UUID activity = bearing.activity().get(contract.member());
        if (stopped == null
                && activity != null
                && pay.employerCost()
                                .compareTo(bearing.available()
                                        .getOrDefault(activity, Money.ZERO)
                                        .minus(Objects.requireNonNull(profile.minimumCash())))
                        > 0) {
            warnings.add("CASH_NEGATIVE");
        }
        return new Slip(
                Ids.next(),
                run,
                month,
                number,
                stopped,
                employee,
                employer,
                pay,
                warnings,
                recovered,
                activity,
                original == null ? null : original.id(),
                stopped == null ? leave : null,
                deductions,
                stop == null ? null : stop.field(),
                stop == null ? List.of() : stop.arguments());
    }

    /** Why a slip is not paid: a refusal's code, field and figures. */
    private record Stop(String code, @Nullable String field, List<String> arguments) {
        static Stop of(Refusal refused) {
            return new Stop(
                    refused.code(),
                    refused.field(),
                    refused.arguments().stream().map(String::valueOf).toList());
        }
    }

    /** What is due of each loan, as far as the law and the net pay allow for all together. */
    private static List<Withheld> withhold(List<FundRepayments.FromPay> loans, Money most) {
        List<Withheld> all = new ArrayList<>();
        Money left = most;
        for (FundRepayments.FromPay loan : loans) {
            Money amount = loan.due().min(left);
            if (amount.isPositive()) {
                all.add(new Withheld(
                        loan.request(),
                        loan.fund(),
                        loan.due(),
                        amount,
                        loan.owed().minus(amount)));
                left = left.minus(amount);
            }
        }
        return all;
    }

    private record Staff(PayInput input, LeaveAccount leave) {}

    /** The leave of someone of the support team; whoever leaves is paid the days that are left, and the end of a fixed term. */
    private Staff staff(
            YearMonth month,
            PayrollSettings settings,
            ContractSpan span,
            PayInput input,
            @Nullable PayChoice chosen,
            PayslipStore.@Nullable Before before,
            List<AwayDays> absent,
            Leaves leaves) {
        ContractInForce contract = span.contract();
        LeaveRules.Rule rule = rules.on(month.atDay(1));
        Money fixed = Objects.requireNonNull(contract.fixedPay());
        Money whole = whole(MonthPay.of(month, span.terms()), chosen);
        Money paid = gross(input);
        Money counted = paid;
        Money leavePay = Money.ZERO;
        boolean alsace = settings.establishment().alsaceMoselle();
        int taken = 0;
        int sick = 0;
        int without = 0;
        for (AwayDays away : absent) {
            int days = away.days(month, day -> true);
            Money lost = Money.sum(
                    away.of(month, whole).stream().map(AwayDays.Taken::lost).toList());
            Money kept = Money.sum(
                    away.of(month, whole).stream().map(AwayDays.Taken::kept).toList());
            switch (away.kind()) {
                case PAID_LEAVE -> {
                    taken += away.days(month, day -> PublicHolidays.isWorkingDay(day, alsace));
                    leavePay = leavePay.plus(kept);
                }
                // counted at a part of the pay that these days would have given (art. L3141-24)
                case SICKNESS -> {
                    sick += days;
                    counted = counted.plus(lost.times(rule.sicknessCounts().movePointLeft(2), RoundingMode.HALF_UP)
                            .minus(kept)
                            .max(Money.ZERO));
                }
                case UNPAID_LEAVE -> without += days;
                // away as if at work (art. L3141-5), so counted whole
                case WORK_ACCIDENT, PARENTHOOD -> counted = counted.plus(lost.minus(kept));
                case NOT_EMPLOYED -> {}
            }
        }
        without += daysOutside(month, span);
        int length = month.lengthOfMonth();
        LeaveAccount known = before == null ? null : before.leave();
        if (known == null) {
            BigDecimal brought = leaves.openings().get(contract.member());
            known = brought == null ? null : LeaveAccount.opening(brought);
        }
        LeaveAccount leave = LeaveAccount.after(
                known,
                rule,
                month,
                part(Math.max(0, length - sick - without), length),
                part(sick, length),
                BigDecimal.valueOf(taken),
                counted);
        List<PayInput.Addition> additions = new ArrayList<>();
        Money tenth = leave.lessThanATenth(rule, leavePay);
        if (tenth.isPositive()) {
            additions.add(new PayInput.Addition(PayInput.AdditionKind.LEAVE_TENTH, tenth));
            leave = leave.paidBesides(tenth);
        }
        if (ends(contract, month)) {
            Money all = leaves.paidSoFar()
                    .getOrDefault(contract.contract(), Money.ZERO)
                    .plus(paid)
                    .plus(tenth);
            Money end = endsItsTerm(contract, month) && !leaves.goneOn().contains(contract.contract())
                    ? all.times(rule.fixedTermEnd().movePointLeft(2), RoundingMode.HALF_UP)
                    : Money.ZERO;
            // The leave of a fixed term is worth a tenth of all it paid, the indemnity for its end included (art.
            // L1242-16); that indemnity is a tenth of what was paid before both (art. L1243-8).
            Money indemnity = contract.plannedLastDay() == null
                    ? leave.indemnity(rule, fixed)
                    : leave.fixedTermIndemnity(rule, fixed, all.plus(end));
            if (indemnity.isPositive()) {
                additions.add(new PayInput.Addition(PayInput.AdditionKind.LEAVE_INDEMNITY, indemnity));
            }
            if (end.isPositive()) {
                additions.add(new PayInput.Addition(PayInput.AdditionKind.FIXED_TERM_INDEMNITY, end));
            }
        }
        return new Staff(additions.isEmpty() ? input : input.with(additions), leave);
    }

    /** What a month pays in gross before anything is added: a target other than gross has to be worked out first. */
    private Money gross(PayInput input) {
        if (input.target() instanceof PayTarget.Gross target) {
            return target.amount()
                    .minus(Money.sum(
                            input.absences().stream().map(Absence::deduction).toList()))
                    .max(Money.ZERO)
                    .plus(input.benefitsInKind());
        }
        return calculator.calculate(input).gross();
    }

    /** The pay of the whole month that days away take their parts of. */
    private static Money whole(MonthPay fixed, @Nullable PayChoice chosen) {
        return chosen != null && chosen.kind() == PayChoice.Kind.GROSS
                ? Objects.requireNonNull(chosen.amount())
                : fixed.whole();
    }

    private static BigDecimal part(int days, int of) {
        return BigDecimal.valueOf(days).divide(BigDecimal.valueOf(of), 12, RoundingMode.HALF_UP);
    }

    /** Whether a part of a month is paid whole: a choice of an entrepreneur, or one that names a cost or a net. */
    private static boolean wholeWhateverTheDays(ContractInForce contract, @Nullable PayChoice chosen) {
        return chosen != null
                && (contract.kind() == ContractKind.ENTREPRENEUR_EMPLOYEE || chosen.kind() != PayChoice.Kind.GROSS);
    }

    static PayInput input(
            YearMonth month,
            PayrollSettings settings,
            ContractSpan span,
            PayProfile profile,
            @Nullable PayChoice chosen,
            PayslipStore.@Nullable Before before,
            List<AwayDays> away) {
        ContractInForce contract = span.contract();
        boolean entrepreneur = contract.kind() == ContractKind.ENTREPRENEUR_EMPLOYEE;
        MonthPay fixed = MonthPay.of(month, span.terms());
        List<Absence> absences = new ArrayList<>();
        if (chosen != null) {
            absences.addAll(Objects.requireNonNull(chosen.absences()));
        }
        Money whole = whole(fixed, chosen);
        away.forEach(one -> one.of(month, whole).forEach(taken -> absences.add(taken.absence())));
        int outside = daysOutside(month, span);
        if (outside > 0) {
            Money unpaid = chosen == null
                    ? fixed.whole().minus(fixed.earned())
                    : wholeWhateverTheDays(contract, chosen)
                            ? Money.ZERO
                            : whole.minus(MonthPay.part(month, span.firstDay(), span.lastDay(), whole));
            absences.add(new Absence(AbsenceKind.NOT_EMPLOYED, outside, unpaid));
        }
        return new PayInput(
                month.atDay(1),
                contract.plannedLastDay() != null && contract.kind() == ContractKind.EMPLOYMENT,
                profile.executive(),
                entrepreneur ? new WorkingTime.EquivalentHours() : hours(fixed.hours()),
                chosen == null ? new PayTarget.Gross(fixed.whole()) : chosen.target(),
                absences,
                chosen == null ? Money.ZERO : Objects.requireNonNull(chosen.benefitsInKind()),
                profile.healthCover() ? settings.healthCover() : PayInput.HealthCover.NONE,
                profile.provident(),
                profile.taxRate(),
                settings.establishment(),
                before == null ? null : before.yearToDate());
    }

    private static PayInput nothing(YearMonth month, PayrollSettings settings) {
        return new PayInput(
                month.atDay(1),
                false,
                false,
                new WorkingTime.EquivalentHours(),
                new PayTarget.Gross(Money.ZERO),
                List.of(),
                Money.ZERO,
                PayInput.HealthCover.NONE,
                null,
                null,
                settings.establishment(),
                null);
    }

    /** Monthly hours by contract as weekly ones: 151.67 h are the legal week. */
    private static WorkingTime hours(@Nullable BigDecimal monthly) {
        if (monthly == null || monthly.compareTo(FULL_MONTH) >= 0) {
            return new WorkingTime.FullTime();
        }
        return new WorkingTime.PartTime(
                monthly.multiply(BigDecimal.valueOf(12)).divide(BigDecimal.valueOf(52), 2, RoundingMode.HALF_UP));
    }

    /** How many days of a month are not the contract's. */
    private static int daysOutside(YearMonth month, ContractSpan span) {
        return month.lengthOfMonth()
                - (span.lastDay().getDayOfMonth() - span.firstDay().getDayOfMonth() + 1);
    }
}
