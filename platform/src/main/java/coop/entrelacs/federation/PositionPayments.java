package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payments.CreditTransfers;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Positions become SETTLED, in the books as well: what they carried on the account of positions goes to that of transfers under way,
 * and from there to the bank once the transfer stands on its statement. So the balance of the second account equals the transfers
 * not recorded yet, as that of the first equals the open positions.
 */
@Service
public class PositionPayments {

    /** The account of the cooperative's bank in its chart (PCG 512). */
    static final String BANK = "512";

    static final String ACCOUNT = "4512";
    private static final String ACCOUNT_LABEL = "Coopératives et fédération : règlements en cours";
    private static final String COLUMNS =
            "id, netting_id, counterpart, direction, amount_cents, due_on, iban, bic, recorded_on";

    private final JdbcClient jdbc;
    private final PositionList list;
    private final Positions positions;
    private final Accounts accounts;
    private final Ledger ledger;
    private final NettingPost post;
    private final Tenants tenants;
    private final LegalIdentities identities;
    private final ApplicationEventPublisher events;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    PositionPayments(
            JdbcClient jdbc,
            PositionList list,
            Positions positions,
            Accounts accounts,
            Ledger ledger,
            NettingPost post,
            Tenants tenants,
            LegalIdentities identities,
            ApplicationEventPublisher events,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.list = list;
        this.positions = positions;
        this.accounts = accounts;
        this.ledger = ledger;
        this.post = post;
        this.tenants = tenants;
        this.identities = identities;
        this.events = events;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Money that goes to, or comes from, another tenant.
     *
     * @param netting what made it due, or null for a payment of single positions
     * @param recordedOn the day it stands on the bank's statement, or null while it does not
     */
    public record Transfer(
            UUID id,
            @Nullable UUID netting,
            TenantId counterpart,
            NettingSide.Way way,
            Money amount,
            LocalDate dueOn,
            @Nullable String iban,
            @Nullable String bic,
            @Nullable LocalDate recordedOn) {}

    /** Transfers, the newest first; those not recorded yet only, where asked. */
    @Transactional(readOnly = true)
    public List<Transfer> transfers(boolean dueOnly, @Nullable UUID after, int limit) {
        PositionList.requireStaff();
        return jdbc.sql("SELECT " + COLUMNS + " FROM settlement_transfer WHERE (NOT :due OR recorded_on IS NULL)"
                        + " AND (:after::uuid IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit")
                .param("due", dueOnly)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> transfer(row))
                .list();
    }

    /** The transfers that a netting made due here. */
    @Transactional(readOnly = true)
    public List<Transfer> ofNetting(UUID netting) {
        PositionList.requireStaff();
        return jdbc.sql("SELECT " + COLUMNS + " FROM settlement_transfer WHERE netting_id = ? ORDER BY counterpart")
                .param(netting)
                .query((row, n) -> transfer(row))
                .list();
    }

    /**
     * The transfer stands on the bank's statement: from the account of transfers under way to the bank's. Recorded once.
     *
     * @throws PositionRefused {@code transfer-recorded} if it was recorded before
     */
    @Transactional
    public Transfer record(UUID id, LocalDate on) {
        requirePaying();
        Transfer transfer = find(id);
        Terms.happened(on, "on", LocalDate.now(clock));
        if (on.isBefore(transfer.dueOn())) {
            throw new InvalidField("on", "transfer-before-due", transfer.dueOn());
        }
        boolean recorded = jdbc.sql("SELECT settlement_transfer_record(?, ?, ?)")
                .params(id, on, CurrentTenant.actor().subject())
                .query(Boolean.class)
                .single();
        if (!recorded) {
            throw new PositionRefused("transfer-recorded", id);
        }
        book(transfer, on);
        audit.record("transfer.recorded", "transfer:" + id, transfer.amount().toString());
        live.publish("positions", id);
        return find(id);
    }

