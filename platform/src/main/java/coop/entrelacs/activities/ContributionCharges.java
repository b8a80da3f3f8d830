package coop.entrelacs.activities;

import coop.entrelacs.activities.ContributionAccount.Charge;
import coop.entrelacs.activities.ContributionMovement.Kind;
import coop.entrelacs.ledger.Account;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.AnalyticAxis;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Charges the cooperative contribution for what happens in an activity, in the caller's transaction: an invoice and its contribution
 * are booked together or not at all. A source is taken once: the same one again changes nothing. Where no rule is in force, nothing
 * is charged. All amounts are net of VAT. No role is asked for: whoever may validate the invoice may charge its contribution.
 *
 * <p>The entry debits and credits the same account, {@value #ACCOUNT}: the activity bears what the shared services get, and the
 * cooperative as a whole, one legal person, has neither earned nor spent anything.
 */
@Service
public class ContributionCharges {

    /** The account on which activities and shared services meet; always zero in sum. */
    public static final String ACCOUNT = "628800";

    /** The analytic value of the shared services, which live on contributions. */
    public static final UUID SHARED_SERVICES = new UUID(0, 0x5e7);

    private static final String JOURNAL = "OD";

    private final ContributionRuleRecords rules;
    private final ContributionAccounts accounts;
    private final ContributionActivities activities;
    private final Ledger ledger;
    private final Accounts chart;
    private final AnalyticAxis axis;
    private final LiveUpdates live;

    ContributionCharges(
            ContributionRuleRecords rules,
            ContributionAccounts accounts,
            ContributionActivities activities,
            Ledger ledger,
            Accounts chart,
            AnalyticAxis axis,
            LiveUpdates live) {
        this.rules = rules;
        this.accounts = accounts;
        this.activities = activities;
        this.ledger = ledger;
        this.chart = chart;
        this.axis = axis;
        this.live = live;
    }

    /**
     * An invoice was validated.
     *
     * @param source unique, as {@code invoice:<uuid>}
     * @param directCosts what is known at once to have been spent for this sale, usually zero (costs come by {@link #onCost})
     * @return what was charged at once; zero if the rule waits for the payment or the month's end
     */
    @Transactional
    public Money onInvoiceIssued(UUID activity, String source, LocalDate issued, Money turnover, Money directCosts) {
        return take(activity, Kind.INVOICE, source, issued, issued, sold(turnover, directCosts));
    }

    /**
     * A credit note was validated; the rule, the exemptions and the year of its invoice count.
     *
     * @param invoiced the day the credited invoice was issued
     * @param turnover what is credited, positive
     * @param directCosts what of it had been counted as direct costs, positive, usually zero
     * @return what was given back, negative
     */
    @Transactional
    public Money onCreditNote(
            UUID activity, String source, LocalDate issued, LocalDate invoiced, Money turnover, Money directCosts) {
        return take(
                activity,
                Kind.CREDIT_NOTE,
                source,
                issued,
                invoiced,
                sold(turnover, directCosts).negated());
    }

    /**
     * A customer paid, or (negative) got money back.
     *
     * @param source unique for the payment and the invoice, as {@code payment:<uuid>:<uuid>}
     * @param receipts the part that is not VAT
     */
    @Transactional
    public Money onReceipt(UUID activity, String source, LocalDate paid, Money receipts) {
        return take(activity, Kind.RECEIPT, source, paid, paid, ContributionAmounts.receipts(receipts));
    }

    /**
     * A cost of the activity was booked, or (negative) taken back.
     *
     * @param direct what the sales cost: goods, materials, subcontracting, mission costs
     * @param other every other cost
     */
    @Transactional
    public Money onCost(UUID activity, String source, LocalDate date, Money direct, Money other) {
        return take(
                activity,
                Kind.COST,
                source,
                date,
                date,
                ContributionAmounts.directCosts(direct).plus(ContributionAmounts.otherCosts(other)));
    }

    /**
     * Closes an activity's months up to one: fixed parts, minimums, what waited. A month that is closed stays closed.
     *
     * @return what was charged in all
     */
    @Transactional
    Money closeMonth(UUID activity, YearMonth month) {
        rules.holdStill();
        YearMonth closed = accounts.lock(activity);
        ContributionSituation situation = activities.situation(activity);
        ContributionAccount account = account(activity, situation);
        Money sum = Money.ZERO;
        YearMonth next = closed == null ? situation.countedFrom() : closed.plusMonths(1);
        for (; !next.isAfter(month); next = next.plusMonths(1)) {
            for (Charge charge : account.close(next, accounts.waiting(activity, next))) {
                keep(activity, account, charge, next.atEndOfMonth(), next);
                sum = sum.plus(charge.amount());
            }
            accounts.closedThrough(activity, next);
        }
        return sum;
    }

    /** Locks the sums of several activities at once, in the order of their ids, before the first of them is charged. */
    void hold(Collection<UUID> several) {
        rules.holdStill();
        several.stream().distinct().sorted().forEach(accounts::lock);
    }

    private Money take(
            UUID activity, Kind kind, String source, LocalDate date, LocalDate basis, ContributionAmounts amounts) {
        rules.holdStill();
        accounts.lock(activity);
        ContributionMovement movement = new ContributionMovement(Ids.next(), date, basis, kind, amounts, source);
        if (!accounts.record(activity, movement)) {
            return accounts.chargedFor(source);
        }
        ContributionAccount account = account(activity, activities.situation(activity));
        if (account.waits(movement)) {
            accounts.waits(movement.id());
        }
        return account.take(movement)
                .map(charge -> {
                    keep(activity, account, charge, date, null);
                    return charge.amount();
                })
                .orElse(Money.ZERO);
    }

    private ContributionAccount account(UUID activity, ContributionSituation situation) {
        ContributionAccount account =
                new ContributionAccount(new ContributionTimeline(rules.common(), rules.own(activity)), situation);
        accounts.restore(activity, account);
        return account;
    }

    private void keep(
            UUID activity, ContributionAccount account, Charge charge, LocalDate on, @Nullable YearMonth month) {
        UUID id = Ids.next();
        Long entry = charge.amount().isZero() ? null : post(id, activity, charge, on);
        accounts.insert(id, activity, charge, on, month, entry);
        accounts.keep(activity, account, charge);
        live.publish("activity", activity);
    }

    private long post(UUID id, UUID activity, Charge charge, LocalDate on) {
        // Read first: making sure would lock rows that every charge shares.
        if (chart.find(ACCOUNT).filter(Account::open).isEmpty()) {
            chart.ensure(ACCOUNT, "Contribution coopérative (entre analytiques)");
            axis.ensure(SHARED_SERVICES, "MUTUALISE", "Services mutualisés");
        }
        return ledger.post(new JournalEntry(
                JOURNAL,
                on,
                "Contribution coopérative, " + charge.rule().name() + " v"
                        + charge.rule().version(),
                null,
                null,
                "contribution:" + id,
                List.of(
                        JournalLine.debit(ACCOUNT, charge.amount()).on(activity),
                        JournalLine.credit(ACCOUNT, charge.amount()).on(SHARED_SERVICES))));
    }

    private static ContributionAmounts sold(Money turnover, Money directCosts) {
        return ContributionAmounts.turnover(turnover).plus(ContributionAmounts.directCosts(directCosts));
    }
}
