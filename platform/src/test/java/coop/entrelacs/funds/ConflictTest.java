package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConflictTest {

    private static final UUID APPLICANT = new UUID(0, 1);
    private static final UUID PARTNER = new UUID(0, 2);
    private static final UUID SPOUSE = new UUID(0, 3);
    private static final UUID HONEST = new UUID(0, 4);
    private static final UUID FREE = new UUID(0, 5);

    @Test
    void whoever_is_near_the_applicant_does_not_decide() {
        assertThat(Conflict.among(
                        List.of(APPLICANT, PARTNER, SPOUSE, HONEST, FREE),
                        new Conflict.Ties(APPLICANT, Set.of(PARTNER), Set.of(SPOUSE)),
                        Set.of(HONEST)))
                .isEqualTo(Map.of(
                        APPLICANT, Conflict.OWN_REQUEST,
                        PARTNER, Conflict.SAME_ACTIVITY,
                        SPOUSE, Conflict.PERSONAL_TIE,
                        HONEST, Conflict.DECLARED));
    }

    @Test
    void ties_to_people_outside_the_committee_exclude_nobody() {
        assertThat(Conflict.among(
                        List.of(FREE), new Conflict.Ties(APPLICANT, Set.of(PARTNER), Set.of(SPOUSE)), Set.of(HONEST)))
                .isEmpty();
    }
}
