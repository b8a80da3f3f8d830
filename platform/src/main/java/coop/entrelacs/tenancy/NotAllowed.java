package coop.entrelacs.tenancy;

import coop.entrelacs.shared.Refusal;
import java.util.List;

/** The actor has none of the roles that this act asks for. */
public class NotAllowed extends Refusal {

    public NotAllowed(Role... asked) {
        super(Kind.FORBIDDEN, "not-allowed", null, List.of(asked));
    }
}
