package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
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
        assertThat(pay.get("reductionCoefficient").decimalValue()).isEqualByComparingTo("0.1839");
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

    private HttpResponse<String> simulate(TenantId coop, String body) {
        return tokens.api(tokens.token(coop, Role.MEMBER), "POST", "/api/" + coop + "/payroll/simulations", body);
    }
}
