package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.web.Words;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What the API is told and what it tells. */
class SimulationRequestTest {

    private static final String MONTH = """
        {"date": "2026-07-01", "target": {"kind": "GROSS", "amount": "2500"},
         "healthCover": {"premium": "40", "employerShare": "50"},
         "establishment": {"headcount": 49, "workAccidentRate": "2.08"}}\
        """;

    private final JsonMapper json = JsonMapper.shared();

    @Test
    void whatIsLeftOutTakesItsUsualValue() {
        PayCalculation slip = calculated(MONTH);
        assertThat(slip.gross()).isEqualTo(Money.of("2500.00"));
        assertThat(slip.employerCost().minus(Money.of("3175.50")).abs()).isLessThanOrEqualTo(Money.ofCents(5));
        assertThat(slip.neutralTaxRate()).isTrue();
    }

    @Test
    void theAnswerNamesEveryLineInTheReadersLanguage() {
        Simulation answer = Simulation.of(calculated(MONTH), new Words(), Locale.FRENCH);
        assertThat(answer.lines()).allSatisfy(line -> {
            assertThat(line.label()).doesNotStartWith("payroll.line");
            assertThat(line.groupLabel()).doesNotStartWith("legalgroup");
        });
        assertThat(json.readTree(json.writeValueAsString(answer))
                        .get("netBeforeTax")
                        .asString())
                .isEqualTo("1957.05");
    }

    @Test
    void theTotalsOfAMonthCanBeGivenBackForTheNext() {
        String january = json.writeValueAsString(calculated(MONTH).yearToDate());
        PayCalculation next = calculated(MONTH.replace("\"date\"", "\"yearToDate\": " + january + ", \"date\""));
        assertThat(next.yearToDate().pay()).isEqualTo(Money.of("5000.00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"date\": \"2026-07-01\"      | \"executive\": false         | date",
                "\"amount\": \"2500\"          | \"amount\": \"-1\"           | target.amount",
                "\"amount\": \"2500\"          | \"amount\": \"1000000.01\"   | target.amount",
                "\"headcount\": 49             | \"headcount\": 0             | establishment.headcount",
                "\"workAccidentRate\": \"2.08\"| \"workAccidentRate\": \"101\"| establishment.workAccidentRate",
                "\"employerShare\": \"50\"     | \"employerShare\": \"150\"   | healthCover.employerShare",
                "2026-07-01                    | 2024-12-31                   | date"
            })
    void anImpossibleMonthIsRefusedNamingTheField(String right, String wrong, String field) {
        assertThatThrownBy(() -> calculated(MONTH.replace(right, wrong))).satisfies(thrown -> {
            Throwable cause = thrown;
            while (!(cause instanceof InvalidField) && cause.getCause() != null) {
                cause = cause.getCause();
            }
            assertThat(cause).isInstanceOf(InvalidField.class);
            assertThat(((InvalidField) cause).field()).isEqualTo(field);
        });
    }

    private PayCalculation calculated(String body) {
        PayInput input = json.readValue(body, SimulationRequest.class).toInput(() -> {
            throw PayrollSettings.missing();
        });
        return PayMonth.CALCULATOR.calculate(input);
    }
}
