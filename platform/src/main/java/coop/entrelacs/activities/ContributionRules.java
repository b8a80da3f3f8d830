package coop.entrelacs.activities;

import coop.entrelacs.activities.ContributionAccount.Charge;
import coop.entrelacs.activities.ContributionRule.Adoption;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The rules by which members pay for their shared services: their versions, each with the decision that adopted it, what single
 * activities are let off, and what a rule would change before it is decided.
 */
@Service
public class ContributionRules {

    private static final int PREVIEW_MONTHS = 12;

    private final JdbcClient jdbc;
    private final ContributionRuleRecords records;
    private final ContributionAccounts accounts;
    private final ContributionActivities activities;
    private final Audit audit;
    private final Clock clock;

    ContributionRules(
            JdbcClient jdbc,
            ContributionRuleRecords records,
            ContributionAccounts accounts,
            ContributionActivities activities,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.accounts = accounts;
        this.activities = activities;
        this.audit = audit;
        this.clock = clock;
    }

    /** The ways of computing that other cooperatives use, to start from. */
    public List<ContributionTemplate> templates() {
        return ContributionTemplate.all();
    }

    /** Every version of the cooperative's rule, the oldest first. Members may read what they pay by. */
    @Transactional(readOnly = true)
    public List<ContributionRule> all() {
        requireReader();
        return records.common();
    }

