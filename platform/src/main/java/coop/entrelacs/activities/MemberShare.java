package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member's share of an activity. */
public record MemberShare(UUID member, Rate share) {

    /** One member owns it all. */
    public static List<MemberShare> whole(UUID member) {
        return List.of(new MemberShare(member, Rate.percent("100")));
    }

    static List<MemberShare> checked(@Nullable List<MemberShare> shares) {
        List<MemberShare> all = shares == null ? List.of() : List.copyOf(shares);
        if (all.isEmpty()) {
            throw new InvalidField("members", "required");
        }
        Set<UUID> seen = new HashSet<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < all.size(); i++) {
            MemberShare share = all.get(i);
            if (!seen.add(share.member)) {
                throw new InvalidField("members[" + i + "].member", "member-twice");
            }
            if (share.share.percent().signum() <= 0 || share.share.percent().scale() > 4) {
                throw new InvalidField("members[" + i + "].share", "percent-range");
            }
            sum = sum.add(share.share.percent());
        }
        if (sum.compareTo(new BigDecimal(100)) != 0) {
            throw new InvalidField("members", "shares-sum", sum.toPlainString());
        }
        return all;
    }
}
