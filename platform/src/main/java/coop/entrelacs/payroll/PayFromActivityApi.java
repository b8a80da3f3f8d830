package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/payroll")
@Tag(name = "Pay from the activity", description = "What an entrepreneur may be paid, smoothed, advanced and trued up")
class PayFromActivityApi {

    private final PaySimulator simulator;
    private final PaySmoothings smoothings;
    private final PayTermsHistory terms;
    private final PayAdvances advances;
    private final AnnualTrueUps trueUps;
    private final PayPeople people;
    private final PayslipNews news;
    private final SupportTeam supportTeam;
    private final RunReview review;
    private final Idempotency idempotency;

    PayFromActivityApi(
            PaySimulator simulator,
            PaySmoothings smoothings,
            PayTermsHistory terms,
            PayAdvances advances,
            AnnualTrueUps trueUps,
            PayPeople people,
            PayslipNews news,
            SupportTeam supportTeam,
            RunReview review,
            Idempotency idempotency) {
        this.simulator = simulator;
        this.smoothings = smoothings;
        this.terms = terms;
        this.advances = advances;
        this.trueUps = trueUps;
        this.people = people;
        this.news = news;
        this.supportTeam = supportTeam;
        this.review = review;
        this.idempotency = idempotency;
    }

    /**
     * @param highestBudget what the activity can pay with the cash that is there
     * @param highestBudgetIfPaid the same if the invoices named in {@code paid} are paid by the end of the month
     * @param boundBy which of result and cash holds it down; null for who has no activity
     * @param variableBudget what of it is beyond the fixed part
     */
    record Outlook(
            PayOutlook outlook,
            Money highestBudget,
            Money highestBudgetIfPaid,
            PayFromActivity.@Nullable Bound boundBy,
            Money variableBudget,
            boolean belowMinimumActivity,
            List<PayFromActivity.Step> steps) {}

    @GetMapping("/members/{member}/outlook/{month}")
    @Operation(
            summary = "What a member may be paid in a month, why, and what unpaid invoices would change",
            description = "Name in `paid` the invoices to count as paid by the end of the month; none by default.")
    Outlook outlook(
            @PathVariable UUID member,
            @PathVariable YearMonth month,
            @RequestParam(required = false) @Nullable Set<UUID> paid) {
        PayOutlook outlook = simulator.outlook(member, month);
        PayFromActivity possible = outlook.possible();
        return new Outlook(
                outlook,
                outlook.highestBudgetIf(Set.of()),
                outlook.highestBudgetIf(paid == null ? Set.of() : paid),
                possible == null ? null : possible.bound(),
                outlook.variableBudget(),
                outlook.belowMinimumActivity(),
                possible == null ? List.of() : possible.explained());
    }

    /**
     * @param total gross and employer's contributions of all months together
     * @param months from 2 to 12
     */
    record NewSmoothing(
            @Nullable YearMonth firstMonth,
            @Nullable Integer months,
            @Nullable Money total) {
        NewSmoothing {
            if (firstMonth == null) {
                throw new InvalidField("firstMonth", "required");
            }
            if (months == null) {
                throw new InvalidField("months", "required");
            }
            if (total == null) {
                throw new InvalidField("total", "required");
            }
        }
    }

