package coop.entrelacs.funds;

import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(name = "Funds")
class FundDeskApi {

    private final CommitteeRoom room;
    private final FundMovements movements;

    FundDeskApi(CommitteeRoom room, FundMovements movements) {
        this.room = room;
        this.movements = movements;
    }

    @GetMapping("/fund-requests/{id}/ballots")
    @Operation(summary = "Who votes on a request, who is excluded, what was said; for those who may decide on it")
    List<CommitteeRoom.Ballot> ballots(@PathVariable UUID id) {
        return room.ballots(id);
    }

    @GetMapping("/funds/{id}/movements")
    @Operation(summary = "What moved a fund, the latest first, each with its entry in the books")
    Page<FundMovements.Movement> list(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return movements.list(id, after, Page.limit(limit));
    }

    @GetMapping("/funds/{id}/calls")
    @Operation(summary = "The periods whose contributions were called, the latest first")
    List<FundMovements.Period> called(@PathVariable UUID id) {
        return movements.called(id);
    }

    @GetMapping("/funds/{id}/contributions")
    @Operation(summary = "Every contribution called or taken back, the latest first")
    Page<FundMovements.Called> contributions(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return movements.contributions(id, text, after, Page.limit(limit));
    }

    @GetMapping("/funds/{id}/calls/preview")
    @Operation(summary = "What a call of the period would bring today, activity by activity")
    FundMovements.Preview preview(@PathVariable UUID id, @RequestParam LocalDate first, @RequestParam LocalDate last) {
        return movements.preview(new FundContributions.Call(id, first, last));
    }
}
