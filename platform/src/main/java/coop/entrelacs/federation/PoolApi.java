package coop.entrelacs.federation;

import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.ETags;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/pool")
@Tag(
        name = "Common funds",
        description = "In a federation: treaties, claims without anybody in them, calls, what the common funds face")
class PoolApi {

    private final Treaties treaties;
    private final PoolContributions contributions;
    private final PoolClaims claims;
    private final PoolFigures figures;
    private final CouncilReport report;
    private final Idempotency idempotency;

    PoolApi(
            Treaties treaties,
            PoolContributions contributions,
            PoolClaims claims,
            PoolFigures figures,
            CouncilReport report,
            Idempotency idempotency) {
        this.treaties = treaties;
        this.contributions = contributions;
        this.claims = claims;
        this.figures = figures;
        this.report = report;
        this.idempotency = idempotency;
    }

    record Endowment(Money amount, String fromAccount, LocalDate on, String decision, String source) {}

    record Quarter(LocalDate first) {}

    record Acceptance(
            Money amount,
            @Nullable ReviewReason reason,
            @Nullable String note) {}

    record Accepted(PoolClaims.Acceptance outcome) {}

    record Review(ReviewReason reason, @Nullable String note) {}

    record Note(@Nullable String note) {}

    @GetMapping("/exposure")
    @Operation(summary = "What each common fund holds and faces today")
    List<PoolFigures.Exposure> exposure() {
        return figures.exposure();
    }

    @GetMapping("/money")
    @Operation(
            summary = "What the common funds hold at the bank, await, promise and owe, all together: called is not"
                    + " received, and a transfer under way is not there")
    PoolFigures.PoolMoney money() {
        return figures.money();
    }

    @GetMapping("/treaties")
    @Operation(summary = "The treaties with every version and who adopted it")
    List<Treaty> treaties() {
        return treaties.list();
    }

    @GetMapping("/treaties/{id}")
    @Operation(summary = "One treaty")
    Treaty treaty(@PathVariable UUID id) {
        return treaties.get(id);
    }

    @PostMapping("/treaties")
    @Operation(summary = "Propose the first or next version of the treaty for a kind of fund to all cooperatives")
    ResponseEntity<Treaty> propose(@PathVariable String tenant, @RequestBody Treaties.Proposal proposal) {
        Treaty made = treaties.propose(proposal);
        return ResponseEntity.created(URI.create("/api/" + tenant + "/pool/treaties/" + made.id()))
                .body(made);
    }

    @PostMapping("/treaties/{id}/endowments")
    @Operation(summary = "Give money to a common fund by a decision of the federation")
    ResponseEntity<Treaty> endow(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Endowment asked) {
        return idempotency.once(
                key,
                Map.of("POST", "pool/treaties/" + id + "/endowments", "body", asked),
                Treaty.class,
                () -> ResponseEntity.ok(treaties.endow(
                        id,
                        asked.amount(),
                        Terms.required(asked.fromAccount(), "fromAccount"),
                        Terms.required(asked.on(), "on"),
                        asked.decision(),
                        asked.source())));
    }

    @GetMapping("/treaties/{id}/call-preview")
    @Operation(summary = "What a quarter's call would ask of whom, and why")
    PoolContributions.Preview preview(@PathVariable UUID id, @RequestParam LocalDate first) {
        return contributions.preview(new PoolContributions.Call(id, first));
    }

    @PostMapping("/treaties/{id}/calls")
    @Operation(summary = "Call a quarter's contributions from the cooperatives that adopted, as a job; called once")
    ResponseEntity<Void> call(
            @PathVariable String tenant,
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Quarter quarter) {
        return idempotency.once(
                key, Map.of("POST", "pool/treaties/" + id + "/calls", "body", quarter), Void.class, () -> {
                    UUID job = contributions.submit(
                            new PoolContributions.Call(id, Terms.required(quarter.first(), "first")));
                    return ResponseEntity.accepted()
                            .location(URI.create("/api/" + tenant + "/jobs/" + job))
                            .build();
                });
    }

