package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.Route;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The runs of the payroll, the newest first. */
@Route(value = ":tenant/payroll", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT})
class PayrollView extends TenantView {

    private final transient PayrollRuns runs;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private final transient Clock clock;
    private @Nullable DataList<PayrollRun> list;

    PayrollView(PayrollRuns runs, SavedFilters saved, LiveUpdates live, Clock clock) {
        this.runs = runs;
        this.saved = saved;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        boolean officer = is(Role.PAYROLL_OFFICER);
        headline(
                        t("ui.payroll"),
                        officer
                                ? new Component[] {Buttons.primary(t("ui.payroll.start"), this::start)}
                                : new Component[0])
                .lead(t("ui.payroll.lead"));
        list = new DataList<PayrollRun>("payroll", query(), saved, (filters, after, limit) -> {
                    UUID before = after == null ? null : UUID.fromString(after);
                    return Page.of(
                            runs.newest(before, limit + 1),
                            limit,
                            run -> run.id().toString());
                })
                .name("month", t("ui.pay.month"), run -> Texts.month(run.month()))
                .text("kind", t("ui.payroll.kind"), run -> t("ui.payroll.kind." + run.kind()))
                .state("state", t("ui.state"), run -> PayWords.state(run.state()))
                .figure("slips", t("ui.payroll.slips"), PayrollRun::slips)
                .figure("stopped", t("ui.payroll.stopped"), PayrollRun::stopped)
                .figure("net", t("payroll.slip.net-paid"), PayrollRun::netPaid)
                .figure("cost", t("payroll.slip.employer-cost"), PayrollRun::employerCost)
                .day("date", t("ui.payroll.pay-date"), PayrollRun::payDate)
                .more("prepared", t("ui.payroll.prepared"), PayrollRun::preparedByName)
                .more("approved", t("ui.payroll.approved"), PayrollRun::approvedByName)
                .opens(run -> to("payroll/" + run.id()))
                .whenEmpty(new Empty(VaadinIcon.MONEY, t("ui.payroll.none"), t("ui.payroll.none.why")));
        add(list);
        watch(live, "payroll-run");
    }

    private void start() {
        YearMonth now = YearMonth.now(clock);
        Dialog dialog = new Dialog(t("ui.payroll.start"));
        Select<YearMonth> month = Fields.choice(
                "month", t("ui.pay.month"), List.of(now.minusMonths(1), now, now.plusMonths(1)), Texts::month, now);
        DatePicker payDate = Fields.day("payDate", t("ui.payroll.pay-date"), now.atEndOfMonth());
        month.addValueChangeListener(
                change -> payDate.setValue(change.getValue().atEndOfMonth()));
        dialog.add(new Paragraph(t("ui.payroll.start.why")), Fields.form(month, payDate));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.payroll.start"), () -> {
                    LocalDate day = payDate.getValue();
                    if (day == null) {
                        throw new InvalidField("payDate", "required");
                    }
                    PayrollRuns.Started started = in(() -> runs.start(month.getValue(), day));
                    dialog.close();
                    go("payroll/" + started.run());
                }));
        dialog.open();
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
