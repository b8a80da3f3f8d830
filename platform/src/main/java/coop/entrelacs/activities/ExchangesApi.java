package coop.entrelacs.activities;

import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(name = "Internal exchanges and VAT codes")
class ExchangesApi {

    private final Exchanges exchanges;
    private final VatCodes vatCodes;
    private final Idempotency idempotency;
    private final Clock clock;

    ExchangesApi(Exchanges exchanges, VatCodes vatCodes, Idempotency idempotency, Clock clock) {
        this.exchanges = exchanges;
        this.vatCodes = vatCodes;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    @GetMapping("/internal-exchanges")
    @Operation(summary = "Internal exchange vouchers, the newest first")
    Page<ExchangeRow> list(
            @RequestParam(required = false) @Nullable UUID activity,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return exchanges.list(activity, after, limit);
    }

    @PostMapping("/internal-exchanges")
    @Operation(summary = "One activity worked for another: no invoice, no VAT; the activity that pays records it")
    ResponseEntity<ExchangeRow> record(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody ExchangeForm form) {
        return idempotency.once(
                key,
                form,
                ExchangeRow.class,
                () -> ResponseEntity.status(HttpStatus.CREATED).body(exchanges.record(form)));
    }

    @GetMapping("/vat-codes")
    @Operation(summary = "The VAT codes in force on a day, with their rates and sources in law")
    List<VatCode> vatCodes(@RequestParam(required = false) @Nullable LocalDate on) {
        return vatCodes.on(on == null ? LocalDate.now(clock) : on);
    }
}
