package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.payroll.Establishment;
import coop.entrelacs.payroll.PayInput;
import coop.entrelacs.payroll.PayrollSettings;
import coop.entrelacs.payroll.PayrollSettingsHistory;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

/** What every slip depends on, from a month on; earlier months keep what held then. */
@Route(value = ":tenant/payroll/settings", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER})
class PayrollSettingsView extends TenantView {

    private final transient PayrollSettingsHistory settings;
    private final transient Clock clock;

    PayrollSettingsView(PayrollSettingsHistory settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    protected void show() {
        Anchor back = new Anchor(to("payroll"), "← " + t("ui.payroll"));
        back.addClassName("back");
        headline(t("ui.pay.settings")).lead(t("ui.pay.settings.lead")).above(back);
        List<PayrollSettings> all = in(settings::all);
        PayrollSettings now = all.isEmpty() ? null : all.getFirst();
        Establishment at = now == null ? null : now.establishment();
        DatePicker from = Fields.day(
                "firstDay", t("ui.pay.settings.from"), LocalDate.now(clock).withDayOfMonth(1));
        TextField siret = Fields.text("siret", t("payroll.slip.siret"), now == null ? null : now.siret());
        TextField ape = Fields.text("activityCode", t("payroll.slip.ape"), now == null ? null : now.activityCode());
        TextField agreement = Fields.text(
                "collectiveAgreement", t("payroll.slip.agreement"), now == null ? null : now.collectiveAgreement());
        BigDecimalField headcount = Fields.number(
                "establishment.headcount",
                t("ui.pay.settings.headcount"),
                at == null ? null : BigDecimal.valueOf(at.headcount()));
        BigDecimalField accident = rate(
                "establishment.workAccidentRate",
                "ui.pay.settings.accident",
                at == null ? null : at.workAccidentRate());
        BigDecimalField mobility =
                rate("establishment.mobilityRate", "ui.pay.settings.mobility", at == null ? null : at.mobilityRate());
        BigDecimalField apprentices = rate(
                "establishment.apprenticeShare",
                "ui.pay.settings.apprentices",
                at == null ? null : at.apprenticeShare());
        BigDecimalField premium = Fields.euros(
                "healthCover.premium",
                t("ui.pay.settings.premium"),
                now == null ? Money.ZERO : now.healthCover().premium());
        BigDecimalField share = rate(
                "healthCover.employerShare",
                "ui.pay.settings.share",
                now == null ? Rate.percent("50") : now.healthCover().employerShare());
        Checkbox alsace = new Checkbox(t("ui.pay.settings.alsace"), at != null && at.alsaceMoselle());
        Card form = new Card(
                t("ui.pay.settings.now"),
                new Paragraph(t("ui.pay.settings.dated")),
                Fields.form(from, siret, ape, agreement, headcount, accident, mobility, apprentices, premium, share),
                alsace);
        form.acts(Buttons.primary(t("ui.pay.settings.save"), () -> {
            LocalDate day = from.getValue();
            if (day == null) {
                throw new InvalidField("firstDay", "required");
            }
            PayrollSettings said = new PayrollSettings(
                    day,
                    new Establishment(
                            whole("establishment.headcount", headcount),
                            read("establishment.workAccidentRate", accident),
                            read("establishment.mobilityRate", mobility),
                            alsace.getValue(),
                            read("establishment.apprenticeShare", apprentices)),
                    new PayInput.HealthCover(
                            Fields.money("healthCover.premium", premium), read("healthCover.employerShare", share)),
                    siret.getValue().replace(" ", ""),
                    ape.getValue().strip(),
                    agreement.getValue());
            act(() -> settings.hold(said));
            Refusals.done(t("ui.pay.settings.saved"));
            refresh();
        }));
        add(form);
        if (!all.isEmpty()) {
            Table table = new Table(
                    t("ui.pay.settings.history"),
                    t("ui.pay.settings.from"),
                    "#" + t("ui.pay.settings.headcount"),
                    "#" + t("ui.pay.settings.accident"),
                    "#" + t("ui.pay.settings.mobility"),
                    "#" + t("ui.pay.settings.premium"));
            all.forEach(one -> table.row(
                    one.firstDay(),
                    one.establishment().headcount(),
                    one.establishment().workAccidentRate(),
                    one.establishment().mobilityRate(),
                    one.healthCover().premium()));
            add(new Card(t("ui.pay.settings.history"), table));
        }
    }

    private static BigDecimalField rate(String name, String label, @org.jspecify.annotations.Nullable Rate value) {
        return Fields.number(name, t(label), value == null ? BigDecimal.ZERO : value.percent());
    }

    private static Rate read(String name, BigDecimalField field) {
        BigDecimal value = field.getValue();
        if (value == null) {
            throw new InvalidField(name, "required");
        }
        return new Rate(value);
    }

    private static int whole(String name, BigDecimalField field) {
        BigDecimal value = field.getValue();
        if (value == null) {
            throw new InvalidField(name, "required");
        }
        try {
            return value.intValueExact();
        } catch (ArithmeticException notWhole) {
            throw new InvalidField(name, "malformed");
        }
    }
}
