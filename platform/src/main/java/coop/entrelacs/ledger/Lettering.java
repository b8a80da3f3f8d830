package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Joins what belongs together on an account: an invoice and its payments. Lines are not touched; a group stands beside them and
 * can be taken apart again.
 */
@Service
public class Lettering {

    /** One line of an entry. */
    public record LineRef(long entry, int line) {}

    /**
     * A group of lines.
     *
     * @param balance what is left; zero once everything is settled
     */
    public record Letter(
            long id,
            String account,
            @Nullable String thirdParty,
            String code,
            @Nullable LocalDate letteredOn,
            Money balance,
            List<LineRef> lines) {

        public Letter {
            lines = List.copyOf(lines);
        }

        public boolean isComplete() {
            return balance.isZero();
        }
    }

    /** A line that waits for its counterpart. */
    public record OpenItem(
            long entry,
            int line,
            LocalDate date,
            String journal,
            @Nullable Long number,
            String account,
            @Nullable String thirdParty,
            @Nullable String thirdPartyName,
            String label,
            @Nullable String pieceRef,
            Money amount) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    Lettering(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Joins lines of one account and one third party under the next letter.
     *
     * @param partial whether what does not balance yet may be joined all the same (a payment on account)
     * @throws InvalidField if they are not of one account and third party, or do not balance
     * @throws BookingRefused if one of them is lettered already
     */
    @Transactional
    public Letter letter(List<LineRef> refs, boolean partial) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        return join(refs, partial);
    }

    /** As {@link #letter}, for modules that know what settles what: the payment of an invoice. Asks for no role. */
    @Transactional
    public Letter join(List<LineRef> refs, boolean partial) {
        if (refs.size() < 2 || new HashSet<>(refs).size() != refs.size()) {
            throw new InvalidField("lines", "lettering-too-short");
        }
        List<Row> rows = read(refs);
        if (rows.size() != refs.size()) {
            throw new NotFound("entry-line", "");
        }
        Row first = rows.getFirst();
        if (rows.stream()
                .anyMatch(r -> r.accountId() != first.accountId()
                        || !Objects.equals(r.thirdPartyId(), first.thirdPartyId()))) {
            throw new InvalidField("lines", "lettering-mixed");
        }
        if (rows.stream().anyMatch(Row::opening)) {
            throw new InvalidField("lines", "lettering-opening");
        }
        Money balance =
                Money.sum(rows.stream().map(r -> Money.ofCents(r.cents())).toList());
        if (!balance.isZero() && !partial) {
            throw new InvalidField("lines", "lettering-unbalanced", balance);
        }
        try {
            // one at a time: two letterings of the same third party would take the same letter
            Integer party = first.thirdPartyId();
            jdbc.sql(
                            party == null
                                    ? "SELECT 1 FROM account WHERE id = ? FOR NO KEY UPDATE"
                                    : "SELECT 1 FROM third_party WHERE id = ? FOR NO KEY UPDATE")
                    .param(party == null ? first.accountId() : party)
                    .query(Integer.class)
                    .single();
            String last = jdbc.sql("""
                            SELECT code FROM lettering WHERE account_id = ? AND third_party_id IS NOT DISTINCT FROM ?
                              AND import_id IS NULL ORDER BY length(code) DESC, code DESC LIMIT 1""")
                    .param(1, first.accountId())
                    .param(2, first.thirdPartyId(), java.sql.Types.INTEGER)
                    .query(String.class)
                    .optional()
                    .orElse(null);
            long id = jdbc.sql("""
                            INSERT INTO lettering (account_id, third_party_id, code, lettered_on, lettered_by)
                            VALUES (?, ?, ?, ?, ?) RETURNING id""")
                    .param(1, first.accountId())
                    .param(2, first.thirdPartyId(), java.sql.Types.INTEGER)
                    .param(3, next(last))
                    .param(4, LocalDate.now(clock))
                    .param(5, CurrentTenant.actor().subject())
                    .query(Long.class)
                    .single();
            jdbc.sql(
                            "INSERT INTO lettering_line (entry_id, line_no, lettering_id) SELECT e, l, ? FROM unnest(?, ?) u(e, l)")
                    .params(id, entries(refs), lineNos(refs))
                    .update();
            return get(id);
        } catch (DuplicateKeyException e) {
            BookingRefused refused = new BookingRefused("lettered-already", "lines");
            refused.initCause(e);
            throw refused;
        }
    }

