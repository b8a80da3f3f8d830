package coop.entrelacs.payroll;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.funds.FundRepayments;
import coop.entrelacs.members.CivilStatuses;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.payroll.PayInput.Absence;
import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
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
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the slips of some members for a month from their contracts, profiles, choices and the year so far. */
@Component
class SlipMaker {

    private static final BigDecimal FULL_MONTH = new BigDecimal("151.66");
    private static final BigDecimal MUCH = new BigDecimal("0.20");

    private final PayCalculator calculator;
    private final PayProfiles profiles;
    private final PayslipStore store;
    private final Activities activities;
    private final CashPositions cash;
    private final Absences absences;
    private final FundRepayments repayments;
    private final CivilStatuses statuses;
    private final LeaveRules rules = LeaveRules.load();

    SlipMaker(
            PayCalculator calculator,
            PayProfiles profiles,
            PayslipStore store,
            Activities activities,
            CashPositions cash,
            Absences absences,
            FundRepayments repayments,
            CivilStatuses statuses) {
        this.statuses = statuses;
        this.absences = absences;
        this.repayments = repayments;
        this.calculator = calculator;
        this.profiles = profiles;
        this.store = store;
        this.activities = activities;
        this.cash = cash;
    }

    List<Slip> make(
            UUID run,
            YearMonth month,
            LocalDate payDate,
            PayrollSettings settings,
            Employer employer,
            List<ContractInForce> contracts,
            Map<UUID, PayChoice> chosen) {
        List<UUID> members = contracts.stream().map(ContractInForce::member).toList();
        Map<UUID, PayProfiles.ForRun> known = profiles.forRun(members);
        Map<UUID, PayslipStore.Before> before = store.before(members, month);
        Map<UUID, Money> advances = store.openAdvances(members);
        Map<UUID, List<FundRepayments.FromPay>> loans = repayments.fromPay(members, payDate).stream()
                .collect(Collectors.groupingBy(FundRepayments.FromPay::member));
        Bearing bearing = bearing(contracts, month);
        Leaves leaves = leaves(contracts, month);
        return contracts.stream()
                .map(contract -> make(
                        run,
                        month,
                        settings,
                        employer,
                        contract,
                        known.getOrDefault(contract.member(), PayProfiles.ForRun.USUAL),
                        chosen.get(contract.member()),
                        before.get(contract.member()),
                        advances.getOrDefault(contract.member(), Money.ZERO),
                        loans.getOrDefault(contract.member(), List.of()),
                        bearing,
                        leaves,
                        null))
                .toList();
    }

    /**
     * Who is away in a month, what leave they brought, and what their contract paid before it.
     *
     * @param territories where each is domiciled, by their address
     * @param paidSoFar gross of the booked slips of those whose fixed term ends, for their indemnity
     */
    record Leaves(
            Map<UUID, List<Absences.Away>> away,
            Map<UUID, BigDecimal> openings,
            Map<UUID, Money> paidSoFar,
            Map<UUID, TaxTerritory> territories) {}

