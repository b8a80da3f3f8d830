package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The federation's view of its cooperatives, and a cooperative's way to publish itself to its federation. */
@Service
public class Federation {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final Crossings crossings;

    Federation(JdbcClient jdbc, JsonMapper json, Tenants tenants, Crossings crossings) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.crossings = crossings;
    }

    /**
     * Publishes the current cooperative's figures to its federation, if they differ from the last ones told.
     *
     * @return whether anything was sent
     */
    @Transactional
    public boolean publish(List<MonthFigures> months) {
        TenantId federation = tenants.current().federation();
        if (federation == null) {
            return false;
        }
        FiguresPublished figures = new FiguresPublished(months);
        int changed = jdbc.sql("INSERT INTO figures_told(figures) VALUES (?::jsonb) ON CONFLICT (only_row)"
                        + " DO UPDATE SET figures = excluded.figures WHERE figures_told.figures <> excluded.figures")
                .param(json.writeValueAsString(figures))
                .update();
        if (changed == 0) {
            return false;
        }
        crossings.send(federation, FiguresPublished.KIND, figures);
        return true;
    }

    /**
     * The cooperatives of the current federation with what they published of the last months, by name.
     *
     * @param months how many, from 1 to 36
     * @throws NotFound if the current tenant is no federation
     */
    @Transactional(readOnly = true)
    public List<CooperativeFigures> cooperatives(int months) {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER);
        Tenant federation = tenants.current();
        if (federation.kind() != Tenant.Kind.FEDERATION) {
            throw new NotFound("federation", federation.id());
        }
        Map<String, List<MonthFigures>> figures = new HashMap<>();
        Map<String, Instant> publishedAt = new HashMap<>();
        jdbc.sql("SELECT cooperative, month, members, associates, activities, turnover_cents, contributions_cents,"
                        + " published_at FROM cooperative_month"
                        + " WHERE month > (SELECT max(month) FROM cooperative_month) - make_interval(months => ?)"
                        + " ORDER BY cooperative, month")
                .param(Math.clamp(months, 1, 36))
                .query(row -> {
                    String cooperative = row.getString("cooperative");
                    figures.computeIfAbsent(cooperative, c -> new ArrayList<>()).add(month(row));
                    publishedAt.merge(
                            cooperative, row.getTimestamp("published_at").toInstant(), (a, b) -> a.isAfter(b) ? a : b);
                });
        return tenants.cooperativesOf(federation.id()).stream()
                .map(cooperative -> new CooperativeFigures(
                        cooperative.id(),
                        cooperative.name(),
                        cooperative.state(),
                        publishedAt.get(cooperative.id().value()),
                        figures.getOrDefault(cooperative.id().value(), List.of())))
                .toList();
    }

    private static MonthFigures month(ResultSet row) throws SQLException {
        return new MonthFigures(
                YearMonth.from(row.getObject("month", LocalDate.class)),
                row.getInt("members"),
                row.getInt("associates"),
                row.getInt("activities"),
                money(row.getObject("turnover_cents", Long.class)),
                money(row.getObject("contributions_cents", Long.class)));
    }

    private static @Nullable Money money(@Nullable Long cents) {
        return cents == null ? null : Money.ofCents(cents);
    }
}
