package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.federation.PoolMessages.ClaimAnswered;
import coop.entrelacs.federation.PoolMessages.ClaimCeded;
import coop.entrelacs.federation.PoolMessages.TreatyAdopted;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundBore;
import coop.entrelacs.funds.FundPage;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * In a cooperative: the treaties it is offered and adopts, what its funds cede to the common funds, what it puts in and what it
 * received. What is ceded carries a random id: which loss it was is known here and nowhere else.
 */
@Service
public class CooperativePool {

    private static final int MOST_ANSWER = 300;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final Crossings crossings;
    private final Funds funds;
    private final FundPage fundPages;
    private final PoolCash cash;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    CooperativePool(
            JdbcClient jdbc,
            JsonMapper json,
            Tenants tenants,
            Crossings crossings,
            Funds funds,
            FundPage fundPages,
            PoolCash cash,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.crossings = crossings;
        this.funds = funds;
        this.fundPages = fundPages;
        this.cash = cash;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** What the cooperative puts into a common fund, and why. */
    public record Due(
            UUID part,
            UUID treaty,
            String treatyName,
            LocalDate first,
            LocalDate last,
            Money amount,
            CallExplanation explanation,
            LocalDate calledOn,
            @Nullable LocalDate settledOn) {}

    /** Every version of every treaty offered, those to adopt first, then the latest first. */
    @Transactional(readOnly = true)
    public List<TreatyOffer> offers() {
        reader();
        return read().stream()
                .sorted(Comparator.comparing(TreatyOffer::adopted)
                        .thenComparing(TreatyOffer::fundKind)
                        .thenComparing(TreatyOffer::version, Comparator.reverseOrder()))
                .toList();
    }

    /**
     * Adopts a version of a treaty, as the cooperative decided.
     *
     * @param on when it decided; from this day on the version rules, where it is in force
     * @param reference of the decision in the minutes; it stays here
     * @throws PoolRefused if it is adopted already, or a later version is
     */
    @Transactional
    public TreatyOffer adopt(UUID treaty, int version, DecidingBody body, LocalDate on, String reference) {
        CurrentTenant.actor().require(Role.MANAGER);
        CurrentTenant.actor().requirePerson();
        Terms.required(body, "body");
        if (Terms.required(on, "on").isAfter(LocalDate.now(clock))) {
            throw new InvalidField("on", "treaty-adopted-in-future");
        }
        String said = Terms.text(reference, "reference", 200);
        TreatyOffer offer = offer(treaty, version);
        int changed = jdbc.sql("UPDATE pool_offer o SET adopted_on = ?, body = ?, reference = ?, adopted_by = ? WHERE"
                        + " treaty_id = ? AND version = ? AND adopted_on IS NULL AND NOT EXISTS (SELECT 1 FROM pool_offer l WHERE"
                        + " l.treaty_id = o.treaty_id AND l.version > o.version AND l.adopted_on IS NOT NULL)")
                .params(on, body.name(), said, CurrentTenant.actor().accountable(), treaty, version)
                .update();
        if (changed == 0) {
            throw new PoolRefused(offer.adopted() ? "treaty-adopted-already" : "treaty-adopted-later", version);
        }
        crossings.send(federation(), TreatyAdopted.KIND, new TreatyAdopted(treaty, version, on, body));
        audit.record("treaty.adopted", "treaty:" + treaty, "version " + version);
        live.publish("pool", treaty);
        return offer(treaty, version);
    }

    /** A fund bears a loss: if a treaty is in force, its part is ceded in the same transaction. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void bore(FundBore loss) {
        inForce(loss.instrument(), loss.decidedOn()).ifPresent(offer -> {
            Money ceded = offer.terms().cover().bears(loss.amount());
            if (ceded.isPositive()) {
                cede(
                        offer,
                        loss.fund(),
                        loss.request(),
                        null,
                        ceded,
                        new Ceding(
                                ClaimView.ClaimKind.LOSS,
                                ClaimView.ClaimNeed.of(loss.instrument()),
                                loss.asked(),
                                loss.granted(),
                                loss.amount(),
                                null,
                                loss.granted().equals(loss.asked())
                                        ? ClaimView.ClaimDecision.FULL
                                        : ClaimView.ClaimDecision.PART,
                                loss.ground().name(),
                                loss.decidedOn(),
                                loss.on()));
            }
        });
    }

    /**
     * Reckons a year that is over under a stop-loss treaty, fund by fund, and cedes what goes over the line. Safe to repeat: a fund's
     * year is ceded once.
     *
     * @return what is ceded for the year, now or before; nothing where the funds stayed below the line
     */
    @Transactional
    public List<Cession> closeYear(UUID treaty, int year) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT);
        LocalDate last = LocalDate.of(year, 12, 31);
        if (!last.isBefore(LocalDate.now(clock))) {
            throw new InvalidField("year", "pool-year-not-over", String.valueOf(year));
        }
        Instrument kind = read().stream()
                .filter(one -> one.treaty().equals(treaty))
                .map(TreatyOffer::fundKind)
                .findFirst()
                .orElseThrow(() -> new NotFound("treaty", treaty));
        TreatyOffer offer = inForce(kind, last)
                .filter(one -> one.terms().cover().kind() == Cover.CoverKind.STOP_LOSS)
                .orElseThrow(() -> new PoolRefused("treaty-no-stop-loss", String.valueOf(year)));
        for (Fund fund : funds.list()) {
            if (fund.instrument() == kind && !cededBefore(offer, fund, year)) {
                fundPages.account(fund.id()).years().stream()
                        .filter(one -> one.year() == year)
                        .forEach(one -> {
                            Money losses = one.paid().minus(one.back());
                            Money ceded = offer.terms().cover().bearsOfYear(losses, one.contributions());
                            if (ceded.isPositive()) {
                                cede(
                                        offer,
                                        fund.id(),
                                        null,
                                        year,
                                        ceded,
                                        new Ceding(
                                                ClaimView.ClaimKind.YEAR,
                                                ClaimView.ClaimNeed.WHOLE_YEAR,
                                                losses,
                                                losses,
                                                losses,
                                                one.contributions(),
                                                ClaimView.ClaimDecision.YEAR,
                                                "WHOLE_YEAR",
                                                last,
                                                last));
                            }
                        });
            }
        }
        return cessions().stream()
                .filter(one -> one.treaty().equals(treaty) && Objects.equals(one.year(), year))
                .toList();
    }

    private boolean cededBefore(TreatyOffer offer, Fund fund, int year) {
        return jdbc.sql("SELECT count(*) > 0 FROM pool_cession WHERE treaty_id = ? AND fund_id = ? AND year = ?")
                .params(offer.treaty(), fund.id(), year)
                .query(Boolean.class)
                .single();
    }

    private record Ceding(
            ClaimView.ClaimKind kind,
            ClaimView.ClaimNeed need,
            Money asked,
            Money granted,
            Money loss,
            @Nullable Money contributions,
            ClaimView.ClaimDecision decision,
            String ground,
            LocalDate decidedOn,
            LocalDate paidOn) {}

    private void cede(
            TreatyOffer offer, UUID fund, @Nullable UUID request, @Nullable Integer year, Money ceded, Ceding what) {
        // wholly random: an id made of time would tell when the request was paid to the millisecond
        UUID claim = UUID.randomUUID();
        int made = jdbc.sql("INSERT INTO pool_cession (claim_id, treaty_id, version, fund_id, kind, request_id, year,"
                        + " loss_cents, ceded_cents, decided_on, paid_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(Arrays.asList(
                        claim,
                        offer.treaty(),
                        offer.version(),
                        fund,
                        what.kind().name(),
                        request,
                        year,
                        what.loss().cents(),
                        ceded.cents(),
                        what.decidedOn(),
                        what.paidOn()))
                .update();
        if (made == 0) {
            return; // ceded before
        }
        happened(claim, Cession.CessionStage.SENT, ceded, null, null);
        crossings.send(
                federation(),
                ClaimCeded.KIND,
                new ClaimCeded(
                        claim,
                        offer.treaty(),
                        offer.version(),
                        what.kind(),
                        what.need(),
                        what.asked(),
                        what.granted(),
                        what.loss(),
                        what.contributions(),
                        ceded,
                        what.decision(),
                        what.ground(),
                        what.decidedOn(),
                        what.paidOn()));
        audit.record("claim.ceded", "claim:" + claim, ceded.toString());
        live.publish("pool", offer.treaty());
    }

    /**
     * Answers the coordinators' question, in a short text that names nobody.
     *
     * @throws InvalidField if it holds a member's name, an account, a number or a word of health
     * @throws PoolRefused if nothing is asked
     */
    @Transactional
    public Cession answer(UUID claim, String answer) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT);
        String said = Terms.text(answer, "answer", MOST_ANSWER);
        NobodyNamed.check(
                "answer",
                said,
                jdbc.sql("SELECT last_name FROM member").query(String.class).list());
        int changed = jdbc.sql("UPDATE pool_cession SET stage = 'ANSWERED', note = NULL WHERE claim_id = ? AND stage ="
                        + " 'ASKED'")
                .param(claim)
                .update();
        if (changed == 0) {
            cession(claim);
            throw new PoolRefused("claim-nothing-asked");
        }
        happened(claim, Cession.CessionStage.ANSWERED, null, null, said);
        crossings.send(federation(), ClaimAnswered.KIND, new ClaimAnswered(claim, said));
        audit.record("claim.answered", "claim:" + claim, "");
        live.publish("pool", claim);
        return cession(claim);
    }

    /** What was ceded, the latest first, after one claim. */
    @Transactional(readOnly = true)
    public Page<Cession> cessions(@Nullable UUID after, int limit) {
        reader();
        return Page.of(
                cessions("""
            WHERE :of::uuid IS NULL OR c.paid_on < (SELECT k.paid_on FROM pool_cession k WHERE k.claim_id = :of)
               OR (c.paid_on = (SELECT k.paid_on FROM pool_cession k WHERE k.claim_id = :of) AND c.claim_id > :of)\
            """, after, limit + 1), limit, one -> one.claim().toString());
    }

    /** All that was ceded, the latest first. */
    @Transactional(readOnly = true)
    public List<Cession> cessions() {
        reader();
        return cessions("WHERE :of::uuid IS NULL", null, null);
    }

    private List<Cession> cessions(String which, @Nullable UUID of, @Nullable Integer limit) {
        String chosen = "SELECT c.* FROM pool_cession c " + which + " ORDER BY c.paid_on DESC, c.claim_id LIMIT :limit";
        Map<UUID, List<Cession.Event>> events = new HashMap<>();
        jdbc.sql("SELECT claim_id, what, amount_cents, reason, note, happened_at FROM pool_cession_event"
                        + " WHERE claim_id IN (SELECT claim_id FROM (" + chosen + ") c) ORDER BY claim_id, no")
                .param("of", of)
                .param("limit", limit)
                .query(row -> {
                    events.computeIfAbsent(row.getObject("claim_id", UUID.class), k -> new ArrayList<>())
                            .add(new Cession.Event(
                                    Cession.CessionStage.valueOf(row.getString("what")),
                                    money(row.getObject("amount_cents", Long.class)),
                                    reason(row.getString("reason")),
                                    row.getString("note"),
                                    row.getTimestamp("happened_at").toInstant()));
                });
        Map<UUID, String> names = funds.list().stream().collect(Collectors.toMap(Fund::id, Fund::name));
        Set<UUID> underWay = new HashSet<>(cash.waitingForTransfer(Positions.Direction.RECEIVABLE));
        return jdbc.sql("SELECT c.*, o.name FROM (" + chosen + ") c JOIN pool_offer o USING (treaty_id, version)"
                        + " ORDER BY c.paid_on DESC, c.claim_id")
                .param("of", of)
                .param("limit", limit)
                .query((row, n) -> {
                    UUID claim = row.getObject("claim_id", UUID.class);
                    return new Cession(
                            claim,
                            row.getObject("treaty_id", UUID.class),
                            row.getString("name"),
                            row.getInt("version"),
                            names.getOrDefault(row.getObject("fund_id", UUID.class), ""),
                            ClaimView.ClaimKind.valueOf(row.getString("kind")),
                            row.getObject("year", Integer.class),
                            Money.ofCents(row.getLong("loss_cents")),
                            Money.ofCents(row.getLong("ceded_cents")),
                            row.getObject("decided_on", LocalDate.class),
                            row.getObject("paid_on", LocalDate.class),
                            Cession.CessionStage.valueOf(row.getString("stage")),
                            money(row.getObject("accepted_cents", Long.class)),
                            reason(row.getString("reason")),
                            row.getString("note"),
                            row.getObject("settled_on", LocalDate.class),
                            underWay.contains(row.getObject("position_id", UUID.class)),
                            events.getOrDefault(claim, List.of()));
                })
                .list();
    }

    /** @throws NotFound if nothing was ceded under this id */
    @Transactional(readOnly = true)
    public Cession cession(UUID claim) {
        reader();
        return cessions("WHERE c.claim_id = :of", claim, 1).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound("claim", claim));
    }

    /**
     * What one of the cooperative's funds has, with what comes from and goes to the common fund.
     *
     * @param held by what the fund may dispose of: less what the common fund gave and did not pay yet, with what it is to have back
     *     and did not get yet
     * @param awaited accepted by the common fund and not settled, or settled and not on our statement
     * @param promised granted and not paid yet
     * @param owed what the common fund is to have back of the fund and did not get yet
     */
    public record FundCash(Money held, Money awaited, Money promised, Money owed) {}

    /** What a fund has, awaits, promised and owes; a transfer under way is neither there nor gone. For everybody, as the fund's page is. */
    @Transactional(readOnly = true)
    public FundCash cashOf(UUID fundId) {
        Fund fund = funds.get(fundId);
        record Parts(UUID positionId, String stage, long cents) {}
        Set<UUID> coming = Set.copyOf(cash.waitingForTransfer(Positions.Direction.RECEIVABLE));
        Money accepted = Money.ZERO;
        Money underWay = Money.ZERO;
        for (Parts part : jdbc.sql("SELECT position_id, stage, accepted_cents AS cents FROM pool_cession"
                        + " WHERE fund_id = ? AND stage IN ('ACCEPTED', 'SETTLED')")
                .param(fundId)
                .query(Parts.class)
                .list()) {
            if (part.stage().equals("ACCEPTED")) {
                accepted = accepted.plus(Money.ofCents(part.cents()));
            } else if (coming.contains(part.positionId())) {
                underWay = underWay.plus(Money.ofCents(part.cents()));
            }
        }
        underWay = underWay.min(cash.underWay(Positions.Direction.RECEIVABLE, EnumSet.of(Positions.Kind.CLAIM)));
        Set<UUID> going = Set.copyOf(cash.waitingForTransfer(Positions.Direction.PAYABLE));
        Money owed = Money.ZERO;
        Money leaving = Money.ZERO;
        for (Parts part : jdbc.sql("SELECT p.id AS position_id, p.state AS stage, p.amount_cents AS cents FROM"
                        + " mutual_position p JOIN fund_movement m ON m.source = 'pool:recovery:' || p.id"
                        + " WHERE m.fund_id = ?")
                .param(fundId)
                .query(Parts.class)
                .list()) {
            if (!part.stage().equals("SETTLED")) {
                owed = owed.plus(Money.ofCents(part.cents()));
            } else if (going.contains(part.positionId())) {
                leaving = leaving.plus(Money.ofCents(part.cents()));
            }
        }
        owed = owed.plus(leaving.min(cash.underWay(Positions.Direction.PAYABLE, EnumSet.of(Positions.Kind.CLAIM))));
        return new FundCash(fund.balance().minus(underWay).plus(owed), accepted.plus(underWay), fund.committed(), owed);
    }

    /**
     * What the common funds brought and cost this cooperative.
     *
     * @param received of what was accepted: set off, or on our statement
     * @param awaited accepted and not settled, or settled and under way
     * @param paid of what was called: set off, or gone from our account
     * @param owed called and not settled, or settled and not gone yet
     */
    public record PoolMoneyHere(Money received, Money awaited, Money paid, Money owed) {}

    /** What was received, is awaited, was paid and is owed, as the books have it. */
    @Transactional(readOnly = true)
    public PoolMoneyHere money() {
        reader();
        Money accepted = Money.ZERO;
        Money settled = Money.ZERO;
        for (Cession one : cessions()) {
            Money amount = one.accepted() == null ? Money.ZERO : one.accepted();
            switch (one.stage()) {
                case ACCEPTED -> accepted = accepted.plus(amount);
                case SETTLED, HELD -> settled = settled.plus(amount);
                default -> {}
            }
        }
        Money coming = cash.underWay(Positions.Direction.RECEIVABLE, EnumSet.of(Positions.Kind.CLAIM))
                .min(settled);
        Money called = Money.ZERO;
        Money unpaid = Money.ZERO;
        for (Due due : dues()) {
            called = called.plus(due.amount());
            unpaid = due.settledOn() == null ? unpaid.plus(due.amount()) : unpaid;
        }
        Money going = cash.underWay(Positions.Direction.PAYABLE, EnumSet.of(Positions.Kind.CONTRIBUTION))
                .min(called.minus(unpaid));
        return new PoolMoneyHere(
                settled.minus(coming),
                accepted.plus(coming),
                called.minus(unpaid).minus(going),
                unpaid.plus(going));
    }

    /** What the cooperative was called for, the latest first, after one part. */
    @Transactional(readOnly = true)
    public Page<Due> dues(@Nullable UUID after, int limit) {
        reader();
        return Page.of(dues("""
            WHERE :of::uuid IS NULL OR d.first_day < (SELECT k.first_day FROM pool_due k WHERE k.part_id = :of)
               OR (d.first_day = (SELECT k.first_day FROM pool_due k WHERE k.part_id = :of) AND d.part_id > :of)\
            """, after, limit + 1), limit, one -> one.part().toString());
    }

    /** All that the cooperative was called for, the latest first. */
    @Transactional(readOnly = true)
    public List<Due> dues() {
        reader();
        return dues("WHERE :of::uuid IS NULL", null, null);
    }

    private List<Due> dues(String which, @Nullable UUID of, @Nullable Integer limit) {
        return jdbc.sql("SELECT d.part_id, d.treaty_id, o.name, d.first_day, d.last_day, d.amount_cents,"
                        + " d.explanation::text AS explanation, d.called_on, d.settled_on FROM pool_due d"
                        + " JOIN pool_offer o USING (treaty_id, version) " + which
                        + " ORDER BY d.first_day DESC, d.part_id LIMIT :limit")
                .param("of", of)
                .param("limit", limit)
                .query((row, n) -> new Due(
                        row.getObject("part_id", UUID.class),
                        row.getObject("treaty_id", UUID.class),
                        row.getString("name"),
                        row.getObject("first_day", LocalDate.class),
                        row.getObject("last_day", LocalDate.class),
                        Money.ofCents(row.getLong("amount_cents")),
                        json.readValue(row.getString("explanation"), CallExplanation.class),
                        row.getObject("called_on", LocalDate.class),
                        row.getObject("settled_on", LocalDate.class)))
                .list();
    }

    /** Notes what happened to what was ceded; the row of it is locked by the change before. */
    void happened(
            UUID claim,
            Cession.CessionStage what,
            @Nullable Money amount,
            @Nullable ReviewReason reason,
            @Nullable String note) {
        jdbc.sql("INSERT INTO pool_cession_event (claim_id, no, what, amount_cents, reason, note, happened_at)"
                        + " SELECT ?, coalesce(max(no), 0) + 1, ?, ?, ?, ?, ? FROM pool_cession_event WHERE"
                        + " claim_id = ?")
                .params(Arrays.asList(
                        claim,
                        what.name(),
                        amount == null ? null : amount.cents(),
                        reason == null ? null : reason.name(),
                        note,
                        clock.instant().atOffset(java.time.ZoneOffset.UTC),
                        claim))
                .update();
    }

    /** The version that rules for funds of a kind on a day: the latest adopted by then that covers it. */
    private Optional<TreatyOffer> inForce(Instrument kind, LocalDate day) {
        return read().stream()
                .filter(one -> one.fundKind() == kind && one.rules(day))
                .max(Comparator.comparingInt(TreatyOffer::version));
    }

    private TreatyOffer offer(UUID treaty, int version) {
        return read().stream()
                .filter(one -> one.treaty().equals(treaty) && one.version() == version)
                .findFirst()
                .orElseThrow(() -> new NotFound("treaty", treaty));
    }

    private List<TreatyOffer> read() {
        Set<Instrument> here = funds.list().stream()
                .filter(one -> one.state() != Fund.State.CLOSED)
                .map(Fund::instrument)
                .collect(Collectors.toSet());
        return jdbc.sql("SELECT treaty_id, version, fund_kind, name, terms::text AS terms, first_day, last_day,"
                        + " adopted_on, body, reference, share::text AS share, in_force_from FROM pool_offer")
                .query((row, n) -> new TreatyOffer(
                        row.getObject("treaty_id", UUID.class),
                        row.getInt("version"),
                        Instrument.valueOf(row.getString("fund_kind")),
                        row.getString("name"),
                        json.readValue(row.getString("terms"), TreatyTerms.class),
                        row.getObject("first_day", LocalDate.class),
                        row.getObject("last_day", LocalDate.class),
                        row.getObject("adopted_on", LocalDate.class),
                        row.getString("body") == null ? null : DecidingBody.valueOf(row.getString("body")),
                        row.getString("reference"),
                        row.getString("share") == null ? null : json.readValue(row.getString("share"), OwnShare.class),
                        row.getObject("in_force_from", LocalDate.class),
                        here.contains(Instrument.valueOf(row.getString("fund_kind")))))
                .list();
    }

    private TenantId federation() {
        TenantId federation = tenants.current().federation();
        if (federation == null) {
            throw new NotFound("federation", CurrentTenant.id());
        }
        return federation;
    }

    private static void reader() {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER, Role.COMMITTEE_MEMBER);
    }

    private static @Nullable Money money(@Nullable Long cents) {
        return cents == null ? null : Money.ofCents(cents);
    }

    private static @Nullable ReviewReason reason(@Nullable String name) {
        return name == null ? null : ReviewReason.valueOf(name);
    }
}
