package coop.entrelacs.activities;

import coop.entrelacs.activities.ContributionRule.Adoption;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(
        name = "Contributions",
        description = "The cooperative contribution: rules, exemptions, charges and their explanation")
class ContributionsApi {

    private final ContributionRules rules;
    private final ContributionHistory history;
    private final ContributionMonth months;
    private final ContributionWords words;
    private final Idempotency idempotency;

    ContributionsApi(
            ContributionRules rules,
            ContributionHistory history,
            ContributionMonth months,
            ContributionWords words,
            Idempotency idempotency) {
        this.rules = rules;
        this.history = history;
        this.months = months;
        this.words = words;
        this.idempotency = idempotency;
    }

    /**
     * A version to adopt.
     *
     * @param terms null only to end an activity's own rule
     */
    record NewVersion(
            String name,
            LocalDate validFrom,
            Adoption adoption,
            @Nullable ContributionTerms terms) {}

    @GetMapping("/contribution-rules")
    @Operation(summary = "Every version of the cooperative's rule, with the decision that adopted it")
    List<ContributionRule> rules() {
        return rules.all();
    }

    @GetMapping("/contribution-rules/templates")
    @Operation(summary = "Rules that cooperatives use, to start from")
    List<ContributionTemplate> templates() {
        return rules.templates();
    }

