package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.governance.BallotResult;
import coop.entrelacs.governance.Ballots;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.governance.Outcome;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The committee decides: somebody proposes an amount or a refusal, those without conflict vote, and what is carried is done in the
 * same transaction that counts the votes. What cannot be done (the fund is short) ends as a result that says so, and the request
 * stays before the committee.
 */
@Service
public class FundDecisions {

    /** Voters get at least so long, even past the deadline. */
    private static final int LEAST_DAYS_TO_VOTE = 3;

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final RequestAccess access;
    private final FundRequests requests;
    private final RequestForgetting forgetting;
    private final FundLocks locks;
    private final Ballots ballots;
    private final PrivateBox box;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    FundDecisions(
            JdbcClient jdbc,
            FundRecords records,
            RequestAccess access,
            FundRequests requests,
            RequestForgetting forgetting,
            FundLocks locks,
            Ballots ballots,
            PrivateBox box,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.access = access;
        this.requests = requests;
        this.forgetting = forgetting;
        this.locks = locks;
        this.ballots = ballots;
        this.box = box;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** What came of a vote. */
    public enum Cast {
        COUNTED,
        /** A conflict was found that nobody had seen: the voter is off the roll, the vote was not counted. */
        EXCLUDED
    }

    private record Proposal(
            UUID id,
            UUID requestId,
            @Nullable Long amountCents,
            String ground,
            @Nullable UUID ballotId,
            @Nullable String result) {}

    /**
     * Proposes to grant an amount, or to refuse.
     *
     * @param amount at most what is asked; null to refuse
     * @param ground code of the ground, one of {@link Ground}
     * @param reason in writing: the applicant reads it when it is decided
     */
    @Transactional
    public UUID propose(UUID id, @Nullable Money amount, Ground ground, String reason) {
        Request request = records.request(id);
        UUID me = access.requireDecider(request);
        requireBeforeCommittee(request, amount);
        if (ground.refuses() == (amount != null)) {
            throw new InvalidField("ground", "fund-ground-of-other-decision");
        }
        // one proposal at a time: the request's row is locked until this commits
        jdbc.sql("SELECT 1 FROM fund_request WHERE id = ? FOR UPDATE")
                .param(id)
                .query(Integer.class)
                .single();
        if (open(id).isPresent()) {
            throw new FundRefused("fund-proposal-open");
        }
        Rulebook rules = records.rulebook(request.rulebook());
        List<UUID> sitting = access.sitting(request.fund());
        Map<UUID, Conflict> conflicts = access.conflicts(request, sitting);
        Map<UUID, String> excluded = new LinkedHashMap<>();
        conflicts.forEach((member, conflict) -> {
            excluded.put(member, conflict.name());
            keepConflict(id, member, conflict);
        });
        UUID proposal = Ids.next();
        BallotResult ballot =
                ballots.open("fund-proposal:" + proposal, rules.terms().voting(), closesAt(request), sitting, excluded);
        insert(proposal, id, amount, ground, reason, me, ballot.id());
        audit.record("fund-request.proposed", "fund-request:" + id, amount == null ? "refuse" : "grant");
        live.publish("fund-request", id);
        return proposal;
    }

    /**
     * Votes on an open proposal. When nobody is left to vote it is counted, and done.
     *
     * @param reason in writing, required in open ballots, refused in secret ones
     */
    @Transactional
    public Cast vote(UUID proposal, Choice choice, @Nullable String reason) {
        // the last vote counts and ends what the day's settling may be ending
        locks.proposal(proposal);
        Proposal of = proposal(proposal);
        Request request = records.request(of.requestId());
        UUID me = access.me();
        if (!access.sits(request.fund(), me)) {
            throw new NotFound("fund-proposal", proposal);
        }
        if (of.result() != null || of.ballotId() == null) {
            throw new FundRefused("fund-proposal-decided");
        }
        BallotResult ballot = ballots.get(of.ballotId());
        var conflict = access.conflicts(request, List.of(me)).get(me);
        if (conflict != null) {
            keepConflict(request.id(), me, conflict);
            exclude(of, me, conflict.name());
            return Cast.EXCLUDED;
        }
        if (ballot.rule().secret() && reason != null && !reason.isBlank()) {
            throw new InvalidField("reason", "vote-reason-secret");
        }
        byte[] sealed = ballot.rule().secret()
                ? null
                : box.sealText(Checks.text(reason, "reason", 2_000), "ballot_vote.reason:" + ballot.id(), me);
        ballots.cast(ballot.id(), me, choice, sealed);
        live.publish("fund-request", request.id());
        if (ballots.get(ballot.id()).isComplete()) {
            settle(of);
        }
        return Cast.COUNTED;
    }

    /** Declares that one should not decide on a request, whatever one did before. Nothing private is shown after that. */
    @Transactional
    public void declareConflict(UUID id) {
        Request request = records.request(id);
        UUID me = access.me();
        if (request.stage() == Stage.DRAFT || !access.sits(request.fund(), me)) {
            throw new NotFound("fund-request", id);
        }
        open(id).ifPresent(proposal -> locks.proposal(proposal.id()));
        keepConflict(id, me, Conflict.DECLARED);
        audit.record("fund-request.conflict-declared", "fund-request:" + id, "");
        open(id).ifPresent(proposal -> exclude(proposal, me, Conflict.DECLARED.name()));
        live.publish("fund-request", id);
    }

    /** Grants a small amount alone, where the rulebook delegates it. */
    @Transactional
    public RequestView grantAlone(UUID id, Money amount, Ground ground, String reason) {
        Request request = records.request(id);
        UUID me = access.requireDecider(request);
        requireBeforeCommittee(request, Checks.positive(amount, "amount"));
        if (ground.refuses()) {
            throw new InvalidField("ground", "fund-ground-of-other-decision");
        }
        jdbc.sql("SELECT 1 FROM fund_request WHERE id = ? FOR UPDATE")
                .param(id)
                .query(Integer.class)
                .single();
        if (open(id).isPresent()) {
            throw new FundRefused("fund-proposal-open");
        }
        UUID proposal = Ids.next();
        insert(proposal, id, amount, ground, reason, me, null);
        String result = grant(request, amount, null, me);
        if (!result.equals("GRANTED")) {
            throw new FundRefused("fund-cannot-grant-"
                    + result.toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        }
        conclude(new Proposal(proposal, id, amount.cents(), ground.name(), null, null), request, result);
        return requests.get(id);
    }

    /**
     * Counts and ends what is due: members whose mandate ended are taken off open ballots (a quorum may be lost by it), and ballots
     * whose time is over are closed. Safe to repeat. Returns how many proposals were concluded.
     */
    @Transactional
    public int settleDue() {
        CurrentTenant.actor().require(Role.MANAGER);
        int settled = 0;
        List<Proposal> open = jdbc.sql(
                        "SELECT id, request_id, amount_cents, ground, ballot_id, result FROM fund_proposal"
                                + " WHERE result IS NULL AND ballot_id IS NOT NULL ORDER BY id FOR UPDATE SKIP LOCKED")
                .query((row, n) -> read(row))
                .list();
        List<UUID> asked = open.stream().map(Proposal::requestId).toList();
        locks.requests(asked);
        locks.fundsOf(asked);
        for (Proposal proposal : open) {
            Request request = records.request(proposal.requestId());
            UUID ballot = Objects.requireNonNull(proposal.ballotId());
            List<UUID> sitting = access.sitting(request.fund());
            for (Ballots.Voter voter : ballots.roll(ballot)) {
                if (voter.excluded().isEmpty()
                        && !sitting.contains(voter.member())
                        && ballots.get(ballot).isOpen()) {
                    ballots.exclude(ballot, voter.member(), "MANDATE_ENDED");
                }
            }
            BallotResult now = ballots.get(ballot);
            if (!now.isOpen() || now.isComplete() || !clock.instant().isBefore(now.closesAt())) {
                settle(proposal);
                settled++;
            }
        }
        return settled;
    }

    private void settle(Proposal proposal) {
        UUID id = Objects.requireNonNull(proposal.ballotId());
        BallotResult ballot = ballots.get(id);
        if (ballot.isOpen()) {
            ballot = ballots.close(id);
        }
        Request request = records.request(proposal.requestId());
        Outcome outcome = Objects.requireNonNull(ballot.outcome());
        String result = switch (outcome) {
            case NO_QUORUM, REJECTED, ANNULLED -> outcome.name();
            case ADOPTED -> {
                if (!request.stage().isBeforeCommittee()) {
                    yield "OVERTAKEN"; // withdrawn meanwhile
                }
                yield proposal.amountCents() == null
                        ? refuse(request, id)
                        : grant(
                                request,
                                Money.ofCents(proposal.amountCents()),
                                id,
                                CurrentTenant.actor().subject());
            }
        };
        conclude(proposal, request, result);
    }

    private void conclude(Proposal proposal, Request request, String result) {
        jdbc.sql("UPDATE fund_proposal SET result = ? WHERE id = ?")
                .params(result, proposal.id())
                .update();
        if (result.equals("GRANTED") || result.equals("REFUSED")) {
            precedent(proposal, request);
        }
        audit.record("fund-request.decided", "fund-request:" + request.id(), result);
        live.publish("fund-request", request.id());
        live.publish("fund", request.fund());
    }

    private String grant(Request request, Money amount, @Nullable UUID ballot, UUID by) {
        RequestLife.after(request.state(), new RequestEvent.Grant(amount, request.asked()));
        return FundRecords.guarded(() -> jdbc.sql("SELECT fund_grant(?, ?, ?, ?, ?, ?)")
                .param(request.id())
                .param(amount.cents())
                .param(ballot)
                .param(by)
                .param(access.today())
                .param(now())
                .query(String.class)
                .single());
    }

    private String refuse(Request request, UUID ballot) {
        Rulebook rules = records.rulebook(request.rulebook());
        LocalDate appealUntil = access.today().plusDays(rules.terms().appealDays());
        RequestLife.after(request.state(), new RequestEvent.Refuse(appealUntil));
        String result = FundRecords.guarded(() -> jdbc.sql("SELECT fund_refuse(?, ?, ?, ?, ?)")
                .params(request.id(), ballot, access.today(), appealUntil, now())
                .query(String.class)
                .single());
        forgetting.after(request.id(), access.today(), rules);
        return result;
    }

    /** Nothing in it leads back: no request, no day, amounts in hundreds. */
    private void precedent(Proposal proposal, Request request) {
        PrivatePart details = requests.details(request);
        if (details == null) {
            return;
        }
        Money granted = proposal.amountCents() == null ? Money.ZERO : Money.ofCents(proposal.amountCents());
        jdbc.sql("INSERT INTO fund_precedent (id, fund_id, year, need, asked_hundreds, granted_hundreds,"
                        + " decision, ground) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        UUID.randomUUID(), // not Ids.next(): it would tell the moment
                        request.fund(),
                        access.today().getYear(),
                        details.need().name(),
                        hundreds(request.asked()),
                        hundreds(granted),
                        granted.isZero() ? "REFUSED" : granted.equals(request.asked()) ? "GRANTED" : "PARTLY",
                        proposal.ground())
                .update();
    }

    private static int hundreds(Money amount) {
        return amount.toEuros()
                .divide(BigDecimal.valueOf(100), 0, java.math.RoundingMode.HALF_UP)
                .intValueExact();
    }

    private void exclude(Proposal proposal, UUID member, String reason) {
        UUID ballot = Objects.requireNonNull(proposal.ballotId());
        BallotResult after = ballots.exclude(ballot, member, reason);
        if (!after.isOpen() || after.isComplete()) {
            settle(proposal);
        }
    }

    private void keepConflict(UUID request, UUID member, Conflict conflict) {
        jdbc.sql("INSERT INTO fund_conflict (request_id, member_id, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(request, member, conflict.name())
                .update();
    }

    private void insert(
            UUID proposal,
            UUID request,
            @Nullable Money amount,
            Ground ground,
            String reason,
            UUID by,
            @Nullable UUID ballot) {
        jdbc.sql("INSERT INTO fund_proposal (id, request_id, amount_cents, ground, reason, made_by, made_at, ballot_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .param(proposal)
                .param(request)
                .param(amount == null ? null : amount.cents())
                .param(ground.name())
                .param(box.sealText(Checks.text(reason, "reason", 2_000), "fund_proposal.reason", proposal))
                .param(by)
                .param(now())
                .param(ballot)
                .update();
    }

    private static void requireBeforeCommittee(Request request, @Nullable Money amount) {
        if (!request.stage().isBeforeCommittee()) {
            throw new FundRefused("fund-request-state", request.stage());
        }
        if (amount != null) {
            Checks.positive(amount, "amount");
            if (amount.compareTo(request.asked()) > 0) {
                throw new FundRefused("fund-more-than-asked", request.asked());
            }
        }
    }

    private Instant closesAt(Request request) {
        LocalDate last = Objects.requireNonNull(request.decideBy());
        LocalDate least = access.today().plusDays(LEAST_DAYS_TO_VOTE);
        return (last.isBefore(least) ? least : last)
                .atTime(LocalTime.MAX)
                .atZone(clock.getZone())
                .toInstant();
    }

    private Optional<Proposal> open(UUID request) {
        return jdbc.sql("SELECT id, request_id, amount_cents, ground, ballot_id, result FROM fund_proposal"
                        + " WHERE request_id = ? AND result IS NULL")
                .param(request)
                .query((row, n) -> read(row))
                .optional();
    }

    private Proposal proposal(UUID id) {
        return jdbc.sql("SELECT id, request_id, amount_cents, ground, ballot_id, result FROM fund_proposal WHERE id ="
                        + " ?")
                .param(id)
                .query((row, n) -> read(row))
                .optional()
                .orElseThrow(() -> new NotFound("fund-proposal", id));
    }

    private static Proposal read(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Proposal(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, Long.class),
                row.getString(4),
                row.getObject(5, UUID.class),
                row.getString(6));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
