package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import coop.entrelacs.web.Idempotency;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}/fund-repayments")
@Tag(name = "Fund repayments", description = "How loans come back: by transfer, from an activity's cash, from pay")
class FundRepaymentsApi {

    private final FundRepayments repayments;
    private final Idempotency idempotency;

    FundRepaymentsApi(FundRepayments repayments, Idempotency idempotency) {
        this.repayments = repayments;
        this.idempotency = idempotency;
    }

    record Way(RepaymentWay way, @Nullable UUID activity) {}

    record FromActivity(UUID activity, Money amount, String source) {}

    /** @param netPay what the payslip says, before the deduction */
    record Taken(FundRepayments.Deduction deduction, Money netPay, LocalDate payDay) {}

    @GetMapping("/{request}/way")
    @Operation(summary = "How a loan comes back; by transfer unless the member agreed to another way")
    FundRepayments.Agreed way(@PathVariable UUID request) {
        return repayments.way(request);
    }

    @PutMapping("/{request}/way")
    @Operation(summary = "Agree to the way in which one's own loan comes back; the last word counts")
    FundRepayments.Agreed agree(@PathVariable UUID request, @RequestBody Way way) {
        return repayments.agree(request, Checks.required(way.way(), "way"), way.activity());
    }

    @PostMapping("/{request}/from-activity")
    @Operation(summary = "Pay part or all of one's own loan from an activity's cash, as far as there is cash")
    ResponseEntity<FundPayments.Paid> fromActivity(
            @PathVariable UUID request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody FromActivity asked) {
        return idempotency.once(
                key,
                Map.of("POST", "fund-repayments/" + request + "/from-activity", "body", asked),
                FundPayments.Paid.class,
                () -> ResponseEntity.ok(repayments.fromActivity(
                        request, Checks.required(asked.activity(), "activity"), asked.amount(), asked.source())));
    }

    @GetMapping("/pay-deductions")
    @Operation(summary = "For payroll: what is to be withheld from net pay by a day, of members who agreed to it")
    List<FundRepayments.Deduction> dueFromPay(@RequestParam LocalDate payDay) {
        return repayments.dueFromPay(payDay);
    }

    @PostMapping("/pay-deductions")
    @Operation(summary = "Book what was withheld from a net pay: a tenth of it at most, and once")
    ResponseEntity<FundPayments.Paid> takenFromPay(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, @RequestBody Taken taken) {
        return idempotency.once(
                key,
                Map.of("POST", "fund-repayments/pay-deductions", "body", taken),
                FundPayments.Paid.class,
                () -> ResponseEntity.ok(repayments.takenFromPay(
                        Checks.required(taken.deduction(), "deduction"),
                        Checks.required(taken.netPay(), "netPay"),
                        Checks.required(taken.payDay(), "payDay"))));
    }
}
