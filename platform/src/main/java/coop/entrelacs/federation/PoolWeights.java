package coop.entrelacs.federation;

import coop.entrelacs.federation.ContributionSplit.Part;
import coop.entrelacs.federation.ContributionSplit.Weights;
import coop.entrelacs.federation.Treaty.Version;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** In a federation: by what contributions are shared, from what the cooperatives published. */
@Component
class PoolWeights {

    private final JdbcClient jdbc;

    PoolWeights(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** From what the cooperatives published of the twelve months before a day; a month kept secret makes the sum unknown. */
    List<Weights> of(UUID treaty, Collection<TenantId> cooperatives, LocalDate day) {
        return jdbc.sql("""
            SELECT coop.id AS cooperative,
                   coalesce((SELECT m.members FROM cooperative_month m WHERE m.cooperative = coop.id
                              ORDER BY m.month DESC LIMIT 1), 0) AS members,
                   (SELECT CASE WHEN count(*) = count(m.turnover_cents) THEN sum(m.turnover_cents)::bigint END FROM cooperative_month m
                     WHERE m.cooperative = coop.id AND m.activities > 0 AND m.month >= :day::date - interval '1 year' AND m.month < :day) AS turnover,
                   (SELECT p.payroll_cents FROM pool_payroll p WHERE p.cooperative = coop.id) AS payroll,
                   (SELECT coalesce(sum(c.accepted_cents), 0)::bigint FROM pool_claim c WHERE c.cooperative = coop.id
                       AND c.treaty_id = :treaty AND c.stage IN ('ACCEPTED', 'SETTLED')
                       AND c.paid_on >= :day::date - interval '3 years' AND c.paid_on < :day) AS borne
              FROM unnest(:cooperatives::text[]) WITH ORDINALITY coop(id, no) ORDER BY coop.no\
            """)
                .param("day", day)
                .param("treaty", treaty)
                .param(
                        "cooperatives",
                        cooperatives.stream().map(TenantId::value).toArray(String[]::new))
                .query((row, n) -> new Weights(
                        new TenantId(row.getString("cooperative")),
                        row.getInt("members"),
                        money(row.getObject("turnover", Long.class)),
                        money(row.getObject("payroll", Long.class)),
                        Money.ofCents(row.getLong("borne"))))
                .list();
    }

    /**
     * What a version would ask of a cooperative in a year, among some; null while it has told no figures, because nobody knows then.
     *
     * @param among the cooperative itself included
     */
    @Nullable
    OwnShare share(UUID treaty, Version version, TenantId cooperative, Collection<TenantId> among, LocalDate day) {
        boolean told = jdbc.sql("SELECT count(*) > 0 FROM cooperative_month WHERE cooperative = ?")
                .param(cooperative.value())
                .query(Boolean.class)
                .single();
        if (!told) {
            return null;
        }
        TreatyTerms terms = version.terms();
        return ContributionSplit.split(terms.yearlyCall(), terms, of(treaty, among, day)).stream()
                .filter(part -> part.cooperative().equals(cooperative))
                .findFirst()
                .map(part -> new OwnShare(part.amount(), explain(terms.yearlyCall(), version, part), among.size()))
                .orElse(null);
    }

    /** @param total what all together are asked for */
    static CallExplanation explain(Money total, Version version, Part part) {
        TreatyTerms terms = version.terms();
        return new CallExplanation(
                total,
                terms.key(),
                part.weight(),
                part.ofAll(),
                part.byKey(),
                terms.solidarity(),
                terms.solidarityKey(),
                part.bySolidarity(),
                part.estimated(),
                version.number());
    }

    private static @Nullable Money money(@Nullable Long cents) {
        return cents == null ? null : Money.ofCents(cents);
    }
}