    @GetMapping("/treaties/{id}/calls")
    @Operation(summary = "What was called from whom, explained, and what of it was received")
    Page<PoolContributions.Made> calls(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return contributions.made(id, after, Page.limit(limit));
    }

    @GetMapping("/treaties/{id}/movements")
    @Operation(summary = "What moved in a common fund, each with the entry that books it")
    Page<PoolFigures.Movement> movements(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return figures.movements(id, after, Page.limit(limit));
    }

    @GetMapping("/treaties/{id}/outlook")
    @Operation(summary = "The next 24 months as expected and under each stress, with the assumptions")
    List<PoolOutlook.Course> outlook(@PathVariable UUID id) {
        return figures.outlook(id);
    }

    @GetMapping("/loss-ratios")
    @Operation(summary = "What was called and borne in a year, by treaty and cooperative")
    List<PoolFigures.LossRatio> lossRatios(@RequestParam int year) {
        return figures.lossRatios(year);
    }

    @GetMapping("/funds")
    @Operation(summary = "What the cooperatives told of their funds; what would tell of few is absent")
    List<PoolFigures.FundMonth> funds(@RequestParam(defaultValue = "1") int months) {
        return figures.funds(months);
    }

    @GetMapping("/claims")
    @Operation(summary = "Claims, the oldest first; open=true for those to review")
    Page<ClaimView> claims(
            @RequestParam(required = false) @Nullable ClaimStage stage,
            @RequestParam(required = false) @Nullable String cooperative,
            @RequestParam(required = false) @Nullable UUID treaty,
            @RequestParam(required = false) @Nullable Integer year,
            @RequestParam(defaultValue = "false") boolean open,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return claims.list(
                new PoolClaims.Filter(
                        stage, cooperative == null ? null : new TenantId(cooperative), treaty, year, open),
                after,
                Page.limit(limit));
    }

    @GetMapping("/claims/{id}")
    @Operation(summary = "One claim with its history and the terms that rule it")
    ResponseEntity<ClaimView.WithHistory> claim(@PathVariable UUID id) {
        ClaimView.WithHistory claim = claims.get(id);
        return ETags.ok(claim, claim.claim().seen());
    }

    @PostMapping("/claims/{id}/acceptance")
    @Operation(
            summary = "Accept in whole or part; above the treaty's threshold two coordinators must",
            description =
                    "The answer says whether it is accepted, waits for a second person, or why it cannot be paid.")
    ResponseEntity<Accepted> accept(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Acceptance asked) {
        long seen = ETags.seen(ifMatch);
        return idempotency.once(
                key,
                Map.of("POST", "pool/claims/" + id + "/acceptance", "seen", seen, "body", asked),
                Accepted.class,
                () -> ResponseEntity.ok(
                        new Accepted(claims.accept(id, seen, asked.amount(), asked.reason(), asked.note()))));
    }

    @PostMapping("/claims/{id}/question")
    @Operation(summary = "Ask the cooperative's staff; the question must name nobody")
    ResponseEntity<Void> ask(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Review asked) {
        claims.ask(id, ETags.seen(ifMatch), asked.reason(), Terms.required(asked.note(), "note"));
        return ResponseEntity.status(HttpStatus.NO_CONTENT).build();
    }

    @PostMapping("/claims/{id}/refusal")
    @Operation(summary = "Refuse, with a reason from the list")
    ResponseEntity<Void> refuse(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Review asked) {
        claims.refuse(id, ETags.seen(ifMatch), asked.reason(), asked.note());
        return ResponseEntity.status(HttpStatus.NO_CONTENT).build();
    }

    @PostMapping("/claims/{id}/return")
    @Operation(summary = "Give a proposed acceptance back to review")
    ResponseEntity<Void> giveBack(
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Note asked) {
        claims.giveBack(id, ETags.seen(ifMatch), asked.note());
        return ResponseEntity.status(HttpStatus.NO_CONTENT).build();
    }

    @GetMapping(path = "/report", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(summary = "The report for the federation's council, as PDF")
    byte[] report(@RequestParam(defaultValue = "fr") String language) {
        return report.print(Locale.forLanguageTag(language));
    }
}
