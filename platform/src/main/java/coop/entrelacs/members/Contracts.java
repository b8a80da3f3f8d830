package coop.entrelacs.members;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.EntrepreneurEmployeeContract.Clauses;
import coop.entrelacs.members.MemberEvents.AssociateAdmitted;
import coop.entrelacs.members.MemberEvents.ContractAmended;
import coop.entrelacs.members.MemberEvents.ContractEnded;
import coop.entrelacs.members.MemberEvents.ContractSigned;
import coop.entrelacs.members.MemberEvents.MemberLeft;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The path of a member, signature by signature: CAPE, its renewals, CESA, amendments, association, exit. Every step is a dated row;
 * where someone stands follows from them. The law's limits are in the records and again in the database.
 */
@Service
public class Contracts {

    private final JdbcClient jdbc;
    private final MemberRecords records;
    private final MemberAccess access;
    private final Audit audit;
    private final LiveUpdates live;
    private final ApplicationEventPublisher events;

    Contracts(
            JdbcClient jdbc,
            MemberRecords records,
            MemberAccess access,
            Audit audit,
            LiveUpdates live,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.records = records;
        this.access = access;
        this.audit = audit;
        this.live = live;
        this.events = events;
    }

    /** Signs a first CAPE. */
    @Transactional
    public BusinessSupportContract signBusinessSupport(
            UUID member, LocalDate signedOn, LocalDate firstDay, LocalDate lastDay) {
        access.requireChange(member);
        return sign(new BusinessSupportContract(Ids.next(), member, signedOn, firstDay, lastDay, null, 0, null));
    }

    /** Renews a CAPE from the day after its last; twice at most. */
    @Transactional
    public BusinessSupportContract renew(UUID contract, LocalDate signedOn, LocalDate lastDay) {
        if (!(changeable(contract) instanceof BusinessSupportContract before)) {
            throw new MemberRefused("contract-not-renewable", null);
        }
        return sign(before.renewed(Ids.next(), signedOn, lastDay));
    }

    /**
     * Signs a CESA; a CAPE still running ends the day before. The day by which the entrepreneur must be an associate follows from the
     * contracts before.
     *
     * @param trialLastDay null for no trial
     */
    @Transactional
    public EntrepreneurEmployeeContract signEntrepreneurEmployee(
            UUID member,
            LocalDate signedOn,
            LocalDate firstDay,
            Clauses clauses,
            Money fixedPay,
            BigDecimal monthlyHours,
            @Nullable LocalDate trialLastDay) {
        access.requireChange(member);
        EntrepreneurEmployeeContract.days(signedOn, firstDay, null);
        List<Contract> before = records.contracts(List.of(member));
        before.stream()
                .filter(contract -> contract.kind() == ContractKind.BUSINESS_SUPPORT)
                .filter(contract -> contract.period().contains(firstDay)
                        && contract.firstDay().isBefore(firstDay))
                .forEach(contract -> endNow(contract, firstDay.minusDays(1), "CESA"));
        List<Period> earlier = before.stream()
                .filter(contract -> contract.firstDay().isBefore(firstDay))
                .map(contract -> until(contract.period(), firstDay.minusDays(1)))
                .toList();
        if (trialLastDay != null && trialLastDay.isAfter(EntrepreneurEmployeeContract.latestTrial(firstDay, earlier))) {
            throw new InvalidField("trialLastDay", "trial-too-long", EntrepreneurEmployeeContract.MOST_TRIAL_MONTHS);
        }
        return sign(new EntrepreneurEmployeeContract(
                Ids.next(),
                member,
                signedOn,
                firstDay,
                null,
                clauses,
                fixedPay,
                monthlyHours,
                trialLastDay,
                EntrepreneurEmployeeContract.associateBy(signedOn, earlier)));
    }

    /**
     * Employs somebody for the common services.
     *
     * @param lastDay of a fixed term, or null
     */
    @Transactional
    public EmploymentContract employ(
            UUID member,
            LocalDate signedOn,
            LocalDate firstDay,
            @Nullable LocalDate lastDay,
            String job,
            Money pay,
            BigDecimal monthlyHours) {
        CurrentTenant.actor().require(Role.MANAGER, Role.PAYROLL_OFFICER);
        return sign(
                new EmploymentContract(Ids.next(), member, signedOn, firstDay, lastDay, null, job, pay, monthlyHours));
    }

