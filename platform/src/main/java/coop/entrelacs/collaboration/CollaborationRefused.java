package coop.entrelacs.collaboration;

import coop.entrelacs.shared.Refusal;

/** Where a project, a split or an opportunity stands says no; the code names why. */
public class CollaborationRefused extends Refusal {

    CollaborationRefused(String code, Object... arguments) {
        super(Kind.CONFLICT, code, null, arguments);
    }
}
