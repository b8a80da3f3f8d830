package coop.entrelacs.federation;

import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(
        name = "Nettings",
        description = "Set-off between the cooperatives of a federation: asked, proposed, agreed by each side, settled")
class NettingsApi {

    /** @param until positions dated up to this day */
    record Asked(LocalDate until) {}

    /** @param round of the proposal that was read: another answers 412 */
    record Decision(int round, boolean approved) {}

    /**
     * A netting as its federation sees it.
     *
     * @param left at most 500
     * @param leftInAll how many are left for next time
     */
    record Netting(
            NettingRecords.Netting netting,
            List<NettingRecords.Party> parties,
            List<NettingRecords.Transfer> transfers,
            List<NettingRecords.Left> left,
            long leftInAll) {}

    /** @param before the account to which the netting before paid */
    record ChangedAccount(TenantId counterpart, String before) {}

    private static final int LEFT_SHOWN = 500;

    private final NettingDesk desk;
    private final NettingRecords records;
    private final NettingSide sides;
    private final PositionPayments payments;
    private final Reconciliation reconciliation;
    private final NettingPrinter printer;
    private final NettingSchedule schedule;
    private final Idempotency idempotency;

    NettingsApi(
            NettingDesk desk,
            NettingRecords records,
            NettingSide sides,
            PositionPayments payments,
            Reconciliation reconciliation,
            NettingPrinter printer,
            NettingSchedule schedule,
            Idempotency idempotency) {
        this.desk = desk;
        this.records = records;
        this.sides = sides;
        this.payments = payments;
        this.reconciliation = reconciliation;
        this.printer = printer;
        this.schedule = schedule;
        this.idempotency = idempotency;
    }

    @PostMapping("/federation/nettings")
    @Operation(summary = "As the coordinator: start a netting; its job waits for the answers")
    ResponseEntity<NettingDesk.Started> start(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, @RequestBody Asked asked) {
        return idempotency.once(
                key,
                Map.of("POST", "federation/nettings", "body", asked),
                NettingDesk.Started.class,
                () -> ResponseEntity.accepted().body(desk.start(asked.until())));
    }

    @GetMapping("/federation/nettings")
    @Operation(summary = "As the coordinator: nettings, the newest first")
    Page<NettingRecords.Netting> all(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        int most = Page.limit(limit);
        return Page.of(
                records.all(after, most + 1), most, netting -> netting.id().toString());
    }

    @GetMapping("/federation/nettings/{id}")
    @Operation(summary = "As the coordinator: who takes part, what would be paid, what is left for next time and why")
    Netting get(@PathVariable UUID id) {
        NettingRecords.Netting netting = records.get(id);
        return new Netting(
                netting,
                records.parties(id),
                records.transfers(id, netting.round()),
                records.left(id, LEFT_SHOWN),
                records.leftInAll(id));
    }

    @GetMapping("/federation/nettings/schedule")
    @Operation(summary = "As the coordinator: when the next netting is proposed by itself")
    NettingSchedule.Next next() {
        return schedule.next();
    }

    @GetMapping(value = "/federation/nettings/{id}/sheet", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(summary = "As the coordinator: a netting as PDF: nets, transfers and the reference they carry")
    byte[] sheet(@PathVariable UUID id, @RequestParam(defaultValue = "fr") String language) {
        return printer.whole(id, Locale.forLanguageTag(language));
    }

    @DeleteMapping("/federation/nettings/{id}/parties/{cooperative}")
    @Operation(summary = "As the coordinator: go on without one that does not decide")
    ResponseEntity<Void> leaveOut(@PathVariable UUID id, @PathVariable TenantId cooperative) {
        desk.leaveOut(id, cooperative);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/federation/nettings/{id}/cancellation")
    @Operation(summary = "As the coordinator: end a netting without result")
    ResponseEntity<Void> cancel(@PathVariable UUID id) {
        desk.cancel(id);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/federation/reconciliation")
    @Operation(summary = "As the coordinator: both sides of every pair held against each other")
    List<Reconciliation.Pair> reconciliation() {
        return reconciliation.pairs();
    }

    @PostMapping("/federation/reconciliation")
    @Operation(summary = "As the coordinator: ask every cooperative to tell its positions now")
    ResponseEntity<Void> ask() {
        reconciliation.ask();
        return ResponseEntity.accepted().build();
    }

    @GetMapping("/nettings")
    @Operation(summary = "Nettings this tenant takes part in, the newest first")
    Page<NettingSide.Side> mine(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable Integer limit) {
        int most = Page.limit(limit);
        return Page.of(sides.all(after, most + 1), most, side -> side.netting().toString());
    }

    @GetMapping("/nettings/{id}")
    @Operation(summary = "A netting as this side sees it")
    NettingSide.Side side(@PathVariable UUID id) {
        return sides.get(id);
    }

    @GetMapping("/nettings/{id}/changed-accounts")
    @Operation(
            summary = "Whom this netting pays on another account than the one before, with the account before: ask them"
                    + " before you agree")
    List<ChangedAccount> changedAccounts(@PathVariable UUID id) {
        return sides.accountsBefore(id).entrySet().stream()
                .map(one -> new ChangedAccount(one.getKey(), one.getValue()))
                .sorted(Comparator.comparing(one -> one.counterpart().value()))
                .toList();
    }

    @GetMapping("/nettings/{id}/positions")
    @Operation(summary = "The positions of this side that a netting settles")
    List<Position> positions(@PathVariable UUID id) {
        return sides.positions(id);
    }

    @GetMapping(value = "/nettings/{id}/sheet", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(summary = "This side's part in a netting as PDF, with every position behind it")
    byte[] part(@PathVariable UUID id, @RequestParam(defaultValue = "fr") String language) {
        return printer.part(id, Locale.forLanguageTag(language));
    }

    @GetMapping(value = "/nettings/{id}/bank-file", produces = MediaType.APPLICATION_XML_VALUE)
    @Operation(summary = "The bank's file (pain.001.001.09) of what a settled netting makes this side pay")
    byte[] bankFile(@PathVariable UUID id) {
        return payments.bankFile(id);
    }

    @PostMapping("/nettings/{id}/decision")
    @Operation(summary = "Agree or not to what was proposed; binding once all sides have agreed")
    ResponseEntity<NettingSide.Side> decide(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Decision decision) {
        return idempotency.once(
                key,
                Map.of("POST", "nettings/" + id + "/decision", "body", decision),
                NettingSide.Side.class,
                () -> ResponseEntity.ok(
                        decision.approved()
                                ? sides.approve(id, decision.round())
                                : sides.refuse(id, decision.round())));
    }
}
