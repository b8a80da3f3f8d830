package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Our table of expected slips, {@code expected-payslips.csv}: one row a slip, one column a figure. The figures come from URSSAF's
 * published model (modele-social 8.0.0 for 2025, 11.1.0 for 2026), rounded to the cent; columns ending in {@code _ee} are the member's part.
 */
class ExpectedPayslipsTest {

    /** Columns of the table from the first amount on, and the lines of ours they add up. */
    private static final Map<String, List<String>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("health", List.of("health"));
        COLUMNS.put("health_local_ee", List.of("health-alsace-moselle"));
        COLUMNS.put("pension_capped", List.of("pension-capped"));
        COLUMNS.put("pension_capped_ee", List.of("pension-capped"));
        COLUMNS.put("pension_uncapped", List.of("pension-uncapped"));
        COLUMNS.put("pension_uncapped_ee", List.of("pension-uncapped"));
        COLUMNS.put("family", List.of("family"));
        COLUMNS.put("accident", List.of("work-accident"));
        COLUMNS.put("unemployment", List.of("unemployment"));
        COLUMNS.put("wage_guarantee", List.of("wage-guarantee"));
        COLUMNS.put("agirc", List.of("pension-slice-1", "pension-slice-2"));
        COLUMNS.put("agirc_ee", List.of("pension-slice-1", "pension-slice-2"));
        COLUMNS.put("ceg", List.of("ceg-slice-1", "ceg-slice-2"));
        COLUMNS.put("ceg_ee", List.of("ceg-slice-1", "ceg-slice-2"));
        COLUMNS.put("cet", List.of("cet"));
        COLUMNS.put("cet_ee", List.of("cet"));
        COLUMNS.put("apec", List.of("apec"));
        COLUMNS.put("apec_ee", List.of("apec"));
        COLUMNS.put("housing", List.of("housing-fund", "housing-fund-small"));
        COLUMNS.put("solidarity", List.of("solidarity"));
        COLUMNS.put("dialogue", List.of("social-dialogue"));
        COLUMNS.put("training", List.of("training", "training-small"));
        COLUMNS.put("training_fixed", List.of("training-fixed-term"));
        COLUMNS.put("apprenticeship", List.of("apprenticeship", "apprenticeship-alsace-moselle"));
        COLUMNS.put("apprenticeship_balance", List.of("apprenticeship-balance"));
        COLUMNS.put("apprenticeship_supplement", List.of("apprenticeship-supplement"));
        COLUMNS.put("construction", List.of("construction-effort"));
        COLUMNS.put("mobility_due", List.of("mobility"));
        COLUMNS.put("provident", List.of("provident-executive"));
        COLUMNS.put("cover", List.of("health-cover"));
        COLUMNS.put("cover_ee", List.of("health-cover"));
        COLUMNS.put("cover_levy", List.of("cover-levy"));
        COLUMNS.put("csg_deductible_ee", List.of("csg-deductible"));
        COLUMNS.put("csg_taxable_ee", List.of("csg-taxable"));
        COLUMNS.put("crds_ee", List.of("crds"));
        COLUMNS.put("reduction", List.of("general-reduction", "general-reduction-pension"));
    }

    private static final int FIRST_AMOUNT = 14;

    @ParameterizedTest(name = "{0}: {1}, {5} EUR, {7} people")
    @CsvFileSource(resources = "/payroll/expected-payslips.csv", numLinesToSkip = 1, delimiter = ';')
    void everyLineIsAsExpectedToTheCent(ArgumentsAccessor row) {
        PayMonth given = PayMonth.anEmployee()
                .on(row.getString(1))
                .fixedTerm("yes".equals(row.getString(2)))
                .executive("yes".equals(row.getString(3)))
                .paid(row.getString(5))
                .with(row.getString(6) == null ? Money.ZERO : Money.of(row.getString(6)))
                .at(new Establishment(
                        row.getInteger(7),
                        Rate.percent(row.getString(8)),
                        Rate.percent(row.getString(9)),
                        "yes".equals(row.getString(10)),
                        Rate.percent(row.getString(11))))
                .covered(row.getString(12), row.getString(13));
        if (row.getString(4) != null) {
            given.weekly(row.getString(4));
        }

        PayCalculation slip = given.calculated();

        int column = FIRST_AMOUNT;
        for (Map.Entry<String, List<String>> figure : COLUMNS.entrySet()) {
            String expected = row.getString(column++);
            Function<PayCalculation.Line, Money> side = figure.getKey().endsWith("_ee")
                    ? PayCalculation.Line::employeeAmount
                    : PayCalculation.Line::employerAmount;
            long ours = slip.lines().stream()
                    .filter(line -> figure.getValue().contains(line.code()))
                    .map(side)
                    .mapToLong(Money::cents)
                    .sum();
            long theirs = expected == null ? 0 : Money.of(expected).cents();
            assertThat(Math.abs(ours - theirs))
                    .as("%s: ours %s, expected %s", figure.getKey(), ours, theirs)
                    .isLessThanOrEqualTo(1);
        }
        assertThat(column).isEqualTo(FIRST_AMOUNT + COLUMNS.size());
    }
}
