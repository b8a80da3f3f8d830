package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.html.DescriptionList;
import coop.entrelacs.activities.Totals;
import coop.entrelacs.ui.kit.Texts;

/** Net, VAT by rate, and what is to pay. */
class TotalsBox extends DescriptionList {

    TotalsBox(Totals totals) {
        addClassName("totals");
        show(totals);
    }

    void show(Totals totals) {
        removeAll();
        line(Texts.t("ui.totals.net"), Texts.money(totals.net()), "");
        for (Totals.VatTotal vat : totals.byVat()) {
            if (!vat.vat().isZero()) {
                line(Texts.t("ui.totals.vat", vat.rate(), Texts.money(vat.net())), Texts.money(vat.vat()), "");
            }
        }
        line(Texts.t("ui.totals.gross"), Texts.money(totals.gross()), "grand");
    }

    private void line(String name, String amount, String css) {
        Term term = new Term(name);
        Description description = new Description(amount);
        if (!css.isEmpty()) {
            term.addClassName(css);
            description.addClassName(css);
        }
        add(term, description);
    }
}
