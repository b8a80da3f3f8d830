package coop.entrelacs.collaboration;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the federation's coordinators learn of collaboration: how many and how much, by cooperative. Of fewer than three projects no
 * sum is told: it would be one member's.
 */
@Service
public class CollaborationFigures {

    private static final int FEWEST = 3;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Fellows fellows;
    private final Tenants tenants;

    CollaborationFigures(JdbcClient jdbc, JsonMapper json, Fellows fellows, Tenants tenants) {
        this.jdbc = jdbc;
        this.json = json;
        this.fellows = fellows;
        this.tenants = tenants;
    }

    /**
     * Of one cooperative.
     *
     * @param listed members in the directory
     * @param activeProjects led from there
     * @param invoiced to customers of joint projects, before VAT and less credit notes; null where fewer than three projects made it
     */
    public record Figures(
            TenantId cooperative,
            String name,
            int listed,
            int openOpportunities,
            int activeProjects,
            @Nullable Money invoiced,
            Instant toldAt) {}

    /** The cooperatives of the current federation, by name. */
    @Transactional(readOnly = true)
    public List<Figures> cooperatives() {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER);
        Tenant federation = tenants.current();
        if (federation.kind() != Tenant.Kind.FEDERATION) {
            throw new NotFound("federation", federation.id());
        }
        return jdbc.sql("SELECT * FROM collab_figures ORDER BY cooperative")
                .query((row, n) -> {
                    TenantId cooperative = new TenantId(row.getString("cooperative"));
                    long cents = row.getLong("invoiced_cents");
                    // asked at once: the next column read would answer for itself
                    Money invoiced = row.wasNull() ? null : Money.ofCents(cents);
                    return new Figures(
                            cooperative,
                            fellows.name(cooperative),
                            row.getInt("listed"),
                            row.getInt("open_opportunities"),
                            row.getInt("active_projects"),
                            invoiced,
                            row.getTimestamp("told_at").toInstant());
                })
                .list();
    }

    /** Tells the federation what changed, if anything did. */
    @Transactional(propagation = Propagation.MANDATORY)
    void publish() {
        TenantId federation = fellows.federation().orElse(null);
        if (federation == null) {
            return;
        }
        Told told = jdbc.sql("""
                        SELECT (SELECT count(*) FROM collab_directory WHERE cooperative = :me) AS listed,
                               (SELECT count(*) FROM collab_opportunity WHERE cooperative = :me AND state = 'OPEN') AS open,
                               (SELECT count(*) FROM collab_project WHERE state = 'ACTIVE') AS active,
                               (SELECT CASE WHEN count(DISTINCT project_id) >= :fewest THEN sum(net_cents - credited_net_cents) END
                                  FROM collab_invoice WHERE number IS NOT NULL) AS invoiced""")
                .param("me", CurrentTenant.id().value())
                .param("fewest", FEWEST)
                .query((row, n) -> {
                    long cents = row.getLong("invoiced");
                    Money invoiced = row.wasNull() ? null : Money.ofCents(cents);
                    return new Told(row.getInt("listed"), row.getInt("open"), row.getInt("active"), invoiced);
                })
                .single();
        int changed = jdbc.sql("INSERT INTO collab_figures_told(body) VALUES (?::jsonb) ON CONFLICT (only_row)"
                        + " DO UPDATE SET body = excluded.body WHERE collab_figures_told.body <> excluded.body")
                .param(json.writeValueAsString(told))
                .update();
        if (changed == 1) {
            fellows.tell(federation, Told.KIND, told);
        }
    }

    /** Counts and a sum: nothing in which a person could stand. */
    record Told(
            int listed,
            int openOpportunities,
            int activeProjects,
            @Nullable Money invoiced) {
        static final String KIND = "collab-figures.v1";
    }

    @Component
    static class FiguresReceived implements CrossingHandler<Told> {
        private final JdbcClient jdbc;

        FiguresReceived(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Override
        public String kind() {
            return Told.KIND;
        }

        @Override
        public Class<Told> message() {
            return Told.class;
        }

        @Override
        public void apply(TenantId sender, Told message) {
            Money invoiced = message.invoiced();
            jdbc.sql("""
                            INSERT INTO collab_figures(cooperative, listed, open_opportunities, active_projects, invoiced_cents)
                            VALUES (?, ?, ?, ?, ?)
                            ON CONFLICT (cooperative) DO UPDATE SET listed = excluded.listed,
                                open_opportunities = excluded.open_opportunities, active_projects = excluded.active_projects,
                                invoiced_cents = excluded.invoiced_cents, told_at = now()""")
                    .param(sender.value())
                    .param(message.listed())
                    .param(message.openOpportunities())
                    .param(message.activeProjects())
                    .param(invoiced == null ? null : invoiced.cents())
                    .update();
        }
    }
}
