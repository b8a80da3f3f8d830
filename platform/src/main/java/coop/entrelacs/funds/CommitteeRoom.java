package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.governance.BallotResult;
import coop.entrelacs.governance.Ballots;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.shared.NotFound;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a member of a committee sees around a request beside the request itself: who votes, who may not, what was said. */
@Service
public class CommitteeRoom {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final RequestAccess access;
    private final Ballots ballots;
    private final PrivateBox box;
    private final Audit audit;

    CommitteeRoom(
            JdbcClient jdbc, FundRecords records, RequestAccess access, Ballots ballots, PrivateBox box, Audit audit) {
        this.jdbc = jdbc;
        this.records = records;
        this.access = access;
        this.ballots = ballots;
        this.box = box;
        this.audit = audit;
    }

    /** As what somebody reads a request. */
    public enum Reader {
        APPLICANT,
        /** Sits in the committee, without conflict. */
        COMMITTEE,
        /** Pays, or keeps the books: amounts only. */
        MONEY
    }

    /**
     * How a proposal is voted on.
     *
     * @param closesAt null if one member decided alone
     * @param votes what each said, in an open ballot that is closed
     */
    public record Ballot(
            UUID proposal,
            boolean secret,
            @Nullable Instant closesAt,
            boolean open,
            List<Seat> seats,
            List<Vote> votes) {
        public Ballot {
            seats = List.copyOf(seats);
            votes = List.copyOf(votes);
        }
    }

    /**
     * Somebody on the roll.
     *
     * @param excluded whether they do not vote; why is told to nobody but themselves
     */
    public record Seat(UUID member, boolean excluded, boolean voted) {}

    /**
     * What a member of the committee said in an open ballot.
     *
     * @param reason in their words, or null once forgotten
     * @param struck whether it does not count, because a conflict was found afterwards
     */
    public record Vote(UUID member, Choice choice, @Nullable String reason, boolean struck) {}

    /** The funds in whose committee the present member sits today. */
    @Transactional(readOnly = true)
    public List<UUID> seats() {
        UUID me = access.me();
        return records.funds().stream()
                .map(Fund::id)
                .filter(fund -> access.sits(fund, me))
                .toList();
    }

    /**
     * As what the present person reads a request.
     *
     * @throws NotFound for all who have nothing to do with it
     */
    @Transactional(readOnly = true)
    public Reader reader(UUID request) {
        return switch (access.view(records.request(request))) {
            case OWN -> Reader.APPLICANT;
            case COMMITTEE -> Reader.COMMITTEE;
            case MONEY -> Reader.MONEY;
        };
    }

    /** The member that the present person is, as seats and votes name them. */
    @Transactional(readOnly = true)
    public UUID me() {
        return access.me();
    }

    /** Every vote on a request, the latest last; for those who may decide on it. Reading who said what is audited. */
    @Transactional
    public List<Ballot> ballots(UUID request) {
        access.requireDecider(records.request(request));
        record Row(UUID id, @Nullable UUID ballot) {}
        List<Ballot> all = jdbc
                .sql("SELECT id, ballot_id FROM fund_proposal WHERE request_id = ? ORDER BY id")
                .param(request)
                .query((row, n) -> new Row(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list()
                .stream()
                .map(row -> ballot(row.id(), row.ballot()))
                .toList();
        if (all.stream().anyMatch(ballot -> !ballot.votes().isEmpty())) {
            audit.record("fund-request.votes-read", "fund-request:" + request, "");
        }
        return all;
    }

    /** Who said what and why on one proposal, once its ballot is closed; nothing of a secret one. The reading is audited. */
    @Transactional
    public List<Vote> votes(UUID proposal) {
        UUID request = jdbc.sql("SELECT request_id FROM fund_proposal WHERE id = ?")
                .param(proposal)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new NotFound("fund-proposal", proposal));
        return ballots(request).stream()
                .filter(ballot -> ballot.proposal().equals(proposal))
                .flatMap(ballot -> ballot.votes().stream())
                .toList();
    }

    private Ballot ballot(UUID proposal, @Nullable UUID id) {
        if (id == null) {
            return new Ballot(proposal, false, null, false, List.of(), List.of());
        }
        BallotResult ballot = ballots.get(id);
        return new Ballot(
                proposal,
                ballot.rule().secret(),
                ballot.closesAt(),
                ballot.isOpen(),
                ballots.roll(id).stream()
                        .map(v -> new Seat(v.member(), v.excluded().isPresent(), v.voted()))
                        .toList(),
                ballots.votes(id).stream()
                        .map(v -> new Vote(
                                v.member(),
                                v.choice(),
                                v.reason() == null
                                        ? null
                                        : box.openText(v.reason(), "ballot_vote.reason:" + id, v.member()),
                                v.struck()))
                        .toList());
    }
}
