package coop.entrelacs.federation;

import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads this tenant's positions: one by one, and by counterpart with their age. */
@Service
public class PositionList {

    private static final String COLUMNS =
            "id, counterpart, direction, kind, amount_cents, on_day, due_on, held, released_on,"
                    + " label, source, state, reference, netting_id, settled_on";

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Clock clock;

    PositionList(JdbcClient jdbc, Ledger ledger, Clock clock) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Which positions; null leaves a side open.
     *
     * @param open true: not settled yet; false: settled
     * @param lateDays at least so many days past due
     */
    public record Filter(
            @Nullable TenantId counterpart,
            Positions.@Nullable Direction direction,
            Positions.@Nullable Kind kind,
            @Nullable Boolean open,
            @Nullable Boolean held,
            @Nullable Integer lateDays) {

        public static Filter none() {
            return new Filter(null, null, null, null, null, null);
        }
    }

    /**
     * What we and one counterpart owe one another, not settled yet. Ages are of both sides' sum, receivables positive.
     *
     * @param net receivable less payable
     * @param notDue what is not due yet, or held
     * @param days30 up to 30 days past due
     * @param days60 31 to 60 days
     * @param older more
     */
    public record Balance(
            TenantId counterpart,
            long count,
            Money receivable,
            Money payable,
            Money net,
            Money notDue,
            Money days30,
            Money days60,
            Money older) {}

    /** Positions, the latest first. */
    @Transactional(readOnly = true)
    public Page<Position> page(Filter filter, @Nullable String after, int limit) {
        requireStaff();
        Cursor cursor = Cursor.of(after);
        List<Position> rows = jdbc.sql("SELECT " + COLUMNS + """
                         FROM mutual_position
                        WHERE (:counterpart::text IS NULL OR counterpart = :counterpart)
                          AND (:direction::text IS NULL OR direction = :direction)
                          AND (:kind::text IS NULL OR kind = :kind)
                          AND (:open::boolean IS NULL OR (state <> 'SETTLED') = :open)
                          AND (:held::boolean IS NULL OR held = :held)
                          AND (:late::int IS NULL OR (state <> 'SETTLED' AND NOT held AND coalesce(due_on, on_day) <= :today::date - :late::int))
                          AND (:day::date IS NULL OR (on_day, id) < (:day, :id))
                        ORDER BY on_day DESC, id DESC LIMIT :limit""")
                .param(
                        "counterpart",
                        filter.counterpart() == null
                                ? null
                                : filter.counterpart().value())
                .param(
                        "direction",
                        filter.direction() == null ? null : filter.direction().name())
                .param("kind", filter.kind() == null ? null : filter.kind().name())
                .param("open", filter.open())
                .param("held", filter.held())
                .param("late", filter.lateDays())
                .param("today", LocalDate.now(clock))
                .param("day", cursor == null ? null : cursor.day())
                .param("id", cursor == null ? null : cursor.id())
                .param("limit", limit + 1)
                .query((row, n) -> position(row))
                .list();
        return Page.of(rows, limit, position -> position.date() + "." + position.id());
    }

    private record Cursor(LocalDate day, UUID id) {

        static @Nullable Cursor of(@Nullable String after) {
            if (after == null) {
                return null;
            }
            try {
                return new Cursor(LocalDate.parse(after.substring(0, 10)), UUID.fromString(after.substring(11)));
            } catch (RuntimeException e) {
                throw new InvalidField("after", "cursor-invalid");
            }
        }
    }

    /** Open positions by counterpart, those with the largest sums first. */
    @Transactional(readOnly = true)
    public List<Balance> balances() {
        requireStaff();
        return jdbc.sql("""
                        WITH open AS (
                            SELECT counterpart, amount_cents, direction,
                                   CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END AS signed,
                                   CASE WHEN held THEN 0 ELSE :today::date - coalesce(due_on, on_day) END AS late
                            FROM mutual_position WHERE state <> 'SETTLED')
                        SELECT counterpart, count(*) AS count,
                               coalesce(sum(amount_cents) FILTER (WHERE direction = 'RECEIVABLE'), 0) AS receivable,
                               coalesce(sum(amount_cents) FILTER (WHERE direction = 'PAYABLE'), 0) AS payable,
                               coalesce(sum(signed), 0) AS net,
                               coalesce(sum(signed) FILTER (WHERE late <= 0), 0) AS not_due,
                               coalesce(sum(signed) FILTER (WHERE late BETWEEN 1 AND 30), 0) AS days30,
                               coalesce(sum(signed) FILTER (WHERE late BETWEEN 31 AND 60), 0) AS days60,
                               coalesce(sum(signed) FILTER (WHERE late > 60), 0) AS older
                        FROM open GROUP BY counterpart ORDER BY sum(amount_cents) DESC, counterpart""")
                .param("today", LocalDate.now(clock))
                .query((row, n) -> new Balance(
                        new TenantId(row.getString("counterpart")),
                        row.getLong("count"),
                        Money.ofCents(row.getLong("receivable")),
                        Money.ofCents(row.getLong("payable")),
                        Money.ofCents(row.getLong("net")),
                        Money.ofCents(row.getLong("not_due")),
                        Money.ofCents(row.getLong("days30")),
                        Money.ofCents(row.getLong("days60")),
                        Money.ofCents(row.getLong("older"))))
                .list();
    }

    /** @throws NotFound if this tenant has no such position */
    @Transactional(readOnly = true)
    public Position get(UUID id) {
        requireStaff();
        return byIds(List.of(id)).stream().findFirst().orElseThrow(() -> new NotFound("position", id));
    }

    /** The ledger's entry that opened a position, if it was booked under the source the position names. */
    @Transactional(readOnly = true)
    public Optional<Long> entry(Position position) {
        requireStaff();
        return ledger.bySource(position.source());
    }

    List<Position> byIds(List<UUID> ids) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM mutual_position WHERE id = ANY (?::uuid[]) ORDER BY on_day, id")
                .param(ids.stream().map(UUID::toString).toArray(String[]::new))
                .query((row, n) -> position(row))
                .list();
    }

    static void requireStaff() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR);
    }

    static Position position(ResultSet row) throws SQLException {
        return new Position(
                row.getObject("id", UUID.class),
                new TenantId(row.getString("counterpart")),
                Positions.Direction.valueOf(row.getString("direction")),
                Positions.Kind.valueOf(row.getString("kind")),
                Money.ofCents(row.getLong("amount_cents")),
                row.getObject("on_day", LocalDate.class),
                row.getObject("due_on", LocalDate.class),
                row.getBoolean("held"),
                row.getObject("released_on", LocalDate.class),
                row.getString("label"),
                row.getString("source"),
                Position.State.valueOf(row.getString("state")),
                row.getString("reference"),
                row.getObject("netting_id", UUID.class),
                row.getObject("settled_on", LocalDate.class));
    }
}