    Leaves leaves(List<ContractInForce> contracts, YearMonth month) {
        List<UUID> members = contracts.stream().map(ContractInForce::member).toList();
        List<UUID> ending = contracts.stream()
                .filter(contract -> endsItsTerm(contract, month))
                .map(ContractInForce::member)
                .toList();
        return new Leaves(
                absences.of(members, month),
                absences.openings(members),
                ending.isEmpty() ? Map.of() : store.grossBefore(ending, month),
                territories(members));
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
            ContractInForce contract,
            PayProfiles.ForRun known,
            @Nullable PayChoice chosen,
            PayslipStore.@Nullable Before before,
            Money advances,
            List<FundRepayments.FromPay> loans,
            Bearing bearing,
            Leaves leaves,
            @Nullable Slip original) {
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
                contract.job());
        List<String> warnings = new ArrayList<>();
        String stopped = null;
        PayCalculation pay;
        LeaveAccount leave = null;
        try {
            PayInput input = input(
                            month,
                            settings,
                            contract,
                            profile,
                            chosen,
                            before,
                            leaves.away().getOrDefault(contract.member(), List.of()))
                    .in(leaves.territories().getOrDefault(contract.member(), TaxTerritory.METROPOLE));
            if (contract.kind() == ContractKind.EMPLOYMENT) {
                Staff staff = staff(month, settings, contract, input, before, leaves);
                leave = staff.leave();
                input = staff.input();
            }
            pay = calculator.calculate(input);
        } catch (InvalidField refused) {
            // One impossible slip stops itself, never the run; it is worked out at nothing so that its row is whole.
            stopped = refused.code();
            leave = null;
            pay = calculator.calculate(nothing(month, settings));
        }
        for (PayCalculation.Warning warning : pay.warnings()) {
            if (stopped == null) {
                warnings.add(warning.name());
            }
        }
        if (stopped == null && pay.netPaid().isNegative()) {
            stopped = "negative-net";
        }
        Money recovered = Money.ZERO;
        List<Withheld> deductions = List.of();
        if (stopped == null && original != null) {
            // What the wrong slip took back is taken and reported already: the right one states it again.
            Money withheld = Withheld.sum(original.deductions());
            if (withheld.compareTo(pay.netPaid()) > 0) {
                stopped = "withheld-above-net";
            } else {
                deductions = original.deductions();
                recovered = original.recovered().min(pay.netPaid().minus(withheld));
            }
        } else if (stopped == null) {
            recovered = advances.min(pay.netPaid());
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
        Money fixed = contract.fixedPay();
        if (stopped == null && fixed != null && pay.agreedPay().compareTo(fixed) < 0) {
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
                month + "-" + contract.memberNumber() + (original == null ? "" : "-R"),
                stopped,
                employee,
                employer,
                pay,
                warnings,
                recovered,
                activity,
                original == null ? null : original.id(),
                stopped == null ? leave : null,
                deductions);
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
            ContractInForce contract,
            PayInput input,
            PayslipStore.@Nullable Before before,
            Leaves leaves) {
        LeaveRules.Rule rule = rules.on(month.atDay(1));
        Money fixed = Objects.requireNonNull(contract.fixedPay());
        Money deducted =
                Money.sum(input.absences().stream().map(Absence::deduction).toList());
        Money paid = fixed.minus(deducted).max(Money.ZERO);
        boolean alsace = settings.establishment().alsaceMoselle();
        int taken = 0;
        int sick = 0;
        int without = 0;
        for (Absences.Away away : leaves.away().getOrDefault(contract.member(), List.of())) {
            int days = away.days(month, day -> true);
            switch (away.kind()) {
                case PAID_LEAVE -> taken += away.days(month, day -> PublicHolidays.isWorkingDay(day, alsace));
                case SICKNESS -> sick += days;
                case UNPAID_LEAVE -> without += days;
                // away as if at work (Code du travail, art. L3141-5)
                case WORK_ACCIDENT, PARENTHOOD, NOT_EMPLOYED -> {}
            }
        }
        without += daysOutside(month, contract.firstDay(), contract.lastDay());
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
                paid);
        if (!ends(contract, month)) {
            return new Staff(input, leave);
        }
        List<PayInput.Addition> additions = new ArrayList<>();
        Money indemnity = leave.indemnity(rule, fixed);
        if (indemnity.isPositive()) {
            additions.add(new PayInput.Addition(PayInput.AdditionKind.LEAVE_INDEMNITY, indemnity));
        }
        if (endsItsTerm(contract, month)) {
            Money all = leaves.paidSoFar()
                    .getOrDefault(contract.member(), Money.ZERO)
                    .plus(paid)
                    .times(rule.fixedTermEnd().movePointLeft(2), RoundingMode.HALF_UP);
            if (all.isPositive()) {
                additions.add(new PayInput.Addition(PayInput.AdditionKind.FIXED_TERM_INDEMNITY, all));
            }
        }
        return new Staff(input.with(additions), leave);
    }

    private static BigDecimal part(int days, int of) {
        return BigDecimal.valueOf(days).divide(BigDecimal.valueOf(of), 12, RoundingMode.HALF_UP);
    }

    static PayInput input(
            YearMonth month,
            PayrollSettings settings,
            ContractInForce contract,
            PayProfile profile,
            @Nullable PayChoice chosen,
            PayslipStore.@Nullable Before before,
            List<Absences.Away> away) {
        boolean entrepreneur = contract.kind() == ContractKind.ENTREPRENEUR_EMPLOYEE;
        Money fixed = Objects.requireNonNull(contract.fixedPay(), "a paid contract names its pay");
        List<Absence> absences = new ArrayList<>();
        if (chosen != null) {
            absences.addAll(Objects.requireNonNull(chosen.absences()));
        }
        Money whole = chosen != null && chosen.kind() == PayChoice.Kind.GROSS
                ? Objects.requireNonNull(chosen.amount())
                : fixed;
        away.forEach(one -> absences.add(deduct(one, month, whole)));
        int outside = daysOutside(month, contract.firstDay(), contract.lastDay());
        if (outside > 0) {
            // Whoever has hours is paid for the days of the contract; an entrepreneur's pay is what the activity gives,
            // whole.
            Money unpaid = entrepreneur || (chosen != null && chosen.kind() != PayChoice.Kind.GROSS)
                    ? Money.ZERO
                    : fixed.times(
                            BigDecimal.valueOf(outside)
                                    .divide(BigDecimal.valueOf(month.lengthOfMonth()), 12, RoundingMode.HALF_UP),
                            RoundingMode.HALF_UP);
            absences.add(new Absence(AbsenceKind.NOT_EMPLOYED, outside, unpaid));
        }
        return new PayInput(
                month.atDay(1),
                contract.plannedLastDay() != null && contract.kind() == ContractKind.EMPLOYMENT,
                profile.executive(),
                entrepreneur ? new WorkingTime.EquivalentHours() : hours(contract.monthlyHours()),
                chosen == null ? new PayTarget.Gross(fixed) : chosen.target(),
                absences,
                chosen == null ? Money.ZERO : Objects.requireNonNull(chosen.benefitsInKind()),
                profile.healthCover() ? settings.healthCover() : PayInput.HealthCover.NONE,
                profile.provident(),
                profile.taxRate(),
                settings.establishment(),
                before == null ? null : before.yearToDate());
    }

    /** A day away takes its part of the month's paid days, but for what is maintained. */
    private static Absence deduct(Absences.Away away, YearMonth month, Money pay) {
        int paidDays = (int) month.atDay(1)
                .datesUntil(month.plusMonths(1).atDay(1))
                .filter(PublicHolidays::isPaidDay)
                .count();
        BigDecimal lost = part(away.days(month, PublicHolidays::isPaidDay), paidDays)
                .multiply(new BigDecimal(100).subtract(away.maintained().percent()))
                .movePointLeft(2);
        return new Absence(
                away.kind(),
                away.days(month, day -> true),
                pay.times(lost, RoundingMode.HALF_UP),
                away.maintained().percent().signum() > 0,
                away.firstDay().isBefore(month.atDay(1)) ? month.atDay(1) : away.firstDay(),
                away.lastDay().isAfter(month.atEndOfMonth()) ? month.atEndOfMonth() : away.lastDay());
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

    private static int daysOutside(YearMonth month, LocalDate first, @Nullable LocalDate last) {
        int outside = 0;
        if (first.isAfter(month.atDay(1))) {
            outside += first.getDayOfMonth() - 1;
        }
        if (last != null && last.isBefore(month.atEndOfMonth())) {
            outside += month.lengthOfMonth() - last.getDayOfMonth();
        }
        return outside;
    }
}
