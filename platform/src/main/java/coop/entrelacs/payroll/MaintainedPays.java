package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Stale;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What contracts promise beyond the law when their holders are sick. A contract that says nothing keeps to the law. */
@Service
public class MaintainedPays {

    private static final LocalDate EVER = LocalDate.of(1900, 1, 1);
    private static final LocalDate ALWAYS = LocalDate.of(2200, 1, 1);

    private final JdbcClient jdbc;
    private final Members members;
    private final Contracts contracts;
    private final PayChanges changes;
    private final Audit audit;
    private final Clock clock;

    MaintainedPays(
            JdbcClient jdbc, Members members, Contracts contracts, PayChanges changes, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.members = members;
        this.contracts = contracts;
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
    }

    /** A promise with the version that a change of it names. */
    public record Versioned(MaintainedPay promised, long version) {}

    /** What a contract promises; empty: what the law asks. */
    @Transactional
    public Optional<Versioned> of(UUID member, UUID contract) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.MANAGER)) {
            audit.record("maintained-pay.read", "member:" + member, "");
        }
        requireContract(member, contract);
        return jdbc.sql("SELECT * FROM maintained_pay WHERE contract_id = ?")
                .param(contract)
                .query((row, n) -> new Versioned(
                        new MaintainedPay(
                                row.getInt("seniority_months"),
                                row.getInt("waiting_days"),
                                new Rate(row.getBigDecimal("percent")),
                                row.getInt("days")),
                        row.getLong("version")))
                .optional();
    }

    /**
     * Says what a contract promises. It holds for days of months that are not approved yet.
     *
     * @param version of what was seen; 0: nothing was promised
     * @throws Stale if it was changed since
     */
    @Transactional
    public void promise(UUID member, UUID contract, long version, MaintainedPay promised) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        requireContract(member, contract);
        int rows = jdbc.sql("""
                        INSERT INTO maintained_pay (contract_id, member_id, version, seniority_months, waiting_days, percent, days, said_by,
                            said_at)
                        SELECT :contract, :member, 1, :months, :waiting, :percent, :days, :by, :at
                        WHERE :version = 0 OR EXISTS (SELECT FROM maintained_pay WHERE contract_id = :contract)
                        ON CONFLICT (contract_id) DO UPDATE SET version = maintained_pay.version + 1,
                            seniority_months = excluded.seniority_months, waiting_days = excluded.waiting_days,
                            percent = excluded.percent, days = excluded.days, said_by = excluded.said_by, said_at = excluded.said_at
                        WHERE maintained_pay.version = :version""")
                .param("contract", contract)
                .param("member", member)
                .param("version", version)
                .param("months", promised.seniorityMonths())
                .param("waiting", promised.waitingDays())
                .param("percent", promised.percent().percent())
                .param("days", promised.days())
                .param("by", CurrentTenant.actor().accountable())
                .param("at", Timestamp.from(clock.instant()))
                .update();
        if (rows == 0) {
            throw new Stale();
        }
        changes.note(PayChanges.Kind.CONTRACT, member, null);
        audit.record("maintained-pay.changed", "contract:" + contract, "");
    }

    /** Goes back to what the law asks. */
    @Transactional
    public void forget(UUID member, UUID contract, long version) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        requireContract(member, contract);
        int rows = jdbc.sql("DELETE FROM maintained_pay WHERE contract_id = ? AND version = ?")
                .params(contract, version)
                .update();
        if (rows == 0) {
            throw new Stale();
        }
        changes.note(PayChanges.Kind.CONTRACT, member, null);
        audit.record("maintained-pay.changed", "contract:" + contract, "law");
    }

    private void requireContract(UUID member, UUID contract) {
        members.name(member);
        if (contracts.during(member, EVER, ALWAYS).stream()
                .noneMatch(span -> span.contract().contract().equals(contract)
                        && span.contract().kind() != ContractKind.BUSINESS_SUPPORT)) {
            throw new NotFound("contract", contract);
        }
    }
}
