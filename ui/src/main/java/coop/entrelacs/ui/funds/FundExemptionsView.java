package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundContributions;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.WholeField;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Who contributes less to a fund, or nothing, for which years and by which decision; a manager lets an activity off here. */
@Route(value = ":tenant/funds/:fund/exemptions", layout = MainLayout.class)
@For({Role.MANAGER, Role.ACCOUNTANT})
class FundExemptionsView extends TenantView {

    private static final int FOUND = 20;

    private final transient Funds funds;
    private final transient FundContributions contributions;
    private final transient Activities activities;
    private final transient LiveUpdates live;

    FundExemptionsView(Funds funds, FundContributions contributions, Activities activities, LiveUpdates live) {
        this.funds = funds;
        this.contributions = contributions;
        this.activities = activities;
        this.live = live;
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        Fund fund = in(() -> funds.get(id));
        List<FundContributions.Exemption> all = in(() -> contributions.exemptions(id));
        boolean decides = is(Role.MANAGER);
        headline(
                        t("ui.exemptions.of", fund.name()),
                        decides && !all.isEmpty()
                                ? new Component[] {Buttons.primary(t("ui.exemptions.let-off"), () -> letOff(fund))}
                                : new Component[0])
                .lead(t("ui.exemptions.lead"))
                .above(FundWords.back("funds/" + id + "/calls", t("ui.funds.calls")));
        if (all.isEmpty()) {
            add(
                    decides
                            ? new Empty(
                                    VaadinIcon.UMBRELLA,
                                    t("ui.exemptions.none"),
                                    t("ui.exemptions.none.why"),
                                    Buttons.primary(t("ui.exemptions.let-off"), () -> letOff(fund)))
                            : new Empty(VaadinIcon.UMBRELLA, t("ui.exemptions.none"), t("ui.exemptions.none.why")));
        } else {
            Table table = new Table(
                    t("ui.exemptions"),
                    t("ui.activity"),
                    t("ui.exemptions.years"),
                    "#" + t("ui.exemptions.remaining"),
                    t("ui.exemptions.decision"));
            all.forEach(one -> table.row(
                    one.activityName(),
                    one.firstYear() == one.lastYear()
                            ? String.valueOf(one.firstYear())
                            : one.firstYear() + " – " + one.lastYear(),
                    one.remaining().percent().signum() == 0
                            ? t("ui.exemptions.whole")
                            : t("ui.exemptions.part", one.remaining()),
                    t(
                            "ui.exemptions.decided",
                            one.decision().text(),
                            one.decision().on())));
            add(new Card(t("ui.exemptions"), table));
        }
        watch(live, "fund");
    }

    private void letOff(Fund fund) {
        Dialog dialog = new Dialog(t("ui.exemptions.let-off"));
        ComboBox<ActivityRow> activity = Fields.named("activity", new ComboBox<>(t("ui.activity")));
        activity.setItemLabelGenerator(ActivityRow::tradeName);
        activity.setItems(query -> in(() -> activities.list(query.getFilter().orElse(""), null, FOUND)).items().stream()
                .skip(query.getOffset())
                .limit(query.getLimit()));
        int year = LocalDate.now(Texts.ZONE).getYear();
        IntegerField first = year("firstYear", t("ui.exemptions.first"), year);
        IntegerField last = year("lastYear", t("ui.exemptions.last"), year);
        BigDecimalField remaining = Fields.number("remaining", t("ui.exemptions.remaining.asked"), BigDecimal.ZERO);
        DatePicker decidedOn = Fields.day("adoption.on", t("ui.funds.decided-on"), LocalDate.now(Texts.ZONE));
        TextArea decision = Fields.area("adoption.text", t("ui.exemptions.decision"), null);
        decision.setPlaceholder(t("ui.exemptions.decision.example"));
        decision.setWidthFull();
        dialog.setWidth("min(36rem, 96vw)");
        dialog.add(
                new Paragraph(t("ui.exemptions.let-off.why")),
                Fields.form(activity, remaining, first, last, decidedOn),
                decision);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.exemptions.let-off"), () -> {
                    ActivityRow chosen = activity.getValue();
                    if (chosen == null) {
                        throw new InvalidField("activity", "required");
                    }
                    int from = required("firstYear", first);
                    int until = required("lastYear", last);
                    BigDecimal share = remaining.getValue();
                    if (share == null) {
                        throw new InvalidField("remaining", "required");
                    }
                    LocalDate on = FundsView.day("adoption.on", decidedOn);
                    act(() -> contributions.exempt(
                            fund.id(),
                            chosen.id(),
                            from,
                            until,
                            new Rate(share),
                            new Rulebook.Adoption(decision.getValue(), on)));
                    dialog.close();
                    Refusals.done(t("ui.exemptions.done", chosen.tradeName()));
                    refresh();
                }));
        dialog.open();
    }

    private static IntegerField year(String name, String label, int value) {
        IntegerField field = Fields.named(name, new WholeField(label));
        field.setValue(value);
        field.setStepButtonsVisible(true);
        return field;
    }

    private static int required(String name, IntegerField field) {
        Integer value = field.getValue();
        if (value == null) {
            throw new InvalidField(name, "required");
        }
        return value;
    }
}
