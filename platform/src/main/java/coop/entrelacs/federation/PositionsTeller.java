package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Counts this tenant's open positions by counterpart and tells its federation. */
@Service
public class PositionsTeller {

    private static final int NETTINGS_TOLD = 24;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final NettingPost post;
    private final Clock clock;

    PositionsTeller(JdbcClient jdbc, JsonMapper json, Tenants tenants, NettingPost post, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.post = post;
        this.clock = clock;
    }

    /**
     * Tells the current cooperative's federation where it stands, if that changed since it last did.
     *
     * @return whether anything was sent
     */
    @Transactional
    public boolean tell() {
        TenantId federation = tenants.current().federation();
        return federation != null && tell(federation, false);
    }

    void asked(TenantId federation) {
        if (federation.equals(tenants.current().federation())) {
            tell(federation, true);
        }
    }

    private boolean tell(TenantId federation, boolean unchangedToo) {
        List<ReconciliationMail.Line> lines = lines(null, federation);
        List<UUID> settled = settled();
        // This very message is one more that we have sent to the federation: what changed is judged without that pair's
        // numbers.
        String said = json.writeValueAsString(new ReconciliationMail.Told(
                lines.stream()
                        .map(line -> line.counterpart().equals(federation) ? numbered(line, 0, 0) : line)
                        .toList(),
                settled));
        int changed = jdbc.sql("INSERT INTO positions_said(said) VALUES (?::jsonb) ON CONFLICT (only_row)"
                        + " DO UPDATE SET said = excluded.said WHERE positions_said.said <> excluded.said")
                .param(said)
                .update();
        if (changed == 0 && !unchangedToo) {
            return false;
        }
        post.tell(
                federation,
                ReconciliationMail.TOLD,
                new ReconciliationMail.Told(
                        lines.stream()
                                .map(line -> line.counterpart().equals(federation)
                                        ? numbered(line, line.sent() + 1, line.received())
                                        : line)
                                .toList(),
                        settled));
        return true;
    }

    private static ReconciliationMail.Line numbered(ReconciliationMail.Line line, long sent, long received) {
        return new ReconciliationMail.Line(
                line.counterpart(),
                line.positions(),
                line.receivable(),
                line.payable(),
                line.byKind(),
                line.hash(),
                line.books(),
                sent,
                received);
    }

    void detailAsked(TenantId federation, ReconciliationMail.DetailAsked told) {
        if (federation.equals(tenants.current().federation())) {
            post.tell(
                    federation,
                    ReconciliationMail.DETAIL_TOLD,
                    new ReconciliationMail.DetailTold(told.counterpart(), items(told.counterpart())));
        }
    }

    List<ReconciliationMail.Item> items(TenantId counterpart) {
        return jdbc.sql("SELECT id, direction, kind, amount_cents, on_day FROM mutual_position"
                        + " WHERE counterpart = ? AND state <> 'SETTLED' ORDER BY id")
                .param(counterpart.value())
                .query((row, n) -> new ReconciliationMail.Item(
                        row.getObject(1, UUID.class),
                        Positions.Direction.valueOf(row.getString(2)),
                        Positions.Kind.valueOf(row.getString(3)),
                        Money.ofCents(row.getLong(4)),
                        row.getObject(5, LocalDate.class)))
                .list();
    }

    List<UUID> settled() {
        return jdbc.sql("SELECT netting_id FROM netting_side WHERE state = 'SETTLED' ORDER BY netting_id DESC LIMIT "
                        + NETTINGS_TOLD)
                .query(UUID.class)
                .list();
    }

