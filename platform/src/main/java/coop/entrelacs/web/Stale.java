package coop.entrelacs.web;

import coop.entrelacs.shared.Refusal;

/** Someone else changed the thing since the asker read it. */
public class Stale extends Refusal {

    public Stale() {
        super(Kind.STALE, "stale", null);
    }
}
