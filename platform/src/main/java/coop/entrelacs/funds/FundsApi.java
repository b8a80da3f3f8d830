package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import coop.entrelacs.web.Idempotency;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
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
@RequestMapping("/api/{tenant}/funds")
@Tag(name = "Funds", description = "The mutual funds, their rulebooks, what members put in, what helps whom")
class FundsApi {

    private final Funds funds;
    private final FundContributions contributions;
    private final FundPage page;
    private final FundReplays replays;
    private final FundReports reports;
    private final FundReminders reminders;
    private final FundDueSteps dueSteps;
    private final Idempotency idempotency;

    FundsApi(
            Funds funds,
            FundContributions contributions,
            FundPage page,
            FundReplays replays,
            FundReports reports,
            FundReminders reminders,
            FundDueSteps dueSteps,
            Idempotency idempotency) {
        this.replays = replays;
        this.reports = reports;
        this.reminders = reminders;
        this.dueSteps = dueSteps;
        this.funds = funds;
        this.contributions = contributions;
        this.page = page;
        this.idempotency = idempotency;
    }

    /** @param terms null takes those of the template with the fund's code */
    record NewFund(
            String code,
            @Nullable String name,
            UUID committee,
            @Nullable FundAccounts accounts,
            @Nullable RulebookTerms terms,
            Rulebook.Adoption adoption,
            LocalDate validFrom) {}

    record NewRules(RulebookTerms terms, Rulebook.Adoption adoption, LocalDate validFrom) {}

    record Endowment(Money amount, String fromAccount, LocalDate on, String decision, String source) {}

    record Ending(UUID heir, LocalDate on, String decision) {}

    record Period(LocalDate first, LocalDate last) {}

    /** @param job follow it under {@code /api/{tenant}/jobs/{id}} */
    record Queued(UUID job) {}

    record Reason(String reason) {}

    record Exempted(
            UUID activity,
            int firstYear,
            int lastYear,
            coop.entrelacs.shared.Rate remaining,
            Rulebook.Adoption decision) {}

    record Preview(RulebookTerms terms, int year) {}

    @GetMapping
    @Operation(summary = "Every fund with what it holds, has promised and has out")
    List<Fund> list() {
        return funds.list();
    }

    @GetMapping("/templates")
    @Operation(summary = "Funds that cooperatives run, offered as a start")
    List<FundTemplate> templates() {
        return FundTemplate.all();
    }

    @GetMapping("/{id}")
    @Operation(summary = "One fund")
    Fund get(@PathVariable UUID id) {
        return funds.get(id);
    }

    @PostMapping
    @Operation(summary = "Create a fund that the members decided to have; without terms, as its template says")
    ResponseEntity<Fund> open(@PathVariable String tenant, @RequestBody NewFund asked) {
        FundTemplate template = FundTemplate.all().stream()
                .filter(t -> t.name().equals(asked.code()))
                .findFirst()
                .orElse(null);
        Fund made = funds.open(
                asked.code(),
                asked.name() == null && template != null
                        ? template.title(Locale.FRENCH)
                        : Checks.required(asked.name(), "name"),
                Checks.required(asked.committee(), "committee"),
                asked.accounts() == null && template != null
                        ? template.accounts()
                        : Checks.required(asked.accounts(), "accounts"),
                asked.terms() == null && template != null ? template.terms() : Checks.required(asked.terms(), "terms"),
                Checks.required(asked.adoption(), "adoption"),
                Checks.required(asked.validFrom(), "validFrom"));
        return ResponseEntity.created(URI.create("/api/" + tenant + "/funds/" + made.id()))
                .body(made);
    }

    @GetMapping("/{id}/rulebooks")
    @Operation(summary = "Every version of a fund's rules, the latest first, with the decision that made it")
    List<Rulebook> rulebooks(@PathVariable UUID id) {
        return funds.rulebooks(id);
    }

    @PostMapping("/{id}/rulebooks")
    @Operation(summary = "Write down the next version of the rules; requests submitted before it begins keep theirs")
    ResponseEntity<Rulebook> adopt(@PathVariable UUID id, @RequestBody NewRules asked) {
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(funds.adopt(
                        id,
                        Checks.required(asked.terms(), "terms"),
                        Checks.required(asked.adoption(), "adoption"),
                        Checks.required(asked.validFrom(), "validFrom")));
    }

    @PostMapping("/{id}/previews")
    @Operation(summary = "What other rules would have called in a year that is over: in sum, and activity by activity")
    WhatIf preview(@PathVariable UUID id, @RequestBody Preview asked) {
        return page.whatIf(id, Checks.required(asked.terms(), "terms").contribution(), asked.year());
    }

    @PostMapping("/{id}/replays")
    @Operation(
            summary =
                    "Other rules, key and ceilings, replayed on a year that is over: member by member, grant by grant,"
                            + " and in sum")
    FundReplay replay(@PathVariable UUID id, @RequestBody Preview asked) {
        return replays.replay(id, Checks.required(asked.terms(), "terms"), asked.year());
    }

