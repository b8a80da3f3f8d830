package coop.entrelacs.federation;

import coop.entrelacs.federation.PoolMessages.ClaimReviewed;
import coop.entrelacs.federation.PoolMessages.ContributionCalled;
import coop.entrelacs.federation.PoolMessages.TreatyOffered;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.Kind;
import coop.entrelacs.federation.Positions.NewPosition;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.PoolShares;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What arrives in a cooperative from its federation, and what settled positions do on both sides. Each step is one transaction of one
 * tenant, repeatable: the same message, or the same settlement, changes nothing the second time.
 */
@Component
class PoolSettlements {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Positions positions;
    private final PoolBooks books;
    private final PoolShares shares;
    private final PoolClaims claims;
    private final CooperativePool pool;
    private final PoolRecoveries recoveries;
    private final LiveUpdates live;

    PoolSettlements(
            JdbcClient jdbc,
            JsonMapper json,
            Positions positions,
            PoolBooks books,
            PoolShares shares,
            PoolClaims claims,
            CooperativePool pool,
            PoolRecoveries recoveries,
            LiveUpdates live) {
        this.jdbc = jdbc;
        this.json = json;
        this.positions = positions;
        this.books = books;
        this.shares = shares;
        this.claims = claims;
        this.pool = pool;
        this.recoveries = recoveries;
        this.live = live;
    }

    void offered(TenantId federation, TreatyOffered offered) {
        jdbc.sql("INSERT INTO pool_offer (treaty_id, version, federation, fund_kind, name, terms, first_day, last_day,"
                        + " share, in_force_from) VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?)"
                        + " ON CONFLICT (treaty_id, version) DO UPDATE SET share = excluded.share,"
                        + " in_force_from = coalesce(pool_offer.in_force_from, excluded.in_force_from)")
                .params(Arrays.asList(
                        offered.treaty(),
                        offered.version(),
                        federation.value(),
                        offered.fundKind().name(),
                        offered.name(),
                        json.writeValueAsString(offered.terms()),
                        offered.firstDay(),
                        offered.lastDay(),
                        offered.share() == null ? null : json.writeValueAsString(offered.share()),
                        offered.inForceFrom()))
                .update();
        live.publish("pool", offered.treaty());
    }

    void called(TenantId federation, ContributionCalled called) {
        int made = jdbc.sql("INSERT INTO pool_due (part_id, treaty_id, version, first_day, last_day, amount_cents,"
                        + " explanation, called_on) VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?) ON CONFLICT DO NOTHING")
                .params(
                        called.part(),
                        called.treaty(),
                        called.version(),
                        called.first(),
                        called.last(),
                        called.amount().cents(),
                        json.writeValueAsString(called.explanation()),
                        called.on())
                .update();
        if (made == 0) {
            return;
        }
        String treaty = nameOf(called.treaty(), called.version());
        String source = books.due(federation, treaty, called.part(), called.amount(), called.on());
        positions.open(new NewPosition(
                called.part(),
                federation,
                Direction.PAYABLE,
                Kind.CONTRIBUTION,
                called.amount(),
                called.on(),
                null,
                false,
                treaty,
                source));
        live.publish("pool", called.treaty());
    }

    /** What the coordinators say. A question that arrives after the decision cannot: messages of a pair keep their order. */
    void reviewed(TenantId federation, ClaimReviewed reviewed) {
        String stage = reviewed.outcome().name();
        Money amount = reviewed.amount();
        int changed = jdbc.sql(
                        "UPDATE pool_cession SET stage = ?, accepted_cents = ?, reason = ?, note = ?, position_id = ?"
                                + " WHERE claim_id = ? AND stage IN ('SENT', 'ASKED', 'ANSWERED')")
                .params(Arrays.asList(
                        stage,
                        amount == null ? null : amount.cents(),
                        reviewed.reason() == null ? null : reviewed.reason().name(),
                        reviewed.note(),
                        reviewed.position(),
                        reviewed.claim()))
                .update();
        if (changed == 0) {
            boolean known = jdbc.sql("SELECT count(*) > 0 FROM pool_cession WHERE claim_id = ?")
                    .param(reviewed.claim())
                    .query(Boolean.class)
                    .single();
            if (!known) {
                throw new NotFound("claim", reviewed.claim());
            }
            return; // decided before
        }
        pool.happened(
                reviewed.claim(), Cession.CessionStage.valueOf(stage), amount, reviewed.reason(), reviewed.note());
        if (reviewed.position() != null && amount != null) {
            String treaty = jdbc.sql("SELECT o.name FROM pool_cession c JOIN pool_offer o USING (treaty_id, version)"
                            + " WHERE c.claim_id = ?")
                    .param(reviewed.claim())
                    .query(String.class)
                    .single();
            String source = books.waits(federation, treaty, reviewed.claim(), amount, reviewed.on());
            positions.open(new NewPosition(
                    reviewed.position(),
                    federation,
                    Direction.RECEIVABLE,
                    Kind.CLAIM,
                    amount,
                    reviewed.on(),
                    null,
                    false,
                    treaty,
                    source));
        }
        live.publish("pool", reviewed.claim());
    }

