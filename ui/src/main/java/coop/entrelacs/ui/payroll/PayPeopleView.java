package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayPeople;
import coop.entrelacs.payroll.PayPerson;
import coop.entrelacs.payroll.SupportTeam;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Filters;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who a month pays, who it does not, and why; and the support team, who are hired here. */
@Route(value = ":tenant/payroll/people", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER})
class PayPeopleView extends TenantView {

    private final transient PayPeople people;
    private final transient SupportTeam team;
    private final transient SavedFilters saved;
    private final transient Clock clock;

    PayPeopleView(PayPeople people, SupportTeam team, SavedFilters saved, Clock clock) {
        this.people = people;
        this.team = team;
        this.saved = saved;
        this.clock = clock;
    }

    @Override
    protected void show() {
        YearMonth now = YearMonth.now(clock);
        PayPeople.Counts counts = in(() -> people.counts(now));
        headline(t("ui.pay.people"), Buttons.primary(t("ui.pay.hire"), this::hire))
                .lead(t("ui.pay.people.lead", counts.paid(), counts.notPaid(), counts.incomplete()));
        Map<String, String> months = new LinkedHashMap<>();
        for (int back = -1; back < 6; back++) {
            YearMonth one = now.minusMonths(back);
            months.put(one.toString(), Texts.month(one));
        }
        add(new DataList<PayPerson>(
                        "pay-people",
                        query(),
                        saved,
                        (filters, after, limit) -> people.list(
                                month(filters),
                                filters.choice("which", PayPeople.Which.class),
                                filters.text("q"),
                                after,
                                limit))
                .search("q", t("ui.pay.people.search"))
                .choice("which", t("ui.pay.people.all"), PayPeople.Which.class, which -> t("ui.pay.which." + which))
                .choice("month", t("ui.pay.people.this-month"), months)
                .name("name", t("payroll.slip.employee"), PayPerson::name)
                .text("number", t("payroll.slip.number"), PayPerson::number)
                .text("contract", t("payroll.slip.contract"), one -> Texts.word(one.contract()))
                .state("why", t("ui.pay.people.why"), PayPeopleView::why)
                .figure("fixed", t("ui.pay.fixed"), PayPerson::fixedPay)
                .text("chosen", t("ui.pay.people.chosen"), PayPeopleView::chosen)
                .state("missing", t("ui.pay.people.missing"), PayPeopleView::missing)
                .opens(one -> to("payroll/people/" + one.member()))
                .whenEmpty(new Empty(VaadinIcon.USERS, t("ui.pay.people.empty"), t("ui.pay.people.empty.why"))));
    }

    private YearMonth month(Filters filters) {
        YearMonth asked = filters.month("month");
        return asked == null ? YearMonth.now(clock) : asked;
    }

    private static State why(PayPerson one) {
        return new State(t("payroll.why." + one.why()), one.paid() ? Tone.GOOD : Tone.NEUTRAL);
    }

    private static String chosen(PayPerson one) {
        PayChoice chosen = one.chosen();
        return chosen == null || chosen.amount() == null
                ? ""
                : t("ui.pay.people.chosen.as", chosen.amount(), t("ui.pay.kind.short." + chosen.kind()));
    }

    private static State missing(PayPerson one) {
        return one.missing().isEmpty()
                ? new State(t("ui.pay.people.complete"), Tone.NEUTRAL)
                : new State(
                        one.missing().stream()
                                .map(code -> t("ui.pay.missing." + code))
                                .collect(Collectors.joining(", ")),
                        Tone.WAITING);
    }

    private void hire() {
        LocalDate today = LocalDate.now(clock);
        TextField first = Fields.text("firstName", t("ui.pay.hire.first-name"), null);
        TextField last = Fields.text("lastName", t("ui.pay.hire.last-name"), null);
        TextField email = Fields.text("email", t("ui.pay.hire.email"), null);
        TextField job = Fields.text("job", t("ui.pay.hire.job"), null);
        DatePicker signed = Fields.day("signedOn", t("ui.pay.hire.signed"), today);
        DatePicker from = Fields.day(
                "firstDay", t("ui.pay.hire.from"), today.withDayOfMonth(1).plusMonths(1));
        DatePicker until = Fields.day("lastDay", t("ui.pay.hire.until"), null);
        BigDecimalField pay = Fields.euros("pay", t("payroll.slip.gross"), null);
        BigDecimalField hours = Fields.number("monthlyHours", t("ui.pay.file.hours"), new BigDecimal("151.67"));
        Component form = Fields.form(first, last, email, job, signed, from, until, pay, hours);
        Dialog dialog = new Dialog(t("ui.pay.hire"));
        dialog.add(new Paragraph(t("ui.pay.hire.why")), form);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pay.hire.do"), () -> {
                    LocalDate begins = from.getValue();
                    LocalDate signs = signed.getValue();
                    BigDecimal monthly = hours.getValue();
                    if (begins == null) {
                        throw new InvalidField("firstDay", "required");
                    }
                    if (signs == null) {
                        throw new InvalidField("signedOn", "required");
                    }
                    if (monthly == null) {
                        throw new InvalidField("monthlyHours", "required");
                    }
                    UUID member = in(() -> team.hire(new SupportTeam.Hire(
                            first.getValue(),
                            last.getValue(),
                            Fields.typed(email),
                            signs,
                            begins,
                            until.getValue(),
                            job.getValue(),
                            Fields.money("pay", pay),
                            monthly)));
                    dialog.close();
                    go("payroll/people/" + member);
                }));
        dialog.open();
    }
}
