package coop.entrelacs.payroll;

import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Document;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.documents.PdfFonts;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Words;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.util.HtmlUtils;

/**
 * The papers an employer hands to who leaves: the certificate of employment, the receipt for the final balance and the data of the
 * attestation for France Travail, made from the last booked slip, once, and kept. They are in French, whatever the reader's language, as the law asks.
 */
@Service
public class ExitPapers {

    /** Which paper. */
    public enum Kind {
        /** Code du travail, art. L1234-19 and D1234-6. */
        CERTIFICATE,
        /** Art. L1234-20. */
        FINAL_BALANCE,
        /** What France Travail asks for (art. R1234-9): the attestation itself comes of the declaration of the contract's end. */
        EMPLOYER_ATTESTATION
    }

    private static final Locale FRENCH = Locale.FRENCH;
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM\u00a0yyyy", FRENCH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d\u00a0MMMM\u00a0yyyy", FRENCH);

    private final JdbcClient jdbc;
    private final PayslipStore store;
    private final Members members;
    private final PayProfiles profiles;
    private final ContractReasons reasons;
    private final Documents documents;
    private final Words words;
    private final Audit audit;
    private final Clock clock;

    ExitPapers(
            JdbcClient jdbc,
            PayslipStore store,
            Members members,
            PayProfiles profiles,
            ContractReasons reasons,
            Documents documents,
            Words words,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.members = members;
        this.profiles = profiles;
        this.reasons = reasons;
        this.documents = documents;
        this.words = words;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A paper as PDF, made the first time it is asked for.
     *
     * @param payslip the last one of a contract, booked
     * @throws PayrollRefused if the contract goes on after that slip's month, or the slip is not booked
     */
    @Transactional
    public byte[] pdf(UUID payslip, Kind kind) {
        Slip slip = store.find("s.id = :id", Map.of("id", payslip)).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound("payslip", payslip));
        boolean own;
        try {
            own = PayAccess.requireOwnOr(members, slip.employee().member(), Role.PAYROLL_OFFICER);
        } catch (NotFound e) {
            throw new NotFound("payslip", payslip);
        }
        LocalDate last = slip.employee().contractLastDay();
        boolean booked = jdbc.sql("SELECT entry_id IS NOT NULL FROM payslip WHERE id = ?")
                .param(payslip)
                .query(Boolean.class)
                .single();
        if (last == null || last.isAfter(slip.month().atEndOfMonth()) || !booked) {
            throw new PayrollRefused("exit-paper-too-early", slip.number());
        }
        PayAccess.read(audit, own, "exit-paper.read", "payslip:" + payslip, kind.name());
        // One paper of a kind: who asks at the same moment waits for the slip's row and finds it made.
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('exit_paper'), hashtext(?))")
                .param(payslip + kind.name())
                .query((row, n) -> 0)
                .list();
        Optional<UUID> kept = jdbc.sql("SELECT document_id FROM exit_paper WHERE payslip_id = ? AND kind = ?")
                .params(payslip, kind.name())
                .query(UUID.class)
                .optional();
        if (kept.isPresent()) {
            return documents.content(kept.get());
        }
        byte[] paper = print(html(slip, kind, last));
        Document document = documents.store(
                kind.name().toLowerCase(Locale.ROOT) + "-" + slip.number() + ".pdf", "application/pdf", paper);
        jdbc.sql("INSERT INTO exit_paper (payslip_id, kind, document_id) VALUES (?, ?, ?)")
                .params(payslip, kind.name(), document.id())
                .update();
        audit.record(
                "exit-paper.made",
                "payslip:" + payslip,
                kind.name() + " by " + CurrentTenant.actor().subject());
        return paper;
    }

    String html(Slip slip, Kind kind, LocalDate last) {
        Employee employee = slip.employee();
        Employer employer = slip.employer();
        StringBuilder page = new StringBuilder(4000);
        String title = say("payroll.exit." + kind);
        page.append("<!DOCTYPE html><html lang=\"fr\"><head><title>")
                .append(title)
                .append("</title><meta name=\"author\" content=\"")
                .append(escaped(employer.name()))
                .append("\"/><meta name=\"subject\" content=\"")
                .append(title)
                .append("\"/><meta name=\"description\" content=\"")
                .append(title)
                .append("\"/><style>@page{size:A4;margin:25mm}body{font-family:Lato;font-size:10.5pt;line-height:1.5}")
                .append("h1{font-size:16pt}h2{font-size:12pt}td,th{padding:1mm 6mm 1mm 0}th{text-align:left}")
                .append("th.n,.n{text-align:right}</style></head><body>");
        page.append("<p>")
                .append(escaped(employer.name()))
                .append("<br/>")
                .append(escaped(employer.street()))
                .append("<br/>")
                .append(escaped(employer.postcode() + " " + employer.city()))
                .append("<br/>")
                .append(say("payroll.slip.siret"))
                .append(' ')
                .append(escaped(employer.siret()))
                .append("</p><h1>")
                .append(title)
                .append("</h1><p>");
        String from = day(employee.contractFirstDay());
        String to = day(last);
        switch (kind) {
            case CERTIFICATE ->
                page.append(say("payroll.exit.certificate.text", employee.name(), from, to))
                        .append("</p><p>")
                        .append(say("payroll.exit.job", job(employee), from, to))
                        .append("</p><p>")
                        .append(say("payroll.exit.certificate.rights"))
                        .append("</p>");
            case FINAL_BALANCE -> {
                Money paid = slip.transferred();
                page.append(say("payroll.exit.balance.text", employee.name(), from, to, words.amount(paid, FRENCH)))
                        .append("</p><table><tbody>");
                row(page, say("payroll.slip.agreed-pay"), slip.pay().agreedPay());
                if (!slip.pay().absences().isZero()) {
                    row(
                            page,
                            say("payroll.slip.absences"),
                            slip.pay().absences().negated());
                }
                slip.pay()
                        .additions()
                        .forEach(addition -> row(page, say("payroll.addition." + addition.kind()), addition.amount()));
                row(page, say("payroll.slip.gross"), slip.pay().gross());
                row(
                        page,
                        say("payroll.slip.contributions"),
                        slip.pay().employeeContributions().negated());
                row(
                        page,
                        say("payroll.exit.balance.tax"),
                        slip.pay().incomeTax().negated());
                if (slip.recovered().isPositive()) {
                    row(page, say("payroll.slip.recovered"), slip.recovered().negated());
                }
                slip.deductions()
                        .forEach(one -> row(
                                page,
                                say("payroll.slip.withheld", one.fund()),
                                one.amount().negated()));
                row(page, say("payroll.slip.net-paid"), paid);
                page.append("</tbody></table><p>")
                        .append(say("payroll.exit.balance.rights"))
                        .append("</p>");
            }
            case EMPLOYER_ATTESTATION -> attestation(page, slip, from, to);
        }
        page.append("<p>")
                .append(say("payroll.exit.done", employer.city(), day(LocalDate.now(clock))))
                .append("</p><p>")
                .append(say("payroll.exit.signature"))
                .append("</p></body></html>");
        return page.toString().replace('\u202f', '\u00a0').replace('\u2011', '-');
    }

    private void attestation(StringBuilder page, Slip slip, String from, String to) {
        Employee employee = slip.employee();
        page.append(say("payroll.exit.attestation.text", employee.name(), from, to))
                .append("</p><p>")
                .append(say("payroll.exit.job", job(employee), from, to))
                .append("</p>");
        String nir = profiles.unsealed(List.of(employee.member()))
                .getOrDefault(employee.member(), PayProfiles.Sealed.NONE)
                .nir();
        if (nir != null) {
            page.append("<p>")
                    .append(say("payroll.exit.nir", new Nir(nir).spaced()))
                    .append("</p>");
        }
        UUID contract = employee.contract();
        ContractReasons.Declared declared =
                contract == null ? null : reasons.declared(List.of(contract)).get(contract);
        ContractReasons.Ending ending = declared == null ? null : declared.ending();
        page.append("<p>")
                .append(
                        ending == null
                                ? say("payroll.exit.attestation.ending.unknown")
                                : say(
                                        "payroll.exit.attestation.ending",
                                        words.get("payroll.ending." + ending.name(), FRENCH)))
                .append("</p><p>")
                .append(say("payroll.exit.attestation.last-paid", to))
                .append("</p><h2>")
                .append(say("payroll.exit.attestation.months"))
                .append("</h2><table><thead><tr><th>")
                .append(say("payroll.exit.attestation.month"))
                .append("</th><th class=\"n\">")
                .append(say("payroll.exit.attestation.hours"))
                .append("</th><th class=\"n\">")
                .append(say("payroll.exit.attestation.gross"))
                .append("</th></tr></thead><tbody>");
        // What is paid because the contract ends is named apart, so it is not in the last month.
        store.find(
                        """
                        s.member_id = :member AND s.month > :after AND s.month <= :month AND s.entry_id IS NOT NULL
                        AND s.employee->>'contractFirstDay' = :first
                        AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
                        ORDER BY s.month""",
                        Map.of(
                                "member", employee.member(),
                                "after", slip.month().minusMonths(12).atDay(1),
                                "month", slip.month().atDay(1),
                                "first", employee.contractFirstDay().toString()))
                .forEach(one -> page.append("<tr><td>")
                        .append(escaped(MONTH.format(one.month())))
                        .append("</td><td class=\"n\">")
                        .append(escaped(words.number(one.pay().hours(), FRENCH)))
                        .append("</td><td class=\"n\">")
                        .append(words.amount(
                                one.pay()
                                        .gross()
                                        .minus(Money.sum(atTheEnd(one).stream()
                                                .map(PayInput.Addition::amount)
                                                .toList())),
                                FRENCH))
                        .append("</td></tr>"));
        page.append("</tbody></table>");
        List<PayInput.Addition> sums = atTheEnd(slip);
        if (!sums.isEmpty()) {
            page.append("<h2>").append(say("payroll.exit.attestation.sums")).append("</h2><table><tbody>");
            sums.forEach(one -> row(page, say("payroll.addition." + one.kind()), one.amount()));
            page.append("</tbody></table>");
        }
    }

    private static List<PayInput.Addition> atTheEnd(Slip slip) {
        return slip.pay().additions().stream()
                .filter(one -> one.kind() != PayInput.AdditionKind.LEAVE_TENTH)
                .toList();
    }

    /** The nature of the job held, as the certificate must say (art. D1234-6). */
    private String job(Employee employee) {
        return employee.job() == null ? words.get("payroll.slip.job." + employee.kind(), FRENCH) : employee.job();
    }

    /** In words and without a place to break, so that a date stays whole on its line and in the text taken out. */
    private static String day(LocalDate day) {
        String words = DAY.format(day);
        return day.getDayOfMonth() == 1 ? "1er" + words.substring(1) : words;
    }

    private void row(StringBuilder page, String label, Money amount) {
        page.append("<tr><td>")
                .append(label)
                .append("</td><td class=\"n\">")
                .append(words.amount(amount, FRENCH))
                .append("</td></tr>");
    }

    private String say(String key, Object... arguments) {
        return escaped(words.get(key, FRENCH, arguments));
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    private static byte[] print(String html) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(32 * 1024);
        try {
            // The fonts of all papers: any script of a name is printed, and the text can be taken out again.
            PdfFonts.write(
                            new PdfRendererBuilder()
                                    .usePdfAConformance(PdfAConformance.PDFA_3_A)
                                    .usePdfUaAccessibility(true)
                                    .useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB)
                                            .getData())
                                    .withProducer("Entrelacs"),
                            html)
                    .toStream(out)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
