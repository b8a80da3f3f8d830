package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The funds of the cooperative, their rulebooks, and what is given to them by decision. */
@Service
public class Funds {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final FundBooks books;
    private final Committees committees;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Funds(
            JdbcClient jdbc,
            FundRecords records,
            FundBooks books,
            Committees committees,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.books = books;
        this.committees = committees;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Creates a fund that the members decided to have, with its first rulebook.
     *
     * @throws FundRefused if there is one with this code
     */
    @Transactional
    public Fund open(
            String code,
            String name,
            UUID committee,
            FundAccounts accounts,
            RulebookTerms terms,
            Rulebook.Adoption adoption,
            LocalDate validFrom) {
        CurrentTenant.actor().require(Role.MANAGER);
        if (code == null || code.length() > 40 || !code.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new InvalidField("code", "fund-code-syntax");
        }
        String called = Checks.text(name, "name", 120);
        Checks.happened(adoption.on(), "adoption.on", today());
        committees.get(committee);
        if (terms.instrument() == Instrument.LOAN && accounts.lent() == null) {
            throw new InvalidField("accounts.lent", "required");
        }
        if (terms.instrument() == Instrument.GUARANTEE && accounts.aid() == null) {
            throw new InvalidField("accounts.aid", "required");
        }
        UUID id = Ids.next();
        int made = jdbc.sql(
                        "INSERT INTO fund (id, code, name, instrument, committee_id, accounts) VALUES (?, ?, ?, ?, ?,"
                                + " ?::jsonb) ON CONFLICT (code) DO NOTHING")
                .params(id, code, called, terms.instrument().name(), committee, records.write(accounts))
                .update();
        if (made == 0) {
            throw new FundRefused("fund-exists", code);
        }
        books.openAccounts(accounts);
        write(new Rulebook(Ids.next(), id, 1, validFrom, adoption, terms));
        audit.record("fund.opened", "fund:" + id, code);
        live.publish("fund", id);
        return records.fund(id);
    }

    /**
     * Writes down the next version of a fund's rules. Requests submitted before it begins keep the rules they were submitted under.
     *
     * @throws InvalidField if it would begin before the version there is, or helped in another way
     */
    @Transactional
    public Rulebook adopt(UUID fund, RulebookTerms terms, Rulebook.Adoption adoption, LocalDate validFrom) {
        CurrentTenant.actor().require(Role.MANAGER);
        Fund of = records.fund(fund);
        Checks.happened(adoption.on(), "adoption.on", today());
        if (terms.instrument() != of.instrument()) {
            throw new InvalidField("terms", "fund-other-instrument", of.instrument());
        }
        // one after the other: versions count up
        jdbc.sql("SELECT 1 FROM fund WHERE id = ? FOR UPDATE")
                .param(fund)
                .query(Integer.class)
                .single();
        Rulebook last = records.rulebooks(fund).getFirst();
        if (validFrom.isBefore(last.validFrom())) {
            throw new InvalidField("validFrom", "fund-rules-out-of-order", last.validFrom());
        }
        Rulebook next = new Rulebook(Ids.next(), fund, last.version() + 1, validFrom, adoption, terms);
        write(next);
        audit.record("fund.rules-adopted", "fund:" + fund, "version " + next.version());
        live.publish("fund", fund);
        return next;
    }

    /** Every fund, by name. What a fund has is open to all who are in the cooperative. */
    @Transactional(readOnly = true)
    public List<Fund> list() {
        return records.funds();
    }

    /** @throws coop.entrelacs.shared.NotFound if there is none */
    @Transactional(readOnly = true)
    public Fund get(UUID fund) {
        return records.fund(fund);
    }

    /** Every version of a fund's rules, the latest first. */
    @Transactional(readOnly = true)
    public List<Rulebook> rulebooks(UUID fund) {
        records.fund(fund);
        return records.rulebooks(fund);
    }

    /**
     * Gives money to a fund by a decision, such as a part of the surplus.
     *
     * @param fromAccount the account that gives, such as {@code 1068}
     * @param source names what is given; used again it is refused, so that nothing is given twice or dropped in silence
     * @throws FundRefused if this source gave before
     * @throws InvalidField if the day is to come
     */
    @Transactional
    public Fund endow(UUID fund, Money amount, String fromAccount, LocalDate on, String decision, String source) {
        CurrentTenant.actor().require(Role.MANAGER, Role.TREASURER);
        Checks.positive(amount, "amount");
        String said = Checks.text(decision, "decision", 200);
        Checks.happened(on, "on", today());
        UUID movement = Ids.next();
        Boolean given = FundRecords.guarded(() -> jdbc.sql("SELECT fund_endow(?, 'ENDOWMENT', ?, ?, ?, ?)")
                .params(
                        fund,
                        amount.cents(),
                        "endowment:" + fund + ":" + Checks.text(source, "source", 120),
                        on,
                        movement)
                .query(Boolean.class)
                .single());
        if (!given) {
            throw new FundRefused("fund-source-used");
        }
        books.endowed(records.fund(fund), fromAccount, amount, on, said, movement);
        audit.record("fund.endowed", "fund:" + fund, amount.toString());
        live.publish("fund", fund);
        return records.fund(fund);
    }

    /** Ends a fund's granting. What is granted is paid, what is lent comes back; then it can be closed. */
    @Transactional
    public Fund beginClosing(UUID fund) {
        CurrentTenant.actor().require(Role.MANAGER);
        if (jdbc.sql("UPDATE fund SET state = 'CLOSING' WHERE id = ? AND state = 'OPEN'")
                        .param(fund)
                        .update()
                == 0) {
            throw new FundRefused("fund-not-open");
        }
        audit.record("fund.closing", "fund:" + fund, "");
        live.publish("fund", fund);
        return records.fund(fund);
    }

    /**
     * Closes a fund that nobody owes anything any more, and gives what it holds to another.
     *
     * @throws FundRefused if something granted is not paid, or something lent not back or written off
     */
    @Transactional
    public Fund close(UUID fund, UUID heir, LocalDate on, String decision) {
        CurrentTenant.actor().require(Role.MANAGER);
        String said = Checks.text(decision, "decision", 200);
        Checks.happened(on, "on", today());
        if (fund.equals(heir)) {
            throw new InvalidField("heir", "fund-heir-itself");
        }
        // both rows in one order, so that two closings cannot wait for each other
        jdbc.sql("SELECT 1 FROM fund WHERE id IN (?, ?) ORDER BY id FOR UPDATE")
                .params(fund, heir)
                .query(Integer.class)
                .list();
        Fund ending = records.fund(fund);
        Fund receiving = records.fund(heir);
        if (ending.state() != Fund.State.CLOSING) {
            throw new FundRefused("fund-not-closing");
        }
        if (!ending.committed().isZero() || !ending.out().isZero()) {
            throw new FundRefused("fund-still-running", ending.committed(), ending.out());
        }
        LocalDate last = jdbc.sql(
                        "SELECT coalesce(max(on_day), DATE '1900-01-01') FROM fund_movement WHERE fund_id = ?")
                .param(fund)
                .query(LocalDate.class)
                .single();
        if (on.isBefore(last)) {
            throw new InvalidField("on", "fund-close-before-last", last);
        }
        Money left = ending.balance();
        if (left.isPositive()) {
            UUID out = Ids.next();
            move(fund, left.negated(), "transfer:" + fund + ":out", on, out);
            move(heir, left, "transfer:" + fund + ":in", on, Ids.next());
            books.endowed(receiving, ending.accounts().holds(), left, on, said, out);
        }
        jdbc.sql("UPDATE fund SET state = 'CLOSED' WHERE id = ?").param(fund).update();
        audit.record("fund.closed", "fund:" + fund, left.toString());
        live.publish("fund", fund);
        return records.fund(fund);
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }

    private void move(UUID fund, Money amount, String source, LocalDate on, UUID movement) {
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_endow(?, 'TRANSFER', ?, ?, ?, ?)")
                .params(fund, amount.cents(), source, on, movement)
                .query(Boolean.class)
                .single());
    }

    private void write(Rulebook book) {
        jdbc.sql("INSERT INTO fund_rulebook (id, fund_id, version, valid_from, adopted_text, adopted_on, terms)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)")
                .params(
                        book.id(),
                        book.fund(),
                        book.version(),
                        book.validFrom(),
                        book.adoption().text(),
                        book.adoption().on(),
                        records.write(book.terms()))
                .update();
    }
}