    /** In whatever tenant sides of positions are settled, in the settling transaction. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void settled(PositionsSettled settled) {
        claims.settled(settled.of(Kind.CLAIM, Direction.PAYABLE).values());
        Map<UUID, PositionSettled> received = settled.of(Kind.CLAIM, Direction.RECEIVABLE);
        if (!received.isEmpty()) {
            received(received);
            recoveries.received(received);
        }
        settled.of(Kind.CONTRIBUTION, Direction.RECEIVABLE).values().forEach(this::contributionReceived);
        settled.of(Kind.CONTRIBUTION, Direction.PAYABLE).values().forEach(this::contributionPaid);
    }

    /** In the cooperative: what was called of it is paid. */
    private void contributionPaid(PositionSettled settled) {
        jdbc.sql("UPDATE pool_due SET settled_on = ? WHERE part_id = ? AND settled_on IS NULL")
                .params(settled.on(), settled.id())
                .update();
        live.publish("pool", settled.id());
    }

    /** In the federation: what was called counts from now on. */
    private void contributionReceived(PositionSettled settled) {
        Boolean first = PoolRefused.guarded(() -> jdbc.sql("SELECT pool_received(?, ?, ?)")
                .params(settled.id(), settled.on(), Ids.next())
                .query(Boolean.class)
                .single());
        if (first) {
            record Of(String fundKind, String name) {}
            Of of = jdbc.sql("SELECT t.fund_kind, t.name FROM pool_call_part p JOIN pool_call c ON c.id = p.call_id"
                            + " JOIN pool_treaty t ON t.id = c.treaty_id WHERE p.id = ?")
                    .param(settled.id())
                    .query(Of.class)
                    .single();
            books.received(Instrument.valueOf(of.fundKind()), of.name(), settled.id(), settled.amount(), settled.on());
            live.publish("pool", settled.id());
        }
    }

    /** In the cooperative: the parts are the funds' from now on. */
    private void received(Map<UUID, PositionSettled> received) {
        record Waiting(UUID positionId, UUID claimId, UUID fundId) {}
        String[] ids = received.keySet().stream().map(UUID::toString).toArray(String[]::new);
        shares.hold(jdbc.sql("SELECT DISTINCT fund_id FROM pool_cession WHERE position_id = ANY (?::uuid[])")
                .param(ids)
                .query(UUID.class)
                .list());
        List<Waiting> waiting = jdbc.sql("""
            UPDATE pool_cession SET stage = 'SETTLED', settled_on = u.on_day
            FROM unnest(:ids::uuid[], :days::date[]) u(id, on_day)
            WHERE position_id = u.id AND stage = 'ACCEPTED' RETURNING position_id, claim_id, fund_id\
            """)
                .param("ids", ids)
                .param(
                        "days",
                        received.values().stream()
                                .map(one -> one.on().toString())
                                .toArray(String[]::new))
                .query(Waiting.class)
                .list();
        waiting.forEach(one -> {
            PositionSettled settled = Objects.requireNonNull(received.get(one.positionId()));
            LocalDate on = settled.on();
            boolean given = shares.receive(
                            one.fundId(), settled.amount(), PoolBooks.WAITING, on, "claim:" + one.claimId())
                    .isPresent();
            if (!given) {
                jdbc.sql("UPDATE pool_cession SET stage = 'HELD' WHERE claim_id = ?")
                        .param(one.claimId())
                        .update();
            }
            pool.happened(
                    one.claimId(),
                    given ? Cession.CessionStage.SETTLED : Cession.CessionStage.HELD,
                    settled.amount(),
                    null,
                    null);
            // what came back of the loss meanwhile
            recoveries.giveBack(one.claimId(), on);
            live.publish("pool", one.claimId());
        });
    }

    private String nameOf(UUID treaty, int version) {
        return jdbc.sql("SELECT name FROM pool_offer WHERE treaty_id = ? AND version = ?")
                .params(treaty, version)
                .query(String.class)
                .single();
    }
}
