package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import coop.entrelacs.web.Words;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
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
@Tag(name = "Payroll runs", description = "From a month's preview to booked, printed and paid slips")
class PayrollRunsApi {

    private final PayrollRuns runs;
    private final Payslips payslips;
    private final PayrollPayments payments;
    private final PayProfiles profiles;
    private final PayChoices choices;
    private final PaySimulator simulator;
    private final PayrollExports exports;
    private final Idempotency idempotency;
    private final Words words;

    PayrollRunsApi(
            PayrollRuns runs,
            Payslips payslips,
            PayrollPayments payments,
            PayProfiles profiles,
            PayChoices choices,
            PaySimulator simulator,
            PayrollExports exports,
            Idempotency idempotency,
            Words words) {
        this.runs = runs;
        this.payslips = payslips;
        this.payments = payments;
        this.profiles = profiles;
        this.choices = choices;
        this.simulator = simulator;
        this.exports = exports;
        this.idempotency = idempotency;
        this.words = words;
    }

    /**
     * @param month the month to pay
     * @param payDate when pay reaches the accounts
     */
    record NewRun(@Nullable YearMonth month, @Nullable LocalDate payDate) {
        NewRun {
            if (month == null) {
                throw new InvalidField("month", "required");
            }
            if (payDate == null) {
                throw new InvalidField("payDate", "required");
            }
        }
    }

    /** @param corrections what each slip should have been */
    record NewCorrection(
            @Nullable YearMonth month,
            @Nullable LocalDate payDate,
            @Nullable List<Payslips.Correction> corrections) {
        NewCorrection {
            if (month == null) {
                throw new InvalidField("month", "required");
            }
            if (payDate == null) {
                throw new InvalidField("payDate", "required");
            }
            if (corrections == null || corrections.isEmpty()) {
                throw new InvalidField("corrections", "required");
            }
            corrections = PayInput.whole("corrections", corrections);
        }
    }

    record RunId(UUID id) {}

