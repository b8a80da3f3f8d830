package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.PayrollExports;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.payroll.PayslipRow;
import coop.entrelacs.payroll.Payslips;
import coop.entrelacs.payroll.RunReview;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run: what differs from the month before, what is stopped and why, and the step that comes next. */
@Route(value = ":tenant/payroll/:run", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER})
class PayrollRunView extends TenantView {

    private final transient PayrollRuns runs;
    private final transient Payslips payslips;
    private final transient RunReview review;
    private final transient PayrollExports exports;
    private final transient Jobs jobs;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    PayrollRunView(
            PayrollRuns runs,
            Payslips payslips,
            RunReview review,
            PayrollExports exports,
            Jobs jobs,
            SavedFilters saved,
            LiveUpdates live) {
        this.runs = runs;
        this.payslips = payslips;
        this.review = review;
        this.exports = exports;
        this.jobs = jobs;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        PayrollRun run = in(() -> runs.get(id("run")));
        Anchor back = new Anchor(to("payroll"), "← " + t("ui.payroll"));
        back.addClassName("back");
        headline(t("ui.payroll.of", Texts.month(run.month())), acts(run))
                .above(back)
                .under(PayWords.state(run.state()).badge());
        add(PayWords.note(next(run), false));
        if (run.state() == PayrollRun.State.COMPUTING || run.state() == PayrollRun.State.APPROVED) {
            RunWords.progress(jobs).ifPresent(this::add);
        }
        watch(live, "payroll-run", "job");
        if (!is(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT)) {
            // The treasurer pays the sum and does not read the slips.
            add(Figure.row(
                    new Figure(t("ui.payroll.slips"), Texts.number(run.slips())),
                    new Figure(t("payroll.slip.net-paid"), Texts.money(run.netPaid()))));
            return;
        }
        if (run.state() == PayrollRun.State.COMPUTING || run.state() == PayrollRun.State.CANCELLED) {
            return;
        }
        RunReview.Review seen = in(() -> review.of(run.id()));
        add(RunWords.figures(run, seen));
        run.notices().stream()
                .limit(20)
                .forEach(notice -> add(PayWords.note(
                        t("payroll.notice." + notice.code(), notice.memberName(), Texts.day(notice.day())), false)));
        if (run.kind() == PayrollRun.Kind.REGULAR) {
            add(Card.columns(RunWords.toLookAt(run, seen), RunWords.comings(seen)));
        }
        add(new DataList<PayslipRow>(
                        "payslips",
                        query(),
                        saved,
                        (filters, after, limit) -> payslips.ofRun(
                                run.id(),
                                new Payslips.Slips(filters.text("q"), filters.text("warning"), filters.yes("look")),
                                after,
                                limit))
                .search("q", t("ui.pay.people.search"))
                .choice("warning", t("ui.payroll.warning.any"), warnings(seen))
                .toggle("look", t("ui.payroll.look.only"))
                .name("name", t("payroll.slip.employee"), PayslipRow::memberName)
                .text("number", t("payroll.slip.number"), PayslipRow::memberNumber)
                .state("state", t("ui.state"), PayWords::state)
                .figure("gross", t("payroll.slip.gross"), PayslipRow::gross)
                .figure("net", t("payroll.slip.net-paid"), PayslipRow::netPaid)
                .figure("before", t("ui.payroll.before"), PayslipRow::netPaidBefore)
                .figure("change", t("ui.payroll.change"), PayrollRunView::change)
                .figure("cost", t("payroll.slip.employer-cost"), PayslipRow::employerCost)
                .opens(slip -> to("payslips/" + slip.id()))
                .whenEmpty(new Empty(VaadinIcon.MONEY, t("ui.payroll.empty"), t("ui.payroll.empty.why"))));
        if (run.state() == PayrollRun.State.POSTED || run.state() == PayrollRun.State.PAID) {
            add(due(run));
        }
    }

    private String next(PayrollRun run) {
        if (run.state() == PayrollRun.State.PREVIEW && run.preparedBy().equals(actor().subject())) {
            return t("ui.payroll.next.PREVIEW.mine");
        }
        return t("ui.payroll.next." + run.state());
    }