    /**
     * Positions, books and messages of one moment: one statement, so that all three are of one snapshot.
     *
     * @param only that counterpart, or null for all
     * @param always listed even where nothing is open, or null
     */
    List<ReconciliationMail.Line> lines(@Nullable TenantId only, @Nullable TenantId always) {
        return jdbc.sql("""
                        WITH open AS (
                            SELECT counterpart, count(*) AS positions,
                                   coalesce(sum(amount_cents) FILTER (WHERE direction = 'RECEIVABLE'), 0) AS receivable,
                                   coalesce(sum(amount_cents) FILTER (WHERE direction = 'PAYABLE'), 0) AS payable,
                                   string_agg(id || ':' || amount_cents || ':'
                                       || CASE direction WHEN 'RECEIVABLE' THEN :me ELSE counterpart END, ',' ORDER BY id) AS content
                            FROM mutual_position WHERE state <> 'SETTLED' GROUP BY counterpart),
                        kinds AS (
                            SELECT counterpart, jsonb_object_agg(kind, signed) AS by_kind FROM (
                                SELECT counterpart, kind,
                                       sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END) AS signed
                                FROM mutual_position WHERE state <> 'SETTLED' GROUP BY counterpart, kind) k GROUP BY counterpart),
                        pairs AS (
                            SELECT coalesce(p.recipient, f.sender) AS other, coalesce(p.last_number, 0) AS sent,
                                   coalesce(f.last_number, 0) AS received
                            FROM crossing_pair p FULL JOIN crossing_from f ON f.sender = p.recipient),
                        books AS (
                            SELECT substr(t.code, 6) AS other, sum(l.amount_cents) AS cents
                            FROM journal_line l JOIN account a ON a.id = l.account_id AND a.number = :account
                            JOIN third_party t ON t.id = l.third_party_id AND t.code LIKE 'COOP-%'
                            WHERE l.entry_date >= carried_from(:today::date) GROUP BY 1)
                        SELECT x.other, coalesce(open.positions, 0) AS positions, coalesce(open.receivable, 0) AS receivable,
                               coalesce(open.payable, 0) AS payable, coalesce(kinds.by_kind, '{}')::text AS by_kind,
                               encode(sha256(convert_to(coalesce(open.content, ''), 'UTF8')), 'hex') AS hash,
                               coalesce(books.cents, 0) AS books, coalesce(pairs.sent, 0) AS sent, coalesce(pairs.received, 0) AS received
                        FROM (SELECT counterpart AS other FROM open UNION SELECT other FROM books UNION SELECT other FROM pairs
                              UNION SELECT :always::text WHERE :always::text IS NOT NULL) x
                        LEFT JOIN open ON open.counterpart = x.other LEFT JOIN kinds ON kinds.counterpart = x.other
                        LEFT JOIN pairs ON pairs.other = x.other LEFT JOIN books ON books.other = x.other
                        WHERE :only::text IS NULL OR x.other = :only ORDER BY x.other""")
                .param("me", CurrentTenant.id().value())
                .param("account", Positions.ACCOUNT)
                .param("today", LocalDate.now(clock))
                .param("always", always == null ? null : always.value())
                .param("only", only == null ? null : only.value())
                .query((row, n) -> line(row))
                .list();
    }

    private ReconciliationMail.Line line(ResultSet row) throws SQLException {
        Map<String, Long> kinds = json.readValue(row.getString("by_kind"), new TypeReference<Map<String, Long>>() {});
        Map<String, Money> byKind = new java.util.HashMap<>();
        kinds.forEach((kind, cents) -> byKind.put(kind, Money.ofCents(cents)));
        return new ReconciliationMail.Line(
                new TenantId(row.getString("other")),
                row.getLong("positions"),
                Money.ofCents(row.getLong("receivable")),
                Money.ofCents(row.getLong("payable")),
                byKind,
                row.getString("hash"),
                Money.ofCents(row.getLong("books")),
                row.getLong("sent"),
                row.getLong("received"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        /** Also where messages alone came or went: their numbers are told as well. */
        @Bean
        DueWork positionsDue(ObjectProvider<PositionsTeller> teller) {
            return DueWork.afterWrites("positions", Duration.ofSeconds(150), tenant -> {
                if (tenant.kind() == Tenant.Kind.COOPERATIVE) {
                    teller.getObject().tell();
                }
                return Optional.empty();
            });
        }
    }
}
