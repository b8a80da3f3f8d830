package coop.entrelacs.activities;

import coop.entrelacs.shared.Refusal;

/** A claim is approved and repaid by somebody else than who wrote it or is repaid. */
public class CostRefused extends Refusal {

    CostRefused(String code) {
        super(Kind.FORBIDDEN, code, null);
    }
}