    /** Takes a group apart; its lines wait for their counterparts again. */
    @Transactional
    public void unletter(long id) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        if (jdbc.sql("DELETE FROM lettering WHERE id = ?").param(id).update() == 0) {
            throw new NotFound("lettering", id);
        }
    }

    /**
     * A line that nobody has lettered, for modules that know what settles it.
     *
     * @param label of the line, or of its entry
     */
    public record OpenLine(LineRef ref, @Nullable String thirdParty, String label, Money amount) {}

    /** The lines of these entries on an account that are not lettered. Asks for no role. */
    @Transactional(readOnly = true)
    public List<OpenLine> openLines(String account, Collection<Long> entries) {
        return openLines("l.entry_id = ANY (?)", account, entries.toArray(Long[]::new));
    }

    /** All lines of a third party on an account that are not lettered. Asks for no role. */
    @Transactional(readOnly = true)
    public List<OpenLine> openLines(String account, String thirdParty) {
        return openLines("t.code = ?", account, thirdParty);
    }

    private List<OpenLine> openLines(String which, String account, Object value) {
        return jdbc.sql("""
                        SELECT l.entry_id, l.line_no, t.code, coalesce(l.label, e.label) AS label, l.amount_cents
                        FROM journal_line l JOIN account a ON a.id = l.account_id JOIN journal_entry e ON e.id = l.entry_id
                        LEFT JOIN third_party t ON t.id = l.third_party_id
                        WHERE %s AND a.number = ? AND l.amount_cents <> 0
                          AND (e.source IS NULL OR e.source NOT LIKE 'opening:%%')
                          AND NOT EXISTS (SELECT 1 FROM lettering_line ll WHERE ll.entry_id = l.entry_id AND ll.line_no = l.line_no)
                        ORDER BY l.entry_id, l.line_no""".formatted(which))
                .params(value, account)
                .query((row, n) -> new OpenLine(
                        new LineRef(row.getLong("entry_id"), row.getInt("line_no")),
                        row.getString("code"),
                        row.getString("label"),
                        Rows.money(row, "amount_cents")))
                .list();
    }

    /** Takes apart the groups to which lines of these entries on an account belong. Asks for no role. */
    @Transactional
    public void takeApart(String account, Collection<Long> entries) {
        jdbc.sql("""
                        DELETE FROM lettering WHERE account_id = (SELECT id FROM account WHERE number = ?) AND id IN (
                            SELECT lettering_id FROM lettering_line WHERE entry_id = ANY (?))""").params(account, entries.toArray(Long[]::new)).update();
    }

    /** @throws NotFound if there is no such group */
    @Transactional(readOnly = true)
    public Letter get(long id) {
        List<LineRef> lines = jdbc.sql(
                        "SELECT entry_id AS entry, line_no AS line FROM lettering_line WHERE lettering_id = ? ORDER BY 1, 2")
                .param(id)
                .query(LineRef.class)
                .list();
        return jdbc.sql("""
                        SELECT a.number, t.code AS third_party, g.code, g.lettered_on,
                               (SELECT coalesce(sum(l.amount_cents), 0) FROM lettering_line ll
                                JOIN journal_line l ON l.entry_id = ll.entry_id AND l.line_no = ll.line_no
                                WHERE ll.lettering_id = g.id) AS cents
                        FROM lettering g JOIN account a ON a.id = g.account_id
                        LEFT JOIN third_party t ON t.id = g.third_party_id WHERE g.id = ?""")
                .param(id)
                .query((row, n) -> new Letter(
                        id,
                        row.getString("number"),
                        row.getString("third_party"),
                        row.getString("code"),
                        Rows.dateOrNull(row, "lettered_on"),
                        Rows.money(row, "cents"),
                        lines))
                .optional()
                .orElseThrow(() -> new NotFound("lettering", id));
    }

    /**
     * Lines of an account that are not lettered, the oldest first. Balances carried from a closed year are left out: the lines
     * they sum up are here themselves.
     */
    @Transactional(readOnly = true)
    public Page<OpenItem> open(String account, @Nullable String thirdParty, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        LocalDate afterDate = LocalDate.MIN;
        long afterEntry = 0;
        int afterLine = 0;
        if (after != null) {
            try {
                String[] parts = after.split("_", -1);
                afterDate = LocalDate.parse(parts[0]);
                afterEntry = Long.parseLong(parts[1]);
                afterLine = Integer.parseInt(parts[2]);
            } catch (RuntimeException e) {
                throw new InvalidField("after", "cursor-unknown");
            }
        }
        String own = thirdParty == null
                ? ""
                : " AND l.third_party_id = (SELECT id FROM third_party WHERE code = :thirdParty)";
        var query = jdbc.sql("""
                        SELECT l.entry_id, l.line_no, l.entry_date, j.code AS journal, s.number, a.number AS account, t.code AS third_party,
                               t.name AS third_party_name, coalesce(l.label, e.label) AS label, e.piece_ref, l.amount_cents
                        FROM journal_line l
                        JOIN account a ON a.id = l.account_id
                        JOIN journal_entry e ON e.id = l.entry_id
                        JOIN journal j ON j.id = e.journal_id
                        LEFT JOIN entry_seal s ON s.entry_id = e.id
                        LEFT JOIN third_party t ON t.id = l.third_party_id
                        WHERE l.account_id = (SELECT id FROM account WHERE number = :account) %s
                          AND (l.entry_date, l.entry_id, l.line_no) > (:afterDate, :afterEntry, :afterLine)
                          AND l.amount_cents <> 0
                          AND (e.source IS NULL OR e.source NOT LIKE 'opening:%%')
                          AND NOT EXISTS (SELECT 1 FROM lettering_line ll WHERE ll.entry_id = l.entry_id AND ll.line_no = l.line_no)
                        ORDER BY l.entry_date, l.entry_id, l.line_no LIMIT :limit""".formatted(own))
                .param("account", account)
                .param("afterDate", afterDate.equals(LocalDate.MIN) ? LocalDate.of(1, 1, 1) : afterDate)
                .param("afterEntry", afterEntry)
                .param("afterLine", afterLine)
                .param("limit", limit + 1);
        if (thirdParty != null) {
            query = query.param("thirdParty", thirdParty);
        }
        List<OpenItem> items = query.query((row, n) -> new OpenItem(
                        row.getLong("entry_id"),
                        row.getInt("line_no"),
                        Rows.date(row, "entry_date"),
                        row.getString("journal"),
                        Rows.longOrNull(row, "number"),
                        row.getString("account"),
                        row.getString("third_party"),
                        row.getString("third_party_name"),
                        row.getString("label"),
                        row.getString("piece_ref"),
                        Rows.money(row, "amount_cents")))
                .list();
        return Page.of(items, limit, i -> i.date() + "_" + i.entry() + "_" + i.line());
    }

    private record Row(
            long entry, int line, int accountId, @Nullable Integer thirdPartyId, long cents, boolean opening) {}

    private List<Row> read(List<LineRef> refs) {
        return jdbc.sql("""
                        SELECT l.entry_id, l.line_no, l.account_id, l.third_party_id, l.amount_cents,
                               coalesce(e.source LIKE 'opening:%', false) AS opening
                        FROM unnest(?, ?) u(e, l) JOIN journal_line l ON l.entry_id = u.e AND l.line_no = u.l
                        JOIN journal_entry e ON e.id = l.entry_id""")
                .params(entries(refs), lineNos(refs))
                .query((row, n) -> new Row(
                        row.getLong("entry_id"),
                        row.getInt("line_no"),
                        row.getInt("account_id"),
                        row.getObject("third_party_id", Integer.class),
                        row.getLong("amount_cents"),
                        row.getBoolean("opening")))
                .list();
    }

    private static Long[] entries(List<LineRef> refs) {
        return refs.stream().map(LineRef::entry).toArray(Long[]::new);
    }

    private static Integer[] lineNos(List<LineRef> refs) {
        return refs.stream().map(LineRef::line).toArray(Integer[]::new);
    }

    /** AA, AB … AZ, BA … ZZ, AAA. */
    static String next(@Nullable String last) {
        if (last == null) {
            return "AA";
        }
        char[] letters = last.toCharArray();
        for (int i = letters.length - 1; i >= 0; i--) {
            if (letters[i] < 'Z') {
                letters[i]++;
                return new String(letters);
            }
            letters[i] = 'A';
        }
        return "A" + new String(letters);
    }
}
