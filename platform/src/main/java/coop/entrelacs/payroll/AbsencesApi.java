package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/payroll")
@Tag(name = "Absences and exits", description = "Who is away, the leave account, and the papers of who leaves")
class AbsencesApi {

    private final Absences absences;
    private final ExitPapers papers;
    private final MaintainedPays maintained;
    private final ContractReasons reasons;
    private final Idempotency idempotency;

    AbsencesApi(
            Absences absences,
            ExitPapers papers,
            MaintainedPays maintained,
            ContractReasons reasons,
            Idempotency idempotency) {
        this.absences = absences;
        this.papers = papers;
        this.maintained = maintained;
        this.reasons = reasons;
        this.idempotency = idempotency;
    }

    @GetMapping("/members/{member}/absences")
    @Operation(summary = "A member's absences, the newest first; reading another's leaves a trace")
    List<Absences.Away> absences(@PathVariable UUID member) {
        return absences.ofMember(member);
    }

    @GetMapping("/absences")
    @Operation(
            summary =
                    "Everybody's absences that end on or after a day, the earliest first; reading them leaves a trace")
    List<Absences.Listed> from(@RequestParam LocalDate from) {
        return absences.from(from);
    }

    record AbsenceId(UUID id) {}

    @PostMapping("/members/{member}/absences")
    @Operation(summary = "Records an absence; the month's slip takes it off pay and off the leave account")
    ResponseEntity<AbsenceId> record(
            @PathVariable UUID member,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Absences.Form form) {
        return idempotency.once(
                key,
                new PayrollRunsApi.Asked("POST /payroll/members/" + member + "/absences", form),
                AbsenceId.class,
                () -> {
                    UUID id = absences.record(member, form);
                    return ResponseEntity.created(URI.create("/api/" + CurrentTenant.id() + "/payroll/absences/" + id))
                            .body(new AbsenceId(id));
                });
    }

    @DeleteMapping("/absences/{absence}")
    @Operation(summary = "Takes back an absence, as long as none of its months is approved")
    ResponseEntity<Void> cancel(@PathVariable UUID absence) {
        absences.cancel(absence);
        return ResponseEntity.noContent().build();
    }

    /** @param days working days, two decimals at most */
    record Opening(@Nullable BigDecimal days) {
        Opening {
            if (days == null) {
                throw new InvalidField("days", "required");
            }
        }
    }

    @PutMapping("/members/{member}/leave-opening")
    @Operation(summary = "Says how many days of leave somebody brings from the software before this one")
    ResponseEntity<Void> open(@PathVariable UUID member, @RequestBody Opening opening) {
        absences.openLeave(member, java.util.Objects.requireNonNull(opening.days()));
        return ResponseEntity.noContent().build();
    }

    /**
     * @param recourse why a fixed term was agreed
     * @param ending why the contract ended; what follows from the contract itself needs no word
     */
    record Reasons(ContractReasons.@Nullable Recourse recourse, ContractReasons.@Nullable Ending ending) {}

    @GetMapping("/members/{member}/contracts/{contract}/reasons")
    @Operation(summary = "Why a contract is for a fixed term and why it ended, as far as it was said")
    ResponseEntity<Reasons> reasons(@PathVariable UUID member, @PathVariable UUID contract) {
        ContractReasons.Said said = reasons.of(member, contract);
        return ETags.ok(new Reasons(said.recourse(), said.ending()), said.version());
    }

    @PutMapping("/members/{member}/contracts/{contract}/reasons")
    @Operation(summary = "Says why a contract is for a fixed term and why it ended, for the social declaration")
    ResponseEntity<Void> say(
            @PathVariable UUID member,
            @PathVariable UUID contract,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Reasons said) {
        reasons.say(member, contract, new ContractReasons.Said(said.recourse(), said.ending(), ETags.seen(ifMatch)));
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/members/{member}/contracts/{contract}/maintained-pay")
    @Operation(summary = "What a contract promises when its holder is sick; 404: what the law asks")
    ResponseEntity<MaintainedPay> maintained(@PathVariable UUID member, @PathVariable UUID contract) {
        MaintainedPays.Versioned found = maintained
                .of(member, contract)
                .orElseThrow(() -> new coop.entrelacs.shared.NotFound("maintained-pay", contract));
        return ETags.ok(found.promised(), found.version());
    }

    @PutMapping("/members/{member}/contracts/{contract}/maintained-pay")
    @Operation(
            summary =
                    "Says what a contract promises beyond the law when its holder is sick; If-Match \"0\" for a first one")
    ResponseEntity<Void> promise(
            @PathVariable UUID member,
            @PathVariable UUID contract,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody MaintainedPay promised) {
        maintained.promise(member, contract, ETags.seen(ifMatch), promised);
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/members/{member}/contracts/{contract}/maintained-pay")
    @Operation(summary = "Goes back to what the law asks when a contract's holder is sick")
    ResponseEntity<Void> forget(
            @PathVariable UUID member,
            @PathVariable UUID contract,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        maintained.forget(member, contract, ETags.seen(ifMatch));
        return ResponseEntity.noContent().build();
    }

    @GetMapping(value = "/payslips/{payslip}/exit-papers/{kind}", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(
            summary =
                    "The certificate of employment, the receipt for the final balance or the data for France Travail, made from the last slip")
    byte[] paper(@PathVariable UUID payslip, @PathVariable ExitPapers.Kind kind) {
        return papers.pdf(payslip, kind);
    }
}
