package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.progressbar.ProgressBar;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.RunReview;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.util.List;
import java.util.Optional;

/** A run told to who has to decide on it: its sums beside the month before, its warnings, who came and who went. */
final class RunWords {

    private RunWords() {}

    /** The sums, each with what it was the month before. */
    static Div figures(PayrollRun run, RunReview.Review review) {
        RunReview.MonthBefore before = review.before();
        return Figure.row(
                new Figure(Texts.t("ui.payroll.slips"), Texts.number(run.slips()))
                        .means(Texts.t("ui.payroll.stopped.of", run.stopped())
                                + (before == null ? "" : " " + Texts.t("ui.payroll.before.count", before.slips())))
                        .tone(run.stopped() == 0 ? Tone.NEUTRAL : Tone.BAD),
                new Figure(Texts.t("payroll.slip.net-paid"), Texts.money(run.netPaid()))
                        .means(beside(run.netPaid(), before == null ? null : before.netPaid())),
                new Figure(Texts.t("payroll.slip.gross"), Texts.money(run.gross()))
                        .means(beside(run.gross(), before == null ? null : before.gross())),
                new Figure(Texts.t("payroll.slip.employer-cost"), Texts.money(run.employerCost()))
                        .means(beside(run.employerCost(), before == null ? null : before.employerCost())));
    }

    private static String beside(Money now, @org.jspecify.annotations.Nullable Money before) {
        if (before == null) {
            return Texts.t("ui.payroll.before.none");
        }
        Money change = now.minus(before);
        if (change.isZero()) {
            return Texts.t("ui.payroll.before.same");
        }
        return Texts.t(change.isPositive() ? "ui.payroll.before.more" : "ui.payroll.before.less", change.abs(), before);
    }

    /** What to look at before approving; each leads to its slips. */
    static Card toLookAt(PayrollRun run, RunReview.Review review) {
        Card card = new Card(Texts.t("ui.payroll.look"));
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        if (run.stopped() > 0) {
            list.add(line(run, "look=true", Texts.t("ui.payroll.stopped.of", run.stopped()), run.stopped()));
        }
        review.warnings()
                .forEach((code, count) ->
                        list.add(line(run, "warning=" + code, Texts.t("payroll.warning." + code), count)));
        if (list.getChildren().findAny().isEmpty()) {
            card.add(new Paragraph(Texts.t("ui.payroll.look.none")));
        } else {
            card.add(list);
        }
        return card;
    }

    private static ListItem line(PayrollRun run, String filter, String words, long count) {
        Span number = new Span(Texts.number(count));
        number.addClassName("figure");
        return new ListItem(new Anchor(Address.here("payroll/" + run.id()) + "?" + filter, words), number);
    }

    /** Who is paid now and was not, and who was and is not. */
    static Card comings(RunReview.Review review) {
        Card card = new Card(Texts.t("ui.payroll.comings"));
        if (review.before() == null) {
            card.add(new Paragraph(Texts.t("ui.payroll.before.none")));
            return card;
        }
        if (review.newcomers().isEmpty() && review.gone().isEmpty()) {
            card.add(new Paragraph(Texts.t("ui.payroll.comings.none")));
            return card;
        }
        people(card, Texts.t("ui.payroll.newcomers", review.newcomers().size()), review.newcomers());
        people(card, Texts.t("ui.payroll.gone", review.gone().size()), review.gone());
        return card;
    }

    private static void people(Card card, String title, List<RunReview.Person> people) {
        if (people.isEmpty()) {
            return;
        }
        Table table = new Table(
                title,
                Texts.t("payroll.slip.employee"),
                Texts.t("payroll.slip.number"),
                "#" + Texts.t("payroll.slip.net-paid"));
        people.forEach(one -> table.row(one.name(), one.number(), one.netPaid()));
        NativeDetails details = new NativeDetails(title, table);
        details.setOpen(people.size() <= 5);
        card.add(details);
    }

    /** What was changed since the last approval and by whom, and whose pay goes to another account than before. */
    static Optional<Card> changes(RunReview.Review review) {
        if (review.changes().isEmpty()) {
            return Optional.empty();
        }
        Card card = new Card(Texts.t("ui.payroll.changes"), new Paragraph(Texts.t("ui.payroll.changes.why")));
        if (!review.accounts().isEmpty()) {
            card.add(PayWords.note(
                    Texts.t("ui.payroll.changes.accounts", review.accounts().size()), true));
            card.add(changes(
                    Texts.t("ui.payroll.changes.accounts", review.accounts().size()), review.accounts()));
        }
        long late =
                review.changes().stream().filter(RunReview.Change::afterPreview).count();
        if (late > 0) {
            card.add(PayWords.note(Texts.t("ui.payroll.changes.late", late), true));
        }
        String title = Texts.t("ui.payroll.changes.all", review.changes().size());
        NativeDetails details = new NativeDetails(title, changes(title, review.changes()));
        details.setOpen(late > 0);
        card.add(details);
        return Optional.of(card);
    }

    private static Table changes(String title, List<RunReview.Change> changes) {
        Table table = new Table(
                        title,
                        Texts.t("ui.payroll.changes.what"),
                        Texts.t("payroll.slip.employee"),
                        Texts.t("ui.payroll.changes.by"),
                        Texts.t("ui.payroll.changes.at"))
                .asCards();
        changes.forEach(one ->
                table.row(Texts.t("payroll.change." + one.kind()), one.member(), one.by(), Texts.time(one.at())));
        return table;
    }

    /** How far the work of a run is, where some goes on. */
    static Optional<Component> progress(Jobs jobs) {
        return Presence.here().in(() -> jobs.newest(null, 10)).stream()
                .filter(job -> job.kind().startsWith("payroll-") && !job.state().ended())
                .findFirst()
                .map(RunWords::bar);
    }

    private static Component bar(Job job) {
        ProgressBar bar = new ProgressBar();
        bar.getElement().setAttribute("aria-label", Texts.t("job." + job.kind()));
        Long total = job.total();
        Card card = new Card(Texts.t("job." + job.kind()));
        if (total == null || total == 0) {
            bar.setIndeterminate(true);
        } else {
            bar.setMax(total);
            bar.setValue((double) Math.min(total, job.done()));
            card.add(new Paragraph(Texts.t("ui.job.of", job.done(), total)));
        }
        card.add(bar, new Anchor(Address.here("jobs/" + job.id()), Texts.t("ui.payroll.job")));
        return card;
    }
}
