package coop.entrelacs.federation;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds both sides of what tenants owe one another against each other: zero, or the difference named.
 *
 * <p>Two tenants never count at the same moment. Each therefore says how many messages it had sent to the other and received from it
 * when it counted, and which nettings it had settled. Where the numbers meet, both counted the same facts, and what differs is a
 * difference; where they do not, messages are in transit, and nothing is said before they have arrived.
 */
@Service
public class Reconciliation {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final PositionsTeller teller;
    private final NettingPost post;
    private final LiveUpdates live;

    Reconciliation(
            JdbcClient jdbc,
            JsonMapper json,
            Tenants tenants,
            PositionsTeller teller,
            NettingPost post,
            LiveUpdates live) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.teller = teller;
        this.post = post;
        this.live = live;
    }

    public enum Verdict {
        /** Both sides know the same positions, to the cent. */
        EQUAL,
        /** Messages between the two, or a netting, have not arrived on both sides yet. */
        IN_TRANSIT,
        /** One of the two has not told yet. */
        NOT_TOLD,
        /** Both have all messages, and know different things. */
        DIFFERENT
    }

    /**
     * One side of a pair.
     *
     * @param books the balance of the account of positions in its own books; equal to receivable less payable, or its books differ
     */
    public record Line(
            TenantId tenant,
            TenantId counterpart,
            @Nullable Instant toldAt,
            long positions,
            Money receivable,
            Money payable,
            Money books,
            long sent,
            long received) {

        public Money net() {
            return receivable.minus(payable);
        }

        public boolean booksDiffer() {
            return !books.equals(net());
        }
    }

    /**
     * Two tenants.
     *
     * @param difference what the first says it is owed in all, plus what the second says: zero where they agree
     * @param inTransit how many messages one has sent and the other has not received
     */
    public record Pair(Line one, Line other, Verdict verdict, Money difference, long inTransit) {}

    /** A position that the two sides of a pair do not know alike; null where a side does not know it at all. */
    public record Difference(
            UUID position,
            Positions.Kind kind,
            @Nullable Money one,
            @Nullable Money other) {}

    /** What this tenant and each other owe one another, with its own books and how far the messages are. */
    @Transactional(readOnly = true)
    public List<Line> own() {
        PositionList.requireStaff();
        TenantId me = CurrentTenant.id();
        return teller.lines(null, null).stream()
                .map(line -> new Line(
                        me,
                        line.counterpart(),
                        null,
                        line.positions(),
                        line.receivable(),
                        line.payable(),
                        line.books(),
                        line.sent(),
                        line.received()))
                .toList();
    }

    /** Asks every cooperative of the current federation to tell now. */
    @Transactional
    public void ask() {
        CurrentTenant.actor().require(Role.COORDINATOR);
        for (Tenant cooperative : tenants.cooperativesOf(requireFederation().id())) {
            if (cooperative.state() == Tenant.State.ACTIVE) {
                post.tell(cooperative.id(), ReconciliationMail.ASKED, new ReconciliationMail.Asked());
            }
        }
    }

    /** Asks both of a pair for their positions one by one, so that the difference gets its name. */
    @Transactional
    public void askDetail(TenantId one, TenantId other) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        TenantId federation = requireFederation().id();
        detailFrom(federation, one, other);
        detailFrom(federation, other, one);
    }

    private void detailFrom(TenantId federation, TenantId from, TenantId of) {
        if (from.equals(federation)) {
            detail(from, new ReconciliationMail.DetailTold(of, teller.items(of)));
        } else {
            post.tell(from, ReconciliationMail.DETAIL_ASKED, new ReconciliationMail.DetailAsked(of));
        }
    }

    /** All pairs of the current federation that have anything between them, those that differ first. */
    @Transactional(readOnly = true)
    public List<Pair> pairs() {
        return pairsOf(null);
    }

    /** Those of one tenant; of all where it is null. */
    List<Pair> pairsOf(@Nullable TenantId of) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        requireFederation();
        Map<String, Stored> lines = new HashMap<>();
        Set<String> keys = new TreeSet<>();
        jdbc.sql("SELECT * FROM positions_told WHERE :of::text IS NULL OR tenant = :of OR counterpart = :of")
                .param("of", of == null ? null : of.value())
                .query((row, n) -> stored(row))
                .list()
                .forEach(stored -> {
                    lines.put(stored.line().tenant() + " " + stored.line().counterpart(), stored);
                    keys.add(key(stored.line()));
                });
        Map<UUID, Set<TenantId>> nettings = nettings();
        List<Pair> pairs = new ArrayList<>();
        for (String key : keys) {
            String[] two = key.split(" ", 2);
            Pair pair = pair(two[0], two[1], lines, nettings);
            if (pair != null) {
                pairs.add(pair);
            }
        }
        pairs.sort(java.util.Comparator.comparing(Pair::verdict)
                .reversed()
                .thenComparing(pair -> pair.one().tenant().value())
                .thenComparing(pair -> pair.other().tenant().value()));
        return pairs;
    }

    private static String key(Line line) {
        String a = line.tenant().value();
        String b = line.counterpart().value();
        return a.compareTo(b) < 0 ? a + " " + b : b + " " + a;
    }

    private static @Nullable Pair pair(
            String a, String b, Map<String, Stored> lines, Map<UUID, Set<TenantId>> nettings) {
        Stored one = lines.getOrDefault(a + " " + b, Stored.nothing(a, b));
        Stored other = lines.getOrDefault(b + " " + a, Stored.nothing(b, a));
        if (one.line().positions() == 0
                && other.line().positions() == 0
                && !one.line().booksDiffer()
                && !other.line().booksDiffer()) {
            return null;
        }
        Money difference = one.line().net().plus(other.line().net());
        long inTransit = Math.max(0, one.line().sent() - other.line().received())
                + Math.max(0, other.line().sent() - one.line().received());
        return new Pair(one.line(), other.line(), verdict(one, other, nettings), difference, inTransit);
    }

    private static Verdict verdict(Stored one, Stored other, Map<UUID, Set<TenantId>> nettings) {
        if (one.hash().equals(other.hash())) {
            return Verdict.EQUAL;
        }
        if (one.line().toldAt() == null || other.line().toldAt() == null) {
            return Verdict.NOT_TOLD;
        }
        if (one.line().sent() != other.line().received()
                || other.line().sent() != one.line().received()) {
            return Verdict.IN_TRANSIT;
        }
        boolean nettedAlike = nettings.entrySet().stream()
                .filter(netting -> netting.getValue().contains(one.line().tenant())
                        && netting.getValue().contains(other.line().tenant()))
                .allMatch(netting -> one.settled().contains(netting.getKey())
                        == other.settled().contains(netting.getKey()));
        return nettedAlike ? Verdict.DIFFERENT : Verdict.IN_TRANSIT;
    }

    /** Who settles which of the last nettings. */
    private Map<UUID, Set<TenantId>> nettings() {
        Map<UUID, Set<TenantId>> nettings = new HashMap<>();
        jdbc.sql("""
                        SELECT p.netting_id, p.tenant FROM netting_party p
                        JOIN (SELECT id FROM netting WHERE state = 'SETTLED' ORDER BY id DESC LIMIT 12) n ON n.id = p.netting_id
                        WHERE p.state IN ('APPROVED', 'SETTLED')""").query(row -> {
            nettings.computeIfAbsent(row.getObject(1, UUID.class), id -> new HashSet<>())
                    .add(new TenantId(row.getString(2)));
        });
        return nettings;
    }

    /** What the two sides of a pair do not know alike, from what they last told one by one. */
    @Transactional(readOnly = true)
    public List<Difference> differences(TenantId one, TenantId other) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        requireFederation();
        return jdbc.sql("""
                        SELECT coalesce(a.position_id, b.position_id) AS position, coalesce(a.kind, b.kind) AS kind,
                               CASE a.direction WHEN 'PAYABLE' THEN -a.amount_cents ELSE a.amount_cents END AS one,
                               CASE b.direction WHEN 'PAYABLE' THEN -b.amount_cents ELSE b.amount_cents END AS other
                        FROM (SELECT * FROM positions_detail WHERE tenant = :one AND counterpart = :other) a
                        FULL JOIN (SELECT * FROM positions_detail WHERE tenant = :other AND counterpart = :one) b
                             ON b.position_id = a.position_id
                        WHERE a.amount_cents IS DISTINCT FROM b.amount_cents OR a.direction IS NOT DISTINCT FROM b.direction
                        ORDER BY 1""")
                .param("one", one.value())
                .param("other", other.value())
                .query((row, n) -> new Difference(
                        row.getObject("position", UUID.class),
                        Positions.Kind.valueOf(row.getString("kind")),
                        money(row.getObject("one", Long.class)),
                        money(row.getObject("other", Long.class))))
                .list();
    }

    /** In the federation: keeps what a cooperative tells, and beside it the federation's own side of that pair, of this moment. */
    void told(TenantId from, ReconciliationMail.Told told) {
        TenantId federation = CurrentTenant.id();
        jdbc.sql("DELETE FROM positions_told WHERE tenant = ?")
                .param(from.value())
                .update();
        for (ReconciliationMail.Line line : told.lines()) {
            keep(from, line, told.settled());
        }
        teller.lines(from, from).forEach(line -> keep(federation, line, teller.settled()));
        live.publish("reconciliation", from);
    }

    private void keep(TenantId tenant, ReconciliationMail.Line line, List<UUID> settled) {
        Map<String, Long> byKind = new HashMap<>();
        line.byKind().forEach((kind, money) -> byKind.put(kind, money.cents()));
        jdbc.sql("""
                        INSERT INTO positions_told(tenant, counterpart, positions, receivable_cents, payable_cents, by_kind, hash,
                            books_cents, sent, received, settled)
                        VALUES (:tenant, :counterpart, :positions, :receivable, :payable, :kinds::jsonb, :hash, :books, :sent,
                            :received, :settled::uuid[])
                        ON CONFLICT (tenant, counterpart) DO UPDATE SET told_at = now(), positions = excluded.positions,
                            receivable_cents = excluded.receivable_cents, payable_cents = excluded.payable_cents,
                            by_kind = excluded.by_kind, hash = excluded.hash, books_cents = excluded.books_cents,
                            sent = excluded.sent, received = excluded.received, settled = excluded.settled""")
                .param("tenant", tenant.value())
                .param("counterpart", line.counterpart().value())
                .param("positions", line.positions())
                .param("receivable", line.receivable().cents())
                .param("payable", line.payable().cents())
                .param("kinds", json.writeValueAsString(byKind))
                .param("hash", line.hash())
                .param("books", line.books().cents())
                .param("sent", line.sent())
                .param("received", line.received())
                .param("settled", settled.stream().map(UUID::toString).toArray(String[]::new))
                .update();
    }

    void detail(TenantId from, ReconciliationMail.DetailTold told) {
        jdbc.sql("DELETE FROM positions_detail WHERE tenant = ? AND counterpart = ?")
                .params(from.value(), told.counterpart().value())
                .update();
        for (ReconciliationMail.Item item : told.items()) {
            jdbc.sql(
                            "INSERT INTO positions_detail(tenant, counterpart, position_id, direction, kind, amount_cents, on_day)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            from.value(),
                            told.counterpart().value(),
                            item.position(),
                            item.direction().name(),
                            item.kind().name(),
                            item.amount().cents(),
                            item.date())
                    .update();
        }
        live.publish("reconciliation", from);
    }

    private Tenant requireFederation() {
        Tenant here = tenants.current();
        if (here.kind() != Tenant.Kind.FEDERATION) {
            throw new NotFound("federation", here.id());
        }
        return here;
    }

    private static @Nullable Money money(@Nullable Long cents) {
        return cents == null ? null : Money.ofCents(cents);
    }

    private record Stored(Line line, String hash, Set<UUID> settled) {

        /** The hash of no position at all (SHA-256 of nothing). */
        private static final String NONE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

        static Stored nothing(String tenant, String counterpart) {
            return new Stored(
                    new Line(
                            new TenantId(tenant),
                            new TenantId(counterpart),
                            null,
                            0,
                            Money.ZERO,
                            Money.ZERO,
                            Money.ZERO,
                            0,
                            0),
                    NONE,
                    Set.of());
        }
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                new Line(
                        new TenantId(row.getString("tenant")),
                        new TenantId(row.getString("counterpart")),
                        row.getTimestamp("told_at").toInstant(),
                        row.getLong("positions"),
                        Money.ofCents(row.getLong("receivable_cents")),
                        Money.ofCents(row.getLong("payable_cents")),
                        Money.ofCents(row.getLong("books_cents")),
                        row.getLong("sent"),
                        row.getLong("received")),
                row.getString("hash"),
                Set.copyOf(Arrays.asList((UUID[]) row.getArray("settled").getArray())));
    }
}