    @PostMapping("/contribution-rules")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Adopt the next version of the rule",
            description = "For managers. It begins on the first of a month for which nothing is charged yet.")
    ContributionRule adopt(@RequestBody NewVersion version) {
        return rules.adopt(version.name(), version.validFrom(), version.adoption(), terms(version.terms()));
    }

    @DeleteMapping("/contribution-rules/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Withdraw a version by which nothing was charged", description = "For managers.")
    void withdraw(@PathVariable UUID id) {
        rules.withdraw(id);
    }

    /** Terms to try. */
    record Tried(ContributionTerms terms) {}

    @PostMapping("/contribution-rules/preview")
    @Operation(
            summary = "What terms would have charged in the last twelve months, activity by activity",
            description = "For managers and accountants. Nothing is changed.")
    ContributionRules.Preview preview(@RequestBody Tried tried) {
        return rules.preview(terms(tried.terms()));
    }

    /** Something to simulate; see {@link ContributionRules#simulate}. */
    record Simulation(
            ContributionTerms terms,
            @Nullable ContractKind contract,
            LocalDate startedOn,
            @Nullable List<ContributionRules.Happening> happenings,
            @Nullable YearMonth through) {
        Simulation {
            if (startedOn == null) {
                throw new InvalidField("startedOn", "required");
            }
        }
    }

    @PostMapping("/contribution-rules/simulations")
    @Operation(
            summary = "What terms make of some amounts, explained step by step",
            description = "Nothing is changed. `through` closes the months up to that one: fixed parts and minimums.")
    List<Explained> simulate(@RequestBody Simulation simulation, Locale locale) {
        return rules
                .simulate(
                        terms(simulation.terms()),
                        simulation.contract() == null ? ContractKind.ENTREPRENEUR_EMPLOYEE : simulation.contract(),
                        simulation.startedOn(),
                        simulation.happenings() == null ? List.of() : simulation.happenings(),
                        simulation.through())
                .stream()
                .map(why -> said(null, null, null, null, List.of(), why, locale))
                .toList();
    }

    @GetMapping("/contribution-rules/overrides")
    @Operation(summary = "Every version of every activity's own rule")
    List<ContributionRule> overrides() {
        return rules.overrides();
    }

    @PostMapping("/activities/{id}/contribution-rules")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Give an activity its own rule from a day on, or end it", description = "For managers.")
    ContributionRule override(@PathVariable UUID id, @RequestBody NewVersion version) {
        return rules.override(id, version.name(), version.validFrom(), version.adoption(), version.terms());
    }

    @GetMapping("/contribution-exemptions")
    @Operation(summary = "Exemptions, the newest first")
    List<ContributionRules.Exemption> exemptions(@RequestParam(required = false) @Nullable UUID activity) {
        return rules.exemptions(activity);
    }

    /**
     * An exemption to decide.
     *
     * @param remaining the percent that stays due; null or zero for nothing at all
     */
    record NewExemption(
            LocalDate firstDay,
            @Nullable LocalDate lastDay,
            @Nullable Rate remaining,
            String reason,
            Adoption decision) {
        NewExemption {
            if (firstDay == null) {
                throw new InvalidField("firstDay", "required");
            }
            if (lastDay != null && lastDay.isBefore(firstDay)) {
                throw new InvalidField("lastDay", "last-day-before-first");
            }
        }

        ContributionExemption exemption() {
            Period period = new Period(firstDay, lastDay);
            return remaining == null || remaining.compareTo(Rate.ZERO) == 0
                    ? new ContributionExemption.Whole(period)
                    : new ContributionExemption.Reduced(period, remaining);
        }
    }

    @PostMapping("/activities/{id}/contribution-exemptions")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Let an activity off, wholly or partly, for a time", description = "For managers.")
    ContributionRules.Exemption exempt(@PathVariable UUID id, @RequestBody NewExemption exemption) {
        return rules.exempt(id, exemption.exemption(), exemption.reason(), exemption.decision());
    }

    /** A last day. */
    record End(LocalDate lastDay) {}

    @PutMapping("/contribution-exemptions/{id}/last-day")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End an exemption", description = "For managers; after a day that is not charged yet.")
    void end(@PathVariable UUID id, @RequestBody End end) {
        rules.endExemption(id, end.lastDay());
    }

    @GetMapping("/activities/{id}/contributions")
    @Operation(
            summary = "What an activity was charged, and why",
            description = "The newest first; in the asker's language.")
    Page<Explained> of(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit,
            Locale locale) {
        Page<ContributionCharge> page = history.of(id, after, Page.limit(limit));
        return new Page<>(
                page.items().stream().map(charge -> said(charge, locale)).toList(), page.next());
    }

    @GetMapping("/contributions/{id}")
    @Operation(summary = "One charge: the rule, the decision behind it, and each step from the inputs to the amount")
    Explained explain(@PathVariable UUID id, Locale locale) {
        return said(history.explain(id), locale);
    }

    /** A month to close. */
    record Closing(YearMonth month) {}

    /** Where to follow the job. */
    record Queued(UUID job) {}

    @PostMapping("/contribution-months")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Close a month: fixed parts, minimums, what waited for its end",
            description = "For accountants and managers. A job; running it again charges nothing twice. Needs"
                    + " Idempotency-Key.")
    ResponseEntity<Queued> close(
            @PathVariable String tenant,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Closing closing) {
        return idempotency.once(key, Map.of("close", closing), Queued.class, () -> {
            UUID job = months.close(closing.month());
            return ResponseEntity.accepted()
                    .location(URI.create("/api/" + tenant + "/jobs/" + job))
                    .body(new Queued(job));
        });
    }

    /**
     * A charge, said in the reader's language.
     *
     * @param rule which version, since when
     * @param adoption who decided it
     * @param explanation the same for programs
     */
    record Explained(
            @Nullable UUID id,
            @Nullable LocalDate chargedOn,
            @Nullable LocalDate monthEnd,
            @Nullable Long entry,
            List<String> sources,
            Money amount,
            String rule,
            String adoption,
            List<Said> steps,
            ContributionExplanation explanation) {}

    /** One step. */
    record Said(String sentence, String formula, BigDecimal amount) {}

    private Explained said(ContributionCharge charge, Locale locale) {
        return said(
                charge.id(),
                charge.chargedOn(),
                charge.monthEnd(),
                charge.entry(),
                charge.sources(),
                charge.explanation(),
                locale);
    }

    private Explained said(
            @Nullable UUID id,
            @Nullable LocalDate chargedOn,
            @Nullable LocalDate monthEnd,
            @Nullable Long entry,
            List<String> sources,
            ContributionExplanation why,
            Locale locale) {
        return new Explained(
                id,
                chargedOn,
                monthEnd,
                entry,
                sources,
                why.amount(),
                words.rule(why.rule(), locale),
                words.adoption(why.rule(), locale),
                why.steps().stream()
                        .map(step -> new Said(words.step(step, locale), step.formula(), step.amount()))
                        .toList(),
                why);
    }

    private static ContributionTerms terms(@Nullable ContributionTerms terms) {
        if (terms == null) {
            throw new InvalidField("terms", "required");
        }
        return terms;
    }
}
