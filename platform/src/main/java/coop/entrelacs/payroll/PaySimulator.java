package coop.entrelacs.payroll;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.activities.ContributionCharges;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Role;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows a member what a choice would make of their own month: with their contract, profile and year so far. Keeps nothing. */
@Service
public class PaySimulator {

    private final PayCalculator calculator;
    private final Members members;
    private final Contracts contracts;
    private final PayrollSettingsHistory settings;
    private final PayProfiles profiles;
    private final PayslipStore store;
    private final Activities activities;
    private final CashPositions cash;
    private final Statements statements;
    private final Audit audit;

    PaySimulator(
            PayCalculator calculator,
            Members members,
            Contracts contracts,
            PayrollSettingsHistory settings,
            PayProfiles profiles,
            PayslipStore store,
            Activities activities,
            CashPositions cash,
            Statements statements,
            Audit audit) {
        this.calculator = calculator;
        this.members = members;
        this.contracts = contracts;
        this.settings = settings;
        this.profiles = profiles;
        this.store = store;
        this.activities = activities;
        this.cash = cash;
        this.statements = statements;
        this.audit = audit;
    }

    /**
     * Works out the slip that a choice would give.
     *
     * @throws PayrollRefused if the member has no paid contract in that month, or the cooperative's settings are not there yet
     */
    @Transactional
    public PayCalculation simulate(UUID member, YearMonth month, PayChoice choice) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.ADVISOR, Role.MANAGER);
        if (!own) {
            audit.record("pay.simulated", "member:" + member, month.toString());
        }
        ContractInForce contract = contracts
                .inForce(member, month.atEndOfMonth())
                .or(() -> contracts.inForce(member, month.atDay(1)))
                .filter(c -> c.fixedPay() != null)
                .orElseThrow(() -> new PayrollRefused("no-contract-in-month"));
        PayrollSettings holds =
                settings.on(month.atDay(1)).orElseThrow(() -> new PayrollRefused("payroll-settings-missing"));
        return calculator.calculate(SlipMaker.input(
                month,
                holds,
                contract,
                profiles.forRun(List.of(member))
                        .getOrDefault(member, PayProfiles.ForRun.USUAL)
                        .profile(),
                choice,
                store.before(List.of(member), month).get(member),
                List.of()));
    }

    /**
     * What a member's activities can pay in a month, from the books: the year's result so far and the cash at the month's end.
     * Empty for who has no activity.
     */
    @Transactional(readOnly = true)
    public Optional<PayFromActivity> possible(UUID member, YearMonth month) {
        PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.ADVISOR, Role.MANAGER);
        LocalDate day = month.atEndOfMonth();
        List<UUID> theirs = activities.ofMember(member, day);
        if (theirs.isEmpty()) {
            return Optional.empty();
        }
        Money available = Money.ZERO;
        // Costs and income count from the first day of the fiscal year; what earlier years left stands under 11 and 12.
        Map<Kind, Money> year = new EnumMap<>(Kind.class);
        for (UUID activity : theirs) {
            available = available.plus(cash.available(activity, day));
            statements
                    .balances(activity, day)
                    .forEach((account, balance) -> year.merge(Kind.of(account), balance, Money::plus));
        }
        PayProfile profile = profiles.forRun(List.of(member))
                .getOrDefault(member, PayProfiles.ForRun.USUAL)
                .profile();
        return Optional.of(new PayFromActivity(
                of(year, Kind.INCOME).negated(),
                of(year, Kind.DIRECT),
                of(year, Kind.CONTRIBUTION),
                of(year, Kind.EARLIER).max(Money.ZERO),
                of(year, Kind.PROVISIONS),
                Rate.ZERO,
                of(year, Kind.PAY),
                available,
                Objects.requireNonNull(profile.minimumCash())));
    }

    private static Money of(Map<Kind, Money> year, Kind kind) {
        return year.getOrDefault(kind, Money.ZERO);
    }

    /** What an account of the result is, for pay. */
    private enum Kind {
        INCOME,
        DIRECT,
        CONTRIBUTION,
        PROVISIONS,
        PAY,
        EARLIER,
        NONE;

        static Kind of(String account) {
            if (account.startsWith("7")) {
                return INCOME;
            }
            if (!account.startsWith("6")) {
                return account.startsWith("11") || account.startsWith("12") ? EARLIER : NONE;
            }
            if (account.startsWith(ContributionCharges.ACCOUNT.substring(0, 4))) {
                return CONTRIBUTION;
            }
            return account.startsWith("64") || account.startsWith("631") || account.startsWith("633")
                    ? PAY
                    : account.startsWith("68") ? PROVISIONS : DIRECT;
        }
    }
}