    @PostMapping("/runs")
    @Operation(summary = "Begins a month's run; its preview is computed by the job answered")
    ResponseEntity<PayrollRuns.Started> start(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewRun request) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/runs", request),
                PayrollRuns.Started.class,
                () -> accepted(runs.start(present(request.month()), present(request.payDate()))));
    }

    @PostMapping("/complements")
    @Operation(summary = "Begins a run for those of a posted month whom no slip pays; to be approved like any other")
    ResponseEntity<PayrollRuns.Started> complement(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewRun request) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/complements", request),
                PayrollRuns.Started.class,
                () -> accepted(runs.complement(present(request.month()), present(request.payDate()))));
    }

    @GetMapping("/complements/{month}")
    @Operation(summary = "Who of a posted month has a day of contract and no slip that pays it")
    List<PayrollRun.Notice> withoutSlip(@PathVariable YearMonth month) {
        return runs.withoutSlip(month);
    }

    @PostMapping("/corrections")
    @Operation(summary = "Begins a run that replaces booked slips; to be approved like any other")
    ResponseEntity<RunId> correct(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewCorrection request) {
        return idempotency.once(key, new Asked("POST /payroll/corrections", request), RunId.class, () -> {
            UUID run = payslips.correct(
                    present(request.month()), present(request.payDate()), present(request.corrections()));
            return ResponseEntity.created(URI.create(address("runs/" + run))).body(new RunId(run));
        });
    }

    @GetMapping("/runs")
    @Operation(summary = "The newest runs first")
    List<PayrollRun> runs(
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(required = false) @Nullable Integer limit) {
        return runs.newest(before, Page.limit(limit));
    }

    @GetMapping("/runs/{id}")
    @Operation(summary = "One run with its sums")
    ResponseEntity<PayrollRun> run(@PathVariable UUID id) {
        PayrollRun run = runs.get(id);
        return ETags.ok(run, run.version());
    }

    @GetMapping("/runs/{id}/payslips")
    @Operation(summary = "The slips of a run, with the month before, warnings and reasons to stop")
    Page<PayslipRow> slips(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String warning,
            @RequestParam(defaultValue = "false") boolean toLookAt,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return payslips.ofRun(id, new Payslips.Slips(text, warning, toLookAt), after, Page.limit(limit));
    }

    @PostMapping("/runs/{id}/preview")
    @Operation(summary = "Computes the preview anew")
    ResponseEntity<PayrollRuns.Started> recompute(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return accepted(runs.recompute(id, ETags.seen(ifMatch)));
    }

    @PostMapping("/runs/{id}/approval")
    @Operation(summary = "Approves what was seen, as a second person; booking and printing follow in the job answered")
    ResponseEntity<PayrollRuns.Started> approve(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        long seen = ETags.seen(ifMatch);
        return idempotency.once(
                key,
                new Asked("POST /payroll/runs/" + id + "/approval", seen),
                PayrollRuns.Started.class,
                () -> accepted(runs.approve(id, seen)));
    }

    @PostMapping("/runs/{id}/resumption")
    @Operation(
            summary =
                    "Books and prints an approved run further, where its job failed or was cancelled; nothing is done twice")
    ResponseEntity<PayrollRuns.Started> resume(
            @PathVariable UUID id, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/runs/" + id + "/resumption", id),
                PayrollRuns.Started.class,
                () -> accepted(runs.resume(id)));
    }

    /**
     * @param paidOn the day the transfers left the account
     * @param payment one file; all that are not noted yet if left out
     */
    record Paid(@Nullable LocalDate paidOn, @Nullable UUID payment) {
        Paid {
            if (paidOn == null) {
                throw new InvalidField("paidOn", "required");
            }
        }
    }

    @PostMapping("/runs/{id}/payment")
    @Operation(summary = "Books that the bank has executed one file of a booked run, or all of them")
    ResponseEntity<PayrollRuns.Started> paid(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Paid paid) {
        long seen = ETags.seen(ifMatch);
        return idempotency.once(
                key,
                new Asked("POST /payroll/runs/" + id + "/payment", paid),
                PayrollRuns.Started.class,
                () -> accepted(runs.paid(id, paid.payment(), seen, present(paid.paidOn()))));
    }

    @PostMapping("/runs/{id}/cancellation")
    @Operation(summary = "Throws away a run that nobody approved")
    ResponseEntity<Void> cancel(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        runs.cancel(id, ETags.seen(ifMatch));
        return ResponseEntity.noContent().build();
    }

    @GetMapping(value = "/runs/{id}/payment-file", produces = MediaType.APPLICATION_XML_VALUE)
    @Operation(summary = "The SEPA transfers of a booked run (pain.001.001.09)")
    byte[] paymentFile(@PathVariable UUID id) {
        return exports.paymentFile(id);
    }

    @GetMapping("/runs/{id}/payments")
    @Operation(summary = "The files of a booked run, who is in none and why, and what the bank stands at afterwards")
    PayrollPayments.Payments payments(@PathVariable UUID id) {
        return payments.of(id);
    }

    @GetMapping(value = "/runs/{id}/payments/{payment}/file", produces = MediaType.APPLICATION_XML_VALUE)
    @Operation(summary = "One file of SEPA transfers as it was made (pain.001.001.09)")
    byte[] file(@PathVariable UUID id, @PathVariable UUID payment) {
        return payments.content(id, payment);
    }

    /** @param execution when the bank is to pay */
    record NewFile(@Nullable LocalDate execution) {
        NewFile {
            if (execution == null) {
                throw new InvalidField("execution", "required");
            }
        }
    }

    @PostMapping("/runs/{id}/payment-files")
    @Operation(summary = "Makes a further file of transfers for those whose account is known by now")
    ResponseEntity<RunId> newFile(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewFile request) {
        return idempotency.once(
                key, new Asked("POST /payroll/runs/" + id + "/payment-files", request), RunId.class, () -> {
                    UUID made = payments.file(id, present(request.execution()));
                    return ResponseEntity.created(URI.create(address("runs/" + id + "/payments/" + made + "/file")))
                            .body(new RunId(made));
                });
    }

    /**
     * @param on the day the bank refused it
     * @param why what the bank said
     */
    record Withdrawal(@Nullable LocalDate on, @Nullable String why) {
        Withdrawal {
            if (on == null) {
                throw new InvalidField("on", "required");
            }
            if (why == null) {
                throw new InvalidField("why", "required");
            }
        }
    }

    @PostMapping("/runs/{id}/payments/{payment}/withdrawal")
    @Operation(summary = "Withdraws a file that the bank refused whole: its people are due their pay again")
    ResponseEntity<Void> withdraw(
            @PathVariable UUID id,
            @PathVariable UUID payment,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Withdrawal request) {
        payments.withdraw(id, payment, ETags.seen(ifMatch), present(request.on()), present(request.why()));
        return ResponseEntity.noContent().build();
    }

    /**
     * @param payslips whose pay it was
     * @param reference what the books show, as a cheque's number
     */
    record PaidOtherwise(
            @Nullable List<UUID> payslips,
            @Nullable LocalDate paidOn,
            @Nullable String reference) {
        PaidOtherwise {
            if (payslips == null || payslips.isEmpty()) {
                throw new InvalidField("payslips", "required");
            }
            payslips = PayInput.whole("payslips", payslips);
            if (paidOn == null) {
                throw new InvalidField("paidOn", "required");
            }
            if (reference == null) {
                throw new InvalidField("reference", "required");
            }
        }
    }

    @PostMapping("/runs/{id}/payments")
    @Operation(summary = "Books that some of those in no file were paid otherwise, as by cheque")
    ResponseEntity<PayrollRuns.Started> paidOtherwise(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody PaidOtherwise request) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/runs/" + id + "/payments", request),
                PayrollRuns.Started.class,
                () -> accepted(payments.otherwise(
                        id, present(request.payslips()), present(request.paidOn()), present(request.reference()))));
    }

    @GetMapping("/summary")
    @Operation(summary = "What a month owes to each social body and to the tax office")
    List<PayrollRuns.BodyDue> due(@RequestParam YearMonth month) {
        return runs.due(month);
    }

    @GetMapping("/members/{member}/payslips")
    @Operation(summary = "A member's booked slips, the newest first")
    List<PayslipRow> ofMember(@PathVariable UUID member) {
        return payslips.ofMember(member);
    }

    @GetMapping("/members/{member}/years")
    @Operation(summary = "What a member's slips add up to, year by year")
    List<Payslips.YearTotals> years(@PathVariable UUID member) {
        return payslips.years(member);
    }

    @GetMapping("/payslips/{id}")
    @Operation(summary = "Every line of a slip")
    Simulation slip(@PathVariable UUID id, Locale language) {
        return Simulation.of(payslips.calculation(id), words, language);
    }

    @GetMapping(value = "/payslips/{id}/document", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(summary = "The archived PDF of a slip")
    byte[] pdf(@PathVariable UUID id) {
        return payslips.pdf(id);
    }

    @GetMapping("/members/{member}/profile")
    @Operation(summary = "How a member is paid; reading another's leaves a trace")
    ResponseEntity<PayProfile> profile(@PathVariable UUID member) {
        PayProfiles.Versioned found = profiles.get(member);
        return ETags.ok(found.profile(), found.version());
    }

    @PutMapping("/members/{member}/profile")
    @Operation(summary = "Says how a member is paid; a null NIR or IBAN keeps the one that is there")
    ResponseEntity<Void> change(
            @PathVariable UUID member,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody PayProfile profile) {
        profiles.change(member, ETags.seen(ifMatch), profile);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/members/{member}/choices/{month}")
    @Operation(summary = "What a member chose to be paid for a month; 404: the contract's fixed pay")
    PayChoice choice(@PathVariable UUID member, @PathVariable YearMonth month) {
        return choices.get(member, month).orElseThrow(() -> new coop.entrelacs.shared.NotFound("pay-choice", month));
    }

    @PutMapping("/members/{member}/choices/{month}")
    @Operation(summary = "Chooses a month's pay, until the month's run is approved")
    ResponseEntity<Void> choose(
            @PathVariable UUID member, @PathVariable YearMonth month, @RequestBody PayChoice choice) {
        choices.choose(member, month, choice);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/members/{member}/simulations/{month}")
    @Operation(summary = "What a choice would make of a member's month, with their contract, profile and year so far")
    Simulation simulate(
            @PathVariable UUID member, @PathVariable YearMonth month, @RequestBody PayChoice choice, Locale language) {
        return Simulation.of(simulator.simulate(member, month, choice), words, language);
    }

    /**
     * @param highestBudget gross and employer's contributions that the activity can bear this month
     * @param smoothed the same spread over the months left in the year
     * @param steps how it comes about
     */
    record Possible(Money highestBudget, Money smoothed, List<PayFromActivity.Step> steps) {}

    @GetMapping("/members/{member}/possible/{month}")
    @Operation(summary = "What a member's activities can pay in a month, and why; 404 for who has none")
    Possible possible(@PathVariable UUID member, @PathVariable YearMonth month) {
        return simulator
                .possible(member, month)
                .map(pay ->
                        new Possible(pay.highestBudget(), pay.smoothed(13 - month.getMonthValue()), pay.explained()))
                .orElseThrow(() -> new coop.entrelacs.shared.NotFound("activity", member));
    }

    /** What a key stands for. */
    record Asked(String what, Object body) {}

    private static ResponseEntity<PayrollRuns.Started> accepted(PayrollRuns.Started started) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/" + CurrentTenant.id() + "/jobs/" + started.job()))
                .body(started);
    }

    private static String address(String path) {
        return "/api/" + CurrentTenant.id() + "/payroll/" + path;
    }

    private static <T> T present(@Nullable T value) {
        return java.util.Objects.requireNonNull(value);
    }
}
