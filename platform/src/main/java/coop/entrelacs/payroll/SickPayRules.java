package coop.entrelacs.payroll;

import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.payroll.ParameterFile.Entry;
import java.math.BigDecimal;
import java.time.LocalDate;

/** What the law asks of the employer during sickness, dated: {@code tenants-config/payroll/sick-pay.yaml}. */
final class SickPayRules {

    static final String PATH = "payroll/sick-pay.yaml";

    private final LocalDate covers;
    private final DatedSeries<Rule> rules;

    SickPayRules(String path, String text) {
        Entry root = new ParameterFile(path, text).root();
        this.covers = root.day("covers");
        this.rules = root.dated("rules", covers, SickPayRules::rule);
        root.nothingElse();
    }

    static SickPayRules load() {
        return new SickPayRules(PATH, ConfigFiles.text(PATH));
    }

    /** A day before the first known rule takes that one. */
    Rule on(LocalDate day) {
        return rules.on(day.isBefore(covers) ? covers : day);
    }

    /** As the file says them; percents are percents, days are calendar days. */
    record Rule(
            int seniorityYears,
            int waitingDays,
            BigDecimal firstPercent,
            int secondThirds,
            int days,
            int moreDays,
            int moreEachYears,
            int mostDays,
            BigDecimal allowancePercent,
            int allowanceWaitingDays,
            BigDecimal allowanceSmic,
            BigDecimal accidentPercent,
            BigDecimal accidentLaterPercent,
            int accidentLaterFrom,
            BigDecimal accidentBaseMost,
            BigDecimal accidentNetPercent,
            String source) {

        /** For how many days of each kind, with so many full years; 0: too few years. */
        int daysAfter(int years) {
            return years < seniorityYears
                    ? 0
                    : Math.min(mostDays, days + moreDays * ((years - seniorityYears) / moreEachYears));
        }
    }

    private static Rule rule(Entry entry) {
        return new Rule(
                entry.integer("seniority-years", 1),
                entry.integer("waiting-days", 7),
                entry.number("first-percent"),
                entry.integer("second-thirds", 2),
                entry.integer("days", 30),
                entry.integer("more-days", 10),
                entry.integer("more-each-years", 5),
                entry.integer("most-days", 90),
                entry.number("allowance-percent"),
                entry.integer("allowance-waiting-days", 3),
                entry.number("allowance-smic"),
                entry.number("accident-percent"),
                entry.number("accident-later-percent"),
                entry.integer("accident-later-from", 29),
                entry.number("accident-base-most"),
                entry.number("accident-net-percent"),
                entry.text("source"));
    }
}
