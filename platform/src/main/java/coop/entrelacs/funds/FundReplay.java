package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * What other rules would have done in a year that is over, on what really happened: nobody is asked what they would have done.
 *
 * @param contributions activity by activity
 * @param members what changes for each member, the largest change first; an activity's contribution is parted by its shares
 * @param grantedNow what was granted in the year
 * @param grantedThen what would have been left of it under the other ceilings
 * @param grants those granted in the year, in the order of the decisions
 */
public record FundReplay(
        int year,
        WhatIf contributions,
        List<OfMember> members,
        Money grantedNow,
        Money grantedThen,
        List<OfGrant> grants) {

    public FundReplay {
        members = List.copyOf(members);
        grants = List.copyOf(grants);
    }

    /** @param contributedNow by the present key; {@code grantedThen} is never more than {@code grantedNow} */
    public record OfMember(
            UUID member, Money contributedNow, Money contributedThen, Money grantedNow, Money grantedThen) {
        /** By how much they would be worse off. */
        Money worse() {
            return contributedThen.minus(contributedNow).plus(grantedNow).minus(grantedThen);
        }
    }

    public record OfGrant(UUID request, UUID member, LocalDate decidedOn, Money granted, Money then) {}
}
