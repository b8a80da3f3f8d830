package coop.entrelacs.payroll;

import com.openhtmltopdf.extend.impl.FSDefaultCacheStore;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.CacheStore;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.documents.PdfFonts;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.web.Words;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * Prints a slip in the official layout of the day it is paid ({@link PayslipModel}) as PDF/A-3a, tagged for screen readers, fonts and
 * colours embedded: fit to be kept for fifty years. Payslips are in French, whatever the reader's language, as the law asks.
 */
@Component
class PayslipPrinter {

    private static final Locale FRENCH = Locale.FRENCH;
    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    private final Words words;
    private final PayrollParameters parameters;
    /** The widths of letters, read once: reading them anew was most of the time of a slip. */
    private final FSDefaultCacheStore metrics = new FSDefaultCacheStore();

    private final String style = new String(resource("pdf/payslip.css"), java.nio.charset.StandardCharsets.UTF_8);

    PayslipPrinter(Words words, PayrollParameters parameters) {
        this.words = words;
        this.parameters = parameters;
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
        SlipTable table = new SlipTable(page, words);
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
                        words.date(first(slip), FRENCH),
                        words.date(last(slip), FRENCH),
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
        fact(page, "payroll.slip.job", job(employee));
        if (employee.classification() != null) {
            fact(page, "payroll.slip.classification", employee.classification());
        }
        fact(page, "payroll.slip.since", words.date(employee.contractFirstDay(), FRENCH));
        fact(
                page,
                "payroll.slip.status",
                words.get("payroll.slip." + (employee.executive() ? "executive" : "non-executive"), FRENCH));
        if (employee.kind().equals(ContractKind.ENTREPRENEUR_EMPLOYEE.name())) {
            // Pay that no hours measure: the slip says what it rests on instead (Code du travail, art. R3243-1, 4°).
            fact(page, "payroll.slip.basis", say("payroll.slip.basis.activity"));
        } else {
            fact(page, "payroll.slip.hours", words.number(pay.hours(), FRENCH));
            if (!pay.absences().isZero()) {
                fact(page, "payroll.slip.hours-paid", words.number(hoursPaid(pay), FRENCH));
            }
        }
        page.append("</div></div>");

        switch (parameters.payslipModel(payDate)) {
            case ADAPTED -> new AdaptedPayslip(table, slip, year).write();
            case RENEWED -> new RenewedPayslip(table, slip, year).write();
        }
        page.append("<table class=\"foot-figures\"><thead><tr>");
        for (String column : new String[] {"employer-cost", "reductions", "year-gross", "year-net", "year-ceiling"}) {
            page.append("<th class=\"n\">")
                    .append(say("payroll.slip." + column))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody><tr>");
        table.cell(pay.employerCost());
        table.cell(pay.reduction());
        table.cell(pay.yearToDate().pay());
        table.cell(year.netPaid());
        table.cell(pay.yearToDate().ceiling());
        page.append("</tr></tbody></table>");
        if (slip.leave() != null) {
            table.leave(slip.leave());
        }
        page.append("<p class=\"foot\">").append(say("payroll.slip.keep")).append("</p></body></html>");
        // The font has no glyph for narrow no-break spaces in some sizes: the ordinary no-break space reads the same.
        return page.toString().replace('\u202f', '\u00a0').replace('\u2011', '-');
    }

    /** The first day of the month that the contract covers. */
    private static LocalDate first(Slip slip) {
        LocalDate month = slip.month().atDay(1);
        LocalDate contract = slip.employee().contractFirstDay();
        return contract.isAfter(month) ? contract : month;
    }

    private static LocalDate last(Slip slip) {
        LocalDate month = slip.month().atEndOfMonth();
        LocalDate contract = slip.employee().contractLastDay();
        return contract != null && contract.isBefore(month) ? contract : month;
    }

    /** The month's hours in the measure of what was paid of the month. */
    private static BigDecimal hoursPaid(PayCalculation pay) {
        return pay.agreedPay().isZero()
                ? BigDecimal.ZERO
                : pay.hours()
                        .multiply(pay.agreedPay().minus(pay.absences()).toEuros())
                        .divide(pay.agreedPay().toEuros(), 2, RoundingMode.HALF_UP)
                        .max(BigDecimal.ZERO);
    }

    /** The trade of the support team; an entrepreneur's is to be one. */
    private String job(Employee employee) {
        return employee.job() == null ? say("payroll.slip.job." + employee.kind()) : employee.job();
    }

    private void fact(StringBuilder page, @Nullable String key, String value) {
        page.append("<p>");
        if (key != null) {
            page.append("<span class=\"k\">").append(say(key)).append("</span> ");
        }
        page.append(escaped(value)).append("</p>");
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
