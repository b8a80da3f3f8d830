package coop.entrelacs.federation;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.payroll.PayingCooperative;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.reporting.MonthlyFigures;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** By whatever a common fund is shared, staff who are not members add nothing to their cooperative's part. */
@EntrelacsTest
class MembersOnlyInKeysTest {

    private static final YearMonth MARCH = YearMonth.of(2026, 3);

    @Autowired
    ApplicationContext spring;

    @Autowired
    ActivityFixtures fixtures;

    @Autowired
    PoolPublication publication;

    @Autowired
    MonthlyFigures figures;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Test
    void staff_count_in_no_key_and_staff_who_are_associates_in_each() {
        PayingCooperative coop = new PayingCooperative(spring);
        List<UUID> members = new ArrayList<>();
        for (String pay : List.of("2000", "2100", "1900")) {
            UUID one = coop.entrepreneur(pay);
            members.add(one);
            fixtures.anActivity().ownedBy(one).in(coop.id);
        }
        UUID staff =
                coop.members.aMember().inSupportTeam(PayingCooperative.JANUARY).in(coop.id);
        members.add(coop.members
                .aMember()
                .inSupportTeam(PayingCooperative.JANUARY)
                .associateSince(PayingCooperative.JANUARY)
                .in(coop.id));
        PayrollRun run = coop.posted(coop.previewed(MARCH));
        Money gross = Money.sum(
                members.stream().map(one -> coop.slipOf(run.id(), one).gross()).toList());
        assertThat(coop.slipOf(run.id(), staff).gross()).isEqualTo(Money.of("2400.00"));

        assertThat(gross).isEqualTo(Money.of("8400.00"));
        assertThat(payrollTold(coop)).isEqualTo(gross);
        assertThat(TestTenants.in(coop.id, () -> figures.lastMonths(12))
                        .getLast()
                        .members())
                .as("the key of members")
                .isEqualTo(4);
        // what is booked as pay without a payslip and without an activity says nothing of members
        TestTenants.in(
                coop.id,
                () -> ledger.post(new JournalEntry(
                        "OD",
                        LocalDate.of(2026, 4, 30),
                        "Paie du siège",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("641", Money.of("4000.00")),
                                JournalLine.credit("421", Money.of("4000.00"))))));
        assertThat(payrollTold(coop)).isEqualTo(gross);
    }

    @Test
    void pay_that_nothing_explains_is_unknown_and_not_nothing() {
        PayingCooperative coop = new PayingCooperative(spring);
        assertThat(payrollTold(coop)).isEqualTo(Money.ZERO);
        TestTenants.in(
                coop.id,
                () -> ledger.post(new JournalEntry(
                        "OD",
                        LocalDate.of(2026, 4, 30),
                        "Paie reprise d’un autre logiciel",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("641", Money.of("4000.00")),
                                JournalLine.credit("421", Money.of("4000.00"))))));
        assertThat(payrollTold(coop)).isNull();
    }

    private @Nullable Money payrollTold(PayingCooperative coop) {
        return TestTenants.in(coop.id, () -> {
            publication.publish();
            return jdbc.sql("SELECT figures->>'payroll' FROM pool_told")
                    .query((row, n) -> Optional.ofNullable(row.getString(1)))
                    .single()
                    .map(Money::of)
                    .orElse(null);
        });
    }
}
