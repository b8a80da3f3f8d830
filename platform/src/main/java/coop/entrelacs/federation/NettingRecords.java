package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A federation's nettings: where they stand, who takes part, what each told, what would be paid. */
@Service
public class NettingRecords {

    private static final String NETTING =
            "SELECT id, state, until_day, round, started_at, settled_on, ended_at FROM netting ";

    private final JdbcClient jdbc;

    NettingRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public enum State {
        /** The cooperatives are asked what they have. */
        ASKING,
        /** Each side decides on what was computed. */
        PROPOSED,
        SETTLED,
        CANCELLED;

        public boolean running() {
            return this == ASKING || this == PROPOSED;
        }
    }

    public enum PartyState {
        ASKED,
        /** It told what it has; where there is a proposal, it has not decided yet. */
        ANSWERED,
        /** None of its positions is known alike by both sides: nothing to decide. */
        NOTHING,
        APPROVED,
        LEFT_OUT,
        /** It says that it is settled in its books. */
        SETTLED
    }

    /** Why the federation goes on without one. */
    public enum Why {
        NO_ANSWER,
        SUSPENDED,
        REFUSED
    }

    /** @param round of the last proposal, 0 before the first */
    public record Netting(
            UUID id,
            State state,
            LocalDate until,
            int round,
            Instant startedAt,
            @Nullable LocalDate settledOn,
            @Nullable Instant endedAt) {}

    /**
     * @param positions how many it told
     * @param net what it gets, negative where it pays; of the last round
     */
    public record Party(
            TenantId tenant,
            PartyState state,
            @Nullable Why leftOut,
            long positions,
            long mismatched,
            Money net,
            @Nullable String iban,
            @Nullable String bic) {}

    public record Transfer(TenantId payer, TenantId payee, Money amount) {}

    /** A told position that is left for next time, and why. */
    public record Left(
            TenantId tenant,
            UUID position,
            TenantId counterpart,
            Positions.Direction direction,
            Positions.Kind kind,
            Money amount,
            Mismatch why) {}

    /** Why a told position is not netted. */
    public enum Mismatch {
        /** Only one side told it: the other's is on its way, held, not invoiced yet, or unknown to it. */
        ONE_SIDE,
        /** The sides tell different amounts, or both claim the same direction. */
        DIFFERENT,
        /** The counterpart does not take part this time. */
        LEFT_OUT
    }

    /** Nettings, the newest first. */
    @Transactional(readOnly = true)
    public List<Netting> all(@Nullable UUID after, int limit) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        return jdbc.sql(NETTING + "WHERE :after::uuid IS NULL OR id < :after ORDER BY id DESC LIMIT :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> netting(row))
                .list();
    }

