package coop.entrelacs.activities;

import coop.entrelacs.web.Alike;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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
@RequestMapping("/api/{tenant}/expenses")
@Tag(name = "Expenses", description = "Expense reports of members and invoices of suppliers")
class ExpensesApi {

    private final Expenses expenses;
    private final CostCategories categories;
    private final Idempotency idempotency;

    ExpensesApi(Expenses expenses, CostCategories categories, Idempotency idempotency) {
        this.expenses = expenses;
        this.categories = categories;
        this.idempotency = idempotency;
    }

    record Reason(String reason) {}

    record PaidOn(LocalDate on) {}

    private record Asked(String what, UUID cost, @Nullable Object body) {}

    @GetMapping
    @Operation(summary = "Expense reports and purchases, the newest first")
    Page<CostRow> list(
            @RequestParam(required = false) @Nullable CostKind kind,
            @RequestParam(required = false) @Nullable Set<CostState> state,
            @RequestParam(required = false) @Nullable UUID activity,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return expenses.list(kind, state, activity, text, after, limit);
    }

    @GetMapping("/categories")
    @Operation(summary = "What one may spend on, with accounts and deductible VAT")
    List<CostCategories.Category> categories() {
        return categories.all();
    }

    @GetMapping("/suppliers")
    @Operation(summary = "Suppliers by name")
    Page<Supplier> suppliers(
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return expenses.suppliers(text, after, limit);
    }

    @PostMapping("/suppliers")
    @Operation(
            summary = "Add a supplier",
            description =
                    "Suppliers with the same SIREN or VAT number are named by Link headers of relation duplicate.")
    ResponseEntity<Supplier> addSupplier(@PathVariable String tenant, @RequestBody SupplierForm form) {
        Supplier made = expenses.addSupplier(form);
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(
                        HttpHeaders.LINK,
                        Alike.links(expenses.alike(made).stream()
                                .map(code -> "/api/" + tenant + "/expenses/suppliers?text=" + code)
                                .toList()))
                .body(made);
    }

    @PostMapping
    @Operation(summary = "Begin an expense report or a purchase")
    ResponseEntity<CostDetails> draft(@PathVariable String tenant, @RequestBody CostForm form) {
        CostDetails made = expenses.draft(form);
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/api/" + tenant + "/expenses/" + made.id()))
                .eTag(ETags.of(made.version()))
                .body(made);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One expense report or purchase")
    ResponseEntity<CostDetails> get(@PathVariable UUID id) {
        return answer(expenses.get(id));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Save a draft")
    ResponseEntity<CostDetails> change(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody CostForm form) {
        return answer(expenses.change(id, ETags.seen(ifMatch), form));
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Throw a draft away")
    ResponseEntity<Void> discard(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        expenses.discard(id, ETags.seen(ifMatch));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/submission")
    @Operation(summary = "Send a draft to the support team")
    ResponseEntity<CostDetails> submit(
            @PathVariable UUID id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return answer(expenses.submit(id, ETags.seen(ifMatch)));
    }

    @PostMapping("/{id}/return")
    @Operation(summary = "Give it back to the member, with the reason")
    ResponseEntity<CostDetails> giveBack(@PathVariable UUID id, @RequestBody Reason reason) {
        return answer(expenses.giveBack(id, reason.reason()));
    }

    @PostMapping("/{id}/approval")
    @Operation(summary = "Book the cost; it changes no more")
    ResponseEntity<CostDetails> approve(
            @PathVariable UUID id, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return idempotency.once(
                key, new Asked("cost-approve", id, null), CostDetails.class, () -> answer(expenses.approve(id)));
    }

    @PostMapping("/{id}/payment")
    @Operation(summary = "Record that the member was repaid or the supplier paid")
    ResponseEntity<CostDetails> pay(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody PaidOn asked) {
        return idempotency.once(
                key,
                new Asked("cost-pay", id, asked),
                CostDetails.class,
                () -> answer(expenses.pay(id, Fields.required("on", asked.on()))));
    }

    private static ResponseEntity<CostDetails> answer(CostDetails details) {
        return ETags.ok(details, details.version());
    }
}
