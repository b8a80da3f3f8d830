package coop.entrelacs.payroll;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Pay slips, advances and what was paid to the social bodies. */
@Component
class PaySubLedger implements SubLedger {

    private final PostingRules rules = PostingRules.load();

    @Override
    public Map<String, String> corrections() {
        return Map.of(
                "payslip:", "entry-of-payslip",
                "pay-advance:", "entry-of-pay-advance",
                "social-payment:", "entry-of-social-payment");
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(
                new Comparison("pay-differs", """
                    WITH told AS (
                        SELECT 'E' || (s.employee->>'number') AS code, sum(s.net_paid_cents - s.recovered_cents) AS cents
                        FROM payslip s
                        WHERE s.entry_id IS NOT NULL
                          AND NOT EXISTS (SELECT FROM payslip later WHERE later.corrects = s.id AND later.entry_id IS NOT NULL)
                        GROUP BY 1),
                    booked AS (
                        SELECT coalesce(third_party, '%1$s') AS code, -sum(amount_cents) AS cents FROM own_line
                        WHERE account = '%1$s' AND (source ~ '^payslip:[0-9a-f-]{36}$' OR %2$s) GROUP BY 1)
                    SELECT code AS what, coalesce(told.cents, 0) AS told, coalesce(booked.cents, 0) AS booked
                    FROM told FULL JOIN booked USING (code)
                    WHERE coalesce(told.cents, 0) <> coalesce(booked.cents, 0) ORDER BY 1\
                    """.formatted(rules.netPay().account(), BY_HAND)),
                new Comparison(
                        "pay-advances-differ", """
                            SELECT '%1$s' AS what, told, booked FROM (
                                SELECT (SELECT coalesce(sum(amount_cents - recovered_cents), 0) FROM pay_advance) AS told,
                                       (SELECT coalesce(sum(amount_cents), 0) FROM own_line
                                        WHERE account = '%1$s' AND (source ~ '^(payslip|pay-advance):' OR %2$s)) AS booked) d
                            WHERE told <> booked\
                            """.formatted(rules.advances().account(), BY_HAND)));
    }
}
