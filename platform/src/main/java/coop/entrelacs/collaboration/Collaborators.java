package coop.entrelacs.collaboration;

import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who the present actor is to other cooperatives, and what they agreed to. */
@Component
class Collaborators {

    private final JdbcClient jdbc;
    private final Members members;
    private final Clock clock;

    Collaborators(JdbcClient jdbc, Members members, Clock clock) {
        this.jdbc = jdbc;
        this.members = members;
        this.clock = clock;
    }

    record Me(UUID person, UUID member, UUID activity, String shownName) {}

    /** Those who may look at everything their cooperative takes part in; members see what is theirs. */
    static boolean seesAll() {
        return CurrentTenant.actor().isAnyOf(Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER);
    }

    static void requireAnyone() {
        CurrentTenant.actor().require(Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER);
    }

    Optional<UUID> member() {
        return CurrentTenant.actor().is(Role.MEMBER) ? members.mine() : Optional.empty();
    }

    Optional<Me> ifAny() {
        return member().flatMap(member -> jdbc.sql(
                        "SELECT person, member_id, activity_id, shown_name FROM collab_profile WHERE member_id = ?")
                .param(member)
                .query((row, n) -> me(row))
                .optional());
    }

    /** @throws CollaborationRefused {@code collab-no-profile} for a member who has not said yet what others may see */
    Me me() {
        CurrentTenant.actor().require(Role.MEMBER);
        return ifAny().orElseThrow(() -> new CollaborationRefused("collab-no-profile"));
    }

    Optional<Me> known(UUID person) {
        return jdbc.sql("SELECT person, member_id, activity_id, shown_name FROM collab_profile WHERE person = ?")
                .param(person)
                .query((row, n) -> me(row))
                .optional();
    }

    private static Me me(ResultSet row) throws SQLException {
        return new Me(
                row.getObject("person", UUID.class),
                row.getObject("member_id", UUID.class),
                row.getObject("activity_id", UUID.class),
                row.getString("shown_name"));
    }

    /** Dates a consent; one that holds already stays as it was. */
    void agree(UUID person, Profile.Purpose purpose, UUID about) {
        jdbc.sql("INSERT INTO collab_consent(id, person, purpose, about, given_at) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (person, purpose, about) WHERE withdrawn_at IS NULL DO NOTHING")
                .params(
                        coop.entrelacs.shared.Ids.next(),
                        person,
                        purpose.name(),
                        about,
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    void withdraw(UUID person, Profile.Purpose purpose, UUID about) {
        jdbc.sql("UPDATE collab_consent SET withdrawn_at = greatest(?, given_at) WHERE person = ? AND purpose = ?"
                        + " AND about = ? AND withdrawn_at IS NULL")
                .params(clock.instant().atOffset(ZoneOffset.UTC), person, purpose.name(), about)
                .update();
    }

    List<Profile.Consent> consents(UUID person) {
        return jdbc.sql("SELECT purpose, about, given_at, withdrawn_at FROM collab_consent WHERE person = ?"
                        + " ORDER BY given_at DESC")
                .param(person)
                .query((row, n) -> new Profile.Consent(
                        Profile.Purpose.valueOf(row.getString(1)),
                        row.getObject(2, UUID.class),
                        row.getTimestamp(3).toInstant(),
                        instant(row.getTimestamp(4))))
                .list();
    }

    static @Nullable Instant instant(@Nullable Timestamp moment) {
        return moment == null ? null : moment.toInstant();
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
