package coop.entrelacs.payroll;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.ContractPeriod;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The days away of a month's people with what goes on of their pay; what their stops rest on is read for all of them at once. */
@Component
class SickPays {

    /** Days of the year before a stop count for it, and so on for that year's stops. */
    private static final int MONTHS_BEFORE = 24;

    private static final BigDecimal MONTHLY_HOURS =
            new BigDecimal(35 * 52).divide(new BigDecimal(12), 12, RoundingMode.HALF_UP);

    private final JdbcClient jdbc;
    private final Absences absences;
    private final Contracts contracts;
    private final PayrollParameters parameters;
    private final SickPay rules = new SickPay(SickPayRules.load());

    SickPays(JdbcClient jdbc, Absences absences, Contracts contracts, PayrollParameters parameters) {
        this.jdbc = jdbc;
        this.absences = absences;
        this.contracts = contracts;
        this.parameters = parameters;
    }

    /** By member, the earliest first. */
    Map<UUID, List<AwayDays>> of(List<ContractSpan> spans, YearMonth month) {
        List<UUID> members =
                spans.stream().map(span -> span.contract().member()).distinct().toList();
        Map<UUID, List<Absences.Away>> away = absences.of(members, month.atDay(1), month.atEndOfMonth());
        Map<UUID, List<AwayDays>> found = new HashMap<>();
        List<UUID> byContract = away.entrySet().stream()
                .filter(one -> one.getValue().stream().anyMatch(Absences.Away::byContract))
                .map(Map.Entry::getKey)
                .toList();
        away.forEach((member, theirs) -> {
            if (!byContract.contains(member)) {
                found.put(
                        member,
                        theirs.stream()
                                .map(one -> AwayDays.of(one.kind(), one.firstDay(), one.lastDay(), one.part()))
                                .toList());
            }
        });
        if (byContract.isEmpty()) {
            return found;
        }
        LocalDate from = month.minusMonths(MONTHS_BEFORE).atDay(1);
        Map<UUID, List<Absences.Away>> all = absences.of(byContract, from, month.atEndOfMonth());
        Map<UUID, List<ContractPeriod>> periods = contracts.periods(byContract);
        Map<UUID, Map<YearMonth, Money>> earned = earned(byContract, from);
        Map<UUID, MaintainedPay> promised =
                promised(spans.stream().map(span -> span.contract().contract()).toList());
        for (UUID member : byContract) {
            ContractSpan last = spans.stream()
                    .filter(span -> span.contract().member().equals(member))
                    .reduce((before, after) -> after)
                    .orElseThrow();
            Map<YearMonth, Money> theirs = earned.getOrDefault(member, Map.of());
            // A month that this software did not pay counts as one of fixed pay.
            Money usual = Objects.requireNonNullElse(last.contract().fixedPay(), Money.ZERO);
            SickPay.Person person = new SickPay.Person(
                    since(
                            periods.getOrDefault(member, List.of()),
                            last.contract().firstDay()),
                    promised.get(last.contract().contract()),
                    one -> theirs.getOrDefault(one, usual),
                    this::smic);
            found.put(
                    member,
                    AwayDays.within(
                            rules.of(person, all.getOrDefault(member, List.of())),
                            month.atDay(1),
                            month.atEndOfMonth()));
        }
        return found;
    }

    private BigDecimal smic(LocalDate day) {
        LocalDate known = day.isBefore(parameters.covers()) ? parameters.covers() : day;
        return BigDecimal.valueOf(parameters.on(known).smicHourly())
                .multiply(MONTHLY_HOURS)
                .setScale(2, RoundingMode.HALF_UP);
    }

    /** The first day of the paid contracts that lead without a day between to one that begins on a day. */
    private static LocalDate since(List<ContractPeriod> periods, LocalDate firstDay) {
        LocalDate since = firstDay;
        for (ContractPeriod one : periods.stream()
                .filter(period -> period.kind() != ContractKind.BUSINESS_SUPPORT)
                .sorted(Comparator.comparing(
                                (ContractPeriod period) -> period.period().first())
                        .reversed())
                .toList()) {
            LocalDate last = one.period().last();
            if (last != null && last.plusDays(1).equals(since)) {
                since = one.period().first();
            }
        }
        return since;
    }

    private Map<UUID, Map<YearMonth, Money>> earned(Collection<UUID> members, LocalDate from) {
        Map<UUID, Map<YearMonth, Money>> found = new HashMap<>();
        jdbc.sql("""
                        SELECT s.member_id, s.month, sum(s.gross_cents)::bigint AS gross FROM payslip s
                        WHERE s.member_id = ANY (:members) AND s.month >= :from AND s.entry_id IS NOT NULL
                            AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
                        GROUP BY s.member_id, s.month""")
                .param("members", members.toArray(UUID[]::new))
                .param("from", from.minusMonths(3))
                .query((row, n) -> found.computeIfAbsent(
                                row.getObject("member_id", UUID.class), member -> new HashMap<>())
                        .put(
                                YearMonth.from(row.getObject("month", LocalDate.class)),
                                Money.ofCents(row.getLong("gross"))))
                .list();
        return found;
    }

    private Map<UUID, MaintainedPay> promised(Collection<UUID> ofContracts) {
        Map<UUID, MaintainedPay> found = new HashMap<>();
        jdbc.sql("SELECT * FROM maintained_pay WHERE contract_id = ANY (?)")
                .param(ofContracts.toArray(UUID[]::new))
                .query((row, n) -> found.put(
                        row.getObject("contract_id", UUID.class),
                        new MaintainedPay(
                                row.getInt("seniority_months"),
                                row.getInt("waiting_days"),
                                new Rate(row.getBigDecimal("percent")),
                                row.getInt("days"))))
                .list();
        return found;
    }
}