    /**
     * Records that single positions were paid, outside any netting: one transfer a counterpart, already at the bank; the other side
     * hears of it.
     *
     * @param ids positions that we owe and that are payable
     * @throws PositionRefused {@code position-not-payable} if one of them is not
     */
    @Transactional
    public List<Transfer> pay(List<UUID> ids, LocalDate on) {
        requirePaying();
        if (on.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("on", "payment-in-future", on);
        }
        List<Position> paid = list.byIds(ids.stream().distinct().toList());
        if (paid.isEmpty() || paid.size() != ids.stream().distinct().count()) {
            throw new NotFound("position", ids);
        }
        for (Position position : paid) {
            if (position.direction() != Positions.Direction.PAYABLE || !position.payable()) {
                throw new PositionRefused("position-not-payable", position.label());
            }
            if (on.isBefore(position.date())) {
                throw new InvalidField("on", "payment-before-position", position.date());
            }
        }
        List<UUID> settled = jdbc.sql("SELECT positions_settle(?::uuid[], NULL, ?)")
                .params(texts(ids), on)
                .query(UUID.class)
                .list();
        if (settled.size() != paid.size()) {
            throw new PositionRefused("position-not-payable", "");
        }
        Map<String, List<Position>> byCounterpart = new TreeMap<>();
        paid.forEach(position -> byCounterpart
                .computeIfAbsent(position.counterpart().value(), c -> new ArrayList<>())
                .add(position));
        List<Transfer> transfers = new ArrayList<>();
        byCounterpart.forEach((counterpart, theirs) -> {
            UUID id = Ids.next();
            TenantId to = new TenantId(counterpart);
            Money amount = Money.sum(theirs.stream().map(Position::amount).toList());
            Transfer transfer = new Transfer(id, null, to, NettingSide.Way.OUT, amount, on, null, null, on);
            insert(List.of(transfer));
            jdbc.sql("SELECT settlement_transfer_record(?, ?, ?)")
                    .params(id, on, CurrentTenant.actor().subject())
                    .query(Boolean.class)
                    .single();
            bookSettlement("settlement:" + id, "Règlement de positions", on, theirs, List.of(transfer));
            book(transfer, on);
            tell(theirs, on);
            post.tell(
                    to,
                    NettingMail.PAID,
                    new NettingMail.Paid(id, theirs.stream().map(Position::id).toList(), amount, on));
            transfers.add(transfer);
        });
        audit.record("positions.paid", "positions", String.valueOf(ids.size()));
        return transfers;
    }

    /** The counterpart paid: our receivables are settled, and its transfer is awaited on our statement. */
    void paid(TenantId from, NettingMail.Paid told) {
        List<Position> ours = list.byIds(told.positions());
        boolean alike = ours.size() == told.positions().size()
                && ours.stream().allMatch(position -> position.counterpart().equals(from))
                && Money.sum(ours.stream().map(Position::amount).toList()).equals(told.amount());
        List<UUID> settled = jdbc.sql("SELECT positions_paid(?::uuid[], ?)")
                .params(texts(told.positions()), told.on())
                .query(UUID.class)
                .list();
        if (!alike || settled.size() != ours.size()) {
            throw new PositionRefused("position-not-payable", "");
        }
        Transfer transfer = new Transfer(
                told.transfer(), null, from, NettingSide.Way.IN, told.amount(), told.on(), null, null, null);
        insert(List.of(transfer));
        bookSettlement("settlement:" + told.transfer(), "Règlement de positions", told.on(), ours, List.of(transfer));
        tell(ours, told.on());
    }

    /** All sides agreed: positions are settled, and what is left of them is due as transfers. */
    void net(NettingSide.Side side, LocalDate on) {
        List<Position> ours = list.byIds(side.positions());
        List<UUID> settled = jdbc.sql("SELECT positions_net(?::uuid[], ?, ?)")
                .params(texts(side.positions()), side.netting(), on)
                .query(UUID.class)
                .list();
        if (settled.size() != side.positions().size()) {
            throw new PositionRefused("netting-not-ours", side.netting());
        }
        List<Transfer> transfers = side.transfers().stream()
                .map(due -> new Transfer(
                        Ids.next(),
                        side.netting(),
                        due.counterpart(),
                        due.way(),
                        due.amount(),
                        on,
                        due.iban(),
                        due.bic(),
                        null))
                .toList();
        insert(transfers);
        bookSettlement("netting:" + side.netting(), "Compensation entre coopératives", on, ours, transfers);
        tell(ours, on);
    }

