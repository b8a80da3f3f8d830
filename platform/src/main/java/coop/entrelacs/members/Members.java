package coop.entrelacs.members;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberEvents.MemberJoined;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Texts;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import coop.entrelacs.web.Stale;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The people of the cooperative: their files, who accompanies them, and lists of them. Contracts are at {@link Contracts}. */
@Service
public class Members {

    private static final UUID FIRST = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final MemberRecords records;
    private final MemberAccess access;
    private final MemberLinks links;
    private final Grants grants;
    private final Audit audit;
    private final LiveUpdates live;
    private final ApplicationEventPublisher events;

    Members(
            JdbcClient jdbc,
            MemberRecords records,
            MemberAccess access,
            MemberLinks links,
            Grants grants,
            Audit audit,
            LiveUpdates live,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.records = records;
        this.access = access;
        this.links = links;
        this.grants = grants;
        this.audit = audit;
        this.live = live;
        this.events = events;
    }

    /** Other files with the same e-mail address, or the same name and day of birth; the earliest first, at most ten. */
    @Transactional(readOnly = true)
    public List<UUID> alike(UUID member) {
        CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER);
        return jdbc.sql("""
                        SELECT o.id FROM member m JOIN member o ON o.id <> m.id
                          AND (m.email <> '' AND lower(o.email) = lower(m.email)
                               OR o.search_name = m.search_name AND o.birth_date = m.birth_date)
                        WHERE m.id = ? ORDER BY o.id LIMIT 10""").param(member).query(UUID.class).list();
    }

    /** One who looks like the same person. */
    public record Alike(UUID id, String name) {}

    /** Files with the e-mail address or the name of somebody about to be entered, the earliest first, at most ten. */
    @Transactional(readOnly = true)
    public List<Alike> alike(MemberForm form) {
        CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER);
        return jdbc.sql("""
                        SELECT id, first_name || ' ' || last_name AS name FROM member
                        WHERE lower(email) = lower(cast(:email AS text)) OR search_name = :name ORDER BY id LIMIT 10""")
                .param("email", form.email() == null || form.email().isEmpty() ? null : form.email())
                .param("name", form.searchName())
                .query(Alike.class)
                .list();
    }

    /** Opens the file of someone who comes with a project: an applicant until a contract is signed. */
    @Transactional
    public UUID create(MemberForm form) {
        Texts.lines(form);
        CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER);
        refuseTomorrow(form);
        UUID id = Ids.next();
        write("""
            INSERT INTO member (id, no, first_name, last_name, birth_name, search_name, email, phone, birth_date, sex,
                address_line1, address_line2, postal_code, city, country, trade, entry_status, education,
                referral_source_id, applied_on)
            VALUES (:id, nextval('member_no'), :firstName, :lastName, :birthName, :searchName, :email, :phone, :birthDate,
                :sex, :line1, :line2, :postalCode, :city, :country, :trade, :entryStatus, :education, :referralSource,
                :appliedOn)\
            """, form).param("id", id).update();
        changed(id, "member.created");
        events.publishEvent(new MemberJoined(id));
        return id;
    }

    /**
     * Changes what is said of a person.
     *
     * @param version the one that was read
     * @throws Stale if somebody changed it since
     */
    @Transactional
    public void change(UUID member, long version, MemberForm form) {
        Texts.lines(form);
        access.requireChangeDetails(member);
        refuseTomorrow(form);
        int rows =
                write("""
                    UPDATE member SET version = version + 1, first_name = :firstName, last_name = :lastName,
                        birth_name = :birthName, search_name = :searchName, email = :email, phone = :phone,
                        birth_date = :birthDate, sex = :sex, address_line1 = :line1, address_line2 = :line2,
                        postal_code = :postalCode, city = :city, country = :country, trade = :trade,
                        entry_status = :entryStatus, education = :education, referral_source_id = :referralSource,
                        applied_on = :appliedOn
                    WHERE id = :id AND version = :version\
                    """, form).param("id", member).param("version", version).update();
        if (rows == 0) {
            throw new Stale();
        }
        changed(member, "member.changed");
    }

    /** Nobody came to the cooperative tomorrow. */
    private void refuseTomorrow(MemberForm form) {
        if (form.appliedOn().isAfter(access.today())) {
            throw new InvalidField("appliedOn", "date-in-future", form.appliedOn());
        }
    }

    /** Everything about one member. Reading another person's file leaves a trace. */
    @Transactional
    public MemberFile get(UUID member) {
        access.requireRead(member);
        MemberFile file = records.file(member, access.today());
        if (!access.isSelf(member)) {
            audit.record("member.read", "member:" + member, "");
        }
        return file;
    }

    /** Members by name. */
    @Transactional(readOnly = true)
    public Page<MemberRow> list(MemberFilter filter, @Nullable String after, int limit) {
        MemberAccess.requireList();
        String name = "";
        UUID id = FIRST;
        if (after != null && !after.isEmpty()) {
            try {
                String cursor = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8);
                id = UUID.fromString(cursor.substring(0, 36));
                name = cursor.substring(36);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new InvalidField("after", "malformed");
            }
        }
        LocalDate day = filter.on() == null ? access.today() : filter.on();
        return Page.of(records.list(filter, day, name, id, limit + 1), limit, Members::cursor);
    }

    /** The member that a person is here. */
    @Transactional(readOnly = true)
    public Optional<UUID> memberOf(UUID person) {
        return access.memberOf(person);
    }

    /** The member that the present actor is, with a member's rights to what is theirs: it takes a member's access here. */
    @Transactional(readOnly = true)
    public Optional<UUID> mine() {
        return access.mine();
    }

    /**
     * Whether the present actor, or the person who answers for it, is this member, with or without access as one: nobody decides on
     * what is theirs.
     */
    @Transactional(readOnly = true)
    public boolean answers(UUID member) {
        return access.memberOf(CurrentTenant.actor().accountable())
                .filter(member::equals)
                .isPresent();
    }

    /** What to call some members, for lists of other modules; unknown ids are left out. Asks for no role: whoever may see the list may. */
    @Transactional(readOnly = true)
    public Map<UUID, MemberName> names(Collection<UUID> members) {
        if (members.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("SELECT id, no, first_name, last_name, person_id FROM member WHERE id IN (:ids)")
                .param("ids", members)
                .query((rs, _) -> new MemberName(
                        MemberRecords.id(rs, "id"),
                        MemberRecords.number(rs.getLong("no")),
                        rs.getString("first_name"),
                        rs.getString("last_name"),
                        rs.getObject("person_id", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(MemberName::id, Function.identity()));
    }

    /** @throws NotFound if there is no such member; for modules that are about to write one's id */
    @Transactional(readOnly = true)
    public MemberName name(UUID member) {
        MemberName name = names(List.of(member)).get(member);
        if (name == null) {
            throw new NotFound("member", member);
        }
        return name;
    }

    /** How many members stand at each stage today. */
    @Transactional(readOnly = true)
    public Map<MemberStage.Name, Long> counts() {
        CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER, Role.ACCOUNTANT, Role.PAYROLL_OFFICER);
        return jdbc
                .sql("SELECT stage, count(*) AS members FROM (" + MemberRecords.ROWS + ") r GROUP BY stage")
                .param("day", access.today())
                .query((rs, _) -> Map.entry(MemberStage.Name.valueOf(rs.getString("stage")), rs.getLong("members")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Says whom a member signs in as, while a deployment or the demo is set up. Only the system does; people decide it in two, by
     * {@link MemberLinks}.
     */
    @Transactional
    public void link(UUID member, UUID person) {
        if (!CurrentTenant.actor().accountable().equals(Actor.SYSTEM)) {
            throw new NotAllowed(Role.OPERATOR);
        }
        links.set(member, person, "member.linked");
    }

    /** From a day on this advisor accompanies the member. The same day again replaces what was said for it. */
    @Transactional
    public void assignAdvisor(UUID member, LocalDate from, UUID advisor, String advisorName) {
        access.requireChange(member);
        if (!grants.mayBeNamed(Fields.required("advisor", advisor))) {
            throw new InvalidField("advisor", "person-unknown-here");
        }
        jdbc.sql("""
            INSERT INTO member_advisor (member_id, first_day, advisor_id, advisor_name)
            VALUES (:member, :from, :advisor, :name)
            ON CONFLICT (member_id, first_day) DO UPDATE SET advisor_id = :advisor, advisor_name = :name\
            """)
                .param("member", name(member).id())
                .param("from", Fields.required("firstDay", from))
                .param("advisor", advisor)
                .param("name", Fields.required("advisorName", advisorName, 160))
                .update();
        changed(member, "member.advisor");
    }

    /** From a day on the member belongs to this branch. The same day again replaces what was said for it. */
    @Transactional
    public void assignBranch(UUID member, LocalDate from, UUID branch) {
        access.requireChange(member);
        boolean open = jdbc.sql(
                        "SELECT EXISTS (SELECT FROM branch WHERE id = :id AND (closed_on IS NULL OR closed_on >="
                                + " :from))")
                .param("id", branch)
                .param("from", Fields.required("firstDay", from))
                .query(Boolean.class)
                .single();
        if (!open) {
            throw new NotFound("branch", branch);
        }
        jdbc.sql("""
            INSERT INTO member_branch (member_id, first_day, branch_id) VALUES (:member, :from, :branch)
            ON CONFLICT (member_id, first_day) DO UPDATE SET branch_id = :branch\
            """)
                .param("member", name(member).id())
                .param("from", from)
                .param("branch", branch)
                .update();
        changed(member, "member.branch");
    }

    private JdbcClient.StatementSpec write(String sql, MemberForm form) {
        MemberAddress address = form.address() == null ? MemberAddress.NONE : form.address();
        return jdbc.sql(sql)
                .param("firstName", form.firstName())
                .param("lastName", form.lastName())
                .param("birthName", form.birthName())
                .param("searchName", form.searchName())
                .param("email", form.email())
                .param("phone", form.phone())
                .param("birthDate", form.birthDate())
                .param("sex", form.sex() == null ? null : form.sex().name())
                .param("line1", address.line1())
                .param("line2", address.line2())
                .param("postalCode", address.postalCode())
                .param("city", address.city())
                .param("country", address.country())
                .param("trade", form.trade())
                .param(
                        "entryStatus",
                        form.entryStatus() == null ? null : form.entryStatus().name())
                .param(
                        "education",
                        form.education() == null ? null : form.education().name())
                .param("referralSource", form.referralSource())
                .param("appliedOn", form.appliedOn());
    }

    private void changed(UUID member, String action) {
        audit.record(action, "member:" + member, "");
        live.publish("member", member);
    }

    private static String cursor(MemberRow row) {
        String name = Fields.searchable(row.lastName() + " " + row.firstName());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((row.id() + name).getBytes(StandardCharsets.UTF_8));
    }
}
