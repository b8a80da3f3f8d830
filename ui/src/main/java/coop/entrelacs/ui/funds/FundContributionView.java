package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.funds.Contribution;
import coop.entrelacs.funds.FundContributions;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import java.util.UUID;

/** One contribution with its explanation. A mistake is taken back, never edited: the next call computes it anew. */
@Route(value = ":tenant/funds/:fund/contributions/:activity/:contribution", layout = MainLayout.class)
@For({Role.MANAGER, Role.ACCOUNTANT})
class FundContributionView extends TenantView {

    private final transient FundContributions contributions;
    private final transient Activities activities;

    FundContributionView(FundContributions contributions, Activities activities) {
        this.contributions = contributions;
        this.activities = activities;
    }

    @Override
    protected void show() {
        UUID activity = id("activity");
        UUID id = id("contribution");
        List<Contribution> all = in(() -> contributions.ofActivity(activity));
        Contribution one = all.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFound("fund-contribution", id));
        boolean reversed = all.stream().anyMatch(each -> id.equals(each.reverses()));
        boolean may = !reversed && one.reverses() == null;
        String name = in(() -> activities.get(activity)).about().tradeName();
        headline(
                        t("ui.funds.contribution.of", name, FundWords.period(one.periodFirst(), one.periodLast())),
                        may
                                ? new Component[] {Buttons.plain(t("ui.funds.reverse"), () -> reverse(one))}
                                : new Component[0])
                .lead(one.fundName())
                .above(FundWords.back("funds/" + one.fund() + "/contributions", t("ui.funds.contributions")));
        if (reversed) {
            add(FundWords.note(t("ui.funds.contribution.reversed.note")));
        }
        if (one.reverses() != null) {
            add(FundWords.note(t("ui.funds.why.reversed")));
        }
        add(Figure.row(new Figure(t("ui.funds.amount"), Texts.money(one.amount()))));
        add(new Card(
                t("ui.funds.why.steps"),
                new UnorderedList(
                        new ListItem(t("ui.funds.why.rule", one.rulebook())),
                        new ListItem(t(
                                "ui.funds.why.decision",
                                one.adoption().text(),
                                one.adoption().on()))),
                FundWords.steps(t("ui.funds.why.steps"), one.steps())));
    }

    private void reverse(Contribution one) {
        Dialog dialog = new Dialog(t("ui.funds.reverse"));
        TextField reason = Fields.text("reason", t("ui.funds.reverse.reason"), null);
        reason.setWidthFull();
        dialog.add(new Paragraph(t("ui.funds.reverse.why", one.amount())), reason);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.funds.reverse"), () -> {
                    act(() -> contributions.reverse(one.id(), reason.getValue()));
                    dialog.close();
                    Refusals.done(t("ui.funds.reversed", one.amount()));
                    refresh();
                }));
        dialog.open();
    }
}
