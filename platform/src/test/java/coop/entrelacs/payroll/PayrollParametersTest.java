package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dated law: complete, or refused with the line at fault. */
class PayrollParametersTest {

    private static final String GOOD = ConfigFiles.text(PayrollParameters.PATH);

    @Test
    void theDeploymentsFileKnowsEveryDayOf2025And2026() {
        PayrollParameters law = PayrollParameters.load();
        LocalDate.of(2025, 1, 1)
                .datesUntil(LocalDate.of(2027, 1, 1))
                .forEach(day -> assertThat(law.on(day).contributions()).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource({"general-scheme", "posting", "dsn", "leave", "sick-pay"})
    void theFilesFollowTheirSchemas(String file) {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ConfigFiles.text("schemas/payroll-" + file + ".schema.json"));

        assertThat(schema.validate(ConfigFiles.text("payroll/" + file + ".yaml"), InputFormat.YAML))
                .isEmpty();
    }

    @Test
    void theSmicRisesOnTheFirstOfJune2026() {
        PayrollParameters law = PayrollParameters.load();
        assertThat(law.on(LocalDate.of(2026, 5, 31)).smicHourly()).isEqualTo(12.02);
        assertThat(law.on(LocalDate.of(2026, 6, 1)).smicHourly()).isEqualTo(12.31);
    }

    @Test
    void aGapInDatesIsRefusedWithItsLine() {
        String broken = GOOD.replace("to: 2026-05-31, value: 12.02", "to: 2026-05-30, value: 12.02");
        assertThatThrownBy(() -> new PayrollParameters("payroll/x.yaml", broken))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("line " + lineOf(broken, "value: 12.31"))
                .hasMessageContaining("gap: nothing holds from 2026-05-31 to 2026-05-31");
    }

    @Test
    void anOverlapInDatesIsRefusedWithItsLine() {
        String broken = GOOD.replace("to: 2025-04-30, rate: 4.05", "to: 2025-05-31, rate: 4.05");
        assertThatThrownBy(() -> new PayrollParameters("payroll/x.yaml", broken))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("line " + lineOf(broken, "rate: 4, source"))
                .hasMessageContaining("overlap");
    }

    @Test
    void aLastRateWithAnEndLeavesAGapAfterIt() {
        String broken =
                GOOD.replace("{from: 2026-06-01, value: 12.31", "{from: 2026-06-01, to: 2026-12-31, value: 12.31");
        assertThatThrownBy(() -> new PayrollParameters("payroll/x.yaml", broken))
                .hasMessageContaining("nothing holds after 2026-12-31");
    }

    @Test
    void aMistypedKeyIsRefusedWithItsLine() {
        String broken = GOOD.replace("when: {fixed-term: true}", "when: {fixed-terms: true}");
        assertThatThrownBy(() -> new PayrollParameters("payroll/x.yaml", broken))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("line " + lineOf(broken, "fixed-terms"))
                .hasMessageContaining("'fixed-terms' is not known here");
    }

    @Test
    void aRateOfMoreThanFourDecimalsIsRefused() {
        assertThatThrownBy(() -> new PayrollParameters("payroll/x.yaml", GOOD.replace("rate: 0.016", "rate: 0.01612")))
                .hasMessageContaining("at most four decimals");
    }

    @Test
    void aDayBeforeTheFileIsRefusedByName() {
        assertThatThrownBy(() -> PayrollParameters.load().on(LocalDate.of(2024, 12, 31)))
                .hasMessageContaining("pay-date-not-covered");
    }

    private static int lineOf(String text, String what) {
        return (int) text.substring(0, text.indexOf(what)).lines().count();
    }
}
