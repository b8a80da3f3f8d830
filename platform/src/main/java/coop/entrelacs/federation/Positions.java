package coop.entrelacs.federation;

import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What this tenant and others owe one another: one side of each position, under the id that the other side has too. Writes only the
 * current tenant's schema: the caller books its own entry and sends its own message, and the other tenant's handler does the same
 * there.
 *
 * <p>The entry of an open position has one line on {@link #account()} with {@link #thirdParty}: debit for a receivable, credit for a
 * payable. So the balance of that account and third party equals the open positions, to the cent.
 */
@Service
public class Positions {

    static final String ACCOUNT = "4511";
    private static final String ACCOUNT_LABEL = "Coopératives et fédération : créances et dettes";

    public enum Direction {
        /** The counterpart owes us. */
        RECEIVABLE,
        /** We owe the counterpart. */
        PAYABLE;

        public Direction opposite() {
            return this == RECEIVABLE ? PAYABLE : RECEIVABLE;
        }
    }

    public enum Kind {
        /** The pool's part of a claim. */
        CLAIM,
        /** What a cooperative puts into the pool. */
        CONTRIBUTION,
        /** The other cooperative's part of an invoice. */
        INVOICE,
        /** A position of its own, in the opposite direction; never a change of the invoice's. */
        CREDIT_NOTE,
        /** A shared service. */
        SERVICE;

        /** Whether it can be settled only once an invoice says so. */
        public boolean needsInvoice() {
            return this != CLAIM && this != CONTRIBUTION;
        }
    }

    /**
     * A position to open.
     *
     * @param id the same on both sides
     * @param amount above zero
     * @param due the last day to pay, or null for at once; not before {@code date}
     * @param held true for pay-when-paid: not payable before it is released
     * @param label what it is, at most 200 characters, without any person's name
     * @param source the opaque source of the ledger entry that opens it
     */
    public record NewPosition(
            UUID id,
            TenantId counterpart,
            Direction direction,
            Kind kind,
            Money amount,
            LocalDate date,
            @Nullable LocalDate due,
            boolean held,
            String label,
            String source) {

        public NewPosition {
            if (!amount.isPositive()) {
                throw new InvalidField("amount", "position-amount", amount);
            }
            if (due != null && due.isBefore(date)) {
                throw new InvalidField("due", "position-due-before-date", date);
            }
            label = text(label, "label");
            source = text(source, "source");
        }

        private static String text(String text, String field) {
            String stripped = text.strip();
            if (stripped.isEmpty()) {
                throw new InvalidField(field, "required");
            }
            if (stripped.length() > 200) {
                throw new InvalidField(field, "too-long", 200);
            }
            return stripped;
        }
    }

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final Accounts accounts;
    private final ThirdParties thirdParties;
    private final LiveUpdates live;

    Positions(JdbcClient jdbc, Tenants tenants, Accounts accounts, ThirdParties thirdParties, LiveUpdates live) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.accounts = accounts;
        this.thirdParties = thirdParties;
        this.live = live;
    }

    /**
     * Opens this tenant's side. Opened again with the same content nothing happens.
     *
     * @throws PositionRefused {@code position-differs} if the id stands for something else already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(NewPosition position) {
        if (position.counterpart().equals(CurrentTenant.id())) {
            throw new InvalidField("counterpart", "position-with-oneself");
        }
        int opened = jdbc.sql("""
                        INSERT INTO mutual_position(id, counterpart, direction, kind, amount_cents, on_day, due_on, held, label, source)
                        VALUES (:id, :counterpart, :direction, :kind, :cents, :date, :due, :held, :label, :source)
                        ON CONFLICT (id) DO NOTHING""")
                .param("id", position.id())
                .param("counterpart", position.counterpart().value())
                .param("direction", position.direction().name())
                .param("kind", position.kind().name())
                .param("cents", position.amount().cents())
                .param("date", position.date())
                .param("due", position.due())
                .param("held", position.held())
                .param("label", position.label())
                .param("source", position.source())
                .update();
        if (opened == 0 && !same(position)) {
            throw new PositionRefused("position-differs", position.id());
        }
        if (opened == 1) {
            live.publish("positions", position.counterpart());
        }
    }

    /** What can differ between two tellings of one position: later events (a release, an invoice) do not count. */
    private boolean same(NewPosition position) {
        return jdbc.sql("""
                        SELECT count(*) = 1 FROM mutual_position WHERE id = :id AND counterpart = :counterpart
                          AND direction = :direction AND kind = :kind AND amount_cents = :cents AND on_day = :date""")
                .param("id", position.id())
                .param("counterpart", position.counterpart().value())
                .param("direction", position.direction().name())
                .param("kind", position.kind().name())
                .param("cents", position.amount().cents())
                .param("date", position.date())
                .query(Boolean.class)
                .single();
    }

    /** A held position becomes payable from that day; one that is not held stays as it is. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void release(UUID id, LocalDate on) {
        boolean released = jdbc.sql("SELECT position_release(?, ?)")
                .params(id, on)
                .query(Boolean.class)
                .single();
        if (!released) {
            exists(id);
        }
        live.publish("positions", id);
    }

    /**
     * Part of a held position becomes payable from that day, under its own id; the rest stays held. Said again nothing happens. The
     * last part is released whole, by {@link #release}.
     *
     * @param amount above zero and less than what is held
     * @throws PositionRefused {@code position-part} if less than that is held
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void releasePart(UUID id, UUID part, Money amount, LocalDate on) {
        boolean released = jdbc.sql("SELECT position_release_part(?, ?, ?, ?)")
                .params(id, part, amount.cents(), on)
                .query(Boolean.class)
                .single();
        if (!released) {
            exists(id);
            boolean known = jdbc.sql("SELECT count(*) = 1 FROM mutual_position WHERE id = ? AND amount_cents = ?")
                    .params(part, amount.cents())
                    .query(Boolean.class)
                    .single();
            if (!known) {
                throw new PositionRefused("position-part", amount);
            }
        }
        live.publish("positions", id);
    }

    /**
     * The invoice, credit note or memorandum is made: OWED becomes INVOICED. Said again with the same reference nothing happens.
     *
     * @param reference its number, at most 60 characters
     * @throws PositionRefused {@code position-invoiced} if it has another reference already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void invoiced(UUID id, String reference) {
        String stripped = reference.strip();
        if (stripped.isEmpty() || stripped.length() > 60) {
            throw new InvalidField("reference", stripped.isEmpty() ? "required" : "too-long", 60);
        }
        boolean invoiced = jdbc.sql("SELECT position_invoiced(?, ?)")
                .params(id, stripped)
                .query(Boolean.class)
                .single();
        if (!invoiced && !stripped.equals(exists(id))) {
            throw new PositionRefused("position-invoiced", id);
        }
        live.publish("positions", id);
    }

    /** @return the position's reference, or an empty text where it has none */
    private String exists(UUID id) {
        return jdbc.sql("SELECT coalesce(reference, '') FROM mutual_position WHERE id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .orElseThrow(() -> new NotFound("position", id));
    }

    /** The number of the account that carries receivables from, and payables to, other tenants; made where absent. */
    @Transactional
    public String account() {
        accounts.ensure(ACCOUNT, ACCOUNT_LABEL);
        return ACCOUNT;
    }

    /** The code of the books' third party for that tenant; made where absent. */
    @Transactional
    public String thirdParty(TenantId counterpart) {
        String code = code(counterpart);
        thirdParties.ensure(
                code, ThirdParties.Kind.OTHER, tenants.get(counterpart).name());
        return code;
    }

    /** {@link #thirdParty} of many at once, in one statement. */
    @Transactional
    public Map<TenantId, String> thirdParties(Set<TenantId> counterparts) {
        thirdParties.ensureAll(counterparts.stream()
                .map(counterpart -> new ThirdParties.ThirdParty(
                        code(counterpart),
                        ThirdParties.Kind.OTHER,
                        tenants.get(counterpart).name()))
                .toList());
        return counterparts.stream().collect(Collectors.toMap(counterpart -> counterpart, Positions::code));
    }

    static String code(TenantId counterpart) {
        return "COOP-" + counterpart.value();
    }
}
