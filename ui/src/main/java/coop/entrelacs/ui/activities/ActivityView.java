package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityCashPosition;
import coop.entrelacs.activities.ActivityDetails;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.Map;
import java.util.UUID;

/** One activity as those who accompany it see it: its cash, each part with the accounts it is read from. */
@Route(value = ":tenant/activities/:activity", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class ActivityView extends TenantView {

    private final transient Activities activities;
    private final transient CashPositions cash;
    private final transient Members members;
    private final transient LiveUpdates live;

    ActivityView(Activities activities, CashPositions cash, Members members, LiveUpdates live) {
        this.activities = activities;
        this.cash = cash;
        this.members = members;
        this.live = live;
    }

    @Override
    protected void show() {
        ActivityDetails activity = in(() -> activities.get(id("activity")));
        ActivityCashPosition position = in(() -> cash.of(activity.id()));
        Anchor back = new Anchor(
                to(is(Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER) ? "activities" : "activity"),
                "← " + t("ui.activities"));
        back.addClassName("back");
        headline(
                        activity.about().tradeName(),
                        Buttons.link(t("ui.quotes"), "quotes?activity=" + activity.id()),
                        Buttons.link(t("ui.invoices"), "invoices?activity=" + activity.id()),
                        Buttons.link(t("ui.contributions"), "activities/" + activity.id() + "/contributions"))
                .above(back)
                .lead(activity.about().trade());
        add(Figure.row(
                new Figure(t("ui.cash"), Texts.money(position.available())).means(t("ui.cash.short")),
                new Figure(t("ui.inbox.due"), Texts.money(position.customersOwe()))
                        .leads(t("ui.invoices"), "invoices?activity=" + activity.id()),
                new Figure(t("ui.inbox.overdue"), Texts.money(position.overdue()))));
        Table table = new Table(t("ui.cash.why"), t("ui.cash.part"), t("ui.cash.accounts"), "#" + t("ui.amount"));
        boolean books = is(Role.ACCOUNTANT, Role.MANAGER);
        for (ActivityCashPosition.Part part : position.parts()) {
            Span accounts = new Span();
            part.accounts().forEach(one -> {
                String words = one.account() + "\u00a0(" + Texts.money(one.amount()) + ") ";
                accounts.add(
                        books
                                ? new Anchor(to("accounts/" + one.account() + "?activity=" + activity.id()), words)
                                : new Span(words));
            });
            table.row(t("cash-position." + part.kind()), accounts, part.amount());
        }
        table.total(t("ui.cash"), "", position.available());
        add(new Card(t("ui.cash.why"), table));
        Card owners = new Card(t("ui.activity.members"));
        Map<UUID, MemberName> names = in(() -> members.names(
                activity.members().stream().map(MemberShare::member).toList()));
        for (MemberShare share : activity.members()) {
            MemberName name = names.get(share.member());
            String words = (name == null ? "" : name.displayName()) + " · " + Texts.rate(share.share());
            owners.add(
                    is(Role.ADVISOR, Role.MANAGER)
                            ? new Anchor(to("members/" + share.member()), words)
                            : new Paragraph(words));
        }
        owners.add(new Paragraph(t("ui.activity.since", activity.about().openedOn())));
        add(owners);
        watch(live, "activity");
    }
}
