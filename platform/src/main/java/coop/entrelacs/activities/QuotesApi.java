package coop.entrelacs.activities;

import coop.entrelacs.shared.Rate;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
@RequestMapping("/api/{tenant}/quotes")
@Tag(name = "Quotes", description = "Written, sent, accepted or refused, and turned into invoices")
class QuotesApi {

    private final Quotes quotes;

    QuotesApi(Quotes quotes) {
        this.quotes = quotes;
    }

    record Decision(@Nullable LocalDate on) {}

    record ToInvoice(@Nullable Rate part) {}

    @GetMapping
    @Operation(summary = "Quotes, the newest first")
    Page<QuoteRow> list(
            @RequestParam(required = false) @Nullable Set<QuoteState> state,
            @RequestParam(required = false) @Nullable UUID activity,
            @RequestParam(required = false) @Nullable UUID customer,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return quotes.list(state, activity, customer, text, after, limit);
    }

    @PostMapping
    @Operation(summary = "Begin a quote; it may be incomplete")
    ResponseEntity<QuoteDetails> draft(@PathVariable String tenant, @RequestBody QuoteForm form) {
        QuoteDetails made = quotes.draft(form);
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/api/" + tenant + "/quotes/" + made.id()))
                .eTag(ETags.of(made.version()))
                .body(made);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One quote")
    ResponseEntity<QuoteDetails> get(@PathVariable UUID id) {
        return answer(quotes.get(id));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Save a draft")
    ResponseEntity<QuoteDetails> change(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody QuoteForm form) {
        return answer(quotes.change(id, ETags.seen(ifMatch), form));
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Throw a draft away")
    ResponseEntity<Void> discard(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        quotes.discard(id, ETags.seen(ifMatch));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/sending")
    @Operation(summary = "Give a draft its number and its PDF; it changes no more")
    ResponseEntity<QuoteDetails> send(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return answer(quotes.send(id, ETags.seen(ifMatch)));
    }

    @PostMapping("/{id}/acceptance")
    @Operation(summary = "The customer agreed")
    ResponseEntity<QuoteDetails> accept(
            @PathVariable UUID id, @RequestBody(required = false) @Nullable Decision decision) {
        return answer(quotes.accept(id, decision == null ? null : decision.on()));
    }

    @PostMapping("/{id}/refusal")
    @Operation(summary = "The customer declined")
    ResponseEntity<QuoteDetails> refuse(
            @PathVariable UUID id, @RequestBody(required = false) @Nullable Decision decision) {
        return answer(quotes.refuse(id, decision == null ? null : decision.on()));
    }

    @PostMapping("/{id}/invoice")
    @Operation(summary = "Turn a quote into the draft of an invoice, whole or by a part in percent")
    ResponseEntity<InvoiceDetails> invoice(
            @PathVariable String tenant,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable ToInvoice asked) {
        InvoiceDetails made = quotes.invoice(id, asked == null ? null : asked.part());
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/api/" + tenant + "/invoices/" + made.id()))
                .eTag(ETags.of(made.version()))
                .body(made);
    }

    @GetMapping(path = "/{id}/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(summary = "The PDF as it was sent; of a draft, what it would look like today")
    ResponseEntity<byte[]> pdf(@PathVariable UUID id) {
        return InvoicesApi.file(quotes.pdf(id));
    }

    private static ResponseEntity<QuoteDetails> answer(QuoteDetails details) {
        return ETags.ok(details, details.version());
    }
}
