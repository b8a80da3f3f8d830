package coop.entrelacs.federation;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What came of holding both sides of a pair against each other, told back to the two: equal since then, or by how much they differ.
 * Told when it changes; while messages are in transit nothing is said, and the last verdict stands.
 */
@Service
public class PairVerdicts {

    private final JdbcClient jdbc;
    private final Reconciliation reconciliation;
    private final Tenants tenants;
    private final NettingPost post;
    private final LiveUpdates live;
    private final Clock clock;

    PairVerdicts(
            JdbcClient jdbc,
            Reconciliation reconciliation,
            Tenants tenants,
            NettingPost post,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.reconciliation = reconciliation;
        this.tenants = tenants;
        this.post = post;
        this.live = live;
        this.clock = clock;
    }

    /**
     * What the federation says of this tenant and another.
     *
     * @param equal whether both sides know the same positions, to the cent
     * @param difference what we say they owe us in all, less what they say; zero also where the sums agree and the positions do not
     * @param since when this was found first
     */
    public record Heard(TenantId counterpart, boolean equal, Money difference, Instant since) {}

    /** What was said of the bound tenant and others, by name of address. */
    @Transactional(readOnly = true)
    public List<Heard> all() {
        PositionList.requireStaff();
        return jdbc.sql("SELECT counterpart, verdict, difference_cents, since FROM verdict_heard ORDER BY counterpart")
                .query((row, n) -> new Heard(
                        new TenantId(row.getString(1)),
                        "EQUAL".equals(row.getString(2)),
                        Money.ofCents(row.getLong(3)),
                        row.getTimestamp(4).toInstant()))
                .list();
    }

    /** In the bound federation: tells the two of every pair whose verdict is another than they were last told. */
    @Transactional
    void tell(@Nullable TenantId of) {
        List<Reconciliation.Pair> known = reconciliation.pairsOf(of).stream()
                .filter(pair -> switch (pair.verdict()) {
                    case EQUAL, DIFFERENT -> true;
                    // Nothing is known that was not before.
                    case IN_TRANSIT, NOT_TOLD -> false;
                })
                .toList();
        if (known.isEmpty()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        // The guard is in the write: two that find the same at once tell it once, and none waits for the other in a
        // circle.
        Set<List<String>> changed = Set.copyOf(jdbc.sql("""
                        INSERT INTO verdict_told(one, other, verdict, difference_cents, since)
                        SELECT u.*, :now FROM unnest(:ones::text[], :others::text[], :verdicts::text[], :differences::bigint[]) u
                        ORDER BY 1, 2
                        ON CONFLICT (one, other) DO UPDATE SET verdict = excluded.verdict,
                            difference_cents = excluded.difference_cents, since = excluded.since
                        WHERE (verdict_told.verdict, verdict_told.difference_cents)
                            <> (excluded.verdict, excluded.difference_cents)
                        RETURNING one, other""")
                .param(
                        "ones",
                        known.stream().map(pair -> pair.one().tenant().value()).toArray(String[]::new))
                .param(
                        "others",
                        known.stream()
                                .map(pair -> pair.other().tenant().value())
                                .toArray(String[]::new))
                .param(
                        "verdicts",
                        known.stream().map(pair -> pair.verdict().name()).toArray(String[]::new))
                .param(
                        "differences",
                        known.stream().map(pair -> pair.difference().cents()).toArray(Long[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, n) -> List.of(row.getString(1), row.getString(2)))
                .list());
        for (Reconciliation.Pair pair : known) {
            TenantId one = pair.one().tenant();
            TenantId other = pair.other().tenant();
            if (changed.contains(List.of(one.value(), other.value()))) {
                tell(one, other, pair, now);
                tell(other, one, pair, now);
            }
        }
    }

    private void tell(TenantId to, TenantId of, Reconciliation.Pair pair, Instant since) {
        post.tell(
                to,
                ReconciliationMail.VERDICT,
                new ReconciliationMail.VerdictTold(of, pair.verdict().name(), pair.difference(), since));
    }

    /** In a tenant: keeps what its federation says; nobody else may. */
    void heard(TenantId from, ReconciliationMail.VerdictTold told) {
        Tenant here = tenants.current();
        if (!from.equals(here.federation()) && !from.equals(here.id())) {
            throw new IllegalStateException(from + " is not the federation of " + here.id());
        }
        jdbc.sql("""
                        INSERT INTO verdict_heard(counterpart, verdict, difference_cents, since) VALUES (?, ?, ?, ?)
                        ON CONFLICT (counterpart) DO UPDATE SET verdict = excluded.verdict,
                            difference_cents = excluded.difference_cents, since = excluded.since""")
                .params(
                        told.counterpart().value(),
                        told.verdict(),
                        told.difference().cents(),
                        Timestamp.from(told.since()))
                .update();
        live.publish("positions", told.counterpart());
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        /** Two that tell at the same moment may each miss the other's word: this finds what they leave. */
        @Bean
        DueWork verdictsDue(ObjectProvider<PairVerdicts> verdicts) {
            return DueWork.afterWrites("verdicts", Duration.ofSeconds(150), tenant -> {
                if (tenant.kind() == Tenant.Kind.FEDERATION) {
                    verdicts.getObject().tell((TenantId) null);
                }
                return Optional.empty();
            });
        }
    }
}
