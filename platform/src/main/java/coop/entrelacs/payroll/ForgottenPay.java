package coop.entrelacs.payroll;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Days of contract of posted months that no booked slip pays: stopped in the month's run, or signed after it. */
@Component
class ForgottenPay {

    private final JdbcClient jdbc;
    private final Contracts contracts;

    ForgottenPay(JdbcClient jdbc, Contracts contracts) {
        this.jdbc = jdbc;
        this.contracts = contracts;
    }

    /** @param firstDay of the contract within the month */
    record Gap(YearMonth month, UUID member, String memberName, LocalDate firstDay) {}

    /** All of some months, in three statements whatever their number; a month without a posted run has none yet. */
    List<Gap> of(YearMonth first, YearMonth last) {
        List<YearMonth> posted = jdbc
                .sql("SELECT month FROM payroll_run WHERE month BETWEEN ? AND ? AND kind = 'REGULAR'"
                        + " AND state IN ('POSTED', 'PAID') ORDER BY month")
                .params(first.atDay(1), last.atDay(1))
                .query(LocalDate.class)
                .list()
                .stream()
                .map(YearMonth::from)
                .toList();
        if (posted.isEmpty()) {
            return List.of();
        }
        Set<String> paid = paid(first, last);
        List<ContractSpan> spans = contracts.during(first.atDay(1), last.atEndOfMonth());
        List<Gap> gaps = new ArrayList<>();
        for (YearMonth month : posted) {
            for (ContractSpan span : spans) {
                if (isPaid(span)
                        && !span.firstDay().isAfter(month.atEndOfMonth())
                        && !span.lastDay().isBefore(month.atDay(1))
                        && !paid.contains(key(month, span))) {
                    gaps.add(new Gap(
                            month,
                            span.contract().member(),
                            span.contract().memberName(),
                            span.firstDay().isBefore(month.atDay(1)) ? month.atDay(1) : span.firstDay()));
                }
            }
        }
        return gaps;
    }

    /** Those of a month's contracts that a complement pays. */
    List<ContractSpan> among(YearMonth month, List<ContractSpan> spans) {
        Set<String> paid = paid(month, month);
        return spans.stream()
                .filter(span -> isPaid(span) && !paid.contains(key(month, span)))
                .toList();
    }

    /** The keys of contracts and months that a booked slip pays. */
    private Set<String> paid(YearMonth first, YearMonth last) {
        return new HashSet<>(jdbc.sql("SELECT month || ':' || member_id || ':' || (employee->>'contractFirstDay')"
                        + " FROM payslip WHERE month BETWEEN ? AND ? AND entry_id IS NOT NULL")
                .params(first.atDay(1), last.atDay(1))
                .query(String.class)
                .list());
    }

    private static boolean isPaid(ContractSpan span) {
        return span.contract().kind() != ContractKind.BUSINESS_SUPPORT;
    }

    private static String key(YearMonth month, ContractSpan span) {
        return month.atDay(1) + ":" + span.contract().member() + ":"
                + span.contract().firstDay();
    }
}
