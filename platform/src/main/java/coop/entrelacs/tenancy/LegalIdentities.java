package coop.entrelacs.tenancy;

import coop.entrelacs.shared.ChangedMeanwhile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Who the current tenant is before the law: what its documents print. */
@Service
public class LegalIdentities {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    LegalIdentities(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * @param legal what documents print from now on
     * @param version goes up with every change; give it back to change
     */
    public record Current(LegalIdentity legal, long version) {}

    public Current current() {
        return jdbc.sql("SELECT legal::text, version FROM legal_identity")
                .query((row, n) -> new Current(json.readValue(row.getString(1), LegalIdentity.class), row.getLong(2)))
                .single();
    }

    /**
     * Documents already made keep the identity they were made with.
     *
     * @throws ChangedMeanwhile if another change came first
     */
    @Transactional
    public Current change(LegalIdentity wanted, long version) {
        CurrentTenant.actor().require(Role.MANAGER);
        LegalIdentity legal = wanted.entered("");
        int changed = jdbc.sql("UPDATE legal_identity SET legal = ?::jsonb, version = version + 1 WHERE version = ?")
                .params(json.writeValueAsString(legal), version)
                .update();
        if (changed == 0) {
            throw new ChangedMeanwhile();
        }
        return new Current(legal, version + 1);
    }

    /** The identity a tenant is born with; a repeated call changes nothing. */
    void begin(LegalIdentity legal) {
        jdbc.sql("INSERT INTO legal_identity(legal) VALUES (?::jsonb) ON CONFLICT DO NOTHING")
                .param(json.writeValueAsString(legal))
                .update();
    }
}
