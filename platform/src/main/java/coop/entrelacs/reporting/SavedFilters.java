package coop.entrelacs.reporting;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Filters of lists that a person keeps under a name. Each sees their own. */
@Service
public class SavedFilters {

    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_QUERY = 2000;

    private final JdbcClient jdbc;

    SavedFilters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The present person's filters of one list, by name. */
    @Transactional(readOnly = true)
    public List<SavedFilter> of(String list) {
        return jdbc.sql("SELECT id, list, name, query FROM saved_filter WHERE person = ? AND list = ? ORDER BY name")
                .params(CurrentTenant.actor().subject(), list)
                .query(SavedFilter.class)
                .list();
    }

    /** Keeps a filter; one of the same name is replaced. */
    @Transactional
    public SavedFilter save(String list, String name, String query) {
        String stripped = name.strip();
        if (!list.matches("[a-z][a-z0-9-]{0,39}")) {
            throw new NotFound("list", list);
        }
        if (stripped.isEmpty()) {
            throw new InvalidField("name", "required");
        }
        if (stripped.length() > LONGEST_NAME) {
            throw new InvalidField("name", "too-long", LONGEST_NAME);
        }
        if (query.length() > LONGEST_QUERY) {
            throw new InvalidField("query", "too-long", LONGEST_QUERY);
        }
        UUID id = jdbc.sql("""
                        INSERT INTO saved_filter (id, person, list, name, query) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (person, list, name) DO UPDATE SET query = excluded.query
                        RETURNING id""")
                .params(Ids.next(), CurrentTenant.actor().subject(), list, stripped, query)
                .query(UUID.class)
                .single();
        return new SavedFilter(id, list, stripped, query);
    }

    /** @throws NotFound if the present person has no such filter */
    @Transactional
    public void forget(UUID id) {
        int gone = jdbc.sql("DELETE FROM saved_filter WHERE id = ? AND person = ?")
                .params(id, CurrentTenant.actor().subject())
                .update();
        if (gone == 0) {
            throw new NotFound("saved-filter", id);
        }
    }
}
