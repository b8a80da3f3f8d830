package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.ExitKind;
import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.payroll.PayInput.AdditionKind;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The support team's absences and leave, who leaves, and who of the month gets no slip. */
@EntrelacsTest
class LeaveAndExitTest {

    private static final YearMonth MARCH = YearMonth.of(2026, 3);
    private static final YearMonth APRIL = YearMonth.of(2026, 4);

    @Autowired
    ApplicationContext spring;

    @Autowired
    Absences absences;

    @Autowired
    ExitPapers papers;

    @Autowired
    Payslips payslips;

    @Autowired
    PayProfiles profiles;

    @Autowired
    PayChoices choices;

    @Autowired
    MaintainedPays maintained;

    @Autowired
    Contracts contracts;

    PayingCooperative coop;

    @BeforeEach
    void aCooperativeThatPays() {
        coop = new PayingCooperative(spring);
    }

    private UUID employee() {
        return coop.members.aMember().inSupportTeam(PayingCooperative.JANUARY).in(coop.id);
    }

    private UUID away(UUID member, AbsenceKind kind, String first, String last) {
        return as(
                coop.officer,
                () -> absences.record(
                        member, new Absences.Form(kind, LocalDate.parse(first), LocalDate.parse(last), null)));
    }

    @Test
    void leaveIsAcquiredAndTakenAndAbsencesAreTakenOffPay() {
        UUID maud = employee();
        UUID noe = employee();
        as(coop.officer, () -> {
            absences.openLeave(maud, new BigDecimal("10"));
            return null;
        });
        // Monday to Saturday of a week, six working days; and four unpaid days of twenty-two
        away(maud, AbsenceKind.PAID_LEAVE, "2026-03-09", "2026-03-15");
        away(noe, AbsenceKind.UNPAID_LEAVE, "2026-03-02", "2026-03-05");

        PayrollRun march = coop.posted(coop.previewed(MARCH));

        PayslipRow hers = coop.slipOf(march.id(), maud);
        assertThat(hers.gross()).isEqualTo(Money.of("2400"));
        assertThat(hers.leave().acquired()).isEqualByComparingTo("2.5");
        assertThat(hers.leave().taken()).isEqualByComparingTo("6");
        assertThat(hers.leave().balance()).isEqualByComparingTo("6.5");
        PayslipRow his = coop.slipOf(march.id(), noe);
        assertThat(his.gross()).isEqualTo(Money.of("1963.64"));
        assertThat(his.leave().acquired()).isEqualByComparingTo("2.18");
        // the next month goes on from there
        PayrollRun april = coop.previewed(APRIL);
        assertThat(coop.slipOf(april.id(), maud).leave().balance()).isEqualByComparingTo("9");
    }