    /** Changes a contract from a day on; one amendment a day. */
    @Transactional
    public ContractAmendment amend(
            UUID contract,
            LocalDate signedOn,
            LocalDate effectiveOn,
            String subject,
            @Nullable Money fixedPay,
            @Nullable BigDecimal monthlyHours) {
        Contract amended = changeable(contract);
        ContractAmendment amendment =
                new ContractAmendment(Ids.next(), contract, signedOn, effectiveOn, subject, fixedPay, monthlyHours);
        if (!amended.period().contains(effectiveOn)) {
            throw new InvalidField("effectiveOn", "amendment-outside-contract");
        }
        if (amended.kind() == ContractKind.BUSINESS_SUPPORT && (fixedPay != null || monthlyHours != null)) {
            throw new InvalidField("fixedPay", "business-support-unpaid");
        }
        try {
            jdbc.sql("""
                INSERT INTO contract_amendment (id, contract_id, signed_on, effective_on, subject, fixed_pay_cents,
                    monthly_hours)
                VALUES (:id, :contract, :signed, :effective, :subject, :pay, :hours)\
                """)
                    .param("id", amendment.id())
                    .param("contract", contract)
                    .param("signed", signedOn)
                    .param("effective", effectiveOn)
                    .param("subject", amendment.subject())
                    .param("pay", fixedPay == null ? null : fixedPay.cents())
                    .param("hours", monthlyHours)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new MemberRefused("amendment-same-day", "effectiveOn", effectiveOn);
        }
        changed(amended.member(), "contract.amended", contract);
        events.publishEvent(new ContractAmended(amended.member(), contract, effectiveOn));
        return amendment;
    }

    /** Ends a contract before its time, or one without end. */
    @Transactional
    public void end(UUID contract, LocalDate lastDay, String reason) {
        Contract ended = changeable(contract);
        endNow(ended, lastDay, Fields.required("reason", reason, 200));
    }

    /**
     * Admits a member as an associate.
     *
     * @param decision which meeting decided
     */
    @Transactional
    public void becomeAssociate(UUID member, LocalDate firstDay, String decision) {
        CurrentTenant.actor().require(Role.MANAGER);
        Fields.required("firstDay", firstDay);
        String decided = Fields.required("decision", decision, 300);
        refusing(
                "associate-already",
                () -> jdbc.sql("""
                    INSERT INTO associate_term (id, member_id, member_no, first_day, decision)
                    SELECT :id, id, no, :first, :decision FROM member WHERE id = :member\
                    """)
                        .param("id", Ids.next())
                        .param("member", member)
                        .param("first", firstDay)
                        .param("decision", decided)
                        .update(),
                member);
        changed(member, "member.associate", member);
        events.publishEvent(new AssociateAdmitted(member, firstDay));
    }

    /** Records that somebody leaves: whatever still runs ends that day. What they are owed is settled elsewhere. */
    @Transactional
    public void exit(UUID member, LocalDate lastDay, ExitKind kind, @Nullable String reason) {
        CurrentTenant.actor().require(Role.MANAGER, Role.PAYROLL_OFFICER);
        Fields.required("lastDay", lastDay);
        Fields.required("kind", kind);
        String why = Fields.optional("reason", reason, 500);
        List<Contract> contracts = records.contracts(List.of(member));
        if (contracts.stream().anyMatch(contract -> contract.firstDay().isAfter(lastDay))) {
            throw new MemberRefused("exit-before-contract", "lastDay");
        }
        contracts.stream()
                .filter(contract -> contract.period().contains(lastDay)
                        && contract.endedOn() == null
                        && !lastDay.equals(contract.plannedLastDay()))
                .forEach(contract -> endNow(contract, lastDay, kind.name()));
        jdbc.sql("""
            UPDATE associate_term SET last_day = :last
            WHERE member_id = :member AND first_day <= :last AND (last_day IS NULL OR last_day > :last)\
            """).param("member", member).param("last", lastDay).update();
        try {
            int rows = jdbc.sql("""
                INSERT INTO member_exit (member_id, left_on, kind, reason)
                SELECT id, :last, :kind, :reason FROM member WHERE id = :member\
                """)
                    .param("member", member)
                    .param("last", lastDay)
                    .param("kind", kind.name())
                    .param("reason", why)
                    .update();
            if (rows == 0) {
                throw new NotFound("member", member);
            }
        } catch (DuplicateKeyException e) {
            throw new MemberRefused("exit-already", "lastDay");
        }
        changed(member, "member.left", member);
        events.publishEvent(new MemberLeft(member, lastDay, kind));
    }

