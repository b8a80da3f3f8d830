package coop.entrelacs.ledger;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads all books of the tenant again and proves them: balanced, numbered without gap, chained, equal to the balances shown, and
 * equal to what the documents beside them say.
 * The hashes are computed here, not by the database that stores them.
 */
@Service
public class LedgerVerifier {

    private static final int MOST_FAULTS = 100;

    /**
     * What is wrong.
     *
     * @param code message key {@code finding.<code>}
     * @param entry the entry at fault, or null
     * @param detail the values named in the sentence
     */
    public record Fault(String code, @Nullable Long entry, List<String> detail) {}

    /**
     * @param entries sealed entries that were read
     * @param head the end of the chain in hexadecimal: kept elsewhere, it proves later that nothing was rewritten
     * @param faults empty if all is well, at most a hundred
     * @param unnamed how many faults there are beyond those: of one kind of damage to entries a hundred are looked for
     */
    public record Verification(Instant at, long entries, long lines, String head, List<Fault> faults, long unnamed) {

        public Verification {
            faults = List.copyOf(faults);
        }

        public boolean isSound() {
            return faults.isEmpty();
        }
    }

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final Sealing sealing;
    private final SubLedgers subLedgers;
    private final BooksWatch watch;
    private final java.time.Clock clock;

    LedgerVerifier(
            JdbcTemplate jdbc,
            JdbcClient client,
            Sealing sealing,
            SubLedgers subLedgers,
            BooksWatch watch,
            java.time.Clock clock) {
        this.jdbc = jdbc;
        this.client = client;
        this.sealing = sealing;
        this.subLedgers = subLedgers;
        this.watch = watch;
        this.clock = clock;
    }

