package coop.entrelacs.ui.members;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.members.Shares;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.WholeField;
import java.time.LocalDate;
import java.util.List;

/** The variable capital: what the statutes say, who waits to be paid back, the register of every movement. */
@Route(value = ":tenant/shares", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.PAYROLL_OFFICER})
class SharesView extends TenantView {

    private final transient Shares shares;
    private final transient SavedFilters saved;

    SharesView(Shares shares, SavedFilters saved) {
        this.shares = shares;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(
                        t("ui.shares"),
                        is(Role.MANAGER)
                                ? new Component[] {Buttons.plain(t("ui.shares.statutes.adopt"), this::adopt)}
                                : new Component[0])
                .lead(t("ui.shares.lead"));
        Shares.Capital capital = in(shares::capital);
        List<Shares.Statutes> statutes = in(shares::statutes);
        add(Figure.row(
                new Figure(t("ui.shares.capital"), Texts.any(capital.subscribed())).means(t("ui.shares.capital.means")),
                new Figure(t("ui.shares.floor"), Texts.any(capital.floor())).means(t("ui.shares.floor.means"))));
        if (statutes.isEmpty()) {
            add(new Paragraph(t("ui.shares.statutes.none")));
        } else {
            Card card = new Card(t("ui.shares.statutes"));
            Table table = new Table(
                    t("ui.shares.statutes"),
                    t("ui.from"),
                    "#" + t("ui.shares.nominal"),
                    "#" + t("ui.shares.floor"),
                    "#" + t("ui.shares.years"),
                    t("ui.shares.decision"));
            statutes.reversed()
                    .forEach(one -> table.row(
                            one.firstDay(), one.nominal(), one.floor(), one.redemptionYears(), one.decision()));
            card.add(table);
            add(card);
        }
        queue();
        add(new DataList<Shares.Movement>(
                        "shares",
                        query(),
                        saved,
                        (filters, after, limit) -> shares.register(after == null ? null : Long.valueOf(after), limit))
                .name("member", t("ui.member"), Shares.Movement::memberName)
                .text("number", t("ui.shares.number"), one -> String.valueOf(one.number()))
                .day("on", t("ui.shares.on"), Shares.Movement::on)
                .figure("quantity", t("ui.shares.quantity"), Shares.Movement::quantity)
                .figure("amount", t("ui.amount"), one -> one.nominal().times(one.quantity()))
                .opens(one -> to("members/" + one.member()))
                .whenEmpty(new Empty(VaadinIcon.BOOK, t("ui.shares.empty"), t("ui.shares.empty.why"))));
    }

    private void queue() {
        List<Shares.Redemption> waiting = in(shares::queue);
        if (waiting.isEmpty()) {
            return;
        }
        boolean may = is(Role.ACCOUNTANT, Role.MANAGER);
        Card card = new Card(t("ui.shares.queue"));
        Table table = new Table(
                t("ui.shares.queue"),
                t("ui.member"),
                "#" + t("ui.shares.quantity"),
                t("ui.shares.asked-on"),
                t("ui.shares.due-on"),
                t("ui.shares.act"));
        for (Shares.Redemption one : waiting) {
            table.row(
                    one.memberName(),
                    one.quantity(),
                    one.askedOn(),
                    one.dueOn(),
                    may ? Buttons.plain(t("ui.shares.redeem"), () -> redeem(one)) : null);
        }
        card.add(table);
        add(card);
    }

    private void redeem(Shares.Redemption one) {
        Buttons.confirm(
                t("ui.shares.redeem.title", one.quantity(), one.memberName()),
                t("ui.shares.redeem.why"),
                t("ui.shares.redeem"),
                () -> {
                    act(() -> shares.redeem(one.id(), LocalDate.now(Texts.ZONE)));
                    Refusals.done(t("ui.shares.redeemed"));
                    refresh();
                });
    }

    private void adopt() {
        Dialog dialog = new Dialog(t("ui.shares.statutes.adopt"));
        dialog.setWidth("min(34rem, 96vw)");
        DatePicker first = Fields.day("firstDay", t("ui.from"), LocalDate.now(Texts.ZONE));
        BigDecimalField nominal = Fields.euros("nominal", t("ui.shares.nominal"), null);
        BigDecimalField floor = Fields.euros("floor", t("ui.shares.floor"), null);
        IntegerField years = Fields.named("redemptionYears", new WholeField(t("ui.shares.years")));
        years.setValue(5);
        years.setMin(0);
        years.setMax(5);
        TextField decision = Fields.text("decision", t("ui.shares.decision"), null);
        dialog.add(new Paragraph(t("ui.shares.statutes.why")), Fields.form(first, nominal, floor, years, decision));
        dialog.getFooter()
                .add(
                        Buttons.plain(t("ui.cancel"), dialog::close),
                        Buttons.primary(t("ui.shares.statutes.adopt"), () -> {
                            Integer wait = years.getValue();
                            act(() -> shares.adopt(new Shares.Statutes(
                                    first.getValue(),
                                    Fields.money("nominal", nominal),
                                    Fields.money("floor", floor),
                                    wait == null ? -1 : wait,
                                    decision.getValue())));
                            dialog.close();
                            refresh();
                        }));
        dialog.open();
    }
}