    private void bookSettlement(
            String source, String label, LocalDate on, List<Position> settled, List<Transfer> transfers) {
        accounts.ensure(ACCOUNT, ACCOUNT_LABEL);
        String carrying = positions.account();
        Map<String, Money> byCounterpart = new TreeMap<>();
        settled.forEach(position -> byCounterpart.merge(
                position.counterpart().value(), position.signed().negated(), Money::plus));
        Map<TenantId, String> thirdParties = positions.thirdParties(Stream.concat(
                        settled.stream().map(Position::counterpart),
                        transfers.stream().map(Transfer::counterpart))
                .collect(Collectors.toSet()));
        List<JournalLine> lines = new ArrayList<>();
        byCounterpart.forEach((counterpart, amount) -> {
            if (!amount.isZero()) {
                lines.add(new JournalLine(carrying, null, thirdParties.get(new TenantId(counterpart)), null, amount));
            }
        });
        transfers.forEach(transfer -> lines.add(
                new JournalLine(ACCOUNT, null, thirdParties.get(transfer.counterpart()), null, signed(transfer))));
        // What we owed one another was equal to the cent: nothing moves between accounts.
        if (!lines.isEmpty()) {
            ledger.post(new JournalEntry("OD", on, label, null, null, source, lines));
        }
    }

    private void book(Transfer transfer, LocalDate on) {
        String label =
                transfer.way() == NettingSide.Way.OUT ? "Virement à une coopérative" : "Virement d’une coopérative";
        accounts.ensure(ACCOUNT, ACCOUNT_LABEL);
        ledger.post(new JournalEntry(
                "BQ",
                on,
                label,
                null,
                null,
                "transfer:" + transfer.id(),
                List.of(
                        new JournalLine(BANK, null, null, null, signed(transfer)),
                        new JournalLine(
                                ACCOUNT,
                                null,
                                positions.thirdParty(transfer.counterpart()),
                                null,
                                signed(transfer).negated()))));
    }

    /** What it adds to the account of transfers under way: a debit where we get it. */
    private static Money signed(Transfer transfer) {
        return transfer.way() == NettingSide.Way.IN
                ? transfer.amount()
                : transfer.amount().negated();
    }

    private void tell(List<Position> settled, LocalDate on) {
        events.publishEvent(new PositionsSettled(settled.stream()
                .map(position -> new PositionSettled(
                        position.id(),
                        position.kind(),
                        position.direction(),
                        position.counterpart(),
                        position.amount(),
                        on))
                .toList()));
        live.publish("positions", "settled");
    }

    private void insert(List<Transfer> transfers) {
        jdbc.sql("""
            INSERT INTO settlement_transfer(id, netting_id, counterpart, direction, amount_cents, due_on, iban, bic)
            SELECT * FROM unnest(:ids::uuid[], :nettings::uuid[], :counterparts::text[], :ways::text[],
                :cents::bigint[], :days::date[], :ibans::text[], :bics::text[])\
            """)
                .param("ids", texts(transfers, Transfer::id))
                .param("nettings", texts(transfers, Transfer::netting))
                .param("counterparts", texts(transfers, Transfer::counterpart))
                .param("ways", texts(transfers, Transfer::way))
                .param("cents", texts(transfers, transfer -> transfer.amount().cents()))
                .param("days", texts(transfers, Transfer::dueOn))
                .param("ibans", texts(transfers, Transfer::iban))
                .param("bics", texts(transfers, Transfer::bic))
                .update();
    }

    Transfer find(UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM settlement_transfer WHERE id = ?")
                .param(id)
                .query((row, n) -> transfer(row))
                .optional()
                .orElseThrow(() -> new NotFound("transfer", id));
    }

