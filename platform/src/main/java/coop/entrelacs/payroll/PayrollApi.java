package coop.entrelacs.payroll;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Words;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/payroll")
@Tag(name = "Payroll", description = "Pay simulations and what pay depends on")
class PayrollApi {

    private static final String EXAMPLE = """
            {
              "date": "2026-07-01",
              "contract": "PERMANENT",
              "executive": false,
              "workingTime": {"kind": "EQUIVALENT_HOURS"},
              "target": {"kind": "EMPLOYER_COST", "amount": "3000.00"},
              "healthCover": {"premium": "40.00", "employerShare": "50"},
              "taxRate": "7.3",
              "establishment": {"headcount": 300, "workAccidentRate": "2.08", "mobilityRate": "2.95"}
            }""";

    private final PayCalculator calculator;
    private final PayrollParameters parameters;
    private final PayrollSettingsHistory settings;
    private final Words words;

    PayrollApi(PayCalculator calculator, PayrollParameters parameters, PayrollSettingsHistory settings, Words words) {
        this.calculator = calculator;
        this.parameters = parameters;
        this.settings = settings;
        this.words = words;
    }

    @PostMapping("/simulations")
    @Operation(
            summary = "Works out a month's pay",
            description =
                    "From a gross, a budget or a net to every line of the payslip. Nothing is kept. A budget or a net takes the"
                            + " highest gross that fits. Give yearToDate back month after month to regularise within the year.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(examples = @ExampleObject(EXAMPLE))))
    Simulation simulate(@RequestBody SimulationRequest request, Locale language) {
        CurrentTenant.actor().require(Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.PAYROLL_OFFICER, Role.MANAGER);
        PayInput input = request.toInput(() -> settings.on(java.util.Objects.requireNonNull(request.date()))
                .map(PayrollSettings::establishment)
                .orElseThrow(PayrollSettings::missing));
        return Simulation.of(PaySimulator.marked(calculator.calculate(input), parameters), words, language);
    }

    @GetMapping("/settings")
    @Operation(summary = "What every slip depends on, month by month, the newest first")
    List<PayrollSettings> settings() {
        return settings.all();
    }

    @PutMapping("/settings")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Says what holds from a month on")
    void hold(@RequestBody PayrollSettings from) {
        settings.hold(from);
    }
}
