package coop.entrelacs.federation;

import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.DatabaseRules;
import java.util.function.Supplier;

/** A treaty, a claim or a common fund says no; the code names why. */
public class PoolRefused extends Refusal {

    PoolRefused(String code, Object... arguments) {
        super(Kind.CONFLICT, code, null, arguments);
    }

    /** Runs a function of the database; what it refuses comes out as a refusal of this module. */
    static <T> T guarded(Supplier<T> work) {
        return DatabaseRules.call(work, PoolRefused::of);
    }

    private static Refusal of(String code, Object[] arguments) {
        return switch (code) {
            case "changed-meanwhile" -> new ChangedMeanwhile();
            case "claim-not-found" -> new NotFound("claim", arguments[0]);
            case "treaty-not-found" -> new NotFound("treaty", arguments[0]);
            case "claim-state" -> new PoolRefused(code, ClaimView.ClaimStage.valueOf(String.valueOf(arguments[0])));
            case "claim-more-than-due" -> new PoolRefused(code, Money.of(String.valueOf(arguments[0])));
            default -> new PoolRefused(code, arguments);
        };
    }
}
