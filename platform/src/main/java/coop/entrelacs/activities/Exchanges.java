package coop.entrelacs.activities;

import coop.entrelacs.activities.DocumentNumbers.Sequence;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Exchanges between two activities of the cooperative. Both are the same legal person, so there is no invoice, no VAT and, by
 * default, no contribution: only money that passes from one activity's column to the other's (accounts 186 and 187 of the plan
 * comptable général, which cancel out in the cooperative's accounts).
 */
@Service
public class Exchanges {

    static final String CHARGE = "186";
    static final String INCOME = "187";

    private final JdbcClient jdbc;
    private final ActivityAccess access;
    private final DocumentNumbers numbers;
    private final BookAccounts accounts;
    private final Ledger ledger;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Exchanges(
            JdbcClient jdbc,
            ActivityAccess access,
            DocumentNumbers numbers,
            BookAccounts accounts,
            Ledger ledger,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.access = access;
        this.numbers = numbers;
        this.accounts = accounts;
        this.ledger = ledger;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** Records an exchange. The activity that pays decides: its member, or the support team. */
    @Transactional
    public ExchangeRow record(ExchangeForm form) {
        access.requireWrite(form.receiver());
        if (form.exchangedOn().isAfter(LocalDate.now(clock))) {
            throw new InvalidField("exchangedOn", "date-in-future", form.exchangedOn());
        }
        Map<UUID, String> names = jdbc
                .sql("SELECT id, trade_name FROM activity WHERE id IN (:ids)")
                .param("ids", List.of(form.provider(), form.receiver()))
                .query((row, n) -> Map.entry(row.getObject(1, UUID.class), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        String provider = names.get(form.provider());
        String receiver = names.get(form.receiver());
        if (provider == null || receiver == null) {
            throw new NotFound("activity", provider == null ? form.provider() : form.receiver());
        }
        accounts.ensure();
        UUID id = Ids.next();
        String number = numbers.take(Sequence.VOUCHER, form.exchangedOn());
        long entry = ledger.post(new JournalEntry(
                "OD",
                form.exchangedOn(),
                Labels.of(number, provider + " → " + receiver, form.label()),
                number,
                form.exchangedOn(),
                "exchange:" + id,
                List.of(
                        JournalLine.debit(CHARGE, form.amount()).on(form.receiver()),
                        JournalLine.credit(INCOME, form.amount()).on(form.provider()))));
        jdbc.sql("""
            INSERT INTO exchange_voucher(id, number, provider_id, receiver_id, exchanged_on, label, amount_cents, entry_id,
                                         recorded_at, recorded_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)
                .params(
                        id,
                        number,
                        form.provider(),
                        form.receiver(),
                        form.exchangedOn(),
                        form.label(),
                        form.amount().cents(),
                        entry,
                        Invoices.utc(clock.instant()),
                        CurrentTenant.actor().subject())
                .update();
        audit.record("exchange.recorded", "exchange:" + id, number);
        live.publish("activity", form.provider());
        live.publish("activity", form.receiver());
        return new ExchangeRow(
                id,
                number,
                form.exchangedOn(),
                form.provider(),
                provider,
                form.receiver(),
                receiver,
                form.label(),
                form.amount(),
                entry);
    }

    /** Exchanges of the activities that the asker sees, the newest first. */
    @Transactional(readOnly = true)
    public Page<ExchangeRow> list(@Nullable UUID activity, @Nullable String after, @Nullable Integer limit) {
        int most = Page.limit(limit);
        List<ExchangeRow> rows = jdbc.sql(
                        """
                            SELECT v.id, v.number, v.exchanged_on, v.provider_id, p.trade_name AS provider_name, v.receiver_id,
                                   q.trade_name AS receiver_name, v.label, v.amount_cents, v.entry_id
                              FROM exchange_voucher v JOIN activity p ON p.id = v.provider_id JOIN activity q ON q.id = v.receiver_id
                             WHERE v.id < :below
                               AND (cast(:activity AS uuid) IS NULL OR v.provider_id = :activity OR v.receiver_id = :activity)
                               AND EXISTS (SELECT FROM activity a WHERE a.id IN (v.provider_id, v.receiver_id) AND\
                            """ + ActivityAccess.VISIBLE + ") ORDER" + " BY v.id" + " DESC" + " LIMIT" + " :limit")
                .params(access.scope().parameters())
                .param("below", Cursors.below(after))
                .param("activity", activity)
                .param("limit", most + 1)
                .query((row, n) -> new ExchangeRow(
                        row.getObject("id", UUID.class),
                        row.getString("number"),
                        row.getObject("exchanged_on", LocalDate.class),
                        row.getObject("provider_id", UUID.class),
                        row.getString("provider_name"),
                        row.getObject("receiver_id", UUID.class),
                        row.getString("receiver_name"),
                        row.getString("label"),
                        Money.ofCents(row.getLong("amount_cents")),
                        row.getLong("entry_id")))
                .list();
        return Page.of(rows, most, row -> row.id().toString());
    }
}
