package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the books say. Every figure is exact at once: it counts what was booked a moment ago, also by the present
 * transaction.
 *
 * <p>Balances of classes 1 to 5 go on from year to year; classes 6 and 7 count from the first day of the fiscal year. While the
 * year before is not closed, its result stands under {@code 12}.
 */
@Service
public class Statements {

    /** The result of years that are not closed yet stands there until it is booked in 120 or 129. */
    private static final String PENDING_RESULT = "12";

    /**
     * One account of a trial balance.
     *
     * @param opening the balance before the first day, debit positive
     * @param debit movements of the period
     * @param credit movements of the period, positive
     * @param closing the balance at the end, debit positive
     */
    public record BalanceRow(String account, String label, Money opening, Money debit, Money credit, Money closing) {}

    /** A trial balance; both sides of each pair of totals are equal. */
    public record TrialBalance(
            LocalDate from,
            LocalDate to,
            List<BalanceRow> rows,
            Money totalDebit,
            Money totalCredit,
            Money closingDebit,
            Money closingCredit) {

        public TrialBalance {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One line of an account.
     *
     * @param number the entry's number in its journal and year, or null for the moment before it is given
     * @param balance the running balance after this line
     */
    public record StatementLine(
            String account,
            String accountLabel,
            long entry,
            int line,
            LocalDate date,
            String journal,
            @Nullable Long number,
            String label,
            @Nullable String pieceRef,
            @Nullable String thirdParty,
            @Nullable String thirdPartyName,
            @Nullable UUID analytic,
            @Nullable String analyticLabel,
            @Nullable String lettering,
            Money debit,
            Money credit,
            Money balance) {

        String key() {
            return account + "_" + date + "_" + entry + "_" + line;
        }

        StatementLine withBalance(Money running) {
            return new StatementLine(
                    account,
                    accountLabel,
                    entry,
                    line,
                    date,
                    journal,
                    number,
                    label,
                    pieceRef,
                    thirdParty,
                    thirdPartyName,
                    analytic,
                    analyticLabel,
                    lettering,
                    debit,
                    credit,
                    running);
        }
    }

    /** An account between two days, with a page of its lines. Opening, movements and closing are those of the whole period. */
    public record AccountStatement(
            Account account,
            LocalDate from,
            LocalDate to,
            Money opening,
            Money debit,
            Money credit,
            Money closing,
            Page<StatementLine> lines) {}

    private final JdbcClient jdbc;
    private final FiscalYears years;
    private final Accounts accounts;

    Statements(JdbcClient jdbc, FiscalYears years, Accounts accounts) {
        this.jdbc = jdbc;
        this.years = years;
        this.accounts = accounts;
    }

    /**
     * The balance of all accounts whose number begins with a prefix at the end of a day, debit positive.
     *
     * @param analytic only lines of this activity, or null for all
     * @param thirdParty only lines of this third party, or null for all
     */
    @Transactional(readOnly = true)
    public Money balance(String accountPrefix, @Nullable UUID analytic, @Nullable String thirdParty, LocalDate on) {
        return Money.sum(sums(new Selection(accountPrefix, false, analytic, thirdParty), on, on).stream()
                .map(Sums::closing)
                .toList());
    }

    /** The balance of each account on which an activity has lines, by account number, at the end of a day, debit positive. */
    @Transactional(readOnly = true)
    public SortedMap<String, Money> balances(UUID analytic, LocalDate on) {
        return sums(new Selection("", false, analytic, null), on, on).stream()
                .collect(Collectors.toMap(Sums::account, Sums::closing, Money::plus, TreeMap::new));
    }

    /**
     * The trial balance of a period within one fiscal year.
     *
     * @param prefix only accounts beginning so; empty for all
     * @throws InvalidField if the period is not within one opened fiscal year
     */
    @Transactional(readOnly = true)
    public TrialBalance trialBalance(LocalDate from, LocalDate to, String prefix) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        withinOneYear(from, to);
        List<BalanceRow> rows = sums(new Selection(prefix, false, null, null), from, to).stream()
                .map(s -> new BalanceRow(s.account(), s.label(), s.opening(), s.debit(), s.credit(), s.closing()))
                .toList();
        return new TrialBalance(
                from,
                to,
                rows,
                Money.sum(rows.stream().map(BalanceRow::debit).toList()),
                Money.sum(rows.stream().map(BalanceRow::credit).toList()),
                Money.sum(rows.stream()
                        .map(BalanceRow::closing)
                        .filter(Money::isPositive)
                        .toList()),
                Money.sum(rows.stream()
                        .map(BalanceRow::closing)
                        .filter(Money::isNegative)
                        .map(Money::negated)
                        .toList()));
    }

    /**
     * An account between two days, line by line with its running balance.
     *
     * @param after the cursor of the page before, or null
     * @throws coop.entrelacs.shared.NotFound if there is no such account
     */
    @Transactional(readOnly = true)
    public AccountStatement statement(
            String number,
            LocalDate from,
            LocalDate to,
            @Nullable UUID analytic,
            @Nullable String thirdParty,
            @Nullable String after,
            int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        if (to.isBefore(from)) {
            throw new InvalidField("to", "period-reversed");
        }
        Account account = accounts.get(number);
        Selection selection = new Selection(number, true, analytic, thirdParty);
        Sums sums = sums(selection, from, to).stream()
                .filter(s -> s.account().equals(number))
                .findFirst()
                .orElse(new Sums(number, account.label(), Money.ZERO, Money.ZERO, Money.ZERO));
        Cursor cursor = Cursor.parse(after);
        Money before = sums.opening();
        if (cursor != null) {
            before = before.plus(sumUpTo(selection, from, cursor));
        }
        List<StatementLine> lines = lines(selection, from, to, cursor, limit + 1);
        return new AccountStatement(
                account,
                from,
                to,
                sums.opening(),
                sums.debit(),
                sums.credit(),
                sums.closing(),
                Page.of(running(lines, Map.of(number, before)), limit, StatementLine::key));
    }

    /** The general ledger of a period within one fiscal year: the lines of all accounts, each account with its running balance. */
    @Transactional(readOnly = true)
    public Page<StatementLine> generalLedger(
            LocalDate from, LocalDate to, String prefix, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        withinOneYear(from, to);
        Selection selection = new Selection(prefix, false, null, null);
        Map<String, Money> openings =
                sums(selection, from, to).stream().collect(Collectors.toMap(Sums::account, Sums::opening));
        Cursor cursor = Cursor.parse(after);
        if (cursor != null) {
            openings.merge(
                    cursor.account(),
                    sumUpTo(new Selection(cursor.account(), true, null, null), from, cursor),
                    Money::plus);
        }
        return Page.of(running(lines(selection, from, to, cursor, limit + 1), openings), limit, StatementLine::key);
    }

    private static List<StatementLine> running(List<StatementLine> lines, Map<String, Money> openings) {
        List<StatementLine> done = new ArrayList<>(lines.size());
        String account = "";
        Money running = Money.ZERO;
        for (StatementLine line : lines) {
            if (!line.account().equals(account)) {
                account = line.account();
                running = openings.getOrDefault(account, Money.ZERO);
            }
            running = running.plus(line.debit()).minus(line.credit());
            done.add(line.withBalance(running));
        }
        return done;
    }

    private void withinOneYear(LocalDate from, LocalDate to) {
        if (to.isBefore(from)) {
            throw new InvalidField("to", "period-reversed");
        }
        if (years.list().stream().noneMatch(y -> y.contains(from) && y.contains(to))) {
            throw new InvalidField("from", "not-within-one-year", from, to);
        }
    }

    // --- reading -----------------------------------------------------------------------------------------------------

    /** @param exact whether the prefix is the whole number */
    private record Selection(
            String prefix,
            boolean exact,
            @Nullable UUID analytic,
            @Nullable String thirdParty) {}

    private record Sums(String account, String label, Money opening, Money debit, Money credit) {
        Money closing() {
            return opening.plus(debit).minus(credit);
        }
    }

    private record Cursor(String account, LocalDate date, long entry, int line) {

        static @Nullable Cursor parse(@Nullable String after) {
            if (after == null) {
                return null;
            }
            try {
                int line = after.lastIndexOf('_');
                int entry = after.lastIndexOf('_', line - 1);
                int date = after.lastIndexOf('_', entry - 1);
                return new Cursor(
                        after.substring(0, date),
                        LocalDate.parse(after.substring(date + 1, entry)),
                        Long.parseLong(after.substring(entry + 1, line)),
                        Integer.parseInt(after.substring(line + 1)));
            } catch (RuntimeException e) {
                throw new InvalidField("after", "cursor-unknown");
            }
        }
    }

    /**
     * Opening balance and movements by account. Whole months come from the folded balances and the short unsealed tail; a month
     * that is cut is read line by line.
     */
    private List<Sums> sums(Selection selection, LocalDate from, LocalDate to) {
        boolean byAnalytic = selection.analytic() != null;
        boolean byThirdParty = selection.thirdParty() != null;
        String tailFilter = (byAnalytic
                        ? " AND l.analytic_id = (SELECT id FROM analytic_value WHERE value = :analytic)"
                        : "")
                + (byThirdParty ? " AND l.third_party_id = (SELECT id FROM third_party WHERE code = :thirdParty)" : "");
        String folded;
        if (byAnalytic && byThirdParty) {
            // folded by neither pair: all from the lines of the third party
            folded = "";
        } else {
            String table = byThirdParty ? "third_party_period" : "account_period";
            String filter = byThirdParty
                    ? " AND f.third_party_id = (SELECT id FROM third_party WHERE code = :thirdParty)"
                    : byAnalytic ? " AND f.analytic_id = (SELECT id FROM analytic_value WHERE value = :analytic)" : "";
            folded =
                    "SELECT f.account_id, p.part, p.first_day AS day, f.debit_cents AS debit, f.credit_cents AS credit FROM "
                            + table
                            + " f JOIN p ON p.id = f.period_id JOIN a ON a.id = f.account_id WHERE p.part <> 'cut'"
                            + filter
                            + """

                     UNION ALL
                    SELECT t.account_id, p.part, t.entry_date, t.debit, t.credit
                    FROM tail t JOIN p ON t.entry_date BETWEEN p.first_day AND p.last_day WHERE p.part <> 'cut'"""
                            + " UNION ALL ";
        }
        boolean pending = PENDING_RESULT.startsWith(selection.prefix()) && !selection.exact();
        String chosen = selection.exact()
                ? "number = :prefix"
                : "number LIKE :prefix" + (pending ? " OR number ~ '^[67]'" : "");
        boolean narrow = byAnalytic || byThirdParty || selection.exact();
        String sql = """
                WITH year AS (
                    SELECT coalesce(max(first_day), :from) AS first_day, coalesce(carried_from(:to), :from) AS carried_from
                    FROM fiscal_year WHERE first_day <= :to),
                p AS (
                    SELECT q.id, q.first_day, q.last_day, CASE WHEN %s THEN 'cut' WHEN q.last_day < :from THEN 'before'
                        WHEN q.first_day >= :from AND q.last_day <= :to THEN 'within' ELSE 'cut' END AS part
                    FROM accounting_period q, year WHERE q.last_day >= year.carried_from AND q.first_day <= :to),
                a AS (
                    SELECT id, number FROM account WHERE %s),
                tail AS MATERIALIZED (
                    SELECT l.account_id, l.entry_date, sum(debit_of(l.amount_cents, l.contra))::bigint AS debit,
                           sum(credit_of(l.amount_cents, l.contra))::bigint AS credit
                    FROM unsealed_line l JOIN account ON account.id = l.account_id WHERE (%s) %s GROUP BY 1, 2),
                moved(account_id, part, day, debit, credit) AS (%s
                    SELECT a.id, CASE WHEN l.entry_date < :from THEN 'before' ELSE 'within' END, l.entry_date,
                           debit_of(l.amount_cents, l.contra), credit_of(l.amount_cents, l.contra)
                    FROM p CROSS JOIN LATERAL (
                        %s
                        AND l.entry_date <= :to %s OFFSET 0
                    ) l JOIN a ON a.id = l.account_id
                    WHERE p.part = 'cut'),
                placed AS (
                    SELECT CASE WHEN pending THEN :pendingResult ELSE m.number END AS number, part, debit, credit
                    FROM (SELECT a.number, moved.part, moved.debit, moved.credit,
                                 a.number ~ '^[67]' AND moved.day < (SELECT first_day FROM year) AS pending
                          FROM moved JOIN a ON a.id = moved.account_id) m
                    WHERE CASE WHEN pending THEN :pendingResult ELSE m.number END %s :prefix)
                SELECT number, coalesce((SELECT label FROM account WHERE account.number = placed.number), number) AS label,
                       coalesce(sum(debit - credit) FILTER (WHERE part = 'before'), 0) AS opening,
                       coalesce(sum(debit) FILTER (WHERE part = 'within'), 0) AS debit,
                       coalesce(sum(credit) FILTER (WHERE part = 'within'), 0) AS credit
                FROM placed GROUP BY number ORDER BY number""".formatted(
                        byAnalytic && byThirdParty ? "true" : "false",
                        chosen,
                        // Summed by day first: however long the tail is, what is joined is short.
                        chosen,
                        tailFilter,
                        folded,
                        // A subquery of its own for each month that is cut: where none is, no line is read.
                        narrow ? """
                        SELECT l.* FROM a JOIN journal_line l ON l.account_id = a.id
                        WHERE l.entry_date BETWEEN p.first_day AND p.last_day""" : """
                        SELECT l.* FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
                        WHERE e.entry_date BETWEEN p.first_day AND p.last_day""",
                        tailFilter,
                        selection.exact() ? "=" : "LIKE");
        var query = jdbc.sql(sql)
                .param("from", from)
                .param("to", to)
                .param("prefix", selection.exact() ? selection.prefix() : escaped(selection.prefix()) + "%")
                .param("pendingResult", PENDING_RESULT);
        if (byAnalytic) {
            query = query.param("analytic", selection.analytic());
        }
        if (byThirdParty) {
            query = query.param("thirdParty", selection.thirdParty());
        }
        return query.query((row, n) -> new Sums(
                        row.getString("number"),
                        row.getString("label"),
                        Rows.money(row, "opening"),
                        Rows.money(row, "debit"),
                        Rows.money(row, "credit")))
                .list();
    }

    private static String escaped(String prefix) {
        return prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private Money sumUpTo(Selection selection, LocalDate from, Cursor cursor) {
        var query = jdbc.sql("""
                        SELECT coalesce(sum(l.amount_cents), 0) AS cents FROM journal_line l
                        WHERE l.account_id = (SELECT id FROM account WHERE number = :account) AND l.entry_date >= :from
                          AND (l.entry_date, l.entry_id, l.line_no) <= (:date, :entry, :line)""" + filter(selection))
                .param("account", cursor.account())
                .param("from", from)
                .param("date", cursor.date())
                .param("entry", cursor.entry())
                .param("line", cursor.line());
        return filtered(query, selection)
                .query((row, n) -> Rows.money(row, "cents"))
                .single();
    }

    private List<StatementLine> lines(
            Selection selection, LocalDate from, LocalDate to, @Nullable Cursor cursor, int limit) {
        String after = cursor == null
                ? ""
                : selection.exact()
                        ? " AND (l.entry_date, l.entry_id, l.line_no) > (:date, :entry, :line)"
                        : " AND (a.number, l.entry_date, l.entry_id, l.line_no) > (:account, :date, :entry, :line)";
        // One account's lines come in the order of its index, and no more of them than the page shows.
        String page = selection.exact() ? """
                            SELECT a.number, a.label AS account_label, l.* FROM (
                                SELECT l.* FROM journal_line l WHERE l.account_id = (SELECT id FROM account WHERE number = :prefix)
                                  AND l.entry_date BETWEEN :from AND :to %s %s
                                ORDER BY l.entry_date, l.entry_id, l.line_no LIMIT :limit) l
                            JOIN account a ON a.id = l.account_id""" : """
                            SELECT a.number, a.label AS account_label, l.* FROM (SELECT id, number, label FROM account WHERE number LIKE :prefix) a
                            JOIN journal_line l ON l.account_id = a.id
                            WHERE l.entry_date BETWEEN :from AND :to %s %s
                            ORDER BY a.number, l.entry_date, l.entry_id, l.line_no LIMIT :limit""";
        // page first, names after: the joins are for the page's lines only
        var query = jdbc.sql("""
                        WITH page AS MATERIALIZED (
                        """ + page.formatted(after, filter(selection)) + """
                        )
                        SELECT l.number, l.account_label, l.entry_id, l.line_no, l.entry_date, j.code AS journal, s.number AS entry_number,
                               coalesce(l.label, e.label) AS label, e.piece_ref, t.code AS third_party, t.name AS third_party_name,
                               v.value AS analytic, v.label AS analytic_label, g.code AS lettering,
                               debit_of(l.amount_cents, l.contra) AS debit, credit_of(l.amount_cents, l.contra) AS credit
                        FROM page l
                        JOIN journal_entry e ON e.id = l.entry_id
                        JOIN journal j ON j.id = e.journal_id
                        LEFT JOIN entry_seal s ON s.entry_id = l.entry_id
                        LEFT JOIN third_party t ON t.id = l.third_party_id
                        LEFT JOIN analytic_value v ON v.id = l.analytic_id
                        LEFT JOIN lettering_line ll ON ll.entry_id = l.entry_id AND ll.line_no = l.line_no
                        LEFT JOIN lettering g ON g.id = ll.lettering_id
                        ORDER BY l.number, l.entry_date, l.entry_id, l.line_no""")
                .param("prefix", selection.exact() ? selection.prefix() : escaped(selection.prefix()) + "%")
                .param("from", from)
                .param("to", to)
                .param("limit", limit);
        if (cursor != null) {
            query = query.param("date", cursor.date())
                    .param("entry", cursor.entry())
                    .param("line", cursor.line());
            if (!selection.exact()) {
                query = query.param("account", cursor.account());
            }
        }
        return filtered(query, selection)
                .query((row, n) -> new StatementLine(
                        row.getString("number"),
                        row.getString("account_label"),
                        row.getLong("entry_id"),
                        row.getInt("line_no"),
                        Rows.date(row, "entry_date"),
                        row.getString("journal"),
                        Rows.longOrNull(row, "entry_number"),
                        row.getString("label"),
                        row.getString("piece_ref"),
                        row.getString("third_party"),
                        row.getString("third_party_name"),
                        row.getObject("analytic", UUID.class),
                        row.getString("analytic_label"),
                        row.getString("lettering"),
                        Rows.money(row, "debit"),
                        Rows.money(row, "credit"),
                        Money.ZERO))
                .list();
    }

    private static String filter(Selection selection) {
        return (selection.analytic() == null
                        ? ""
                        : " AND l.analytic_id = (SELECT id FROM analytic_value WHERE value = :analytic)")
                + (selection.thirdParty() == null
                        ? ""
                        : " AND l.third_party_id = (SELECT id FROM third_party WHERE code = :thirdParty)");
    }

    private static JdbcClient.StatementSpec filtered(JdbcClient.StatementSpec query, Selection selection) {
        JdbcClient.StatementSpec spec = query;
        if (selection.analytic() != null) {
            spec = spec.param("analytic", selection.analytic());
        }
        if (selection.thirdParty() != null) {
            spec = spec.param("thirdParty", selection.thirdParty());
        }
        return spec;
    }
}
