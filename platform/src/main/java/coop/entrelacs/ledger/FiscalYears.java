package coop.entrelacs.ledger;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Fiscal years and their months: opened, closed month by month, closed for good. */
@Service
public class FiscalYears {

    /**
     * @param closedAt when it was closed for good, or null
     * @param carried whether opening balances are booked in it; until then those of the year before are counted as they stand
     */
    public record FiscalYear(
            LocalDate firstDay, LocalDate lastDay, @Nullable Instant closedAt, boolean carried, List<Month> months) {

        public FiscalYear {
            months = List.copyOf(months);
        }

        public boolean contains(LocalDate day) {
            return !day.isBefore(firstDay) && !day.isAfter(lastDay);
        }
    }

    /** A period of the year: a calendar month, or the part of one that belongs to the year. */
    public record Month(
            LocalDate firstDay, LocalDate lastDay, @Nullable Instant closedAt) {}

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;

    FiscalYears(JdbcClient jdbc, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** All years, the latest first. */
    @Transactional(readOnly = true)
    public List<FiscalYear> list() {
        record Row(
                int id,
                LocalDate firstDay,
                LocalDate lastDay,
                @Nullable Instant closedAt,
                boolean carried) {}
        record MonthOf(int year, Month month) {}
        List<MonthOf> months = jdbc.sql(
                        "SELECT fiscal_year_id, first_day, last_day, closed_at FROM accounting_period ORDER BY"
                                + " first_day")
                .query((row, n) -> new MonthOf(
                        row.getInt(1),
                        new Month(
                                row.getObject(2, LocalDate.class),
                                row.getObject(3, LocalDate.class),
                                Rows.instant(row, 4))))
                .list();
        return jdbc
                .sql("SELECT id, first_day, last_day, closed_at, carried FROM fiscal_year ORDER BY first_day DESC")
                .query((row, n) -> new Row(
                        row.getInt(1),
                        row.getObject(2, LocalDate.class),
                        row.getObject(3, LocalDate.class),
                        Rows.instant(row, 4),
                        row.getBoolean(5)))
                .list()
                .stream()
                .map(y -> new FiscalYear(
                        y.firstDay(),
                        y.lastDay(),
                        y.closedAt(),
                        y.carried(),
                        months.stream()
                                .filter(m -> m.year() == y.id())
                                .map(MonthOf::month)
                                .toList()))
                .toList();
    }

    /** The year in which a day lies. */
    @Transactional(readOnly = true)
    public Optional<FiscalYear> containing(LocalDate day) {
        return list().stream().filter(y -> y.contains(day)).findFirst();
    }

    /** @throws NotFound if no year begins on this day */
    @Transactional(readOnly = true)
    public FiscalYear get(LocalDate firstDay) {
        return list().stream()
                .filter(y -> y.firstDay().equals(firstDay))
                .findFirst()
                .orElseThrow(() -> new NotFound("fiscal-year", firstDay));
    }

    /**
     * Opens a year with its months.
     *
     * @throws BookingRefused if it overlaps another or is 24 months or longer
     */
    @Transactional
    public FiscalYear open(LocalDate firstDay, LocalDate lastDay) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        Books.translated(() -> jdbc.sql("SELECT open_fiscal_year(?, ?)")
                .params(firstDay, lastDay)
                .query(Integer.class)
                .single());
        return get(firstDay);
    }

    /** Closes the month that begins on this day: nothing can be booked in it any more. Waits for postings under way. */
    @Transactional
    public void closePeriod(LocalDate firstDay) {
        change(firstDay, true);
    }

    /** @throws BookingRefused if its year is closed for good */
    @Transactional
    public void reopenPeriod(LocalDate firstDay) {
        change(firstDay, false);
    }

    /**
     * Closes a year for good: the balances of classes 1 to 5 and the result (in 120 or 129, by activity) become the opening
     * balances of the next year, which is opened if need be.
     *
     * @return the entry of the opening balances, if there was anything to carry
     * @throws BookingRefused if the year is not over, drafts of it are left, or the year before is open
     */
    @Transactional
    public Optional<Long> closeYear(LocalDate firstDay) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        FiscalYear year = get(firstDay);
        if (!isOver(year)) {
            throw new BookingRefused("fiscal-year-running", null, year.lastDay());
        }
        Long opening = Books.translated(() -> jdbc.sql("SELECT close_fiscal_year(?, ?, ?)")
                .params(firstDay, CurrentTenant.actor().subject(), "À-nouveaux")
                .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .single()
                .orElse(null));
        audit.record("fiscal-year.closed", "fiscal-year:" + firstDay, "");
        return Optional.ofNullable(opening);
    }

    /**
     * What closing a year would make final.
     *
     * @param over whether its last day is past: only then can it be closed
     * @param entries booked in it
     * @param result of its classes 6 and 7, a profit positive
     * @param drafts that are to be validated or deleted first
     */
    public record Closing(
            LocalDate firstDay, LocalDate lastDay, boolean over, long entries, Money result, long drafts) {}

    /** @throws NotFound if no year begins on this day */
    @Transactional(readOnly = true)
    public Closing closing(LocalDate firstDay) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        FiscalYear year = get(firstDay);
        return jdbc.sql("""
            SELECT (SELECT count(*) FROM journal_entry WHERE entry_date BETWEEN :first AND :last) AS entries,
                   (SELECT coalesce(-sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id = l.account_id
                    WHERE l.entry_date BETWEEN :first AND :last AND a.number ~ '^[67]') AS result,
                   (SELECT count(*) FROM draft_entry WHERE entry_date BETWEEN :first AND :last) AS drafts\
            """)
                .param("first", year.firstDay())
                .param("last", year.lastDay())
                .query((row, n) -> new Closing(
                        year.firstDay(),
                        year.lastDay(),
                        isOver(year),
                        row.getLong("entries"),
                        Rows.money(row, "result"),
                        row.getLong("drafts")))
                .single();
    }

    private boolean isOver(FiscalYear year) {
        return year.lastDay().isBefore(LocalDate.now(clock));
    }

    private void change(LocalDate firstDay, boolean closed) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        Books.translated(() -> jdbc.sql("SELECT close_period(?, ?)")
                .params(firstDay, closed)
                .query((row, n) -> "")
                .single());
        audit.record(closed ? "period.closed" : "period.reopened", "period:" + firstDay, "");
    }
}
