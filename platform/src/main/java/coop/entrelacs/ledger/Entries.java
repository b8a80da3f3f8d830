package coop.entrelacs.ledger;

import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The booked entries, to look at. */
@Service
public class Entries {

    /** What to look for; null means any. Source matches from its beginning: {@code invoice:} finds all entries of invoices. */
    public record Filter(
            @Nullable String journal,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable String account,
            @Nullable String thirdParty,
            @Nullable UUID analytic,
            @Nullable String source,
            @Nullable String text) {

        public static Filter none() {
            return new Filter(null, null, null, null, null, null, null, null);
        }
    }

    /**
     * One entry of a list.
     *
     * @param number in its journal and fiscal year, or null for the moment before it is given
     * @param amount the sum of its debits
     * @param originalNumber the number it had in the software it was imported from, or null
     */
    public record EntrySummary(
            long id,
            String journal,
            String journalLabel,
            @Nullable Long number,
            LocalDate date,
            String label,
            @Nullable String pieceRef,
            @Nullable String source,
            Money amount,
            Instant bookedAt,
            @Nullable String originalNumber) {}

    /**
     * An entry with all there is to know of it.
     *
     * @param hash the end of the chain up to this entry, in hexadecimal, or null while it is not sealed
     * @param reversedBy the entry that takes it back, or null
     * @param reverses the entry it takes back, or null
     */
    public record EntryDetail(
            EntrySummary entry,
            @Nullable LocalDate pieceDate,
            UUID bookedBy,
            @Nullable Instant sealedAt,
            @Nullable String hash,
            @Nullable Long reversedBy,
            @Nullable Long reverses,
            @Nullable LocalDate originalDate,
            @Nullable LocalDate originalValidDate,
            List<LineDetail> lines) {

        public EntryDetail {
            lines = List.copyOf(lines);
        }
    }

    public record LineDetail(
            int line,
            String account,
            String accountLabel,
            @Nullable String thirdParty,
            @Nullable String thirdPartyName,
            @Nullable UUID analytic,
            @Nullable String analyticLabel,
            String label,
            Money debit,
            Money credit,
            @Nullable String lettering) {}

    private static final String SELECT = """
        SELECT e.id, j.code AS journal, j.label AS journal_label, s.number, e.entry_date, e.label, e.piece_ref, e.source, e.booked_at,
               i.number AS original_number,
               (SELECT coalesce(sum(debit_of(l.amount_cents, l.contra)), 0) FROM journal_line l WHERE l.entry_id = e.id) AS amount,
               e.piece_date, e.booked_by, s.sealed_at, s.hash, i.original_date, i.valid_date
        FROM journal_entry e
        JOIN journal j ON j.id = e.journal_id
        LEFT JOIN entry_seal s ON s.entry_id = e.id
        LEFT JOIN imported_entry i ON i.entry_id = e.id\
        """;

    private final JdbcClient jdbc;

    Entries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The entries that match, the latest first. */
    @Transactional(readOnly = true)
    public Page<EntrySummary> list(Filter filter, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        StringBuilder where = new StringBuilder(" WHERE true");
        Map<String, Object> params = new LinkedHashMap<>();
        if (filter.journal() != null) {
            where.append(" AND e.journal_id = (SELECT id FROM journal WHERE code = :journal)");
            params.put("journal", filter.journal());
        }
        if (filter.from() != null) {
            where.append(" AND e.entry_date >= :from");
            params.put("from", filter.from());
        }
        if (filter.to() != null) {
            where.append(" AND e.entry_date <= :to");
            params.put("to", filter.to());
        }
        if (filter.account() != null || filter.thirdParty() != null || filter.analytic() != null) {
            where.append(" AND EXISTS (SELECT 1 FROM journal_line l WHERE l.entry_id = e.id");
            if (filter.account() != null) {
                where.append(" AND l.account_id IN (SELECT id FROM account WHERE number LIKE :account || '%')");
                params.put("account", String.valueOf(SearchText.literal(filter.account())));
            }
            if (filter.thirdParty() != null) {
                where.append(" AND l.third_party_id = (SELECT id FROM third_party WHERE code = :thirdParty)");
                params.put("thirdParty", filter.thirdParty());
            }
            if (filter.analytic() != null) {
                where.append(" AND l.analytic_id = (SELECT id FROM analytic_value WHERE value = :analytic)");
                params.put("analytic", filter.analytic());
            }
            where.append(")");
        }
        if (filter.source() != null) {
            where.append(" AND e.source LIKE :source || '%'");
            params.put("source", String.valueOf(SearchText.literal(filter.source())));
        }
        if (filter.text() != null) {
            where.append(" AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w"
                    + " WHERE strpos(folded(concat_ws(' ', e.label, e.piece_ref)), w) = 0)");
            params.put("words", Folding.words(filter.text()));
        }
        if (after != null) {
            where.append(" AND (e.entry_date, e.id) < (:afterDate, :afterId)");
            int split = after.indexOf('_');
            try {
                params.put("afterDate", LocalDate.parse(after.substring(0, Math.max(split, 0))));
                params.put("afterId", Long.parseLong(after.substring(split + 1)));
            } catch (RuntimeException e) {
                throw new InvalidField("after", "cursor-unknown");
            }
        }
        params.put("limit", limit + 1);
        List<EntrySummary> found = jdbc.sql(SELECT + where + " ORDER BY e.entry_date DESC, e.id DESC LIMIT :limit")
                .params(params)
                .query((row, n) -> summary(row))
                .list();
        return Page.of(found, limit, e -> e.date() + "_" + e.id());
    }

