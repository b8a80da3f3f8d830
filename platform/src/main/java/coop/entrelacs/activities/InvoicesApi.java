package coop.entrelacs.activities;

import coop.entrelacs.activities.Invoices.InvoiceCounts;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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
@RequestMapping("/api/{tenant}/invoices")
@Tag(name = "Invoices", description = "Invoices and credit notes: drafts, validation, PDF, what is still due")
class InvoicesApi {

    private final Invoices invoices;
    private final Idempotency idempotency;

    InvoicesApi(Invoices invoices, Idempotency idempotency) {
        this.invoices = invoices;
        this.idempotency = idempotency;
    }

    record Lines(List<Line> lines, @Nullable LocalDate day) {}

    record Reason(String reason) {}

    record Batch(List<UUID> invoices) {}

    record JobRef(UUID job) {}

    private record Asked(
            String what, UUID invoice, @Nullable Object body) {}

    @GetMapping
    @Operation(summary = "Invoices and credit notes, the newest first")
    Page<InvoiceRow> list(
            @RequestParam(required = false) @Nullable Set<InvoiceState> state,
            @RequestParam(required = false) @Nullable InvoiceKind kind,
            @RequestParam(required = false) @Nullable UUID activity,
            @RequestParam(required = false) @Nullable UUID customer,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return invoices.list(new InvoiceFilter(state, kind, activity, customer, from, to, text), after, limit);
    }

    @GetMapping("/counts")
    @Operation(summary = "What waits: drafts, submitted, overdue")
    InvoiceCounts counts(@RequestParam(required = false) @Nullable UUID activity) {
        return invoices.counts(activity);
    }

    @PostMapping
    @Operation(summary = "Begin an invoice; it may be incomplete")
    ResponseEntity<InvoiceDetails> draft(@PathVariable String tenant, @RequestBody InvoiceForm form) {
        return created(tenant, invoices.draft(form));
    }

    @PostMapping("/totals")
    @Operation(summary = "The totals of lines as they would be booked; changes nothing")
    Totals totals(@RequestBody Lines asked) {
        return invoices.preview(asked.lines(), asked.day());
    }

    @GetMapping("/{id}")
    @Operation(summary = "One invoice or credit note, with what is still missing and still due")
    ResponseEntity<InvoiceDetails> get(@PathVariable UUID id) {
        return answer(invoices.get(id));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Save a draft")
    ResponseEntity<InvoiceDetails> change(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody InvoiceForm form) {
        return answer(invoices.change(id, ETags.seen(ifMatch), form));
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Throw a draft away")
    ResponseEntity<Void> discard(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        invoices.discard(id, ETags.seen(ifMatch));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/submission")
    @Operation(summary = "Send a complete draft to the support team")
    ResponseEntity<InvoiceDetails> submit(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return answer(invoices.submit(id, ETags.seen(ifMatch)));
    }

    @PostMapping("/{id}/return")
    @Operation(summary = "Give a submitted invoice back to the member, with the reason")
    ResponseEntity<InvoiceDetails> giveBack(@PathVariable UUID id, @RequestBody Reason reason) {
        return answer(invoices.giveBack(id, reason.reason()));
    }

    @PostMapping("/{id}/validate")
    @Operation(summary = "Make an invoice or credit note final: number, PDF, books, contribution")
    ResponseEntity<InvoiceDetails> validate(
            @PathVariable UUID id, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return idempotency.once(
                key,
                new Asked("invoice-validate", id, null),
                InvoiceDetails.class,
                () -> answer(invoices.validate(id)));
    }

    @PostMapping("/validations")
    @Operation(summary = "Validate many invoices as a job; one that is refused does not hold up the others")
    ResponseEntity<JobRef> validateMany(
            @PathVariable String tenant,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Batch batch) {
        return idempotency.once(key, batch, JobRef.class, () -> {
            UUID job = invoices.validateLater(batch.invoices());
            return ResponseEntity.accepted()
                    .location(URI.create("/api/" + tenant + "/jobs/" + job))
                    .body(new JobRef(job));
        });
    }

    @PostMapping("/{id}/credit-notes")
    @Operation(
            summary = "Take back an invoice, wholly or by lines",
            description = "`final` (the default) validates the credit note at once; otherwise it is a draft to submit.")
    ResponseEntity<InvoiceDetails> credit(
            @PathVariable String tenant,
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestParam(name = "final", defaultValue = "true") boolean atOnce,
            @RequestBody CreditNoteForm form) {
        return idempotency.once(
                key,
                new Asked(atOnce ? "invoice-credit" : "invoice-credit-draft", id, form),
                InvoiceDetails.class,
                () -> created(tenant, atOnce ? invoices.credit(id, form) : invoices.draftCreditNote(id, form)));
    }

    @PostMapping("/{id}/sending")
    @Operation(summary = "Note that the invoice was sent to the customer")
    ResponseEntity<InvoiceDetails> markSent(@PathVariable UUID id) {
        return answer(invoices.markSent(id));
    }

    @GetMapping(path = "/{id}/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(summary = "The archived PDF; of a draft, what it would look like today")
    ResponseEntity<byte[]> pdf(@PathVariable UUID id) {
        return file(invoices.pdf(id));
    }

    static ResponseEntity<byte[]> file(Invoices.Pdf pdf) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename(pdf.name(), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(pdf.content());
    }

    private static ResponseEntity<InvoiceDetails> created(String tenant, InvoiceDetails made) {
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/api/" + tenant + "/invoices/" + made.id()))
                .eTag(ETags.of(made.version()))
                .body(made);
    }

    private static ResponseEntity<InvoiceDetails> answer(InvoiceDetails details) {
        return ETags.ok(details, details.version());
    }
}
