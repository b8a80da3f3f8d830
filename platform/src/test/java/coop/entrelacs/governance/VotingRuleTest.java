package coop.entrelacs.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VotingRuleTest {

    @ParameterizedTest(name = "{0}: of {1} entitled, {2} for, {3} against, {4} abstaining: {5}")
    @CsvSource({
        "SIMPLE,     5, 2, 1, 0, ADOPTED",
        "SIMPLE,     5, 2, 2, 1, REJECTED", // a tie carries nothing
        "SIMPLE,     5, 1, 0, 2, ADOPTED", // abstentions do not count
        "SIMPLE,     5, 2, 0, 0, NO_QUORUM",
        "SIMPLE,     3, 0, 0, 3, REJECTED",
        "ABSOLUTE,   5, 2, 0, 2, REJECTED", // abstentions count
        "ABSOLUTE,   5, 3, 1, 1, ADOPTED",
        "TWO_THIRDS, 6, 4, 2, 0, ADOPTED",
        "TWO_THIRDS, 6, 3, 2, 1, REJECTED",
        "TWO_THIRDS, 6, 0, 0, 6, REJECTED",
        "UNANIMITY,  4, 3, 0, 1, ADOPTED",
        "UNANIMITY,  4, 3, 1, 0, REJECTED",
        "UNANIMITY,  4, 0, 0, 4, REJECTED",
    })
    void a_count_means_what_the_rule_says(
            Majority majority, int entitled, int inFavour, int against, int abstained, Outcome outcome) {
        VotingRule rule = new VotingRule(Rate.percent("50"), 3, majority, false);

        assertThat(rule.outcome(new Tally(entitled, inFavour, against, abstained)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest(name = "a quorum of {0} % of {1}, at least {2}, is {3}")
    @CsvSource({
        "50, 5, 1, 3",
        "50, 4, 1, 2",
        "60, 5, 3, 3",
        "66.6667, 3, 1, 3",
        "0, 9, 2, 2",
        "50, 1, 3, 3",
        "100, 7, 1, 7"
    })
    void a_quorum_is_rounded_up_and_never_below_the_least(String quorum, int entitled, int least, int needed) {
        assertThat(new VotingRule(Rate.percent(quorum), least, Majority.SIMPLE, false).needed(entitled))
                .isEqualTo(needed);
    }

    @Test
    void more_votes_than_voters_cannot_be_counted() {
        assertThatThrownBy(() -> new Tally(3, 2, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_quorum_above_everybody_is_refused_by_name() {
        assertThatThrownBy(() -> new VotingRule(Rate.percent("101"), 1, Majority.SIMPLE, false))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.field()).isEqualTo("voting.quorum"));
    }
}
