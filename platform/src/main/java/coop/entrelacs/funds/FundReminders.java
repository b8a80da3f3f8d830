package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.funds.FundReminder.Audience;
import coop.entrelacs.funds.FundReminder.WaitedFor;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who is waited for, and until when: derived from the requests each time it is asked for, so that what was done is not reminded of.
 * Open pages are rung once when a day comes near and once when it has passed.
 */
@Service
public class FundReminders {

    /** From how many days before. */
    static final int DAYS_BEFORE = 7;

    /** How long the other side has to answer. */
    static final int DAYS_TO_ANSWER = 7;

    /** All that is waited for, of one tenant. */
    private static final String WAITED = """
        WITH due AS (
            SELECT r.id, 'DECISION' AS kind, 'COMMITTEE' AS audience, r.decide_by AS due_on FROM fund_request r
             WHERE r.stage IN ('REVIEW', 'APPEAL')
            UNION ALL SELECT r.id, 'PAYMENT', 'MONEY', r.decided_on FROM fund_request r WHERE r.stage IN ('GRANTED', 'PAYING')
            UNION ALL SELECT r.id, 'APPEAL', 'APPLICANT', r.appeal_until FROM fund_request r
             WHERE r.stage IN ('REFUSED', 'INADMISSIBLE') AND r.appeal_until >= :today
            UNION ALL SELECT i.request_id, 'INSTALMENT', 'APPLICANT', min(i.due_on)
              FROM (SELECT i.request_id, i.due_on, r.back_cents,
                           sum(i.amount_cents) OVER (PARTITION BY i.request_id ORDER BY i.no) AS until_then
                      FROM fund_instalment i JOIN fund_request r ON r.id = i.request_id
                     WHERE r.stage IN ('REPAYING', 'DEFAULTED')) i
             WHERE i.until_then > i.back_cents GROUP BY i.request_id
            UNION ALL SELECT m.request_id, 'ANSWER', CASE WHEN m.from_committee THEN 'APPLICANT' ELSE 'COMMITTEE' END,
                             (m.sent_at AT TIME ZONE 'Europe/Paris')::date + :answer::integer
              FROM (SELECT DISTINCT ON (m.request_id) m.request_id, m.from_committee, m.sent_at FROM fund_message m
                      JOIN fund_request r ON r.id = m.request_id AND r.stage IN ('REVIEW', 'APPEAL')
                     ORDER BY m.request_id, m.id DESC) m)
        SELECT d.id, r.fund_id, f.name, f.committee_id, r.member_id, d.kind, d.audience, d.due_on, d.due_on < :today AS late
          FROM due d JOIN fund_request r ON r.id = d.id JOIN fund f ON f.id = r.fund_id
         WHERE d.due_on <= :today::date + :before::integer
        """;

    private final JdbcClient jdbc;
    private final RequestAccess access;
    private final Members members;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    FundReminders(JdbcClient jdbc, RequestAccess access, Members members, Audit audit, LiveUpdates live, Clock clock) {
        this.jdbc = jdbc;
        this.access = access;
        this.members = members;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    private record Waited(FundReminder reminder, UUID member) {}

    /** What the present actor is waited for, the most pressing first. */
    @Transactional(readOnly = true)
    public List<FundReminder> mine() {
        UUID me = members.mine().orElse(null);
        boolean money = CurrentTenant.actor().isAnyOf(Role.TREASURER, Role.ACCOUNTANT);
        Map<UUID, Boolean> sits = new HashMap<>();
        List<Waited> waited = waited();
        Set<UUID> decidable = me == null
                ? Set.of()
                : access.withoutConflict(
                        me,
                        waited.stream()
                                .filter(w -> w.reminder().audience() == Audience.COMMITTEE)
                                .collect(Collectors.toMap(
                                        w -> w.reminder().request(), Waited::member, (one, same) -> one)));
        List<FundReminder> mine = new ArrayList<>();
        for (Waited one : waited) {
            boolean waitedFor = switch (one.reminder().audience()) {
                case APPLICANT -> one.member().equals(me);
                case MONEY -> money;
                case COMMITTEE ->
                    me != null
                            && decidable.contains(one.reminder().request())
                            && sits.computeIfAbsent(one.reminder().fund(), fund -> access.sits(fund, me));
            };
            if (waitedFor) {
                mine.add(one.reminder());
            }
        }
        return mine;
    }

    /** Reminds of what has come near or passed since the last time, once each. Safe to repeat; returns how many. */
    @Transactional
    public int remindDue() {
        CurrentTenant.actor().require(Role.MANAGER);
        List<FundReminder> all = waited().stream().map(Waited::reminder).toList();
        record New(UUID request, String what) {}
        List<New> reminded = jdbc.sql("""
            INSERT INTO fund_reminder (request_id, kind, audience, due_on, late, reminded_at)
            SELECT r, k, a, d::date, l, ? FROM unnest(?, ?, ?, ?, ?) u(r, k, a, d, l) ON CONFLICT DO NOTHING
            RETURNING request_id, kind || ' ' || due_on || CASE WHEN late THEN ' late' ELSE '' END\
            """)
                .params(
                        clock.instant().atOffset(ZoneOffset.UTC),
                        all.stream().map(FundReminder::request).toArray(UUID[]::new),
                        all.stream().map(r -> r.kind().name()).toArray(String[]::new),
                        all.stream().map(r -> r.audience().name()).toArray(String[]::new),
                        all.stream().map(r -> r.dueOn().toString()).toArray(String[]::new),
                        all.stream().map(FundReminder::late).toArray(Boolean[]::new))
                .query((row, n) -> new New(row.getObject(1, UUID.class), row.getString(2)))
                .list();
        for (New one : reminded) {
            audit.record("fund-request.reminded", "fund-request:" + one.request(), one.what());
            live.publish("fund-request", one.request());
        }
        return reminded.size();
    }

    private List<Waited> waited() {
        return jdbc.sql(WAITED + " ORDER BY d.due_on, d.id, d.kind")
                .param("today", LocalDate.now(clock))
                .param("before", DAYS_BEFORE)
                .param("answer", DAYS_TO_ANSWER)
                .query((row, n) -> new Waited(
                        new FundReminder(
                                row.getObject("id", UUID.class),
                                row.getObject("fund_id", UUID.class),
                                row.getString("name"),
                                WaitedFor.valueOf(row.getString("kind")),
                                Audience.valueOf(row.getString("audience")),
                                row.getObject("due_on", LocalDate.class),
                                row.getBoolean("late")),
                        row.getObject("member_id", UUID.class)))
                .list();
    }
}
