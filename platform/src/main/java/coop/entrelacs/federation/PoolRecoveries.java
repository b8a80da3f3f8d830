package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.federation.PoolMessages.ClaimRecovered;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.Kind;
import coop.entrelacs.federation.Positions.NewPosition;
import coop.entrelacs.funds.FundRecovered;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.PoolShares;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * A customer pays after all what a guarantee had paid: the common fund gets back the share of it that it bore of the loss. On both sides
 * each step is one transaction of one tenant, and repeatable. What was ceded and is not received yet is not given back yet either: the
 * share follows when it is.
 */
@Component
class PoolRecoveries {

    private final JdbcClient jdbc;
    private final Positions positions;
    private final PoolBooks books;
    private final PoolShares shares;
    private final PoolClaims claims;
    private final CooperativePool pool;
    private final Crossings crossings;
    private final Audit audit;
    private final LiveUpdates live;

    PoolRecoveries(
            JdbcClient jdbc,
            Positions positions,
            PoolBooks books,
            PoolShares shares,
            PoolClaims claims,
            CooperativePool pool,
            Crossings crossings,
            Audit audit,
            LiveUpdates live) {
        this.jdbc = jdbc;
        this.positions = positions;
        this.books = books;
        this.shares = shares;
        this.claims = claims;
        this.pool = pool;
        this.crossings = crossings;
        this.audit = audit;
        this.live = live;
    }

    /**
     * What the common fund is to have had back: of what returned the share that it bore of the loss, to the cent, never more than it
     * gave.
     */
    static Money share(Money accepted, Money loss, Money recovered) {
        return Money.rounded(
                        accepted.toEuros()
                                .multiply(BigDecimal.valueOf(recovered.min(loss).cents()))
                                .divide(BigDecimal.valueOf(loss.cents()), 6, RoundingMode.HALF_UP),
                        RoundingMode.HALF_UP)
                .min(accepted);
    }

    /** In the cooperative, in the transaction that books what came back. What is taken away again counts against what comes next. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void cameBack(FundRecovered back) {
        jdbc.sql("UPDATE pool_cession SET recovered_cents = greatest(0, recovered_cents + ?) WHERE request_id = ?"
                        + " RETURNING claim_id")
                .params(back.amount().cents(), back.request())
                .query(UUID.class)
                .optional()
                .ifPresent(claim -> giveBack(claim, back.on()));
    }

    private record Ceded(
            UUID treatyId,
            UUID fundId,
            String federation,
            String name,
            String stage,
            long lossCents,
            long acceptedCents,
            long recoveredCents,
            long returnedCents) {}

    /** What is due to the common fund of one claim now, if it is received; in the transaction that changed it. */
    void giveBack(UUID claim, LocalDate on) {
        Ceded ceded = jdbc.sql("""
                        SELECT c.treaty_id, c.fund_id, o.federation, o.name, c.stage, c.loss_cents,
                            coalesce(c.accepted_cents, 0) AS accepted_cents, c.recovered_cents, c.returned_cents
                        FROM pool_cession c JOIN pool_offer o USING (treaty_id, version) WHERE c.claim_id = ? FOR UPDATE OF c""").param(claim).query(Ceded.class).single();
        boolean held = ceded.stage().equals("HELD");
        if (!held && !ceded.stage().equals("SETTLED")) {
            return;
        }
        Money due = share(
                        Money.ofCents(ceded.acceptedCents()),
                        Money.ofCents(ceded.lossCents()),
                        Money.ofCents(ceded.recoveredCents()))
                .minus(Money.ofCents(ceded.returnedCents()));
        if (!due.isPositive()) {
            return;
        }
        jdbc.sql("UPDATE pool_cession SET returned_cents = returned_cents + ? WHERE claim_id = ?")
                .params(due.cents(), claim)
                .update();
        // wholly random, as the claim's: it tells nothing of when
        UUID position = UUID.randomUUID();
        if (!held) {
            shares.giveBack(ceded.fundId(), due, PoolBooks.WAITING, on, "recovery:" + position);
        }
        TenantId federation = new TenantId(ceded.federation());
        String source = books.givesBack(federation, ceded.name(), position, due, on);
        positions.open(new NewPosition(
                position, federation, Direction.PAYABLE, Kind.CLAIM, due, on, null, false, ceded.name(), source));
        crossings.send(federation, ClaimRecovered.KIND, new ClaimRecovered(claim, position, due, on));
        pool.happened(claim, Cession.CessionStage.RETURNED, due, null, null);
        audit.record("claim.given-back", "claim:" + claim, due.toString());
        live.publish("pool", ceded.treatyId());
    }

    /** In the federation, by message: what is to come back, owed until it is settled. */
    void told(TenantId cooperative, ClaimRecovered told) {
        Boolean first = PoolRefused.guarded(() -> jdbc.sql("SELECT pool_recovery_told(?, ?, ?, ?, ?)")
                .params(
                        told.position(),
                        told.claim(),
                        cooperative.value(),
                        told.amount().cents(),
                        told.on())
                .query(Boolean.class)
                .single());
        if (!first) {
            return;
        }
        Of of = Objects.requireNonNull(of(Set.of(told.position())).get(told.position()));
        String source = books.comesBack(
                Instrument.valueOf(of.fundKind()), of.name(), cooperative, told.position(), told.amount(), told.on());
        positions.open(new NewPosition(
                told.position(),
                cooperative,
                Direction.RECEIVABLE,
                Kind.CLAIM,
                told.amount(),
                told.on(),
                null,
                false,
                of.name(),
                source));
        claims.recovered(told.claim(), told.amount());
        live.publish("pool", told.claim());
    }

    private record Of(String fundKind, String name) {}

    /** Those of these positions that are recoveries here. */
    private Map<UUID, Of> of(Set<UUID> positions) {
        Map<UUID, Of> of = new LinkedHashMap<>();
        jdbc.sql("SELECT r.id, t.fund_kind, t.name FROM pool_recovery r JOIN pool_claim c ON c.id = r.claim_id"
                        + " JOIN pool_treaty t ON t.id = c.treaty_id WHERE r.id = ANY (?::uuid[]) ORDER BY r.id")
                .param(positions.stream().map(UUID::toString).toArray(String[]::new))
                .query(row -> {
                    of.put(row.getObject(1, UUID.class), new Of(row.getString(2), row.getString(3)));
                });
        return of;
    }

    /** In the federation: settled, they are the common fund's again. */
    void received(Map<UUID, PositionSettled> received) {
        of(received.keySet()).forEach((id, of) -> {
            PositionSettled settled = Objects.requireNonNull(received.get(id));
            Boolean first = PoolRefused.guarded(() -> jdbc.sql("SELECT pool_recovery_received(?, ?, ?)")
                    .params(settled.id(), settled.on(), Ids.next())
                    .query(Boolean.class)
                    .single());
            if (first) {
                books.cameBack(
                        Instrument.valueOf(of.fundKind()), of.name(), settled.id(), settled.amount(), settled.on());
                live.publish("pool", settled.id());
            }
        });
    }
}
