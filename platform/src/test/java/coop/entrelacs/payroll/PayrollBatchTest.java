package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A run asks the database as often for many people as for few, and what stopped half-way is taken up again. */
@EntrelacsTest
class PayrollBatchTest {

    private static final YearMonth MARCH = YearMonth.of(2026, 3);

    @Autowired
    ApplicationContext spring;

    @Autowired
    ActivityFixtures fixtures;

    @Autowired
    CashPositions cash;

    @Autowired
    Ledger ledger;

    @Autowired
    PayrollRuns runs;

    @Autowired
    PreviewJob previewJob;

    @Autowired
    JdbcClient jdbc;

    PayingCooperative coop;

    @BeforeEach
    void aCooperativeThatPays() {
        coop = new PayingCooperative(spring);
    }

    /** What the database says it was asked by the preview of so many people, each with an activity and its cash. */
    private long statementsOfAPreview(int people) {
        PayingCooperative theirs = new PayingCooperative(spring);
        for (int i = 0; i < people; i++) {
            fixtures.anActivity().ownedBy(theirs.entrepreneur("1900")).in(theirs.id);
        }
        UUID run = as(theirs.officer, () -> runs.begin(MARCH, PayrollRun.Kind.REGULAR, MARCH.atEndOfMonth()));
        Logger logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        Level level = logger.getLevel();
        heard.start();
        logger.addAppender(heard);
        logger.setLevel(Level.DEBUG);
        try {
            in(theirs.id, () -> previewJob.run(new PayrollRuns.RunParameters(run), new Quiet()));
        } finally {
            logger.setLevel(level);
            logger.detachAppender(heard);
        }
        assertThat(as(theirs.officer, () -> runs.get(run)).slips()).isEqualTo(people);
        return List.copyOf(heard.list).stream()
                .filter(event ->
                        event.getThreadName().equals(Thread.currentThread().getName()))
                .filter(event -> event.getFormattedMessage().startsWith("Executing"))
                .count();
    }

    @Test
    void aPreviewAsksAsOftenForManyAsForFew() {
        long few = statementsOfAPreview(2);
        assertThat(few).isPositive().isLessThan(60);
        assertThat(statementsOfAPreview(9)).isEqualTo(few);
    }

    /** Nobody watches. */
    private static final class Quiet implements JobProgress {
        @Override
        public UUID job() {
            return new UUID(0, 1);
        }

        @Override
        public void total(long steps) {}

        @Override
        public void advance(long steps) {}

        @Override
        public void checkCancelled() {}
    }

    @Test
    void cashOfManyIsTheCashOfEach() {
        List<UUID> theirs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            UUID activity = fixtures.anActivity()
                    .ownedBy(coop.entrepreneur("1900"))
                    .in(coop.id)
                    .id();
            theirs.add(activity);
            Money amount = Money.of("1000").times(i + 1L);
            in(
                    coop.id,
                    () -> ledger.post(List.of(new JournalEntry(
                            "BQ",
                            LocalDate.of(2026, 3, 2),
                            "Vente payée",
                            null,
                            null,
                            null,
                            List.of(
                                    JournalLine.debit("512", amount).on(activity),
                                    JournalLine.credit("706", amount).on(activity))))));
        }
        coop.posted(coop.previewed(MARCH));
        for (LocalDate day : List.of(LocalDate.of(2026, 3, 31), LocalDate.of(2026, 3, 15), LocalDate.of(2026, 4, 30))) {
            Map<UUID, Money> together = in(coop.id, () -> cash.available(theirs, day));
            for (UUID activity : theirs) {
                assertThat(together.get(activity))
                        .as(day + " " + activity)
                        .isEqualTo(in(coop.id, () -> cash.available(activity, day)));
            }
        }
        assertThat(in(coop.id, () -> cash.available(theirs, LocalDate.of(2026, 4, 30)))
                        .get(theirs.getLast()))
                .isLessThan(Money.of("4000"));
    }

    @Test
    void anApprovedRunWhoseJobIsGoneIsTakenUpAgain() {
        coop.entrepreneur("1900");
        PayrollRun preview = coop.previewed(MARCH);
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(coop.officer, () -> runs.resume(preview.id())));
        in(
                coop.id,
                () -> jdbc.sql("UPDATE payroll_run SET state = 'APPROVED', version = version + 1, approved_by = ?,"
                                + " approved_by_name = 'x', approved_at = now() WHERE id = ?")
                        .params(Ids.next(), preview.id())
                        .update());

        coop.ended(as(coop.officer, () -> runs.resume(preview.id())).job());

        assertThat(as(coop.officer, () -> runs.get(preview.id())).state()).isEqualTo(PayrollRun.State.POSTED);
        assertThat(coop.count("SELECT count(*) FROM journal_entry WHERE source LIKE 'payslip:%'"))
                .isEqualTo(1);
    }
}