    @GetMapping(path = "/{id}/report", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(summary = "A fund's report to the assembly on a year, as PDF: what everybody may see, and nobody in it")
    ResponseEntity<byte[]> report(@PathVariable UUID id, @RequestParam int year, Locale language) {
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(funds.get(id).code() + "-" + year + ".pdf")
                                .build()
                                .toString())
                .body(reports.ofYear(id, year, language));
    }

    @GetMapping("/reminders")
    @Operation(
            summary =
                    "What the asker is waited for: decisions, answers, instalments, payments; the most pressing first")
    List<FundReminder> reminders() {
        return reminders.mine();
    }

    @PostMapping("/due-steps")
    @Operation(
            summary =
                    "Do now what is done every hour: count ballots whose time is over, pull instalments, mark defaults,"
                            + " call contributions, remind, forget; repeatable")
    FundDueSteps.Done dueSteps() {
        return dueSteps.run();
    }

    @PostMapping("/{id}/endowments")
    @Operation(summary = "Give money to a fund by a decision")
    ResponseEntity<Fund> endow(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Endowment asked) {
        return idempotency.once(
                key,
                Map.of("POST", "funds/" + id + "/endowments", "body", asked),
                Fund.class,
                () -> ResponseEntity.ok(funds.endow(
                        id,
                        asked.amount(),
                        Checks.required(asked.fromAccount(), "fromAccount"),
                        Checks.required(asked.on(), "on"),
                        asked.decision(),
                        asked.source())));
    }

    @PostMapping("/{id}/closing")
    @Operation(summary = "End a fund's granting; what runs goes on to its end")
    Fund beginClosing(@PathVariable UUID id) {
        return funds.beginClosing(id);
    }

    @PostMapping("/{id}/closure")
    @Operation(summary = "Close a fund in which nothing runs any more, and give the rest to another")
    ResponseEntity<Fund> close(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Ending asked) {
        return idempotency.once(
                key,
                Map.of("POST", "funds/" + id + "/closure", "body", asked),
                Fund.class,
                () -> ResponseEntity.ok(funds.close(
                        id,
                        Checks.required(asked.heir(), "heir"),
                        Checks.required(asked.on(), "on"),
                        asked.decision())));
    }

    @PostMapping("/{id}/calls")
    @Operation(
            summary = "Call a month's or year's contributions from every activity, as a job; repeatable, called once")
    ResponseEntity<Queued> call(
            @PathVariable String tenant,
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Period period) {
        return idempotency.once(key, Map.of("POST", "funds/" + id + "/calls", "body", period), Queued.class, () -> {
            UUID job = contributions.submit(new FundContributions.Call(id, period.first(), period.last()));
            return ResponseEntity.accepted()
                    .location(URI.create("/api/" + tenant + "/jobs/" + job))
                    .body(new Queued(job));
        });
    }

    @GetMapping("/{id}/exemptions")
    @Operation(summary = "Who contributes less or nothing, for which years and by which decision; the latest first")
    List<FundContributions.Exemption> exemptions(@PathVariable UUID id) {
        return contributions.exemptions(id);
    }

    @PostMapping("/{id}/exemptions")
    @Operation(summary = "Let an activity off for whole years, by a decision")
    ResponseEntity<Void> exempt(@PathVariable UUID id, @RequestBody Exempted asked) {
        contributions.exempt(
                id,
                Checks.required(asked.activity(), "activity"),
                asked.firstYear(),
                asked.lastYear(),
                asked.remaining(),
                Checks.required(asked.decision(), "decision"));
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/contributions")
    @Operation(summary = "What one's own activities, or one activity, put in, each explained: means, rule, decision")
    List<Contribution> contributions(@RequestParam(required = false) @Nullable UUID activity) {
        return activity == null ? contributions.mine() : contributions.ofActivity(activity);
    }

    @PostMapping("/contributions/{id}/reversal")
    @Operation(summary = "Take a contribution back; the next call of the year computes it anew")
    ResponseEntity<Void> reverse(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Reason asked) {
        return idempotency.once(
                key, Map.of("POST", "funds/contributions/" + id + "/reversal", "body", asked), Void.class, () -> {
                    contributions.reverse(id, asked.reason());
                    return ResponseEntity.noContent().build();
                });
    }

    @GetMapping("/{id}/account")
    @Operation(
            summary = "For all members: what came in and went out each year, and for what kinds of need; small cells"
                    + " suppressed")
    FundAccount account(@PathVariable UUID id) {
        return page.account(id);
    }

    @GetMapping("/{id}/precedents")
    @Operation(summary = "How similar requests were decided, without anybody in them; only cells of several")
    List<FundAccount.Cell> precedents(@PathVariable UUID id, @RequestParam Need need) {
        return page.precedents(id, need);
    }

    @GetMapping("/{id}/projection")
    @Operation(summary = "The next 24 months: as they are expected, and under stress, with the assumptions")
    List<Solvency.Projection> projection(@PathVariable UUID id) {
        return page.projections(id);
    }
}
