package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityCashPosition;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.activities.InvoiceFilter;
import coop.entrelacs.activities.InvoiceRow;
import coop.entrelacs.activities.InvoiceState;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.Quotes;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.ui.kit.Waits;
import java.util.List;

/** The member's home: one honest figure, what waits for them, what comes next. Changes while they look at it. */
@Route(value = ":tenant/activity", layout = MainLayout.class)
@For(Role.MEMBER)
@HomeOf(Role.MEMBER)
class MyActivityView extends TenantView {

    private final transient Activities activities;
    private final transient CashPositions cash;
    private final transient Invoices invoices;
    private final transient Quotes quotes;
    private final transient Waits waits;
    private final transient LiveUpdates live;

    MyActivityView(
            Activities activities,
            CashPositions cash,
            Invoices invoices,
            Quotes quotes,
            Waits waits,
            LiveUpdates live) {
        this.activities = activities;
        this.cash = cash;
        this.invoices = invoices;
        this.quotes = quotes;
        this.waits = waits;
        this.live = live;
    }

    @Override
    protected void show() {
        List<ActivityRow> mine = in(() -> activities.list(null, null, 50)).items().stream()
                .filter(activity -> activity.closedOn() == null)
                .toList();
        if (mine.isEmpty()) {
            headline(t("ui.activity.mine"));
            add(new Empty(VaadinIcon.BRIEFCASE, t("ui.activity.empty"), t("ui.activity.none")));
            return;
        }
        headline(
                        mine.size() == 1 ? mine.getFirst().tradeName() : t("ui.activity.mine"),
                        Buttons.link(t("ui.quotes"), "quotes"),
                        Buttons.primaryLink(t("ui.invoices"), "invoices"))
                .lead(mine.size() == 1 ? mine.getFirst().trade() : t("ui.activity.lead"));
        for (ActivityRow activity : mine) {
            add(position(activity, mine.size() > 1));
        }
        add(Card.columns(waiting(), unpaid()));
        watch(live, "activity", "invoice", "quote", "payment", "payslip", "project", "fund-request");
    }

    private Component position(ActivityRow activity, boolean several) {
        ActivityCashPosition position = in(() -> cash.of(activity.id()));
        Figure figure = new Figure(
                        several ? t("ui.cash.of", activity.tradeName()) : t("ui.cash"),
                        Texts.money(position.available()))
                .means(t(
                        position.available().isNegative() ? "ui.cash.negative" : "ui.cash.means",
                        position.customersOwe()))
                .tone(position.available().isNegative() ? Tone.BAD : Tone.NEUTRAL);
        figure.addClassName("hero");
        figure.getElement().setAttribute("aria-live", "polite");
        Div both = new Div(figure, explanation(activity, position));
        both.addClassName("stack");
        return both;
    }

    /** Every part of the figure, none left out, so that it can be added up by hand. */
    private Component explanation(ActivityRow activity, ActivityCashPosition position) {
        Table table = new Table(t("ui.cash.why"), t("ui.cash.part"), "#" + t("ui.amount"));
        for (ActivityCashPosition.Part part : position.parts()) {
            boolean nothing = part.amount().isZero();
            if (!nothing || part.kind() == ActivityCashPosition.Kind.CONTRIBUTION) {
                Component name = part.kind() == ActivityCashPosition.Kind.CONTRIBUTION
                        ? new Anchor(
                                to("activities/" + activity.id() + "/contributions"), t("cash-position." + part.kind()))
                        : new Span(t("cash-position." + part.kind()));
                table.row(name, part.amount());
            }
        }
        table.total(t("ui.cash"), position.available());
        Card card = new Card(t("ui.cash.why"), table);
        if (position.customersOwe().isPositive()) {
            Paragraph soft = new Paragraph(t("ui.cash.not-counted", position.customersOwe()));
            soft.addClassName("soft");
            card.add(soft);
        }
        return card;
    }

    private Card waiting() {
        Invoices.InvoiceCounts counts = in(() -> invoices.counts(null));
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        line(list, counts.returned(), "ui.waiting.returned", "invoices?state=DRAFT");
        line(list, counts.drafts() - counts.returned(), "ui.waiting.drafts", "invoices?state=DRAFT");
        line(list, counts.submitted(), "ui.waiting.submitted", "invoices?state=SUBMITTED");
        line(list, counts.overdue(), "ui.waiting.overdue", "invoices?state=OVERDUE");
        long open = in(quotes::waiting);
        line(list, open, "ui.waiting.quotes", "quotes?state=SENT");
        // Payslips to open, splits to sign, instalments, requests to decide: all but the invoices told above.
        in(() -> waits.of(actor())).stream()
                .filter(one -> !one.path().startsWith("invoices"))
                .forEach(one -> list.add(new ListItem(new Anchor(to(one.path()), one.words()))));
        Card card = new Card(t("ui.waiting"));
        if (list.getChildren().findAny().isEmpty()) {
            Paragraph none = new Paragraph(t("ui.waiting.none"));
            none.addClassName("soft");
            card.add(none);
        } else {
            card.add(list);
        }
        return card;
    }

    private void line(UnorderedList list, long count, String words, String path) {
        if (count > 0) {
            list.add(new ListItem(new Anchor(to(path), t(words, count))));
        }
    }

    private Card unpaid() {
        List<InvoiceRow> next = in(() -> invoices.list(
                        InvoiceFilter.in(
                                InvoiceState.OVERDUE,
                                InvoiceState.ISSUED,
                                InvoiceState.PARTLY_PAID,
                                InvoiceState.VALIDATED),
                        null,
                        6))
                .items();
        Card card = new Card(t("ui.next"));
        if (next.isEmpty()) {
            Paragraph none = new Paragraph(t("ui.next.none"));
            none.addClassName("soft");
            card.add(none);
            return card;
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        for (InvoiceRow row : next) {
            Span amount = new Span(Texts.money(row.remaining()));
            amount.addClassName("figure");
            Div words = new Div(
                    new Anchor(to("invoices/" + row.id()), row.customerName()),
                    new Div(t(
                            row.state() == InvoiceState.OVERDUE ? "ui.next.late" : "ui.next.due",
                            row.dueDate(),
                            row.number())));
            list.add(new ListItem(words, amount));
        }
        card.add(list);
        // of all of them, not only of those shown
        card.acts(new Span(Texts.money(in(() -> invoices.counts(null)).due())));
        return card;
    }
}