    /** Seals what is left to seal, then verifies everything. */
    @Transactional
    public Verification verify() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        // Holds the seal's lock to the end, so that chain and balances stand still while they are read.
        sealing.now();
        List<Fault> faults = new ArrayList<>();
        Chain chain = chain(faults);
        entries(faults);
        numbers(faults);
        balances(faults);
        List<SubLedgers.Found> differences = subLedgers.differences();
        watch.keep(differences);
        differences.forEach(one -> faults.add(new Fault(
                one.code(),
                null,
                List.of(one.what(), one.told().toString(), one.booked().toString()))));
        long lines = client.sql("SELECT count(*) FROM journal_line")
                .query(Long.class)
                .single();
        return new Verification(
                clock.instant(),
                chain.position,
                lines,
                java.util.HexFormat.of().formatHex(chain.hash),
                faults.size() > MOST_FAULTS ? faults.subList(0, MOST_FAULTS) : faults,
                Math.max(0, faults.size() - MOST_FAULTS));
    }

    private static final class Chain {
        private long position;
        private byte[] hash = sha256("entrelacs".getBytes(StandardCharsets.UTF_8));
    }

    private Chain chain(List<Fault> faults) {
        Chain chain = new Chain();
        jdbc.query(
                connection -> {
                    PreparedStatement select = connection.prepareStatement("""
                        SELECT s.position, s.entry_id, s.number, s.prev_hash, s.hash, x.content FROM entry_seal s
                        LEFT JOIN entry_text x ON x.entry_id = s.entry_id ORDER BY s.position\
                        """);
                    select.setFetchSize(2_000);
                    return select;
                },
                (ResultSet row) -> {
                    chain.position++;
                    long entry = row.getLong("entry_id");
                    byte[] previous = row.getBytes("prev_hash");
                    byte[] hash = row.getBytes("hash");
                    String content = row.getString("content");
                    if (row.getLong("position") != chain.position || !Arrays.equals(previous, chain.hash)) {
                        add(faults, "ledger-chain-broken", entry, row.getString("position"));
                    }
                    if (content == null || !Arrays.equals(hash, sealed(previous, row.getLong("number"), content))) {
                        add(faults, "ledger-entry-changed", entry, row.getString("number"));
                    }
                    chain.hash = hash;
                });
        client.sql("SELECT last_position, last_hash FROM ledger_state")
                .query((row, n) -> {
                    if (row.getLong("last_position") != chain.position
                            || !Arrays.equals(row.getBytes("last_hash"), chain.hash)) {
                        add(
                                faults,
                                "ledger-chain-cut",
                                null,
                                row.getString("last_position"),
                                String.valueOf(chain.position));
                    }
                    return "";
                })
                .single();
        return chain;
    }

    private void entries(List<Fault> faults) {
        each(faults, "ledger-entry-unbalanced", """
            SELECT l.entry_id, sum(l.amount_cents)::text FROM journal_line l GROUP BY l.entry_id HAVING sum(l.amount_cents) <> 0\
            """);
        each(
                faults,
                "ledger-line-orphan",
                "SELECT l.entry_id, l.line_no::text FROM journal_line l LEFT JOIN journal_entry e ON e.id = l.entry_id"
                        + " WHERE e.id IS NULL");
        each(faults, "ledger-line-unknown", """
            SELECT l.entry_id, l.line_no::text FROM journal_line l
            LEFT JOIN account a ON a.id = l.account_id
            LEFT JOIN third_party t ON t.id = l.third_party_id
            LEFT JOIN analytic_value v ON v.id = l.analytic_id
            WHERE a.id IS NULL OR l.third_party_id IS NOT NULL AND t.id IS NULL OR l.analytic_id IS NOT NULL AND v.id IS NULL\
            """);
        each(
                faults,
                "ledger-line-date",
                "SELECT l.entry_id, l.line_no::text FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id"
                        + " WHERE e.entry_date <> l.entry_date");
        each(faults, "ledger-entry-unsealed", """
            SELECT e.id, ''::text FROM journal_entry e LEFT JOIN entry_seal s ON s.entry_id = e.id
            WHERE s.entry_id IS NULL AND e.booked_xid < (SELECT settled_below FROM ledger_state)\
            """);
    }

    private void numbers(List<Fault> faults) {
        client.sql("""
            SELECT j.code, y.first_day::text AS year, count(*) AS seals, max(s.number) AS last, coalesce(c.last_number, 0) AS counter
            FROM entry_seal s JOIN journal j ON j.id = s.journal_id JOIN fiscal_year y ON y.id = s.fiscal_year_id
            LEFT JOIN journal_counter c ON c.journal_id = s.journal_id AND c.fiscal_year_id = s.fiscal_year_id
            GROUP BY j.code, y.first_day, c.last_number
            HAVING count(*) <> max(s.number) OR max(s.number) <> coalesce(c.last_number, 0)\
            """)
                .query((row, n) -> {
                    add(faults, "ledger-number-gap", null, row.getString("code"), row.getString("year"));
                    return "";
                })
                .list();
    }

    private void balances(List<Fault> faults) {
        each(faults, "ledger-balance-differs", """
            WITH lines AS (
                SELECT l.account_id, p.id AS period_id, coalesce(l.analytic_id, 0) AS analytic_id,
                       sum(debit_of(l.amount_cents, l.contra)) AS debit, sum(credit_of(l.amount_cents, l.contra)) AS credit
                FROM entry_seal s JOIN journal_line l ON l.entry_id = s.entry_id
                JOIN accounting_period p ON l.entry_date BETWEEN p.first_day AND p.last_day
                GROUP BY 1, 2, 3)
            SELECT NULL::bigint, coalesce(a.number, '?') FROM lines FULL JOIN account_period f USING (account_id, period_id, analytic_id)
            LEFT JOIN account a ON a.id = account_id
            WHERE (lines.debit, lines.credit) IS DISTINCT FROM (f.debit_cents, f.credit_cents)\
            """);
        each(faults, "ledger-third-party-balance-differs", """
            WITH lines AS (
                SELECT l.third_party_id, l.account_id, p.id AS period_id,
                       sum(debit_of(l.amount_cents, l.contra)) AS debit, sum(credit_of(l.amount_cents, l.contra)) AS credit
                FROM entry_seal s JOIN journal_line l ON l.entry_id = s.entry_id
                JOIN accounting_period p ON l.entry_date BETWEEN p.first_day AND p.last_day
                WHERE l.third_party_id IS NOT NULL GROUP BY 1, 2, 3)
            SELECT NULL::bigint, coalesce(t.code, '?') FROM lines FULL JOIN third_party_period f USING (third_party_id, account_id, period_id)
            LEFT JOIN third_party t ON t.id = third_party_id
            WHERE (lines.debit, lines.credit) IS DISTINCT FROM (f.debit_cents, f.credit_cents)\
            """);
    }

    private void each(List<Fault> faults, String code, String sql) {
        client.sql(sql + " LIMIT " + (MOST_FAULTS + 1))
                .query((row, n) -> {
                    add(faults, code, Rows.longOrNull(row, row.getMetaData().getColumnLabel(1)), row.getString(2));
                    return "";
                })
                .list();
    }

    private static void add(List<Fault> faults, String code, @Nullable Long entry, String... detail) {
        if (faults.size() <= MOST_FAULTS) {
            faults.add(new Fault(code, entry, List.of(detail)));
        }
    }

    private static byte[] sealed(byte[] previous, long number, String content) {
        byte[] text = (number + "\u001f" + content).getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(previous, previous.length + text.length);
        System.arraycopy(text, 0, all, previous.length, text.length);
        return sha256(all);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
