package coop.entrelacs.activities;

import coop.entrelacs.web.Alike;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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
@RequestMapping("/api/{tenant}/customers")
@Tag(name = "Customers", description = "Those who buy, shared by the cooperative or known to one activity")
class CustomersApi {

    private final Customers customers;

    CustomersApi(Customers customers) {
        this.customers = customers;
    }

    record Archived(boolean archived) {}

    record Merge(UUID into) {}

    @GetMapping
    @Operation(summary = "Customers by name, with what they still owe")
    Page<CustomerRow> list(
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable UUID activity,
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return customers.list(text, activity, archived, after, limit);
    }

    @PostMapping
    @Operation(
            summary = "Add a customer; SIREN, SIRET and VAT number are checked",
            description =
                    "Members say for which activity of theirs; staff may leave it out, and all share the customer."
                            + " Customers that look like the same are named by Link headers of relation duplicate.")
    ResponseEntity<CustomerDetails> add(@PathVariable String tenant, @RequestBody CustomerForm form) {
        CustomerDetails made = customers.add(form);
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/api/" + tenant + "/customers/" + made.id()))
                .eTag(ETags.of(made.version()))
                .header(
                        HttpHeaders.LINK,
                        Alike.links(customers.alike(made.id()).stream()
                                .map(id -> "/api/" + tenant + "/customers/" + id)
                                .toList()))
                .body(made);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One customer")
    ResponseEntity<CustomerDetails> get(@PathVariable UUID id) {
        return answer(customers.get(id));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Change what is said of a customer", description = "A shared customer is for staff to change.")
    ResponseEntity<CustomerDetails> change(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody CustomerForm form) {
        return answer(customers.change(id, ETags.seen(ifMatch), form));
    }

    @PutMapping("/{id}/archived")
    @Operation(summary = "Archive a customer or take it back; its documents stay")
    ResponseEntity<CustomerDetails> archive(@PathVariable UUID id, @RequestBody Archived asked) {
        return answer(customers.archive(id, asked.archived()));
    }

    @PostMapping("/{id}/merge")
    @Operation(
            summary = "Merge a second record of a customer into the one to keep",
            description =
                    "The second is archived; its documents stay and count with the other's, its drafts pass to it. It cannot"
                            + " be undone. Accountants and managers.")
    ResponseEntity<CustomerDetails> merge(@PathVariable UUID id, @RequestBody Merge asked) {
        return answer(customers.merge(id, asked.into()));
    }

    private static ResponseEntity<CustomerDetails> answer(CustomerDetails details) {
        return ETags.ok(details, details.version());
    }
}
