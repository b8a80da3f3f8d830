package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The radar: what has to be done about members, by when. Derived from their dated rows, so it is never out of date. */
@Service
public class Deadlines {

    private static final LocalDate BEGINNING = LocalDate.of(1900, 1, 1);

    private final JdbcClient jdbc;
    private final MemberAccess access;

    Deadlines(JdbcClient jdbc, MemberAccess access) {
        this.jdbc = jdbc;
        this.access = access;
    }

    /**
     * What falls due up to a day, overdue things first; by day, then by kind.
     *
     * @param until the last day to look at
     * @param kind null for all
     * @param advisor only the members whom this advisor accompanies today, null for all
     */
    @Transactional(readOnly = true)
    public Page<Deadline> radar(
            LocalDate until, Deadline.@Nullable Kind kind, @Nullable UUID advisor, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER);
        LocalDate afterDue = BEGINNING;
        String afterKey = "";
        if (after != null && !after.isEmpty()) {
            try {
                afterDue = LocalDate.parse(after.substring(0, 10));
                afterKey = after.substring(11);
            } catch (java.time.format.DateTimeParseException | IndexOutOfBoundsException e) {
                throw new InvalidField("after", "malformed");
            }
        }
        List<Deadline> rows = jdbc.sql("""
            WITH due AS (
                SELECT 'BUSINESS_SUPPORT_ENDS' AS kind, c.planned_last_day AS due, c.member_id, c.id AS contract_id
                FROM contract c
                WHERE c.kind = 'BUSINESS_SUPPORT' AND c.ended_on IS NULL AND c.planned_last_day >= :today
                    AND NOT EXISTS (SELECT FROM contract n WHERE n.member_id = c.member_id AND n.first_day > c.first_day)
                UNION ALL
                SELECT 'FIXED_TERM_ENDS', c.planned_last_day, c.member_id, c.id
                FROM contract c
                WHERE c.kind = 'EMPLOYMENT' AND c.ended_on IS NULL AND c.planned_last_day >= :today
                    AND NOT EXISTS (SELECT FROM contract n WHERE n.member_id = c.member_id AND n.first_day > c.first_day)
                UNION ALL
                SELECT 'TRIAL_ENDS', c.trial_last_day, c.member_id, c.id
                FROM contract c WHERE c.trial_last_day >= :today AND c.ended_on IS NULL
                UNION ALL
                SELECT 'ASSOCIATE_BY', c.associate_by, c.member_id, c.id
                FROM contract c
                WHERE c.associate_by IS NOT NULL AND (c.ended_on IS NULL OR c.ended_on >= :today)
                    AND NOT EXISTS (SELECT FROM associate_term t WHERE t.member_id = c.member_id
                        AND (t.last_day IS NULL OR t.last_day >= :today))
                UNION ALL
                SELECT 'LAPSED', max(least(c.ended_on, c.planned_last_day)), c.member_id, NULL::uuid
                FROM contract c
                WHERE NOT EXISTS (SELECT FROM contract n WHERE n.member_id = c.member_id
                        AND (least(n.ended_on, n.planned_last_day) IS NULL
                            OR least(n.ended_on, n.planned_last_day) >= :today))
                    AND NOT EXISTS (SELECT FROM associate_term t WHERE t.member_id = c.member_id
                        AND (t.last_day IS NULL OR t.last_day >= :today))
                GROUP BY c.member_id
                HAVING NOT EXISTS (SELECT FROM member_exit x WHERE x.member_id = c.member_id
                    AND x.left_on >= max(least(c.ended_on, c.planned_last_day)))
                UNION ALL
                SELECT 'SHARES_DUE', r.due_on, r.member_id, NULL::uuid
                FROM share_redemption r WHERE r.paid_on IS NULL)
            SELECT * FROM (
                SELECT d.kind, d.due, d.member_id, d.contract_id, m.no, m.first_name, m.last_name,
                    v.advisor_id, v.advisor_name, d.kind || d.member_id || coalesce(d.contract_id::text, '') AS key
                FROM due d JOIN member m ON m.id = d.member_id
                LEFT JOIN LATERAL (SELECT advisor_id, advisor_name FROM member_advisor a
                    WHERE a.member_id = d.member_id AND a.first_day <= :today
                    ORDER BY a.first_day DESC LIMIT 1) v ON true) r
            WHERE r.due <= :until AND (r.due, r.key) > (:afterDue, :afterKey)
                AND (CAST(:kind AS varchar) IS NULL OR r.kind = :kind)
                AND (CAST(:advisor AS uuid) IS NULL OR r.advisor_id = :advisor)
            ORDER BY r.due, r.key LIMIT :limit\
            """)
                .param("today", access.today())
                .param("until", until)
                .param("kind", kind == null ? null : kind.name())
                .param("advisor", advisor)
                .param("afterDue", afterDue)
                .param("afterKey", afterKey)
                .param("limit", limit + 1)
                .query((rs, _) -> new Deadline(
                        Deadline.Kind.valueOf(rs.getString("kind")),
                        MemberRecords.day(rs, "due"),
                        MemberRecords.id(rs, "member_id"),
                        MemberRecords.number(rs.getLong("no")),
                        rs.getString("first_name") + " " + rs.getString("last_name"),
                        rs.getObject("contract_id", UUID.class),
                        rs.getObject("advisor_id", UUID.class),
                        rs.getString("advisor_name")))
                .list();
        return Page.of(rows, limit, Deadlines::cursor);
    }

    private static String cursor(Deadline deadline) {
        return deadline.due() + " " + deadline.kind() + deadline.member()
                + (deadline.contract() == null ? "" : deadline.contract());
    }
}
