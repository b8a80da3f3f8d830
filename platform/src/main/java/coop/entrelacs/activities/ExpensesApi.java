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
@Tag(name = "Expenses", description = "Expense reports of members, invoices and credit notes of suppliers")
class ExpensesApi {

    private final Expenses expenses;
    private final Suppliers suppliers;
    private final CostCategories categories;
    private final Idempotency idempotency;

    ExpensesApi(Expenses expenses, Suppliers suppliers, CostCategories categories, Idempotency idempotency) {
        this.expenses = expenses;
        this.suppliers = suppliers;
        this.categories = categories;
        this.idempotency = idempotency;
    }

    record Reason(String reason) {}

    record PaidOn(LocalDate on) {}

    record Deduction(UUID from) {}

    record Archived(boolean archived) {}

    record Merge(UUID into) {}

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
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return suppliers.list(text, archived, after, limit);
    }

    @PostMapping("/suppliers")
    @Operation(
            summary = "Add a supplier",
            description =
                    "Suppliers with the same SIREN, VAT number or name are named by Link headers of relation duplicate.")
    ResponseEntity<Supplier> addSupplier(@PathVariable String tenant, @RequestBody SupplierForm form) {
        List<Supplier> alike = suppliers.alike(form);
        Supplier made = suppliers.add(form);
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(
                        HttpHeaders.LINK,
                        Alike.links(alike.stream()
                                .map(one -> "/api/" + tenant + "/expenses/suppliers?text=" + one.code())
                                .toList()))
                .body(made);
    }

    @PutMapping("/suppliers/{id}/archived")
    @Operation(summary = "Archive a supplier or take it back; what it is owed is paid")
    Supplier archiveSupplier(@PathVariable UUID id, @RequestBody Archived asked) {
        return suppliers.archive(id, asked.archived());
    }

    @PostMapping("/suppliers/{id}/merge")
    @Operation(
            summary = "Merge a second record of a supplier into the one to keep",
            description = "The second is archived; its papers stay, its drafts pass to the other. It cannot be undone."
                    + " Accountants and managers.")
    Supplier mergeSupplier(@PathVariable UUID id, @RequestBody Merge asked) {
        return suppliers.merge(id, asked.into());
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

    @PostMapping("/{id}/deduction")
    @Operation(
            summary = "Take a supplier's credit note off one of its invoices",
            description = "So much less is paid of the invoice; if nothing is left, both are settled.")
    ResponseEntity<CostDetails> deduct(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Deduction asked) {
        return idempotency.once(
                key,
                new Asked("cost-deduct", id, asked),
                CostDetails.class,
                () -> answer(expenses.deduct(id, asked.from())));
    }

    @PostMapping("/{id}/payment")
    @Operation(
            summary = "Record that the member was repaid or the supplier paid",
            description = "Of a supplier's credit note: that the supplier gave it back.")
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
