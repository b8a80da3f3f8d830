package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The federation's side of a netting: asks every cooperative, computes a proposal from the answers, collects each side's consent, and
 * says when it is settled. Driven by messages: each step is one transaction with the netting's row locked, taken once whatever
 * comes twice; so it goes on from wherever a crash left it.
 */
@Service
public class NettingDesk {

    private final JdbcClient jdbc;
    private final NettingRecords records;
    private final Tenants tenants;
    private final NettingPost post;
    private final Jobs jobs;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    NettingDesk(
            JdbcClient jdbc,
            NettingRecords records,
            Tenants tenants,
            NettingPost post,
            Jobs jobs,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.tenants = tenants;
        this.post = post;
        this.jobs = jobs;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** @param job the job that waits for the answers */
    public record Started(UUID netting, UUID job) {}

    /**
     * Starts a netting of the positions dated up to a day.
     *
     * @param until today at the latest
     * @throws PositionRefused {@code netting-running} if one is under way: two at once would take each other's positions
     */
    @Transactional
    public Started start(LocalDate until) {
        return start(Ids.next(), until);
    }

    Started start(UUID netting, LocalDate until) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        Tenant federation = requireFederation();
        if (until.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("until", "netting-in-future", until);
        }
        try {
            jdbc.sql("INSERT INTO netting(id, until_day, started_by) VALUES (?, ?, ?)")
                    .params(netting, until, CurrentTenant.actor().accountable())
                    .update();
        } catch (DuplicateKeyException e) {
            throw new PositionRefused("netting-running");
        }
        List<TenantId> asked = new ArrayList<>();
        asked.add(federation.id());
        for (Tenant cooperative : tenants.cooperativesOf(federation.id())) {
            switch (cooperative.state()) {
                case ACTIVE -> asked.add(cooperative.id());
                case SUSPENDED -> {
                    add(netting, List.of(cooperative.id()));
                    leaveOut(netting, cooperative.id(), NettingRecords.Why.SUSPENDED);
                }
                case PROVISIONING, CLOSED -> {
                    // not there yet, or no more
                }
            }
        }
        // All rows before the first question: the federation's own answer comes at once.
        add(netting, asked);
        asked.forEach(tenant -> post.tell(tenant, NettingMail.ASKED, new NettingMail.Asked(netting, until)));
        audit.record("netting.started", "netting:" + netting, until.toString());
        live.publish("netting", netting);
        return new Started(netting, jobs.submit(NettingJob.KIND, new NettingJob.Waiting(netting)));
    }

    private void add(UUID netting, List<TenantId> parties) {
        jdbc.sql("INSERT INTO netting_party(netting_id, tenant) SELECT ?, unnest(?::text[])")
                .params(netting, texts(parties, TenantId::value))
                .update();
    }

    /** A cooperative told what can be netted; the last answer makes the proposal. */
    void answered(TenantId from, NettingMail.Answered told) {
        NettingRecords.Netting netting = records.locked(told.netting());
        if (netting.state() != NettingRecords.State.ASKING
                || records.party(told.netting(), from).state() != NettingRecords.PartyState.ASKED) {
            return; // Told again, or too late: it was left out and has been told so.
        }
        List<NettingMail.Item> items = told.items();
        jdbc.sql("""
            INSERT INTO netting_item(netting_id, tenant, position_id, counterpart, direction, kind, amount_cents)
            SELECT :netting, :tenant, u.* FROM unnest(:ids::uuid[], :counterparts::text[], :directions::text[],
                :kinds::text[], :cents::bigint[]) u\
            """)
                .param("netting", told.netting())
                .param("tenant", from.value())
                .param("ids", texts(items, item -> item.position().toString()))
                .param("counterparts", texts(items, item -> item.counterpart().value()))
                .param("directions", texts(items, item -> item.direction().name()))
                .param("kinds", texts(items, item -> item.kind().name()))
                .param("cents", texts(items, item -> Long.toString(item.amount().cents())))
                .update();
        jdbc.sql("UPDATE netting_party SET state = 'ANSWERED', iban = ?, bic = ? WHERE netting_id = ? AND tenant = ?")
                .param(told.iban())
                .param(told.bic())
                .param(told.netting())
                .param(from.value())
                .update();
        live.publish("netting", told.netting());
        if (records.count(told.netting(), NettingRecords.PartyState.ASKED) == 0) {
            propose(told.netting());
        }
    }

