package coop.entrelacs.federation;

import coop.entrelacs.shared.Refusal;

/** Where a position or a netting stands says no; the code names why. */
public class PositionRefused extends Refusal {

    PositionRefused(String code, Object... arguments) {
        super(Kind.CONFLICT, code, null, arguments);
    }
}
