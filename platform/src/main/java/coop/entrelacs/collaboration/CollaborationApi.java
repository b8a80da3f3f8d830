package coop.entrelacs.collaboration;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
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
@RequestMapping("/api/{tenant}")
@Tag(
        name = "Directory and opportunities",
        description =
                "Over the cooperatives of a federation. What a member shows crosses only with their dated consent")
class CollaborationApi {

    private final Directory directory;
    private final Opportunities opportunities;
    private final SharedInvoices shared;
    private final CollaborationFigures figures;
    private final Idempotency idempotency;

    CollaborationApi(
            Directory directory,
            Opportunities opportunities,
            SharedInvoices shared,
            CollaborationFigures figures,
            Idempotency idempotency) {
        this.directory = directory;
        this.opportunities = opportunities;
        this.shared = shared;
        this.figures = figures;
        this.idempotency = idempotency;
    }

    record Consent(boolean consent) {}

    record NewOpportunity(
            @Nullable String title,
            @Nullable String text,
            @Nullable List<String> skills,
            @Nullable Money budget,
            @Nullable LocalDate deadline,
            boolean asTeam,
            boolean consent) {}

    record NewProposal(@Nullable String text, boolean consent) {}

    record Closing(Opportunity.Outcome outcome, @Nullable String words) {}

    record Answering(Opportunity.Answer answer) {}

    record Made(UUID id) {}

    @GetMapping("/collaboration/profile")
    @Operation(summary = "What one shows of oneself, and what one agreed to, dated")
    ResponseEntity<Profile> profile() {
        return directory
                .mine()
                .map(mine -> ETags.ok(mine, mine.version()))
                .orElse(ResponseEntity.noContent().build());
    }

    @PutMapping("/collaboration/profile")
    @Operation(
            summary = "Say what others may see; nothing leaves the cooperative by this alone",
            description = "If-Match is asked for once there is a profile")
    ResponseEntity<Profile> describe(
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody ProfileForm form) {
        Long seen = directory.mine().isPresent() ? Long.valueOf(ETags.seen(ifMatch)) : null;
        Profile changed = directory.describe(seen, form);
        return ETags.ok(changed, changed.version());
    }

    @PostMapping("/collaboration/profile/listing")
    @Operation(summary = "Enter the directory of all cooperatives, by consent")
    Profile list(@RequestBody Consent consent) {
        return directory.list(consent.consent());
    }

    @DeleteMapping("/collaboration/profile/listing")
    @Operation(summary = "Leave the directory: here at once, elsewhere with the next message")
    Profile unlist() {
        return directory.unlist();
    }

    @GetMapping("/collaboration/directory")
    @Operation(summary = "People of all cooperatives who want to be found")
    Page<DirectoryEntry> directory(
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable TenantId cooperative,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return directory.search(text, cooperative, after, limit);
    }

    @GetMapping("/opportunities")
    @Operation(summary = "Opportunities of all cooperatives, the newest first")
    Page<Opportunity> opportunities(
            @RequestParam(required = false) @Nullable Boolean open,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return opportunities.list(open, text, after, limit);
    }

    @GetMapping("/opportunities/{id}")
    @Operation(summary = "An opportunity; its proposals for who published it, else one's own")
    ResponseEntity<Opportunity> opportunity(@PathVariable UUID id) {
        Opportunity found = opportunities.get(id);
        return ETags.ok(found, found.version());
    }

    @PostMapping("/opportunities")
    @Operation(summary = "Publish an opportunity to all cooperatives, as oneself by consent or as the support team")
    ResponseEntity<Made> publish(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewOpportunity form) {
        return idempotency.once(
                key,
                form,
                Made.class,
                () -> ResponseEntity.status(HttpStatus.CREATED)
                        .body(new Made(opportunities.publish(
                                new OpportunityForm(
                                        form.title(), form.text(), form.skills(), form.budget(), form.deadline()),
                                form.asTeam(),
                                form.consent()))));
    }

    @PostMapping("/opportunities/{id}/proposals")
    @Operation(summary = "Offer to do it, by consent that who published it reads one's shown name")
    ResponseEntity<Made> propose(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @PathVariable UUID id,
            @RequestBody NewProposal form) {
        return idempotency.once(
                key,
                List.of(id, form),
                Made.class,
                () -> ResponseEntity.status(HttpStatus.CREATED)
                        .body(new Made(opportunities.propose(id, form.text(), form.consent()))));
    }

    @PostMapping("/opportunities/{id}/proposals/{proposal}/answer")
    @Operation(summary = "Retain or decline a proposal; who is retained can be asked into a project")
    Opportunity answer(@PathVariable UUID id, @PathVariable UUID proposal, @RequestBody Answering form) {
        return opportunities.answer(id, proposal, form.answer());
    }

    @PostMapping("/opportunities/{id}/closing")
    @Operation(summary = "Close one's opportunity with its outcome")
    Opportunity close(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody Closing form) {
        return opportunities.close(id, ETags.seen(ifMatch), form.outcome(), form.words());
    }

    @GetMapping("/shared-invoices")
    @Operation(summary = "Invoices between this cooperative and others that joint projects made, the newest first")
    Page<SharedInvoices.Row> shared(
            @RequestParam(required = false) @Nullable Boolean issued,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return shared.list(issued, after, limit);
    }

    @GetMapping("/federation/collaboration")
    @Operation(
            summary = "For the federation: how much is done together, by cooperative",
            description = "Counts and sums only; a sum is absent where fewer than three projects made it")
    List<CollaborationFigures.Figures> figures() {
        return figures.cooperatives();
    }
}
