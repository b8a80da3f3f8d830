package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who is away when. Until a month is approved its absences may be recorded and cancelled; its slips follow. */
@Service
public class Absences {

    private final JdbcClient jdbc;
    private final Members members;
    private final PayChanges changes;
    private final Audit audit;
    private final Clock clock;

    Absences(JdbcClient jdbc, Members members, PayChanges changes, Audit audit, Clock clock) {
        this.changes = changes;
        this.jdbc = jdbc;
        this.members = members;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * An absence, both days included.
     *
     * @param maintained the part of pay that goes on; null: all for paid leave, what the law and the contract say for sickness and after an
     *     accident at work, nothing for the rest
     */
    public record Form(
            @Nullable AbsenceKind kind,
            @Nullable LocalDate firstDay,
            @Nullable LocalDate lastDay,
            @Nullable Rate maintained) {

        private static final int LONGEST = 366;

        public Form {
            if (kind == null || kind == AbsenceKind.NOT_EMPLOYED) {
                throw new InvalidField("kind", "required");
            }
            if (firstDay == null) {
                throw new InvalidField("firstDay", "required");
            }
            if (lastDay == null) {
                throw new InvalidField("lastDay", "required");
            }
            if (lastDay.isBefore(firstDay)) {
                throw new InvalidField("lastDay", "last-day-before-first");
            }
            if (ChronoUnit.DAYS.between(firstDay, lastDay) >= LONGEST) {
                throw new InvalidField("lastDay", "absence-too-long");
            }
            if (maintained == null && kind != AbsenceKind.SICKNESS && kind != AbsenceKind.WORK_ACCIDENT) {
                maintained = Rate.percent(kind == AbsenceKind.PAID_LEAVE ? "100" : "0");
            }
            if (maintained != null) {
                Establishment.percentage("maintained", maintained);
            }
        }
    }

    /**
     * One absence as recorded.
     *
     * @param maintained the part of pay that goes on; null: what the law and the contract say
     */
    public record Away(
            UUID id,
            UUID member,
            AbsenceKind kind,
            LocalDate firstDay,
            LocalDate lastDay,
            @Nullable Rate maintained) {

        boolean isSickness() {
            return kind == AbsenceKind.SICKNESS || kind == AbsenceKind.WORK_ACCIDENT;
        }

        /** Whether the law and the contract say what goes on of pay. */
        boolean byContract() {
            return maintained == null;
        }

        /** The part of pay that goes on where somebody said it. */
        Rate part() {
            return maintained == null ? Rate.ZERO : maintained;
        }
    }

    /**
     * Records that somebody is away.
     *
     * @throws PayrollRefused if they are away already on one of the days, or a month of it is approved
     */
    @Transactional
    public UUID record(UUID member, Form form) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        members.name(member);
        UUID id = Ids.next();
        int rows;
        try {
            rows = jdbc.sql("""
                            INSERT INTO pay_absence (id, member_id, kind, first_day, last_day, maintained, recorded_by, recorded_at)
                            SELECT :id, :member, :kind, :first, :last, CAST(:maintained AS numeric), :by, :at
                            WHERE NOT pay_month_settled(:member, :first, :last)""")
                    .param("id", id)
                    .param("member", member)
                    .param("kind", String.valueOf(form.kind()))
                    .param("first", form.firstDay())
                    .param("last", form.lastDay())
                    .param("maintained", percent(form.maintained()))
                    .param("by", CurrentTenant.actor().subject())
                    .param("at", Timestamp.from(clock.instant()))
                    .update();
        } catch (DataIntegrityViolationException e) {
            throw String.valueOf(e.getMessage()).contains("pay_absence_alone")
                    ? new PayrollRefused("absence-overlaps")
                    : e;
        }
        if (rows == 0) {
            throw new PayrollRefused(
                    "month-approved", YearMonth.from(java.util.Objects.requireNonNull(form.firstDay())));
        }
        changes.note(
                PayChanges.Kind.ABSENCE, member, YearMonth.from(java.util.Objects.requireNonNull(form.firstDay())));
        audit.record("absence.recorded", "member:" + member, "");
        return id;
    }

