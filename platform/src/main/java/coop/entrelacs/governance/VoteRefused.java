package coop.entrelacs.governance;

import coop.entrelacs.shared.Refusal;

/** The rules of voting or of mandates say no; the code names why. */
public class VoteRefused extends Refusal {

    VoteRefused(String code, Object... arguments) {
        super(Kind.CONFLICT, code, null, arguments);
    }
}
