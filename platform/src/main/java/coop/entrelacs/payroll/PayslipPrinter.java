package coop.entrelacs.payroll;

import com.openhtmltopdf.extend.impl.FSDefaultCacheStore;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.CacheStore;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.documents.PdfFonts;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.web.Words;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * Prints a slip in the layout of the simplified payslip (order of 25 February 2016) as PDF/A-3a, tagged for screen readers, fonts and
 * colours embedded: fit to be kept for fifty years. Payslips are in French, whatever the reader's language, as the law asks.
 */
@Component
class PayslipPrinter {

    private static final Locale FRENCH = Locale.FRENCH;
    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    private final Words words;
    /** The widths of letters, read once: reading them anew was most of the time of a slip. */
    private final FSDefaultCacheStore metrics = new FSDefaultCacheStore();

    private final String style = new String(resource("pdf/payslip.css"), java.nio.charset.StandardCharsets.UTF_8);

    PayslipPrinter(Words words) {
        this.words = words;
    }

    /**
     * @param year what the slips of the year add up to, this one included
     */
    byte[] print(Slip slip, LocalDate payDate, @Nullable String nir, PayslipStore.YearSums year) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        try {
            PdfFonts.write(
                            new PdfRendererBuilder()
                                    .useCacheStore(CacheStore.PDF_FONT_METRICS, metrics)
                                    .usePdfAConformance(PdfAConformance.PDFA_3_A)
                                    .usePdfUaAccessibility(true)
                                    .useColorProfile(SRGB)
                                    .withProducer("Entrelacs"),
                            html(slip, payDate, nir, year))
                    .toStream(out)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    String html(Slip slip, LocalDate payDate, @Nullable String nir, PayslipStore.YearSums year) {
        PayCalculation pay = slip.pay();
        Employer employer = slip.employer();
        Employee employee = slip.employee();
        StringBuilder page = new StringBuilder(16_000);
        page.append("<!DOCTYPE html><html lang=\"fr\"><head><title>")
                .append(say("payroll.slip.title"))
                .append(' ')
                .append(escaped(slip.number()))
                .append("</title><meta name=\"author\" content=\"")
                .append(escaped(employer.name()))
                .append("\"/><meta name=\"subject\" content=\"")
                .append(say("payroll.slip.title"))
                .append("\"/><meta name=\"description\" content=\"")
                .append(say("payroll.slip.title"))
                .append("\"/><style>")
                .append(style)
                .append("</style></head><body>");
        page.append("<h1>").append(say("payroll.slip.title"));
        if (slip.corrects() != null) {
            page.append(" – ").append(say("payroll.slip.correcting"));
        }
        page.append("</h1><p class=\"period\">")
                .append(say(
                        "payroll.slip.period",
                        words.date(slip.month().atDay(1), FRENCH),
                        words.date(slip.month().atEndOfMonth(), FRENCH),
                        words.date(payDate, FRENCH)))
                .append("</p>");
        page.append("<div class=\"parties\"><div class=\"party\"><h2>")
                .append(say("payroll.slip.employer"))
                .append("</h2>");
        page.append("<p class=\"name\">").append(escaped(employer.name())).append("</p>");
        fact(page, null, employer.street());
        fact(page, null, employer.postcode() + " " + employer.city());
        fact(page, "payroll.slip.siret", employer.siret());
        fact(page, "payroll.slip.ape", employer.activityCode());
        fact(page, "payroll.slip.agreement", employer.collectiveAgreement());
        page.append("</div><div class=\"party second\"><h2>")
                .append(say("payroll.slip.employee"))
                .append("</h2>");
        page.append("<p class=\"name\">").append(escaped(employee.name())).append("</p>");
        fact(page, "payroll.slip.number", employee.number());
        if (nir != null) {
            fact(page, "payroll.slip.nir", new Nir(nir).spaced());
        }
        fact(page, "payroll.slip.contract", words.get("contractkind." + employee.kind(), FRENCH));
        if (employee.job() != null) {
            fact(page, "payroll.slip.job", employee.job());
        }
        fact(page, "payroll.slip.since", words.date(employee.contractFirstDay(), FRENCH));
        fact(
                page,
                "payroll.slip.status",
                words.get("payroll.slip." + (employee.executive() ? "executive" : "non-executive"), FRENCH));
        fact(page, "payroll.slip.hours", words.number(pay.hours(), FRENCH));
        page.append("</div></div>");

        page.append("<table><thead><tr>");
        for (String column :
                new String[] {"label", "base", "employee-rate", "employee-amount", "employer-rate", "employer-amount"
                }) {
            page.append(column.equals("label") ? "<th>" : "<th class=\"n\">")
                    .append(say("payroll.slip." + column))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>");
        total(page, "payroll.slip.agreed-pay", pay.agreedPay(), false);
        if (!pay.absences().isZero()) {
            total(page, "payroll.slip.absences", pay.absences().negated(), false);
        }
        pay.additions()
                .forEach(addition -> total(page, "payroll.addition." + addition.kind(), addition.amount(), false));
        if (!pay.benefitsInKind().isZero()) {
            total(page, "payroll.slip.benefits", pay.benefitsInKind(), false);
        }
        total(page, "payroll.slip.gross", pay.gross(), true);
        for (LegalGroup group : LegalGroup.values()) {
            List<PayCalculation.Line> lines =
                    pay.lines().stream().filter(line -> line.group() == group).toList();
            if (!lines.isEmpty()) {
                group(page, group, lines);
            }
        }
        page.append("<tr class=\"sum\"><td>")
                .append(say("payroll.slip.contributions"))
                .append("</td><td></td><td></td>");
        amount(page, pay.employeeContributions());
        page.append("<td></td>");
        amount(page, pay.employerContributions().minus(pay.reduction()));
        page.append("</tr></tbody></table>");

        page.append("<table class=\"social\"><tbody>");
        pair(page, "payroll.slip.net-social", pay.netSocial(), true);
        page.append("</tbody></table>");
        page.append("<table class=\"net\"><tbody>");
        pair(page, "payroll.slip.net-before-tax", pay.netBeforeTax(), true);
        page.append("</tbody></table><table class=\"tax\"><thead><tr><th>")
                .append(say("payroll.slip.tax"))
                .append("</th>");
        for (String column : new String[] {"base", "tax-rate", "tax-month", "tax-year"}) {
            page.append("<th class=\"n\">")
                    .append(say("payroll.slip." + column))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody><tr><td>")
                .append(say("payroll.slip.net-taxable"))
                .append("</td><td></td><td></td>");
        cell(page, pay.netTaxable());
        cell(page, year.netTaxable());
        page.append("</tr><tr><td>")
                .append(say(pay.neutralTaxRate() ? "payroll.slip.income-tax-neutral" : "payroll.slip.income-tax"))
                .append("</td>");
        cell(page, pay.netTaxable());
        rate(page, pay.taxRate());
        cell(page, pay.incomeTax().negated());
        cell(page, year.incomeTax());
        page.append("</tr></tbody></table>");
        page.append("<table class=\"net paid\"><tbody>");
        if (slip.recovered().isPositive()) {
            pair(page, "payroll.slip.recovered", slip.recovered().negated(), false);
        }
        for (Withheld one : slip.deductions()) {
            page.append("<tr><td>")
                    .append(say("payroll.slip.withheld", one.fund()))
                    .append("<br/><span class=\"why\">")
                    .append(say(
                            one.amount().compareTo(one.due()) < 0
                                    ? "payroll.slip.withheld.part"
                                    : "payroll.slip.withheld.why",
                            words.amount(one.due(), FRENCH),
                            words.amount(one.owedAfter(), FRENCH)))
                    .append("</span></td>");
            cell(page, one.amount().negated());
            page.append("</tr>");
        }
        pair(page, "payroll.slip.net-paid", slip.transferred(), true);
        page.append("</tbody></table>");

        page.append("<table class=\"foot-figures\"><thead><tr>");
        for (String column : new String[] {"employer-cost", "reductions", "year-gross", "year-net", "year-ceiling"}) {
            page.append("<th class=\"n\">")
                    .append(say("payroll.slip." + column))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody><tr>");
        cell(page, pay.employerCost());
        cell(page, pay.reduction());
        cell(page, pay.yearToDate().pay());
        cell(page, year.netPaid());
        cell(page, pay.yearToDate().ceiling());
        page.append("</tr></tbody></table>");
        leave(page, slip.leave());
        page.append("<p class=\"foot\">").append(say("payroll.slip.keep")).append("</p></body></html>");
        // The font has no glyph for narrow no-break spaces in some sizes: the ordinary no-break space reads the same.
        return page.toString().replace('\u202f', '\u00a0').replace('\u2011', '-');
    }

    /** The leave account, as the slip has to show it. */
    private void leave(StringBuilder page, @Nullable LeaveAccount leave) {
        if (leave == null) {
            return;
        }
        page.append("<table class=\"leave\"><thead><tr><th>")
                .append(say("payroll.slip.leave"))
                .append("</th>");
        for (String column : new String[] {"acquired", "taken", "balance"}) {
            page.append("<th class=\"n\">")
                    .append(say("payroll.slip.leave." + column))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody><tr><td></td>");
        days(page, leave.acquired());
        days(page, leave.taken());
        days(page, leave.balance());
        page.append("</tr></tbody></table>");
    }

    private void days(StringBuilder page, java.math.BigDecimal days) {
        page.append("<td class=\"n\">").append(words.number(days, FRENCH)).append("</td>");
    }

    /**
     * The lines of a heading. Contributions that the employer alone owes are one line, as the order wants it; a heading of one line
     * is that line.
     */
    private void group(StringBuilder page, LegalGroup group, List<PayCalculation.Line> lines) {
        String name = escaped(words.get("legalgroup." + group, FRENCH));
        if (group == LegalGroup.OTHER || group == LegalGroup.REDUCTION) {
            page.append("<tr class=\"one\"><th scope=\"row\">").append(name).append("</th><td></td><td></td>");
            amount(
                    page,
                    Money.sum(lines.stream()
                            .map(PayCalculation.Line::employeeAmount)
                            .toList()));
            page.append("<td></td>");
            amount(
                    page,
                    Money.sum(lines.stream()
                            .map(PayCalculation.Line::employerAmount)
                            .toList()));
            page.append("</tr>");
            return;
        }
        boolean one = lines.size() == 1 && group != LegalGroup.HEALTH && group != LegalGroup.PENSION;
        if (!one) {
            page.append("<tr class=\"group\"><th colspan=\"6\" scope=\"rowgroup\">")
                    .append(name)
                    .append("</th></tr>");
        }
        for (PayCalculation.Line line : lines) {
            page.append(one ? "<tr class=\"one\"><th scope=\"row\">" : "<tr><td class=\"in\">")
                    .append(one ? name : escaped(words.get("payroll.line." + line.code(), FRENCH)))
                    .append(one ? "</th>" : "</td>");
            cell(page, line.base());
            rate(page, line.employeeRate());
            amount(page, line.employeeAmount());
            rate(page, line.employerRate());
            amount(page, line.employerAmount());
            page.append("</tr>");
        }
    }

    private void fact(StringBuilder page, @Nullable String key, String value) {
        page.append("<p>");
        if (key != null) {
            page.append("<span class=\"k\">").append(say(key)).append("</span> ");
        }
        page.append(escaped(value)).append("</p>");
    }

    private void total(StringBuilder page, String key, Money value, boolean strong) {
        page.append(strong ? "<tr class=\"sum\"><td>" : "<tr><td>")
                .append(say(key))
                .append("</td><td></td><td></td>");
        cell(page, value);
        page.append("<td></td><td></td></tr>");
    }

    private void pair(StringBuilder page, String key, Money value, boolean strong) {
        page.append(strong ? "<tr class=\"sum\"><td>" : "<tr><td>")
                .append(say(key))
                .append("</td>");
        cell(page, value);
        page.append("</tr>");
    }

    private void cell(StringBuilder page, Money value) {
        page.append("<td class=\"n\">").append(words.amount(value, FRENCH)).append("</td>");
    }

    private void amount(StringBuilder page, Money value) {
        page.append("<td class=\"n\">")
                .append(value.isZero() ? "" : words.amount(value, FRENCH))
                .append("</td>");
    }

    private void rate(StringBuilder page, @Nullable Rate rate) {
        page.append("<td class=\"n\">")
                .append(rate == null ? "" : words.rate(rate, FRENCH))
                .append("</td>");
    }

    private String say(String key, Object... arguments) {
        return escaped(words.get(key, FRENCH, arguments));
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    private static byte[] resource(String path) {
        try (InputStream in = PayslipPrinter.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
