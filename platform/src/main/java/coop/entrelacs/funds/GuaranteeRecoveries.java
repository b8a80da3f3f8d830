package coop.entrelacs.funds;

import coop.entrelacs.activities.BeforeInvoicesMove;
import coop.entrelacs.activities.PaymentReceived;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * A customer pays an invoice for which a fund had paid: the fund's part of it returns to the fund, in the transaction that records
 * the payment, also after the fund had given it up. Of each payment the fund gets the share that it bore of what was due.
 */
@Component
class GuaranteeRecoveries {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final FundPayments payments;
    private final FundBooks books;
    private final FundLocks locks;
    private final PoolShares shares;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    GuaranteeRecoveries(
            JdbcClient jdbc,
            FundRecords records,
            FundPayments payments,
            FundBooks books,
            FundLocks locks,
            PoolShares shares,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.payments = payments;
        this.books = books;
        this.locks = locks;
        this.shares = shares;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** @param left what the customer still owes now, taxes included */
    private record Guaranteed(UUID request, Money left) {}

    /** Requests and funds of these invoices come before the invoices' own rows, and after joint projects (decision 0099). */
    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    public void lockFirst(BeforeInvoicesMove move) {
        locks.guaranteesOf(move.invoices());
    }

    @EventListener
    @Transactional
    public void customerPaid(PaymentReceived received) {
        // locked first: two payments of one customer at the same moment each find what the other left
        guaranteed(received.invoice()).ifPresent(guaranteed -> {
            Request request = records.request(guaranteed.request());
            Fund fund = records.fund(request.fund());
            String source = "payment:" + received.payment() + ":" + received.invoice();
            if (received.amount().isPositive()) {
                Money part = part(request.paid().minus(request.back()), received.amount(), guaranteed.left());
                if (part.isPositive() && fund.state() != Fund.State.CLOSED) {
                    recover(fund, request, part, received, source);
                }
            } else if (received.amount().isNegative()) {
                undo(fund, request, received, source);
            }
        });
    }

    /** The fund's part of a payment: all that is open if nothing stays due, else in proportion. */
    static Money part(Money open, Money paid, Money left) {
        if (!open.isPositive()) {
            return Money.ZERO;
        }
        if (!left.isPositive()) {
            return open;
        }
        BigDecimal due = BigDecimal.valueOf(paid.plus(left).cents());
        return Money.rounded(
                        open.toEuros()
                                .multiply(BigDecimal.valueOf(paid.cents()))
                                .divide(due, 6, RoundingMode.HALF_UP),
                        RoundingMode.HALF_UP)
                .min(open);
    }

    private void recover(Fund fund, Request request, Money part, PaymentReceived received, String source) {
        // a payment that is recorded late may be older than the guarantee: the fund had paid nothing then
        LocalDate paidOn = request.paidOn();
        LocalDate on = paidOn != null && received.paidOn().isBefore(paidOn) ? paidOn : received.paidOn();
        if (request.stage() == Stage.RECOVERING) {
            payments.comeBackOnce(request, part, on, source, new RepaidFrom.Bank());
            return;
        }
        UUID movement = Ids.next();
        Boolean booked = FundRecords.guarded(() -> jdbc.sql("SELECT fund_recover_late(?, ?, ?, ?, ?)")
                .params(request.id(), part.cents(), "back:" + source, on, movement)
                .query(Boolean.class)
                .single());
        if (booked) {
            books.cameBack(fund, request, part, on, movement, new RepaidFrom.Bank());
            shares.cameBack(fund, request, part, on);
            tell("fund-request.recovered-late", request, part.toString());
        }
    }

    private void undo(Fund fund, Request request, PaymentReceived received, String source) {
        UUID movement = Ids.next();
        Long undone = FundRecords.guarded(() -> jdbc.sql("SELECT fund_recovery_undone(?, ?, ?, ?, ?)")
                .params(
                        request.id(),
                        "back:" + source,
                        received.paidOn(),
                        movement,
                        clock.instant().atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single());
        if (undone > 0) {
            books.recoveryUndone(fund, request, Money.ofCents(undone), received.paidOn(), movement);
            shares.cameBack(fund, request, Money.ofCents(undone).negated(), received.paidOn());
            tell("fund-request.recovery-undone", request, Money.ofCents(undone).toString());
        } else if (undone < 0) {
            // the fund has promised or paid it to others: it keeps what it got, and says so
            tell("fund-request.recovery-kept", request, "");
        }
    }

    private void tell(String action, Request request, String detail) {
        audit.record(action, "fund-request:" + request.id(), detail);
        live.publish("fund-request", request.id());
        live.publish("fund", request.fund());
    }

    private Optional<Guaranteed> guaranteed(UUID invoice) {
        return jdbc.sql("""
            SELECT r.id, greatest(v.total_cents - v.paid_cents - v.credited_cents, 0) AS left_cents
              FROM fund_request r JOIN receivable v ON v.invoice_id = r.invoice_id
             WHERE r.invoice_id = ? AND r.stage IN ('RECOVERING', 'CLOSED') FOR UPDATE OF r\
            """)
                .param(invoice)
                .query((row, n) -> new Guaranteed(row.getObject(1, UUID.class), Money.ofCents(row.getLong(2))))
                .optional();
    }
}