    /** Every version of every activity's own rule, by activity. */
    @Transactional(readOnly = true)
    public List<ContributionRule> overrides() {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.ADVISOR);
        return records.overrides();
    }

    /**
     * Adopts the next version of the cooperative's rule.
     *
     * @param validFrom the first of a month for which nothing is charged yet
     * @throws ContributionRefused if something was charged for that month or later by the version before
     */
    @Transactional
    public ContributionRule adopt(String name, LocalDate validFrom, Adoption adoption, ContributionTerms terms) {
        return adopt(null, name, validFrom, adoption, terms);
    }

    /**
     * Gives an activity its own rule from a day on.
     *
     * @param terms null to end it: the activity follows the cooperative's rule again
     */
    @Transactional
    public ContributionRule override(
            UUID activity, String name, LocalDate validFrom, Adoption adoption, @Nullable ContributionTerms terms) {
        activities.situation(activity);
        return adopt(activity, name, validFrom, adoption, terms);
    }

    /**
     * Withdraws a version by which nothing was charged.
     *
     * @throws ContributionRefused if something was
     */
    @Transactional
    public void withdraw(UUID rule) {
        CurrentTenant.actor().require(Role.MANAGER);
        records.change();
        if (records.find(rule).isEmpty()) {
            throw new NotFound("contribution-rule", rule);
        }
        try {
            records.delete(rule);
        } catch (DataIntegrityViolationException e) {
            throw new ContributionRefused("contribution-rule-used", null);
        }
        audit.record("contribution-rule.withdrawn", "contribution-rule:" + rule, "");
    }

    private ContributionRule adopt(
            @Nullable UUID activity,
            String name,
            LocalDate validFrom,
            Adoption adoption,
            @Nullable ContributionTerms terms) {
        CurrentTenant.actor().require(Role.MANAGER);
        records.change();
        List<ContributionRule> before = activity == null ? records.common() : records.own(activity);
        int version = before.isEmpty() ? 1 : before.getLast().version() + 1;
        ContributionRule rule = new ContributionRule(Ids.next(), activity, version, name, validFrom, adoption, terms);
        if (!before.isEmpty() && !validFrom.isAfter(before.getLast().validFrom())) {
            throw new ContributionRefused(
                    "contribution-rule-order", "validFrom", before.getLast().validFrom());
        }
        LocalDate charged = chargedThrough(activity);
        if (charged != null && !validFrom.isAfter(charged)) {
            throw new ContributionRefused(
                    "contribution-rule-late",
                    "validFrom",
                    charged,
                    YearMonth.from(charged).plusMonths(1).atDay(1));
        }
        records.insert(rule);
        audit.record("contribution-rule.adopted", "contribution-rule:" + rule.id(), "version " + version);
        return rule;
    }

    /** The last day for which something is charged already: of an activity, or by any version of the cooperative's. */
    private @Nullable LocalDate chargedThrough(@Nullable UUID activity) {
        return jdbc.sql("""
            SELECT greatest(
                (SELECT max(m.basis_date) FROM contribution_movement m
                    JOIN contribution_charge c ON c.id = m.charge_id JOIN contribution_rule r ON r.id = c.rule_id
                    WHERE CASE WHEN CAST(:activity AS uuid) IS NULL THEN r.activity_id IS NULL
                        ELSE m.activity_id = :activity END),
                (SELECT max(c.month_end) FROM contribution_charge c JOIN contribution_rule r ON r.id = c.rule_id
                    WHERE CASE WHEN CAST(:activity AS uuid) IS NULL THEN r.activity_id IS NULL
                        ELSE c.activity_id = :activity END))\
            """)
                .param("activity", activity)
                .query((rs, _) -> java.util.Optional.ofNullable(rs.getObject(1, LocalDate.class)))
                .single()
                .orElse(null);
    }

    /**
     * A time in which an activity pays less, with the decision behind it.
     *
     * @param remaining the share that stays due: zero for nothing at all
     */
    public record Exemption(UUID id, UUID activity, Period period, Rate remaining, String reason, Adoption decision) {}

    /**
     * Lets an activity off.
     *
     * @throws ContributionRefused if something was charged for its first day or later
     */
    @Transactional
    public Exemption exempt(UUID activity, ContributionExemption exemption, String reason, Adoption decision) {
        CurrentTenant.actor().require(Role.MANAGER);
        activities.situation(activity);
        if (reason == null || reason.isBlank()) {
            throw new InvalidField("reason", "required");
        }
        if (reason.length() > 300) {
            throw new InvalidField("reason", "too-long", 300);
        }
        if (decision == null) {
            throw new InvalidField("decision", "required");
        }
        records.change();
        LocalDate charged = chargedThrough(activity);
        if (charged != null && !exemption.period().first().isAfter(charged)) {
            throw new ContributionRefused("contribution-exemption-late", "period.first", charged, charged.plusDays(1));
        }
        UUID id = Ids.next();
        jdbc.sql("""
            INSERT INTO contribution_exemption (id, activity_id, first_day, last_day, remaining, reason, decided_by,
                decided_on, recorded_at, recorded_by)
            VALUES (:id, :activity, :first, :last, :remaining, :reason, :decidedBy, :decidedOn, :at, :by)\
            """)
                .param("id", id)
                .param("activity", activity)
                .param("first", exemption.period().first())
                .param("last", exemption.period().last())
                .param("remaining", exemption.remaining().percent())
                .param("reason", reason.strip())
                .param("decidedBy", decision.text())
                .param("decidedOn", decision.on())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("by", CurrentTenant.actor().subject())
                .update();
        audit.record("contribution-exemption.decided", "activity:" + activity, id.toString());
        return new Exemption(id, activity, exemption.period(), exemption.remaining(), reason.strip(), decision);
    }

    /** Ends an exemption after a day that is not charged yet. */
    @Transactional
    public void endExemption(UUID exemption, LocalDate lastDay) {
        CurrentTenant.actor().require(Role.MANAGER);
        if (lastDay == null) {
            throw new InvalidField("lastDay", "required");
        }
        Exemption found = exemptions(null).stream()
                .filter(one -> one.id().equals(exemption))
                .findFirst()
                .orElseThrow(() -> new NotFound("contribution-exemption", exemption));
        records.change();
        if (lastDay.isBefore(found.period().first())) {
            throw new InvalidField("lastDay", "last-day-before-first");
        }
        LocalDate charged = chargedThrough(found.activity());
        LocalDate planned = found.period().last();
        LocalDate changedFrom = planned != null && planned.isBefore(lastDay) ? planned : lastDay;
        if (charged != null && changedFrom.isBefore(charged)) {
            throw new ContributionRefused("contribution-exemption-late", "lastDay", charged, charged);
        }
        jdbc.sql("UPDATE contribution_exemption SET last_day = :last WHERE id = :id")
                .param("id", exemption)
                .param("last", lastDay)
                .update();
        audit.record("contribution-exemption.ended", "activity:" + found.activity(), exemption.toString());
    }

    /** The exemptions of an activity, or of all, the newest first. */
    @Transactional(readOnly = true)
    public List<Exemption> exemptions(@Nullable UUID activity) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.ADVISOR);
        return jdbc.sql("""
            SELECT * FROM contribution_exemption WHERE CAST(:activity AS uuid) IS NULL OR activity_id = :activity
            ORDER BY first_day DESC, id\
            """)
                .param("activity", activity)
                .query((rs, _) -> new Exemption(
                        Objects.requireNonNull(rs.getObject("id", UUID.class)),
                        Objects.requireNonNull(rs.getObject("activity_id", UUID.class)),
                        new Period(
                                Objects.requireNonNull(rs.getObject("first_day", LocalDate.class)),
                                rs.getObject("last_day", LocalDate.class)),
                        new Rate(rs.getBigDecimal("remaining")),
                        rs.getString("reason"),
                        new Adoption(
                                rs.getString("decided_by"),
                                Objects.requireNonNull(rs.getObject("decided_on", LocalDate.class)))))
                .list();
    }

    /**
     * What a rule would have charged.
     *
     * @param first the first of the twelve months looked at
     * @param charged what was charged in them in all
     * @param wouldBe what the rule would have charged in all
     * @param activities the largest changes first
     */
    public record Preview(LocalDate first, LocalDate last, Money charged, Money wouldBe, List<Effect> activities) {}

    /** What changes for one activity. */
    public record Effect(UUID activity, String code, String tradeName, Money charged, Money wouldBe) {
        public Money change() {
            return wouldBe.minus(charged);
        }
    }

    /**
     * Replays the last twelve whole months under other terms, as one year of the contribution: what decides to adopt them should know
     * before. Exemptions count; activities with an own rule are replayed like all others.
     */
    @Transactional(readOnly = true)
    public Preview preview(ContributionTerms terms) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT);
        YearMonth end = YearMonth.now(clock).minusMonths(1);
        YearMonth start = end.minusMonths(PREVIEW_MONTHS - 1L);
        LocalDate first = start.atDay(1);
        ContributionTerms asOneYear = new ContributionTerms(
                terms.base(),
                terms.trigger(),
                terms.brackets(),
                terms.fixedPart(),
                terms.bounds(),
                terms.firstMonths(),
                start.getMonth(),
                terms.prorated(),
                terms.reversedOnCreditNote());
        ContributionTimeline timeline = new ContributionTimeline(
                List.of(new ContributionRule(
                        new UUID(0, 0), null, 1, "preview", first, new Adoption("preview", first), asOneYear)),
                List.of());
        record Head(String code, String name, Money charged) {}
        Map<UUID, Head> heads = new HashMap<>();
        jdbc.sql("""
            SELECT a.id, a.code, a.trade_name, coalesce((SELECT sum(c.amount_cents) FROM contribution_charge c
                WHERE c.activity_id = a.id AND c.charged_on BETWEEN :first AND :last), 0) AS charged
            FROM activity a WHERE a.opened_on <= :last AND (a.closed_on IS NULL OR a.closed_on >= :first)\
            """).param("first", first).param("last", end.atEndOfMonth()).query(rs -> {
            heads.put(
                    Objects.requireNonNull(rs.getObject("id", UUID.class)),
                    new Head(rs.getString("code"), rs.getString("trade_name"), Money.ofCents(rs.getLong("charged"))));
        });
        Map<UUID, List<ContributionMovement>> movements = accounts.between(first, end.atEndOfMonth());
        Map<UUID, ContributionSituation> situations = activities.situations(heads.keySet());
        List<Effect> effects = new ArrayList<>();
        heads.forEach((activity, head) -> effects.add(new Effect(
                activity,
                head.code,
                head.name,
                head.charged,
                replay(
                        new ContributionAccount(timeline, Objects.requireNonNull(situations.get(activity))),
                        movements.getOrDefault(activity, List.of()),
                        start,
                        end))));
        effects.sort(Comparator.comparing((Effect effect) -> effect.change().abs())
                .reversed()
                .thenComparing(Effect::code));
        return new Preview(
                first,
                end.atEndOfMonth(),
                Money.sum(effects.stream().map(Effect::charged).toList()),
                Money.sum(effects.stream().map(Effect::wouldBe).toList()),
                effects);
    }

    private static Money replay(
            ContributionAccount account, List<ContributionMovement> movements, YearMonth start, YearMonth end) {
        Money sum = Money.ZERO;
        List<ContributionMovement> waiting = new ArrayList<>();
        for (ContributionMovement movement : movements) {
            sum = sum.plus(account.take(movement).map(Charge::amount).orElse(Money.ZERO));
            if (account.waits(movement)) {
                waiting.add(movement);
            }
        }
        for (YearMonth month = start; !month.isAfter(end); month = month.plusMonths(1)) {
            LocalDate last = month.atEndOfMonth();
            List<ContributionMovement> due = waiting.stream()
                    .filter(movement -> !movement.basisDate().isAfter(last))
                    .toList();
            waiting.removeAll(due);
            for (Charge charge : account.close(month, due)) {
                sum = sum.plus(charge.amount());
            }
        }
        return sum;
    }

    /**
     * What terms make of some amounts, explained: a year that begins this year's first contribution month, one charge after the
     * other. Touches nothing.
     *
     * @param contract under which the activity is
     * @param startedOn the first day of the activity
     * @param happenings what happens, in order
     * @param through the last month that is closed in the simulation, or null for none
     */
    public List<ContributionExplanation> simulate(
            ContributionTerms terms,
            ContractKind contract,
            LocalDate startedOn,
            List<Happening> happenings,
            @Nullable YearMonth through) {
        requireReader();
        if (happenings.size() > 500) {
            throw new InvalidField("happenings", "contribution-too-many-happenings", 500);
        }
        YearMonth start = YearMonth.from(startedOn);
        if (through != null && through.isAfter(start.plusMonths(36))) {
            throw new InvalidField("through", "out-of-range", start, start.plusMonths(36));
        }
        ContributionTimeline timeline = new ContributionTimeline(
                List.of(new ContributionRule(
                        new UUID(0, 0),
                        null,
                        1,
                        "simulation",
                        start.atDay(1),
                        new Adoption("simulation", start.atDay(1)),
                        terms)),
                List.of());
        ContributionAccount account = new ContributionAccount(timeline, ContributionSituation.of(startedOn, contract));
        List<ContributionExplanation> explanations = new ArrayList<>();
        List<ContributionMovement> waiting = new ArrayList<>();
        for (Happening happening : happenings) {
            ContributionMovement movement = new ContributionMovement(
                    Ids.next(),
                    happening.date(),
                    happening.date(),
                    ContributionMovement.Kind.INVOICE,
                    happening.amounts(),
                    "simulation");
            account.take(movement).map(Charge::explanation).ifPresent(explanations::add);
            if (account.waits(movement)) {
                waiting.add(movement);
            }
        }
        for (YearMonth month = start; through != null && !month.isAfter(through); month = month.plusMonths(1)) {
            LocalDate last = month.atEndOfMonth();
            List<ContributionMovement> due = waiting.stream()
                    .filter(movement -> !movement.basisDate().isAfter(last))
                    .toList();
            waiting.removeAll(due);
            account.close(month, due).stream().map(Charge::explanation).forEach(explanations::add);
        }
        return explanations;
    }

    /** Something that happens in a simulation; amounts not given are zero. */
    public record Happening(
            LocalDate date,
            @Nullable Money turnover,
            @Nullable Money directCosts,
            @Nullable Money otherCosts,
            @Nullable Money receipts) {
        public Happening {
            if (date == null) {
                throw new InvalidField("happenings.date", "required");
            }
        }

        ContributionAmounts amounts() {
            return new ContributionAmounts(orZero(turnover), orZero(directCosts), orZero(otherCosts), orZero(receipts));
        }

        private static Money orZero(@Nullable Money amount) {
            return amount == null ? Money.ZERO : amount;
        }
    }

    private static void requireReader() {
        CurrentTenant.actor().require(Role.MEMBER, Role.MANAGER, Role.ACCOUNTANT, Role.ADVISOR, Role.PAYROLL_OFFICER);
    }
}