    private static Map<String, String> warnings(RunReview.Review seen) {
        Map<String, String> words = new LinkedHashMap<>();
        seen.warnings().forEach((code, count) -> words.put(code, t("payroll.warning." + code) + " (" + count + ")"));
        return words;
    }

    private static @Nullable Money change(PayslipRow slip) {
        return slip.netPaidBefore() == null ? null : slip.netPaid().minus(slip.netPaidBefore());
    }

    private Component[] acts(PayrollRun run) {
        List<Component> acts = new ArrayList<>();
        if (run.state() == PayrollRun.State.PREVIEW) {
            if (is(Role.PAYROLL_OFFICER) && run.kind() == PayrollRun.Kind.REGULAR) {
                acts.add(Buttons.plain(t("ui.payroll.recompute"), () -> {
                    in(() -> runs.recompute(run.id(), run.version()));
                    refresh();
                }));
            }
            if (is(Role.PAYROLL_OFFICER, Role.MANAGER)) {
                acts.add(Buttons.plain(
                        t("ui.payroll.cancel"),
                        () -> Buttons.confirm(
                                t("ui.payroll.cancel"),
                                t("ui.payroll.cancel.why", run.slips()),
                                t("ui.payroll.cancel"),
                                () -> {
                                    act(() -> runs.cancel(run.id(), run.version()));
                                    go("payroll");
                                })));
                boolean mine = run.preparedBy().equals(actor().subject());
                if (!mine) {
                    acts.add(Buttons.primary(
                            t("ui.payroll.approve"),
                            () -> Buttons.confirm(
                                    t("ui.payroll.approve"),
                                    t("ui.payroll.approve.why", run.slips(), run.netPaid(), run.employerCost()),
                                    t("ui.payroll.approve"),
                                    () -> {
                                        in(() -> runs.approve(run.id(), run.version()));
                                        Refusals.done(t("ui.payroll.approved.done"));
                                        refresh();
                                    })));
                }
            }
        }
        if (run.state() == PayrollRun.State.APPROVED && is(Role.PAYROLL_OFFICER, Role.MANAGER)) {
            acts.add(Buttons.plain(
                    t("ui.payroll.resume"),
                    () -> Buttons.confirm(
                            t("ui.payroll.resume"), t("ui.payroll.resume.why"), t("ui.payroll.resume"), () -> {
                                in(() -> runs.resume(run.id()));
                                refresh();
                            })));
        }
        if (run.state() == PayrollRun.State.POSTED && is(Role.PAYROLL_OFFICER, Role.TREASURER, Role.ACCOUNTANT)) {
            acts.add(Buttons.plain(t("ui.payroll.paid"), () -> paid(run)));
        }
        UUID file = run.paymentDocument();
        if (file != null && is(Role.PAYROLL_OFFICER, Role.TREASURER)) {
            acts.add(Buttons.download(
                    t("ui.payroll.payment-file"),
                    Downloads.of(() -> new Downloads.Named(
                            "paie-" + run.month() + ".xml", "application/xml", exports.paymentFile(run.id())))));
        }
        return acts.toArray(Component[]::new);
    }

    private void paid(PayrollRun run) {
        Dialog dialog = new Dialog(t("ui.payroll.paid"));
        DatePicker day = Fields.day("paidOn", t("ui.payroll.paid-on"), run.payDate());
        dialog.add(new Paragraph(t("ui.payroll.paid.why", run.netPaid())), Fields.form(day));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.payroll.paid"), () -> {
                    LocalDate on = day.getValue();
                    if (on == null) {
                        throw new InvalidField("paidOn", "required");
                    }
                    in(() -> runs.paid(run.id(), run.version(), on));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }

    private Card due(PayrollRun run) {
        Table table = new Table(
                t("ui.payroll.due"),
                t("ui.payroll.body"),
                "#" + t("payroll.slip.employee-amount"),
                "#" + t("payroll.slip.employer-amount"),
                "#" + t("ui.payroll.due.now"),
                "#" + t("ui.payroll.due.later"));
        in(() -> runs.due(run.month()))
                .forEach(body -> table.row(
                        Texts.word(body.body()), body.employee(), body.employer(), body.due(), body.deferred()));
        return new Card(t("ui.payroll.due"), new Paragraph(t("ui.payroll.due.lead")), table);
    }
}
