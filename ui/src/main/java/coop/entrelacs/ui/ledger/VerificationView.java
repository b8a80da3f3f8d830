package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;

/** Reads the whole of the books again and says whether they are as they were booked. */
@Route(value = ":tenant/verification", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class VerificationView extends TenantView {

    private final transient LedgerVerifier verifier;
    private final transient BooksWatch watch;
    private final transient LiveUpdates live;
    private final Div differences = new Div();
    private final Div outcome = new Div();

    VerificationView(LedgerVerifier verifier, BooksWatch watch, LiveUpdates live) {
        this.verifier = verifier;
        this.watch = watch;
        this.live = live;
        differences.addClassName("stack");
        outcome.addClassName("stack");
        outcome.getElement().setAttribute("role", "status");
    }

    @Override
    protected void show() {
        outcome.removeAll();
        headline(t("ui.verify"), Buttons.primary(t("ui.verify.now"), this::verify))
                .lead(t("ui.verify.lead"));
        add(new Card(t("ui.verify.what"), new Paragraph(t("ui.verify.what.why"))), differences, outcome);
        compared();
        watch(live, BooksWatch.TOPIC);
    }

    /** What the last comparison of the documents with the books found, of the night or of a verification. */
    private void compared() {
        BooksWatch.Outcome last = in(watch::last);
        differences.removeAll();
        Card card = new Card(t("ui.verify.compared"));
        differences.add(card);
        if (last.at() == null) {
            card.add(new Paragraph(t("ui.verify.compared.not-yet")));
            return;
        }
        card.add(new Paragraph(
                last.all() == 0
                        ? t("ui.verify.compared.alike", Texts.time(last.at()))
                        : t("ui.verify.compared.differ", Texts.time(last.at()), last.all())));
        if (last.all() > 0) {
            Table table = new Table(
                    t("ui.verify.compared"),
                    t("ui.report.what"),
                    "#" + t("ui.verify.difference"),
                    t("ui.verify.since"));
            last.differences()
                    .forEach(one -> table.row(
                            t("finding." + one.code(), one.what(), one.told(), one.booked()),
                            one.booked().minus(one.told()),
                            Texts.time(one.since())));
            card.add(table.asCards());
            if (last.all() > last.differences().size()) {
                card.add(new Paragraph(t(
                        "ui.verify.compared.more",
                        last.differences().size(),
                        last.all() - last.differences().size())));
            }
        }
    }

    private void verify() {
        LedgerVerifier.Verification found = in(verifier::verify);
        compared();
        outcome.removeAll();
        outcome.add(Figure.row(
                new Figure(t("ui.verify.result"), t(found.isSound() ? "ui.verify.sound" : "ui.verify.unsound"))
                        .means(Texts.time(found.at()))
                        .tone(found.isSound() ? Tone.GOOD : Tone.BAD),
                new Figure(t("ui.entries"), Texts.number(found.entries())),
                new Figure(t("ui.lines"), Texts.number(found.lines()))));
        Span head = new Span(found.head());
        head.addClassName("hash");
        outcome.add(new Card(t("ui.verify.head"), new Paragraph(t("ui.verify.head.why")), head));
        if (!found.isSound()) {
            Table table = new Table(t("ui.verify.faults"), t("ui.entry"), t("ui.report.what"));
            found.faults()
                    .forEach(fault -> table.row(
                            fault.entry() == null
                                    ? ""
                                    : Buttons.link(fault.entry().toString(), "entries/" + fault.entry()),
                            t("finding." + fault.code(), fault.detail().toArray())));
            outcome.add(new Card(t("ui.verify.faults"), table));
        }
    }
}