    /** Takes back an absence that was wrong, as long as none of its months is approved. */
    @Transactional
    public void cancel(UUID absence) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        int rows = jdbc.sql("""
                        UPDATE pay_absence SET cancelled_by = :by, cancelled_at = :at WHERE id = :id AND cancelled_at IS NULL
                            AND NOT pay_month_settled(member_id, first_day, last_day)""")
                .param("by", CurrentTenant.actor().subject())
                .param("at", Timestamp.from(clock.instant()))
                .param("id", absence)
                .update();
        if (rows == 0) {
            LocalDate first = jdbc.sql("SELECT first_day FROM pay_absence WHERE id = ?")
                    .param(absence)
                    .query(LocalDate.class)
                    .optional()
                    .orElseThrow(() -> new NotFound("absence", absence));
            throw new PayrollRefused("month-approved", YearMonth.from(first));
        }
        Away gone = jdbc.sql("SELECT * FROM pay_absence WHERE id = ?")
                .param(absence)
                .query((row, n) -> away(row))
                .single();
        changes.note(PayChanges.Kind.ABSENCE, gone.member(), YearMonth.from(gone.firstDay()));
        audit.record("absence.cancelled", "absence:" + absence, "");
    }

    /** A member's absences, the newest first; health may be guessed from them, so reading another's leaves a trace. */
    @Transactional
    public List<Away> ofMember(UUID member) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER);
        PayAccess.read(audit, own, "absences.read", "member:" + member, "");
        return jdbc.sql("SELECT * FROM pay_absence WHERE member_id = ? AND cancelled_at IS NULL"
                        + " ORDER BY first_day DESC")
                .param(member)
                .query((row, n) -> away(row))
                .list();
    }

    /** An absence with whose it is. */
    public record Listed(Away absence, String memberName) {}

    /** Everybody's absences that end on or after a day, the earliest first; reading them leaves a trace. */
    @Transactional
    public List<Listed> from(LocalDate day) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        audit.record("absences.read", "absences:" + day, "");
        List<Away> found = jdbc.sql("SELECT * FROM pay_absence WHERE cancelled_at IS NULL AND last_day >= ?"
                        + " ORDER BY first_day, id")
                .param(day)
                .query((row, n) -> away(row))
                .list();
        Map<UUID, MemberName> names =
                members.names(found.stream().map(Away::member).distinct().toList());
        return found.stream()
                .map(away -> {
                    MemberName name = names.get(away.member());
                    return new Listed(away, name == null ? "" : name.displayName());
                })
                .toList();
    }

    /** Says how many days of leave somebody brings from the software before this one. */
    @Transactional
    public void openLeave(UUID member, BigDecimal days) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        members.name(member);
        if (days.signum() < 0
                || days.compareTo(new BigDecimal(200)) > 0
                || days.stripTrailingZeros().scale() > 2) {
            throw new InvalidField("days", "out-of-range", 0, 200);
        }
        jdbc.sql("""
                        INSERT INTO leave_opening (member_id, days, recorded_by, recorded_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT (member_id) DO UPDATE SET days = excluded.days, recorded_by = excluded.recorded_by,
                            recorded_at = excluded.recorded_at""")
                .params(member, days, CurrentTenant.actor().subject(), Timestamp.from(clock.instant()))
                .update();
        changes.note(PayChanges.Kind.LEAVE, member, null);
        audit.record("leave.opened", "member:" + member, days.toPlainString());
    }

    /** The absences of some that touch some days, the earliest first, in one statement. */
    Map<UUID, List<Away>> of(Collection<UUID> ids, LocalDate first, LocalDate last) {
        return jdbc
                .sql("""
                        SELECT * FROM pay_absence WHERE member_id = ANY (:ids) AND cancelled_at IS NULL
                            AND last_day >= :first AND first_day <= :last ORDER BY member_id, first_day""")
                .param("ids", ids.toArray(UUID[]::new))
                .param("first", first)
                .param("last", last)
                .query((row, n) -> away(row))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Away::member));
    }

    /** What some brought from elsewhere. */
    Map<UUID, BigDecimal> openings(Collection<UUID> ids) {
        Map<UUID, BigDecimal> found = new HashMap<>();
        jdbc.sql("SELECT member_id, days FROM leave_opening WHERE member_id = ANY (:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, n) -> found.put(row.getObject("member_id", UUID.class), row.getBigDecimal("days")))
                .list();
        return found;
    }

    private static @Nullable BigDecimal percent(@Nullable Rate rate) {
        return rate == null ? null : rate.percent();
    }

    private static @Nullable Rate rate(@Nullable BigDecimal percent) {
        return percent == null ? null : new Rate(percent);
    }

    private static Away away(ResultSet row) throws SQLException {
        return new Away(
                row.getObject("id", UUID.class),
                row.getObject("member_id", UUID.class),
                AbsenceKind.valueOf(row.getString("kind")),
                row.getObject("first_day", LocalDate.class),
                row.getObject("last_day", LocalDate.class),
                rate(row.getBigDecimal("maintained")));
    }
}
