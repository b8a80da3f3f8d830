package coop.entrelacs.payroll;

import coop.entrelacs.activities.InvoiceFilter;
import coop.entrelacs.activities.InvoiceRow;
import coop.entrelacs.activities.InvoiceState;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows a member what a choice would make of their own month: with their contract, profile and year so far. Keeps nothing. */
@Service
public class PaySimulator {

    private static final InvoiceFilter UNPAID = InvoiceFilter.in(
            InvoiceState.VALIDATED, InvoiceState.ISSUED, InvoiceState.OVERDUE, InvoiceState.PARTLY_PAID);
    private static final int MOST_EXPECTED = 50;

    private final JdbcClient jdbc;
    private final PayCalculator calculator;
    private final PayrollParameters parameters;
    private final SickPays sickPays;
    private final Clock clock;
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
            JdbcClient jdbc,
            PayCalculator calculator,
            PayrollParameters parameters,
            SickPays sickPays,
            Clock clock,
            Members members,
            Contracts contracts,
            PayrollSettingsHistory settings,
            PayProfiles profiles,
            PayslipStore store,
            ActivityPay activityPay,
            PayTermsHistory terms,
            Invoices invoices,
            Audit audit) {
        this.jdbc = jdbc;
        this.calculator = calculator;
        this.parameters = parameters;
        this.sickPays = sickPays;
        this.clock = clock;
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
        ContractSpan contract = paid(member, month).orElseThrow(() -> new PayrollRefused("no-contract-in-month"));
        PayrollSettings holds =
                settings.on(month.atDay(1)).orElseThrow(() -> new PayrollRefused("payroll-settings-missing"));
        return marked(calculator.calculate(input(member, month, contract, holds, choice)), parameters);
    }

    /** A month whose rates are not known yet is worked out by the last ones, and says so. */
    static PayCalculation marked(PayCalculation pay, PayrollParameters parameters) {
        return pay.date().isAfter(parameters.knownTo()) ? pay.warned(PayCalculation.Warning.LAW_NOT_KNOWN_YET) : pay;
    }

    /**
     * Checks that a slip can be worked out from a choice; a month without contract or settings has none to check yet. Asks for no role:
     * whoever chooses was asked.
     *
     * @throws InvalidField naming the field of the choice
     */
    void check(UUID member, YearMonth month, PayChoice choice) {
        Optional<ContractSpan> contract = paid(member, month);
        Optional<PayrollSettings> holds = settings.on(month.atDay(1));
        if (contract.isEmpty() || holds.isEmpty()) {
            return;
        }
        try {
            PayCalculation pay =
                    calculator.calculate(input(member, month, contract.orElseThrow(), holds.orElseThrow(), choice));
            if (pay.netPaid().isNegative()) {
                throw new InvalidField("amount", "pay-negative-net", pay.netPaid());
            }
        } catch (InvalidField refused) {
            // The engine knows its own input; the choice calls the same figure "amount".
            throw "target.amount".equals(refused.field())
                    ? new InvalidField(
                            "amount", refused.code(), refused.arguments().toArray())
                    : refused;
        }
    }

    /** The first month from the present one on whose pay is not approved yet. */
    @Transactional(readOnly = true)
    public YearMonth openMonth() {
        YearMonth now = YearMonth.now(clock);
        return jdbc.sql("SELECT max(month) FROM payroll_run WHERE kind = 'REGULAR' AND month >= ?"
                        + " AND state IN ('APPROVED', 'POSTED', 'PAID')")
                .param(now.atDay(1))
                .query((row, n) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .single()
                .map(paid -> YearMonth.from(paid).plusMonths(1))
                .orElse(now);
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
        Optional<ContractSpan> span = last(member, month);
        Optional<ContractInForce> contract = span.map(ContractSpan::contract);
        Money fixed = contract.map(ContractInForce::fixedPay).orElse(null);
        Optional<PayrollSettings> holds = settings.on(month.atDay(1));
        Money fixedCost = fixed == null || holds.isEmpty()
                ? null
                : calculator
                        .calculate(input(member, month, span.orElseThrow(), holds.orElseThrow(), null))
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

    /** The last of a member's contracts in a month, a paid one before any other: the one that a choice is about. */
    private Optional<ContractSpan> last(UUID member, YearMonth month) {
        List<ContractSpan> all = contracts.during(member, month.atDay(1), month.atEndOfMonth());
        return all.stream()
                .filter(span -> span.contract().kind() != ContractKind.BUSINESS_SUPPORT)
                .reduce((before, after) -> after)
                .or(() -> all.stream().reduce((before, after) -> after));
    }

    private Optional<ContractSpan> paid(UUID member, YearMonth month) {
        return last(member, month).filter(span -> span.contract().fixedPay() != null);
    }

    private PayInput input(
            UUID member, YearMonth month, ContractSpan contract, PayrollSettings holds, @Nullable PayChoice choice) {
        return SlipMaker.input(
                month,
                holds,
                contract,
                profiles.forRun(List.of(member))
                        .getOrDefault(member, PayProfiles.ForRun.USUAL)
                        .profile(),
                choice,
                store.before(List.of(member), month, List.of()).get(member),
                AwayDays.within(
                        sickPays.of(List.of(contract), month).getOrDefault(member, List.of()),
                        contract.firstDay(),
                        contract.lastDay()));
    }
}