    /** When some members were under which contracts, the oldest first. Asks for no role: for modules that compute. */
    @Transactional(readOnly = true)
    public Map<UUID, List<ContractPeriod>> periods(Collection<UUID> members) {
        return records.contracts(members).reversed().stream()
                .map(contract -> new ContractPeriod(contract.member(), contract.kind(), contract.period()))
                .collect(Collectors.groupingBy(ContractPeriod::member));
    }

    /**
     * The contracts in force on a day, amendments counted in, by member's name. Asks for no role: for modules that compute.
     *
     * @param kind null for all
     */
    @Transactional(readOnly = true)
    public List<ContractInForce> inForce(LocalDate day, @Nullable ContractKind kind) {
        return inForce(day, kind, null);
    }

    /** The contract of one member in force on a day. */
    @Transactional(readOnly = true)
    public java.util.Optional<ContractInForce> inForce(UUID member, LocalDate day) {
        return inForce(day, null, member).stream().findFirst();
    }

    /**
     * Every contract with a day between two days, each with its days and terms within them, by member's name and day: two contracts of one
     * member are two of these. Asks for no role: for modules that compute.
     */
    @Transactional(readOnly = true)
    public List<ContractSpan> during(LocalDate from, LocalDate to) {
        return during(from, to, null);
    }

    /** The same of one member. */
    @Transactional(readOnly = true)
    public List<ContractSpan> during(UUID member, LocalDate from, LocalDate to) {
        return during(from, to, List.of(member));
    }

    /** The same of some members, in as many statements as of one. */
    @Transactional(readOnly = true)
    public List<ContractSpan> during(Collection<UUID> members, LocalDate from, LocalDate to) {
        return during(from, to, members);
    }

    private List<ContractSpan> during(LocalDate from, LocalDate to, @Nullable Collection<UUID> members) {
        record Since(
                UUID contract,
                LocalDate day,
                Money pay,
                @Nullable BigDecimal hours) {}
        Map<UUID, List<Since>> terms = jdbc
                .sql("""
            SELECT c.id, x.day,
                coalesce((SELECT fixed_pay_cents FROM contract_amendment WHERE contract_id = c.id
                    AND effective_on <= x.day AND fixed_pay_cents IS NOT NULL
                    ORDER BY effective_on DESC LIMIT 1), c.fixed_pay_cents) AS pay,
                coalesce((SELECT monthly_hours FROM contract_amendment WHERE contract_id = c.id
                    AND effective_on <= x.day AND monthly_hours IS NOT NULL
                    ORDER BY effective_on DESC LIMIT 1), c.monthly_hours) AS hours
            FROM contract c, LATERAL (SELECT greatest(c.first_day, :from) AS day
                UNION SELECT a.effective_on FROM contract_amendment a WHERE a.contract_id = c.id
                    AND a.effective_on > greatest(c.first_day, :from)
                    AND a.effective_on <= least(c.ended_on, c.planned_last_day, :to)
                    AND (a.fixed_pay_cents IS NOT NULL OR a.monthly_hours IS NOT NULL)) x
            WHERE c.first_day <= :to AND (c.ended_on IS NULL OR c.ended_on >= :from)
                AND (c.planned_last_day IS NULL OR c.planned_last_day >= :from)
                AND (CAST(:members AS uuid[]) IS NULL OR c.member_id = ANY (CAST(:members AS uuid[])))
                AND c.fixed_pay_cents IS NOT NULL
            ORDER BY c.id, x.day\
            """)
                .param("from", from)
                .param("to", to)
                .param("members", ids(members))
                .query((rs, _) -> new Since(
                        MemberRecords.id(rs, "id"),
                        MemberRecords.day(rs, "day"),
                        Money.ofCents(rs.getLong("pay")),
                        rs.getBigDecimal("hours")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Since::contract));
        return inForce(from, to, null, members).stream()
                .map(contract -> {
                    LocalDate first = contract.firstDay().isAfter(from) ? contract.firstDay() : from;
                    LocalDate ends = contract.lastDay();
                    LocalDate last = ends != null && ends.isBefore(to) ? ends : to;
                    List<Since> since = terms.getOrDefault(contract.contract(), List.of());
                    List<ContractSpan.Terms> parts = new java.util.ArrayList<>();
                    for (int i = 0; i < since.size(); i++) {
                        Since one = since.get(i);
                        LocalDate until =
                                i + 1 < since.size() ? since.get(i + 1).day().minusDays(1) : last;
                        parts.add(new ContractSpan.Terms(one.day(), until, one.pay(), one.hours()));
                    }
                    return new ContractSpan(contract, first, last, parts);
                })
                .toList();
    }

