package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Where a member stands towards a fund on the day they ask.
 *
 * @param joinedOn when they came to the cooperative, or null if they have left or never were a member
 * @param contributedMonths how many months of contribution were called from their activities
 * @param outstanding what they owe the fund or were granted and not yet paid
 * @param grantedThisYear what they were granted in this calendar year
 * @param lastGrantedOn when they were last granted something by this fund, or null
 * @param inDefault whether they are in default towards any fund of the cooperative
 * @param open whether the activity they ask for is open and theirs
 * @param askedAlready whether another request of theirs waits in the same fund
 */
public record Standing(
        @Nullable LocalDate joinedOn,
        int contributedMonths,
        Money outstanding,
        Money grantedThisYear,
        @Nullable LocalDate lastGrantedOn,
        boolean inDefault,
        boolean open,
        boolean askedAlready) {}
