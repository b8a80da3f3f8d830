package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.activities.CountedStatements;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.payroll.PayrollPayments.Payment;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ForPeopleOnly;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The month around the engine: nobody is forgotten, one record stops nobody else, the books are the bank's, two persons decide. */
@EntrelacsTest
class PayMonthRunsTest {

    private static final YearMonth MARCH = YearMonth.of(2026, 3);
    private static final YearMonth APRIL = YearMonth.of(2026, 4);
    private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
    private static final LocalDate PAY_DAY = MARCH.atEndOfMonth();
    private static final BigDecimal FULL = new BigDecimal("151.67");

    @Autowired
    ApplicationContext spring;

    @Autowired
    PayrollRuns runs;

    @Autowired
    PayrollPayments payments;

    @Autowired
    Payslips payslips;

    @Autowired
    PayChoices choices;

    @Autowired
    PaySmoothings smoothings;

    @Autowired
    PayAdvances advances;

    @Autowired
    PayProfiles profiles;

    @Autowired
    PayrollSettingsHistory settings;

    @Autowired
    PaySimulator simulator;

    @Autowired
    Absences absences;

    @Autowired
    PayPeople people;

    @Autowired
    RunReview review;

    @Autowired
    SupportTeam team;

    @Autowired
    Contracts contracts;

    @Autowired
    Declarations declarations;

    @Autowired
    PayrollExports exports;

    @Autowired
    Clock clock;

    @Autowired
    JdbcClient jdbc;

    PayingCooperative coop;

    @BeforeEach
    void aCooperativeThatPays() {
        coop = new PayingCooperative(spring);
    }

    // ---- nobody is forgotten

    private UUID hired(String first, @Nullable String last, String pay) {
        return in(
                coop.id,
                () -> team.hire(new SupportTeam.Hire(
                        "Partiel",
                        "Testeur",
                        null,
                        LocalDate.parse(first),
                        LocalDate.parse(first),
                        last == null ? null : LocalDate.parse(last),
                        "Accueil",
                        Money.of(pay),
                        FULL)));
    }

    private PayCalculation pay(PayslipRow slip) {
        return as(coop.officer, () -> payslips.calculation(slip.id()));
    }

    @Test
    void a_contract_inside_the_month_has_its_slip() {
        UUID partial = hired("2026-03-10", "2026-03-25", "1200.00");

        PayrollRun preview = coop.previewed(MARCH);

        PayCalculation pay = pay(coop.slipOf(preview.id(), partial));
        // 12 of 22 days of work, the leave that is left, and the end of the fixed term
        assertThat(pay.agreedPay().minus(pay.absences())).isEqualTo(Money.of("654.55"));
        assertThat(pay.additions())
                .extracting(PayInput.Addition::kind)
                .containsExactly(PayInput.AdditionKind.LEAVE_INDEMNITY, PayInput.AdditionKind.FIXED_TERM_INDEMNITY);
        assertThat(as(coop.officer, () -> people.list(MARCH, null, null, null, 10))
                        .items())
                .extracting(PayPerson::member)
                .contains(partial);
    }

    @Test
    void two_contracts_in_a_month_are_two_slips_and_the_choice_is_the_last_ones() {
        UUID member = hired("2026-03-01", "2026-03-15", "2000.00");
        in(
                coop.id,
                () -> contracts.employ(
                        member,
                        LocalDate.of(2026, 3, 10),
                        LocalDate.of(2026, 3, 16),
                        null,
                        "Comptabilité",
                        Money.of("3000"),
                        FULL));

        PayrollRun posted = coop.posted(coop.previewed(MARCH));

        List<PayslipRow> slips = coop.slips(posted.id());
        assertThat(slips).extracting(PayslipRow::number).doesNotHaveDuplicates().hasSize(2);
        // 10 of 22 days of work at 2,000, 12 at 3,000
        assertThat(slips)
                .extracting(slip -> pay(slip).agreedPay().minus(pay(slip).absences()))
                .containsExactly(Money.of("909.09"), Money.of("1636.36"));
        assertThat(pay(slips.getFirst()).additions())
                .as("no indemnity for a fixed term that goes on as a permanent contract")
                .extracting(PayInput.Addition::kind)
                .doesNotContain(PayInput.AdditionKind.FIXED_TERM_INDEMNITY);
        assertThat(pay(slips.getLast()).yearToDate().pay())
                .as("the second slip goes on where the first one ended")
                .isEqualTo(posted.gross());
        assertThat(pay(slips.getFirst()).ceiling().plus(pay(slips.getLast()).ceiling()))
                .isEqualTo(Money.of("4005.00"));
        assertThat(posted.notices()).extracting(PayrollRun.Notice::code).contains("SECOND_CONTRACT");
    }

    @Test
    void an_entrepreneurs_fixed_pay_from_the_sixteenth_is_paid_for_its_days() {
        UUID member = coop.members
                .aMember()
                .withCesa(LocalDate.of(2026, 9, 16), Money.of("900"), FULL)
                .in(coop.id);
        PayrollRun preview = coop.previewed(YearMonth.of(2026, 9));
        assertThat(coop.slipOf(preview.id(), member).gross()).isEqualTo(Money.of("450.00"));
    }

