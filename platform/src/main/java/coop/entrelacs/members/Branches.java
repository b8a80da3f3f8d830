package coop.entrelacs.members;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The places where members meet (antennes), and those who send people to the cooperative (prescripteurs). */
@Service
public class Branches {

    private final JdbcClient jdbc;

    Branches(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A place; closed ones stay for history. */
    public record Branch(
            UUID id, String name, String city, @Nullable LocalDate closedOn) {}

    /** Who sends people: an employment agency, a town, another member. */
    public record ReferralSource(UUID id, String name) {}

    @Transactional
    public UUID open(String name, @Nullable String city) {
        CurrentTenant.actor().require(Role.MANAGER);
        UUID id = Ids.next();
        try {
            jdbc.sql("INSERT INTO branch (id, name, city) VALUES (:id, :name, :city)")
                    .param("id", id)
                    .param("name", Fields.required("name", name, 80))
                    .param("city", Fields.optional("city", city, 80))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new MemberRefused("branch-exists", "name", name);
        }
        return id;
    }

    @Transactional(readOnly = true)
    public List<Branch> all() {
        return jdbc.sql("SELECT id, name, city, closed_on FROM branch ORDER BY closed_on NULLS FIRST, name")
                .query((rs, _) -> new Branch(
                        MemberRecords.id(rs, "id"),
                        rs.getString("name"),
                        rs.getString("city"),
                        MemberRecords.dayOrNull(rs, "closed_on")))
                .list();
    }

    @Transactional
    public UUID addReferralSource(String name) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ADVISOR);
        UUID id = Ids.next();
        try {
            jdbc.sql("INSERT INTO referral_source (id, name) VALUES (:id, :name)")
                    .param("id", id)
                    .param("name", Fields.required("name", name, 80))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new MemberRefused("referral-source-exists", "name", name);
        }
        return id;
    }

    @Transactional(readOnly = true)
    public List<ReferralSource> referralSources() {
        return jdbc.sql("SELECT id, name FROM referral_source ORDER BY name")
                .query((rs, _) -> new ReferralSource(MemberRecords.id(rs, "id"), rs.getString("name")))
                .list();
    }
}