    @PostMapping("/members/{member}/smoothings")
    @Operation(summary = "Spreads a budget over months; the runs follow it")
    ResponseEntity<PaySmoothing> spread(
            @PathVariable UUID member,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewSmoothing asked) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/members/" + member + "/smoothings", asked),
                PaySmoothing.class,
                () -> ResponseEntity.status(HttpStatus.CREATED)
                        .body(smoothings.spread(
                                member,
                                Objects.requireNonNull(asked.firstMonth()),
                                Objects.requireNonNull(asked.months()),
                                Objects.requireNonNull(asked.total()))));
    }

    @GetMapping("/members/{member}/smoothings")
    @Operation(summary = "A member's smoothings, the newest first")
    List<PaySmoothing> smoothings(@PathVariable UUID member) {
        return smoothings.of(member);
    }

    /** @param from the first month that no longer follows it */
    record End(@Nullable YearMonth from) {
        End {
            if (from == null) {
                throw new InvalidField("from", "required");
            }
        }
    }

    @PostMapping("/members/{member}/smoothings/{id}/end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Ends a smoothing from a month on")
    void end(@PathVariable UUID member, @PathVariable UUID id, @RequestBody End end) {
        smoothings.end(member, id, Objects.requireNonNull(end.from()));
    }

    @GetMapping("/members/{member}/terms")
    @Operation(summary = "What the contract says of pay from the activity, the newest first")
    List<PayTerms> terms(@PathVariable UUID member) {
        return terms.of(member);
    }

    @PutMapping("/members/{member}/terms")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Says what the contract says from a day on")
    void terms(@PathVariable UUID member, @RequestBody PayTerms said) {
        terms.hold(member, said);
    }

    record NewAdvance(@Nullable LocalDate paidOn, @Nullable Money amount) {
        NewAdvance {
            if (paidOn == null) {
                throw new InvalidField("paidOn", "required");
            }
            if (amount == null) {
                throw new InvalidField("amount", "required");
            }
        }
    }

    record Made(UUID id) {}

    @PostMapping("/members/{member}/advances")
    @Operation(summary = "Pays an advance, booked at once and taken off the next slips")
    ResponseEntity<Made> advance(
            @PathVariable UUID member,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewAdvance asked) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/members/" + member + "/advances", asked),
                Made.class,
                () -> ResponseEntity.status(HttpStatus.CREATED)
                        .body(new Made(advances.pay(
                                member,
                                Objects.requireNonNull(asked.paidOn()),
                                Objects.requireNonNull(asked.amount())))));
    }

    @GetMapping("/members/{member}/advances")
    @Operation(summary = "A member's advances and what slips took back, the newest first")
    List<PayAdvances.Advance> advances(@PathVariable UUID member) {
        return advances.of(member);
    }

    @GetMapping("/members/{member}/true-ups")
    @Operation(summary = "What closed years still owe a member, the newest first")
    List<AnnualTrueUp> trueUpsOf(@PathVariable UUID member) {
        return trueUps.of(member);
    }

    @GetMapping("/true-ups")
    @Operation(summary = "True-ups that no run pays yet, the most urgent first")
    List<AnnualTrueUp> trueUps() {
        return trueUps.open();
    }

    /** @param approvedOn the day of the general meeting that approved the accounts */
    record Draw(@Nullable LocalDate yearFirstDay, @Nullable LocalDate approvedOn) {
        Draw {
            if (yearFirstDay == null) {
                throw new InvalidField("yearFirstDay", "required");
            }
            if (approvedOn == null) {
                throw new InvalidField("approvedOn", "required");
            }
        }
    }

    @PostMapping("/true-ups")
    @Operation(summary = "Draws the true-ups of a closed year for everyone, by the job answered")
    ResponseEntity<Made> draw(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, @RequestBody Draw asked) {
        return idempotency.once(key, new Asked("POST /payroll/true-ups", asked), Made.class, () -> {
            UUID job = trueUps.draw(
                    Objects.requireNonNull(asked.yearFirstDay()), Objects.requireNonNull(asked.approvedOn()));
            return ResponseEntity.accepted()
                    .location(URI.create("/api/" + CurrentTenant.id() + "/jobs/" + job))
                    .body(new Made(job));
        });
    }

    record Settle(@Nullable YearMonth month) {
        Settle {
            if (month == null) {
                throw new InvalidField("month", "required");
            }
        }
    }

    @PostMapping("/true-ups/{id}/settlement")
    @Operation(summary = "Has a month's run pay a true-up; answers what is chosen for that month now")
    ResponseEntity<PayChoice> settle(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Settle asked) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/true-ups/" + id + "/settlement", asked),
                PayChoice.class,
                () -> ResponseEntity.ok(trueUps.settle(id, Objects.requireNonNull(asked.month()))));
    }

    @GetMapping("/people/{month}")
    @Operation(summary = "Who is in a month's payroll, who is not, and why")
    Page<PayPerson> people(
            @PathVariable YearMonth month,
            @RequestParam(required = false) PayPeople.@Nullable Which which,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return people.list(month, which, text, after, Page.limit(limit));
    }

    @PostMapping("/people")
    @Operation(summary = "Employs somebody for the common services: opens the file and signs the contract")
    ResponseEntity<Made> hire(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody SupportTeam.Hire asked) {
        return idempotency.once(
                key,
                new Asked("POST /payroll/people", asked),
                Made.class,
                () -> ResponseEntity.status(HttpStatus.CREATED).body(new Made(supportTeam.hire(asked))));
    }

    @GetMapping("/runs/{id}/review")
    @Operation(summary = "What differs from the month before, what is warned of, who is new and who is gone")
    RunReview.Review review(@PathVariable UUID id) {
        return review.of(id);
    }

    @GetMapping("/news")
    @Operation(summary = "The asking member's slips that they have not opened yet")
    List<PayslipNews.News> news() {
        return news.mine();
    }

    /** What a key stands for. */
    record Asked(String what, Object body) {}
}
