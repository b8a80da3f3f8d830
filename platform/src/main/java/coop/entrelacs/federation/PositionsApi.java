package coop.entrelacs.federation;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
@RequestMapping("/api/{tenant}/positions")
@Tag(
        name = "Positions",
        description = "What this tenant and others of its federation owe one another, and how it is settled")
class PositionsApi {

    /** @param positions ids of payable positions that we owe */
    record Payment(List<UUID> positions, LocalDate on) {}

    record Recorded(LocalDate on) {}

    private final PositionList list;
    private final PositionPayments payments;
    private final Reconciliation reconciliation;
    private final PairVerdicts verdicts;
    private final Idempotency idempotency;

    PositionsApi(
            PositionList list,
            PositionPayments payments,
            Reconciliation reconciliation,
            PairVerdicts verdicts,
            Idempotency idempotency) {
        this.list = list;
        this.payments = payments;
        this.reconciliation = reconciliation;
        this.verdicts = verdicts;
        this.idempotency = idempotency;
    }

    @GetMapping
    @Operation(
            summary = "Positions, the latest first",
            description =
                    "OWED becomes INVOICED and then SETTLED; claims and contributions need no invoice. A held position"
                            + " is not payable before its customer has paid.")
    Page<Position> list(
            @RequestParam(required = false) @Nullable TenantId counterpart,
            @RequestParam(required = false) Positions.@Nullable Direction direction,
            @RequestParam(required = false) Positions.@Nullable Kind kind,
            @RequestParam(required = false) @Nullable Boolean open,
            @RequestParam(required = false) @Nullable Boolean held,
            @RequestParam(required = false) @Nullable Integer lateDays,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return list.page(
                new PositionList.Filter(counterpart, direction, kind, open, held, lateDays), after, Page.limit(limit));
    }

    @GetMapping("/{id}")
    @Operation(summary = "One position")
    Position get(@PathVariable UUID id) {
        return list.get(id);
    }

    @GetMapping("/balances")
    @Operation(summary = "Open positions by counterpart, with their age")
    List<PositionList.Balance> balances() {
        return list.balances();
    }

    @GetMapping("/reconciliation")
    @Operation(summary = "Positions by counterpart beside the books and how far the messages are")
    List<Reconciliation.Line> reconciliation() {
        return reconciliation.own();
    }

    @GetMapping("/verdicts")
    @Operation(
            summary =
                    "What the federation found on both sides of each pair: equal since then, or by how much they differ")
    List<PairVerdicts.Heard> verdicts() {
        return verdicts.all();
    }

    @PostMapping("/payments")
    @Operation(summary = "Record that positions we owe were paid outside a netting; the other side hears of it")
    ResponseEntity<PositionPayments.Transfer[]> pay(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Payment payment) {
        return idempotency.once(
                key,
                Map.of("POST", "positions/payments", "body", payment),
                PositionPayments.Transfer[].class,
                () -> ResponseEntity.ok(
                        payments.pay(payment.positions(), payment.on()).toArray(PositionPayments.Transfer[]::new)));
    }

    @GetMapping("/transfers")
    @Operation(summary = "Money that goes to, or comes from, other tenants, the newest first")
    Page<PositionPayments.Transfer> transfers(
            @RequestParam(defaultValue = "false") boolean due,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        int most = Page.limit(limit);
        return Page.of(
                payments.transfers(due, after, most + 1),
                most,
                transfer -> transfer.id().toString());
    }

    @PostMapping("/transfers/{id}/record")
    @Operation(summary = "Record that a transfer stands on the bank's statement")
    ResponseEntity<PositionPayments.Transfer> record(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Recorded recorded) {
        LocalDate on = recorded.on();
        if (on == null) {
            throw new InvalidField("on", "required");
        }
        return idempotency.once(
                key,
                Map.of("POST", "positions/transfers/" + id, "body", recorded),
                PositionPayments.Transfer.class,
                () -> ResponseEntity.ok(payments.record(id, on)));
    }
}
