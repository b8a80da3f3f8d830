package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The funds' door for who shares their losses: it hears what they bear, and gives them back a part. No role is asked for here. */
@Service
public class PoolShares {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final FundBooks books;
    private final FundLocks locks;
    private final ApplicationEventPublisher events;
    private final Audit audit;
    private final LiveUpdates live;

    PoolShares(
            JdbcClient jdbc,
            FundRecords records,
            FundBooks books,
            FundLocks locks,
            ApplicationEventPublisher events,
            Audit audit,
            LiveUpdates live) {
        this.jdbc = jdbc;
        this.records = records;
        this.books = books;
        this.locks = locks;
        this.events = events;
        this.audit = audit;
        this.live = live;
    }

    /** Locks funds before what is theirs at the common fund: what comes back of a loss takes them in this order. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(Collection<UUID> funds) {
        locks.funds(funds);
    }

    /**
     * Gives a fund a part of its losses back, in the fund and in the books; in the caller's transaction.
     *
     * @param waiting the account where the part waited until it was received
     * @param source names the part once: the same source gives once
     * @return the ledger source of the entry, or nothing if the fund is closed and takes nothing any more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> receive(UUID fund, Money amount, String waiting, LocalDate on, String source) {
        Checks.positive(amount, "amount");
        Fund of = records.fund(fund);
        if (of.state() == Fund.State.CLOSED) {
            return Optional.empty();
        }
        UUID movement = Ids.next();
        Boolean given = FundRecords.guarded(() -> jdbc.sql("SELECT fund_pool_share(?, ?, ?, ?, ?)")
                .params(fund, amount.cents(), "pool:" + Checks.text(source, "source", 120), on, movement)
                .query(Boolean.class)
                .single());
        String entry = "fund-pool-share:" + source;
        if (given) {
            books.poolShare(of, waiting, amount, on, entry);
            audit.record("fund.pool-share", "fund:" + fund, amount.toString());
            live.publish("fund", fund);
        }
        return Optional.of(entry);
    }

    /**
     * Takes from a fund what the common fund is to have back, in the fund and in the books; in the caller's transaction.
     *
     * @param waiting the account it goes to until it is paid
     * @param source names it once: the same source takes once
     * @throws FundRefused if the fund is closed or holds less that is not promised
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void giveBack(UUID fund, Money amount, String waiting, LocalDate on, String source) {
        Checks.positive(amount, "amount");
        Fund of = records.fund(fund);
        Boolean taken = FundRecords.guarded(() -> jdbc.sql("SELECT fund_pool_return(?, ?, ?, ?, ?)")
                .params(fund, amount.cents(), "pool:" + Checks.text(source, "source", 120), on, Ids.next())
                .query(Boolean.class)
                .single());
        if (taken) {
            books.poolReturn(of, waiting, amount, on, "fund-pool-share:" + source);
            audit.record("fund.pool-return", "fund:" + fund, amount.toString());
            live.publish("fund", fund);
        }
    }

    /** Tells who listens that something of a loss came back, or was taken away again; in the transaction that books it. */
    void cameBack(Fund fund, Request request, Money amount, LocalDate on) {
        if (fund.instrument() == Instrument.GUARANTEE) {
            events.publishEvent(new FundRecovered(request.id(), fund.id(), amount, on));
        }
    }

    /** Tells who listens that a fund bears a loss; in the transaction that pays it. */
    void bore(Fund fund, Request request, Money amount, LocalDate on) {
        List<Ground> grounds = jdbc.sql("SELECT ground FROM fund_proposal WHERE request_id = ? AND result = 'GRANTED'"
                        + " ORDER BY id DESC LIMIT 1")
                .param(request.id())
                .query(Ground.class)
                .list();
        LocalDate decided = request.decidedOn();
        events.publishEvent(new FundBore(
                request.id(),
                fund.id(),
                fund.instrument(),
                request.asked(),
                request.granted(),
                amount,
                grounds.isEmpty() ? Ground.NEED_SHOWN : grounds.getFirst(),
                decided == null ? on : decided,
                on));
    }
}
