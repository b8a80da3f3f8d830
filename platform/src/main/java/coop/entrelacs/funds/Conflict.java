package coop.entrelacs.funds;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Why a member of the committee may not decide on a request. */
public enum Conflict {
    /** It is theirs. */
    OWN_REQUEST,
    /** They share an activity with the applicant. */
    SAME_ACTIVITY,
    /** They live in one household with the applicant, or one of them mentors the other: which of both is nobody's business. */
    PERSONAL_TIE,
    /** They said so themselves. */
    DECLARED;

    /**
     * What is known of how the applicant is tied to other members.
     *
     * @param partners members of the applicant's activities
     * @param tied members who live with the applicant, mentor them or are mentored by them
     */
    record Ties(UUID applicant, Set<UUID> partners, Set<UUID> tied) {
        Ties {
            partners = Set.copyOf(partners);
            tied = Set.copyOf(tied);
        }
    }

    /** Those of a committee who may not decide, each with the weightiest reason. */
    static Map<UUID, Conflict> among(Collection<UUID> committee, Ties ties, Set<UUID> declared) {
        Map<UUID, Conflict> excluded = new LinkedHashMap<>();
        for (UUID member : committee) {
            if (member.equals(ties.applicant())) {
                excluded.put(member, OWN_REQUEST);
            } else if (ties.partners().contains(member)) {
                excluded.put(member, SAME_ACTIVITY);
            } else if (ties.tied().contains(member)) {
                excluded.put(member, PERSONAL_TIE);
            } else if (declared.contains(member)) {
                excluded.put(member, DECLARED);
            }
        }
        return excluded;
    }
}
