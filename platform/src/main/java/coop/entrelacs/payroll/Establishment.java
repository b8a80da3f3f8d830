package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;

/**
 * What of the employer counts for pay.
 *
 * @param headcount the yearly average headcount of the company (CSS, art. L130-1); decides thresholds at 11, 50, 250, 2,000
 * @param workAccidentRate as notified to the establishment
 * @param mobilityRate of the commune; due from 11 employees on
 * @param alsaceMoselle whether the local health scheme applies
 * @param apprenticeShare apprentices and alike in the headcount; under 5 % costs a supplement from 250 employees on
 */
public record Establishment(
        int headcount, Rate workAccidentRate, Rate mobilityRate, boolean alsaceMoselle, Rate apprenticeShare) {

    public Establishment {
        if (headcount < 1) {
            throw new InvalidField("establishment.headcount", "must-be-positive");
        }
        percentage("establishment.workAccidentRate", workAccidentRate);
        percentage("establishment.mobilityRate", mobilityRate);
        percentage("establishment.apprenticeShare", apprenticeShare);
    }

    static void percentage(String field, Rate rate) {
        if (rate.percent().signum() < 0 || rate.percent().compareTo(new BigDecimal(100)) > 0) {
            throw new InvalidField(field, "pay-rate-range", rate);
        }
        if (rate.percent().scale() > 4) {
            throw new InvalidField(field, "too-many-decimals", 4);
        }
    }
}
