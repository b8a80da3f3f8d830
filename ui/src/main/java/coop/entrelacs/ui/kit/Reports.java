package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import coop.entrelacs.jobs.JobReport;
import java.util.List;
import java.util.Map;

/** How long work ended, or what it would do: counts, totals, and what to know, each with its line. */
public final class Reports extends Div {

    private static final int MOST_SHOWN = 200;

    public Reports(JobReport report) {
        this(report.counts(), report.totals(), report.findings());
    }

    public Reports(
            Map<String, Long> counts,
            Map<String, coop.entrelacs.shared.Money> totals,
            List<JobReport.Finding> findings) {
        addClassName("stack");
        Div figures = Figure.row();
        counts.forEach((name, count) -> figures.add(new Figure(Texts.t("count." + name), Texts.number(count))));
        totals.forEach((name, amount) -> figures.add(new Figure(Texts.t("total." + name), Texts.money(amount))));
        if (!counts.isEmpty() || !totals.isEmpty()) {
            add(figures);
        }
        if (findings.isEmpty()) {
            return;
        }
        long errors = findings.stream()
                .filter(finding -> finding.severity() == JobReport.Severity.ERROR)
                .count();
        Card card = new Card(Texts.t("ui.report.findings", errors, findings.size() - errors));
        Table table = new Table(
                Texts.t("ui.report.findings.table"),
                "#" + Texts.t("ui.report.line"),
                Texts.t("ui.report.severity"),
                Texts.t("ui.report.what"));
        findings.stream().limit(MOST_SHOWN).forEach(finding -> {
            boolean bad = finding.severity() == JobReport.Severity.ERROR;
            table.row(
                    finding.line(),
                    new State(Texts.t("severity." + finding.severity()), bad ? Tone.BAD : Tone.WAITING),
                    (finding.field() == null ? "" : finding.field() + "\u00a0: ")
                            + Texts.t(
                                    "finding." + finding.code(),
                                    finding.arguments().toArray()));
        });
        card.add(table);
        if (findings.size() > MOST_SHOWN) {
            card.add(new Paragraph(Texts.t("ui.report.more", findings.size() - MOST_SHOWN)));
        }
        add(card);
    }
}
