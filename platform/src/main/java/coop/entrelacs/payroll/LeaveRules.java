package coop.entrelacs.payroll;

import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.payroll.ParameterFile.Entry;
import java.math.BigDecimal;
import java.time.LocalDate;

/** The law of paid leave, dated: {@code tenants-config/payroll/leave.yaml}. A gap or an overlap in it is refused with its line. */
final class LeaveRules {

    static final String PATH = "payroll/leave.yaml";

    private final DatedSeries<Rule> rules;

    LeaveRules(String path, String text) {
        Entry root = new ParameterFile(path, text).root();
        this.rules = root.dated("rules", root.day("covers"), LeaveRules::rule);
        root.nothingElse();
    }

    static LeaveRules load() {
        return new LeaveRules(PATH, ConfigFiles.text(PATH));
    }

    Rule on(LocalDate day) {
        return rules.on(day);
    }

    /**
     * Paid leave as it stands for some time; days are working days.
     *
     * @param shareOfPay percent of what the reference period paid that all its days are worth at least
     * @param sicknessCounts percent of the pay lost to sickness that counts as paid
     * @param workingDays of an ordinary month
     * @param yearBeginsIn the month whose first day begins a reference period
     * @param fixedTermEnd percent of all a fixed-term contract paid, due at its end
     */
    record Rule(
            BigDecimal aMonth,
            BigDecimal aMonthOfSickness,
            BigDecimal mostAYear,
            BigDecimal shareOfPay,
            BigDecimal sicknessCounts,
            BigDecimal workingDays,
            int yearBeginsIn,
            BigDecimal fixedTermEnd,
            String source) {}

    private static Rule rule(Entry entry) {
        return new Rule(
                entry.number("days-a-month"),
                entry.number("days-a-month-of-sickness"),
                entry.number("most-a-year"),
                entry.number("share-of-pay"),
                entry.number("sickness-counts"),
                entry.number("working-days-of-a-month"),
                entry.integer("year-begins-in", 6),
                entry.number("fixed-term-end"),
                entry.text("source"));
    }
}
