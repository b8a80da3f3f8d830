package coop.entrelacs.governance;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.DatabaseRules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Votes with a roll, counted once each. Everything runs in the caller's transaction; who may open, vote or see is for the caller to
 * say. The functions of the database hold the rules: whoever is not on the roll, is excluded, has voted or comes too late is
 * refused there, whatever happens at the same moment, and the count of a secret ballot cannot be read before it is closed.
 */
@Service
public class Ballots {

    private final JdbcClient jdbc;
    private final Clock clock;

    Ballots(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Opens a vote.
     *
     * @param subject what it is about, opaque and unique among open ballots
     * @param roll who is of the body, each once
     * @param excluded those of the roll who may not vote, with the code of the reason
     */
    @Transactional
    public BallotResult open(
            String subject, VotingRule rule, Instant closesAt, Collection<UUID> roll, Map<UUID, String> excluded) {
        if (!closesAt.isAfter(clock.instant())) {
            throw new InvalidField("closesAt", "ballot-closes-in-the-past");
        }
        UUID id = Ids.next();
        UUID[] members = roll.stream().distinct().sorted().toArray(UUID[]::new);
        String[] reasons = new String[members.length];
        for (int i = 0; i < members.length; i++) {
            reasons[i] = excluded.get(members[i]);
        }
        DatabaseRules.call(
                () -> jdbc.sql("SELECT open_ballot(?, ?, ?, ?, ?, ?, ?, ?, ?)")
                        .params(
                                id,
                                subject,
                                rule.secret(),
                                rule.quorum().percent(),
                                rule.leastVoters(),
                                rule.majority().name(),
                                closesAt.atOffset(ZoneOffset.UTC),
                                members,
                                reasons)
                        .query(Integer.class)
                        .single(),
                VoteRefused::new);
        return get(id);
    }

    /**
     * Counts a vote, once.
     *
     * @param reason sealed by the caller, for open ballots only: a reason would unmask a secret one
     * @throws VoteRefused if the voter is not on the roll, excluded, has voted, or the ballot is closed
     */
    @Transactional
    public void cast(UUID ballot, UUID voter, Choice choice, byte @Nullable [] reason) {
        DatabaseRules.call(
                () -> jdbc.sql("SELECT cast_vote(?, ?, ?, ?, ?)")
                        .param(ballot)
                        .param(voter)
                        .param(choice.name())
                        .param(reason)
                        .param(clock.instant().atOffset(ZoneOffset.UTC))
                        .query(Boolean.class)
                        .single(),
                VoteRefused::new);
    }

    /**
     * Takes somebody off the vote: a conflict found or declared, a mandate that ended. An open vote already cast is struck and
     * kept; a secret one cannot be found again, so the ballot is annulled.
     *
     * @return the ballot as it stands then
     */
    @Transactional
    public BallotResult exclude(UUID ballot, UUID voter, String reason) {
        DatabaseRules.call(
                () -> jdbc.sql("SELECT exclude_voter(?, ?, ?, ?)")
                        .params(ballot, voter, reason, clock.instant().atOffset(ZoneOffset.UTC))
                        .query(Boolean.class)
                        .single(),
                VoteRefused::new);
        return get(ballot);
    }

    /**
     * Counts and ends a ballot on which all have voted or whose time is over.
     *
     * @throws VoteRefused if some may still vote
     */
    @Transactional
    public BallotResult close(UUID ballot) {
        DatabaseRules.call(
                () -> jdbc.sql("SELECT close_ballot(?, ?)")
                        .params(ballot, clock.instant().atOffset(ZoneOffset.UTC))
                        .query(String.class)
                        .single(),
                VoteRefused::new);
        return get(ballot);
    }

    /** @throws NotFound if there is none */
    @Transactional(readOnly = true)
    public BallotResult get(UUID id) {
        return jdbc.sql("""
            SELECT b.*,
                   (SELECT count(*) FROM ballot_voter v WHERE v.ballot_id = b.id AND v.excluded IS NULL) AS entitled,
                   (SELECT count(*) FROM ballot_voter v WHERE v.ballot_id = b.id AND v.excluded IS NULL AND v.voted) AS voted
              FROM ballot b WHERE b.id = ?\
            """)
                .param(id)
                .query((row, n) -> read(row))
                .optional()
                .orElseThrow(() -> new NotFound("ballot", id));
    }

    /** Who votes, who is excluded and why (empty: entitled), and who has voted. */
    @Transactional(readOnly = true)
    public List<Voter> roll(UUID ballot) {
        return jdbc.sql("SELECT member_id, excluded, voted FROM ballot_voter WHERE ballot_id = ? ORDER BY member_id")
                .param(ballot)
                .query((row, n) -> new Voter(
                        row.getObject(1, UUID.class), Optional.ofNullable(row.getString(2)), row.getBoolean(3)))
                .list();
    }

    /** @param excluded the code of the reason, or empty for who may vote */
    public record Voter(UUID member, Optional<String> excluded, boolean voted) {}

    /** What each said in an open ballot that is closed; nothing before, and nothing of a secret one. */
    @Transactional(readOnly = true)
    public List<BallotVote> votes(UUID ballot) {
        return jdbc.sql("""
            SELECT v.member_id, v.choice, v.reason, v.struck FROM ballot_vote v
              JOIN ballot b ON b.id = v.ballot_id AND b.outcome IS NOT NULL
             WHERE v.ballot_id = ? ORDER BY v.member_id\
            """)
                .param(ballot)
                .query((row, n) -> new BallotVote(
                        row.getObject(1, UUID.class),
                        Choice.valueOf(row.getString(2)),
                        row.getBytes(3),
                        row.getBoolean(4)))
                .list();
    }

    /** Removes the reasons given in open votes, when what they speak of has to be forgotten. */
    @Transactional
    public void forgetReasons(UUID ballot) {
        jdbc.sql("UPDATE ballot_vote SET reason = NULL WHERE ballot_id = ?")
                .param(ballot)
                .update();
    }

    private static BallotResult read(ResultSet row) throws SQLException {
        VotingRule rule = new VotingRule(
                new Rate(row.getBigDecimal("quorum")),
                row.getInt("least_voters"),
                Majority.valueOf(row.getString("majority")),
                row.getBoolean("secret"));
        String outcome = row.getString("outcome");
        int entitled = row.getInt("entitled");
        boolean counted = outcome != null && row.getObject("in_favour") != null;
        return new BallotResult(
                row.getObject("id", UUID.class),
                row.getString("subject"),
                rule,
                row.getTimestamp("closes_at").toInstant(),
                entitled,
                row.getInt("voted"),
                rule.needed(entitled),
                outcome == null ? null : Outcome.valueOf(outcome),
                counted
                        ? new Tally(entitled, row.getInt("in_favour"), row.getInt("against"), row.getInt("abstained"))
                        : null);
    }
}
