package coop.entrelacs.activities;

import coop.entrelacs.activities.ActivityCashPosition.AccountPart;
import coop.entrelacs.activities.ActivityCashPosition.Kind;
import coop.entrelacs.activities.ActivityCashPosition.Part;
import coop.entrelacs.ledger.ActivityBalances;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.shared.Money;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The cash position of activities, derived from the books each time it is asked for. */
@Service
public class CashPositions {

    /** Which balances count, by the beginning of the account's number; the first that fits counts. Null: not money owed or had. */
    private enum Rule {
        WAITING_VAT("4458", null),
        VAT("445", Kind.VAT),
        MEMBERS_EXPENSES("467", Kind.COSTS_TO_PAY),
        CUSTOMER_CREDITS("4191", Kind.OTHER_DEBTS),
        CUSTOMERS("41", null),
        SUPPLIERS("40", Kind.COSTS_TO_PAY),
        STAFF("42", Kind.PAY_AND_SOCIAL_CHARGES),
        SOCIAL_BODIES("43", Kind.PAY_AND_SOCIAL_CHARGES),
        TAXES_ON_PAY("44", Kind.PAY_AND_SOCIAL_CHARGES),
        INTERNAL("18", Kind.INTERNAL_EXCHANGES),
        PROVISIONS("15", Kind.PROVISIONS),
        LOANS("16", Kind.OTHER_DEBTS),
        ASSOCIATES("45", Kind.OTHER_DEBTS),
        SUNDRY("46", Kind.OTHER_DEBTS),
        PREPAID("47", Kind.OTHER_DEBTS);

        private final String prefix;
        private final @Nullable Kind kind;

        Rule(String prefix, @Nullable Kind kind) {
            this.prefix = prefix;
            this.kind = kind;
        }

        static @Nullable Kind of(String account) {
            for (Rule rule : values()) {
                if (account.startsWith(rule.prefix)) {
                    return rule.kind;
                }
            }
            return null;
        }
    }

    /**
     * Money that customers paid or got back, by activity and day ({@code activity_id, paid_on, cents}): what went to an invoice, and
     * what was kept as credit. Using a credit moves no money.
     */
    static final String RECEIPTS = """
        SELECT i.activity_id, p.paid_on, CASE p.direction WHEN 'RECEIPT' THEN x.amount_cents ELSE -x.amount_cents END AS cents
          FROM payment_allocation x JOIN customer_payment p ON p.id = x.payment_id JOIN invoice i ON i.id = x.invoice_id
         WHERE p.reversed_at IS NULL AND p.means <> 'CREDIT'
        UNION ALL
        SELECT k.activity_id, p.paid_on, k.amount_cents FROM payment_credit k JOIN customer_payment p ON p.id = k.payment_id
         WHERE p.reversed_at IS NULL AND p.means <> 'CREDIT'\
        """;

    private final JdbcClient jdbc;
    private final ActivityAccess access;
    private final Statements statements;
    private final ActivityBalances balances;
    private final Clock clock;

    CashPositions(
            JdbcClient jdbc, ActivityAccess access, Statements statements, ActivityBalances balances, Clock clock) {
        this.jdbc = jdbc;
        this.access = access;
        this.statements = statements;
        this.balances = balances;
        this.clock = clock;
    }

    /** The position today. */
    @Transactional(readOnly = true)
    public ActivityCashPosition of(UUID activity) {
        return of(activity, null);
    }

    /** The position at the end of a day; today if none is given. */
    @Transactional(readOnly = true)
    public ActivityCashPosition of(UUID activity, @Nullable LocalDate on) {
        access.requireRead(activity);
        return derive(activity, on == null ? LocalDate.now(clock) : on);
    }

    /** What is available on a day, for the modules that pay from it. Asks for no role. */
    @Transactional(readOnly = true)
    public Money available(UUID activity, LocalDate on) {
        return derive(activity, on).available();
    }

