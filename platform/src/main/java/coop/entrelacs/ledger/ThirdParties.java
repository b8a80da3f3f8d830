package coop.entrelacs.ledger;

import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Customers, suppliers, employees and others as the books know them: a code and a name. */
@Service
public class ThirdParties {

    public enum Kind {
        CUSTOMER,
        SUPPLIER,
        EMPLOYEE,
        ASSOCIATE,
        OTHER
    }

    public record ThirdParty(String code, Kind kind, String name) {}

    private final JdbcClient jdbc;

    ThirdParties(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Makes sure the third party exists under this code, with this name (a changed name is taken over). In the caller's
     * transaction; cheap to repeat.
     *
     * @param code stable and unique, at most 60 characters, such as {@code C000123}
     */
    @Transactional
    public void ensure(String code, Kind kind, String name) {
        ensureAll(List.of(new ThirdParty(code, kind, name)));
    }

    /** {@link #ensure(String, Kind, String)} for many at once, in one statement. */
    @Transactional
    public void ensureAll(Collection<ThirdParty> parties) {
        if (parties.isEmpty()) {
            return;
        }
        // Asked first: a conflict would lock the row to the end, and all who post to the third party would wait.
        jdbc.sql("""
            INSERT INTO third_party (code, kind, name)
            SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:kinds AS text[]), CAST(:names AS text[])) u(code, kind, name)
            WHERE NOT EXISTS (SELECT FROM third_party t WHERE (t.code, t.kind, t.name) = (u.code, u.kind, u.name))
            ORDER BY 1
            ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name = excluded.name
            WHERE (third_party.kind, third_party.name) IS DISTINCT FROM (excluded.kind, excluded.name)\
            """)
                .param("codes", column(parties, party -> BookText.required("thirdParty.code", party.code(), 60)))
                .param("kinds", column(parties, party -> party.kind().name()))
                .param("names", column(parties, party -> BookText.required("thirdParty.name", party.name(), 200)))
                .update();
    }

    private static String[] column(Collection<ThirdParty> parties, Function<ThirdParty, String> value) {
        return parties.stream().map(value).toArray(String[]::new);
    }

    /** One third party, by its code. */
    @Transactional(readOnly = true)
    public Optional<ThirdParty> find(String code) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql("SELECT code, kind, name FROM third_party WHERE code = ?")
                .param(code)
                .query(ThirdParty.class)
                .optional();
    }

    /** Third parties whose code or name contains each word of the text; by code, those after {@code after}. */
    @Transactional(readOnly = true)
    public List<ThirdParty> search(@Nullable String text, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql("""
            SELECT code, kind, name FROM third_party
            WHERE NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                              WHERE strpos(folded(concat_ws(' ', code, name)), w) = 0)
              AND (:after::text IS NULL OR code > :after)
            ORDER BY code LIMIT :limit\
            """)
                .param("words", Folding.words(text))
                .param("after", after)
                .param("limit", limit)
                .query(ThirdParty.class)
                .list();
    }
}
