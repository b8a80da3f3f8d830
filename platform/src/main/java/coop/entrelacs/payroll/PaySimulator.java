package coop.entrelacs.payroll;

import coop.entrelacs.activities.InvoiceFilter;
import coop.entrelacs.activities.InvoiceRow;
import coop.entrelacs.activities.InvoiceState;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows a member what a choice would make of their own month: with their contract, profile and year so far. Keeps nothing. */
@Service
public class PaySimulator {

    private static final InvoiceFilter UNPAID = InvoiceFilter.in(
            InvoiceState.VALIDATED, InvoiceState.ISSUED, InvoiceState.OVERDUE, InvoiceState.PARTLY_PAID);
    private static final int MOST_EXPECTED = 50;

    private final PayCalculator calculator;
    private final Members members;
    private final Contracts contracts;
    private final PayrollSettingsHistory settings;
    private final PayProfiles profiles;
    private final PayslipStore store;
    private final ActivityPay activityPay;
    private final PayTermsHistory terms;
    private final Invoices invoices;
    private final Audit audit;

    PaySimulator(
            PayCalculator calculator,
            Members members,
            Contracts contracts,
            PayrollSettingsHistory settings,
            PayProfiles profiles,
            PayslipStore store,
            ActivityPay activityPay,
            PayTermsHistory terms,
            Invoices invoices,
            Audit audit) {
        this.calculator = calculator;
        this.members = members;
        this.contracts = contracts;
        this.settings = settings;
        this.profiles = profiles;
        this.store = store;
        this.activityPay = activityPay;
        this.terms = terms;
        this.invoices = invoices;
        this.audit = audit;
    }

    /**
     * Works out the slip that a choice would give.
     *
     * @throws PayrollRefused if the member has no paid contract in that month, or the cooperative's settings are not there yet
     */
    @Transactional
    public PayCalculation simulate(UUID member, YearMonth month, PayChoice choice) {
        requireRead(member, month);
        ContractInForce contract = contract(member, month)
                .filter(c -> c.fixedPay() != null)
                .orElseThrow(() -> new PayrollRefused("no-contract-in-month"));
        PayrollSettings holds =
                settings.on(month.atDay(1)).orElseThrow(() -> new PayrollRefused("payroll-settings-missing"));
        return calculator.calculate(input(member, month, contract, holds, choice));
    }

    /**
     * What a member's activities can pay in a month, from the books: the year's result so far and the cash at the month's end.
     * Empty for who has no activity.
     */
    @Transactional
    public Optional<PayFromActivity> possible(UUID member, YearMonth month) {
        requireRead(member, month);
        return activityPay.on(member, month.atEndOfMonth());
    }

    /** The same with what surrounds it: the fixed part, what customers still owe, what the contract expects. */
    @Transactional
    public PayOutlook outlook(UUID member, YearMonth month) {
        requireRead(member, month);
        LocalDate last = month.atEndOfMonth();
        Optional<ContractInForce> contract = contract(member, month);
        Money fixed = contract.map(ContractInForce::fixedPay).orElse(null);
        Optional<PayrollSettings> holds = settings.on(month.atDay(1));
        Money fixedCost = fixed == null || holds.isEmpty()
                ? null
                : calculator
                        .calculate(input(
                                member,
                                month,
                                contract.orElseThrow(),
                                holds.orElseThrow(),
                                new PayChoice(PayChoice.Kind.GROSS, fixed, null, null)))
                        .employerCost();
        PayTerms said = terms.on(member, last);
        return new PayOutlook(
                month,
                contract.map(ContractInForce::kind).orElse(null),
                fixed,
                fixedCost,
                activityPay.on(member, last).orElse(null),
                expected(member, last),
                said,
                said.expectedBy(month),
                store.openAdvances(List.of(member)).getOrDefault(member, Money.ZERO));
    }

    private List<PayOutlook.Expected> expected(UUID member, LocalDate last) {
        return activityPay.activitiesOf(member, last).stream()
                .flatMap(activity -> invoices.list(UNPAID.ofActivity(activity), null, MOST_EXPECTED).items().stream())
                .filter(invoice -> invoice.remaining().isPositive())
                .map(invoice -> expected(invoice, last))
                .sorted(Comparator.comparing(
                        PayOutlook.Expected::dueDate, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    private static PayOutlook.Expected expected(InvoiceRow invoice, LocalDate last) {
        // Of what is paid, the part that is VAT goes on to the State; a part paid has the same proportion.
        Money cash = invoice.gross().isZero()
                ? Money.ZERO
                : invoice.remaining()
                        .times(
                                invoice.net().toEuros().divide(invoice.gross().toEuros(), 12, RoundingMode.HALF_UP),
                                RoundingMode.HALF_UP);
        LocalDate due = invoice.dueDate();
        return new PayOutlook.Expected(
                invoice.id(),
                invoice.number(),
                invoice.customerName(),
                due,
                invoice.remaining(),
                cash,
                due != null && !due.isAfter(last) && invoice.state() != InvoiceState.OVERDUE);
    }

    private void requireRead(UUID member, YearMonth month) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.ADVISOR, Role.MANAGER)) {
            audit.record("pay.simulated", "member:" + member, month.toString());
        }
    }

    private Optional<ContractInForce> contract(UUID member, YearMonth month) {
        return contracts.inForce(member, month.atEndOfMonth()).or(() -> contracts.inForce(member, month.atDay(1)));
    }

    private PayInput input(
            UUID member, YearMonth month, ContractInForce contract, PayrollSettings holds, PayChoice choice) {
        return SlipMaker.input(
                month,
                holds,
                contract,
                profiles.forRun(List.of(member))
                        .getOrDefault(member, PayProfiles.ForRun.USUAL)
                        .profile(),
                choice,
                store.before(List.of(member), month).get(member),
                List.of());
    }
}