    private List<ContractInForce> inForce(LocalDate day, @Nullable ContractKind kind, @Nullable UUID member) {
        return inForce(day, day, kind, member == null ? null : List.of(member));
    }

    /** Those with a day between two, as they stand on their last day between them. */
    private List<ContractInForce> inForce(
            LocalDate from, LocalDate to, @Nullable ContractKind kind, @Nullable Collection<UUID> members) {
        return jdbc.sql("""
            SELECT c.id, c.member_id, c.kind, c.job, c.first_day, c.planned_last_day, least(c.ended_on, c.planned_last_day) AS last_day,
                m.no, m.first_name, m.last_name,
                coalesce((SELECT fixed_pay_cents FROM contract_amendment WHERE contract_id = c.id
                    AND effective_on <= d.day AND fixed_pay_cents IS NOT NULL
                    ORDER BY effective_on DESC LIMIT 1), c.fixed_pay_cents) AS pay,
                coalesce((SELECT monthly_hours FROM contract_amendment WHERE contract_id = c.id
                    AND effective_on <= d.day AND monthly_hours IS NOT NULL
                    ORDER BY effective_on DESC LIMIT 1), c.monthly_hours) AS hours,
                EXISTS (SELECT FROM associate_term t WHERE t.member_id = c.member_id AND t.first_day <= d.day
                    AND (t.last_day IS NULL OR t.last_day >= d.day)) AS associate
            FROM contract c JOIN member m ON m.id = c.member_id,
                LATERAL (SELECT least(c.ended_on, c.planned_last_day, :to) AS day) d
            WHERE c.first_day <= :to AND (c.ended_on IS NULL OR c.ended_on >= :from)
                AND (c.planned_last_day IS NULL OR c.planned_last_day >= :from)
                AND (CAST(:kind AS varchar) IS NULL OR c.kind = :kind)
                AND (CAST(:members AS uuid[]) IS NULL OR c.member_id = ANY (CAST(:members AS uuid[])))
            ORDER BY m.search_name, m.id, c.first_day\
            """)
                .param("from", from)
                .param("to", to)
                .param("kind", kind == null ? null : kind.name())
                .param("members", ids(members))
                .query((rs, _) -> {
                    long pay = rs.getLong("pay");
                    Money fixedPay = rs.wasNull() ? null : Money.ofCents(pay);
                    return new ContractInForce(
                            MemberRecords.id(rs, "id"),
                            MemberRecords.id(rs, "member_id"),
                            MemberRecords.number(rs.getLong("no")),
                            rs.getString("first_name") + " " + rs.getString("last_name"),
                            ContractKind.valueOf(rs.getString("kind")),
                            MemberRecords.day(rs, "first_day"),
                            MemberRecords.dayOrNull(rs, "last_day"),
                            fixedPay,
                            rs.getBigDecimal("hours"),
                            rs.getBoolean("associate"),
                            MemberRecords.dayOrNull(rs, "planned_last_day"),
                            rs.getString("job"));
                })
                .list();
    }

    /** When and why some contracts end. Asks for no role: for modules that compute. */
    @Transactional(readOnly = true)
    public Map<UUID, ContractEnd> ends(Collection<UUID> contracts) {
        Map<UUID, ContractEnd> found = new java.util.HashMap<>();
        jdbc.sql("SELECT id, planned_last_day, ended_on, end_reason FROM contract WHERE id = ANY (?)")
                .param(contracts.toArray(UUID[]::new))
                .query((rs, _) -> found.put(
                        MemberRecords.id(rs, "id"),
                        new ContractEnd(
                                MemberRecords.dayOrNull(rs, "planned_last_day"),
                                MemberRecords.dayOrNull(rs, "ended_on"),
                                rs.getString("end_reason"))))
                .list();
        return found;
    }

    private static UUID @Nullable [] ids(@Nullable Collection<UUID> members) {
        return members == null ? null : members.toArray(UUID[]::new);
    }

    private <C extends Contract> C sign(C contract) {
        refusing("contract-overlaps", () -> insert(contract), contract.member());
        changed(contract.member(), "contract.signed", contract.id());
        events.publishEvent(new ContractSigned(contract.member(), contract.id(), contract.kind()));
        return contract;
    }

