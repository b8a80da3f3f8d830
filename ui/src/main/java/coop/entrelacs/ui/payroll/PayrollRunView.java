package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.PayrollPayments;
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
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run: what differs from the month before, what is stopped and why, and the step that comes next. */
@Route(value = ":tenant/payroll/:run", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER})
class PayrollRunView extends TenantView {

    private static final int SHOWN = 50;

    private final transient PayrollRuns runs;
    private final transient Payslips payslips;
    private final transient RunReview review;
    private final transient PayrollPayments payments;
    private final transient Jobs jobs;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    PayrollRunView(
            PayrollRuns runs,
            Payslips payslips,
            RunReview review,
            PayrollPayments payments,
            Jobs jobs,
            SavedFilters saved,
            LiveUpdates live,
            Clock clock) {
        this.clock = clock;
        this.runs = runs;
        this.payslips = payslips;
        this.review = review;
        this.payments = payments;
        this.jobs = jobs;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        PayrollRun run = in(() -> runs.get(id("run")));
        boolean reads = is(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        boolean interrupted = reads && in(() -> runs.interrupted(run));
        RunReview.Review seen =
                !reads || run.state() == PayrollRun.State.COMPUTING || run.state() == PayrollRun.State.CANCELLED
                        ? null
                        : in(() -> review.of(run.id()));
        Anchor back = new Anchor(to("payroll"), "← " + t("ui.payroll"));
        back.addClassName("back");
        headline(t("ui.payroll.of", Texts.month(run.month())), acts(run, interrupted, seen != null && seen.mine()))
                .above(back)
                .under(PayWords.state(run.state()).badge());
        add(PayWords.note(next(run, interrupted, seen), interrupted));
        if (!interrupted && (run.state() == PayrollRun.State.COMPUTING || run.state() == PayrollRun.State.APPROVED)) {
            RunWords.progress(jobs).ifPresent(this::add);
        }
        watch(live, "payroll-run", "job");
        boolean booked = run.state() == PayrollRun.State.POSTED || run.state() == PayrollRun.State.PAID;
        if (!reads) {
            // The treasurer pays the sum and does not read the slips.
            add(Figure.row(
                    new Figure(t("ui.payroll.slips"), Texts.number(run.slips())),
                    new Figure(t("payroll.slip.net-paid"), Texts.money(run.netPaid()))));
            if (booked) {
                paying(run);
            }
            return;
        }
        if (seen == null) {
            return;
        }
        add(RunWords.figures(run, seen));
        run.notices().stream()
                .limit(SHOWN)
                .forEach(notice -> add(PayWords.note(
                        t("payroll.notice." + notice.code(), notice.memberName(), Texts.day(notice.day())), false)));
        if (run.notices().size() > SHOWN) {
            add(PayWords.note(t("ui.payroll.without-slip.more", run.notices().size() - SHOWN), false));
        }
        if (run.kind() == PayrollRun.Kind.REGULAR) {
            add(Card.columns(RunWords.toLookAt(run, seen), RunWords.comings(seen)));
        }
        RunWords.changes(seen).ifPresent(this::add);
        if (booked && run.kind() == PayrollRun.Kind.REGULAR) {
            withoutSlip(run);
        }
        if (booked) {
            paying(run);
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
        if (booked) {
            add(due(run));
        }
    }

    private String next(PayrollRun run, boolean interrupted, RunReview.@Nullable Review seen) {
        if (interrupted) {
            return t("ui.payroll.next.interrupted");
        }
        if (run.state() == PayrollRun.State.PREVIEW && run.preparedBy().equals(actor().accountable())) {
            return t("ui.payroll.next.PREVIEW.mine");
        }
        if (run.state() == PayrollRun.State.PREVIEW && seen != null && seen.mine()) {
            return t("ui.payroll.next.PREVIEW.changed");
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

    private Component[] acts(PayrollRun run, boolean interrupted, boolean mine) {
        List<Component> acts = new ArrayList<>();
        if (run.state() == PayrollRun.State.PREVIEW || interrupted) {
            if (is(Role.PAYROLL_OFFICER) && run.kind() != PayrollRun.Kind.CORRECTION) {
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
                if (!mine && !interrupted) {
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
        return acts.toArray(Component[]::new);
    }

    /** Who of a booked month no slip pays, and the run that does. */
    private void withoutSlip(PayrollRun run) {
        List<PayrollRun.Notice> without = in(() -> runs.withoutSlip(run.month()));
        if (without.isEmpty()) {
            return;
        }
        Card card = new Card(t("ui.payroll.without-slip", without.size()));
        UnorderedList all = new UnorderedList();
        without.stream()
                .limit(SHOWN)
                .forEach(one -> all.add(
                        new ListItem(t("payroll.notice." + one.code(), one.memberName(), Texts.day(one.day())))));
        card.add(all);
        if (without.size() > SHOWN) {
            card.add(new Paragraph(t("ui.payroll.without-slip.more", without.size() - SHOWN)));
        }
        card.add(new Paragraph(t("ui.payroll.without-slip.why")));
        if (is(Role.PAYROLL_OFFICER)) {
            card.add(Buttons.plain(t("ui.payroll.complement"), () -> complement(run)));
        }
        add(card);
    }

    private void complement(PayrollRun run) {
        DatePicker day = Fields.day("payDate", t("ui.payroll.pay-date"), LocalDate.now(clock));
        Dialog dialog = new Dialog(t("ui.payroll.complement"));
        dialog.add(new Paragraph(t("ui.payroll.complement.why", Texts.month(run.month()))), Fields.form(day));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.payroll.complement"), () -> {
                    PayrollRuns.Started started = in(() -> runs.complement(run.month(), chosen(day, "payDate")));
                    dialog.close();
                    go("payroll/" + started.run());
                }));
        dialog.open();
    }

    /** The run's files and what was paid otherwise, who is in none, what was paid too much: what the bank does, to the cent. */
    private void paying(PayrollRun run) {
        PayrollPayments.Payments all = in(() -> payments.of(run.id()));
        boolean pays =
                run.state() == PayrollRun.State.POSTED && is(Role.PAYROLL_OFFICER, Role.TREASURER, Role.ACCOUNTANT);
        Card card = new Card(t("ui.payroll.payments"));
        card.add(Figure.row(
                new Figure(t("ui.payroll.payments.to-note"), Texts.money(all.toNote())),
                new Figure(t("ui.payroll.payments.unpaid"), Texts.money(all.unpaid()))
                        .tone(all.open().isEmpty() ? Tone.NEUTRAL : Tone.BAD),
                new Figure(t("ui.payroll.payments.bank", all.bankAccount()), Texts.money(all.bank()))
                        .means(t("ui.payroll.payments.after", all.bankAfter()))
                        .tone(all.bankAfter().isNegative() ? Tone.BAD : Tone.NEUTRAL)));
        if (!all.payments().isEmpty()) {
            Table table = new Table(
                            t("ui.payroll.payments"),
                            t("ui.payroll.payments.what"),
                            "#" + t("ui.payroll.slips"),
                            "#" + t("ui.pay.amount"),
                            t("ui.state"),
                            t("ui.payroll.payments.act"))
                    .asCards();
            all.payments()
                    .forEach(one -> table.row(
                            t("ui.payroll.payments." + one.means(), one.no(), one.reference()),
                            one.slips(),
                            one.amount(),
                            state(one),
                            acts(run, all, one, pays)));
            card.add(table);
        }
        if (!all.open().isEmpty()) {
            card.add(new H3(t("ui.payroll.unpaid", all.open().size())), new Paragraph(t("ui.payroll.unpaid.why")));
            Table table = new Table(
                            t("ui.payroll.unpaid", all.open().size()),
                            t("payroll.slip.employee"),
                            t("ui.payroll.unpaid.reason"),
                            "#" + t("ui.pay.amount"),
                            t("ui.payroll.payments.act"))
                    .asCards();
            all.open()
                    .forEach(one -> table.row(
                            one.memberName() + " (" + one.memberNumber() + ")",
                            t("payroll.unpaid." + one.why()),
                            one.due(),
                            pays ? Buttons.plain(t("ui.payroll.otherwise"), () -> otherwise(run, one)) : new Div()));
            card.add(table);
            if (pays
                    && is(Role.PAYROLL_OFFICER, Role.TREASURER)
                    && all.open().stream().anyMatch(one -> one.why() == PayrollPayments.Why.READY)) {
                card.add(Buttons.plain(t("ui.payroll.further-file"), () -> furtherFile(run)));
            }
        }
        if (!all.overpaid().isEmpty()) {
            Table table = new Table(
                            t("ui.payroll.overpaid"),
                            t("payroll.slip.employee"),
                            "#" + t("ui.pay.amount"),
                            "#" + t("ui.pay.recovered"))
                    .asCards();
            all.overpaid()
                    .forEach(one -> table.row(
                            one.memberName() + " (" + one.memberNumber() + ")", one.amount(), one.recovered()));
            card.add(new H3(t("ui.payroll.overpaid")), new Paragraph(t("ui.payroll.overpaid.why")), table);
        }
        add(card);
    }

    private Div acts(PayrollRun run, PayrollPayments.Payments all, PayrollPayments.Payment one, boolean pays) {
        Div acts = new Div();
        acts.addClassName("acts");
        // A refused file is not offered again: sent a second time it would pay twice.
        if (one.means() == PayrollPayments.Means.FILE
                && one.withdrawnOn() == null
                && is(Role.PAYROLL_OFFICER, Role.TREASURER)) {
            acts.add(Buttons.download(
                    t("ui.payroll.payment-file"),
                    Downloads.of(() -> new Downloads.Named(
                            "paie-" + run.month() + "-" + one.no() + ".xml",
                            "application/xml",
                            payments.content(run.id(), one.id())))));
        }
        if (pays && one.waits()) {
            acts.add(Buttons.plain(t("ui.payroll.paid"), () -> paid(run, all, one)));
        }
        if (one.means() == PayrollPayments.Means.FILE
                && one.withdrawnOn() == null
                && is(Role.PAYROLL_OFFICER, Role.TREASURER)) {
            acts.add(Buttons.plain(t("ui.payroll.withdraw"), () -> withdraw(run, one)));
        }
        return acts;
    }

    private static State state(PayrollPayments.Payment one) {
        if (one.withdrawnOn() != null) {
            return new State(
                    t("ui.payroll.payments.withdrawn", Texts.day(one.withdrawnOn()), one.withdrawnWhy()), Tone.BAD);
        }
        return one.paidOn() == null
                ? new State(t("ui.payroll.payments.waits"), Tone.WAITING)
                : new State(t("ui.payroll.payments.paid-on", Texts.day(one.paidOn())), Tone.GOOD);
    }

    private void withdraw(PayrollRun run, PayrollPayments.Payment one) {
        DatePicker day = Fields.day("on", t("ui.payroll.withdraw.on"), LocalDate.now(clock));
        TextField why = Fields.text("why", t("ui.payroll.withdraw.reason"), null);
        ask(
                t("ui.payroll.withdraw"),
                t(
                        one.paidOn() == null ? "ui.payroll.withdraw.why" : "ui.payroll.withdraw.why.noted",
                        one.reference(),
                        one.amount(),
                        one.slips()),
                () -> act(
                        () -> payments.withdraw(run.id(), one.id(), run.version(), chosen(day, "on"), why.getValue())),
                day,
                why);
    }

    /** The day a transfer left the account: the day of pay, or today where that one is still to come. */
    private LocalDate payDay(PayrollRun run) {
        LocalDate today = LocalDate.now(clock);
        return run.payDate().isAfter(today) ? today : run.payDate();
    }

    private void paid(PayrollRun run, PayrollPayments.Payments all, PayrollPayments.Payment one) {
        DatePicker day = Fields.day("paidOn", t("ui.payroll.paid-on"), payDay(run));
        ask(
                t("ui.payroll.paid"),
                t("ui.payroll.paid.why", one.amount(), all.bank().minus(one.amount())),
                () -> in(() -> runs.paid(run.id(), one.id(), run.version(), chosen(day, "paidOn"))),
                day);
    }

    private void otherwise(PayrollRun run, PayrollPayments.Open one) {
        DatePicker day = Fields.day("paidOn", t("ui.payroll.otherwise.on"), payDay(run));
        TextField reference = Fields.text("reference", t("ui.payroll.otherwise.reference"), null);
        ask(
                t("ui.payroll.otherwise"),
                t("ui.payroll.otherwise.why", one.memberName(), one.due()),
                () -> in(() -> payments.otherwise(
                        run.id(), List.of(one.payslip()), chosen(day, "paidOn"), reference.getValue())),
                day,
                reference);
    }

    private void furtherFile(PayrollRun run) {
        DatePicker day = Fields.day("execution", t("ui.payroll.further-file.on"), LocalDate.now(clock));
        ask(
                t("ui.payroll.further-file"),
                t("ui.payroll.further-file.why"),
                () -> in(() -> payments.file(run.id(), chosen(day, "execution"))),
                day);
    }

    private static LocalDate chosen(DatePicker day, String field) {
        LocalDate value = day.getValue();
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
    }

    private void ask(String title, String why, Runnable act, Component... fields) {
        Dialog dialog = new Dialog(title);
        dialog.add(new Paragraph(why), Fields.form(fields));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(title, () -> {
            act.run();
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
