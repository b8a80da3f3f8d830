package coop.entrelacs.governance;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DatabaseRules;
import coop.entrelacs.tenancy.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Committees and the register of their mandates: who sits, who has served, who may be elected again. */
@Service
public class Committees {

    private static final String MANDATE =
            "SELECT id, committee_id, member_id, term, first_day, last_day, ended_on, elected_by FROM mandate ";

    private final JdbcClient jdbc;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Committees(JdbcClient jdbc, Audit audit, LiveUpdates live, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** Sets up a committee; one with the same code is left as it is. */
    @Transactional
    public Committee ensure(String code, String name, int seats, int termMonths) {
        CurrentTenant.actor().require(Role.MANAGER);
        Committee committee = new Committee(Ids.next(), code, name, seats, termMonths);
        jdbc.sql("INSERT INTO committee (id, code, name, seats, term_months) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (code) DO NOTHING")
                .params(committee.id(), committee.code(), committee.name(), seats, termMonths)
                .update();
        return jdbc.sql("SELECT id, code, name, seats, term_months FROM committee WHERE code = ?")
                .param(committee.code())
                .query(Committee.class)
                .single();
    }

    /** All committees, by code. */
    @Transactional(readOnly = true)
    public List<Committee> list() {
        return jdbc.sql("SELECT id, code, name, seats, term_months FROM committee ORDER BY code")
                .query(Committee.class)
                .list();
    }

    /** @throws NotFound if there is none */
    @Transactional(readOnly = true)
    public Committee get(UUID id) {
        return jdbc.sql("SELECT id, code, name, seats, term_months FROM committee WHERE id = ?")
                .param(id)
                .query(Committee.class)
                .optional()
                .orElseThrow(() -> new NotFound("committee", id));
    }

    /**
     * Records that a member was elected. The term begins on the day given and lasts as long as the committee's terms do.
     *
     * @throws VoteRefused if it were a third term, overlapped another of the member, or all seats are taken
     */
    @Transactional
    public Mandate elect(UUID committee, UUID member, LocalDate firstDay, String electedBy) {
        CurrentTenant.actor().require(Role.MANAGER);
        Committee body = get(committee);
        if (electedBy == null || electedBy.isBlank()) {
            throw new InvalidField("electedBy", "required");
        }
        if (electedBy.strip().length() > 500) {
            throw new InvalidField("electedBy", "too-long", 500);
        }
        LocalDate least = LocalDate.now(clock).minusYears(10);
        LocalDate most = LocalDate.now(clock).plusYears(2);
        if (firstDay.isBefore(least) || firstDay.isAfter(most)) {
            throw new InvalidField("firstDay", "day-out-of-range", least, most);
        }
        UUID id = Ids.next();
        DatabaseRules.call(
                () -> jdbc.sql("SELECT give_mandate(?, ?, ?, ?, ?, ?)")
                        .params(
                                id,
                                committee,
                                member,
                                firstDay,
                                firstDay.plusMonths(body.termMonths()).minusDays(1),
                                electedBy.strip())
                        .query(Integer.class)
                        .single(),
                VoteRefused::new);
        audit.record("mandate.given", "mandate:" + id, body.code());
        live.publish("committee", committee);
        return mandate(id);
    }

    /** Ends a mandate before its term: resignation, exit, revocation. It counts as a term served. */
    @Transactional
    public Mandate end(UUID mandate, LocalDate lastDay) {
        CurrentTenant.actor().require(Role.MANAGER);
        Mandate given = mandate(mandate);
        if (lastDay.isBefore(given.firstDay()) || lastDay.isAfter(given.lastDay())) {
            throw new InvalidField("lastDay", "mandate-ends-within", given.firstDay(), given.lastDay());
        }
        int ended = jdbc.sql("UPDATE mandate SET ended_on = ? WHERE id = ? AND ended_on IS NULL")
                .params(lastDay, mandate)
                .update();
        if (ended == 0) {
            throw new VoteRefused("mandate-ended-already");
        }
        audit.record("mandate.ended", "mandate:" + mandate, "");
        live.publish("committee", given.committee());
        return mandate(mandate);
    }

    /** Every mandate of a committee, the latest first. */
    @Transactional(readOnly = true)
    public List<Mandate> register(UUID committee) {
        return jdbc.sql(MANDATE + "WHERE committee_id = ? ORDER BY first_day DESC, id DESC")
                .param(committee)
                .query((row, n) -> read(row))
                .list();
    }

    /** The members who sit on a day. For the modules above: asks for no role. */
    @Transactional(readOnly = true)
    public List<UUID> sitting(UUID committee, LocalDate day) {
        return jdbc.sql("SELECT member_id FROM mandate WHERE committee_id = ? AND first_day <= ?"
                        + " AND coalesce(ended_on, last_day) >= ? ORDER BY member_id")
                .params(committee, day, day)
                .query(UUID.class)
                .list();
    }

    /** The mandates that end within so many days and could be renewed or must be replaced. */
    @Transactional(readOnly = true)
    public List<Mandate> endingBetween(LocalDate first, LocalDate last) {
        return jdbc.sql(MANDATE + "WHERE coalesce(ended_on, last_day) BETWEEN ? AND ? ORDER BY last_day, id")
                .params(first, last)
                .query((row, n) -> read(row))
                .list();
    }

    private Mandate mandate(UUID id) {
        return jdbc.sql(MANDATE + "WHERE id = ?")
                .param(id)
                .query((row, n) -> read(row))
                .optional()
                .orElseThrow(() -> new NotFound("mandate", id));
    }

    private static Mandate read(ResultSet row) throws SQLException {
        return new Mandate(
                row.getObject("id", UUID.class),
                row.getObject("committee_id", UUID.class),
                row.getObject("member_id", UUID.class),
                row.getInt("term"),
                row.getObject("first_day", LocalDate.class),
                row.getObject("last_day", LocalDate.class),
                row.getObject("ended_on", LocalDate.class),
                row.getString("elected_by"));
    }
}
