package coop.entrelacs.activities;

import coop.entrelacs.shared.Refusal;
import org.jspecify.annotations.Nullable;

/** What was decided before, or is charged already, does not allow this; the code and the sentence say why. */
public class ContributionRefused extends Refusal {

    ContributionRefused(String code, @Nullable String field, Object... arguments) {
        super(Kind.CONFLICT, code, field, arguments);
    }
}
