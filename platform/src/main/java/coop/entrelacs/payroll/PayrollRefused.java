package coop.entrelacs.payroll;

import coop.entrelacs.shared.Refusal;

/** A run, slip or choice is not in a state that allows what was asked. */
public class PayrollRefused extends Refusal {

    PayrollRefused(String code, Object... arguments) {
        super(Kind.CONFLICT, code, null, arguments);
    }
}
