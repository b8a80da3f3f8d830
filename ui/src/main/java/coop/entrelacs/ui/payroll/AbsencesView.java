package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.payroll.Absences;
import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/** Who of the team is away, from the month before on: noted here, taken off the month's slip. */
@Route(value = ":tenant/payroll/absences", layout = MainLayout.class)
@For(Role.PAYROLL_OFFICER)
class AbsencesView extends TenantView {

    private final transient Absences absences;
    private final transient Contracts contracts;
    private final transient Clock clock;

    AbsencesView(Absences absences, Contracts contracts, Clock clock) {
        this.absences = absences;
        this.contracts = contracts;
        this.clock = clock;
    }

    @Override
    protected void show() {
        LocalDate today = LocalDate.now(clock);
        LocalDate from = today.minusMonths(1).withDayOfMonth(1);
        List<ContractInForce> team = in(() -> contracts.inForce(today, ContractKind.EMPLOYMENT));
        headline(
                        t("ui.absences"),
                        team.isEmpty()
                                ? new Component[0]
                                : new Component[] {
                                    Buttons.plain(t("ui.absences.opening"), () -> opening(team)),
                                    Buttons.primary(t("ui.absences.add"), () -> note(team, today))
                                })
                .lead(t("ui.absences.lead", Texts.day(from)));
        List<Absences.Listed> found = in(() -> absences.from(from));
        if (found.isEmpty()) {
            add(new Empty(
                    VaadinIcon.CALENDAR_USER,
                    t("ui.absences.none"),
                    t(team.isEmpty() ? "ui.absences.none.team" : "ui.absences.none.why")));
            return;
        }
        Table table = new Table(
                t("ui.absences"),
                t("payroll.slip.employee"),
                t("ui.absences.kind"),
                t("ui.absences.first"),
                t("ui.absences.last"),
                "#" + t("ui.absences.maintained"),
                t("ui.absences.act"));
        found.forEach(one -> table.row(
                one.memberName(),
                t("ui.absences.kind." + one.absence().kind()),
                Texts.day(one.absence().firstDay()),
                Texts.day(one.absence().lastDay()),
                one.absence().maintained() == null
                        ? t("ui.absences.maintained.law")
                        : one.absence().maintained(),
                Buttons.plain(t("ui.absences.cancel"), () -> cancel(one))));
        add(table);
    }

    private ComboBox<ContractInForce> who(List<ContractInForce> team) {
        ComboBox<ContractInForce> who = Fields.named("member", new ComboBox<>());
        who.setLabel(t("payroll.slip.employee"));
        who.setItems(team);
        who.setItemLabelGenerator(ContractInForce::memberName);
        return who;
    }

    private static ContractInForce chosen(ComboBox<ContractInForce> who) {
        ContractInForce one = who.getValue();
        if (one == null) {
            throw new InvalidField("member", "required");
        }
        return one;
    }

    private void note(List<ContractInForce> team, LocalDate today) {
        Dialog dialog = new Dialog(t("ui.absences.add"));
        ComboBox<ContractInForce> who = who(team);
        Select<AbsenceKind> kind = Fields.choice(
                "kind",
                t("ui.absences.kind"),
                Arrays.stream(AbsenceKind.values())
                        .filter(one -> one != AbsenceKind.NOT_EMPLOYED)
                        .toList(),
                one -> t("ui.absences.kind." + one),
                AbsenceKind.PAID_LEAVE);
        DatePicker first = Fields.day("firstDay", t("ui.absences.first"), today);
        DatePicker last = Fields.day("lastDay", t("ui.absences.last"), today);
        BigDecimalField maintained = Fields.number("maintained", t("ui.absences.maintained"), null);
        dialog.add(new Paragraph(t("ui.absences.add.why")), Fields.form(who, kind, first, last, maintained));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.absences.add"), () -> {
                    ContractInForce one = chosen(who);
                    in(() -> absences.record(
                            one.member(),
                            new Absences.Form(
                                    kind.getValue(),
                                    first.getValue(),
                                    last.getValue(),
                                    maintained.getValue() == null ? null : new Rate(maintained.getValue()))));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }

    private void opening(List<ContractInForce> team) {
        Dialog dialog = new Dialog(t("ui.absences.opening"));
        ComboBox<ContractInForce> who = who(team);
        BigDecimalField days = Fields.number("days", t("ui.absences.days"), null);
        dialog.add(new Paragraph(t("ui.absences.opening.why")), Fields.form(who, days));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.absences.opening"), () -> {
                    ContractInForce one = chosen(who);
                    if (days.getValue() == null) {
                        throw new InvalidField("days", "required");
                    }
                    act(() -> absences.openLeave(one.member(), days.getValue()));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }

    private void cancel(Absences.Listed one) {
        Buttons.confirm(
                t("ui.absences.cancel"),
                t(
                        "ui.absences.cancel.why",
                        one.memberName(),
                        one.absence().firstDay(),
                        one.absence().lastDay()),
                t("ui.absences.cancel"),
                () -> {
                    act(() -> absences.cancel(one.absence().id()));
                    refresh();
                });
    }
}
