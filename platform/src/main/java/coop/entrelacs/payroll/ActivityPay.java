package coop.entrelacs.payroll;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.activities.ContributionCharges;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads from the books what a member's activities can pay. Asks for no role: whoever calls it did. */
@Component
class ActivityPay {

    private final JdbcClient jdbc;
    private final Activities activities;
    private final CashPositions cash;
    private final Statements statements;
    private final PayProfiles profiles;
    private final PayTermsHistory terms;

    ActivityPay(
            JdbcClient jdbc,
            Activities activities,
            CashPositions cash,
            Statements statements,
            PayProfiles profiles,
            PayTermsHistory terms) {
        this.jdbc = jdbc;
        this.activities = activities;
        this.cash = cash;
        this.statements = statements;
        this.profiles = profiles;
        this.terms = terms;
    }

    List<UUID> activitiesOf(UUID member, LocalDate day) {
        return activities.ofMember(member, day);
    }

    /** The year's result and the cash at the end of a day; empty for who has no activity. */
    Optional<PayFromActivity> on(UUID member, LocalDate day) {
        List<UUID> theirs = activitiesOf(member, day);
        if (theirs.isEmpty()) {
            return Optional.empty();
        }
        Money available = Money.ZERO;
        // Costs and income count from the first day of the fiscal year; what earlier years left stands under 11 and 12.
        Map<Kind, Money> year = new EnumMap<>(Kind.class);
        for (UUID activity : theirs) {
            available = available.plus(cash.available(activity, day));
            statements
                    .balances(activity, day)
                    .forEach((account, balance) -> year.merge(Kind.of(account), balance, Money::plus));
        }
        PayProfile profile = profiles.forRun(List.of(member))
                .getOrDefault(member, PayProfiles.ForRun.USUAL)
                .profile();
        return Optional.of(new PayFromActivity(
                of(year, Kind.INCOME).negated(),
                of(year, Kind.DIRECT),
                of(year, Kind.CONTRIBUTION),
                of(year, Kind.EARLIER).max(Money.ZERO),
                owedBefore(member, day),
                of(year, Kind.PROVISIONS),
                terms.on(member, day).retained(),
                of(year, Kind.PAY),
                PaySmoothings.reservedAfter(jdbc, member, YearMonth.from(day)),
                available,
                Objects.requireNonNull(profile.minimumCash())));
    }

    /** What the meeting of the last twelve months approved for an earlier year: paid this year, earned before. */
    private Money owedBefore(UUID member, LocalDate day) {
        return Money.ofCents(jdbc.sql("""
                        SELECT coalesce(sum(amount_cents), 0) FROM annual_true_up
                        WHERE member_id = :member AND amount_cents > 0 AND approved_on <= :day
                            AND extract(year FROM approved_on) = extract(year FROM CAST(:day AS date))""")
                .param("member", member)
                .param("day", day)
                .query(Long.class)
                .single());
    }

    private static Money of(Map<Kind, Money> year, Kind kind) {
        return year.getOrDefault(kind, Money.ZERO);
    }

    /** What an account of the result is, for pay. */
    private enum Kind {
        INCOME,
        DIRECT,
        CONTRIBUTION,
        PROVISIONS,
        PAY,
        EARLIER,
        NONE;

        static Kind of(String account) {
            if (account.startsWith("7")) {
                return INCOME;
            }
            if (!account.startsWith("6")) {
                return account.startsWith("11") || account.startsWith("12") ? EARLIER : NONE;
            }
            if (account.startsWith(ContributionCharges.ACCOUNT.substring(0, 4))) {
                return CONTRIBUTION;
            }
            return account.startsWith("64") || account.startsWith("631") || account.startsWith("633")
                    ? PAY
                    : account.startsWith("68") ? PROVISIONS : DIRECT;
        }
    }
}