    /**
     * The bank's file (SEPA credit transfers, pain.001.001.09) of the transfers that a netting made due here. It is kept as it was made:
     * asked for again, also after a transfer was noted, it is the same to the byte, so a bank that gets it twice pays once.
     *
     * @throws PositionRefused {@code netting-nothing-to-pay} if there are none; {@code netting-no-account} where an account is missing
     */
    @Transactional
    public byte[] bankFile(UUID netting) {
        requirePaying();
        // Locked first: of two who ask at once the second finds the file of the first.
        if (jdbc.sql("SELECT 1 FROM netting_side WHERE netting_id = ? FOR UPDATE")
                .param(netting)
                .query(Integer.class)
                .list()
                .isEmpty()) {
            throw new NotFound("netting", netting);
        }
        Set<UUID> filed = Set.copyOf(jdbc.sql("SELECT t.transfer_id FROM settlement_file_transfer t"
                        + " JOIN settlement_file f ON f.id = t.file_id WHERE f.netting_id = ?")
                .param(netting)
                .query(UUID.class)
                .list());
        List<Transfer> out = ofNetting(netting).stream()
                .filter(transfer -> transfer.way() == NettingSide.Way.OUT
                        && transfer.recordedOn() == null
                        && !filed.contains(transfer.id()))
                .toList();
        if (!out.isEmpty()) {
            return makeFile(netting, out);
        }
        record Kept(UUID id, byte[] content) {}
        Kept kept = jdbc.sql("SELECT id, content FROM settlement_file WHERE netting_id = ? ORDER BY no DESC LIMIT 1")
                .param(netting)
                .query((row, n) -> new Kept(row.getObject("id", UUID.class), row.getBytes("content")))
                .optional()
                .orElseThrow(() -> new PositionRefused("netting-nothing-to-pay"));
        audit.record("netting.file", "netting:" + netting, String.valueOf(filed.size()));
        return Base64.getDecoder().decode(tenants.box().open(kept.content(), place(kept.id())));
    }

    private byte[] makeFile(UUID netting, List<Transfer> out) {
        LegalIdentity payer = identities.current().legal();
        if (payer.iban() == null) {
            throw new PositionRefused("netting-no-account", payer.name());
        }
        List<CreditTransfers.Transfer> transfers = out.stream()
                .map(transfer -> {
                    String name = tenants.get(transfer.counterpart()).name();
                    if (transfer.iban() == null) {
                        throw new PositionRefused("netting-no-account", name);
                    }
                    return new CreditTransfers.Transfer(
                            transfer.id().toString().replace("-", ""),
                            transfer.amount(),
                            name,
                            transfer.iban(),
                            NettingPrinter.reference(netting) + " Compensation " + transfer.dueOn());
                })
                .toList();
        int no = jdbc.sql("SELECT count(*) + 1 FROM settlement_file WHERE netting_id = ?")
                .param(netting)
                .query(Integer.class)
                .single();
        LocalDate today = LocalDate.now(clock);
        String message = NettingPrinter.reference(netting) + "-" + today + (no == 1 ? "" : "-" + no);
        byte[] content = CreditTransfers.write(
                message,
                clock.instant(),
                today,
                CreditTransfers.Purpose.OTHER,
                new CreditTransfers.Payer(payer.name(), payer.iban(), payer.bic()),
                transfers);
        UUID id = Ids.next();
        jdbc.sql("INSERT INTO settlement_file (id, netting_id, no, message, content, made_by, made_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        id,
                        netting,
                        no,
                        message,
                        tenants.box().seal(Base64.getEncoder().encodeToString(content), place(id)),
                        CurrentTenant.actor().subject(),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("INSERT INTO settlement_file_transfer (transfer_id, file_id) SELECT unnest(?), ?")
                .params(out.stream().map(Transfer::id).toArray(UUID[]::new), id)
                .update();
        audit.record("netting.file", "netting:" + netting, String.valueOf(transfers.size()));
        return content;
    }

    private static String place(UUID file) {
        return "settlement_file.content:" + file;
    }

    private static void requirePaying() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR);
    }

    private static String[] texts(List<UUID> ids) {
        return texts(ids, id -> id);
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable Object> column) {
        return all.stream()
                .map(column)
                .map(value -> value == null ? null : value.toString())
                .toArray(String[]::new);
    }

    private static Transfer transfer(ResultSet row) throws SQLException {
        return new Transfer(
                row.getObject("id", UUID.class),
                row.getObject("netting_id", UUID.class),
                new TenantId(row.getString("counterpart")),
                NettingSide.Way.valueOf(row.getString("direction")),
                Money.ofCents(row.getLong("amount_cents")),
                row.getObject("due_on", LocalDate.class),
                row.getString("iban"),
                row.getString("bic"),
                row.getObject("recorded_on", LocalDate.class));
    }
}
