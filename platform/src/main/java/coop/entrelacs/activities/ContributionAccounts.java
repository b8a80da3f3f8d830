package coop.entrelacs.activities;

import coop.entrelacs.activities.ContributionAccount.Charge;
import coop.entrelacs.activities.ContributionAccount.PositionKey;
import coop.entrelacs.activities.ContributionAccount.Settlement;
import coop.entrelacs.activities.ContributionAccount.SettlementKey;
import coop.entrelacs.shared.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps where each activity stands, what happened and what was charged for it. */
@Component
class ContributionAccounts {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    ContributionAccounts(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** Locks an activity's sums until the transaction ends; the month up to which it is closed, or null. */
    @Nullable
    YearMonth lock(UUID activity) {
        jdbc.sql("INSERT INTO contribution_account (activity_id) VALUES (:id) ON CONFLICT DO NOTHING")
                .param("id", activity)
                .update();
        return jdbc.sql("SELECT closed_through FROM contribution_account WHERE activity_id = :id FOR UPDATE")
                .param("id", activity)
                .query((rs, _) -> Optional.ofNullable(rs.getObject(1, LocalDate.class)))
                .single()
                .map(YearMonth::from)
                .orElse(null);
    }

    void closedThrough(UUID activity, YearMonth month) {
        jdbc.sql("UPDATE contribution_account SET closed_through = :last WHERE activity_id = :id")
                .param("id", activity)
                .param("last", month.atEndOfMonth())
                .update();
    }

    void restore(UUID activity, ContributionAccount account) {
        jdbc.sql("SELECT year_first, base, amount_cents FROM contribution_position WHERE activity_id = :id")
                .param("id", activity)
                .query(rs -> {
                    account.restore(
                            new PositionKey(
                                    Objects.requireNonNull(rs.getObject("year_first", LocalDate.class)),
                                    ContributionBase.valueOf(rs.getString("base"))),
                            Money.ofCents(rs.getLong("amount_cents")));
                });
        jdbc.sql("SELECT * FROM contribution_settlement WHERE activity_id = :id")
                .param("id", activity)
                .query(rs -> {
                    account.restore(
                            new SettlementKey(
                                    Objects.requireNonNull(rs.getObject("rule_id", UUID.class)),
                                    Objects.requireNonNull(rs.getObject("period_first", LocalDate.class))),
                            new Settlement(
                                    rs.getBigDecimal("exact"),
                                    Money.ofCents(rs.getLong("fixed_cents")),
                                    Money.ofCents(rs.getLong("charged_cents")),
                                    rs.getBoolean("settled")));
                });
    }

    /** Writes the sums that a charge changed. */
    void keep(UUID activity, ContributionAccount account, Charge charge) {
        SettlementKey key =
                new SettlementKey(charge.rule().id(), charge.period().first());
        Settlement settlement = Objects.requireNonNull(account.settlements().get(key));
        ContributionTerms terms = Objects.requireNonNull(charge.rule().terms());
        PositionKey position = new PositionKey(
                ContributionFrequency.YEAR
                        .around(charge.period().first(), terms.yearBegins())
                        .first(),
                terms.base());
        jdbc.sql("""
            INSERT INTO contribution_position (activity_id, year_first, base, amount_cents)
            VALUES (:activity, :year, :base, :amount)
            ON CONFLICT (activity_id, year_first, base) DO UPDATE SET amount_cents = :amount\
            """)
                .param("activity", activity)
                .param("year", position.yearFirst())
                .param("base", position.base().name())
                .param("amount", charge.explanation().after().base().cents())
                .update();
        jdbc.sql("""
            INSERT INTO contribution_settlement (activity_id, rule_id, period_first, exact, fixed_cents, charged_cents,
                settled)
            VALUES (:activity, :rule, :first, :exact, :fixed, :charged, :settled)
            ON CONFLICT (activity_id, rule_id, period_first) DO UPDATE SET exact = :exact, fixed_cents = :fixed,
                charged_cents = :charged, settled = :settled\
            """)
                .param("activity", activity)
                .param("rule", key.rule())
                .param("first", key.first())
                .param("exact", settlement.exact())
                .param("fixed", settlement.fixed().cents())
                .param("charged", settlement.charged().cents())
                .param("settled", settlement.settled())
                .update();
    }

    /** Records what happened; false if this source was taken before. */
    boolean record(UUID activity, ContributionMovement movement) {
        return jdbc.sql("""
            INSERT INTO contribution_movement (id, activity_id, kind, event_date, basis_date, turnover_cents,
                direct_costs_cents, other_costs_cents, receipts_cents, source)
            VALUES (:id, :activity, :kind, :date, :basis, :turnover, :direct, :other, :receipts, :source)
            ON CONFLICT (source) DO NOTHING\
            """)
                        .param("id", movement.id())
                        .param("activity", activity)
                        .param("kind", movement.kind().name())
                        .param("date", movement.date())
                        .param("basis", movement.basisDate())
                        .param("turnover", movement.amounts().turnover().cents())
                        .param("direct", movement.amounts().directCosts().cents())
                        .param("other", movement.amounts().otherCosts().cents())
                        .param("receipts", movement.amounts().receipts().cents())
                        .param("source", movement.source())
                        .update()
                == 1;
    }

    /** What was charged at once for a source that was taken before. */
    Money chargedFor(String source) {
        return jdbc.sql("""
            SELECT coalesce(c.amount_cents, 0) FROM contribution_movement m
            LEFT JOIN contribution_charge c ON c.id = m.charge_id AND c.month_end IS NULL
            WHERE m.source = :source\
            """)
                .param("source", source)
                .query((rs, _) -> Money.ofCents(rs.getLong(1)))
                .single();
    }

    void waits(UUID movement) {
        jdbc.sql("UPDATE contribution_movement SET waiting = true WHERE id = :id")
                .param("id", movement)
                .update();
    }

    /** What waits for the end of a month or an earlier one, in the order in which it happened. */
    List<ContributionMovement> waiting(UUID activity, YearMonth month) {
        return jdbc.sql("""
            SELECT * FROM contribution_movement WHERE activity_id = :id AND waiting AND basis_date <= :last
            ORDER BY happened\
            """)
                .param("id", activity)
                .param("last", month.atEndOfMonth())
                .query((rs, _) -> movement(rs))
                .list();
    }

    /** Everything that happened between two days, by activity and in order. */
    Map<UUID, List<ContributionMovement>> between(LocalDate first, LocalDate last) {
        Map<UUID, List<ContributionMovement>> movements = new HashMap<>();
        jdbc.sql("SELECT * FROM contribution_movement WHERE basis_date BETWEEN :first AND :last ORDER BY happened")
                .param("first", first)
                .param("last", last)
                .query(rs -> {
                    movements
                            .computeIfAbsent(
                                    Objects.requireNonNull(rs.getObject("activity_id", UUID.class)),
                                    _ -> new ArrayList<>())
                            .add(movement(rs));
                });
        return movements;
    }

    void insert(UUID id, UUID activity, Charge charge, LocalDate on, @Nullable YearMonth month, @Nullable Long entry) {
        jdbc.sql("""
            INSERT INTO contribution_charge (id, activity_id, rule_id, period_first, period_last, charged_on,
                month_end, amount_cents, explanation, entry_id, recorded_at)
            VALUES (:id, :activity, :rule, :first, :last, :on, :monthEnd, :amount, CAST(:explanation AS jsonb), :entry,
                :recordedAt)\
            """)
                .param("id", id)
                .param("activity", activity)
                .param("rule", charge.rule().id())
                .param("first", charge.period().first())
                .param("last", charge.period().last())
                .param("on", on)
                .param("monthEnd", month == null ? null : month.atEndOfMonth())
                .param("amount", charge.amount().cents())
                .param("explanation", json.writeValueAsString(charge.explanation()))
                .param("entry", entry)
                .param("recordedAt", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        if (!charge.movements().isEmpty()) {
            jdbc.sql("UPDATE contribution_movement SET charge_id = :charge, waiting = false WHERE id IN (:ids)")
                    .param("charge", id)
                    .param(
                            "ids",
                            charge.movements().stream()
                                    .map(ContributionMovement::id)
                                    .toList())
                    .update();
        }
    }

    ContributionExplanation explanation(String text) {
        return json.readValue(text, ContributionExplanation.class);
    }

    private static ContributionMovement movement(ResultSet rs) throws SQLException {
        return new ContributionMovement(
                Objects.requireNonNull(rs.getObject("id", UUID.class)),
                Objects.requireNonNull(rs.getObject("event_date", LocalDate.class)),
                Objects.requireNonNull(rs.getObject("basis_date", LocalDate.class)),
                ContributionMovement.Kind.valueOf(rs.getString("kind")),
                new ContributionAmounts(
                        Money.ofCents(rs.getLong("turnover_cents")),
                        Money.ofCents(rs.getLong("direct_costs_cents")),
                        Money.ofCents(rs.getLong("other_costs_cents")),
                        Money.ofCents(rs.getLong("receipts_cents"))),
                rs.getString("source"));
    }
}
