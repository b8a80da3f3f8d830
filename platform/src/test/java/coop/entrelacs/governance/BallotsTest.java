package coop.entrelacs.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class BallotsTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Ballots ballots;

    @Autowired
    Committees committees;

    @Autowired
    Clock clock;

    /** Any roll, exclusions and votes, in any order: the database counts what a list counts. */
    @Test
    void any_ballot_ends_as_counting_by_hand_says() {
        TenantId tenant = tenants.aCooperative();
        Random random = new Random(7);
        Map<Outcome, Integer> seen = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            VotingRule rule = new VotingRule(
                    Rate.percent(String.valueOf(random.nextInt(0, 101))),
                    random.nextInt(1, 4),
                    Majority.values()[random.nextInt(4)],
                    random.nextBoolean());
            List<UUID> roll = new ArrayList<>();
            for (int v = random.nextInt(1, 8); v > 0; v--) {
                roll.add(Ids.next());
            }
            Outcome outcome = TestTenants.in(tenant, () -> walk(rule, roll, random));
            seen.merge(outcome, 1, Integer::sum);
        }
        assertThat(seen.keySet()).containsExactlyInAnyOrder(Outcome.values());
    }

    private Outcome walk(VotingRule rule, List<UUID> roll, Random random) {
        Map<UUID, Choice> counted = new HashMap<>();
        Set<UUID> excluded = new java.util.HashSet<>();
        BallotResult ballot = ballots.open("test:" + Ids.next(), rule, later(), roll, Map.of());
        for (int step = 0; step < roll.size() * 3; step++) {
            UUID voter = roll.get(random.nextInt(roll.size()));
            if (random.nextInt(8) == 0) {
                BallotResult after = ballots.exclude(ballot.id(), voter, "DECLARED");
                if (rule.secret() && counted.containsKey(voter) && !excluded.contains(voter)) {
                    assertThat(after.outcome()).isEqualTo(Outcome.ANNULLED);
                    assertThat(after.tally()).isNull();
                    return Outcome.ANNULLED;
                }
                excluded.add(voter);
                counted.remove(voter);
                continue;
            }
            Choice choice = Choice.values()[random.nextInt(3)];
            String refused = refusal(() -> ballots.cast(ballot.id(), voter, choice, null));
            if (excluded.contains(voter)) {
                assertThat(refused).isEqualTo("vote-excluded");
            } else if (counted.containsKey(voter)) {
                assertThat(refused).isEqualTo("voted-already");
            } else {
                assertThat(refused).isEmpty();
                counted.put(voter, choice);
            }
        }
        for (UUID voter : roll) { // whoever has not voted is taken off, so that it can be closed now
            if (!counted.containsKey(voter) && !excluded.contains(voter) && random.nextBoolean()) {
                ballots.exclude(ballot.id(), voter, "MANDATE_ENDED");
                excluded.add(voter);
            } else if (!counted.containsKey(voter) && !excluded.contains(voter)) {
                ballots.cast(ballot.id(), voter, Choice.ABSTAIN, null);
                counted.put(voter, Choice.ABSTAIN);
            }
        }
        BallotResult closed = ballots.close(ballot.id());
        Tally byHand = new Tally(
                roll.size() - excluded.size(),
                count(counted, Choice.FOR),
                count(counted, Choice.AGAINST),
                count(counted, Choice.ABSTAIN));
        assertThat(closed.tally()).isEqualTo(byHand);
        assertThat(closed.outcome()).isEqualTo(rule.outcome(byHand));
        assertThat(ballots.votes(ballot.id())).filteredOn(v -> !v.struck()).hasSize(rule.secret() ? 0 : byHand.voted());
        return rule.outcome(byHand);
    }

    @Test
    void a_member_with_two_devices_votes_once() throws Exception {
        TenantId tenant = tenants.aCooperative();
        List<UUID> roll = List.of(Ids.next(), Ids.next(), Ids.next());
        BallotResult ballot =
                TestTenants.in(tenant, () -> ballots.open("test:two-devices", rule(true), later(), roll, Map.of()));

        List<String> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> devices = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                devices.add(threads.submit(() -> TestTenants.in(
                        tenant, () -> refusal(() -> ballots.cast(ballot.id(), roll.getFirst(), Choice.FOR, null)))));
            }
            for (Future<String> device : devices) {
                results.add(device.get());
            }
        }

        assertThat(results).filteredOn(String::isEmpty).hasSize(1);
        assertThat(results).filteredOn("voted-already"::equals).hasSize(39);
        TestTenants.in(tenant, () -> {
            ballots.cast(ballot.id(), roll.get(1), Choice.AGAINST, null);
            ballots.cast(ballot.id(), roll.get(2), Choice.FOR, null);
            return null;
        });
        assertThat(TestTenants.in(tenant, () -> ballots.close(ballot.id())).tally())
                .isEqualTo(new Tally(3, 2, 1, 0));
    }

    @Test
    void nobody_learns_how_a_ballot_goes_before_it_is_closed() {
        TenantId tenant = tenants.aCooperative();
        List<UUID> roll = List.of(Ids.next(), Ids.next(), Ids.next());

        TestTenants.in(tenant, () -> {
            BallotResult ballot = ballots.open("test:quiet", rule(false), later(), roll, Map.of());
            ballots.cast(ballot.id(), roll.getFirst(), Choice.FOR, new byte[] {1});
            BallotResult now = ballots.get(ballot.id());
            assertThat(now.tally()).isNull();
            assertThat(now.voted()).isEqualTo(1);
            assertThat(ballots.votes(ballot.id())).isEmpty();
            assertThat(refusal(() -> ballots.close(ballot.id()))).isEqualTo("ballot-still-open");
            return null;
        });
    }

    @Test
    void who_is_not_on_the_roll_and_a_reason_in_a_secret_ballot_are_refused() {
        TenantId tenant = tenants.aCooperative();
        UUID voter = Ids.next();

        TestTenants.in(tenant, () -> {
            BallotResult ballot = ballots.open("test:secret", rule(true), later(), List.of(voter), Map.of());
            assertThat(refusal(() -> ballots.cast(ballot.id(), Ids.next(), Choice.FOR, null)))
                    .isEqualTo("vote-not-entitled");
            assertThat(refusal(() -> ballots.cast(ballot.id(), voter, Choice.FOR, new byte[] {1})))
                    .isEqualTo("vote-reason-secret");
            assertThat(refusal(() -> ballots.open("test:secret", rule(true), later(), List.of(voter), Map.of())))
                    .isEqualTo("ballot-open-already");
            return null;
        });
    }

    @Test
    void a_mandate_is_renewed_once_and_a_third_term_is_refused() {
        TenantId tenant = tenants.aCooperative();
        UUID member = Ids.next();

        TestTenants.in(tenant, () -> {
            Committee body = committees.ensure("fonds", "Commission des fonds", 3, 24);
            Mandate first = committees.elect(body.id(), member, LocalDate.of(2020, 1, 1), "AG 2019");
            assertThat(first.lastDay()).isEqualTo(LocalDate.of(2021, 12, 31));
            assertThat(refusal(() -> committees.elect(body.id(), member, LocalDate.of(2021, 6, 1), "AG 2021")))
                    .isEqualTo("mandate-overlaps");
            assertThat(committees
                            .elect(body.id(), member, LocalDate.of(2022, 1, 1), "AG 2021")
                            .term())
                    .isEqualTo(2);
            assertThat(refusal(() -> committees.elect(body.id(), member, LocalDate.of(2026, 1, 1), "AG 2025")))
                    .isEqualTo("mandate-third-term");
            return null;
        });
    }

    @Test
    void there_are_as_many_as_there_are_seats_and_a_seat_left_can_be_filled() {
        TenantId tenant = tenants.aCooperative();
        LocalDate day = LocalDate.of(2026, 1, 1);

        TestTenants.in(tenant, () -> {
            Committee body = committees.ensure("fonds", "Commission des fonds", 3, 24);
            List<Mandate> given = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                given.add(committees.elect(body.id(), Ids.next(), day, "AG 2025"));
            }
            assertThat(refusal(() -> committees.elect(body.id(), Ids.next(), day.plusMonths(3), "AG 2026")))
                    .isEqualTo("mandate-no-seat");

            committees.end(given.getFirst().id(), day.plusMonths(2));
            committees.elect(body.id(), Ids.next(), day.plusMonths(3), "AG 2026");

            assertThat(committees.sitting(body.id(), day.plusMonths(3))).hasSize(3);
            assertThat(committees.register(body.id())).hasSize(4);
            return null;
        });
    }

    @Test
    void two_elections_at_once_for_the_last_seat_fill_it_once() throws Exception {
        TenantId tenant = tenants.aCooperative();
        Committee body = TestTenants.in(tenant, () -> committees.ensure("fonds", "Commission des fonds", 3, 24));
        List<String> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> elections = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                elections.add(threads.submit(() -> TestTenants.in(
                        tenant,
                        () -> refusal(
                                () -> committees.elect(body.id(), Ids.next(), LocalDate.of(2026, 1, 1), "AG 2025")))));
            }
            for (Future<String> election : elections) {
                results.add(election.get());
            }
        }
        assertThat(results).filteredOn(String::isEmpty).hasSize(3);
    }

    @Test
    void a_ballot_that_would_close_at_once_is_not_opened() {
        TenantId tenant = tenants.aCooperative();
        assertThatThrownBy(() -> TestTenants.in(
                        tenant,
                        () -> ballots.open("test:past", rule(false), clock.instant(), List.of(Ids.next()), Map.of())))
                .hasMessageContaining("ballot-closes-in-the-past");
    }

    private Instant later() {
        return clock.instant().plus(Duration.ofDays(3));
    }

    private static VotingRule rule(boolean secret) {
        return new VotingRule(Rate.percent("50"), 1, Majority.SIMPLE, secret);
    }

    private static int count(Map<UUID, Choice> votes, Choice choice) {
        return (int) votes.values().stream().filter(choice::equals).count();
    }

    private static String refusal(Runnable work) {
        try {
            work.run();
            return "";
        } catch (VoteRefused refused) {
            return refused.code();
        }
    }
}