    private int insert(Contract contract) {
        var sql = jdbc.sql("""
            INSERT INTO contract (id, member_id, member_no, kind, signed_on, first_day, planned_last_day, renewal,
                follows, objectives, means, contribution, variable_pay, statutes, clientele, fixed_pay_cents,
                trial_last_day, associate_by, job, monthly_hours)
            SELECT :id, id, no, :kind, :signed, :first, CAST(:planned AS date), CAST(:renewal AS smallint),
                CAST(:follows AS uuid), :objectives, :means, :contribution, :variablePay, :statutes, :clientele,
                CAST(:pay AS bigint), CAST(:trial AS date), CAST(:associateBy AS date), :job,
                CAST(:hours AS numeric)
            FROM member WHERE id = :member\
            """)
                .param("id", contract.id())
                .param("member", contract.member())
                .param("kind", contract.kind().name())
                .param("signed", contract.signedOn())
                .param("first", contract.firstDay())
                .param("planned", contract.plannedLastDay());
        BusinessSupportContract cape = contract instanceof BusinessSupportContract one ? one : null;
        EntrepreneurEmployeeContract cesa = contract instanceof EntrepreneurEmployeeContract one ? one : null;
        EmploymentContract job = contract instanceof EmploymentContract one ? one : null;
        return sql.param("renewal", cape == null ? null : cape.renewal())
                .param("follows", cape == null ? null : cape.follows())
                .param("objectives", cesa == null ? null : cesa.clauses().objectives())
                .param("means", cesa == null ? null : cesa.clauses().means())
                .param("contribution", cesa == null ? null : cesa.clauses().contribution())
                .param("variablePay", cesa == null ? null : cesa.clauses().variablePay())
                .param("statutes", cesa == null ? null : cesa.clauses().statutes())
                .param("clientele", cesa == null ? null : cesa.clauses().clientele())
                .param("trial", cesa == null ? null : cesa.trialLastDay())
                .param("associateBy", cesa == null ? null : cesa.associateBy())
                .param(
                        "pay",
                        cesa != null
                                ? (Long) cesa.fixedPay().cents()
                                : job == null ? null : (Long) job.pay().cents())
                .param("hours", cesa != null ? cesa.monthlyHours() : job == null ? null : job.monthlyHours())
                .param("job", job == null ? null : job.job())
                .update();
    }

    private void endNow(Contract contract, LocalDate lastDay, String reason) {
        Fields.required("lastDay", lastDay);
        if (contract.endedOn() != null) {
            throw new MemberRefused("contract-ended", null, contract.endedOn());
        }
        if (lastDay.isBefore(contract.firstDay())) {
            throw new InvalidField("lastDay", "last-day-before-first");
        }
        LocalDate planned = contract.plannedLastDay();
        if (planned != null && lastDay.isAfter(planned)) {
            throw new InvalidField("lastDay", "contract-ends-after-its-end");
        }
        jdbc.sql("UPDATE contract SET ended_on = :last, end_reason = :reason WHERE id = :id AND ended_on IS NULL")
                .param("id", contract.id())
                .param("last", lastDay)
                .param("reason", reason)
                .update();
        changed(contract.member(), "contract.ended", contract.id());
        events.publishEvent(new ContractEnded(contract.member(), contract.id(), lastDay));
    }

    /** @throws NotFound if there is no such contract, or it is not one the actor may know of */
    private Contract changeable(UUID contract) {
        Contract found = records.contract(contract);
        try {
            access.requireChange(found.member());
        } catch (NotFound e) {
            throw new NotFound("contract", contract);
        }
        return found;
    }

    /** The database's own refusal of two at a time, in words. */
    private void refusing(String code, Supplier<Integer> insert, UUID member) {
        try {
            if (insert.get() == 0) {
                throw new NotFound("member", member);
            }
        } catch (DataIntegrityViolationException e) {
            String reason = String.valueOf(e.getMostSpecificCause().getMessage());
            if (reason.contains("one_at_a_time") || reason.contains("one_term_at_a_time")) {
                throw new MemberRefused(code, "firstDay");
            }
            if (e instanceof DuplicateKeyException && reason.contains("follows")) {
                throw new MemberRefused("contract-renewed-already", null);
            }
            throw e;
        }
    }

    private void changed(UUID member, String action, UUID subject) {
        audit.record(action, (subject.equals(member) ? "member:" : "contract:") + subject, "");
        live.publish("member", member);
    }

    private static Period until(Period period, LocalDate last) {
        LocalDate end = period.last();
        return new Period(period.first(), end == null || end.isAfter(last) ? last : end);
    }
}
