package coop.entrelacs.activities;

import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
@RequestMapping("/api/{tenant}/activities")
@Tag(name = "Activities", description = "Brands of members, their shares, their cash position")
class ActivitiesApi {

    private final Activities activities;
    private final CashPositions cashPositions;

    ActivitiesApi(Activities activities, CashPositions cashPositions) {
        this.activities = activities;
        this.cashPositions = cashPositions;
    }

    record NewActivity(ActivityForm about, List<MemberShare> members) {}

    record SharesFrom(LocalDate from, List<MemberShare> members) {}

    record LastDay(LocalDate lastDay) {}

    @GetMapping
    @Operation(summary = "Activities by trade name; a member gets theirs, the support team all")
    Page<ActivityRow> list(
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return activities.list(text, after, limit);
    }

    @PostMapping
    @Operation(summary = "Open an activity; the shares of its members add up to 100")
    ResponseEntity<ActivityDetails> open(@PathVariable String tenant, @RequestBody NewActivity asked) {
        ActivityDetails made = activities.open(asked.about(), asked.members());
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/api/" + tenant + "/activities/" + made.id()))
                .eTag(ETags.of(made.version()))
                .body(made);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One activity")
    ResponseEntity<ActivityDetails> get(@PathVariable UUID id) {
        return answer(activities.get(id));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Change what is said of an activity")
    ResponseEntity<ActivityDetails> change(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ActivityForm form) {
        return answer(activities.change(id, ETags.seen(ifMatch), form));
    }

    @PostMapping("/{id}/shares")
    @Operation(summary = "Say who owns an activity from a day on")
    ResponseEntity<ActivityDetails> shares(@PathVariable UUID id, @RequestBody SharesFrom asked) {
        return answer(activities.shareFrom(id, Fields.required("from", asked.from()), asked.members()));
    }

    @PostMapping("/{id}/closing")
    @Operation(summary = "Close an activity after a day")
    ResponseEntity<ActivityDetails> close(@PathVariable UUID id, @RequestBody LastDay asked) {
        return answer(activities.close(id, Fields.required("lastDay", asked.lastDay())));
    }

    @GetMapping("/{id}/cash-position")
    @Operation(summary = "What the activity can spend, and how that figure comes about")
    ActivityCashPosition cashPosition(@PathVariable UUID id, @RequestParam(required = false) @Nullable LocalDate on) {
        return cashPositions.of(id, on);
    }

    private static ResponseEntity<ActivityDetails> answer(ActivityDetails details) {
        return ETags.ok(details, details.version());
    }
}
