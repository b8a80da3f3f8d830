package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.federation.ContributionSplit.Part;
import coop.entrelacs.federation.ContributionSplit.Weights;
import coop.entrelacs.federation.PoolMessages.ContributionCalled;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.Kind;
import coop.entrelacs.federation.Positions.NewPosition;
import coop.entrelacs.federation.Treaty.Version;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import coop.entrelacs.web.Page;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * In a federation: calls what the cooperatives put into a common fund, quarter by quarter, each explained. Only those are called that
 * had adopted the treaty, each by the version in force for it on the quarter's first day.
 */
@Service
public class PoolContributions {

    static final String JOB = "pool-contributions";
    private static final int QUARTERS = 4;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final Treaties treaties;
    private final Positions positions;
    private final PoolBooks books;
    private final PoolWeights weights;
    private final Crossings crossings;
    private final Jobs jobs;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    PoolContributions(
            JdbcClient jdbc,
            JsonMapper json,
            Tenants tenants,
            Treaties treaties,
            Positions positions,
            PoolBooks books,
            PoolWeights weights,
            Crossings crossings,
            Jobs jobs,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.treaties = treaties;
        this.positions = positions;
        this.books = books;
        this.weights = weights;
        this.crossings = crossings;
        this.jobs = jobs;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * A quarter to call.
     *
     * @param first the first day of a quarter of the calendar year
     */
    public record Call(UUID treaty, LocalDate first) {
        public Call {
            Terms.required(treaty, "treaty");
            if (Terms.required(first, "first").getDayOfMonth() != 1 || (first.getMonthValue() - 1) % 3 != 0) {
                throw new InvalidField("first", "pool-call-quarter");
            }
        }

        public LocalDate last() {
            return first.plusMonths(3).minusDays(1);
        }
    }

    /**
     * What a call asks of whom, and why.
     *
     * @param suspended whether the cooperative is closed for a time: it is called all the same, the message waits for it
     */
    public record CallPart(
            TenantId cooperative, String name, Money amount, CallExplanation explanation, boolean suspended) {}

    /** @param called whether this quarter was called before */
    public record Preview(Call call, Money total, List<CallPart> parts, boolean called) {
        public Preview {
            parts = List.copyOf(parts);
        }
    }

    /** A call that was made. */
    public record Made(
            UUID part,
            UUID call,
            TenantId cooperative,
            LocalDate first,
            LocalDate last,
            Money amount,
            CallExplanation explanation,
            LocalDate calledOn,
            @Nullable LocalDate settledOn) {}

    /**
     * What a call would ask of whom; changes nothing.
     *
     * @throws PoolRefused if nobody had adopted the treaty by the quarter's first day
     */
    @Transactional(readOnly = true)
    public Preview preview(Call call) {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT);
        return reckon(call);
    }

