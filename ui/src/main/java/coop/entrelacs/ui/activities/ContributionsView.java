package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityDetails;
import coop.entrelacs.activities.ContributionCharge;
import coop.entrelacs.activities.ContributionExplanation;
import coop.entrelacs.activities.ContributionHistory;
import coop.entrelacs.activities.ContributionWords;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** What an activity was charged for the shared services, and why: rule, version, inputs, the vote that adopted it. */
@Route(value = ":tenant/activities/:activity/contributions", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class ContributionsView extends TenantView {

    private static final int SHOWN = 50;

    private final transient Activities activities;
    private final transient ContributionHistory history;
    private final transient ContributionWords words;

    ContributionsView(Activities activities, ContributionHistory history, ContributionWords words) {
        this.activities = activities;
        this.history = history;
        this.words = words;
    }

    @Override
    protected void show() {
        ActivityDetails activity = in(() -> activities.get(id("activity")));
        Anchor back = new Anchor(
                to("activities/" + activity.id()), "← " + activity.about().tradeName());
        back.addClassName("back");
        headline(t("ui.contributions")).above(back).lead(t("ui.contributions.lead"));
        List<ContributionCharge> charges =
                in(() -> history.of(activity.id(), null, SHOWN)).items();
        if (charges.isEmpty()) {
            add(new Empty(VaadinIcon.PIE_CHART, t("ui.contributions.empty"), t("ui.contributions.empty.why")));
            return;
        }
        for (ContributionCharge charge : charges) {
            add(card(charge));
        }
    }

    private Card card(ContributionCharge charge) {
        ContributionExplanation why = charge.explanation();
        Card card = new Card(t("ui.contribution.on", charge.chargedOn()));
        Span amount = new Span(Texts.money(charge.amount()));
        amount.addClassName("figure");
        card.acts(amount);
        card.add(new Paragraph(words.rule(why.rule(), Texts.locale())));
        Paragraph adopted = new Paragraph(words.adoption(why.rule(), Texts.locale()));
        adopted.addClassName("soft");
        card.add(adopted);
        Table table = new Table(
                t("ui.contribution.why"),
                t("ui.contribution.step"),
                t("ui.contribution.formula"),
                "#" + t("ui.amount"));
        for (ContributionExplanation.Step step : why.steps()) {
            table.row(words.step(step, Texts.locale()), step.formula(), amount(step.amount()));
        }
        NativeDetails details = new NativeDetails(t("ui.contribution.why"), table);
        card.add(details);
        for (String source : charge.sources()) {
            if (source.matches("invoice:[0-9a-f-]{36}.*")) {
                card.add(new Anchor(to("invoices/" + source.substring(8, 44)), t("ui.invoice")));
            }
        }
        Long entry = charge.entry();
        if (entry != null && is(Role.ACCOUNTANT, Role.MANAGER)) {
            card.add(new Anchor(to("entries/" + entry), t("ui.invoice.entry")));
        }
        return card;
    }

    /** A step may carry parts of a cent: it is shown as it is, never rounded to look neat. */
    private static String amount(BigDecimal amount) {
        return amount.scale() <= 2
                ? Texts.money(Money.of(amount.setScale(2, RoundingMode.UNNECESSARY)))
                : Texts.number(amount) + "\u00a0€";
    }
}
