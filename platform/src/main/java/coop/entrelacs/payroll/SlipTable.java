package coop.entrelacs.payroll;

import coop.entrelacs.payroll.PayInput.Absence;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.payroll.PayslipStore.YearSums;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.web.Words;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** The rows of a printed payslip, whatever its model. In French, as the law asks. */
final class SlipTable {

    private static final Locale FRENCH = Locale.FRENCH;

    private final StringBuilder page;
    private final Words words;

    SlipTable(StringBuilder page, Words words) {
        this.page = page;
        this.words = words;
    }

    /** Opens the table of contributions: label, base, and rate and amount of each side. */
    void open() {
        page.append("<table><thead><tr>");
        for (String column :
                new String[] {"label", "base", "employee-rate", "employee-amount", "employer-rate", "employer-amount"
                }) {
            page.append(column.equals("label") ? "<th>" : "<th class=\"n\">")
                    .append(say("payroll.slip." + column))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>");
    }

    void close() {
        page.append("</tbody></table>");
    }

    /** What makes up gross pay: what was agreed, what absences took off, with their cause and days, and what came besides. */
    void grossPay(PayCalculation pay) {
        total("payroll.slip.agreed-pay", pay.agreedPay(), false);
        if (pay.absenceDetails().isEmpty() && !pay.absences().isZero()) {
            total("payroll.slip.absences", pay.absences().negated(), false);
        }
        for (Absence absence : pay.absenceDetails()) {
            row(describe(absence), absence.deduction().negated());
        }
        pay.additions().forEach(addition -> total("payroll.addition." + addition.kind(), addition.amount(), false));
        if (!pay.benefitsInKind().isZero()) {
            total("payroll.slip.benefits", pay.benefitsInKind(), false);
        }
    }

    private String describe(Absence absence) {
        String cause = words.get("payroll.slip.absence." + absence.kind(), FRENCH);
        return absence.firstDay() == null || absence.lastDay() == null
                ? say("payroll.slip.absence.days", cause, absence.days())
                : say(
                        "payroll.slip.absence.from-to",
                        cause,
                        words.date(absence.firstDay(), FRENCH),
                        words.date(absence.lastDay(), FRENCH));
    }

    void heading(String name) {
        page.append("<tr class=\"group\"><th colspan=\"6\" scope=\"rowgroup\">")
                .append(name)
                .append("</th></tr>");
    }

    /** A contribution below its heading, or one that is its own heading. */
    void line(String name, boolean ownHeading, PayCalculation.Line line) {
        page.append(ownHeading ? "<tr class=\"one\"><th scope=\"row\">" : "<tr><td class=\"in\">")
                .append(name)
                .append(ownHeading ? "</th>" : "</td>");
        cell(line.base());
        rate(line.employeeRate());
        amount(line.employeeAmount());
        rate(line.employerRate());
        amount(line.employerAmount());
        page.append("</tr>");
    }

    /** Amounts of both sides without base or rate. */
    void sums(String name, boolean total, Money employee, Money employer) {
        page.append(total ? "<tr class=\"sum\"><td>" : "<tr class=\"one\"><th scope=\"row\">")
                .append(name)
                .append(total ? "</td>" : "</th>")
                .append("<td></td><td></td>");
        amount(employee);
        page.append("<td></td>");
        amount(employer);
        page.append("</tr>");
    }

    void total(String key, Money value, boolean strong) {
        page.append(strong ? "<tr class=\"sum\"><td>" : "<tr><td>")
                .append(say(key))
                .append("</td><td></td><td></td>");
        cell(value);
        page.append("<td></td><td></td></tr>");
    }

    private void row(String label, Money value) {
        page.append("<tr><td>").append(label).append("</td><td></td><td></td>");
        cell(value);
        page.append("<td></td><td></td></tr>");
    }

    /** A table of its own with one label and one amount a row. */
    void openPairs(String style) {
        page.append("<table class=\"").append(style).append("\"><tbody>");
    }

    void pair(String key, Money value, boolean strong) {
        page.append(strong ? "<tr class=\"sum\"><td>" : "<tr><td>")
                .append(say(key))
                .append("</td>");
        cell(value);
        page.append("</tr>");
    }

    /** The taxable net and what is withheld of it, of the month and of the year. */
    void tax(PayCalculation pay, YearSums year) {
        page.append("<table class=\"tax\"><thead><tr><th>")
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
        cell(pay.netTaxable());
        cell(year.netTaxable());
        page.append("</tr><tr><td>")
                .append(say(pay.neutralTaxRate() ? "payroll.slip.income-tax-neutral" : "payroll.slip.income-tax"))
                .append("</td>");
        cell(pay.netTaxable());
        rate(pay.taxRate());
        cell(pay.incomeTax().negated());
        cell(year.incomeTax());
        page.append("</tr>");
        close();
    }

    /** What was paid before or is withheld for a loan, and what goes to the account. */
    void paid(Slip slip, String netKey) {
        openPairs("net paid");
        if (slip.recovered().isPositive()) {
            pair("payroll.slip.recovered", slip.recovered().negated(), false);
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
            cell(one.amount().negated());
            page.append("</tr>");
        }
        pair(netKey, slip.transferred(), true);
        close();
    }

    /** The leave account, as the slip has to show it. */
    void leave(LeaveAccount leave) {
        page.append("<table class=\"leave\"><thead><tr><th>")
                .append(say("payroll.slip.leave"))
                .append("</th>");
        for (String column : new String[] {"acquired", "taken", "balance"}) {
            page.append("<th class=\"n\">")
                    .append(say("payroll.slip.leave." + column))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody><tr><td></td>");
        days(leave.acquired());
        days(leave.taken());
        days(leave.balance());
        page.append("</tr>");
        close();
    }

    private void days(java.math.BigDecimal days) {
        page.append("<td class=\"n\">").append(words.number(days, FRENCH)).append("</td>");
    }

    void cell(Money value) {
        page.append("<td class=\"n\">").append(words.amount(value, FRENCH)).append("</td>");
    }

    private void amount(Money value) {
        page.append("<td class=\"n\">")
                .append(value.isZero() ? "" : words.amount(value, FRENCH))
                .append("</td>");
    }

    private void rate(@Nullable Rate rate) {
        page.append("<td class=\"n\">")
                .append(rate == null ? "" : words.rate(rate, FRENCH))
                .append("</td>");
    }

    String say(String key, Object... arguments) {
        return HtmlUtils.htmlEscape(words.get(key, FRENCH, arguments), "UTF-8");
    }
}
