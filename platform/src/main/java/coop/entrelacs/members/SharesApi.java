package coop.entrelacs.members;

import coop.entrelacs.shared.Money;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(name = "Shares", description = "The variable capital: what members subscribe, pay and are paid back at par")
class SharesApi {

    private final Shares shares;
    private final Idempotency idempotency;

    SharesApi(Shares shares, Idempotency idempotency) {
        this.shares = shares;
        this.idempotency = idempotency;
    }

    /** What was made. */
    record Made(UUID id) {}

    /** Shares to subscribe, or to ask back. */
    record Quantity(LocalDate on, int quantity) {}

    /** A payment on a subscription. */
    record Paid(LocalDate on, Money amount) {}

    /** The day a redemption is paid. */
    record PaidOn(LocalDate on) {}

    private record Asked(String what, UUID about, Object body) {}

    @GetMapping("/shares/statutes")
    @Operation(summary = "What the statutes say of the shares, the oldest first")
    List<Shares.Statutes> statutes() {
        return shares.statutes();
    }

    @PostMapping("/shares/statutes")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take over what the statutes say from a day on", description = "For managers.")
    void adopt(@RequestBody Shares.Statutes statutes) {
        shares.adopt(statutes);
    }

    @GetMapping("/shares/capital")
    @Operation(summary = "The capital subscribed now, and the floor it never falls below")
    Shares.Capital capital() {
        return shares.capital();
    }

    @GetMapping("/shares/register")
    @Operation(summary = "The register of movements, in order of its numbers")
    Page<Shares.Movement> register(
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return shares.register(after, Page.limit(limit));
    }

    @GetMapping("/shares/redemptions")
    @Operation(summary = "Redemptions that wait, by the day they are due")
    List<Shares.Redemption> queue() {
        return shares.queue();
    }

    @GetMapping("/members/{id}/shares")
    @Operation(summary = "What a member holds")
    Shares.Holding of(@PathVariable UUID id) {
        return shares.of(id);
    }

    @GetMapping("/members/{id}/shares/unpaid")
    @Operation(summary = "A member's subscriptions that are not wholly paid, the oldest first")
    List<Shares.Unpaid> unpaid(@PathVariable UUID id) {
        return shares.unpaid(id);
    }

    @PostMapping("/members/{id}/shares")
    @Operation(summary = "A member subscribes shares at the nominal of the day")
    ResponseEntity<Made> subscribe(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Quantity asked) {
        return once(key, new Asked("subscribe", id, asked), () -> shares.subscribe(id, asked.on(), asked.quantity()));
    }

    @PostMapping("/shares/subscriptions/{id}/payments")
    @Operation(summary = "A member pays what was subscribed, in whole or in part")
    ResponseEntity<Made> pay(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Paid paid) {
        return once(key, new Asked("pay", id, paid), () -> shares.pay(id, paid.on(), paid.amount()));
    }

    @PostMapping("/members/{id}/shares/redemptions")
    @Operation(summary = "A member asks shares back, at par; they join the queue")
    ResponseEntity<Made> askBack(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Quantity asked) {
        return once(key, new Asked("ask-back", id, asked), () -> shares.askBack(id, asked.on(), asked.quantity()));
    }

    @PostMapping("/shares/redemptions/{id}/payment")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Pay a redemption of the queue, once", description = "Never below the floor of the capital.")
    void redeem(@PathVariable UUID id, @RequestBody PaidOn paid) {
        shares.redeem(id, paid.on());
    }

    private ResponseEntity<Made> once(@Nullable String key, Asked asked, Supplier<UUID> act) {
        return idempotency.once(
                key,
                asked,
                Made.class,
                () -> ResponseEntity.status(HttpStatus.CREATED).body(new Made(act.get())));
    }
}
