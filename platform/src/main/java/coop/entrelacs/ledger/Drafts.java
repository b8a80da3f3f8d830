package coop.entrelacs.ledger;

import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Draft entries (brouillard): they may be incomplete and change until they are validated. Then they become entries that never
 * change again.
 */
@Service
public class Drafts {

    /**
     * What a draft says. Only what an entry could never have is refused; whether it balances is asked at validation.
     *
     * @param label may be empty while it is a draft
     */
    public record DraftForm(
            String journal,
            LocalDate date,
            String label,
            @Nullable String pieceRef,
            @Nullable LocalDate pieceDate,
            List<DraftLine> lines) {

        public DraftForm {
            journal = BookText.required("journal", journal, 20);
            if (date == null) {
                throw new InvalidField("date", "required");
            }
            String checked = BookText.optional("label", label, 200);
            label = checked == null ? "" : checked;
            pieceRef = BookText.optional("pieceRef", pieceRef, 60);
            lines = lines == null ? List.of() : List.copyOf(lines);
            if (lines.size() > 2_000) {
                throw new InvalidField("lines", "too-many", 2_000);
            }
        }
    }

    /** @param amount debit positive; zero while it is not known */
    public record DraftLine(
            String account,
            @Nullable UUID analytic,
            @Nullable String thirdParty,
            @Nullable String label,
            Money amount) {

        public DraftLine {
            account = BookText.required("account", account, 20);
            thirdParty = BookText.optional("thirdParty", thirdParty, 60);
            label = BookText.optional("label", label, 200);
            amount = (amount == null ? Money.ZERO : amount).bounded("amount");
        }
    }

    /**
     * A draft as it stands.
     *
     * @param version goes up with every change; give it back to change or delete
     * @param balance what is missing to balance, debit positive
     */
    public record Draft(
            UUID id,
            long version,
            DraftForm entry,
            Money balance,
            UUID createdBy,
            Instant createdAt,
            Instant changedAt) {}

    /** What became of a draft. */
    public record Validated(UUID draft, long entry, String journal, long number) {}

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Sealing sealing;

