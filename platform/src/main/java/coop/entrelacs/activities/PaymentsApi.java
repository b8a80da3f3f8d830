package coop.entrelacs.activities;

import coop.entrelacs.web.Idempotency;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.UUID;
import java.util.function.Function;
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
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/payments")
@Tag(name = "Payments", description = "What customers pay, and what is given back to them")
class PaymentsApi {

    private final Payments payments;
    private final Idempotency idempotency;

    PaymentsApi(Payments payments, Idempotency idempotency) {
        this.payments = payments;
        this.idempotency = idempotency;
    }

    record PaymentRef(UUID payment) {}

    record Reversal(@Nullable LocalDate on, String reason) {}

    private record Asked(String what, Object body) {}

    private record AskedReversal(UUID payment, Reversal reversal) {}

    @GetMapping
    @Operation(summary = "Payments, the newest first")
    Page<PaymentRow> list(
            @RequestParam(required = false) @Nullable UUID activity,
            @RequestParam(required = false) @Nullable UUID customer,
            @RequestParam(required = false) @Nullable UUID invoice,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return payments.list(activity, customer, invoice, from, to, after, limit);
    }

    @PostMapping
    @Operation(
            summary = "Record a payment on one or several invoices of a customer",
            description =
                    "More than is due stays with the customer (account 4191) for another invoice of the activity, paid by means"
                            + " CREDIT, or to be given back. Where nothing is due, excess must say KEPT; REFUSED refuses"
                            + " any excess.")
    ResponseEntity<PaymentRef> record(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody PaymentForm form) {
        return idempotency.once(
                key,
                new Asked("payment", form),
                PaymentRef.class,
                () -> ResponseEntity.status(HttpStatus.CREATED).body(placed(form, payments::record)));
    }

    /** The service knows amounts, the asker knows the parts they sent. */
    private static PaymentRef placed(PaymentForm form, Function<PaymentForm, UUID> work) {
        try {
            return new PaymentRef(work.apply(form));
        } catch (OverPayment e) {
            throw e.of(form);
        }
    }

    @PostMapping("/refunds")
    @Operation(summary = "Record what was given back on paid invoices that were credited since")
    ResponseEntity<PaymentRef> refund(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody PaymentForm form) {
        return idempotency.once(
                key,
                new Asked("refund", form),
                PaymentRef.class,
                () -> ResponseEntity.status(HttpStatus.CREATED).body(placed(form, payments::refund)));
    }

    @PostMapping("/credit-refunds")
    @Operation(summary = "Record that a customer got back what it had paid too much")
    ResponseEntity<PaymentRef> refundCredit(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody CreditRefundForm form) {
        return idempotency.once(
                key,
                new Asked("credit-refund", form),
                PaymentRef.class,
                () -> ResponseEntity.status(HttpStatus.CREATED).body(new PaymentRef(payments.refundCredit(form))));
    }

    @PostMapping("/{id}/reversal")
    @Operation(
            summary = "Take back a payment recorded in error",
            description =
                    "Where what was paid too much has paid other invoices since, these payments are taken back too.")
    ResponseEntity<PaymentRef> reverse(
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Reversal asked) {
        return idempotency.once(key, new AskedReversal(id, asked), PaymentRef.class, () -> {
            payments.reverse(id, asked.on(), asked.reason());
            return ResponseEntity.ok(new PaymentRef(id));
        });
    }
}
