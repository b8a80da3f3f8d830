package coop.entrelacs.payroll;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Slips made before the general reduction had a SMIC of its own summed the SMIC that pays people, 12.31 an hour from June 2026 instead of
 * 12.02. The next slip of the year is reckoned with the right sum, which regularises the months before it (CSS, art. D241-9).
 */
final class ReductionSmic {

    private static final BigDecimal MONTHLY_HOURS =
            new BigDecimal(35 * 52).divide(new BigDecimal(12), 12, RoundingMode.HALF_UP);

    private ReductionSmic() {}

    /** By member, in euros, how much too much the booked slips of the year before a month summed; none where nothing is to mend. */
    static Map<UUID, BigDecimal> of(
            JdbcClient jdbc, PayrollParameters parameters, Collection<UUID> members, YearMonth month) {
        Map<UUID, BigDecimal> excess = new HashMap<>();
        jdbc.sql("""
            SELECT s.member_id, s.month, (s.calculation->>'smic')::numeric AS smic,
                s.employee->>'kind' = 'ENTREPRENEUR_EMPLOYEE' AS equivalent
            FROM payslip s
            WHERE s.member_id IN (:members) AND s.month >= :year AND s.month < :month AND s.entry_id IS NOT NULL
                AND s.stopped IS NULL AND s.calculation->'yearToDate'->>'reductionSmicHourly' IS NULL
                AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)\
            """)
                .param("members", members)
                .param("year", month.withMonth(1).atDay(1))
                .param("month", month.atDay(1))
                .query((row, n) -> {
                    PayrollParameters.RulesInForce law = parameters.on(row.getObject("month", LocalDate.class));
                    BigDecimal summed = row.getBigDecimal("smic");
                    BigDecimal paid = BigDecimal.valueOf(law.smicHourly());
                    BigDecimal right = row.getBoolean("equivalent")
                            // the SMIC of a month without hours is pay itself, up to a full month's
                            ? summed.min(law.reductionSmicHourly().multiply(MONTHLY_HOURS))
                            : summed.multiply(law.reductionSmicHourly()).divide(paid, 12, RoundingMode.HALF_UP);
                    return excess.merge(
                            row.getObject("member_id", UUID.class),
                            summed.subtract(right).setScale(6, RoundingMode.HALF_UP),
                            BigDecimal::add);
                })
                .list();
        excess.values().removeIf(amount -> amount.signum() == 0);
        return excess;
    }
}
