package coop.entrelacs.collaboration;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import coop.entrelacs.tenancy.crossing.Crossings;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The directory of skills over the cooperatives of a federation. Nobody is in it who did not say so; what they chose to show goes
 * from their cooperative straight to each of the others, and is taken out everywhere when they say so. Each cooperative reads its
 * own copy.
 */
@Service
public class Directory {

    private final JdbcClient jdbc;
    private final Collaborators people;
    private final Fellows fellows;
    private final Activities activities;
    private final Crossings crossings;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Directory(
            JdbcClient jdbc,
            Collaborators people,
            Fellows fellows,
            Activities activities,
            Crossings crossings,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.fellows = fellows;
        this.activities = activities;
        this.crossings = crossings;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** What the present member shows, if they said anything yet. */
    @Transactional(readOnly = true)
    public Optional<Profile> mine() {
        CurrentTenant.actor().require(Role.MEMBER);
        return people.member()
                .flatMap(member -> jdbc.sql(
                                "SELECT person, activity_id, shown_name, skills, place, sentence, listed_at, version"
                                        + " FROM collab_profile WHERE member_id = ?")
                        .param(member)
                        .query((row, n) -> profile(row))
                        .optional());
    }

    /**
     * Says what others may see. Nothing leaves the cooperative by this alone; what is in the directory already is told anew.
     *
     * @param version of the profile seen, or null for the first time
     */
    @Transactional
    public Profile describe(@Nullable Long version, ProfileForm form) {
        CurrentTenant.actor().require(Role.MEMBER);
        UUID member = people.member().orElseThrow(() -> new CollaborationRefused("collab-no-member"));
        if (!activities.ofMember(member, LocalDate.now(clock)).contains(form.activity())) {
            throw new InvalidField("activity", "collab-activity");
        }
        int changed;
        if (version == null) {
            changed = jdbc.sql("INSERT INTO collab_profile(member_id, person, activity_id, shown_name, skills, place,"
                            + " sentence) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (member_id) DO NOTHING")
                    .params(
                            member,
                            Ids.next(),
                            form.activity(),
                            form.shownName(),
                            form.skills().toArray(new String[0]),
                            form.place(),
                            form.sentence())
                    .update();
        } else {
            changed = jdbc.sql("UPDATE collab_profile SET activity_id = ?, shown_name = ?, skills = ?, place = ?,"
                            + " sentence = ?, version = version + 1 WHERE member_id = ? AND version = ?")
                    .params(
                            form.activity(),
                            form.shownName(),
                            form.skills().toArray(new String[0]),
                            form.place(),
                            form.sentence(),
                            member,
                            version)
                    .update();
        }
        if (changed == 0) {
            throw new ChangedMeanwhile();
        }
        Profile profile = mine().orElseThrow();
        if (profile.listedAt() != null) {
            publish(profile, LocalDate.ofInstant(profile.listedAt(), ZoneOffset.UTC));
        }
        return profile;
    }

    /** Enters the directory of all cooperatives. The consent is dated and kept. */
    @Transactional
    public Profile list(boolean consent) {
        Texts.consent(consent);
        Collaborators.Me me = people.me();
        people.agree(me.person(), Profile.Purpose.DIRECTORY, me.person());
        jdbc.sql("UPDATE collab_profile SET listed_at = ?, version = version + 1 WHERE person = ? AND listed_at"
                        + " IS NULL")
                .params(clock.instant().atOffset(ZoneOffset.UTC), me.person())
                .update();
        publish(mine().orElseThrow(), LocalDate.now(clock));
        audit.record("collaboration.listed", "collaborator:" + me.person(), "");
        return mine().orElseThrow();
    }

    /** Leaves the directory: gone here at once, everywhere else with the next message, and from the mail too. */
    @Transactional
    public Profile unlist() {
        Collaborators.Me me = people.me();
        people.withdraw(me.person(), Profile.Purpose.DIRECTORY, me.person());
        jdbc.sql("UPDATE collab_profile SET listed_at = NULL, version = version + 1 WHERE person = ?")
                .param(me.person())
                .update();
        jdbc.sql("DELETE FROM collab_directory WHERE person = ?")
                .param(me.person())
                .update();
        crossings.forget(EntryTold.KIND, me.person());
        fellows.tellAll(EntryWithdrawn.KIND, new EntryWithdrawn(me.person()));
        audit.record("collaboration.unlisted", "collaborator:" + me.person(), "");
        live.publish("directory", me.person());
        return mine().orElseThrow();
    }

    /** Collaborators of all cooperatives who want to be found, by name; the text is found in name, skill, place and sentence. */
    @Transactional
    public Page<DirectoryEntry> search(
            @Nullable String text, @Nullable TenantId cooperative, @Nullable String after, @Nullable Integer limit) {
        Collaborators.requireAnyone();
        greet();
        int most = Page.limit(limit);
        List<DirectoryEntry> rows = jdbc.sql("""
            SELECT person, cooperative, shown_name, skills, place, sentence, listed_on FROM collab_directory
             WHERE NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                           WHERE strpos(folded(concat_ws(' ', shown_name, place, sentence, array_to_string(skills, ' '))), w) = 0)
               AND (:cooperative = '' OR cooperative = :cooperative)
               AND person::text > :after
             ORDER BY person::text LIMIT :limit\
            """)
                .param("words", Folding.words(text))
                .param("cooperative", cooperative == null ? "" : cooperative.value())
                .param("after", after == null ? "" : after)
                .param("limit", most + 1)
                .query((row, n) -> entry(row))
                .list();
        return Page.of(rows, most, entry -> entry.person().toString());
    }

    Optional<DirectoryEntry> find(UUID person) {
        return jdbc.sql("SELECT person, cooperative, shown_name, skills, place, sentence, listed_on FROM"
                        + " collab_directory WHERE person = ?")
                .param(person)
                .query((row, n) -> entry(row))
                .optional();
    }

    /** The first look asks the others what there is: a cooperative that joins later learns what was told before. */
    void greet() {
        int first = jdbc.sql("INSERT INTO collab_greeting DEFAULT VALUES ON CONFLICT DO NOTHING")
                .update();
        if (first == 1) {
            fellows.tellAll(Hello.KIND, new Hello(1));
        }
    }

    private void publish(Profile profile, LocalDate on) {
        EntryTold told = new EntryTold(
                profile.person(),
                profile.about().shownName(),
                profile.about().skills(),
                profile.about().place(),
                profile.about().sentence(),
                on);
        keep(CurrentTenant.id(), told);
        // what was said before is not kept in the mail
        crossings.forget(EntryTold.KIND, profile.person());
        fellows.tellAll(EntryTold.KIND, told);
        live.publish("directory", profile.person());
    }

    void keep(TenantId cooperative, EntryTold told) {
        if (told.shownName() == null || told.listedOn() == null) {
            return; // withdrawn before it arrived
        }
        jdbc.sql("""
            INSERT INTO collab_directory(person, cooperative, shown_name, skills, place, sentence, listed_on)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (person) DO UPDATE SET shown_name = excluded.shown_name, skills = excluded.skills,
                place = excluded.place, sentence = excluded.sentence, listed_on = excluded.listed_on
            WHERE collab_directory.cooperative = excluded.cooperative\
            """)
                .params(
                        told.about(),
                        cooperative.value(),
                        told.shownName(),
                        told.skills().toArray(new String[0]),
                        told.place(),
                        told.sentence(),
                        told.listedOn())
                .update();
    }

    private Profile profile(ResultSet row) throws SQLException {
        UUID person = row.getObject("person", UUID.class);
        return new Profile(
                person,
                new ProfileForm(
                        row.getObject("activity_id", UUID.class),
                        row.getString("shown_name"),
                        Collaborators.texts(row, "skills"),
                        row.getString("place"),
                        row.getString("sentence")),
                Collaborators.instant(row.getTimestamp("listed_at")),
                row.getLong("version"),
                people.consents(person));
    }

    private DirectoryEntry entry(ResultSet row) throws SQLException {
        TenantId cooperative = new TenantId(row.getString("cooperative"));
        return new DirectoryEntry(
                row.getObject("person", UUID.class),
                cooperative,
                fellows.name(cooperative),
                row.getString("shown_name"),
                Collaborators.texts(row, "skills"),
                row.getString("place"),
                row.getString("sentence"),
                row.getObject("listed_on", LocalDate.class));
    }

    // What crosses

    /** @param about the person's key, by which the message is emptied when they withdraw */
    record EntryTold(
            UUID about,
            @Nullable String shownName,
            List<String> skills,
            String place,
            String sentence,
            @Nullable LocalDate listedOn) {
        static final String KIND = "collab-entry.v1";

        EntryTold(
                UUID about,
                @Nullable String shownName,
                @Nullable List<String> skills,
                @Nullable String place,
                @Nullable String sentence,
                @Nullable LocalDate listedOn) {
            this.about = about;
            this.shownName = shownName;
            this.skills = skills == null ? List.of() : List.copyOf(skills);
            this.place = place == null ? "" : place;
            this.sentence = sentence == null ? "" : sentence;
            this.listedOn = listedOn;
        }
    }

    record EntryWithdrawn(UUID about) {
        static final String KIND = "collab-unlisted.v1";
    }

    record Hello(int version) {
        static final String KIND = "collab-hello.v1";
    }

    @Component
    static class EntryReceived implements CrossingHandler<EntryTold> {
        private final Directory directory;
        private final LiveUpdates live;

        EntryReceived(Directory directory, LiveUpdates live) {
            this.directory = directory;
            this.live = live;
        }

        @Override
        public String kind() {
            return EntryTold.KIND;
        }

        @Override
        public Class<EntryTold> message() {
            return EntryTold.class;
        }

        @Override
        public void apply(TenantId sender, EntryTold message) {
            directory.keep(sender, message);
            live.publish("directory", message.about());
        }
    }

    @Component
    static class EntryGone implements CrossingHandler<EntryWithdrawn> {
        private final JdbcClient jdbc;
        private final Crossings crossings;
        private final LiveUpdates live;

        EntryGone(JdbcClient jdbc, Crossings crossings, LiveUpdates live) {
            this.jdbc = jdbc;
            this.crossings = crossings;
            this.live = live;
        }

        @Override
        public String kind() {
            return EntryWithdrawn.KIND;
        }

        @Override
        public Class<EntryWithdrawn> message() {
            return EntryWithdrawn.class;
        }

        @Override
        public void apply(TenantId sender, EntryWithdrawn message) {
            jdbc.sql("DELETE FROM collab_directory WHERE person = ? AND cooperative = ?")
                    .params(message.about(), sender.value())
                    .update();
            crossings.forget(EntryTold.KIND, message.about());
            live.publish("directory", message.about());
        }
    }

    /** A newcomer asks: tell it who is listed here and what is open. */
    @Component
    static class HelloReceived implements CrossingHandler<Hello> {
        private final JdbcClient jdbc;
        private final Fellows fellows;
        private final Opportunities opportunities;

        HelloReceived(JdbcClient jdbc, Fellows fellows, Opportunities opportunities) {
            this.jdbc = jdbc;
            this.fellows = fellows;
            this.opportunities = opportunities;
        }

        @Override
        public String kind() {
            return Hello.KIND;
        }

        @Override
        public Class<Hello> message() {
            return Hello.class;
        }

        @Override
        public void apply(TenantId sender, Hello message) {
            jdbc.sql("SELECT person, shown_name, skills, place, sentence, listed_on FROM collab_directory"
                            + " WHERE cooperative = ?")
                    .param(CurrentTenant.id().value())
                    .query((row, n) -> new EntryTold(
                            row.getObject("person", UUID.class),
                            row.getString("shown_name"),
                            Collaborators.texts(row, "skills"),
                            row.getString("place"),
                            row.getString("sentence"),
                            row.getObject("listed_on", LocalDate.class)))
                    .list()
                    .forEach(entry -> fellows.tell(sender, EntryTold.KIND, entry));
            opportunities.tellAbout(sender);
        }
    }
}
