package coop.entrelacs.ledger;

import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The analytic axis of the books: one value per activity (or cost centre). */
@Service
public class AnalyticAxis {

    /** @param value the id of the activity */
    public record AnalyticValue(UUID value, String code, String label) {}

    private final JdbcClient jdbc;

    AnalyticAxis(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Makes sure the value exists, with this code and label (changed ones are taken over). In the caller's transaction;
     * cheap to repeat.
     *
     * @param id the id of the activity
     */
    @Transactional
    public void ensure(UUID id, String code, String label) {
        jdbc.sql("""
            INSERT INTO analytic_value (value, code, label) VALUES (?, ?, ?)
            ON CONFLICT (value) DO UPDATE SET code = excluded.code, label = excluded.label
            WHERE (analytic_value.code, analytic_value.label) IS DISTINCT FROM (excluded.code, excluded.label)\
            """)
                .params(
                        id,
                        BookText.required("analytic.code", code, 60),
                        BookText.required("analytic.label", label, 200))
                .update();
    }

    /** One value of the axis. */
    @Transactional(readOnly = true)
    public Optional<AnalyticValue> find(UUID value) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql("SELECT value, code, label FROM analytic_value WHERE value = ?")
                .param(value)
                .query(AnalyticValue.class)
                .optional();
    }

    /** Values whose code or label contains each word of the text, by code; those after a value, if one is given. */
    @Transactional(readOnly = true)
    public List<AnalyticValue> search(@Nullable String text, @Nullable UUID after, int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql("""
            SELECT value, code, label FROM analytic_value
            WHERE NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                              WHERE strpos(folded(concat_ws(' ', code, label)), w) = 0)
              AND (cast(:after AS uuid) IS NULL
                   OR (code, value) > (SELECT a.code, a.value FROM analytic_value a WHERE a.value = :after))
            ORDER BY code, value LIMIT :limit\
            """)
                .param("after", after)
                .param("words", Folding.words(text))
                .param("limit", limit)
                .query(AnalyticValue.class)
                .list();
    }
}
