package coop.entrelacs.ledger;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Compares what the documents say with the books, every night and whenever somebody verifies. The last result is kept, each difference
 * with the time it was first seen; accountants and managers are told of a new one.
 */
@Service
public class BooksWatch {

    /** What changed is told under this topic. */
    public static final String TOPIC = "books-check";

    private static final int MOST_SHOWN = 200;

    /** When the night's comparison is made, in the zone of the clock. */
    private static final LocalTime AT = LocalTime.of(3, 10);

    private final JdbcClient jdbc;
    private final SubLedgers subLedgers;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    BooksWatch(JdbcClient jdbc, SubLedgers subLedgers, Audit audit, LiveUpdates live, Clock clock) {
        this.jdbc = jdbc;
        this.subLedgers = subLedgers;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Documents and books say different things.
     *
     * @param code message key {@code finding.<code>}
     * @param what whose: a customer, a fund, an account
     * @param told by the documents
     * @param booked in the books
     * @param since when it was first seen
     */
    public record Difference(String code, String what, Money told, Money booked, Instant since) {

        /** The values that the sentence names. */
        public List<String> detail() {
            return List.of(what, told.toString(), booked.toString());
        }
    }

    /**
     * The last comparison.
     *
     * @param at null before the first one
     * @param differences the oldest first, at most two hundred
     * @param all how many there are
     */
    public record Outcome(@Nullable Instant at, List<Difference> differences, int all) {
        public Outcome {
            differences = List.copyOf(differences);
        }
    }

    /** What the last comparison found. */
    @Transactional(readOnly = true)
    public Outcome last() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return kept();
    }

    /** How many differences the last comparison found. */
    @Transactional(readOnly = true)
    public int open() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return count();
    }

    /** Compares now, and keeps what is found. */
    @Transactional
    public Outcome check() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        keep(subLedgers.differences());
        return kept();
    }

    /**
     * Compares where nothing was compared since the last night. A night that was missed, because the tenant was out of reach, is made up
     * for at the next look.
     *
     * @return how long it is until the next night
     */
    @Transactional
    Duration nightly() {
        ZonedDateTime now = clock.instant().atZone(clock.getZone());
        ZonedDateTime tonight = now.with(AT);
        ZonedDateTime last = tonight.isAfter(now) ? tonight.minusDays(1) : tonight;
        Instant checked = checkedAt();
        if (checked == null || checked.isBefore(last.toInstant())) {
            check();
        }
        return Duration.between(now, last.plusDays(1));
    }

    /** Keeps what was found just now; tells of what was not there before, or in another amount. */
    void keep(List<SubLedgers.Found> found) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        // Locks the one row first, so that two comparisons at once come one after the other.
        jdbc.sql("INSERT INTO books_check (checked_at) VALUES (?) ON CONFLICT (only_row) DO UPDATE SET checked_at ="
                        + " excluded.checked_at")
                .param(now)
                .update();
        String[] codes = found.stream().map(SubLedgers.Found::code).toArray(String[]::new);
        String[] whats = found.stream().map(SubLedgers.Found::what).toArray(String[]::new);
        int gone = jdbc.sql("DELETE FROM books_difference d WHERE NOT EXISTS (SELECT FROM unnest(?::text[], ?::text[])"
                        + " u(code, what) WHERE u.code = d.code AND u.what = d.what)")
                .params(codes, whats)
                .update();
        List<String> fresh = jdbc.sql("""
            INSERT INTO books_difference AS d (code, what, told_cents, booked_cents, since)
            SELECT c, w, t, b, ? FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[]) u(c, w, t, b)
            ON CONFLICT (code, what) DO UPDATE SET told_cents = excluded.told_cents, booked_cents = excluded.booked_cents
                WHERE d.told_cents - d.booked_cents <> excluded.told_cents - excluded.booked_cents
            RETURNING d.code\
            """)
                .params(
                        now,
                        codes,
                        whats,
                        found.stream().map(one -> one.told().cents()).toArray(Long[]::new),
                        found.stream().map(one -> one.booked().cents()).toArray(Long[]::new))
                .query(String.class)
                .list();
        if (!fresh.isEmpty()) {
            audit.record(
                    "books.differ",
                    "books",
                    String.join(" ", fresh.stream().distinct().toList()));
        }
        if (!fresh.isEmpty() || gone > 0) {
            live.publish(TOPIC, fresh.isEmpty() ? "gone" : "new");
        }
    }

    private @Nullable Instant checkedAt() {
        return jdbc.sql("SELECT checked_at FROM books_check")
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .optional()
                .orElse(null);
    }

    private int count() {
        return jdbc.sql("SELECT count(*) FROM books_difference")
                .query(Integer.class)
                .single();
    }

    private Outcome kept() {
        List<Difference> differences = jdbc.sql(
                        "SELECT code, what, told_cents, booked_cents, since FROM books_difference ORDER BY since, code, what LIMIT "
                                + MOST_SHOWN)
                .query((row, n) -> new Difference(
                        row.getString("code"),
                        row.getString("what"),
                        Money.ofCents(row.getLong("told_cents")),
                        Money.ofCents(row.getLong("booked_cents")),
                        row.getTimestamp("since").toInstant()))
                .list();
        return new Outcome(checkedAt(), differences, differences.size() < MOST_SHOWN ? differences.size() : count());
    }
}
