package coop.entrelacs.collaboration;

import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.shared.Money;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A signature names the version and the hash it signs, which is stricter than a tag of the whole project would be. */
@RestController
@RequestMapping("/api/{tenant}/projects")
@Tag(name = "Joint projects", description = "Members of several cooperatives, one project and one set of figures")
class ProjectsApi {

    private final Projects projects;
    private final Idempotency idempotency;

    ProjectsApi(Projects projects, Idempotency idempotency) {
        this.projects = projects;
        this.idempotency = idempotency;
    }

    record NewProject(
            @Nullable String title,
            @Nullable String text,
            @Nullable Money budget,
            @Nullable UUID opportunity,
            SplitForm split,
            boolean consent) {}

    record Signing(int version, String hash, boolean consent) {}

    record Hours(
            @Nullable LocalDate day,
            @Nullable Integer minutes,
            @Nullable String words) {}

    record Message(@Nullable String text) {}

    record Document(@Nullable String title, @Nullable String address) {}

    record Leaving(@Nullable LocalDate on) {}

    record Objection(@Nullable String words) {}

    record Made(UUID id) {}

    @GetMapping
    @Operation(summary = "The projects one is in; for staff those the cooperative takes part in")
    List<ProjectView> list() {
        return projects.list();
    }

    @GetMapping("/{id}")
    @Operation(summary = "A project: people, split with signatures, figures, hours, documents, discussion, timeline")
    ResponseEntity<Projects.Page> get(@PathVariable UUID id) {
        Projects.Page page = projects.get(id);
        return ETags.ok(page, page.project().revision());
    }

    @PostMapping
    @Operation(summary = "Open a project and propose its first split")
    ResponseEntity<Made> open(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewProject form) {
        return idempotency.once(
                key,
                form,
                Made.class,
                () -> ResponseEntity.status(HttpStatus.CREATED)
                        .body(new Made(projects.open(
                                new ProjectForm(form.title(), form.text(), form.budget(), form.opportunity()),
                                form.split(),
                                form.consent()))));
    }

    @PostMapping("/{id}/splits")
    @Operation(summary = "The lead proposes another split; it comes into force when all it names have signed")
    Projects.Page propose(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody SplitForm split) {
        ETags.check(ifMatch, projects.get(id).project().revision());
        return projects.proposeSplit(id, split);
    }

    @PostMapping("/{id}/signatures")
    @Operation(summary = "Sign the proposed split; an old version or another content is refused (409)")
    Projects.Page sign(@PathVariable UUID id, @RequestBody Signing form) {
        return projects.sign(id, form.version(), form.hash(), form.consent());
    }

    @PostMapping("/{id}/hours")
    @Operation(summary = "Record one's own hours")
    ResponseEntity<Made> hours(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @PathVariable UUID id,
            @RequestBody Hours form) {
        return idempotency.once(key, List.of(id, form), Made.class, () -> {
            projects.recordTime(id, form.day(), form.minutes(), form.words());
            return ResponseEntity.ok(new Made(id));
        });
    }

    @PostMapping("/{id}/messages")
    @Operation(summary = "Say something to those in the project")
    Projects.Page say(@PathVariable UUID id, @RequestBody Message form) {
        return projects.say(id, form.text());
    }

    @PostMapping("/{id}/documents")
    @Operation(summary = "Name a document by its web address")
    Projects.Page document(@PathVariable UUID id, @RequestBody Document form) {
        return projects.addDocument(id, form.title(), form.address());
    }

    @PostMapping("/{id}/departure")
    @Operation(summary = "Leave half-way: what is done stays, the rest is for the others to agree on")
    Projects.Page leave(@PathVariable UUID id, @RequestBody Leaving form) {
        return projects.leave(id, form.on());
    }

    @PostMapping("/{id}/shares/{share}/dispute")
    @Operation(summary = "Object to one's part of an invoice: no more of it is released")
    Projects.Page dispute(@PathVariable UUID id, @PathVariable UUID share, @RequestBody Objection form) {
        return projects.dispute(id, share, form.words());
    }

    @PostMapping("/{id}/shares/{share}/resolution")
    @Operation(summary = "End one's dispute with what was agreed")
    Projects.Page resolve(@PathVariable UUID id, @PathVariable UUID share, @RequestBody Objection form) {
        return projects.resolve(id, share, form.words());
    }

    @PostMapping("/{id}/invoices")
    @Operation(summary = "The lead drafts an invoice to the customer; validated, it is shared out")
    ResponseEntity<Made> bill(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @PathVariable UUID id,
            @RequestBody InvoiceForm form) {
        return idempotency.once(
                key,
                List.of(id, form),
                Made.class,
                () -> ResponseEntity.status(HttpStatus.CREATED).body(new Made(projects.bill(id, form))));
    }

    @PostMapping("/{id}/closing")
    @Operation(summary = "Close a project; its money still takes its course")
    Projects.Page close(@PathVariable UUID id) {
        return projects.close(id);
    }

    @GetMapping("/of-invoice")
    @Operation(summary = "The project that an invoice of this cooperative belongs to")
    ResponseEntity<Made> ofInvoice(@RequestParam UUID invoice) {
        return projects.ofInvoice(invoice)
                .map(found -> ResponseEntity.ok(new Made(found)))
                .orElse(ResponseEntity.noContent().build());
    }
}
