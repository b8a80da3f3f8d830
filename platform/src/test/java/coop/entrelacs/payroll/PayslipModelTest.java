package coop.entrelacs.payroll;

import static coop.entrelacs.payroll.PayMonth.anEmployee;
import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.payroll.PayslipStore.YearSums;
import coop.entrelacs.shared.Money;
import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The printed slip follows the official model of the day it is paid. */
@EntrelacsTest
class PayslipModelTest {

    private static final YearMonth DECEMBER = YearMonth.of(2026, 12);
    private static final YearSums YEAR = new YearSums(Money.of("40000"), Money.of("2000"), Money.of("30000"));

    @Autowired
    PayslipPrinter printer;

    private static Slip slip(PayCalculation pay, String kind) {
        Employee employee = new Employee(
                UUID.randomUUID(),
                "M00007",
                "Ada Lovelace",
                kind,
                true,
                LocalDate.of(2026, 12, 7),
                null,
                new java.math.BigDecimal("151.67"),
                "Consultante",
                UUID.randomUUID(),
                "Position 2.2");
        Employer employer = new Employer(
                "Brindille", "1 rue des Lilas", "75020", "Paris", "73282932000074", "7022Z", "Syntec (IDCC 1486)");
        return new Slip(
                UUID.randomUUID(),
                UUID.randomUUID(),
                DECEMBER,
                "2026-12-M00007",
                null,
                employee,
                employer,
                pay,
                List.of(),
                Money.ZERO,
                null,
                null,
                null,
                List.of(),
                null,
                List.of());
    }

    private String printed(Slip slip, LocalDate payDate) throws IOException {
        try (var pdf = Loader.loadPDF(printer.print(slip, payDate, null, YEAR))) {
            return new PDFTextStripper().getText(pdf).replace('\u00a0', ' ');
        }
    }

    private static PayCalculation pay() {
        return anEmployee()
                .on("2026-12-01")
                .executive(true)
                .provident("1.5", "0.5")
                .paid("6000")
                .with(Money.of("80"))
                .away(PayInput.AbsenceKind.UNPAID_LEAVE, 2, "500")
                .calculated();
    }

    @Test
    void a_slip_paid_in_2027_follows_the_renewed_model() throws IOException {
        String text = printed(slip(pay(), "EMPLOYMENT"), LocalDate.of(2027, 1, 4));
        assertThat(text)
                .containsSubsequence(
                        "Montant brut",
                        "Cotisations et contributions sociales obligatoires",
                        "Santé",
                        "Accidents du travail et maladies professionnelles",
                        "Retraite",
                        "Sécurité sociale plafonnée",
                        "Retraite complémentaire, CEG et CET T1",
                        "Retraite complémentaire, CEG et CET T2",
                        "Famille",
                        "Autres charges dues par l’employeur",
                        "CSG déductible",
                        "Total des cotisations et contributions obligatoires",
                        "Cotisations et contributions sociales facultatives",
                        "incapacité, invalidité, décès",
                        "Total des cotisations et contributions facultatives",
                        "Montant net social",
                        "Remboursements et déductions diverses",
                        "Net à payer avant impôt sur le revenu",
                        "Net imposable",
                        "Montant net à payer",
                        "Total versé par l’employeur");
        assertThat(text).doesNotContain("Salaire brut", "Complémentaire tranche 1");
    }

    @Test
    void a_slip_paid_in_2026_follows_the_model_that_is_allowed_until_then() throws IOException {
        String text = printed(slip(pay(), "EMPLOYMENT"), LocalDate.of(2026, 12, 31));
        assertThat(text).contains("Salaire brut", "Complémentaire tranche 1").doesNotContain("Montant brut");
    }

    @Test
    void the_totals_of_the_renewed_model_are_those_of_the_slip() throws IOException {
        PayCalculation pay = pay();
        String text = printed(slip(pay, "EMPLOYMENT"), LocalDate.of(2027, 1, 4));
        Money voluntaryEmployee = PayMonth.employee(pay, "provident");
        Money voluntaryEmployer = PayMonth.employer(pay, "provident");
        assertThat(text)
                .contains("obligatoires " + french(pay.employeeContributions().minus(voluntaryEmployee)) + " "
                        + french(pay.employerContributions().minus(voluntaryEmployer)))
                .contains("facultatives " + french(voluntaryEmployee) + " " + french(voluntaryEmployer));
    }

    @Test
    void absences_say_their_cause_and_the_period_is_the_one_covered() throws IOException {
        String text = printed(slip(pay(), "EMPLOYMENT"), LocalDate.of(2026, 12, 31));
        assertThat(text).contains("Absence : congé sans solde, 2 jours").contains("du 07/12/2026 au 31/12/2026");
        assertThat(text).contains("Heures payées 139,03");
    }

    @Test
    void a_slip_names_the_job_the_classification_and_the_agreement() throws IOException {
        assertThat(printed(slip(pay(), "EMPLOYMENT"), LocalDate.of(2026, 12, 31)))
                .contains("Emploi Consultante", "Classification Position 2.2", "Syntec (IDCC 1486)");
    }

    @Test
    void pay_without_hours_says_what_it_rests_on() throws IOException {
        String text = printed(slip(pay(), "ENTREPRENEUR_EMPLOYEE"), LocalDate.of(2026, 12, 31));
        assertThat(text).contains("Base de la rémunération").doesNotContain("Heures");
    }

    private static String french(Money amount) {
        return String.format(java.util.Locale.FRANCE, "%,.2f", amount.toEuros())
                .replace('\u202f', ' ')
                .replace('\u00a0', ' ');
    }
}
