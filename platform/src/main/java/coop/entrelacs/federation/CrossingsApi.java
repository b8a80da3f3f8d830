package coop.entrelacs.federation;

import coop.entrelacs.tenancy.crossing.CrossingPair;
import coop.entrelacs.tenancy.crossing.OutgoingMessage;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/crossings")
@Tag(name = "Messages", description = "What this tenant tells others of the federation, until it has arrived")
class CrossingsApi {

    private final CrossingMessages messages;

    CrossingsApi(CrossingMessages messages) {
        this.messages = messages;
    }

    @GetMapping
    @Operation(
            summary = "CrossingMessages of this tenant to others that have not arrived yet",
            description =
                    "state: IN_TRANSIT goes by itself, WAITING until the recipient is open or reachable again, STUCK"
                            + " needs a person; each holds back what follows it to the same recipient.")
    Page<OutgoingMessage> undelivered(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return messages.undelivered(after, Page.limit(limit));
    }

    @GetMapping("/pairs")
    @Operation(summary = "How far the messages to and from each other tenant are")
    List<CrossingPair> pairs() {
        return messages.pairs();
    }

    @PostMapping("/try-again")
    @Operation(summary = "Try at once to deliver what waits")
    void tryAgain() {
        messages.tryAgain();
    }
}