    /** @throws NotFound if there is no such entry */
    @Transactional(readOnly = true)
    public EntryDetail get(long id) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        List<LineDetail> lines = jdbc.sql("""
            SELECT l.line_no, a.number, a.label AS account_label, t.code, t.name, v.value, v.label AS analytic_label,
                   coalesce(l.label, e.label) AS label, debit_of(l.amount_cents, l.contra) AS debit,
                   credit_of(l.amount_cents, l.contra) AS credit, g.code AS lettering
            FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id JOIN account a ON a.id = l.account_id
            LEFT JOIN third_party t ON t.id = l.third_party_id
            LEFT JOIN analytic_value v ON v.id = l.analytic_id
            LEFT JOIN lettering_line ll ON ll.entry_id = l.entry_id AND ll.line_no = l.line_no
            LEFT JOIN lettering g ON g.id = ll.lettering_id
            WHERE l.entry_id = ? ORDER BY l.line_no\
            """)
                .param(id)
                .query((row, n) -> new LineDetail(
                        row.getInt("line_no"),
                        row.getString("number"),
                        row.getString("account_label"),
                        row.getString("code"),
                        row.getString("name"),
                        row.getObject("value", UUID.class),
                        row.getString("analytic_label"),
                        row.getString("label"),
                        Rows.money(row, "debit"),
                        Rows.money(row, "credit"),
                        row.getString("lettering")))
                .list();
        Long reversedBy = jdbc.sql("SELECT id FROM journal_entry WHERE source = ?")
                .param("reversal:" + id)
                .query(Long.class)
                .optional()
                .orElse(null);
        return jdbc.sql(SELECT + " WHERE e.id = ?")
                .param(id)
                .query((row, n) -> {
                    EntrySummary summary = summary(row);
                    String source = summary.source();
                    byte[] hash = row.getBytes("hash");
                    return new EntryDetail(
                            summary,
                            Rows.dateOrNull(row, "piece_date"),
                            row.getObject("booked_by", UUID.class),
                            Rows.instant(row, "sealed_at"),
                            hash == null ? null : HexFormat.of().formatHex(hash),
                            reversedBy,
                            source != null && source.startsWith("reversal:")
                                    ? Long.valueOf(source.substring("reversal:".length()))
                                    : null,
                            Rows.dateOrNull(row, "original_date"),
                            Rows.dateOrNull(row, "valid_date"),
                            lines);
                })
                .optional()
                .orElseThrow(() -> new NotFound("entry", id));
    }

    private static EntrySummary summary(java.sql.ResultSet row) throws java.sql.SQLException {
        return new EntrySummary(
                row.getLong("id"),
                row.getString("journal"),
                row.getString("journal_label"),
                Rows.longOrNull(row, "number"),
                Rows.date(row, "entry_date"),
                row.getString("label"),
                row.getString("piece_ref"),
                row.getString("source"),
                Rows.money(row, "amount"),
                row.getObject("booked_at", java.time.OffsetDateTime.class).toInstant(),
                row.getString("original_number"));
    }
}