    /** Goes on without those who have not answered yet. Nothing where all have. */
    @Transactional
    public void stopWaiting(UUID id) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        requireFederation();
        if (records.locked(id).state() != NettingRecords.State.ASKING) {
            return;
        }
        records.parties(id).stream()
                .filter(party -> party.state() == NettingRecords.PartyState.ASKED)
                .forEach(party -> leaveOut(id, party.tenant(), NettingRecords.Why.NO_ANSWER));
        propose(id);
    }

    /**
     * Goes on without one that does not decide: all is computed anew, and the others decide again.
     *
     * @throws PositionRefused {@code netting-over} if there is nothing to leave anyone out of any more
     */
    @Transactional
    public void leaveOut(UUID id, TenantId tenant) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        requireFederation();
        NettingRecords.Netting netting = records.locked(id);
        NettingRecords.Party party = records.party(id, tenant);
        if (!netting.state().running()) {
            throw new PositionRefused("netting-over");
        }
        if (party.state() == NettingRecords.PartyState.LEFT_OUT) {
            return;
        }
        leaveOut(id, tenant, NettingRecords.Why.NO_ANSWER);
        audit.record("netting.left-out", "netting:" + id, tenant.value());
        if (netting.state() == NettingRecords.State.PROPOSED
                || records.count(id, NettingRecords.PartyState.ASKED) == 0) {
            propose(id);
        }
    }

    /** Ends a netting without result; all positions are free again. */
    @Transactional
    public void cancel(UUID id) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        requireFederation();
        if (!records.locked(id).state().running()) {
            throw new PositionRefused("netting-over");
        }
        end(id);
        audit.record("netting.cancelled", "netting:" + id, "");
    }

    private void leaveOut(UUID id, TenantId tenant, NettingRecords.Why why) {
        jdbc.sql("UPDATE netting_party SET state = 'LEFT_OUT', left_out = ? WHERE netting_id = ? AND tenant = ?")
                .params(why.name(), id, tenant.value())
                .update();
        if (why != NettingRecords.Why.SUSPENDED) {
            post.tell(tenant, NettingMail.LEFT, new NettingMail.Left(id, NettingSide.LeftOut.valueOf(why.name())));
        }
    }

    /** Computes a new round from those who answered and were not left out, and shows each its part. */
    private void propose(UUID id) {
        List<NettingRecords.Party> parties = records.parties(id);
        Set<TenantId> taking = new HashSet<>();
        Map<TenantId, NettingRecords.Party> byTenant = new HashMap<>();
        for (NettingRecords.Party party : parties) {
            byTenant.put(party.tenant(), party);
            if (party.state() != NettingRecords.PartyState.LEFT_OUT) {
                taking.add(party.tenant());
            }
        }
        List<NettingPlan.Told> told = records.told(id);
        NettingPlan plan = NettingPlan.of(told, taking);
        int round = jdbc.sql("UPDATE netting SET state = 'PROPOSED', round = round + 1 WHERE id = ? RETURNING round")
                .param(id)
                .query(Integer.class)
                .single();
        records.mark(id, told, taking, plan);
        if (plan.nets().isEmpty()) {
            end(id); // Nothing is known alike by two sides: nothing to net this time.
            return;
        }
        List<NettingPlan.Transfer> transfers = plan.transfers();
        jdbc.sql("""
            INSERT INTO netting_transfer(netting_id, round, payer, payee, amount_cents)
            SELECT :netting, :round, u.* FROM unnest(:payers::text[], :payees::text[], :cents::bigint[]) u\
            """)
                .param("netting", id)
                .param("round", round)
                .param("payers", texts(transfers, transfer -> transfer.payer().value()))
                .param("payees", texts(transfers, transfer -> transfer.payee().value()))
                .param(
                        "cents",
                        texts(
                                transfers,
                                transfer -> Long.toString(transfer.amount().cents())))
                .update();
        Map<TenantId, List<UUID>> netted = new HashMap<>();
        told.stream()
                .filter(one -> taking.contains(one.by()) && !plan.mismatches().containsKey(one))
                .forEach(one -> netted.computeIfAbsent(one.by(), t -> new ArrayList<>())
                        .add(one.item().position()));
        state(id, netted.keySet(), NettingRecords.PartyState.ANSWERED);
        for (TenantId tenant : taking) {
            if (netted.containsKey(tenant)) {
                post.tell(
                        tenant,
                        NettingMail.PROPOSED,
                        new NettingMail.Proposed(
                                id, round, netted.getOrDefault(tenant, List.of()), transfers(tenant, plan, byTenant)));
            } else if (Objects.requireNonNull(byTenant.get(tenant)).state() != NettingRecords.PartyState.NOTHING) {
                state(id, Set.of(tenant), NettingRecords.PartyState.NOTHING);
                post.tell(tenant, NettingMail.LEFT, new NettingMail.Left(id, NettingSide.LeftOut.NOTHING));
            }
        }
        live.publish("netting", id);
    }

    private static List<NettingSide.Transfer> transfers(
            TenantId of, NettingPlan plan, Map<TenantId, NettingRecords.Party> parties) {
        List<NettingSide.Transfer> transfers = new ArrayList<>();
        for (NettingPlan.Transfer transfer : plan.transfers()) {
            if (transfer.payer().equals(of)) {
                NettingRecords.Party payee = parties.get(transfer.payee());
                transfers.add(new NettingSide.Transfer(
                        transfer.payee(),
                        NettingSide.Way.OUT,
                        transfer.amount(),
                        payee == null ? null : payee.iban(),
                        payee == null ? null : payee.bic()));
            } else if (transfer.payee().equals(of)) {
                transfers.add(
                        new NettingSide.Transfer(transfer.payer(), NettingSide.Way.IN, transfer.amount(), null, null));
            }
        }
        return transfers;
    }

    /** One side decided; the last consent settles, a refusal computes anew without it. */
    void decided(TenantId from, NettingMail.Decided told) {
        NettingRecords.Netting netting = records.locked(told.netting());
        NettingRecords.Party party = records.party(told.netting(), from);
        if (netting.state() != NettingRecords.State.PROPOSED
                || party.state() == NettingRecords.PartyState.LEFT_OUT
                || (told.approved() && netting.round() != told.round())) {
            return; // Told again, or of an earlier round: the new one awaits its own answer.
        }
        if (!told.approved()) {
            leaveOut(told.netting(), from, NettingRecords.Why.REFUSED);
            propose(told.netting());
            return;
        }
        jdbc.sql("UPDATE netting_party SET state = 'APPROVED', approved_round = ? WHERE netting_id = ? AND tenant = ?")
                .params(told.round(), told.netting(), from.value())
                .update();
        live.publish("netting", told.netting());
        if (records.count(told.netting(), NettingRecords.PartyState.ANSWERED) == 0) {
            settle(told.netting(), told.round());
        }
    }

    private void settle(UUID id, int round) {
        LocalDate on = LocalDate.now(clock);
        jdbc.sql("UPDATE netting SET state = 'SETTLED', settled_on = ?, ended_at = now() WHERE id = ? AND state"
                        + " = 'PROPOSED'")
                .params(on, id)
                .update();
        records.parties(id).stream()
                .filter(party -> party.state() == NettingRecords.PartyState.APPROVED)
                .forEach(party ->
                        post.tell(party.tenant(), NettingMail.SETTLED, new NettingMail.Settled(id, round, on)));
        audit.record(
                "netting.settled",
                "netting:" + id,
                Money.sum(records.transfers(id, round).stream()
                                .map(NettingRecords.Transfer::amount)
                                .toList())
                        .toString());
    }

    /** A side has it in its books. */
    void done(TenantId from, NettingMail.Done told) {
        records.locked(told.netting());
        state(told.netting(), Set.of(from), NettingRecords.PartyState.SETTLED);
        live.publish("netting", told.netting());
    }

    private void end(UUID id) {
        jdbc.sql("UPDATE netting SET state = 'CANCELLED', ended_at = now() WHERE id = ?")
                .param(id)
                .update();
        records.parties(id).stream()
                .filter(party -> party.state() != NettingRecords.PartyState.LEFT_OUT
                        && party.state() != NettingRecords.PartyState.NOTHING)
                .forEach(party -> post.tell(
                        party.tenant(), NettingMail.LEFT, new NettingMail.Left(id, NettingSide.LeftOut.CANCELLED)));
        live.publish("netting", id);
    }

    private void state(UUID id, Set<TenantId> parties, NettingRecords.PartyState state) {
        jdbc.sql("UPDATE netting_party SET state = ? WHERE netting_id = ? AND tenant = ANY (?::text[])"
                        + " AND state <> 'LEFT_OUT'")
                .params(state.name(), id, texts(parties, TenantId::value))
                .update();
    }

    private Tenant requireFederation() {
        Tenant here = tenants.current();
        if (here.kind() != Tenant.Kind.FEDERATION) {
            throw new NotFound("federation", here.id());
        }
        return here;
    }

    private static <T> String[] texts(Collection<T> items, Function<T, String> text) {
        return items.stream().map(text).toArray(String[]::new);
    }
}
