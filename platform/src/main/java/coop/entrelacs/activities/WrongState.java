package coop.entrelacs.activities;

import coop.entrelacs.shared.Refusal;

/** The thing is not (or no longer) in the state that this act needs. */
public class WrongState extends Refusal {

    /** @param what the kind of thing: there is a message {@code refusal.<what>-state} */
    WrongState(String what, Enum<?> is, Enum<?> needed) {
        super(Kind.CONFLICT, what + "-state", null, is, needed);
    }
}
