package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
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

    /** Lines read at a time where all of them are asked for. */
    private static final int PAGE = 5_000;

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
     * An account between two days, line by line with its running balance. Over several years the opening balances of each are not
     * counted again; where they change the balance (a result, classes 6 and 7) that change is a line of the first day.
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
        Seams seams = seams(selection, from, to);
        Sums sums = seams.isEmpty()
                ? ofAccount(selection, account, from, to)
                : acrossYears(selection, account, seams, from, to);
        Cursor cursor = Cursor.parse(after);
        Money before = sums.opening();
        if (cursor != null) {
            before = before.plus(sumUpTo(selection, seams, from, cursor));
        }
        List<StatementLine> lines = lines(selection, seams, from, to, cursor, limit + 1);
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

    private Sums ofAccount(Selection selection, Account account, LocalDate from, LocalDate to) {
        return sums(selection, from, to).stream()
                .filter(s -> s.account().equals(account.number()))
                .findFirst()
                .orElse(new Sums(account.number(), account.label(), Money.ZERO, Money.ZERO, Money.ZERO));
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
                    sumUpTo(new Selection(cursor.account(), true, null, null), Seams.NONE, from, cursor),
                    Money::plus);
        }
        return Page.of(
                running(lines(selection, Seams.NONE, from, to, cursor, limit + 1), openings),
                limit,
                StatementLine::key);
    }

    /**
     * All lines of an account between two days, read as they are consumed: memory does not grow with them. What is booked
     * meanwhile is not among them.
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void statementLines(
            String number,
            LocalDate from,
            LocalDate to,
            @Nullable UUID analytic,
            @Nullable String thirdParty,
            Consumer<Iterator<StatementLine>> reader) {
        reader.accept(new Pages(after ->
                statement(number, from, to, analytic, thirdParty, after, PAGE).lines()));
    }

    /** All lines of all accounts of a period within one fiscal year, read as they are consumed. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void generalLedgerLines(
            LocalDate from, LocalDate to, String prefix, Consumer<Iterator<StatementLine>> reader) {
        reader.accept(new Pages(after -> generalLedger(from, to, prefix, after, PAGE)));
    }

    /** Page after page, as they are asked for. */
    private static final class Pages implements Iterator<StatementLine> {

        private final Function<@Nullable String, Page<StatementLine>> source;
        private Iterator<StatementLine> lines;
        private @Nullable String next;

        Pages(Function<@Nullable String, Page<StatementLine>> source) {
            this.source = source;
            Page<StatementLine> first = source.apply(null);
            lines = first.items().iterator();
            next = first.next();
        }

        @Override
        public boolean hasNext() {
            while (!lines.hasNext() && next != null) {
                Page<StatementLine> page = source.apply(next);
                lines = page.items().iterator();
                next = page.next();
            }
            return lines.hasNext();
        }

        @Override
        public StatementLine next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return lines.next();
        }
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
            folded = "SELECT f.account_id, p.part, p.first_day AS day, f.debit_cents AS debit, f.credit_cents AS credit"
                    + " FROM "
                    + table
                    + " f JOIN p ON p.id = f.period_id JOIN a ON a.id = f.account_id WHERE p.part <> 'cut'"
                    + filter
                    + """

                     UNION ALL
                    SELECT t.account_id, p.part, t.entry_date, t.debit, t.credit
                    FROM tail t JOIN p ON t.entry_date BETWEEN p.first_day AND p.last_day WHERE p.part <> 'cut'\
                    """
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
            FROM placed GROUP BY number ORDER BY number\
            """.formatted(
                        byAnalytic && byThirdParty ? "true" : "false",
                        chosen,
                        // Summed by day first: however long the tail is, what is joined is short.
                        chosen,
                        tailFilter,
                        folded,
                        // A subquery of its own for each month that is cut: where none is, no line is read.
                        narrow ? """
                            SELECT l.* FROM a JOIN journal_line l ON l.account_id = a.id
                            WHERE l.entry_date BETWEEN p.first_day AND p.last_day\
                            """ : """
                                SELECT l.* FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
                                WHERE e.entry_date BETWEEN p.first_day AND p.last_day\
                                """,
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

    // --- an account over several years
    // ----------------------------------------------------------------------------------

    /**
     * Where a new year begins within a statement. What the opening balances of that year only say again is left out of it; what they
     * change (the result of the year before comes to 120, classes 6 and 7 begin anew) is one line on the first day.
     *
     * @param carried first days of years that have opening balances of their own
     * @param days the days of the lines, with the entry of the opening balances (0 where there is none) and their amounts
     */
    private record Seams(List<LocalDate> carried, List<LocalDate> days, List<Long> entries, List<Long> cents) {

        static final Seams NONE = new Seams(List.of(), List.of(), List.of(), List.of());

        boolean isEmpty() {
            return carried.isEmpty() && days.isEmpty();
        }

        private static String iso(List<LocalDate> days) {
            return days.stream().map(LocalDate::toString).collect(Collectors.joining(",", "{", "}"));
        }

        private static String numbers(List<Long> numbers) {
            return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        }

        /** The lines of one account, in place of the table: {@code seams} and {@code account} are asked for as parameters. */
        String lines() {
            return isEmpty() ? "journal_line" : """
                (SELECT l.* FROM journal_line l
                 WHERE l.account_id = (SELECT id FROM account WHERE number = :seamAccount)
                   AND NOT (l.entry_date = ANY (cast(:carried AS date[])) AND EXISTS (
                     SELECT FROM journal_entry o JOIN journal oj ON oj.id = o.journal_id
                     WHERE o.id = l.entry_id AND (oj.opening OR o.source LIKE 'opening:%')))
                 UNION ALL
                 SELECT s.entry, s.cents, 0, a.id, cast(:seamThirdParty AS integer), cast(:seamAnalytic AS integer), s.day, false, null
                 FROM account a, unnest(cast(:seamDays AS date[]), cast(:seamEntries AS bigint[]), cast(:seamCents AS bigint[]))
                     AS s(day, entry, cents)
                 WHERE a.number = :seamAccount)\
                """;
        }
    }

    private Seams seams(Selection selection, LocalDate from, LocalDate to) {
        record Begun(LocalDate day, boolean carried) {}
        List<Begun> begun = jdbc.sql(
                        "SELECT first_day, carried FROM fiscal_year WHERE first_day > ? AND first_day <= ? ORDER BY 1")
                .params(from, to)
                .query((row, n) -> new Begun(row.getObject(1, LocalDate.class), row.getBoolean(2)))
                .list();
        if (begun.isEmpty()) {
            return Seams.NONE;
        }
        boolean income =
                selection.prefix().startsWith("6") || selection.prefix().startsWith("7");
        List<LocalDate> carried = new ArrayList<>();
        List<LocalDate> days = new ArrayList<>();
        List<Long> entries = new ArrayList<>();
        List<Long> cents = new ArrayList<>();
        for (Begun year : begun) {
            if (year.carried()) {
                carried.add(year.day());
            } else if (!income) {
                // the balance simply goes on
                continue;
            }
            LocalDate eve = year.day().minusDays(1);
            Money left = Money.sum(
                    sums(selection, eve, eve).stream().map(Sums::closing).toList());
            record Opened(@Nullable Long entry, long cents) {}
            Opened opened = year.carried()
                    ? filtered(
                                    jdbc.sql("""
                                        SELECT (SELECT min(o.id) FROM journal_entry o JOIN journal oj ON oj.id = o.journal_id
                                                WHERE o.entry_date = :day AND (oj.opening OR o.source LIKE 'opening:%')) AS entry,
                                               coalesce(sum(l.amount_cents), 0) AS cents
                                        FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id JOIN journal j ON j.id = e.journal_id
                                        WHERE l.account_id = (SELECT id FROM account WHERE number = :account) AND l.entry_date = :day
                                          AND (j.opening OR e.source LIKE 'opening:%')\
                                        """ + filter(selection))
                                            .param("day", year.day())
                                            .param("account", selection.prefix()),
                                    selection)
                            .query((row, n) -> new Opened(Rows.longOrNull(row, "entry"), row.getLong("cents")))
                            .single()
                    : new Opened(null, 0);
            long changed = opened.cents() - left.cents();
            if (changed != 0) {
                days.add(year.day());
                entries.add(opened.entry() == null ? 0L : opened.entry());
                cents.add(changed);
            }
        }
        return new Seams(List.copyOf(carried), List.copyOf(days), List.copyOf(entries), List.copyOf(cents));
    }

    private JdbcClient.StatementSpec seamed(JdbcClient.StatementSpec query, Selection selection, Seams seams) {
        return seams.isEmpty()
                ? query
                : query.param("seamAccount", selection.prefix())
                        .param("carried", Seams.iso(seams.carried()))
                        .param("seamDays", Seams.iso(seams.days()))
                        .param("seamEntries", Seams.numbers(seams.entries()))
                        .param("seamCents", Seams.numbers(seams.cents()))
                        .param(
                                "seamThirdParty",
                                id("SELECT id FROM third_party WHERE code = ?", selection.thirdParty()),
                                Types.INTEGER)
                        .param(
                                "seamAnalytic",
                                id("SELECT id FROM analytic_value WHERE value = ?", selection.analytic()),
                                Types.INTEGER);
    }

    private @Nullable Integer id(String sql, @Nullable Object of) {
        return of == null
                ? null
                : jdbc.sql(sql).param(of).query(Integer.class).optional().orElse(null);
    }

    private Sums acrossYears(Selection selection, Account account, Seams seams, LocalDate from, LocalDate to) {
        Money opening = ofAccount(selection, account, from, from).opening();
        return filtered(
                        seamed(
                                jdbc.sql("""
                                                SELECT coalesce(sum(debit_of(l.amount_cents, l.contra)), 0) AS debit,
                                                       coalesce(sum(credit_of(l.amount_cents, l.contra)), 0) AS credit
                                                FROM
                                                """ + seams.lines() + " l WHERE l.entry_date BETWEEN :from AND :to"
                                                + filter(selection))
                                        .param("from", from)
                                        .param("to", to),
                                selection,
                                seams),
                        selection)
                .query((row, n) -> new Sums(
                        account.number(),
                        account.label(),
                        opening,
                        Rows.money(row, "debit"),
                        Rows.money(row, "credit")))
                .single();
    }

    private Money sumUpTo(Selection selection, Seams seams, LocalDate from, Cursor cursor) {
        var query = jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) AS cents FROM " + seams.lines() + """
                         l
                        WHERE l.account_id = (SELECT id FROM account WHERE number = :account) AND l.entry_date >= :from
                          AND (l.entry_date, l.entry_id, l.line_no) <= (:date, :entry, :line)\
                        """
                        + filter(selection))
                .param("account", cursor.account())
                .param("from", from)
                .param("date", cursor.date())
                .param("entry", cursor.entry())
                .param("line", cursor.line());
        return filtered(seamed(query, selection, seams), selection)
                .query((row, n) -> Rows.money(row, "cents"))
                .single();
    }

    private List<StatementLine> lines(
            Selection selection, Seams seams, LocalDate from, LocalDate to, @Nullable Cursor cursor, int limit) {
        String after = cursor == null
                ? ""
                : selection.exact()
                        ? " AND (l.entry_date, l.entry_id, l.line_no) > (:date, :entry, :line)"
                        : " AND (a.number, l.entry_date, l.entry_id, l.line_no) > (:account, :date, :entry, :line)";
        // One account's lines come in the order of its index, and no more of them than the page shows.
        String page = selection.exact() ? """
            SELECT a.number, a.label AS account_label, l.* FROM (
                SELECT l.* FROM %s l WHERE l.account_id = (SELECT id FROM account WHERE number = :prefix)
                  AND l.entry_date BETWEEN :from AND :to %s %s
                ORDER BY l.entry_date, l.entry_id, l.line_no LIMIT :limit) l
            JOIN account a ON a.id = l.account_id\
            """ : """
                SELECT a.number, a.label AS account_label, l.* FROM (SELECT id, number, label FROM account WHERE number LIKE :prefix) a
                JOIN %s l ON l.account_id = a.id
                WHERE l.entry_date BETWEEN :from AND :to %s %s
                ORDER BY a.number, l.entry_date, l.entry_id, l.line_no LIMIT :limit\
                """;
        // page first, names after: the joins are for the page's lines only
        var query = jdbc.sql("""
            WITH page AS MATERIALIZED (
            """ + page.formatted(seams.lines(), after, filter(selection)) + """
            )
            SELECT l.number, l.account_label, l.entry_id, l.line_no, l.entry_date, coalesce(j.code, 'AN') AS journal, s.number AS entry_number,
                   coalesce(l.label, e.label, 'À-nouveaux') AS label, e.piece_ref, t.code AS third_party, t.name AS third_party_name,
                   v.value AS analytic, v.label AS analytic_label, g.code AS lettering,
                   debit_of(l.amount_cents, l.contra) AS debit, credit_of(l.amount_cents, l.contra) AS credit
            FROM page l
            LEFT JOIN journal_entry e ON e.id = l.entry_id
            LEFT JOIN journal j ON j.id = e.journal_id
            LEFT JOIN entry_seal s ON s.entry_id = l.entry_id
            LEFT JOIN third_party t ON t.id = l.third_party_id
            LEFT JOIN analytic_value v ON v.id = l.analytic_id
            LEFT JOIN lettering_line ll ON ll.entry_id = l.entry_id AND ll.line_no = l.line_no
            LEFT JOIN lettering g ON g.id = ll.lettering_id
            ORDER BY l.number, l.entry_date, l.entry_id, l.line_no\
            """)
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
        return filtered(seamed(query, selection, seams), selection)
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