    /** Queues the call as a job. */
    @Transactional
    public UUID submit(Call call) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        if (reckon(call).called()) {
            throw new PoolRefused("pool-called-already", call.first());
        }
        return jobs.submit(JOB, call);
    }

    /**
     * Calls a quarter: positions and entries on this side, and a message to each cooperative, which books the other side. In one
     * transaction, so that a call cut off has called nobody; made again it finds what was done and does nothing.
     */
    @Transactional
    public Preview call(Call call) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        Preview preview = reckon(call);
        if (preview.called()) {
            return preview;
        }
        Treaty treaty = treaties.get(call.treaty());
        LocalDate today = LocalDate.now(clock);
        UUID id = Ids.next();
        try {
            jdbc.sql("INSERT INTO pool_call (id, treaty_id, version, first_day, last_day, amount_cents, called_on)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            id,
                            treaty.id(),
                            preview.parts().stream()
                                    .mapToInt(one -> one.explanation().treatyVersion())
                                    .max()
                                    .orElseThrow(),
                            call.first(),
                            call.last(),
                            preview.total().cents(),
                            today)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new PoolRefused("pool-called-already", call.first());
        }
        for (CallPart part : preview.parts()) {
            call(treaty, call, id, part, today);
        }
        audit.record("pool.called", "treaty:" + treaty.id(), call.first() + " " + preview.total());
        live.publish("pool", treaty.id());
        return preview;
    }

    private void call(Treaty treaty, Call call, UUID id, CallPart part, LocalDate today) {
        UUID partId = Ids.next();
        boolean owes = part.amount().isPositive();
        jdbc.sql("INSERT INTO pool_call_part (id, call_id, cooperative, version, amount_cents, explanation, settled_on)"
                        + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?)")
                .params(Arrays.asList(
                        partId,
                        id,
                        part.cooperative().value(),
                        part.explanation().treatyVersion(),
                        part.amount().cents(),
                        json.writeValueAsString(part.explanation()),
                        owes ? null : today))
                .update();
        if (!owes) {
            return;
        }
        String source = books.called(treaty, part.cooperative(), partId, part.amount(), today);
        positions.open(new NewPosition(
                partId,
                part.cooperative(),
                Direction.RECEIVABLE,
                Kind.CONTRIBUTION,
                part.amount(),
                today,
                null,
                false,
                treaty.name(),
                source));
        crossings.send(
                part.cooperative(),
                ContributionCalled.KIND,
                new ContributionCalled(
                        partId,
                        treaty.id(),
                        part.explanation().treatyVersion(),
                        call.first(),
                        call.last(),
                        part.amount(),
                        today,
                        part.explanation()));
    }

    /** The calls of a treaty, or of all, the latest first, after one part. */
    @Transactional(readOnly = true)
    public Page<Made> made(@Nullable UUID treaty, @Nullable UUID after, int limit) {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT);
        List<Made> rows = jdbc.sql("""
            SELECT p.id, c.id AS call_id, p.cooperative, c.first_day, c.last_day, p.amount_cents, p.explanation::text AS explanation,
                   c.called_on, p.settled_on
              FROM pool_call_part p JOIN pool_call c ON c.id = p.call_id
              LEFT JOIN LATERAL (SELECT kc.first_day, kp.cooperative FROM pool_call_part kp JOIN pool_call kc ON kc.id = kp.call_id
                                  WHERE kp.id = :after) k ON true
             WHERE (:treaty::uuid IS NULL OR c.treaty_id = :treaty)
               AND (:after::uuid IS NULL OR c.first_day < k.first_day
                    OR (c.first_day = k.first_day AND (p.cooperative, p.id) > (k.cooperative, :after)))
             ORDER BY c.first_day DESC, p.cooperative, p.id LIMIT :limit\
            """)
                .param("treaty", treaty)
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, n) -> new Made(
                        row.getObject("id", UUID.class),
                        row.getObject("call_id", UUID.class),
                        new TenantId(row.getString("cooperative")),
                        row.getObject("first_day", LocalDate.class),
                        row.getObject("last_day", LocalDate.class),
                        Money.ofCents(row.getLong("amount_cents")),
                        json.readValue(row.getString("explanation"), CallExplanation.class),
                        row.getObject("called_on", LocalDate.class),
                        row.getObject("settled_on", LocalDate.class)))
                .list();
        return Page.of(rows, limit, one -> one.part().toString());
    }

    private Preview reckon(Call call) {
        LocalDate today = LocalDate.now(clock);
        if (call.first().isAfter(today.plusMonths(3))) {
            throw new InvalidField("first", "date-in-future", call.first());
        }
        Treaty treaty = treaties.get(call.treaty());
        Map<TenantId, Tenant> cooperatives = new HashMap<>();
        tenants.cooperativesOf(CurrentTenant.id()).forEach(one -> cooperatives.put(one.id(), one));
        Map<TenantId, Version> ruled = new java.util.TreeMap<>(java.util.Comparator.comparing(TenantId::value));
        for (Tenant one : cooperatives.values()) {
            if (one.state() != Tenant.State.CLOSED) {
                treaty.inForce(one.id(), call.first()).ifPresent(version -> ruled.put(one.id(), version));
            }
        }
        if (ruled.isEmpty()) {
            throw new PoolRefused("pool-nobody-adopted", call.first());
        }
        boolean called = jdbc.sql("SELECT count(*) > 0 FROM pool_call WHERE treaty_id = ? AND first_day = ?")
                .params(treaty.id(), call.first())
                .query(Boolean.class)
                .single();
        // Everybody's weight counts under every version, so that the parts of those who adopted the same version keep
        // their proportions, and those of another pay by its own terms.
        List<Weights> weights = this.weights.of(treaty.id(), ruled.keySet(), call.first());
        List<CallPart> parts = new ArrayList<>();
        Map<Integer, List<Part>> byVersion = new HashMap<>();
        for (Weights one : weights) {
            Version version = java.util.Objects.requireNonNull(ruled.get(one.cooperative()));
            List<Part> all = byVersion.computeIfAbsent(
                    version.number(), n -> ContributionSplit.split(quarter(call, version), version.terms(), weights));
            Part part = all.stream()
                    .filter(p -> p.cooperative().equals(one.cooperative()))
                    .findFirst()
                    .orElseThrow();
            Tenant cooperative = java.util.Objects.requireNonNull(cooperatives.get(one.cooperative()));
            parts.add(new CallPart(
                    one.cooperative(),
                    cooperative.name(),
                    part.amount(),
                    PoolWeights.explain(quarter(call, version), version, part),
                    cooperative.state() != Tenant.State.ACTIVE));
        }
        return new Preview(call, Money.sum(parts.stream().map(CallPart::amount).toList()), parts, called);
    }

    /** The four quarters of a year add up to the year to the cent. */
    private static Money quarter(Call call, Version version) {
        return version.terms()
                .yearlyCall()
                .allocate(Collections.nCopies(QUARTERS, BigDecimal.ONE))
                .get((call.first().getMonthValue() - 1) / 3);
    }
}