    /** {@link #available(UUID, LocalDate)} of many activities, in two statements whatever their number. */
    @Transactional(readOnly = true)
    public Map<UUID, Money> available(Collection<UUID> activities, LocalDate on) {
        Map<UUID, Money> found = new HashMap<>();
        activities.forEach(activity -> found.put(activity, Money.ZERO));
        balances.balances(activities, on)
                .forEach((activity, accounts) -> accounts.forEach(
                        (account, balance) -> found.merge(activity, counted(account, balance), Money::plus)));
        if (!activities.isEmpty()) {
            jdbc.sql("""
                            SELECT activity_id, sum(amount_cents) AS charged FROM contribution_charge
                            WHERE activity_id = ANY (:activities) AND charged_on <= :on GROUP BY activity_id""")
                    .param("activities", activities.toArray(UUID[]::new))
                    .param("on", on)
                    .query((row, n) -> found.merge(
                            row.getObject("activity_id", UUID.class),
                            Money.ofCents(-row.getLong("charged")),
                            Money::plus))
                    .list();
        }
        return found;
    }

    /** What a balance adds to what is available. */
    private static Money counted(String account, Money balance) {
        if (account.startsWith("5")) {
            return balance;
        }
        Kind kind = Rule.of(account);
        if (kind == null) {
            return Money.ZERO;
        }
        return kind == Kind.INTERNAL_EXCHANGES ? balance.negated() : balance;
    }

    private ActivityCashPosition derive(UUID activity, LocalDate on) {
        Map<Kind, List<AccountPart>> byKind = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            byKind.put(kind, new ArrayList<>());
        }
        Money cash = Money.ZERO;
        List<AccountPart> cashAccounts = new ArrayList<>();
        for (var balance : statements.balances(activity, on).entrySet()) {
            String account = balance.getKey();
            AccountPart part = new AccountPart(account, balance.getValue());
            if (part.amount().isZero()) {
                continue;
            }
            if (account.startsWith("5")) {
                cash = cash.plus(part.amount());
                cashAccounts.add(part);
            } else {
                Kind kind = Rule.of(account);
                if (kind == Kind.INTERNAL_EXCHANGES) {
                    // no money account moves: the charge (a debit) is itself what leaves the activity
                    partsOf(byKind, kind)
                            .add(new AccountPart(account, part.amount().negated()));
                } else if (kind != null) {
                    partsOf(byKind, kind).add(part);
                }
            }
        }
        Figures figures = figures(activity, on);
        // customers' payments are known one by one; whatever else moved the bank accounts was paid out or came from
        // elsewhere
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Kind.RECEIPTS, figures.receipts(), cashAccounts));
        parts.add(new Part(Kind.PAYMENTS, cash.minus(figures.receipts()), cashAccounts));
        for (Kind kind : Kind.values()) {
            if (kind == Kind.CONTRIBUTION) {
                parts.add(new Part(kind, figures.contribution().negated(), List.of()));
            } else if (kind != Kind.RECEIPTS && kind != Kind.PAYMENTS) {
                List<AccountPart> accounts = partsOf(byKind, kind);
                parts.add(new Part(
                        kind,
                        Money.sum(accounts.stream().map(AccountPart::amount).toList()),
                        accounts));
            }
        }
        Money available = Money.sum(parts.stream().map(Part::amount).toList());
        return new ActivityCashPosition(activity, on, available, parts, figures.due(), figures.overdue());
    }

    private record Figures(Money receipts, Money due, Money overdue, Money contribution) {}

    private static List<AccountPart> partsOf(Map<Kind, List<AccountPart>> byKind, Kind kind) {
        return byKind.computeIfAbsent(kind, k -> new ArrayList<>());
    }

    private Figures figures(UUID activity, LocalDate on) {
        return jdbc.sql("""
            SELECT (SELECT coalesce(sum(p.cents), 0) FROM (%s) p
                     WHERE p.activity_id = :activity AND p.paid_on <= :on) AS receipts,
                   (SELECT coalesce(sum(k.amount_cents), 0) FROM contribution_charge k
                     WHERE k.activity_id = :activity AND k.charged_on <= :on) AS contribution,
                   coalesce(sum(greatest(r.total_cents - r.paid_cents - r.credited_cents, 0)), 0) AS due,
                   coalesce(sum(greatest(r.total_cents - r.paid_cents - r.credited_cents, 0))
                            FILTER (WHERE i.due_date < :on), 0) AS overdue
              FROM invoice i JOIN receivable r ON r.invoice_id = i.id
             WHERE i.activity_id = :activity AND i.issue_date <= :on\
            """.formatted(RECEIPTS))
                .param("activity", activity)
                .param("on", on)
                .query((row, n) -> new Figures(
                        Money.ofCents(row.getLong("receipts")),
                        Money.ofCents(row.getLong("due")),
                        Money.ofCents(row.getLong("overdue")),
                        Money.ofCents(row.getLong("contribution"))))
                .single();
    }
}