    @Test
    void nobodyIsAwayTwiceOnADayAndAnApprovedMonthStaysAsItIs() {
        UUID maud = employee();
        UUID week = away(maud, AbsenceKind.SICKNESS, "2026-03-09", "2026-03-13");
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> away(maud, AbsenceKind.PAID_LEAVE, "2026-03-13", "2026-03-20"))
                .satisfies(e -> assertThat(e.code()).isEqualTo("absence-overlaps"));
        coop.posted(coop.previewed(MARCH));
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(coop.officer, () -> {
                    absences.cancel(week);
                    return null;
                }))
                .satisfies(e -> assertThat(e.code()).isEqualTo("month-approved"));
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> away(maud, AbsenceKind.SICKNESS, "2026-03-31", "2026-04-02"));
        away(maud, AbsenceKind.SICKNESS, "2026-04-01", "2026-04-02");
        Actor stranger = actor(coop.id, Ids.next(), Role.MEMBER);
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> as(stranger, () -> absences.ofMember(maud)));
        as(coop.officer, () -> absences.ofMember(maud));
        assertThat(coop.count("SELECT count(*) FROM audit_entry WHERE action = 'absences.read'"))
                .isEqualTo(1);
    }

    @Test
    void whoLeavesIsPaidTheLeaveThatIsLeftAndGetsThePapers() {
        UUID maud = employee();
        coop.posted(coop.previewed(MARCH));
        as(coop.officer, () -> {
            contracts.exit(maud, LocalDate.of(2026, 4, 30), ExitKind.EMPLOYMENT, "");
            return null;
        });

        PayrollRun april = coop.posted(coop.previewed(APRIL));

        PayslipRow last = coop.slipOf(april.id(), maud);
        assertThat(last.warnings()).contains("LAST_SLIP");
        PayCalculation pay = as(coop.officer, () -> payslips.calculation(last.id()));
        // five days acquired: 5/26 of 2,400 is less than a tenth of the 4,800 paid
        assertThat(pay.additions()).singleElement().satisfies(addition -> {
            assertThat(addition.kind()).isEqualTo(AdditionKind.LEAVE_INDEMNITY);
            assertThat(addition.amount()).isEqualTo(Money.of("480"));
        });
        assertThat(pay.gross()).isEqualTo(Money.of("2880"));
        // an open-ended contract that ends owes nothing of what fixed-term ones owe
        assertThat(pay.lines()).noneMatch(line -> line.code().equals("training-fixed-term"));
        for (ExitPapers.Kind kind : ExitPapers.Kind.values()) {
            byte[] paper = as(coop.officer, () -> papers.pdf(last.id(), kind));
            assertThat(new String(paper, 0, 5, StandardCharsets.ISO_8859_1)).isEqualTo("%PDF-");
            assertThat(as(coop.officer, () -> papers.pdf(last.id(), kind))).isEqualTo(paper);
        }
        assertThat(coop.count("SELECT count(*) FROM exit_paper")).isEqualTo(3);
    }

    private String text(PayslipRow slip, ExitPapers.Kind kind) throws IOException {
        byte[] paper = as(coop.officer, () -> papers.pdf(slip.id(), kind));
        try (PDDocument document = Loader.loadPDF(paper)) {
            return new PDFTextStripper().getText(document).replaceAll("[\\s\\u00a0\\u202f]+", " ");
        }
    }

    @Test
    void thePapersNameTheJobAndTheirTextCanBeTakenOut() throws IOException {
        UUID maud = coop.members.aMember().in(coop.id);
        as(
                coop.officer,
                () -> contracts.employ(
                        maud,
                        PayingCooperative.JANUARY,
                        LocalDate.of(2026, 3, 2),
                        LocalDate.of(2026, 4, 30),
                        "Chargée d’affaires",
                        Money.of("2000"),
                        new BigDecimal("151.67")));
        coop.posted(coop.previewed(MARCH));
        PayrollRun april = coop.posted(coop.previewed(APRIL));
        PayslipRow last = coop.slipOf(april.id(), maud);

        assertThat(text(last, ExitPapers.Kind.CERTIFICATE))
                .contains(
                        "Certificat de travail", "Emploi occupé : Chargée d’affaires, du 2 mars 2026 au 30 avril 2026");
        assertThat(text(last, ExitPapers.Kind.FINAL_BALANCE))
                .contains("Reçu pour solde de tout compte", "Indemnité de fin de contrat", "Indemnité compensatrice");
        assertThat(text(last, ExitPapers.Kind.EMPLOYER_ATTESTATION))
                .contains(
                        "Motif de la rupture : Fin de CDD.",
                        "Chargée d’affaires",
                        "2 000,00",
                        "Sommes versées à l’occasion de la rupture");
    }

    @Test
    void theIndemnitiesOfAFixedTermIncludeOneAnother() {
        UUID maud = coop.members.aMember().in(coop.id);
        as(
                coop.officer,
                () -> contracts.employ(
                        maud,
                        PayingCooperative.JANUARY,
                        LocalDate.of(2026, 3, 1),
                        LocalDate.of(2026, 4, 30),
                        "Accueil",
                        Money.of("2000"),
                        new BigDecimal("151.67")));
        coop.posted(coop.previewed(MARCH));
        PayrollRun april = coop.previewed(APRIL);
        PayCalculation pay = as(
                coop.officer,
                () -> payslips.calculation(coop.slipOf(april.id(), maud).id()));
        // a tenth of 4,000, and for leave a tenth of 4,000 and of that
        assertThat(pay.additions().stream()
                        .collect(Collectors.toMap(PayInput.Addition::kind, PayInput.Addition::amount)))
                .containsEntry(AdditionKind.FIXED_TERM_INDEMNITY, Money.of("400.00"))
                .containsEntry(AdditionKind.LEAVE_INDEMNITY, Money.of("440.00"));
    }

    @Test
    void theBaseOfLeaveCountsWhatWasReallyPaid() {
        UUID maud = employee();
        as(coop.officer, () -> {
            choices.choose(maud, MARCH, new PayChoice(PayChoice.Kind.GROSS, Money.of("3000"), null, null));
            return null;
        });
        PayrollRun march = coop.posted(coop.previewed(MARCH));
        assertThat(coop.slipOf(march.id(), maud).leave().yearPaid()).isEqualTo(Money.of("3000.00"));
    }

    @Test
    void sicknessIsPaidAsTheLawSaysUnlessTheContractPromisesMore() {
        // two years in the cooperative: seven waiting days, then 90 % less the allowance
        UUID maud =
                coop.members.aMember().inSupportTeam(LocalDate.of(2024, 1, 1)).in(coop.id);
        UUID noe =
                coop.members.aMember().inSupportTeam(LocalDate.of(2024, 1, 1)).in(coop.id);
        UUID zoe = employee();
        UUID contract = as(
                coop.officer,
                () -> contracts
                        .inForce(noe, LocalDate.of(2026, 3, 1))
                        .orElseThrow()
                        .contract());
        as(coop.officer, () -> {
            maintained.promise(noe, contract, 0, new MaintainedPay(0, 0, Rate.percent("100"), 90));
            return null;
        });
        for (UUID member : Set.of(maud, noe, zoe)) {
            away(member, AbsenceKind.SICKNESS, "2026-03-02", "2026-03-15");
        }

        PayrollRun march = coop.previewed(MARCH);

        // 10 of 22 days of 2,400 are 1,090.91; the second week keeps 90 % of 545.46 less 7 allowances of 39.45
        assertThat(coop.slipOf(march.id(), maud).gross()).isEqualTo(Money.of("1523.85"));
        // whole, less 11 allowances: the first three days have none
        assertThat(coop.slipOf(march.id(), noe).gross()).isGreaterThan(Money.of("1950"));
        assertThat(coop.slipOf(march.id(), zoe).gross()).isEqualTo(Money.of("1309.09"));
        assertThatExceptionOfType(NotFound.class)
                .isThrownBy(() -> as(coop.officer, () -> maintained.of(maud, contract)));
    }

    @Test
    void theEndOfAFixedTermIsPaidATenthOfAll() {
        UUID maud = coop.members.aMember().in(coop.id);
        as(
                coop.officer,
                () -> contracts.employ(
                        maud,
                        PayingCooperative.JANUARY,
                        LocalDate.of(2026, 3, 1),
                        LocalDate.of(2026, 4, 30),
                        "Accueil",
                        Money.of("2000"),
                        new BigDecimal("151.67")));
        PayrollRun march = coop.posted(coop.previewed(MARCH));
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(
                        coop.officer,
                        () -> papers.pdf(coop.slipOf(march.id(), maud).id(), ExitPapers.Kind.CERTIFICATE)));
        PayrollRun april = coop.previewed(APRIL);
        PayCalculation pay = as(
                coop.officer,
                () -> payslips.calculation(coop.slipOf(april.id(), maud).id()));
        assertThat(pay.additions().stream()
                        .collect(Collectors.toMap(PayInput.Addition::kind, PayInput.Addition::amount)))
                .containsEntry(AdditionKind.FIXED_TERM_INDEMNITY, Money.of("400"))
                .containsKey(AdditionKind.LEAVE_INDEMNITY);
        assertThat(pay.lines()).anyMatch(line -> line.code().equals("training-fixed-term"));
    }

    @Test
    void theOfficerIsToldOfWhoGetsNoSlipAndOfTwoPaidToOneAccount() {
        UUID cape = coop.members.aMember().withCape(LocalDate.of(2025, 3, 20)).in(coop.id);
        UUID ines = coop.entrepreneur("1900");
        UUID theo = coop.entrepreneur("1900");
        for (UUID member : Set.of(ines, theo)) {
            as(coop.officer, () -> {
                profiles.change(
                        member, 0, new PayProfile(false, null, true, null, null, null, "FR7630006000011234567890189"));
                return null;
            });
        }

        PayrollRun preview = coop.previewed(MARCH);

        assertThat(preview.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("CAPE_ENDED");
            assertThat(notice.member()).isEqualTo(cape);
            assertThat(notice.day()).isEqualTo(LocalDate.of(2026, 3, 19));
        });
        assertThat(coop.slips(preview.id()))
                .allSatisfy(slip -> assertThat(slip.warnings()).contains("DUPLICATE_IBAN"));
    }
}
