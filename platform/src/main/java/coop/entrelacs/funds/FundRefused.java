package coop.entrelacs.funds;

import coop.entrelacs.shared.Refusal;

/** The rules of a fund, or where a request stands, say no; the code names why. */
public class FundRefused extends Refusal {

    FundRefused(String code, Object... arguments) {
        super(Kind.CONFLICT, code, null, arguments);
    }
}
