package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.federation.ClaimView.ClaimOutcome;
import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.federation.ClaimView.ClaimWhat;
import coop.entrelacs.federation.ClaimView.Event;
import coop.entrelacs.federation.ClaimView.WithHistory;
import coop.entrelacs.federation.PoolMessages.ClaimAnswered;
import coop.entrelacs.federation.PoolMessages.ClaimCeded;
import coop.entrelacs.federation.PoolMessages.ClaimReviewed;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.NewPosition;
import coop.entrelacs.federation.Treaty.Version;
import coop.entrelacs.funds.Instrument;
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
import coop.entrelacs.tenancy.crossing.Crossings;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * In a federation: the claims that cooperatives cede, reviewed by coordinators who see kinds, amounts and days and nobody. ClaimWhat they
 * decide travels back by message, with a position where something is to be paid.
 */
@Service
public class PoolClaims {

    private static final int MOST_NOTE = 300;

    private static final String CLAIM = """
        SELECT c.id, c.cooperative, c.treaty_id, t.fund_kind, c.version, c.kind, c.need, c.asked_cents, c.granted_cents, c.loss_cents,
               c.base_cents, c.told_cents, c.told_version, c.due_cents, c.decision, c.ground, c.decided_on, c.paid_on, c.received_at,
               c.stage, c.row_version, c.accepted_cents, c.reason, c.reviewed_on, c.position_id, c.settled_on, c.proposed_by
          FROM pool_claim c JOIN pool_treaty t ON t.id = c.treaty_id
        """;

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final Treaties treaties;
    private final Positions positions;
    private final PoolBooks books;
    private final Crossings crossings;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    PoolClaims(
            JdbcClient jdbc,
            Tenants tenants,
            Treaties treaties,
            Positions positions,
            PoolBooks books,
            Crossings crossings,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.treaties = treaties;
        this.positions = positions;
        this.books = books;
        this.crossings = crossings;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** ClaimWhat an acceptance did. */
    public enum Acceptance {
        ACCEPTED,
        /** Above the treaty's threshold: a second coordinator must confirm. */
        PROPOSED,
        /** The year's cap of the treaty is reached. */
        YEAR_CAP,
        /** The year's cap for one cooperative is reached. */
        COOPERATIVE_CAP,
        /** The common fund does not hold enough: contributions called may not be received yet. */
        POOL_SHORT
    }

    /** Which claims to list; null for all. */
    public record Filter(
            @Nullable ClaimStage stage,
            @Nullable TenantId cooperative,
            @Nullable UUID treaty,
            @Nullable Integer year,
            boolean openOnly) {
        public static Filter open() {
            return new Filter(null, null, null, null, true);
        }

        public static Filter all() {
            return new Filter(null, null, null, null, false);
        }
    }

    /** Claims by arrival, the oldest first, those after {@code after}. */
    @Transactional(readOnly = true)
    public Page<ClaimView> list(Filter filter, @Nullable String after, int limit) {
        reader();
        UUID cursor = null;
        if (after != null) {
            try {
                cursor = UUID.fromString(after);
            } catch (IllegalArgumentException e) {
                throw new InvalidField("after", "malformed");
            }
        }
        Map<TenantId, String> names = names();
        List<ClaimView> rows = jdbc.sql(CLAIM + """
            WHERE (:stage::text IS NULL OR c.stage = :stage)
              AND (NOT :open OR c.stage IN ('TO_REVIEW', 'ASKED', 'PROPOSED'))
              AND (:cooperative::text IS NULL OR c.cooperative = :cooperative)
              AND (:treaty::uuid IS NULL OR c.treaty_id = :treaty)
              AND (:year::integer IS NULL OR extract(year FROM c.paid_on) = :year)
              AND (:after::uuid IS NULL OR (c.received_at, c.id) > (SELECT a.received_at, a.id FROM pool_claim a WHERE a.id = :after))
            ORDER BY c.received_at, c.id LIMIT :limit\
            """)
                .param("stage", filter.stage() == null ? null : filter.stage().name())
                .param("open", filter.openOnly())
                .param(
                        "cooperative",
                        filter.cooperative() == null
                                ? null
                                : filter.cooperative().value())
                .param("treaty", filter.treaty())
                .param("year", filter.year())
                .param("after", cursor)
                .param("limit", Page.limit(limit) + 1)
                .query((row, n) -> claim(row, names))
                .list();
        return Page.of(rows, Page.limit(limit), one -> one.id().toString());
    }

    /** A claim with its history and the terms that rule it. */
    @Transactional(readOnly = true)
    public WithHistory get(UUID id) {
        reader();
        ClaimView claim = claim(id);
        return new WithHistory(
                claim,
                terms(claim),
                jdbc.sql("SELECT what, by_name, amount_cents, reason, note, happened_at FROM pool_claim_event"
                                + " WHERE claim_id = ? ORDER BY no")
                        .param(id)
                        .query((row, n) -> new Event(
                                ClaimWhat.valueOf(row.getString("what")),
                                row.getString("by_name"),
                                money(row.getObject("amount_cents", Long.class)),
                                reason(row.getString("reason")),
                                row.getString("note"),
                                row.getTimestamp("happened_at").toInstant()))
                        .list());
    }

    /**
     * Accepts a claim in whole or in part; above the treaty's threshold proposes it, or confirms what another coordinator proposed.
     *
     * @param seen the version of the claim that the coordinator saw
     * @param reason why less than ceded, or null where it is the whole
     * @throws coop.entrelacs.shared.ChangedMeanwhile if another coordinator was faster
     * @throws PoolRefused if it is decided already, more than the treaty says, or proposed by the same person
     */
    @Transactional
    public Acceptance accept(UUID id, long seen, Money amount, @Nullable ReviewReason reason, @Nullable String note) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        CurrentTenant.actor().requirePerson();
        ClaimView claim = claim(id);
        boolean whole = Terms.positive(amount, "amount").equals(claim.told());
        if (!whole && (reason == null || !reason.reduces())) {
            throw new InvalidField("reason", "claim-reason-to-reduce");
        }
        ReviewReason kept = whole ? null : reason;
        String said = note(note);
        UUID position = UUID.randomUUID();
        LocalDate today = LocalDate.now(clock);
        Acceptance outcome = PoolRefused.guarded(() -> jdbc.sql("SELECT pool_accept(?, ?, ?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(
                        id,
                        seen,
                        amount.cents(),
                        kept == null ? null : kept.name(),
                        CurrentTenant.actor().accountable(),
                        today,
                        position,
                        Ids.next()))
                .query(Acceptance.class)
                .single());
        switch (outcome) {
            case PROPOSED -> happened(id, ClaimWhat.PROPOSED, amount, kept, said);
            case ACCEPTED -> accepted(claim, amount, kept, said, position, today);
            case YEAR_CAP, COOPERATIVE_CAP, POOL_SHORT -> {}
        }
        if (outcome == Acceptance.PROPOSED || outcome == Acceptance.ACCEPTED) {
            changed(id, "claim." + outcome.name().toLowerCase(java.util.Locale.ROOT));
        }
        return outcome;
    }

    private void accepted(
            ClaimView claim,
            Money amount,
            @Nullable ReviewReason reason,
            @Nullable String note,
            UUID position,
            LocalDate today) {
        Treaty treaty = treaties.get(claim.treaty());
        String source = books.accepted(treaty, claim.cooperative(), claim.id(), amount, today);
        positions.open(new NewPosition(
                position,
                claim.cooperative(),
                Direction.PAYABLE,
                Positions.Kind.CLAIM,
                amount,
                today,
                null,
                false,
                treaty.name(),
                source));
        happened(claim.id(), ClaimWhat.ACCEPTED, amount, reason, note);
        crossings.send(
                claim.cooperative(),
                ClaimReviewed.KIND,
                new ClaimReviewed(claim.id(), ClaimOutcome.ACCEPTED, amount, reason, note, position, today));
    }

    /** Asks the cooperative's staff something. The question must name nobody, and so must the answer. */
    @Transactional
    public void ask(UUID id, long seen, ReviewReason reason, String question) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        ClaimView claim = claim(id);
        String said = Objects.requireNonNull(note(Terms.text(question, "note", MOST_NOTE)));
        move(id, seen, "ASKED", Terms.required(reason, "reason"));
        happened(id, ClaimWhat.ASKED, null, reason, said);
        tell(claim, ClaimOutcome.ASKED, reason, said);
        changed(id, "claim.asked");
    }

    /** Refuses a claim, with a reason from the list. */
    @Transactional
    public void refuse(UUID id, long seen, ReviewReason reason, @Nullable String note) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        ClaimView claim = claim(id);
        if (!Terms.required(reason, "reason").refuses()) {
            throw new InvalidField("reason", "claim-reason-to-refuse");
        }
        String said = note(note);
        move(id, seen, "REFUSED", reason);
        happened(id, ClaimWhat.REFUSED, null, reason, said);
        tell(claim, ClaimOutcome.REFUSED, reason, said);
        changed(id, "claim.refused");
    }

    /** Gives a proposed acceptance back to review: the second person does not agree. */
    @Transactional
    public void giveBack(UUID id, long seen, @Nullable String note) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        if (claim(id).stage() != ClaimStage.PROPOSED) {
            throw new PoolRefused("claim-state", claim(id).stage());
        }
        move(id, seen, "TO_REVIEW", null);
        happened(id, ClaimWhat.RETURNED, null, null, note(note));
        changed(id, "claim.returned");
    }

    /** From a cooperative, by message. Its reckoning is told; ours counts, by the version in force on the day of the decision. */
    void ceded(TenantId cooperative, ClaimCeded told) {
        Treaty treaty = treaties.get(told.treaty());
        Optional<Version> rules = treaty.inForce(cooperative, told.decidedOn());
        Money due = rules.map(version -> due(version.terms().cover(), told)).orElse(Money.ZERO);
        int made = jdbc.sql("""
            INSERT INTO pool_claim (id, cooperative, treaty_id, version, kind, need, asked_cents, granted_cents, loss_cents, base_cents,
                told_cents, told_version, due_cents, decision, ground, decided_on, paid_on, received_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING\
            """)
                .params(Arrays.asList(
                        told.claim(),
                        cooperative.value(),
                        treaty.id(),
                        rules.map(Version::number).orElse(null),
                        told.kind().name(),
                        told.need().name(),
                        told.asked().cents(),
                        told.granted().cents(),
                        told.loss().cents(),
                        told.contributions() == null
                                ? null
                                : told.contributions().cents(),
                        told.ceded().cents(),
                        told.version(),
                        due.cents(),
                        told.decision().name(),
                        told.ground(),
                        told.decidedOn(),
                        told.paidOn(),
                        now()))
                .update();
        if (made == 1) {
            happened(told.claim(), ClaimWhat.RECEIVED, told.ceded(), null, null);
            live.publish("claim", told.claim());
        }
    }

    private static Money due(Cover cover, ClaimCeded told) {
        return switch (told.kind()) {
            case LOSS -> cover.bears(told.loss());
            case YEAR ->
                told.contributions() == null ? Money.ZERO : cover.bearsOfYear(told.loss(), told.contributions());
        };
    }

    /** From a cooperative, by message: it answers. If coordinators decided meanwhile the answer is kept and changes nothing. */
    void answered(TenantId cooperative, ClaimAnswered told) {
        ClaimView claim = claim(told.claim());
        if (!claim.cooperative().equals(cooperative)) {
            throw new NotFound("claim", told.claim());
        }
        if (claim.stage() == ClaimStage.ASKED) {
            PoolRefused.guarded(() -> jdbc.sql("SELECT pool_move(?, NULL, 'TO_REVIEW', NULL, NULL, NULL)")
                    .param(told.claim())
                    .query(String.class)
                    .single());
        }
        happened(told.claim(), ClaimWhat.ANSWERED, null, null, told.answer());
        live.publish("claim", told.claim());
    }

    /** From a cooperative, by message: a part of what was borne comes back. Its row is locked by the function before. */
    void recovered(UUID claim, Money amount) {
        happened(claim, ClaimWhat.RECOVERED, amount, null, null);
        live.publish("claim", claim);
    }

    /** Positions of claims are settled, by netting or payment; those that are of no claim here are passed over. */
    void settled(Collection<PositionSettled> positions) {
        if (positions.isEmpty()) {
            return;
        }
        jdbc.sql("SELECT pool_settled(u.id, u.on_day) FROM unnest(:ids::uuid[], :days::date[]) u(id, on_day)")
                .param("ids", positions.stream().map(one -> one.id().toString()).toArray(String[]::new))
                .param(
                        "days",
                        positions.stream().map(one -> one.on().toString()).toArray(String[]::new))
                .query((row, n) -> Optional.ofNullable(row.getObject(1, UUID.class)))
                .list()
                .forEach(settled -> settled.ifPresent(claim -> {
                    happened(claim, ClaimWhat.SETTLED, null, null, null);
                    live.publish("claim", claim);
                }));
    }

    private void tell(ClaimView claim, ClaimOutcome outcome, ReviewReason reason, @Nullable String note) {
        crossings.send(
                claim.cooperative(),
                ClaimReviewed.KIND,
                new ClaimReviewed(claim.id(), outcome, null, reason, note, null, LocalDate.now(clock)));
    }

    private void move(UUID id, long seen, String to, @Nullable ReviewReason reason) {
        PoolRefused.guarded(() -> jdbc.sql("SELECT pool_move(?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(
                        id,
                        seen,
                        to,
                        reason == null ? null : reason.name(),
                        CurrentTenant.actor().accountable(),
                        LocalDate.now(clock)))
                .query(String.class)
                .single());
    }

    private void happened(
            UUID id, ClaimWhat what, @Nullable Money amount, @Nullable ReviewReason reason, @Nullable String note) {
        boolean coordinator = switch (what) {
            case ASKED, PROPOSED, RETURNED, ACCEPTED, REFUSED -> true;
            case RECEIVED, ANSWERED, SETTLED, RECOVERED -> false;
        };
        // the claim's row is locked by the function before, or new: numbers count up
        jdbc.sql("INSERT INTO pool_claim_event (claim_id, no, what, by_name, amount_cents, reason, note,"
                        + " happened_at) SELECT ?, coalesce(max(no), 0) + 1, ?, ?, ?, ?, ?, ? FROM"
                        + " pool_claim_event WHERE claim_id = ?")
                .params(Arrays.asList(
                        id,
                        what.name(),
                        coordinator ? CurrentTenant.actor().name() : null,
                        amount == null ? null : amount.cents(),
                        reason == null ? null : reason.name(),
                        note,
                        now(),
                        id))
                .update();
    }

    private void changed(UUID id, String action) {
        audit.record(action, "claim:" + id, "");
        live.publish("claim", id);
        live.publish("pool", id);
    }

    /** What travels to a cooperative names nobody, as what travels back. */
    private @Nullable String note(@Nullable String note) {
        if (note == null || note.isBlank()) {
            return null;
        }
        String text = Terms.text(note, "note", MOST_NOTE);
        List<String> known = new ArrayList<>(names().values());
        known.add(tenants.current().name());
        treaties.list().forEach(one -> known.add(one.name()));
        NobodyNamed.checkWithoutList("note", text, known);
        return text;
    }

    private @Nullable TreatyTerms terms(ClaimView claim) {
        if (claim.version() == null) {
            return null;
        }
        return treaties.get(claim.treaty()).versions().stream()
                .filter(one -> one.number() == claim.version())
                .map(Version::terms)
                .findFirst()
                .orElse(null);
    }

    private void reader() {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT);
        treaties.federation();
    }

    private ClaimView claim(UUID id) {
        Map<TenantId, String> names = names();
        return jdbc.sql(CLAIM + "WHERE c.id = ?")
                .param(id)
                .query((row, n) -> claim(row, names))
                .optional()
                .orElseThrow(() -> new NotFound("claim", id));
    }

    private Map<TenantId, String> names() {
        return tenants.cooperativesOf(CurrentTenant.id()).stream().collect(Collectors.toMap(Tenant::id, Tenant::name));
    }

    private static ClaimView claim(ResultSet row, Map<TenantId, String> names) throws SQLException {
        TenantId cooperative = new TenantId(row.getString("cooperative"));
        UUID proposedBy = row.getObject("proposed_by", UUID.class);
        return new ClaimView(
                row.getObject("id", UUID.class),
                cooperative,
                names.getOrDefault(cooperative, cooperative.value()),
                row.getObject("treaty_id", UUID.class),
                Instrument.valueOf(row.getString("fund_kind")),
                row.getObject("version", Integer.class),
                row.getInt("told_version"),
                ClaimView.ClaimKind.valueOf(row.getString("kind")),
                ClaimView.ClaimNeed.valueOf(row.getString("need")),
                Money.ofCents(row.getLong("asked_cents")),
                Money.ofCents(row.getLong("granted_cents")),
                Money.ofCents(row.getLong("loss_cents")),
                money(row.getObject("base_cents", Long.class)),
                Money.ofCents(row.getLong("told_cents")),
                Money.ofCents(row.getLong("due_cents")),
                ClaimView.ClaimDecision.valueOf(row.getString("decision")),
                row.getString("ground"),
                row.getObject("decided_on", LocalDate.class),
                row.getObject("paid_on", LocalDate.class),
                row.getTimestamp("received_at").toInstant(),
                ClaimStage.valueOf(row.getString("stage")),
                money(row.getObject("accepted_cents", Long.class)),
                reason(row.getString("reason")),
                row.getObject("reviewed_on", LocalDate.class),
                row.getObject("position_id", UUID.class),
                row.getObject("settled_on", LocalDate.class),
                row.getLong("row_version"),
                CurrentTenant.actor().accountable().equals(proposedBy));
    }

    private static @Nullable Money money(@Nullable Long cents) {
        return cents == null ? null : Money.ofCents(cents);
    }

    private static @Nullable ReviewReason reason(@Nullable String name) {
        return name == null ? null : ReviewReason.valueOf(name);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
