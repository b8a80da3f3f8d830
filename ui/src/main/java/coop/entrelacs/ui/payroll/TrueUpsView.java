package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.AnnualTrueUp;
import coop.entrelacs.payroll.AnnualTrueUps;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;

/** What closed years still owe, each with the last day the law gives. */
@Route(value = ":tenant/payroll/true-ups", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER})
class TrueUpsView extends TenantView {

    private final transient AnnualTrueUps trueUps;
    private final transient FiscalYears years;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    TrueUpsView(AnnualTrueUps trueUps, FiscalYears years, LiveUpdates live, Clock clock) {
        this.trueUps = trueUps;
        this.years = years;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        LocalDate today = LocalDate.now(clock);
        List<FiscalYears.FiscalYear> over = in(years::list).stream()
                .filter(year -> year.lastDay().isBefore(today))
                .toList();
        Anchor back = new Anchor(to("payroll"), "← " + t("ui.payroll"));
        back.addClassName("back");
        headline(
                        t("ui.pay.true-ups"),
                        over.isEmpty()
                                ? new com.vaadin.flow.component.Component[0]
                                : new com.vaadin.flow.component.Component[] {
                                    Buttons.primary(t("ui.pay.true-ups.draw"), () -> draw(over, today))
                                })
                .lead(t("ui.pay.true-ups.lead"))
                .above(back);
        List<AnnualTrueUp> open = in(trueUps::open);
        if (open.isEmpty()) {
            add(new Empty(
                    VaadinIcon.SCALE,
                    t("ui.pay.true-ups.empty"),
                    t(over.isEmpty() ? "ui.pay.true-ups.empty.early" : "ui.pay.true-ups.empty.why")));
        } else {
            AnnualTrueUp first = open.getFirst();
            add(Figure.row(
                    new Figure(
                                    t("ui.pay.true-ups.owed"),
                                    Texts.money(Money.sum(open.stream()
                                            .map(AnnualTrueUp::amount)
                                            .toList())))
                            .means(t("ui.pay.true-ups.owed.means", open.size())),
                    new Figure(t("ui.pay.true-ups.first"), Texts.day(first.dueBy()))
                            .means(t("ui.pay.true-ups.first.means"))
                            .tone(first.dueBy().isBefore(today) ? Tone.BAD : Tone.NEUTRAL)));
            Table table = new Table(
                    t("ui.pay.true-ups"),
                    t("payroll.slip.employee"),
                    t("ui.pay.year"),
                    "#" + t("ui.pay.true-up.distributable"),
                    "#" + t("ui.pay.true-up.paid"),
                    "#" + t("ui.pay.true-up.amount"),
                    t("ui.pay.true-up.when"),
                    t("ui.pay.true-up.do"));
            YearMonth month = YearMonth.from(today);
            open.forEach(one -> table.row(
                    is(Role.PAYROLL_OFFICER)
                            ? new Anchor(to("payroll/people/" + one.member()), one.memberName())
                            : one.memberName(),
                    String.valueOf(one.yearLastDay().getYear()),
                    one.distributable(),
                    one.paid(),
                    one.amount(),
                    PayExtras.when(one),
                    is(Role.PAYROLL_OFFICER)
                            ? Buttons.plain(t("ui.pay.true-up.settle", Texts.month(month)), () -> settle(one, month))
                            : ""));
            add(table);
        }
        watch(live, "payslip", "payroll-run");
    }

    private void settle(AnnualTrueUp one, YearMonth month) {
        Buttons.confirm(
                t("ui.pay.true-up.settle", Texts.month(month)),
                t("ui.pay.true-up.settle.why", one.memberName(), one.amount(), Texts.month(month)),
                t("ui.pay.true-up.settle.do"),
                () -> {
                    in(() -> trueUps.settle(one.id(), month));
                    Refusals.done(t("ui.pay.true-up.settled"));
                    refresh();
                });
    }

    private void draw(List<FiscalYears.FiscalYear> over, LocalDate today) {
        Dialog dialog = new Dialog(t("ui.pay.true-ups.draw"));
        Select<FiscalYears.FiscalYear> year = Fields.choice(
                "year",
                t("ui.pay.year"),
                over,
                one -> t("ui.pay.true-ups.year", Texts.day(one.firstDay()), Texts.day(one.lastDay())),
                over.getFirst());
        DatePicker approved = Fields.day("approvedOn", t("ui.pay.true-ups.approved"), today);
        dialog.add(new Paragraph(t("ui.pay.true-ups.draw.why")), Fields.form(year, approved));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pay.true-ups.draw"), () -> {
                    LocalDate on = approved.getValue();
                    if (on == null) {
                        throw new InvalidField("approvedOn", "required");
                    }
                    UUID job = in(() -> trueUps.draw(year.getValue().firstDay(), on));
                    dialog.close();
                    go("jobs/" + job);
                }));
        dialog.open();
    }
}
