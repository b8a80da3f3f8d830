package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The simulator as programs use it. */
@EntrelacsTest
class PayrollApiTest {

    private static final String MONTH = """
            {"date": "2026-07-01", "target": {"kind": "GROSS", "amount": "2500"}, "taxRate": "0",
             "healthCover": {"premium": "40", "employerShare": "50"},
             "establishment": {"headcount": 49, "workAccidentRate": "2.08"}}""";

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Test
    void aMonthIsSimulatedWithEveryLineNamed() {
        TenantId coop = tenants.aCooperative();

        HttpResponse<String> answer = simulate(coop, MONTH);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode pay = tokens.read(answer);
        assertThat(pay.get("netBeforeTax").asString()).isEqualTo("1957.05");
        assertThat(pay.get("reductionCoefficient").decimalValue()).isEqualByComparingTo("0.1719");
        assertThat(pay.get("lines")).anySatisfy(line -> {
            assertThat(line.get("code").asString()).isEqualTo("pension-capped");
            assertThat(line.get("employerAmount").asString()).isEqualTo("213.75");
            assertThat(line.get("employeeAmount").asString()).isEqualTo("172.50");
            assertThat(line.get("label").asString()).isNotBlank();
        });
    }

    @Test
    void whatIsWrongIsNamedByItsField() {
        TenantId coop = tenants.aCooperative();

        HttpResponse<String> answer = simulate(coop, MONTH.replace("\"headcount\": 49", "\"headcount\": 0"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(tokens.read(answer).get("field").asString()).isEqualTo("establishment.headcount");
    }

    @Test
    void withoutAnEstablishmentTheCooperativesSettingsAreAskedFor() {
        TenantId coop = tenants.aCooperative();
        String without = MONTH.replaceAll("(?s),\\s*\"establishment\".*\\}\\}", "}");

        HttpResponse<String> answer = simulate(coop, without);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("payroll-settings-missing");
    }

    /** Nothing that is sent is a bug of ours: what is missing or null is named. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"absences\": [null]                                        | absences[0]",
                "\"absences\": [{\"days\": 2, \"deduction\": \"10.00\"}]    | absences[0].kind",
                "\"absences\": [{\"days\": 2, \"kind\": \"SICKNESS\"}]      | absences[0].deduction",
                "\"absences\": [{\"days\": 40, \"kind\": \"SICKNESS\", \"deduction\": \"1\"}] | absences[0].days",
                "\"healthCover\": {\"premium\": \"40\"}                      | healthCover.employerShare",
                "\"provident\": {\"employerRate\": \"1.5\"}                  | provident.employeeRate",
                "\"yearToDate\": {\"year\": 2026}                            | yearToDate.pay"
            })
    void what_is_missing_is_named_and_never_a_failure(String part, String field) {
        TenantId coop = tenants.aCooperative();

        HttpResponse<String> answer = simulate(coop, """
                {"date": "2026-07-01", "target": {"kind": "GROSS", "amount": "2500"}, %s,
                 "establishment": {"headcount": 49, "workAccidentRate": "2.08"}}""".formatted(part));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(tokens.read(answer).get("field").asString()).isEqualTo(field);
    }

    @Test
    void a_month_whose_rates_are_not_known_is_simulated_with_a_mark() {
        HttpResponse<String> answer = simulate(tenants.aCooperative(), MONTH.replace("2026-07-01", "2031-01-01"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("LAW_NOT_KNOWN_YET");
    }

    private HttpResponse<String> simulate(TenantId coop, String body) {
        return tokens.api(tokens.token(coop, Role.MEMBER), "POST", "/api/" + coop + "/payroll/simulations", body);
    }
}
