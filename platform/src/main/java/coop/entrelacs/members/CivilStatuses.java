package coop.entrelacs.members;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who members are before the law, for the declarations an employer owes. */
@Service
public class CivilStatuses {

    private final JdbcClient jdbc;

    CivilStatuses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One person as an authority asks for them. What was never said is empty or null.
     *
     * @param birthName the family name of birth; empty where it is the last name
     */
    public record CivilStatus(
            String firstName,
            String lastName,
            String birthName,
            @Nullable LocalDate birthDate,
            MemberForm.@Nullable Sex sex,
            MemberAddress address) {

        /** Family name: of birth where it is known. */
        public String familyName() {
            return birthName.isEmpty() ? lastName : birthName;
        }
    }

    /** The statuses of some, in one statement. Asks for no role: for modules that declare. */
    @Transactional(readOnly = true)
    public Map<UUID, CivilStatus> of(Collection<UUID> members) {
        Map<UUID, CivilStatus> found = new HashMap<>();
        if (members.isEmpty()) {
            return found;
        }
        jdbc.sql("""
                        SELECT id, first_name, last_name, birth_name, birth_date, sex, address_line1, address_line2, postal_code, city, country
                        FROM member WHERE id = ANY (:members)""")
                .param("members", members.toArray(UUID[]::new))
                .query((row, _) -> {
                    String sex = row.getString("sex");
                    return found.put(
                            row.getObject("id", UUID.class),
                            new CivilStatus(
                                    row.getString("first_name"),
                                    row.getString("last_name"),
                                    row.getString("birth_name"),
                                    row.getObject("birth_date", LocalDate.class),
                                    sex == null ? null : MemberForm.Sex.valueOf(sex),
                                    new MemberAddress(
                                            row.getString("address_line1"),
                                            row.getString("address_line2"),
                                            row.getString("postal_code"),
                                            row.getString("city"),
                                            row.getString("country"))));
                })
                .list();
        return found;
    }
}
