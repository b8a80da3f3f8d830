package coop.entrelacs.activities;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.AnalyticAxis;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Texts;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The activities of the cooperative: brands that belong to members and are values of the ledger's analytic axis. */
@Service
public class Activities {

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final ActivityAccess access;
    private final AnalyticAxis axis;
    private final Members members;
    private final VatCodes vatCodes;
    private final LiveUpdates live;
    private final Audit audit;
    private final Clock clock;

    Activities(
            JdbcClient jdbc,
            EntityManager entities,
            ActivityAccess access,
            AnalyticAxis axis,
            Members members,
            VatCodes vatCodes,
            LiveUpdates live,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.access = access;
        this.axis = axis;
        this.members = members;
        this.vatCodes = vatCodes;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
    }

    /** Opens an activity and its value on the analytic axis. */
    @Transactional
    public ActivityDetails open(ActivityForm form, List<MemberShare> members) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ADVISOR, Role.ACCOUNTANT);
        List<MemberShare> shares = MemberShare.checked(members);
        check(null, form);
        Activity activity = new Activity(Ids.next(), form);
        entities.persist(activity);
        entities.flush();
        share(activity.id(), form.openedOn(), shares);
        axis.ensure(activity.id(), activity.code(), activity.tradeName());
        audit.record("activity.opened", "activity:" + activity.id(), activity.code());
        live.publish("activity", activity.id());
        return details(activity);
    }

    /**
     * Changes what is said of an activity. What was invoiced before keeps what it said then. A member changes how the activity
     * presents itself; where its customers pay, when, and how its VAT falls due is for accountants and managers.
     */
    @Transactional
    public ActivityDetails change(UUID id, long version, ActivityForm form) {
        access.requireWrite(id);
        Activity activity = find(id);
        if (activity.version() != version) {
            throw new ChangedMeanwhile();
        }
        check(id, form);
        if (!ActivityAccess.isStaff() && !activity.form().sameTerms(form)) {
            throw new NotAllowed(Role.ACCOUNTANT, Role.MANAGER);
        }
        activity.describe(form);
        entities.flush();
        axis.ensure(id, activity.code(), activity.tradeName());
        live.publish("activity", id);
        return details(activity);
    }

    /** Says who owns an activity from a day on, for which shares. Earlier days keep what they were. */
    @Transactional
    public ActivityDetails shareFrom(UUID id, LocalDate from, List<MemberShare> members) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ADVISOR, Role.ACCOUNTANT);
        List<MemberShare> shares = MemberShare.checked(members);
        Activity activity = find(id);
        if (from.isBefore(activity.openedOn())) {
            throw new InvalidField("from", "before-opening", activity.openedOn());
        }
        // one writer at a time: two distributions from the same day would otherwise mix
        jdbc.sql("SELECT 1 FROM activity WHERE id = ? FOR UPDATE")
                .param(id)
                .query(Integer.class)
                .single();
        jdbc.sql("DELETE FROM activity_member WHERE activity_id = ? AND first_day >= ?")
                .params(id, from)
                .update();
        jdbc.sql("UPDATE activity_member SET last_day = ?::date - 1 WHERE activity_id = ? AND (last_day IS NULL"
                        + " OR last_day >= ?)")
                .params(from, id, from)
                .update();
        share(id, from, shares);
        audit.record("activity.shared", "activity:" + id, from.toString());
        live.publish("activity", id);
        return details(activity);
    }

    /** Closes an activity after a day: nothing dated later can be invoiced. */
    @Transactional
    public ActivityDetails close(UUID id, LocalDate lastDay) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ADVISOR, Role.ACCOUNTANT);
        Activity activity = find(id);
        if (lastDay.isBefore(activity.openedOn())) {
            throw new InvalidField("lastDay", "before-opening", activity.openedOn());
        }
        activity.close(lastDay);
        entities.flush();
        audit.record("activity.closed", "activity:" + id, lastDay.toString());
        live.publish("activity", id);
        return details(activity);
    }

    /** @throws NotFound if there is none, or not for the asker */
    @Transactional(readOnly = true)
    public ActivityDetails get(UUID id) {
        access.requireRead(id);
        return details(find(id));
    }

    /** The activities that the asker sees, by trade name. */
    @Transactional(readOnly = true)
    public Page<ActivityRow> list(@Nullable String text, @Nullable String after, @Nullable Integer limit) {
        var scope = access.scope();
        int most = Page.limit(limit);
        List<ActivityRow> rows = jdbc.sql(
                        """
                            SELECT a.id, a.code, a.trade_name, a.trade, a.opened_on, a.closed_on,
                                   array(SELECT m.member_id FROM activity_member m
                                          WHERE m.activity_id = a.id AND m.first_day <= :today
                                            AND (m.last_day IS NULL OR m.last_day >= :today)
                                          ORDER BY m.share DESC, m.member_id) AS members
                              FROM activity a
                             WHERE (folded(a.trade_name), a.id) > (folded(:afterName), :afterId)
                               AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                                                       WHERE strpos(folded(concat_ws(' ', a.trade_name, a.code, a.trade)), w) = 0)
                               AND\
                            """ + ActivityAccess.VISIBLE + "ORDER BY folded(a.trade_name), a.id LIMIT :limit")
                .params(scope.parameters())
                .params(Cursors.nameAndId(after))
                .param("words", Folding.words(text))
                .param("limit", most + 1)
                .query((row, n) -> row(row))
                .list();
        return Page.of(rows, most, r -> Cursors.of(r.tradeName(), r.id()));
    }

    /** Who owned an activity on a day, and their shares. For the modules above: asks for no role. */
    @Transactional(readOnly = true)
    public List<MemberShare> membersOn(UUID id, LocalDate day) {
        return jdbc.sql("SELECT member_id, share FROM activity_member WHERE activity_id = :id AND first_day <= :day"
                        + " AND (last_day IS NULL OR last_day >= :day) ORDER BY share DESC, member_id")
                .params(Map.of("id", id, "day", day))
                .query((row, n) -> new MemberShare(row.getObject(1, UUID.class), new Rate(row.getBigDecimal(2))))
                .list();
    }

    /** The activities of a member on a day. For the modules above: asks for no role. */
    @Transactional(readOnly = true)
    public List<UUID> ofMember(UUID member, LocalDate day) {
        return jdbc.sql("SELECT activity_id FROM activity_member WHERE member_id = :member AND first_day <= :day"
                        + " AND (last_day IS NULL OR last_day >= :day) ORDER BY activity_id")
                .params(Map.of("member", member, "day", day))
                .query(UUID.class)
                .list();
    }

    /** The activities of many members on a day, in one statement. For the modules above: asks for no role. */
    @Transactional(readOnly = true)
    public Map<UUID, List<UUID>> ofMembers(java.util.Collection<UUID> members, LocalDate day) {
        Map<UUID, List<UUID>> found = new java.util.HashMap<>();
        if (!members.isEmpty()) {
            jdbc.sql("SELECT member_id, activity_id FROM activity_member WHERE member_id = ANY (:members) AND"
                            + " first_day <= :day AND (last_day IS NULL OR last_day >= :day) ORDER BY member_id,"
                            + " activity_id")
                    .param("members", members.toArray(UUID[]::new))
                    .param("day", day)
                    .query((row, n) -> found.computeIfAbsent(
                                    row.getObject("member_id", UUID.class), one -> new java.util.ArrayList<>())
                            .add(row.getObject("activity_id", UUID.class)))
                    .list();
        }
        return found;
    }

    private void share(UUID id, LocalDate from, List<MemberShare> shares) {
        // What the system sets up names whom it has made itself.
        if (!CurrentTenant.actor().accountable().equals(Actor.SYSTEM)) {
            Set<UUID> known = members.names(
                            shares.stream().map(MemberShare::member).toList())
                    .keySet();
            for (int i = 0; i < shares.size(); i++) {
                if (!known.contains(shares.get(i).member())) {
                    throw new InvalidField("members[" + i + "].member", "member-unknown");
                }
            }
        }
        for (MemberShare share : shares) {
            jdbc.sql("INSERT INTO activity_member(activity_id, member_id, first_day, share) VALUES (?, ?, ?, ?)")
                    .params(id, share.member(), from, share.share().percent())
                    .update();
        }
    }

    private void check(@Nullable UUID id, ActivityForm form) {
        Texts.lines(form);
        vatCodes.require("defaultVat", form.defaultVat());
        boolean taken = jdbc.sql("SELECT count(*) FROM activity WHERE code = :code AND id <> :id")
                        .param("code", form.code())
                        .param("id", id == null ? new UUID(0, 0) : id)
                        .query(Integer.class)
                        .single()
                > 0;
        if (taken) {
            throw new InvalidField("code", "activity-code-taken", form.code());
        }
    }

    private Activity find(UUID id) {
        Activity activity = entities.find(Activity.class, id);
        if (activity == null) {
            throw new NotFound("activity", id);
        }
        return activity;
    }

    private ActivityDetails details(Activity activity) {
        return new ActivityDetails(
                activity.id(),
                activity.version(),
                activity.form(),
                activity.closedOn(),
                membersOn(activity.id(), laterOf(LocalDate.now(clock), activity.openedOn())),
                access.mayWrite(activity.id()));
    }

    private static LocalDate laterOf(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private static ActivityRow row(ResultSet row) throws SQLException {
        return new ActivityRow(
                row.getObject("id", UUID.class),
                row.getString("code"),
                row.getString("trade_name"),
                row.getString("trade"),
                row.getObject("opened_on", LocalDate.class),
                row.getObject("closed_on", LocalDate.class),
                Arrays.asList((UUID[]) row.getArray("members").getArray()));
    }
}
