package coop.entrelacs.activities;

import coop.entrelacs.activities.ContributionRule.Adoption;
import coop.entrelacs.activities.ContributionTerms.Bounds;
import coop.entrelacs.activities.ContributionTerms.Bracket;
import coop.entrelacs.activities.ContributionTerms.FirstMonths;
import coop.entrelacs.activities.ContributionTerms.FixedPart;
import coop.entrelacs.activities.ContributionTerms.Limits;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the versions of contribution rules. */
@Component
class ContributionRuleRecords {

    private final JdbcClient jdbc;
    private final Clock clock;

    ContributionRuleRecords(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** While it is held, no rule is adopted or withdrawn; charges hold it together. */
    void holdStill() {
        lock("pg_advisory_xact_lock_shared");
    }

    /** Waits for the charges under way, and lets new ones wait. */
    void change() {
        lock("pg_advisory_xact_lock");
    }

    private void lock(String function) {
        jdbc.sql("SELECT 1 FROM (SELECT " + function
                        + "(hashtextextended(current_schema() || ':contribution-rules', 0))) AS held")
                .query(Integer.class)
                .single();
    }

    /** The cooperative's versions, in order. */
    List<ContributionRule> common() {
        return jdbc.sql("SELECT * FROM contribution_rule WHERE activity_id IS NULL ORDER BY valid_from")
                .query((rs, _) -> rule(rs))
                .list();
    }

    /** One activity's own versions, in order. */
    List<ContributionRule> own(UUID activity) {
        return jdbc.sql("SELECT * FROM contribution_rule WHERE activity_id = :activity ORDER BY valid_from")
                .param("activity", activity)
                .query((rs, _) -> rule(rs))
                .list();
    }

    List<ContributionRule> overrides() {
        return jdbc.sql("SELECT * FROM contribution_rule WHERE activity_id IS NOT NULL ORDER BY activity_id,"
                        + " valid_from")
                .query((rs, _) -> rule(rs))
                .list();
    }

    Optional<ContributionRule> find(UUID id) {
        return jdbc.sql("SELECT * FROM contribution_rule WHERE id = :id")
                .param("id", id)
                .query((rs, _) -> rule(rs))
                .optional();
    }

    void delete(UUID id) {
        jdbc.sql("DELETE FROM contribution_rule WHERE id = :id").param("id", id).update();
    }

    void insert(ContributionRule rule) {
        ContributionTerms terms = rule.terms();
        FixedPart fixed = terms == null ? null : terms.fixedPart();
        Bounds bounds = terms == null ? null : terms.bounds();
        FirstMonths first = terms == null ? null : terms.firstMonths();
        Limits support = bounds == null ? null : bounds.businessSupport();
        Limits employee = bounds == null ? null : bounds.entrepreneurEmployee();
        List<Bracket> brackets = terms == null ? List.of() : terms.brackets();
        jdbc.sql("""
            INSERT INTO contribution_rule (id, activity_id, version, name, valid_from, adopted_by, adopted_on,
                follows_common, base, trigger, limits_cents, rates, fixed_cents, fixed_every, bounds_every,
                support_minimum_cents, support_maximum_cents, employee_minimum_cents, employee_maximum_cents,
                first_months, first_months_remaining, year_start, prorated, reversed_on_credit_note, recorded_at,
                recorded_by)
            VALUES (:id, :activity, :version, :name, :validFrom, :adoptedBy, :adoptedOn, :followsCommon, :base,
                :trigger, :limits, :rates, :fixed, :fixedEvery, :boundsEvery, :supportMinimum, :supportMaximum,
                :employeeMinimum, :employeeMaximum, :firstMonths, :firstRemaining, :yearStart, :prorated, :reversed,
                :recordedAt, :recordedBy)\
            """)
                .param("id", rule.id())
                .param("activity", rule.activity())
                .param("version", rule.version())
                .param("name", rule.name())
                .param("validFrom", rule.validFrom())
                .param("adoptedBy", rule.adoption().text())
                .param("adoptedOn", rule.adoption().on())
                .param("followsCommon", terms == null)
                .param("base", terms == null ? null : terms.base().name())
                .param("trigger", terms == null ? null : terms.trigger().name())
                .param(
                        "limits",
                        brackets.stream()
                                .map(Bracket::upTo)
                                .filter(Objects::nonNull)
                                .map(Money::cents)
                                .toArray(Long[]::new))
                .param(
                        "rates",
                        brackets.stream()
                                .map(bracket -> bracket.rate().percent())
                                .toArray(BigDecimal[]::new))
                .param("fixed", fixed == null ? null : fixed.amount().cents())
                .param("fixedEvery", fixed == null ? null : fixed.every().name())
                .param("boundsEvery", bounds == null ? null : bounds.every().name())
                .param("supportMinimum", support == null ? null : cents(support.minimum()))
                .param("supportMaximum", support == null ? null : cents(support.maximum()))
                .param("employeeMinimum", employee == null ? null : cents(employee.minimum()))
                .param("employeeMaximum", employee == null ? null : cents(employee.maximum()))
                .param("firstMonths", first == null ? null : first.months())
                .param(
                        "firstRemaining",
                        first == null ? null : first.remaining().percent())
                .param("yearStart", terms == null ? null : terms.yearBegins().getValue())
                .param("prorated", terms == null ? null : terms.isProrated())
                .param("reversed", terms == null ? null : terms.givesBackOnCreditNote())
                .param("recordedAt", clock.instant().atOffset(ZoneOffset.UTC))
                .param("recordedBy", CurrentTenant.actor().subject())
                .update();
    }

    private static @Nullable Long cents(@Nullable Money amount) {
        return amount == null ? null : amount.cents();
    }

    private static ContributionRule rule(ResultSet rs) throws SQLException {
        return new ContributionRule(
                Objects.requireNonNull(rs.getObject("id", UUID.class)),
                rs.getObject("activity_id", UUID.class),
                rs.getInt("version"),
                rs.getString("name"),
                Objects.requireNonNull(rs.getObject("valid_from", LocalDate.class)),
                new Adoption(
                        rs.getString("adopted_by"),
                        Objects.requireNonNull(rs.getObject("adopted_on", LocalDate.class))),
                rs.getBoolean("follows_common") ? null : terms(rs));
    }

    private static ContributionTerms terms(ResultSet rs) throws SQLException {
        Long[] limits = (Long[]) rs.getArray("limits_cents").getArray();
        BigDecimal[] rates = (BigDecimal[]) rs.getArray("rates").getArray();
        List<Bracket> brackets = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            brackets.add(new Bracket(i < limits.length ? Money.ofCents(limits[i]) : null, new Rate(rates[i])));
        }
        Money fixed = money(rs, "fixed_cents");
        String boundsEvery = rs.getString("bounds_every");
        BigDecimal firstRemaining = rs.getBigDecimal("first_months_remaining");
        return new ContributionTerms(
                ContributionBase.valueOf(rs.getString("base")),
                ContributionTrigger.valueOf(rs.getString("trigger")),
                brackets,
                fixed == null ? null : new FixedPart(fixed, ContributionFrequency.valueOf(rs.getString("fixed_every"))),
                boundsEvery == null
                        ? null
                        : new Bounds(
                                ContributionFrequency.valueOf(boundsEvery),
                                limits(money(rs, "support_minimum_cents"), money(rs, "support_maximum_cents")),
                                limits(money(rs, "employee_minimum_cents"), money(rs, "employee_maximum_cents"))),
                firstRemaining == null ? null : new FirstMonths(rs.getInt("first_months"), new Rate(firstRemaining)),
                Month.of(rs.getInt("year_start")),
                rs.getBoolean("prorated"),
                rs.getBoolean("reversed_on_credit_note"));
    }

    private static @Nullable Limits limits(@Nullable Money minimum, @Nullable Money maximum) {
        return minimum == null && maximum == null ? null : new Limits(minimum, maximum);
    }

    private static @Nullable Money money(ResultSet rs, String column) throws SQLException {
        long cents = rs.getLong(column);
        return rs.wasNull() ? null : Money.ofCents(cents);
    }
}
