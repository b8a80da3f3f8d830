package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.ContractEnd;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.ExitKind;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Stale;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Why a contract is for a fixed term, and why it ended: what the social declaration and the papers of who leaves say. A fixed term that came
 * to its end, a retirement and a death follow from the contract itself; the rest somebody says.
 */
@Service
public class ContractReasons {

    /** Why a fixed term was agreed (DSN, S21.G00.40.021). Message {@code payroll.recourse.<constant>}. */
    public enum Recourse {
        REPLACEMENT("01"),
        MORE_WORK("02"),
        SEASON("03"),
        CUSTOM("05"),
        PROJECT("06");

        final String code;

        Recourse(String code) {
            this.code = code;
        }
    }

    /** Why a contract ended (DSN, S21.G00.62.002). Message {@code payroll.ending.<constant>}. */
    public enum Ending {
        ECONOMIC_DISMISSAL("014"),
        OTHER_DISMISSAL("020"),
        END_OF_TERM("031"),
        TRIAL_BY_EMPLOYER("034"),
        TRIAL_BY_EMPLOYEE("035"),
        EARLY_BY_EMPLOYER("036"),
        EARLY_BY_EMPLOYEE("037"),
        RETIREMENT_BY_EMPLOYER("038"),
        RETIREMENT("039"),
        AGREED_TERMINATION("043"),
        RESIGNATION("059"),
        DEATH("066");

        final String code;

        Ending(String code) {
            this.code = code;
        }
    }

    /**
     * What is said of a contract.
     *
     * @param recourse null: not said, or no fixed term
     * @param ending null: not said, or not ended
     */
    public record Said(
            @Nullable Recourse recourse, @Nullable Ending ending, long version) {
        static final Said NOTHING = new Said(null, null, 0);
    }

    private static final LocalDate EVER = LocalDate.of(1900, 1, 1);
    private static final LocalDate ALWAYS = LocalDate.of(2200, 1, 1);

    private final JdbcClient jdbc;
    private final Members members;
    private final Contracts contracts;
    private final Audit audit;
    private final Clock clock;

    ContractReasons(JdbcClient jdbc, Members members, Contracts contracts, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.members = members;
        this.contracts = contracts;
        this.audit = audit;
        this.clock = clock;
    }

    /** What is said of a contract; reading another's leaves a trace. */
    @Transactional
    public Said of(UUID member, UUID contract) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.MANAGER);
        requireContract(member, contract);
        PayAccess.read(audit, own, "contract-reasons.read", "contract:" + contract, "");
        return said(java.util.List.of(contract)).getOrDefault(contract, Said.NOTHING);
    }

    /**
     * Says why.
     *
     * @throws Stale if it was changed since it was read; a first one has version 0
     */
    @Transactional
    public void say(UUID member, UUID contract, Said said) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        requireContract(member, contract);
        if (said.recourse() == null && said.ending() == null) {
            throw new InvalidField("ending", "required");
        }
        int rows = jdbc.sql("""
                        INSERT INTO pay_contract_reason (contract_id, member_id, version, recourse, ending, said_by, said_at)
                        VALUES (:contract, :member, 1, CAST(:recourse AS varchar), CAST(:ending AS varchar), :by, :at)
                        ON CONFLICT (contract_id) DO UPDATE SET version = pay_contract_reason.version + 1,
                            recourse = excluded.recourse, ending = excluded.ending, said_by = excluded.said_by, said_at = excluded.said_at
                        WHERE pay_contract_reason.version = :version""")
                .param("contract", contract)
                .param("member", member)
                .param(
                        "recourse",
                        said.recourse() == null ? null : said.recourse().name())
                .param("ending", said.ending() == null ? null : said.ending().name())
                .param("by", CurrentTenant.actor().accountable())
                .param("at", Timestamp.from(clock.instant()))
                .param("version", said.version())
                .update();
        if (rows == 0) {
            throw new Stale();
        }
        audit.record("contract-reasons.changed", "contract:" + contract, "");
    }

    private void requireContract(UUID member, UUID contract) {
        members.name(member);
        if (contracts.during(member, EVER, ALWAYS).stream()
                .noneMatch(span -> span.contract().contract().equals(contract)
                        && span.contract().kind() != ContractKind.BUSINESS_SUPPORT)) {
            throw new NotFound("contract", contract);
        }
    }

    /**
     * A contract as it is declared.
     *
     * @param plannedLastDay the day agreed from the beginning; null: a permanent one
     * @param ending null where it goes on, or nobody said why it ended
     */
    record Declared(
            @Nullable LocalDate plannedLastDay,
            @Nullable Recourse recourse,
            @Nullable Ending ending) {}

    /** Those of some contracts, in two statements. Asks for no role: whoever declares was asked. */
    Map<UUID, Declared> declared(Collection<UUID> some) {
        Map<UUID, Said> said = said(some);
        Map<UUID, Declared> found = new HashMap<>();
        contracts.ends(some).forEach((contract, end) -> {
            Said of = said.getOrDefault(contract, Said.NOTHING);
            Ending ending = of.ending() == null ? byItself(end) : of.ending();
            found.put(contract, new Declared(end.plannedLastDay(), of.recourse(), ending));
        });
        return found;
    }

    private static @Nullable Ending byItself(ContractEnd end) {
        LocalDate planned = end.plannedLastDay();
        LocalDate ended = end.endedOn();
        if (planned != null && (ended == null || ended.equals(planned))) {
            return Ending.END_OF_TERM;
        }
        if (ExitKind.RETIREMENT.name().equals(end.reason())) {
            return Ending.RETIREMENT;
        }
        return ExitKind.DEATH.name().equals(end.reason()) ? Ending.DEATH : null;
    }

    private Map<UUID, Said> said(Collection<UUID> some) {
        Map<UUID, Said> found = new HashMap<>();
        jdbc.sql("SELECT * FROM pay_contract_reason WHERE contract_id = ANY (?)")
                .param(some.toArray(UUID[]::new))
                .query((row, n) -> {
                    String recourse = row.getString("recourse");
                    String ending = row.getString("ending");
                    return found.put(
                            row.getObject("contract_id", UUID.class),
                            new Said(
                                    recourse == null ? null : Recourse.valueOf(recourse),
                                    ending == null ? null : Ending.valueOf(ending),
                                    row.getLong("version")));
                })
                .list();
        return found;
    }
}
