package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.LedgerVerifier;
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
    private final Div outcome = new Div();

    VerificationView(LedgerVerifier verifier) {
        this.verifier = verifier;
        outcome.addClassName("stack");
        outcome.getElement().setAttribute("role", "status");
    }

    @Override
    protected void show() {
        outcome.removeAll();
        headline(t("ui.verify"), Buttons.primary(t("ui.verify.now"), this::verify))
                .lead(t("ui.verify.lead"));
        add(new Card(t("ui.verify.what"), new Paragraph(t("ui.verify.what.why"))), outcome);
    }

    private void verify() {
        LedgerVerifier.Verification found = in(verifier::verify);
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
