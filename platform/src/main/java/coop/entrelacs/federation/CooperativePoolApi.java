package coop.entrelacs.federation;

import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/common-funds")
@Tag(
        name = "Common funds of a cooperative",
        description = "In a cooperative: treaties to adopt, what its funds ceded and received, what it puts in")
class CooperativePoolApi {

    private final CooperativePool pool;

    CooperativePoolApi(CooperativePool pool) {
        this.pool = pool;
    }

    record Adoption(DecidingBody body, LocalDate on, String reference) {}

    record Answer(String answer) {}

    @GetMapping("/offers")
    @Operation(summary = "Treaties offered and adopted, version by version")
    List<TreatyOffer> offers() {
        return pool.offers();
    }

    @PostMapping("/offers/{treaty}/versions/{version}/adoption")
    @Operation(summary = "Adopt a version as the cooperative decided; the reference of the decision stays here")
    TreatyOffer adopt(@PathVariable UUID treaty, @PathVariable int version, @RequestBody Adoption asked) {
        return pool.adopt(treaty, version, asked.body(), asked.on(), asked.reference());
    }

    @PostMapping("/offers/{treaty}/years/{year}")
    @Operation(summary = "Reckon a year under a stop-loss treaty and cede what goes over its line; once a fund")
    List<Cession> closeYear(@PathVariable UUID treaty, @PathVariable int year) {
        return pool.closeYear(treaty, year);
    }

    @GetMapping("/money")
    @Operation(
            summary =
                    "What was received, is awaited, was paid and is owed; a transfer under way is neither received nor"
                            + " paid")
    CooperativePool.PoolMoneyHere money() {
        return pool.money();
    }

    @GetMapping("/funds/{fund}/money")
    @Operation(
            summary = "What one fund holds, awaits from the common fund, promised and owes it; a transfer under way is"
                    + " neither there nor gone")
    CooperativePool.FundCash cashOf(@PathVariable UUID fund) {
        return pool.cashOf(fund);
    }

    @GetMapping("/claims")
    @Operation(summary = "What the funds ceded, and what became of it")
    Page<Cession> cessions(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return pool.cessions(after, Page.limit(limit));
    }

    @GetMapping("/claims/{claim}")
    @Operation(summary = "One claim")
    Cession cession(@PathVariable UUID claim) {
        return pool.cession(claim);
    }

    @PostMapping("/claims/{claim}/answer")
    @Operation(summary = "Answer the coordinators' question in a short text that names nobody")
    Cession answer(@PathVariable UUID claim, @RequestBody Answer asked) {
        return pool.answer(claim, asked.answer());
    }

    @GetMapping("/contributions")
    @Operation(summary = "What the cooperative was called for, each explained")
    Page<CooperativePool.Due> dues(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return pool.dues(after, Page.limit(limit));
    }
}
