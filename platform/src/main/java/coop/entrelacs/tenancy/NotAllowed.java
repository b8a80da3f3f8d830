package coop.entrelacs.tenancy;

import coop.entrelacs.shared.Refusal;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The actor has none of the roles that this act asks for. */
public class NotAllowed extends Refusal {

    public NotAllowed(Role... asked) {
        super(
                Kind.FORBIDDEN,
                "not-allowed",
                null,
                Arrays.stream(asked).map(Role::name).collect(Collectors.joining(", ")));
    }
}
