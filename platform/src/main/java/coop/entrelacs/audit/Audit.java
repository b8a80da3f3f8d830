package coop.entrelacs.audit;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import coop.entrelacs.web.Words;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The tenant's audit trail. Its rows cannot be changed or removed by the application's own login; each carries the hash of the one
 * before, so that a change made otherwise shows.
 */
@Service
public class Audit {

    private final JdbcClient jdbc;
    private final Clock clock;

    Audit(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Records that the current actor did something, in the current transaction where there is one.
     *
     * @param action stable code, as {@code person.read}, {@code invoice.validated}
     * @param subject the kind and id of what it was done to, as {@code person:0198…}; never a name
     * @param detail a few words or codes, never health or bank data, may be empty
     */
    public void record(String action, String subject, String detail) {
        Actor actor = CurrentTenant.actor();
        jdbc.sql("SELECT append_audit(?, ?, ?, ?, ?, ?)")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(actor.subject())
                .param(actor.name())
                .param(action)
                .param(subject)
                .param(detail)
                .query(Long.class)
                .single();
    }

    /**
     * The newest entries first. Only for managers.
     *
     * @param subject only what was done to this, or null for everything
     * @param after the cursor of the page before, or null
     */
    public Page<AuditEntry> newest(@Nullable String subject, @Nullable Long after, int limit) {
        return search(AuditFilter.of(subject), after, limit);
    }

    /** The same of those entries that a filter finds. */
    public Page<AuditEntry> search(AuditFilter filter, @Nullable Long after, int limit) {
        CurrentTenant.actor().require(Role.MANAGER);
        List<AuditEntry> rows = jdbc.sql("""
                        SELECT id, at, actor, actor_name, action, subject, detail, number, encode(hash, 'hex') AS hash
                        FROM audit_entry
                        WHERE (:subject::text IS NULL OR subject = :subject) AND (:after::bigint IS NULL OR id < :after)
                          AND CASE WHEN :either
                              THEN action = ANY (:actions::text[]) OR coalesce(strpos(folded(actor_name), folded(:actor)), 0) > 0
                              ELSE (cardinality(:actions::text[]) = 0 OR action = ANY (:actions::text[]))
                                   AND (:actor::text IS NULL OR strpos(folded(actor_name), folded(:actor)) > 0) END
                          AND (:from::timestamptz IS NULL OR at >= :from::timestamptz)
                          AND (:until::timestamptz IS NULL OR at < :until::timestamptz)
                        ORDER BY id DESC LIMIT :limit
                        """)
                .param("subject", filter.subject())
                .param("actions", filter.actions().toArray(String[]::new))
                .param("actor", filter.actor())
                .param("either", filter.either())
                .param("from", start(filter.from()))
                .param("until", filter.to() == null ? null : start(filter.to().plusDays(1)))
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, _) -> entry(row))
                .list();
        return Page.of(rows, limit, entry -> String.valueOf(entry.id()));
    }

    private static @Nullable String start(@Nullable LocalDate day) {
        return day == null
                ? null
                : day.atStartOfDay(Words.ZONE).toOffsetDateTime().toString();
    }

    /**
     * Chains what is not chained yet, then reads the whole chain again.
     *
     * @return the number of the first entry that was changed, removed or put in since it was chained; empty if all is as it was
     */
    public Optional<Long> firstBroken() {
        CurrentTenant.actor().require(Role.MANAGER);
        jdbc.sql("SELECT chain_audit(true)").query(Long.class).single();
        return jdbc.sql("SELECT verify_audit()").query(Long.class).optional();
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getObject("actor", java.util.UUID.class),
                row.getString("actor_name"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"),
                row.getObject("number", Long.class),
                row.getString("hash"));
    }
}
