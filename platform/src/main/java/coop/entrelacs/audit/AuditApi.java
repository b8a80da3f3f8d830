package coop.entrelacs.audit;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/audit")
@Tag(name = "Audit")
class AuditApi {

    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    @GetMapping
    @Operation(summary = "The audit trail, newest first", description = "For managers.")
    Page<AuditEntry> newest(
            @Nullable @RequestParam(required = false) String subject,
            @Nullable @RequestParam(required = false) String action,
            @Nullable @RequestParam(required = false) String actor,
            @Nullable @RequestParam(required = false) LocalDate from,
            @Nullable @RequestParam(required = false) LocalDate to,
            @Nullable @RequestParam(required = false) String after,
            @Nullable @RequestParam(required = false) Integer limit) {
        return audit.search(
                new AuditFilter(subject, action == null ? Set.of() : Set.of(action), actor, false, from, to),
                cursor(after),
                Page.limit(limit));
    }

    @GetMapping("/verification")
    @Operation(summary = "Reads the whole chain again and says whether it holds", description = "For managers.")
    Verification verification() {
        return audit.firstBroken()
                .map(number -> new Verification(false, number))
                .orElse(new Verification(true, null));
    }

    /**
     * Whether the trail is what it was when it was written.
     *
     * @param firstBroken the number of the first entry that is not, or null
     */
    record Verification(boolean intact, @Nullable Long firstBroken) {}

    private static @Nullable Long cursor(@Nullable String after) {
        try {
            return after == null ? null : Long.valueOf(after);
        } catch (NumberFormatException e) {
            throw new InvalidField("after", "malformed");
        }
    }
}