    @Test
    void an_amendment_holds_for_its_own_days() {
        UUID member = hired("2026-01-01", null, "1980.00");
        UUID contract = in(
                coop.id, () -> contracts.inForce(member, PAY_DAY).orElseThrow().contract());
        in(
                coop.id,
                () -> contracts.amend(
                        contract, LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 16), "Pay", Money.of("2580"), null));
        PayrollRun preview = coop.previewed(MARCH);
        // 10 of 22 days of work at 1,980, 12 at 2,580
        assertThat(coop.slipOf(preview.id(), member).gross()).isEqualTo(Money.of("2307.27"));
    }

    @Test
    void whatever_contracts_a_month_has_every_day_of_them_is_paid_once() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Money expected = Money.ZERO;
        int slips = 0;
        for (int person = 0; person < 6; person++) {
            UUID member = null;
            int day = 1 + random.nextInt(6);
            while (day <= 31) {
                int last = Math.min(31, day + random.nextInt(14));
                LocalDate first = MARCH.atDay(day);
                LocalDate until = MARCH.atDay(last);
                Money pay = Money.ofCents(180_000 + random.nextInt(200_000));
                if (member == null) {
                    member = hired(first.toString(), until.toString(), pay.toString());
                } else {
                    UUID known = member;
                    in(coop.id, () -> contracts.employ(known, first, first, until, "Accueil", pay, FULL));
                }
                expected = expected.plus(MonthPay.part(MARCH, first, until, pay));
                slips++;
                day = last + 1 + random.nextInt(4);
            }
        }

        PayrollRun preview = coop.previewed(MARCH);

        assertThat(preview.slips() + preview.stopped()).as("seed " + seed).isEqualTo(slips);
        assertThat(Money.sum(coop.slips(preview.id()).stream()
                                .filter(slip -> slip.stopped() == null)
                                .map(slip ->
                                        pay(slip).agreedPay().minus(pay(slip).absences()))
                                .toList())
                        .compareTo(expected))
                .as("seed " + seed)
                .isLessThanOrEqualTo(0);
        if (preview.stopped() == 0) {
            assertThat(Money.sum(coop.slips(preview.id()).stream()
                            .map(slip -> pay(slip).agreedPay().minus(pay(slip).absences()))
                            .toList()))
                    .as("seed " + seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatever_is_stopped_or_comes_late_every_day_is_paid_once_by_the_run_or_its_complements() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Money expected = Money.ZERO;
        List<UUID> stopped = new ArrayList<>();
        for (int person = 0; person < 5; person++) {
            LocalDate first = MARCH.atDay(1 + random.nextInt(20));
            LocalDate last = random.nextBoolean() ? null : first.plusDays(7L + random.nextInt(20));
            Money pay = Money.ofCents(200_000 + random.nextInt(200_000));
            UUID member = hired(first.toString(), last == null ? null : last.toString(), pay.toString());
            LocalDate until = last == null || last.isAfter(PAY_DAY) ? PAY_DAY : last;
            expected = expected.plus(MonthPay.part(MARCH, first, until, pay));
            if (random.nextBoolean()) {
                stopped.add(member);
                in(
                        coop.id,
                        () -> jdbc.sql("""
                                INSERT INTO pay_choice (member_id, month, target, amount_cents, absences, chosen_by, chosen_at)
                                VALUES (?, ?, 'GROSS', 100, '[{"kind": "UNPAID_LEAVE", "days": 3, "deduction": "900.00"}]', ?, now())""")
                                .params(member, MARCH.atDay(1), Ids.next())
                                .update());
            }
        }
        coop.entrepreneur("1900");
        List<PayrollRun> all = new ArrayList<>();
        all.add(coop.posted(coop.previewed(MARCH)));
        // somebody comes to be known late, and what stopped the others goes
        LocalDate late = MARCH.atDay(1 + random.nextInt(25));
        hired(late.toString(), null, "2500");
        expected = expected.plus(MonthPay.part(MARCH, late, PAY_DAY, Money.of("2500")))
                .plus(Money.of("1900"));
        in(
                coop.id,
                () -> jdbc.sql("UPDATE pay_choice SET absences = '[]', amount_cents = 0")
                        .update());
        for (UUID member : stopped) {
            in(coop.id, () -> jdbc.sql("""
                            UPDATE pay_choice c SET amount_cents = k.fixed_pay_cents FROM contract k
                            WHERE k.member_id = c.member_id AND c.member_id = ?""").param(member).update());
        }
        while (!as(coop.officer, () -> runs.withoutSlip(MARCH)).isEmpty()) {
            PayrollRuns.Started started = as(coop.officer, () -> runs.complement(MARCH, PAY_DAY));
            coop.ended(started.job());
            all.add(coop.posted(as(coop.officer, () -> runs.get(started.run()))));
        }
        List<PayslipRow> slips = all.stream()
                .flatMap(run -> coop.slips(run.id()).stream())
                .filter(slip -> slip.stopped() == null)
                .toList();
        assertThat(Money.sum(slips.stream()
                        .map(slip -> pay(slip).agreedPay().minus(pay(slip).absences()))
                        .toList()))
                .as("seed " + seed)
                .isEqualTo(expected);
        assertThat(slips).extracting(PayslipRow::member).doesNotHaveDuplicates().hasSize(7);
    }

    @Test
    void a_contract_entered_after_its_months_run_is_named_by_the_next_one() {
        coop.entrepreneur("1900");
        coop.posted(coop.previewed(MARCH));
        UUID late = hired("2026-03-20", null, "2100");

        PayrollRun april = coop.previewed(APRIL);

        assertThat(april.notices())
                .filteredOn(notice -> notice.code().equals("FORGOTTEN_MONTH"))
                .extracting(PayrollRun.Notice::member)
                .containsExactly(late);
    }

    @Test
    void who_was_stopped_in_a_posted_month_has_a_run_of_their_own() {
        coop.banked(coop.entrepreneur("1900"));
        UUID stopped = coop.banked(coop.entrepreneur("2100"));
        // a choice that nobody can pay, written past the check
        in(
                coop.id,
                () -> jdbc.sql("""
                        INSERT INTO pay_choice (member_id, month, target, amount_cents, absences, chosen_by, chosen_at)
                        VALUES (?, ?, 'GROSS', 100, '[{"kind": "UNPAID_LEAVE", "days": 3, "deduction": "900.00"}]', ?, now())""").params(stopped, MARCH.atDay(1), Ids.next()).update());
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(coop.officer, () -> runs.complement(MARCH, PAY_DAY)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("complement-too-early"));
        PayrollRun march = coop.posted(coop.previewed(MARCH));
        assertThat(march.stopped()).isEqualTo(1);
        assertThat(as(coop.officer, () -> runs.withoutSlip(MARCH)))
                .extracting(PayrollRun.Notice::member)
                .containsExactly(stopped);

        // when the month after is posted too, and the choice is mended in the month that was missed
        PayrollRun april = coop.posted(coop.previewed(APRIL));
        as(coop.officer, () -> {
            choices.choose(stopped, MARCH, new PayChoice(PayChoice.Kind.GROSS, Money.of("2000"), null, null));
            return null;
        });
        PayrollRuns.Started started = as(coop.officer, () -> runs.complement(MARCH, APRIL.atEndOfMonth()));
        coop.ended(started.job());
        PayrollRun complement = coop.posted(as(coop.officer, () -> runs.get(started.run())));

        // then the slip is theirs alone, has a number of its own and goes on from April's sums
        PayslipRow slip = coop.slips(complement.id()).getFirst();
        assertThat(coop.slips(complement.id())).hasSize(1);
        assertThat(slip.member()).isEqualTo(stopped);
        assertThat(slip.gross()).isEqualTo(Money.of("2000.00"));
        assertThat(slip.number()).endsWith("-C1");
        assertThat(pay(slip).yearToDate().pay()).isEqualTo(Money.of("4100.00"));
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(coop.officer, () -> runs.complement(MARCH, PAY_DAY)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("complement-nobody"));
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(coop.officer, () -> {
                    choices.choose(stopped, MARCH, new PayChoice(PayChoice.Kind.GROSS, Money.of("1950"), null, null));
                    return null;
                }))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("month-approved"));
        // it is paid as any run is, and May goes on from both
        coop.ended(as(coop.officer, () -> runs.paid(complement.id(), complement.version(), APRIL.atEndOfMonth()))
                .job());
        assertThat(as(coop.officer, () -> runs.get(complement.id())).state()).isEqualTo(PayrollRun.State.PAID);
        PayslipRow may = coop.slipOf(coop.previewed(YearMonth.of(2026, 5)).id(), stopped);
        assertThat(pay(may).yearToDate().pay()).isEqualTo(Money.of("6200.00"));
        assertThat(april.notices())
                .extracting(PayrollRun.Notice::code, PayrollRun.Notice::member)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("FORGOTTEN_MONTH", stopped));
    }

    @Test
    void contracts_that_end_are_looked_at_in_as_many_statements_as_one() {
        long one = statementsForEnding(1);
        coop = new PayingCooperative(spring);
        assertThat(statementsForEnding(12)).isEqualTo(one);
    }

    private long statementsForEnding(int ending) {
        for (int i = 0; i < ending; i++) {
            UUID member = hired("2026-02-01", "2026-03-20", "2000");
            in(
                    coop.id,
                    () -> contracts.employ(
                            member,
                            LocalDate.of(2026, 3, 1),
                            LocalDate.of(2026, 3, 21),
                            null,
                            "Accueil",
                            Money.of("2000"),
                            FULL));
        }
        SlipMaker maker = spring.getBean(SlipMaker.class);
        List<ContractSpan> spans = in(coop.id, () -> contracts.during(MARCH.atDay(1), PAY_DAY));
        assertThat(spans).hasSize(2 * ending);
        return in(
                coop.id,
                () -> CountedStatements.during(() ->
                                assertThat(maker.leaves(spans, MARCH).goneOn()).hasSize(ending))
                        .size());
    }

    // ---- one record never stops a run

    @Test
    void a_choice_that_cannot_be_worked_out_is_refused_when_it_is_made() {
        UUID member = coop.entrepreneur("2000");
        PayChoice tooMuch = new PayChoice(
                PayChoice.Kind.GROSS,
                Money.of("900"),
                null,
                List.of(new PayInput.Absence(PayInput.AbsenceKind.UNPAID_LEAVE, 20, Money.of("1500"))));
        assertThatThrownBy(() -> as(coop.officer, () -> {
                    choices.choose(member, APRIL, tooMuch);
                    return null;
                }))
                .isInstanceOfSatisfying(InvalidField.class, refused -> {
                    assertThat(refused.code()).isEqualTo("absence-exceeds-pay");
                    assertThat(refused.field()).isEqualTo("absences");
                });
        PayChoice nothing = new PayChoice(PayChoice.Kind.EMPLOYER_COST, Money.ZERO, null, null);
        assertThatThrownBy(() -> as(coop.officer, () -> {
                    choices.choose(member, APRIL, nothing);
                    return null;
                }))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refused -> assertThat(refused.field()).isEqualTo("amount"));
    }

    @Test
    void a_preview_whose_job_ended_without_one_is_computed_anew() {
        coop.entrepreneur("2000");
        UUID run = as(coop.officer, () -> runs.begin(MARCH, PayrollRun.Kind.REGULAR, PAY_DAY));
        PayrollRun stuck = as(coop.officer, () -> runs.get(run));
        coop.ended(as(coop.officer, () -> runs.recompute(run, stuck.version())).job());
        assertThat(as(coop.officer, () -> runs.get(run)).state()).isEqualTo(PayrollRun.State.PREVIEW);
        assertThat(as(coop.officer, () -> runs.get(run)).slips()).isEqualTo(1);
    }

    // ---- the books are the bank's

    private String xml(UUID run, PayrollPayments.Payment payment) {
        return new String(as(coop.officer, () -> payments.content(run, payment.id())), StandardCharsets.UTF_8);
    }

    @Test
    void what_is_booked_as_paid_is_what_is_in_the_file() {
        coop.banked(coop.entrepreneur("1900"));
        coop.banked(coop.entrepreneur("2500"));
        UUID without = coop.entrepreneur("2100");
        UUID elsewhere = coop.entrepreneur("2200");
        coop.banked(elsewhere);
        PayrollRun posted = coop.posted(coop.previewed(MARCH));
        PayrollPayments.Payments before = as(coop.officer, () -> payments.of(posted.id()));
        PayslipRow his = coop.slipOf(posted.id(), without);

        // then: one is in no file, by name and with why
        assertThat(before.open())
                .extracting(PayrollPayments.Open::member, PayrollPayments.Open::why, PayrollPayments.Open::due)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(without, PayrollPayments.Why.NO_IBAN, his.transferred()));
        PayrollPayments.Payment file = before.payments().getFirst();
        assertThat(xml(posted.id(), file)).contains("<CtrlSum>" + file.amount() + "</CtrlSum>");
        assertThat(before.bankAfter()).isEqualTo(before.bank().minus(posted.netPaid()));

        // when the file is noted
        coop.ended(as(coop.officer, () -> runs.paid(posted.id(), posted.version(), PAY_DAY))
                .job());

        // then the books say what the file said, and he is still due his pay
        assertThat(coop.balance("512")).isEqualTo(file.amount().negated());
        assertThat(coop.balance("421")).isEqualTo(his.transferred().negated());
        assertThat(as(coop.officer, () -> runs.get(posted.id())).state()).isEqualTo(PayrollRun.State.POSTED);
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(
                        coop.officer,
                        () -> runs.paid(posted.id(), runs.get(posted.id()).version(), PAY_DAY)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("payment-nothing-to-note"));

        // when his account is known: whoever entered it does not make the file
        Actor officer = coop.officer;
        as(officer, () -> {
            profiles.change(without, 0, PayProfile.of(false, null, true, null, null, PayingCooperative.iban(777)));
            return null;
        });
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(officer, () -> payments.file(posted.id(), PAY_DAY)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("payment-account-by-you"));
        as(actor(coop.id, Role.TREASURER), () -> payments.file(posted.id(), PAY_DAY));
        List<PayrollPayments.Payment> both =
                as(officer, () -> payments.of(posted.id())).payments();
        assertThat(both)
                .extracting(PayrollPayments.Payment::reference)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(xml(posted.id(), both.getFirst()))
                .contains(file.reference())
                .contains(file.amount().toString());
        assertThat(xml(posted.id(), both.getLast())).contains(PayingCooperative.iban(777));
        coop.ended(as(
                        officer,
                        () -> runs.paid(posted.id(), runs.get(posted.id()).version(), PAY_DAY))
                .job());
        assertThat(coop.balance("421")).isEqualTo(Money.ZERO);
        assertThat(as(officer, () -> runs.get(posted.id())).state()).isEqualTo(PayrollRun.State.PAID);
    }

    @Test
    void who_has_no_account_is_paid_by_cheque_once() {
        UUID without = coop.entrepreneur("2100");
        PayrollRun posted = coop.posted(coop.previewed(MARCH));
        UUID slip = coop.slipOf(posted.id(), without).id();

        coop.ended(as(coop.officer, () -> payments.otherwise(posted.id(), List.of(slip, slip), PAY_DAY, "Chèque 7"))
                .job());

        assertThat(coop.balance("421")).isEqualTo(Money.ZERO);
        assertThat(coop.balance("512")).isEqualTo(posted.netPaid().negated());
        assertThat(as(coop.officer, () -> runs.get(posted.id())).state()).isEqualTo(PayrollRun.State.PAID);
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() ->
                        as(coop.officer, () -> payments.otherwise(posted.id(), List.of(slip), PAY_DAY, "Chèque 8")));
    }

    @Test
    void an_account_that_sepa_does_not_reach_is_refused_and_never_in_a_file() {
        UUID member = coop.entrepreneur("2100");
        assertThatThrownBy(() -> coop.banked(member, "TN5910006035183598478831"))
                .isInstanceOfSatisfying(InvalidField.class, refused -> {
                    assertThat(refused.field()).isEqualTo("iban");
                    assertThat(refused.code()).isEqualTo("iban-outside-sepa");
                });
        coop.banked(member, "fr76 3000 6000 0112 3456 7890 189");
        assertThat(as(coop.officer, () -> profiles.get(member)).profile().iban())
                .isEqualTo("FR7630006000011234567890189");
    }

    @Test
    void a_run_pays_the_account_it_was_approved_with_and_a_changed_one_is_shown() {
        UUID person = Ids.next();
        UUID member = coop.members.aMember().person(person).withCesa(JANUARY).in(coop.id);
        coop.banked(member, PayingCooperative.iban(1));
        coop.posted(coop.previewed(MARCH));

        // when the account changes after the preview
        PayrollRun april = coop.previewed(APRIL);
        Actor other = actor(coop.id, Role.PAYROLL_OFFICER);
        as(other, () -> {
            profiles.change(
                    member,
                    profiles.get(member).version(),
                    PayProfile.of(false, null, true, null, null, PayingCooperative.iban(2)));
            return null;
        });

        // then the approver hears of it before approving, and so does the person
        assertThatExceptionOfType(coop.entrelacs.web.Stale.class)
                .isThrownBy(() -> as(coop.manager, () -> runs.approve(april.id(), april.version())));
        assertThat(as(coop.manager, () -> review.of(april.id())).accounts())
                .singleElement()
                .satisfies(change -> assertThat(change.afterPreview()).isTrue());
        assertThat(as(actor(coop.id, person, Role.MEMBER), () -> profiles.myOtherAccount()))
                .isPresent();
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(
                        other,
                        () -> runs.approve(april.id(), runs.get(april.id()).version())))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("run-changed-by-you"));

        // and what changes after the approval waits for the next run
        PayrollRun seen = as(coop.officer, () -> runs.get(april.id()));
        UUID job = as(coop.manager, () -> {
            UUID started = runs.approve(april.id(), seen.version()).job();
            return started;
        });
        coop.banked(member, PayingCooperative.iban(3));
        coop.ended(job);
        assertThat(xml(
                        april.id(),
                        as(coop.officer, () -> payments.of(april.id()))
                                .payments()
                                .getFirst()))
                .contains(PayingCooperative.iban(2))
                .doesNotContain(PayingCooperative.iban(3));
    }

    private PayrollRun corrected(PayslipRow wrong, String gross) {
        UUID run = as(
                coop.officer,
                () -> payslips.correct(
                        MARCH,
                        PAY_DAY,
                        List.of(new Payslips.Correction(
                                wrong.id(), new PayChoice(PayChoice.Kind.GROSS, Money.of(gross), null, null)))));
        return coop.posted(as(coop.officer, () -> runs.get(run)));
    }

    @Test
    void a_correction_of_a_correction_pays_the_difference_to_what_was_really_paid() {
        UUID member = coop.banked(coop.entrepreneur("2500"));
        PayrollRun march = coop.posted(coop.previewed(MARCH));
        coop.ended(as(coop.officer, () -> runs.paid(march.id(), march.version(), PAY_DAY))
                .job());
        PayslipRow first = coop.slips(march.id()).getFirst();

        // down: nothing goes out, what is too much is claimed
        PayrollRun down = corrected(first, "2200");
        PayslipRow second = coop.slips(down.id()).getFirst();
        Money tooMuch = first.netPaid().minus(second.netPaid());
        assertThat(down.state()).isEqualTo(PayrollRun.State.PAID);
        assertThat(coop.balance("421")).isEqualTo(Money.ZERO);
        assertThat(coop.balance("425")).isEqualTo(tooMuch);
        assertThat(as(coop.officer, () -> payments.of(down.id())).overpaid())
                .extracting(PayrollPayments.Overpaid::amount)
                .containsExactly(tooMuch);

        // up again: the claim goes, and only what is beyond what was really paid goes out
        PayrollRun up = corrected(second, "2600");
        PayslipRow third = coop.slips(up.id()).getFirst();
        assertThat(third.number()).isNotEqualTo(second.number()).endsWith("-R2");
        assertThat(coop.balance("425")).isEqualTo(Money.ZERO);
        Money due = third.netPaid().minus(first.netPaid());
        assertThat(as(coop.officer, () -> payments.of(up.id())).payments())
                .singleElement()
                .satisfies(file -> assertThat(file.amount()).isEqualTo(due));
        coop.ended(as(coop.officer, () -> runs.paid(up.id(), up.version(), PAY_DAY))
                .job());
        assertThat(coop.balance("421")).isEqualTo(Money.ZERO);
        assertThat(coop.balance("512")).isEqualTo(third.netPaid().negated());
        assertThat(member).isNotNull();
    }

    @Test
    void what_was_paid_too_much_comes_back_within_the_attachable_share() {
        coop.banked(coop.entrepreneur("2500"));
        PayrollRun march = coop.posted(coop.previewed(MARCH));
        coop.ended(as(coop.officer, () -> runs.paid(march.id(), march.version(), PAY_DAY))
                .job());
        PayslipRow first = coop.slips(march.id()).getFirst();
        PayrollRun down = corrected(first, "1000");
        Money tooMuch = first.netPaid().minus(coop.slips(down.id()).getFirst().netPaid());

        PayrollRun april = coop.posted(coop.previewed(APRIL));

        PayslipRow slip = coop.slips(april.id()).getFirst();
        Money most = AttachableShare.load().of(slip.netPaid(), 0, APRIL.atEndOfMonth());
        assertThat(tooMuch).isGreaterThan(most);
        assertThat(slip.recovered()).isEqualTo(most);
        assertThat(coop.balance("425")).isEqualTo(tooMuch.minus(most));
    }

    @Test
    void two_slips_never_have_one_number() {
        coop.entrepreneur("2500");
        coop.posted(coop.previewed(MARCH));
        assertThatThrownBy(() -> in(coop.id, () -> jdbc.sql("""
                        INSERT INTO payslip SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(),
                            'contract_id', gen_random_uuid(), 'entry_id', null, 'document_id', null))).* FROM payslip s""").update()))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("payslip_number_once");
    }

    private Payment file(PayrollRun run) {
        return as(coop.officer, () -> payments.of(run.id())).payments().getLast();
    }

    private PayrollRun now(PayrollRun run) {
        return as(coop.officer, () -> runs.get(run.id()));
    }

    private void withdrawn(Actor by, PayrollRun run, Payment file, LocalDate on) {
        as(by, () -> {
            payments.withdraw(run.id(), file.id(), runs.get(run.id()).version(), on, "RJCT AM04");
            return null;
        });
    }

    @Test
    void a_file_that_the_bank_refused_whole_is_withdrawn_and_its_people_are_paid_by_another() {
        coop.banked(coop.entrepreneur("1900"));
        coop.banked(coop.entrepreneur("2500"));
        PayrollRun posted = coop.posted(coop.previewed(MARCH));
        Payment refused = file(posted);
        Actor treasurer = actor(coop.id, Role.TREASURER);

        withdrawn(treasurer, posted, refused, PAY_DAY);

        // all are due again, nothing waits, and the file cannot be noted as paid any more
        PayrollPayments.Payments after = as(coop.officer, () -> payments.of(posted.id()));
        assertThat(after.unpaid()).isEqualTo(posted.netPaid());
        assertThat(after.toNote()).isEqualTo(Money.ZERO);
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(
                        coop.officer,
                        () -> runs.paid(posted.id(), refused.id(), now(posted).version(), PAY_DAY)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("payment-nothing-to-note"));
        assertThatThrownBy(() -> in(
                        coop.id,
                        () -> jdbc.sql("UPDATE payroll_payment SET paid_on = '2026-03-31', noted_by = made_by,"
                                        + " noted_by_name = 'x'")
                                .update()))
                .isInstanceOf(DataAccessException.class);
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> withdrawn(treasurer, posted, refused, PAY_DAY))
                .satisfies(e -> assertThat(e.code()).isEqualTo("payment-withdrawn"));

        assertThatExceptionOfType(PayrollRefused.class)
                .as("a refused file is not handed out as the run's file")
                .isThrownBy(() -> as(coop.officer, () -> exports.paymentFile(posted.id())));

        // whoever withdrew it does not pay them again alone
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(treasurer, () -> payments.file(posted.id(), PAY_DAY)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("payment-withdrawn-by-you"));
        as(coop.officer, () -> payments.file(posted.id(), PAY_DAY));
        Payment second = file(posted);
        assertThat(second.amount()).isEqualTo(refused.amount());
        assertThat(second.reference()).isNotEqualTo(refused.reference());
        assertThat(xml(posted.id(), second)).contains(second.reference()).doesNotContain(refused.reference());
        assertThat(coop.balance("512")).isEqualTo(Money.ZERO);
        coop.ended(as(coop.officer, () -> runs.paid(posted.id(), now(posted).version(), PAY_DAY))
                .job());
        assertThat(coop.balance("512")).isEqualTo(second.amount().negated());
        assertThat(coop.balance("421")).isEqualTo(Money.ZERO);
        assertThat(now(posted).state()).isEqualTo(PayrollRun.State.PAID);
    }

    @Test
    void a_refused_file_that_was_noted_as_paid_is_reversed_in_the_books() {
        coop.banked(coop.entrepreneur("1900"));
        PayrollRun posted = coop.posted(coop.previewed(MARCH));
        Payment refused = file(posted);
        coop.ended(as(coop.officer, () -> runs.paid(posted.id(), posted.version(), PAY_DAY))
                .job());
        assertThat(now(posted).state()).isEqualTo(PayrollRun.State.PAID);
        assertThatThrownBy(() -> withdrawn(coop.officer, posted, refused, PAY_DAY.minusDays(1)))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.field()).isEqualTo("on"));

        withdrawn(coop.officer, posted, refused, PAY_DAY.plusDays(2));

        assertThat(now(posted).state()).isEqualTo(PayrollRun.State.POSTED);
        assertThat(coop.balance("512")).isEqualTo(Money.ZERO);
        assertThat(coop.balance("421")).isEqualTo(posted.netPaid().negated());
        as(actor(coop.id, Role.TREASURER), () -> payments.file(posted.id(), PAY_DAY.plusDays(3)));
        coop.ended(as(coop.officer, () -> runs.paid(posted.id(), now(posted).version(), PAY_DAY.plusDays(3)))
                .job());
        assertThat(coop.balance("512")).isEqualTo(posted.netPaid().negated());
        assertThat(coop.balance("421")).isEqualTo(Money.ZERO);
        assertThat(now(posted).state()).isEqualTo(PayrollRun.State.PAID);
    }

    @Test
    void a_file_whose_slip_was_corrected_since_is_not_withdrawn() {
        coop.banked(coop.entrepreneur("2500"));
        PayrollRun posted = coop.posted(coop.previewed(MARCH));
        Payment file = file(posted);
        corrected(coop.slips(posted.id()).getFirst(), "2600");
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> withdrawn(coop.officer, posted, file, PAY_DAY))
                .satisfies(e -> assertThat(e.code()).isEqualTo("payment-corrected-since"));
    }

    @Test
    void after_every_step_the_bank_in_the_books_is_what_its_files_and_cheques_paid() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            coop.banked(coop.entrepreneur(String.valueOf(1800 + 100 * i)));
        }
        coop.entrepreneur("2300");
        PayrollRun posted = coop.posted(coop.previewed(MARCH));
        Actor other = actor(coop.id, Role.TREASURER);
        for (int step = 0; step < 12; step++) {
            Payment last = file(posted);
            PayrollPayments.Payments all = as(coop.officer, () -> payments.of(posted.id()));
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (last.means() == PayrollPayments.Means.FILE && last.withdrawnOn() == null) {
                        withdrawn(coop.officer, posted, last, PAY_DAY.plusDays(step));
                    }
                }
                case 1 -> {
                    if (all.open().stream().anyMatch(one -> one.why() == PayrollPayments.Why.READY)) {
                        as(other, () -> payments.file(posted.id(), PAY_DAY));
                    }
                }
                case 2 -> {
                    if (all.payments().stream().anyMatch(Payment::waits)) {
                        coop.ended(as(
                                        coop.officer,
                                        () -> runs.paid(posted.id(), now(posted).version(), PAY_DAY))
                                .job());
                    }
                }
                default -> {
                    if (!all.open().isEmpty() && random.nextBoolean()) {
                        UUID one = all.open().getFirst().payslip();
                        coop.ended(
                                as(coop.officer, () -> payments.otherwise(posted.id(), List.of(one), PAY_DAY, "Chèque"))
                                        .job());
                    }
                }
            }
            PayrollPayments.Payments now = as(coop.officer, () -> payments.of(posted.id()));
            Money paid = Money.sum(now.payments().stream()
                    .filter(one -> one.paidOn() != null && one.withdrawnOn() == null)
                    .map(Payment::amount)
                    .toList());
            assertThat(coop.balance("512")).as("seed " + seed).isEqualTo(paid.negated());
            assertThat(coop.balance("421"))
                    .as("seed " + seed)
                    .isEqualTo(posted.netPaid().minus(paid).negated());
            assertThat(paid.plus(now.toNote()).plus(now.unpaid()))
                    .as("seed " + seed)
                    .isEqualTo(posted.netPaid());
        }
    }

    @Test
    void nothing_is_noted_as_done_on_a_day_to_come() {
        UUID member = coop.banked(coop.entrepreneur("2500"));
        PayrollRun posted = coop.posted(coop.previewed(MARCH));
        UUID slip = coop.slips(posted.id()).getFirst().id();
        LocalDate tomorrow = LocalDate.now(clock).plusDays(1);
        List<Runnable> acts = List.of(
                () -> runs.paid(posted.id(), posted.version(), tomorrow),
                () -> payments.otherwise(posted.id(), List.of(slip), tomorrow, "Chèque 7"),
                () -> advances.pay(member, tomorrow, Money.of("10")),
                () -> declarations.pay(MARCH, SocialBody.URSSAF, tomorrow));
        for (Runnable act : acts) {
            assertThatThrownBy(() -> as(coop.officer, () -> {
                        act.run();
                        return null;
                    }))
                    .isInstanceOfSatisfying(InvalidField.class, refused -> {
                        assertThat(refused.field()).isEqualTo("paidOn");
                        assertThat(refused.code()).isEqualTo("date-in-future");
                    });
        }
    }

    // ---- four eyes

    @Test
    void whoever_changed_what_a_run_rests_on_does_not_approve_it() {
        UUID member = coop.entrepreneur("2000");
        List<Runnable> acts = List.of(
                () -> absences.record(
                        member,
                        new Absences.Form(PayInput.AbsenceKind.UNPAID_LEAVE, MARCH.atDay(3), MARCH.atDay(4), null)),
                () -> advances.pay(member, MARCH.atDay(10), Money.of("50")),
                () -> team.hire(new SupportTeam.Hire(
                        "Nouvelle",
                        "Venue",
                        null,
                        MARCH.atDay(2),
                        MARCH.atDay(2),
                        null,
                        "Accueil",
                        Money.of("1900"),
                        FULL)),
                () -> choices.choose(member, MARCH, new PayChoice(PayChoice.Kind.GROSS, Money.of("2100"), null, null)),
                () -> profiles.change(
                        member, 0, PayProfile.of(false, null, true, null, null, PayingCooperative.iban(5))));
        List<Actor> contributors = new ArrayList<>();
        for (Runnable act : acts) {
            Actor contributor = actor(coop.id, Role.PAYROLL_OFFICER, Role.MANAGER);
            contributors.add(contributor);
            as(contributor, () -> {
                act.run();
                return null;
            });
        }
        PayrollRun preview = coop.previewed(MARCH);
        // computing it anew adds one more and clears none
        Actor again = actor(coop.id, Role.PAYROLL_OFFICER);
        coop.ended(
                as(again, () -> runs.recompute(preview.id(), preview.version())).job());
        contributors.add(again);
        long version = as(coop.officer, () -> runs.get(preview.id())).version();

        for (Actor contributor : contributors) {
            assertThatExceptionOfType(PayrollRefused.class)
                    .isThrownBy(() -> as(contributor, () -> runs.approve(preview.id(), version)))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo("run-changed-by-you"));
            // nor does a program they made: only people approve
            Actor program = new Actor(coop.id, Ids.next(), contributor.subject(), "Programme", Set.of(Role.MANAGER));
            assertThatExceptionOfType(ForPeopleOnly.class)
                    .isThrownBy(() -> as(program, () -> runs.approve(preview.id(), version)));
            // nor past the application
            assertThatThrownBy(() -> in(
                            coop.id,
                            () -> jdbc.sql(
                                            "UPDATE payroll_run SET state = 'APPROVED', approved_by = ?, approved_by_name = 'x', approved_at = now()")
                                    .param(contributor.subject())
                                    .update()))
                    .isInstanceOf(DataAccessException.class);
        }
        coop.posted(as(coop.officer, () -> runs.get(preview.id())));

        // what was approved is approved: the next month begins with nobody in it
        assertThat(as(coop.manager, () -> review.of(coop.previewed(APRIL).id())).changes())
                .isEmpty();
    }

    // ---- months

    @Test
    void a_paid_month_is_neither_smoothed_nor_settled_anew() {
        UUID member = coop.entrepreneur("2000");
        KnownLaw.assumed(clock);
        YearMonth now = YearMonth.now(clock);
        PayrollRun posted = coop.posted(coop.previewed(now));
        assertThat(posted.state()).isEqualTo(PayrollRun.State.POSTED);
        assertThat(as(coop.officer, () -> simulator.openMonth())).isEqualTo(now.plusMonths(1));
        assertThatThrownBy(() -> as(coop.officer, () -> smoothings.spread(member, now, 2, Money.of("1200"))))
                .isInstanceOfSatisfying(InvalidField.class, refused -> {
                    assertThat(refused.field()).isEqualTo("firstMonth");
                    assertThat(refused.arguments()).contains(now.plusMonths(1));
                });
        as(coop.officer, () -> smoothings.spread(member, now.plusMonths(1), 2, Money.of("1200")));
        PayrollSettings held = as(coop.officer, () -> settings.all()).getFirst();
        assertThatThrownBy(() -> as(coop.officer, () -> {
                    settings.hold(new PayrollSettings(
                            now.atDay(1),
                            new Establishment(12, Rate.percent("1"), Rate.ZERO, false, Rate.ZERO),
                            held.healthCover(),
                            held.siret(),
                            held.activityCode(),
                            held.collectiveAgreement()));
                    return null;
                }))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refused -> assertThat(refused.field()).isEqualTo("firstDay"));
    }

    @Test
    void a_month_whose_rates_are_not_known_is_not_run_and_its_simulation_says_so() {
        UUID member = coop.entrepreneur("2000");
        YearMonth unknown = YearMonth.of(2031, 1);
        assertThatThrownBy(() -> as(coop.officer, () -> runs.start(unknown, unknown.atEndOfMonth())))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refused -> assertThat(refused.field()).isEqualTo("month"));
        PayChoice choice = new PayChoice(PayChoice.Kind.GROSS, Money.of("2000"), null, null);
        assertThat(as(coop.officer, () -> simulator.simulate(member, unknown, choice))
                        .warnings())
                .contains(PayCalculation.Warning.LAW_NOT_KNOWN_YET);
        assertThat(as(coop.officer, () -> simulator.simulate(member, MARCH, choice))
                        .warnings())
                .doesNotContain(PayCalculation.Warning.LAW_NOT_KNOWN_YET);
    }

    @Test
    void a_member_that_is_not_there_is_not_found() {
        UUID nobody = Ids.next();
        List<Runnable> reads = List.of(
                () -> profiles.get(nobody),
                () -> payslips.ofMember(nobody),
                () -> payslips.years(nobody),
                () -> smoothings.of(nobody),
                () -> advances.of(nobody),
                () -> absences.ofMember(nobody),
                () -> simulator.outlook(nobody, MARCH));
        for (Runnable read : reads) {
            assertThatThrownBy(() -> as(coop.officer, () -> {
                        read.run();
                        return null;
                    }))
                    .isInstanceOf(NotFound.class)
                    .satisfies(refused -> assertThat(((Refusal) refused).code()).isNotEmpty());
        }
    }
}
