package coop.entrelacs.funds;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.funds.FundBooks.Contributed;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.Array;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Calls the members' contributions to the funds, explains them, and gives them back where a call was wrong. */
@Service
public class FundContributions {

    static final String JOB = "fund-contributions";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final FundRecords records;
    private final FundBooks books;
    private final ActivityMeans means;
    private final Activities activities;
    private final Members members;
    private final Jobs jobs;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    FundContributions(
            JdbcClient jdbc,
            JsonMapper json,
            FundRecords records,
            FundBooks books,
            ActivityMeans means,
            Activities activities,
            Members members,
            Jobs jobs,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.records = records;
        this.books = books;
        this.means = means;
        this.activities = activities;
        this.members = members;
        this.jobs = jobs;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** What a call did. */
    public record Called(int activities, int called, Money amount) {}

    /** Which call to make; a whole month or a whole year. */
    public record Call(UUID fund, LocalDate first, LocalDate last) {
        public Call {
            Checks.required(fund, "fund");
            Checks.required(first, "first");
            Checks.required(last, "last");
            boolean month = first.getDayOfMonth() == 1
                    && last.equals(first.plusMonths(1).minusDays(1));
            boolean year =
                    first.getDayOfYear() == 1 && last.equals(first.plusYears(1).minusDays(1));
            if (!month && !year) {
                throw new InvalidField("last", "fund-call-period");
            }
        }
    }

    /**
     * Queues the call of the last period that is over, in every open fund whose rules say that it is called by itself, unless it was
     * called or tried within the last day. What was missed before needs no call of its own: a call counts the year so far. Returns
     * how many were queued.
     */
    @Transactional
    public int callDue() {
        CurrentTenant.actor().require(Role.MANAGER);
        return callDue(LocalDate.now(clock));
    }

    int callDue(LocalDate today) {
        int queued = 0;
        for (Fund fund : records.funds()) {
            Rulebook rules = fund.state() == Fund.State.OPEN
                    ? Rulebook.on(records.rulebooks(fund.id()), today).orElse(null)
                    : null;
            if (rules == null || rules.terms().callEvery() == null) {
                continue;
            }
            Call call = rules.terms().callEvery().lastBefore(fund.id(), today);
            boolean known = call.last().isBefore(rules.validFrom())
                    || jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM fund_contribution WHERE fund_id = :fund AND period_last >= :last AND reverses IS NULL)
                            OR EXISTS (SELECT 1 FROM job WHERE kind = :kind AND parameters = :call::jsonb
                                        AND submitted_at > now() - interval '1 day')\
                        """)
                            .param("fund", fund.id())
                            .param("last", call.last())
                            .param("kind", JOB)
                            .param("call", json.writeValueAsString(call))
                            .query(Boolean.class)
                            .single();
            if (!known) {
                jobs.submit(JOB, call);
                queued++;
            }
        }
        return queued;
    }

    /** Queues the call of a period as a job; the period must be over. */
    @Transactional
    public UUID submit(Call call) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        checkPeriod(call);
        records.fund(call.fund());
        return jobs.submit(JOB, call);
    }

    /**
     * Calls a period's contributions from every activity that was there and was not called for it yet: in one transaction, so that
     * a call cut off has called nothing, and one made twice calls once.
     */
    @Transactional
    public Called call(Call call) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        checkPeriod(call);
        // calls of one fund come one after the other: what was called before must stand still while this one is
        // computed
        jdbc.sql("SELECT 1 FROM fund WHERE id = ? FOR UPDATE")
                .param(call.fund())
                .query(Integer.class)
                .optional();
        Fund fund = records.fund(call.fund());
        LocalDate latest = jdbc.sql("SELECT coalesce(max(period_last), DATE '1900-01-01') FROM fund_contribution"
                        + " WHERE fund_id = ? AND period_first >= ? AND period_last < ?")
                .params(
                        fund.id(),
                        call.last().withDayOfYear(1),
                        call.last().withDayOfYear(1).plusYears(1))
                .query(LocalDate.class)
                .single();
        if (latest.isAfter(call.last())) {
            throw new FundRefused("fund-call-out-of-order", latest);
        }
        Rulebook rules = records.inForce(fund.id(), call.last());
        Set<UUID> before = new HashSet<>(jdbc.sql("SELECT activity_id FROM fund_contribution WHERE fund_id = ?"
                        + " AND period_first = ? AND period_last = ? AND reverses IS NULL")
                .params(fund.id(), call.first(), call.last())
                .query(UUID.class)
                .list());
        List<ActivityMeans.OfActivity> all = means.upTo(fund, rules.terms().contribution(), call.last(), true);
        List<Contributed> due = new ArrayList<>();
        List<String> explanations = new ArrayList<>();
        for (ActivityMeans.OfActivity one : all) {
            if (!before.contains(one.activity())) {
                ContributionKey.Due amount = rules.terms().contribution().due(one.means());
                due.add(new Contributed(Ids.next(), one.activity(), amount.due()));
                explanations.add(json.writeValueAsString(amount.steps()));
            }
        }
        Money total = Money.ZERO;
        if (!due.isEmpty()) {
            Set<UUID> written = write(call, rules, due, explanations);
            List<Contributed> called =
                    due.stream().filter(c -> written.contains(c.id())).toList();
            books.contributions(fund, call.last(), called);
            total = Money.sum(called.stream().map(Contributed::amount).toList());
            audit.record("fund.called", "fund:" + fund.id(), call.first() + " – " + call.last() + " " + total);
            live.publish("fund", fund.id());
        }
        return new Called(all.size(), due.size(), total);
    }

    /**
     * Takes one contribution back, in the fund and in the books. The next call of the year computes it anew.
     *
     * @throws FundRefused if it was taken back before, or the money is promised to others
     */
    @Transactional
    public void reverse(UUID contribution, String reason) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT);
        record Row(UUID fundId, UUID activityId) {}
        Row row = jdbc.sql("SELECT fund_id, activity_id FROM fund_contribution WHERE id = ?")
                .param(contribution)
                .query(Row.class)
                .optional()
                .orElseThrow(() -> new coop.entrelacs.shared.NotFound("fund-contribution", contribution));
        UUID id = Ids.next();
        LocalDate today = LocalDate.now(clock);
        Long amount = FundRecords.guarded(() -> jdbc.sql("SELECT fund_give_back(?, ?, ?, ?)")
                .params(contribution, id, Checks.text(reason, "reason", 200), today)
                .query(Long.class)
                .single());
        books.contributions(
                records.fund(row.fundId()),
                today,
                List.of(new Contributed(id, row.activityId(), Money.ofCents(-amount))));
        audit.record("fund.contribution-reversed", "fund-contribution:" + contribution, "");
        live.publish("fund", row.fundId());
    }

    /** Lets an activity off, whole years, by a decision. */
    @Transactional
    public void exempt(
            UUID fund,
            UUID activity,
            int firstYear,
            int lastYear,
            coop.entrelacs.shared.Rate remaining,
            Rulebook.Adoption decision) {
        CurrentTenant.actor().require(Role.MANAGER);
        Checks.share(remaining, "remaining");
        if (remaining.compareTo(Means.WHOLE) == 0) {
            throw new InvalidField("remaining", "contribution-exemption-of-nothing");
        }
        LocalDate today = LocalDate.now(clock);
        Checks.within(firstYear, "firstYear", today.getYear() - 10, today.getYear() + 10);
        Checks.within(lastYear, "lastYear", firstYear, firstYear + 10);
        Checks.happened(decision.on(), "decision.on", today);
        records.fund(fund);
        activities.get(activity);
        jdbc.sql("INSERT INTO fund_exemption (id, fund_id, activity_id, first_day, last_day, remaining,"
                        + " decided_text, decided_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        Ids.next(),
                        fund,
                        activity,
                        LocalDate.of(firstYear, 1, 1),
                        LocalDate.of(lastYear, 12, 31),
                        remaining.percent(),
                        decision.text(),
                        decision.on())
                .update();
        audit.record("fund.exempted", "activity:" + activity, remaining + " %");
        live.publish("fund", fund);
    }

    /**
     * An activity that contributes less to a fund, or nothing.
     *
     * @param remaining the share that stays due
     */
    public record Exemption(
            UUID id,
            UUID activity,
            String activityName,
            int firstYear,
            int lastYear,
            coop.entrelacs.shared.Rate remaining,
            Rulebook.Adoption decision) {}

    /** Who was let off, the latest first. */
    @Transactional(readOnly = true)
    public List<Exemption> exemptions(UUID fund) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        records.fund(fund);
        return jdbc.sql("SELECT e.*, a.trade_name FROM fund_exemption e JOIN activity a ON a.id = e.activity_id"
                        + " WHERE e.fund_id = ? ORDER BY e.last_day DESC, e.id DESC")
                .param(fund)
                .query((row, n) -> new Exemption(
                        row.getObject("id", UUID.class),
                        row.getObject("activity_id", UUID.class),
                        row.getString("trade_name"),
                        row.getObject("first_day", LocalDate.class).getYear(),
                        row.getObject("last_day", LocalDate.class).getYear(),
                        new coop.entrelacs.shared.Rate(row.getBigDecimal("remaining")),
                        new Rulebook.Adoption(
                                row.getString("decided_text"), row.getObject("decided_on", LocalDate.class))))
                .list();
    }

    /** What the present member's activities put in, the latest first, each explained. */
    @Transactional(readOnly = true)
    public List<Contribution> mine() {
        List<UUID> own = members.mine()
                .map(me -> activities.ofMember(me, LocalDate.now(clock)))
                .orElse(List.of());
        return own.isEmpty() ? List.of() : of(own);
    }

    /** What an activity put in; for its members and staff. */
    @Transactional(readOnly = true)
    public List<Contribution> ofActivity(UUID activity) {
        activities.get(activity); // says NotFound to those who may not see it
        return of(List.of(activity));
    }

    private List<Contribution> of(List<UUID> own) {
        return jdbc.sql("""
            SELECT c.id, c.fund_id, f.name, c.activity_id, c.period_first, c.period_last, c.amount_cents,
                   c.explanation::text AS explanation, b.version, b.adopted_text, b.adopted_on, c.reverses
              FROM fund_contribution c JOIN fund f ON f.id = c.fund_id JOIN fund_rulebook b ON b.id = c.rulebook_id
             WHERE c.activity_id IN (:own) ORDER BY c.period_last DESC, c.id DESC\
            """)
                .param("own", own)
                .query((row, n) -> new Contribution(
                        row.getObject("id", UUID.class),
                        row.getObject("fund_id", UUID.class),
                        row.getString("name"),
                        row.getObject("activity_id", UUID.class),
                        row.getObject("period_first", LocalDate.class),
                        row.getObject("period_last", LocalDate.class),
                        Money.ofCents(row.getLong("amount_cents")),
                        List.of(json.readValue(row.getString("explanation"), Step[].class)),
                        row.getInt("version"),
                        new Rulebook.Adoption(
                                row.getString("adopted_text"), row.getObject("adopted_on", LocalDate.class)),
                        row.getObject("reverses", UUID.class)))
                .list();
    }

    private Set<UUID> write(Call call, Rulebook rules, List<Contributed> due, List<String> explanations) {
        return FundRecords.guarded(() -> jdbc.sql("SELECT fund_call(?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        call.fund(),
                        rules.id(),
                        call.first(),
                        call.last(),
                        Ids.next(),
                        due.stream().map(Contributed::id).toArray(UUID[]::new),
                        due.stream().map(Contributed::activity).toArray(UUID[]::new),
                        due.stream().map(c -> c.amount().cents()).toArray(Long[]::new),
                        explanations.toArray(String[]::new))
                .query((row, n) -> {
                    Array ids = row.getArray(1);
                    return new HashSet<>(Arrays.asList((UUID[]) ids.getArray()));
                })
                .single());
    }

    private void checkPeriod(Call call) {
        if (!call.last().isBefore(LocalDate.now(clock))) {
            throw new InvalidField("last", "fund-call-not-over", call.last());
        }
    }
}
