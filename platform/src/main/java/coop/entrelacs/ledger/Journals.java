package coop.entrelacs.ledger;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The journals; each numbers its entries by itself, from 1 every fiscal year. */
@Service
public class Journals {

    /** @param opening whether its entries are opening balances */
    public record Journal(String code, String label, boolean opening) {}

    private final JdbcClient jdbc;

    Journals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes sure a journal exists; an existing one keeps its label. */
    @Transactional
    public void ensure(String code, String label) {
        jdbc.sql("INSERT INTO journal (code, label) VALUES (?, ?) ON CONFLICT (code) DO NOTHING")
                .params(BookText.required("code", code, 20), BookText.required("label", label, 200))
                .update();
    }

    /** Opens or renames a journal. */
    @Transactional
    public Journal save(String code, String label) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        return jdbc.sql("""
                        INSERT INTO journal (code, label) VALUES (?, ?)
                        ON CONFLICT (code) DO UPDATE SET label = excluded.label RETURNING code, label, opening""")
                .params(BookText.required("code", code, 20), BookText.required("label", label, 200))
                .query(Journal.class)
                .single();
    }

    @Transactional(readOnly = true)
    public List<Journal> list() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql("SELECT code, label, opening FROM journal ORDER BY code")
                .query(Journal.class)
                .list();
    }
}
