package coop.entrelacs.members;

import coop.entrelacs.members.EntrepreneurEmployeeContract.Clauses;
import coop.entrelacs.shared.Money;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(name = "Contracts", description = "The path of a member: CAPE, CESA, employment, amendments, association, exit")
class ContractsApi {

    private final Contracts contracts;

    ContractsApi(Contracts contracts) {
        this.contracts = contracts;
    }

    /** A CAPE to sign: twelve months at most. */
    record BusinessSupport(LocalDate signedOn, LocalDate firstDay, LocalDate lastDay) {}

    @PostMapping("/members/{id}/contracts/business-support")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Sign a CAPE", description = "Twelve months at most (Code de commerce L127-2).")
    Contract sign(@PathVariable UUID id, @RequestBody BusinessSupport contract) {
        return contracts.signBusinessSupport(id, contract.signedOn(), contract.firstDay(), contract.lastDay());
    }

    /** A renewal to sign. */
    record Renewal(LocalDate signedOn, LocalDate lastDay) {}

    @PostMapping("/contracts/{id}/renewals")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Renew a CAPE from the day after its last",
            description = "Twice at most (Code de commerce L127-2).")
    Contract renew(@PathVariable UUID id, @RequestBody Renewal renewal) {
        return contracts.renew(id, renewal.signedOn(), renewal.lastDay());
    }

    /** A CESA to sign. */
    record EntrepreneurEmployee(
            LocalDate signedOn,
            LocalDate firstDay,
            Clauses clauses,
            Money fixedPay,
            BigDecimal monthlyHours,
            @Nullable LocalDate trialLastDay) {}

    @PostMapping("/members/{id}/contracts/entrepreneur-employee")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Sign a CESA",
            description =
                    "A CAPE still running ends the day before. The day by which the entrepreneur must be an associate"
                            + " is computed (Code du travail L7331-3).")
    Contract sign(@PathVariable UUID id, @RequestBody EntrepreneurEmployee contract) {
        return contracts.signEntrepreneurEmployee(
                id,
                contract.signedOn(),
                contract.firstDay(),
                contract.clauses(),
                contract.fixedPay(),
                contract.monthlyHours(),
                contract.trialLastDay());
    }

    /** A job of the support team. */
    record Employment(
            LocalDate signedOn,
            LocalDate firstDay,
            @Nullable LocalDate lastDay,
            String job,
            Money pay,
            BigDecimal monthlyHours) {}

    @PostMapping("/members/{id}/contracts/employment")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Employ somebody for the common services", description = "For managers and payroll officers.")
    Contract employ(@PathVariable UUID id, @RequestBody Employment contract) {
        return contracts.employ(
                id,
                contract.signedOn(),
                contract.firstDay(),
                contract.lastDay(),
                contract.job(),
                contract.pay(),
                contract.monthlyHours());
    }

    /** What changes from a day on. */
    record Amendment(
            LocalDate signedOn,
            LocalDate effectiveOn,
            String subject,
            @Nullable Money fixedPay,
            @Nullable BigDecimal monthlyHours) {}

    @PostMapping("/contracts/{id}/amendments")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Amend a contract from a day on")
    ContractAmendment amend(@PathVariable UUID id, @RequestBody Amendment amendment) {
        return contracts.amend(
                id,
                amendment.signedOn(),
                amendment.effectiveOn(),
                amendment.subject(),
                amendment.fixedPay(),
                amendment.monthlyHours());
    }

    /** An end before the time, or of a contract without end. */
    record End(LocalDate lastDay, String reason) {}

    @PostMapping("/contracts/{id}/end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End a contract")
    void end(@PathVariable UUID id, @RequestBody End end) {
        contracts.end(id, end.lastDay(), end.reason());
    }

    /** An admission. */
    record Admission(LocalDate firstDay, String decision) {}

    @PostMapping("/members/{id}/associations")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Admit a member as an associate",
            description = "For managers; names the meeting that decided.")
    void admit(@PathVariable UUID id, @RequestBody Admission admission) {
        contracts.becomeAssociate(id, admission.firstDay(), admission.decision());
    }

    /** A last day. */
    record Exit(LocalDate lastDay, ExitKind kind, @Nullable String reason) {}

    @PostMapping("/members/{id}/exits")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Record that a member leaves", description = "Whatever still runs ends that day.")
    void exit(@PathVariable UUID id, @RequestBody Exit exit) {
        contracts.exit(id, exit.lastDay(), exit.kind(), exit.reason());
    }
}
