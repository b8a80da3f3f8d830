package coop.entrelacs.payroll;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.MemberEvents.ContractAmended;
import coop.entrelacs.members.MemberEvents.ContractEnded;
import coop.entrelacs.members.MemberEvents.ContractSigned;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who changed what a run rests on. A change is open until a run that it counts for is approved; until then whoever answers for it is
 * not that run's second person. A preview that stands gets a new version with each change, so nobody approves what they did not see.
 */
@Component
class PayChanges {

    /** Message {@code payroll.change.<constant>}. */
    enum Kind {
        CONTRACT,
        CHOICE,
        SMOOTHING,
        ABSENCE,
        LEAVE,
        ADVANCE,
        PROFILE,
        /** The account that pay goes to, where there was another before. */
        IBAN,
        FIRST_IBAN,
        SETTINGS,
        RECOMPUTED
    }

    private final JdbcClient jdbc;
    private final LiveUpdates live;
    private final Clock clock;

    PayChanges(JdbcClient jdbc, LiveUpdates live, Clock clock) {
        this.jdbc = jdbc;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Notes a change, in the transaction that makes it.
     *
     * @param month the first month it counts for; null: any
     */
    void note(Kind kind, @Nullable UUID member, @Nullable YearMonth month) {
        Actor actor = CurrentTenant.actor();
        jdbc.sql("""
                        INSERT INTO pay_change (id, changed_by, changed_by_name, kind, member_id, month, changed_at)
                        VALUES (:id, :by, :name, :kind, CAST(:member AS uuid), CAST(:month AS date), :at)""")
                .param("id", Ids.next())
                .param("by", actor.accountable())
                .param("name", actor.name())
                .param("kind", kind.name())
                .param("member", member)
                .param("month", month == null ? null : month.atDay(1))
                .param("at", Timestamp.from(clock.instant()))
                .update();
        jdbc.sql("""
                        UPDATE payroll_run SET version = version + 1 WHERE state = 'PREVIEW'
                            AND (CAST(:month AS date) IS NULL OR month >= :month) RETURNING id""")
                .param("month", month == null ? null : month.atDay(1))
                .query(UUID.class)
                .list()
                .forEach(run -> live.publish("payroll-run", run));
    }

    /** Who answers for the changes that a run of a month rests on and nobody approved yet. */
    Set<UUID> openBy(YearMonth month) {
        return Set.copyOf(jdbc.sql("SELECT DISTINCT changed_by FROM pay_change WHERE run_id IS NULL"
                        + " AND (month IS NULL OR month <= ?)")
                .param(month.atDay(1))
                .query(UUID.class)
                .list());
    }

    /** Who gave these members the account that they have now, as far as no approval has seen it. */
    Set<UUID> openAccountsBy(List<UUID> members) {
        return Set.copyOf(jdbc.sql("SELECT DISTINCT changed_by FROM pay_change WHERE run_id IS NULL"
                        + " AND kind IN ('IBAN', 'FIRST_IBAN') AND member_id = ANY (?)")
                .param(members.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    /** Those of some whose account was changed for another since the last approval. */
    Set<UUID> openAccounts(List<UUID> members) {
        return Set.copyOf(jdbc.sql("SELECT DISTINCT member_id FROM pay_change WHERE run_id IS NULL AND kind = 'IBAN'"
                        + " AND member_id = ANY (?)")
                .param(members.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    @EventListener
    void on(ContractSigned signed) {
        if (signed.kind() != ContractKind.BUSINESS_SUPPORT) {
            note(Kind.CONTRACT, signed.member(), null);
        }
    }

    @EventListener
    void on(ContractAmended amended) {
        note(Kind.CONTRACT, amended.member(), month(amended.effectiveOn()));
    }

    @EventListener
    void on(ContractEnded ended) {
        note(Kind.CONTRACT, ended.member(), month(ended.lastDay()));
    }

    private static YearMonth month(LocalDate day) {
        return YearMonth.from(day);
    }
}
