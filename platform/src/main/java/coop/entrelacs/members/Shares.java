package coop.entrelacs.members;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.Account;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The shares of the capital: subscribed, paid, redeemed at par, each movement numbered in a register that never changes. The capital
 * never falls below the floor of the statutes, whoever redeems at the same moment: every movement updates one guarded row.
 *
 * <p>In the books: 4562 against 1012 when a share is subscribed, bank against 4562 and 1012 against 1013 when it is paid, 1013
 * against 4567 against bank when it is redeemed.
 */
@Service
public class Shares {

    private static final String CALLED_UNPAID = "101200";
    private static final String CALLED_PAID = "101300";
    private static final String OWED_BY_ASSOCIATES = "456200";
    private static final String OWED_TO_ASSOCIATES = "456700";
    private static final String BANK = "512000";

    private final JdbcClient jdbc;
    private final Members members;
    private final MemberAccess access;
    private final Ledger ledger;
    private final Accounts chart;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Shares(
            JdbcClient jdbc,
            Members members,
            MemberAccess access,
            Ledger ledger,
            Accounts chart,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.members = members;
        this.access = access;
        this.ledger = ledger;
        this.chart = chart;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** The register tells what was: nothing of it lies ahead. */
    private void requirePast(String field, LocalDate day) {
        if (Fields.required(field, day).isAfter(LocalDate.now(clock))) {
            throw new InvalidField(field, "date-in-future", day);
        }
    }

    /**
     * What the statutes say from a day on.
     *
     * @param nominal what one share is
     * @param floor the capital never falls below (loi du 10 septembre 1947, article 13)
     * @param redemptionYears how long a redemption may wait, five at most (article 18)
     * @param decision which meeting decided
     */
    public record Statutes(LocalDate firstDay, Money nominal, Money floor, int redemptionYears, String decision) {
        public Statutes {
            Fields.required("firstDay", firstDay);
            Fields.required("nominal", nominal);
            Fields.required("floor", floor);
            if (!nominal.isPositive()) {
                throw new InvalidField("nominal", "must-be-positive");
            }
            if (floor.isNegative()) {
                throw new InvalidField("floor", "must-be-positive");
            }
            if (redemptionYears < 0 || redemptionYears > 5) {
                throw new InvalidField("redemptionYears", "out-of-range", 0, 5);
            }
            decision = Fields.required("decision", decision, 300);
        }
    }

    /** What a member holds. */
    public record Holding(UUID member, int quantity, Money subscribed, Money paid, int askedBack) {}

    /** A line of the register; negative when redeemed. */
    public record Movement(
            long number, UUID id, UUID member, String memberName, LocalDate on, int quantity, Money nominal) {}

    /** A redemption that waits or was paid. */
    public record Redemption(
            UUID id,
            UUID member,
            String memberName,
            int quantity,
            LocalDate askedOn,
            LocalDate dueOn,
            @Nullable LocalDate paidOn) {}

    /** What a subscription still waits for. */
    public record Unpaid(UUID subscription, LocalDate on, int quantity, Money due) {}

    /** The capital now. */
    public record Capital(Money subscribed, Money floor) {}

    /**
     * Takes over what the statutes say from a day on.
     *
     * @throws MemberRefused if the capital is below the new floor already
     */
    @Transactional
    public void adopt(Statutes statutes) {
        CurrentTenant.actor().require(Role.MANAGER);
        int added = jdbc.sql("""
            INSERT INTO share_statutes (first_day, nominal_cents, floor_cents, redemption_years, decision)
            VALUES (:first, :nominal, :floor, :years, :decision) ON CONFLICT DO NOTHING\
            """)
                .param("first", statutes.firstDay())
                .param("nominal", statutes.nominal().cents())
                .param("floor", statutes.floor().cents())
                .param("years", statutes.redemptionYears())
                .param("decision", statutes.decision())
                .update();
        if (added == 0) {
            throw new MemberRefused("share-statutes-same-day", "firstDay", statutes.firstDay());
        }
        audit.record("shares.statutes", "share-statutes:" + statutes.firstDay(), "");
    }

    @Transactional(readOnly = true)
    public List<Statutes> statutes() {
        return jdbc.sql("SELECT * FROM share_statutes ORDER BY first_day")
                .query((rs, _) -> new Statutes(
                        MemberRecords.day(rs, "first_day"),
                        Money.ofCents(rs.getLong("nominal_cents")),
                        Money.ofCents(rs.getLong("floor_cents")),
                        rs.getInt("redemption_years"),
                        rs.getString("decision")))
                .list();
    }

    /** A member subscribes shares at the nominal of the day. */
    @Transactional
    public UUID subscribe(UUID member, LocalDate on, int quantity) {
        requireWriter();
        requirePast("on", on);
        String name = members.name(member).displayName();
        quantity(quantity);
        Statutes statutes = inForce(on);
        Money amount = statutes.nominal().times(quantity);
        long number =
                move(amount, statutes.floor()).orElseThrow(() -> new IllegalStateException("a subscription adds"));
        UUID id = Ids.next();
        jdbc.sql("""
            INSERT INTO share_holding (member_id, quantity, subscribed_cents, paid_cents)
            VALUES (:member, :quantity, :amount, 0)
            ON CONFLICT (member_id) DO UPDATE SET quantity = share_holding.quantity + :quantity,
                subscribed_cents = share_holding.subscribed_cents + :amount\
            """)
                .param("member", member)
                .param("quantity", quantity)
                .param("amount", amount.cents())
                .update();
        long entry = post(
                on,
                "Souscription de " + quantity + " part(s), " + name,
                "share:" + id,
                List.of(JournalLine.debit(OWED_BY_ASSOCIATES, amount), JournalLine.credit(CALLED_UNPAID, amount)));
        register(number, id, member, on, quantity, statutes.nominal(), entry);
        changed(member, "shares.subscribed");
        return id;
    }

    /**
     * A member pays what was subscribed, in whole or in part.
     *
     * @throws MemberRefused if it is more than what is left to pay
     */
    @Transactional
    public UUID pay(UUID subscription, LocalDate on, Money amount) {
        requireWriter();
        requirePast("on", on);
        if (!amount.isPositive()) {
            throw new InvalidField("amount", "must-be-positive");
        }
        record Subscribed(UUID member, Money total) {}
        Subscribed subscribed = jdbc.sql(
                        "SELECT member_id, quantity * nominal_cents AS total FROM share_movement WHERE id = :id AND"
                                + " quantity > 0")
                .param("id", subscription)
                .query((rs, _) -> new Subscribed(MemberRecords.id(rs, "member_id"), Money.ofCents(rs.getLong("total"))))
                .optional()
                .orElseThrow(() -> new NotFound("share-subscription", subscription));
        // The holding's row is locked first, so two payments of one subscription see each other.
        int locked = jdbc.sql("UPDATE share_holding SET paid_cents = paid_cents + :amount WHERE member_id = :member AND"
                        + " paid_cents + :amount <= subscribed_cents")
                .param("amount", amount.cents())
                .param("member", subscribed.member)
                .update();
        Money before = jdbc.sql("SELECT coalesce(sum(amount_cents), 0) FROM share_payment WHERE movement_id = :id")
                .param("id", subscription)
                .query((rs, _) -> Money.ofCents(rs.getLong(1)))
                .single();
        if (locked == 0 || before.plus(amount).compareTo(subscribed.total) > 0) {
            throw new MemberRefused("share-overpaid", "amount", subscribed.total.minus(before));
        }
        UUID id = Ids.next();
        long entry = post(
                on,
                "Libération de parts, " + members.name(subscribed.member).displayName(),
                "share-payment:" + id,
                List.of(
                        JournalLine.debit(BANK, amount),
                        JournalLine.credit(OWED_BY_ASSOCIATES, amount),
                        JournalLine.debit(CALLED_UNPAID, amount),
                        JournalLine.credit(CALLED_PAID, amount)));
        jdbc.sql("""
            INSERT INTO share_payment (id, movement_id, paid_on, amount_cents, entry_id)
            VALUES (:id, :movement, :on, :amount, :entry)\
            """)
                .param("id", id)
                .param("movement", subscription)
                .param("on", on)
                .param("amount", amount.cents())
                .param("entry", entry)
                .update();
        changed(subscribed.member, "shares.paid");
        return id;
    }

    /**
     * A member asks shares back, at par; they join the queue, due within the years the statutes say.
     *
     * @throws MemberRefused if they hold fewer, or shares are not paid yet
     */
    @Transactional
    public UUID askBack(UUID member, LocalDate on, int quantity) {
        requireWriter();
        requirePast("on", on);
        quantity(quantity);
        Statutes statutes = inForce(on);
        int asked = jdbc.sql("""
            UPDATE share_holding SET asked_quantity = asked_quantity + :quantity
            WHERE member_id = :member AND asked_quantity + :quantity <= quantity
                AND paid_cents = subscribed_cents\
            """)
                .param("member", members.name(member).id())
                .param("quantity", quantity)
                .update();
        if (asked == 0) {
            throw new MemberRefused("shares-not-held", "quantity");
        }
        UUID id = Ids.next();
        jdbc.sql("""
            INSERT INTO share_redemption (id, member_id, quantity, asked_on, due_on)
            VALUES (:id, :member, :quantity, :on, :due)\
            """)
                .param("id", id)
                .param("member", member)
                .param("quantity", quantity)
                .param("on", on)
                .param("due", on.plusYears(statutes.redemptionYears()))
                .update();
        changed(member, "shares.asked-back");
        return id;
    }

    /**
     * Pays a redemption of the queue, at par.
     *
     * @throws MemberRefused if the capital would fall below the floor, or it was paid before
     */
    @Transactional
    public void redeem(UUID redemption, LocalDate on) {
        requireWriter();
        requirePast("on", on);
        record Asked(UUID member, int quantity, LocalDate askedOn, boolean paid) {}
        Asked asked = jdbc.sql(
                        "SELECT member_id, quantity, asked_on, paid_on FROM share_redemption WHERE id = :id FOR UPDATE")
                .param("id", redemption)
                .query((rs, _) -> new Asked(
                        MemberRecords.id(rs, "member_id"),
                        rs.getInt("quantity"),
                        MemberRecords.day(rs, "asked_on"),
                        rs.getObject("paid_on") != null))
                .optional()
                .orElseThrow(() -> new NotFound("share-redemption", redemption));
        if (asked.paid) {
            throw new MemberRefused("share-redemption-paid", null);
        }
        if (on.isBefore(asked.askedOn)) {
            throw new InvalidField("paidOn", "last-day-before-first");
        }
        Statutes statutes = inForce(on);
        Money amount = statutes.nominal().times(asked.quantity);
        long number = move(amount.negated(), statutes.floor())
                .orElseThrow(() -> new MemberRefused("capital-floor", null, statutes.floor()));
        String name = members.name(asked.member).displayName();
        UUID id = Ids.next();
        long entry = post(
                on,
                "Remboursement de " + asked.quantity + " part(s), " + name,
                "share:" + id,
                List.of(
                        JournalLine.debit(CALLED_PAID, amount),
                        JournalLine.credit(OWED_TO_ASSOCIATES, amount),
                        JournalLine.debit(OWED_TO_ASSOCIATES, amount),
                        JournalLine.credit(BANK, amount)));
        jdbc.sql("""
            UPDATE share_holding SET quantity = quantity - :quantity, asked_quantity = asked_quantity - :quantity,
                subscribed_cents = subscribed_cents - :amount, paid_cents = paid_cents - :amount
            WHERE member_id = :member\
            """)
                .param("member", asked.member)
                .param("quantity", asked.quantity)
                .param("amount", amount.cents())
                .update();
        register(number, id, asked.member, on, -asked.quantity, statutes.nominal(), entry);
        jdbc.sql("UPDATE share_redemption SET paid_on = :on, movement_id = :movement WHERE id = :id")
                .param("id", redemption)
                .param("on", on)
                .param("movement", id)
                .update();
        changed(asked.member, "shares.redeemed");
    }

    @Transactional(readOnly = true)
    public Holding of(UUID member) {
        access.requireRead(member);
        members.name(member);
        return jdbc.sql("SELECT * FROM share_holding WHERE member_id = :member")
                .param("member", member)
                .query((rs, _) -> new Holding(
                        member,
                        rs.getInt("quantity"),
                        Money.ofCents(rs.getLong("subscribed_cents")),
                        Money.ofCents(rs.getLong("paid_cents")),
                        rs.getInt("asked_quantity")))
                .optional()
                .orElse(new Holding(member, 0, Money.ZERO, Money.ZERO, 0));
    }

    /** A member's subscriptions that are not wholly paid, the oldest first. */
    @Transactional(readOnly = true)
    public List<Unpaid> unpaid(UUID member) {
        access.requireRead(member);
        members.name(member);
        return jdbc.sql("""
            SELECT s.id, s.moved_on, s.quantity, s.quantity * s.nominal_cents - coalesce(sum(p.amount_cents), 0) AS due
            FROM share_movement s LEFT JOIN share_payment p ON p.movement_id = s.id
            WHERE s.member_id = :member AND s.quantity > 0
            GROUP BY s.number HAVING s.quantity * s.nominal_cents > coalesce(sum(p.amount_cents), 0)
            ORDER BY s.moved_on, s.number\
            """)
                .param("member", member)
                .query((rs, _) -> new Unpaid(
                        MemberRecords.id(rs, "id"),
                        MemberRecords.day(rs, "moved_on"),
                        rs.getInt("quantity"),
                        Money.ofCents(rs.getLong("due"))))
                .list();
    }

    /** The register, in order of its numbers. */
    @Transactional(readOnly = true)
    public Page<Movement> register(@Nullable Long after, int limit) {
        requireReader();
        List<Movement> rows = jdbc.sql("""
            SELECT s.*, m.first_name || ' ' || m.last_name AS name FROM share_movement s
            JOIN member m ON m.id = s.member_id
            WHERE s.number > :after ORDER BY s.number LIMIT :limit\
            """)
                .param("after", after == null ? 0 : after)
                .param("limit", limit + 1)
                .query((rs, _) -> new Movement(
                        rs.getLong("number"),
                        MemberRecords.id(rs, "id"),
                        MemberRecords.id(rs, "member_id"),
                        rs.getString("name"),
                        MemberRecords.day(rs, "moved_on"),
                        rs.getInt("quantity"),
                        Money.ofCents(rs.getLong("nominal_cents"))))
                .list();
        return Page.of(rows, limit, movement -> String.valueOf(movement.number()));
    }

    /** Redemptions that wait, by the day they are due. */
    @Transactional(readOnly = true)
    public List<Redemption> queue() {
        requireReader();
        return jdbc.sql("""
            SELECT r.*, m.first_name || ' ' || m.last_name AS name FROM share_redemption r
            JOIN member m ON m.id = r.member_id WHERE r.paid_on IS NULL ORDER BY r.due_on, r.id\
            """)
                .query((rs, _) -> new Redemption(
                        MemberRecords.id(rs, "id"),
                        MemberRecords.id(rs, "member_id"),
                        rs.getString("name"),
                        rs.getInt("quantity"),
                        MemberRecords.day(rs, "asked_on"),
                        MemberRecords.day(rs, "due_on"),
                        MemberRecords.dayOrNull(rs, "paid_on")))
                .list();
    }

    @Transactional(readOnly = true)
    public Capital capital() {
        requireReader();
        Money floor = statutesOn(access.today()).map(Statutes::floor).orElse(Money.ZERO);
        return jdbc.sql("SELECT subscribed_cents FROM share_capital")
                .query((rs, _) -> new Capital(Money.ofCents(rs.getLong(1)), floor))
                .single();
    }

    /**
     * Moves the capital and takes the register's next number; empty if it would fall below the floor. The row stays locked until the
     * transaction ends, so numbers have no gap and nobody passes the floor together.
     */
    private Optional<Long> move(Money change, Money floor) {
        return jdbc.sql("""
            UPDATE share_capital SET subscribed_cents = subscribed_cents + :change, floor_cents = :floor,
                last_number = last_number + 1
            WHERE :change > 0 OR subscribed_cents + :change >= :floor
            RETURNING last_number\
            """)
                .param("change", change.cents())
                .param("floor", floor.cents())
                .query(Long.class)
                .optional();
    }

    private void register(long number, UUID id, UUID member, LocalDate on, int quantity, Money nominal, long entry) {
        jdbc.sql("""
            INSERT INTO share_movement (number, id, member_id, moved_on, quantity, nominal_cents, entry_id)
            VALUES (:number, :id, :member, :on, :quantity, :nominal, :entry)\
            """)
                .param("number", number)
                .param("id", id)
                .param("member", member)
                .param("on", on)
                .param("quantity", quantity)
                .param("nominal", nominal.cents())
                .param("entry", entry)
                .update();
    }

    private long post(LocalDate on, String label, String source, List<JournalLine> lines) {
        account(CALLED_UNPAID, "Capital souscrit, appelé, non versé");
        account(CALLED_PAID, "Capital souscrit, appelé, versé");
        account(OWED_BY_ASSOCIATES, "Associés, capital appelé, non versé");
        account(OWED_TO_ASSOCIATES, "Associés, capital à rembourser");
        account(BANK, "Banques");
        return ledger.post(new JournalEntry("OD", on, label, null, null, source, lines));
    }

    private void account(String number, String label) {
        if (chart.find(number).filter(Account::open).isEmpty()) {
            chart.ensure(number, label);
        }
    }

    private Statutes inForce(LocalDate day) {
        return statutesOn(Fields.required("on", day))
                .orElseThrow(() -> new MemberRefused("share-statutes-missing", null, day));
    }

    private Optional<Statutes> statutesOn(LocalDate day) {
        return statutes().stream()
                .filter(statutes -> !statutes.firstDay().isAfter(day))
                .reduce((_, later) -> later);
    }

    private static void quantity(int quantity) {
        if (quantity < 1 || quantity > 100_000) {
            throw new InvalidField("quantity", "out-of-range", 1, 100_000);
        }
    }

    private static void requireWriter() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
    }

    private static void requireReader() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER, Role.PAYROLL_OFFICER);
    }

    private void changed(UUID member, String action) {
        audit.record(action, "member:" + Objects.requireNonNull(member), "");
        live.publish("member", member);
    }
}