    /** @throws NotFound if this federation has no such netting */
    @Transactional(readOnly = true)
    public Netting get(UUID id) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        return find(id, "");
    }

    Netting locked(UUID id) {
        return find(id, " FOR UPDATE");
    }

    private Netting find(UUID id, String lock) {
        return jdbc.sql(NETTING + "WHERE id = ?" + lock)
                .param(id)
                .query((row, n) -> netting(row))
                .optional()
                .orElseThrow(() -> new NotFound("netting", id));
    }

    /** Who takes part, by name of address. */
    @Transactional(readOnly = true)
    public List<Party> parties(UUID id) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        return jdbc.sql("""
                        SELECT p.tenant, p.state, p.left_out, p.iban, p.bic, coalesce(i.told, 0) AS told,
                               coalesce(i.mismatched, 0) AS mismatched, coalesce(i.net, 0) AS net
                        FROM netting_party p LEFT JOIN (
                            SELECT tenant, count(*) AS told, count(mismatch) AS mismatched,
                                   sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END)
                                       FILTER (WHERE mismatch IS NULL) AS net
                            FROM netting_item WHERE netting_id = :id GROUP BY tenant) i USING (tenant)
                        WHERE p.netting_id = :id ORDER BY p.tenant""").param("id", id).query((row, n) -> party(row)).list();
    }

    Party party(UUID id, TenantId tenant) {
        return jdbc.sql(
                        "SELECT tenant, state, left_out, iban, bic, 0 AS told, 0 AS mismatched, 0 AS net FROM netting_party"
                                + " WHERE netting_id = ? AND tenant = ?")
                .params(id, tenant.value())
                .query((row, n) -> party(row))
                .optional()
                .orElseThrow(() -> new NotFound("netting", id));
    }

    long count(UUID id, PartyState state) {
        return jdbc.sql("SELECT count(*) FROM netting_party WHERE netting_id = ? AND state = ?")
                .params(id, state.name())
                .query(Long.class)
                .single();
    }

    /** What would be paid, or is, after a round. */
    @Transactional(readOnly = true)
    public List<Transfer> transfers(UUID id, int round) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        return jdbc.sql("SELECT payer, payee, amount_cents FROM netting_transfer WHERE netting_id = ? AND round = ?"
                        + " ORDER BY payer, payee")
                .params(id, round)
                .query((row, n) -> new Transfer(
                        new TenantId(row.getString(1)), new TenantId(row.getString(2)), Money.ofCents(row.getLong(3))))
                .list();
    }

    /** What is left for next time, at most {@code limit}. */
    @Transactional(readOnly = true)
    public List<Left> left(UUID id, int limit) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        return jdbc.sql(
                        "SELECT tenant, position_id, counterpart, direction, kind, amount_cents, mismatch FROM netting_item"
                                + " WHERE netting_id = ? AND mismatch IS NOT NULL ORDER BY position_id, tenant LIMIT ?")
                .params(id, limit)
                .query((row, n) -> new Left(
                        new TenantId(row.getString(1)),
                        row.getObject(2, UUID.class),
                        new TenantId(row.getString(3)),
                        Positions.Direction.valueOf(row.getString(4)),
                        Positions.Kind.valueOf(row.getString(5)),
                        Money.ofCents(row.getLong(6)),
                        Mismatch.valueOf(row.getString(7))))
                .list();
    }

    /** How many are left for next time. */
    @Transactional(readOnly = true)
    public long leftInAll(UUID id) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        return jdbc.sql("SELECT count(*) FROM netting_item WHERE netting_id = ? AND mismatch IS NOT NULL")
                .param(id)
                .query(Long.class)
                .single();
    }

    List<NettingPlan.Told> told(UUID id) {
        return jdbc.sql("SELECT tenant, position_id, counterpart, direction, kind, amount_cents FROM netting_item"
                        + " WHERE netting_id = ? ORDER BY position_id, tenant")
                .param(id)
                .query((row, n) -> new NettingPlan.Told(
                        new TenantId(row.getString(1)),
                        new NettingMail.Item(
                                row.getObject(2, UUID.class),
                                new TenantId(row.getString(3)),
                                Positions.Direction.valueOf(row.getString(4)),
                                Positions.Kind.valueOf(row.getString(5)),
                                Money.ofCents(row.getLong(6)))))
                .list();
    }

    /** Writes down why each told position is not netted; one statement, however many there are. */
    void mark(UUID id, List<NettingPlan.Told> told, Set<TenantId> taking, NettingPlan plan) {
        record Mark(NettingPlan.Told told, Mismatch why) {}
        List<Mark> marks = told.stream()
                .filter(one -> !taking.contains(one.by()) || plan.mismatches().containsKey(one))
                .map(one -> new Mark(one, plan.mismatches().getOrDefault(one, Mismatch.LEFT_OUT)))
                .toList();
        jdbc.sql("""
                        UPDATE netting_item i SET mismatch = u.why
                        FROM unnest(:tenants::text[], :ids::uuid[], :whys::text[]) u(tenant, id, why)
                        WHERE i.netting_id = :netting AND i.tenant = u.tenant AND i.position_id = u.id
                          AND i.mismatch IS DISTINCT FROM u.why""")
                .param("netting", id)
                .param(
                        "tenants",
                        marks.stream().map(mark -> mark.told().by().value()).toArray(String[]::new))
                .param(
                        "ids",
                        marks.stream()
                                .map(mark -> mark.told().item().position().toString())
                                .toArray(String[]::new))
                .param("whys", marks.stream().map(mark -> mark.why().name()).toArray(String[]::new))
                .update();
    }

    private static Party party(ResultSet row) throws SQLException {
        String leftOut = row.getString("left_out");
        return new Party(
                new TenantId(row.getString("tenant")),
                PartyState.valueOf(row.getString("state")),
                leftOut == null ? null : Why.valueOf(leftOut),
                row.getLong("told"),
                row.getLong("mismatched"),
                Money.ofCents(row.getLong("net")),
                row.getString("iban"),
                row.getString("bic"));
    }

    private static Netting netting(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new Netting(
                row.getObject("id", UUID.class),
                State.valueOf(row.getString("state")),
                row.getObject("until_day", LocalDate.class),
                row.getInt("round"),
                row.getTimestamp("started_at").toInstant(),
                row.getObject("settled_on", LocalDate.class),
                ended == null ? null : ended.toInstant());
    }
}
