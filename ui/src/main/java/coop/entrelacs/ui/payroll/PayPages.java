package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.payroll.PayslipNews;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class PayPages implements Pages {

    private final PayrollRuns runs;
    private final PayslipNews payslips;
    private final Clock clock;

    PayPages(PayrollRuns runs, PayslipNews payslips, Clock clock) {
        this.runs = runs;
        this.payslips = payslips;
        this.clock = clock;
    }

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(MyPayView.class, "my-pay", "ui.pay.mine", VaadinIcon.WALLET, Group.MINE, 40),
                new Destination(PayrollView.class, "payroll", "ui.payroll", VaadinIcon.MONEY, Group.COOPERATIVE, 40),
                new Destination(
                        PayPeopleView.class,
                        "payroll/people",
                        "ui.pay.people",
                        VaadinIcon.GROUP,
                        Group.COOPERATIVE,
                        41));
    }

    @Override
    public List<Waiting> waiting(Actor actor) {
        List<Waiting> waiting = new ArrayList<>();
        if (actor.isAnyOf(Role.PAYROLL_OFFICER, Role.MANAGER)) {
            YearMonth now = YearMonth.now(clock);
            List<PayrollRun> newest = runs.newest(null, 12);
            newest.stream()
                    .filter(run -> run.state() == PayrollRun.State.PREVIEW)
                    .map(run -> look(actor, run))
                    .forEach(waiting::add);
            boolean begun = newest.stream()
                    .anyMatch(run -> run.month().equals(now)
                            && run.kind() == PayrollRun.Kind.REGULAR
                            && run.state() != PayrollRun.State.CANCELLED);
            if (!begun && actor.is(Role.PAYROLL_OFFICER)) {
                waiting.add(new Waiting(Texts.t("ui.bell.run-to-start", Texts.month(now)), 1, "payroll"));
            }
            if (actor.is(Role.PAYROLL_OFFICER)) {
                newest.stream()
                        .filter(run -> run.state() == PayrollRun.State.POSTED)
                        .map(run -> new Waiting(
                                Texts.t("ui.bell.run-to-pay", Texts.month(run.month())), 1, "payroll/" + run.id()))
                        .forEach(waiting::add);
            }
        }
        if (actor.is(Role.MEMBER)) {
            payslips.mine()
                    .forEach(one -> waiting.add(new Waiting(
                            Texts.t("ui.waiting.payslip", Texts.month(one.month())), 1, "payslips/" + one.payslip())));
        }
        return waiting;
    }

    /** Who prepared a run looks through it; another approves. */
    private static Waiting look(Actor actor, PayrollRun run) {
        String words =
                actor.isSecondPersonTo(List.of(run.preparedBy())) ? "ui.bell.run-to-approve" : "ui.bell.run-to-review";
        return new Waiting(Texts.t(words, Texts.month(run.month())), 1, "payroll/" + run.id());
    }

    @Override
    public List<Act> acts(Actor actor) {
        if (actor.is(Role.PAYROLL_OFFICER)) {
            return List.of(
                    new Act("ui.payroll.start", VaadinIcon.MONEY, "payroll?do=new"),
                    new Act("ui.act.absence", VaadinIcon.CALENDAR_USER, "payroll/absences"));
        }
        return actor.is(Role.MEMBER) ? List.of(new Act("ui.act.simulate-pay", VaadinIcon.WALLET, "my-pay")) : List.of();
    }
}