    Drafts(JdbcClient jdbc, Ledger ledger, Sealing sealing) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.sealing = sealing;
    }

    /** Keeps a new draft. */
    @Transactional
    public Draft create(DraftForm form) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        UUID id = Ids.next();
        jdbc.sql("""
            INSERT INTO draft_entry (id, journal_id, entry_date, label, piece_ref, piece_date, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?)\
            """)
                .param(1, id)
                .param(2, journal(form.journal()))
                .param(3, form.date())
                .param(4, form.label())
                .param(5, form.pieceRef(), Types.VARCHAR)
                .param(6, form.pieceDate(), Types.DATE)
                .param(7, CurrentTenant.actor().subject())
                .update();
        write(id, form.lines());
        return get(id);
    }

    /**
     * Changes a draft.
     *
     * @param version the version that was read
     * @throws ChangedMeanwhile if someone else changed it since
     */
    @Transactional
    public Draft change(UUID id, long version, DraftForm form) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        int changed = jdbc.sql("""
            UPDATE draft_entry SET version = version + 1, journal_id = ?, entry_date = ?, label = ?, piece_ref = ?,
                   piece_date = ?, changed_at = now()
            WHERE id = ? AND version = ?\
            """)
                .param(1, journal(form.journal()))
                .param(2, form.date())
                .param(3, form.label())
                .param(4, form.pieceRef(), Types.VARCHAR)
                .param(5, form.pieceDate(), Types.DATE)
                .param(6, id)
                .param(7, version)
                .update();
        if (changed == 0) {
            get(id);
            throw new ChangedMeanwhile();
        }
        jdbc.sql("DELETE FROM draft_line WHERE draft_id = ?").param(id).update();
        write(id, form.lines());
        return get(id);
    }

    /** @throws ChangedMeanwhile if someone else changed it since */
    @Transactional
    public void delete(UUID id, long version) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        if (jdbc.sql("DELETE FROM draft_entry WHERE id = ? AND version = ?")
                        .params(id, version)
                        .update()
                == 0) {
            get(id);
            throw new ChangedMeanwhile();
        }
    }

    /** @throws NotFound if there is no such draft (any more) */
    @Transactional(readOnly = true)
    public Draft get(UUID id) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        List<Draft> found = read(List.of(id));
        if (found.isEmpty()) {
            throw new NotFound("draft", id);
        }
        return found.getFirst();
    }

    /** The drafts by date, those after a cursor. */
    @Transactional(readOnly = true)
    public Page<Draft> list(@Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        LocalDate date = LocalDate.of(1, 1, 1);
        UUID id = new UUID(0, 0);
        if (after != null) {
            try {
                int split = after.indexOf('_');
                date = LocalDate.parse(after.substring(0, Math.max(split, 0)));
                id = UUID.fromString(after.substring(split + 1));
            } catch (RuntimeException e) {
                throw new InvalidField("after", "cursor-unknown");
            }
        }
        List<UUID> ids = jdbc.sql(
                        "SELECT id FROM draft_entry WHERE (entry_date, id) > (?, ?) ORDER BY entry_date, id LIMIT ?")
                .params(date, id, limit + 1)
                .query(UUID.class)
                .list();
        return Page.of(read(ids), limit, d -> d.entry().date() + "_" + d.id());
    }

    /**
     * Books drafts, all or none, and numbers them at once. Whoever comes second to the same drafts finds them gone.
     *
     * @throws NotFound if one of them is not there (any more)
     * @throws InvalidField naming the draft by its position ({@code drafts[2].lines}) if one does not balance or lacks a label
     * @throws BookingRefused if a period is closed or an account too
     */
    @Transactional
    public List<Validated> validate(List<UUID> ids) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        if (ids.isEmpty()) {
            throw new InvalidField("drafts", "required");
        }
        // in the order of ids, so that two who validate overlapping lists wait instead of blocking each other
        List<UUID> locked = jdbc.sql("SELECT id FROM draft_entry WHERE id = ANY (?) ORDER BY id FOR UPDATE")
                .param(ids.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
        for (UUID id : new TreeSet<>(ids)) {
            if (!locked.contains(id)) {
                throw new NotFound("draft", id);
            }
        }
        Map<UUID, Draft> drafts = new HashMap<>();
        read(locked).forEach(d -> drafts.put(d.id(), d));
        List<UUID> order = List.copyOf(new java.util.LinkedHashSet<>(ids));
        List<JournalEntry> entries = new ArrayList<>(order.size());
        for (int i = 0; i < order.size(); i++) {
            Draft draft = drafts.get(order.get(i));
            if (draft == null) {
                throw new NotFound("draft", order.get(i));
            }
            entries.add(entry(i, draft));
        }
        List<Long> booked = ledger.post(entries);
        jdbc.sql("DELETE FROM draft_entry WHERE id = ANY (?)")
                .param(order.toArray(UUID[]::new))
                .update();
        sealing.now();
        Map<Long, Long> numbers = new HashMap<>();
        jdbc.sql("SELECT entry_id, number FROM entry_seal WHERE entry_id = ANY (?)")
                .param(booked.toArray(Long[]::new))
                .query((row, n) -> numbers.put(row.getLong(1), row.getLong(2)))
                .list();
        List<Validated> done = new ArrayList<>(order.size());
        for (int i = 0; i < order.size(); i++) {
            Long number = numbers.get(booked.get(i));
            if (number == null) {
                throw new IllegalStateException("entry " + booked.get(i) + " was not numbered");
            }
            done.add(new Validated(order.get(i), booked.get(i), entries.get(i).journal(), number));
        }
        return done;
    }

    private static JournalEntry entry(int position, Draft draft) {
        DraftForm form = draft.entry();
        String at = "drafts[" + position + "].";
        try {
            List<JournalLine> lines = form.lines().stream()
                    .map(l -> new JournalLine(l.account(), l.analytic(), l.thirdParty(), l.label(), l.amount()))
                    .toList();
            return new JournalEntry(
                    form.journal(),
                    form.date(),
                    form.label(),
                    form.pieceRef(),
                    form.pieceDate(),
                    "draft:" + draft.id(),
                    lines);
        } catch (InvalidField e) {
            throw new InvalidField(at + e.field(), e.code(), e.arguments().toArray());
        }
    }

    private int journal(String code) {
        return jdbc.sql("SELECT id FROM journal WHERE code = ?")
                .param(code)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> new InvalidField("journal", "unknown-journal", code));
    }

    private void write(UUID draft, List<DraftLine> lines) {
        Map<String, Integer> accounts = known(
                "SELECT number, id FROM account WHERE NOT heading AND number = ANY (?)",
                lines.stream().map(DraftLine::account));
        Map<String, Integer> thirdParties = known(
                "SELECT code, id FROM third_party WHERE code = ANY (?)",
                lines.stream().map(DraftLine::thirdParty));
        Map<String, Integer> analytics = known(
                "SELECT value::text, id FROM analytic_value WHERE value::text = ANY (?)",
                lines.stream()
                        .map(l -> l.analytic() == null ? null : l.analytic().toString()));
        int no = 0;
        for (DraftLine line : lines) {
            String at = "lines[" + no++ + "].";
            jdbc.sql("""
                INSERT INTO draft_line (draft_id, line_no, account_id, third_party_id, analytic_id, label, amount_cents)
                VALUES (?, ?, ?, ?, ?, ?, ?)\
                """)
                    .param(1, draft)
                    .param(2, no)
                    .param(3, id(accounts, line.account(), at + "account", "unknown-account"))
                    .param(
                            4,
                            id(thirdParties, line.thirdParty(), at + "thirdParty", "unknown-third-party"),
                            Types.INTEGER)
                    .param(
                            5,
                            id(
                                    analytics,
                                    line.analytic() == null
                                            ? null
                                            : line.analytic().toString(),
                                    at + "analytic",
                                    "unknown-analytic"),
                            Types.INTEGER)
                    .param(6, line.label(), Types.VARCHAR)
                    .param(7, line.amount().cents())
                    .update();
        }
    }

    private Map<String, Integer> known(String sql, java.util.stream.Stream<? extends @Nullable String> keys) {
        Map<String, Integer> ids = new HashMap<>();
        jdbc.sql(sql)
                .param(keys.filter(java.util.Objects::nonNull).distinct().toArray(String[]::new))
                .query((row, n) -> ids.put(row.getString(1), row.getInt(2)))
                .list();
        return ids;
    }

    private static @Nullable Integer id(Map<String, Integer> ids, @Nullable String key, String field, String code) {
        if (key == null) {
            return null;
        }
        Integer id = ids.get(key);
        if (id == null) {
            throw new InvalidField(field, code, key);
        }
        return id;
    }

    private List<Draft> read(List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        UUID[] wanted = ids.toArray(UUID[]::new);
        Map<UUID, List<DraftLine>> lines = new HashMap<>();
        jdbc.sql("""
            SELECT l.draft_id, a.number, v.value, t.code, l.label, l.amount_cents FROM draft_line l
            JOIN account a ON a.id = l.account_id
            LEFT JOIN third_party t ON t.id = l.third_party_id
            LEFT JOIN analytic_value v ON v.id = l.analytic_id
            WHERE l.draft_id = ANY (?) ORDER BY l.draft_id, l.line_no\
            """)
                .param(wanted)
                .query((row, n) -> lines.computeIfAbsent(row.getObject("draft_id", UUID.class), d -> new ArrayList<>())
                        .add(new DraftLine(
                                row.getString("number"),
                                row.getObject("value", UUID.class),
                                row.getString("code"),
                                row.getString("label"),
                                Rows.money(row, "amount_cents"))))
                .list();
        Map<UUID, Draft> drafts = new LinkedHashMap<>();
        jdbc.sql("""
            SELECT d.id, d.version, j.code AS journal, d.entry_date, d.label, d.piece_ref, d.piece_date, d.created_by,
                   d.created_at, d.changed_at
            FROM draft_entry d JOIN journal j ON j.id = d.journal_id WHERE d.id = ANY (?) ORDER BY d.entry_date, d.id\
            """)
                .param(wanted)
                .query((row, n) -> {
                    UUID id = row.getObject("id", UUID.class);
                    List<DraftLine> own = lines.getOrDefault(id, List.of());
                    return drafts.put(
                            id,
                            new Draft(
                                    id,
                                    row.getLong("version"),
                                    new DraftForm(
                                            row.getString("journal"),
                                            Rows.date(row, "entry_date"),
                                            row.getString("label"),
                                            row.getString("piece_ref"),
                                            Rows.dateOrNull(row, "piece_date"),
                                            own),
                                    Money.sum(
                                            own.stream().map(DraftLine::amount).toList()),
                                    row.getObject("created_by", UUID.class),
                                    row.getObject("created_at", java.time.OffsetDateTime.class)
                                            .toInstant(),
                                    row.getObject("changed_at", java.time.OffsetDateTime.class)
                                            .toInstant()));
                })
                .list();
        return List.copyOf(drafts.values());
    }
}
