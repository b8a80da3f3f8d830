package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.Route;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.AnnualTrueUp;
import coop.entrelacs.payroll.AnnualTrueUps;
import coop.entrelacs.payroll.PayPeople;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.payroll.PayrollSettingsHistory;
import coop.entrelacs.payroll.RunReview;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The runs of the payroll, the newest first. */
@Route(value = ":tenant/payroll", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT})
@HomeOf(Role.PAYROLL_OFFICER)
class PayrollView extends TenantView {

    private final transient PayrollRuns runs;
    private final transient RunReview review;
    private final transient PayPeople people;
    private final transient AnnualTrueUps trueUps;
    private final transient PayrollSettingsHistory settings;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    PayrollView(
            PayrollRuns runs,
            RunReview review,
            PayPeople people,
            AnnualTrueUps trueUps,
            PayrollSettingsHistory settings,
            SavedFilters saved,
            LiveUpdates live,
            Clock clock) {
        this.runs = runs;
        this.review = review;
        this.people = people;
        this.trueUps = trueUps;
        this.settings = settings;
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
        if (in(() -> settings.on(YearMonth.now(clock).atDay(1))).isEmpty()) {
            Div note = PayWords.note(t("ui.pay.settings.missing"), true);
            if (is(Role.PAYROLL_OFFICER, Role.MANAGER)) {
                note.add(new Span(" "), new Anchor(to("payroll/settings"), t("ui.pay.settings")));
            }
            add(note);
        }
        add(thisMonth(officer));
        if (is(Role.PAYROLL_OFFICER, Role.MANAGER)) {
            add(around());
        }
        add(new H2(t("ui.payroll.all")));
        DataList<PayrollRun> list = new DataList<PayrollRun>("payroll", query(), saved, (filters, after, limit) -> {
                    UUID before = after == null ? null : UUID.fromString(after);
                    return Page.of(
                            runs.newest(before, limit + 1),
                            limit,
                            run -> run.id().toString());
                })
                .name("month", t("ui.pay.month"), PayrollRun::month)
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
        if (officer && begins("new")) {
            start();
        }
    }

    /** The month's own run, or the one still open: what it says and what comes next. */
    private Component thisMonth(boolean officer) {
        YearMonth now = YearMonth.now(clock);
        Optional<PayrollRun> found = in(() -> runs.newest(null, 12)).stream()
                .filter(run -> run.kind() == PayrollRun.Kind.REGULAR && run.state() != PayrollRun.State.CANCELLED)
                .filter(run -> run.month().equals(now) || run.state().compareTo(PayrollRun.State.POSTED) < 0)
                .findFirst();
        if (found.isEmpty()) {
            Card card = new Card(t("ui.payroll.of", Texts.month(now)), new Paragraph(t("ui.payroll.this-month.none")));
            if (officer) {
                card.acts(Buttons.plain(t("ui.payroll.start"), this::start));
            }
            return card;
        }
        PayrollRun run = found.get();
        Div all = new Div();
        all.addClassName("stack");
        H2 title = new H2(t("ui.payroll.of", Texts.month(run.month())));
        Div head = new Div(
                title,
                PayWords.state(run.state()).badge(),
                Buttons.primaryLink(t("ui.payroll.open"), "payroll/" + run.id()));
        head.addClassName("row");
        all.add(head, PayWords.note(t("ui.payroll.next." + run.state()), false));
        if (run.state() != PayrollRun.State.COMPUTING) {
            RunReview.Review seen = in(() -> review.of(run.id()));
            all.add(RunWords.figures(run, seen));
            if (run.state() == PayrollRun.State.PREVIEW) {
                all.add(Card.columns(RunWords.toLookAt(run, seen), RunWords.comings(seen)));
            }
        }
        return all;
    }

    private Div around() {
        PayPeople.Counts counts = in(() -> people.counts(YearMonth.now(clock)));
        List<AnnualTrueUp> open = in(trueUps::open);
        Div row = Figure.row(
                new Figure(t("ui.pay.people"), Texts.number(counts.paid()))
                        .means(t("ui.pay.people.means", counts.notPaid(), counts.incomplete()))
                        .leads(t("ui.pay.people.all-of"), "payroll/people"),
                new Figure(t("ui.pay.team"), Texts.number(counts.supportTeam()))
                        .means(t("ui.pay.team.means"))
                        .leads(t("ui.pay.team.open"), "payroll/people?which=SUPPORT_TEAM"));
        row.add(
                new Figure(t("ui.pay.true-ups"), Texts.number(open.size()))
                        .means(
                                open.isEmpty()
                                        ? t("ui.pay.true-ups.none")
                                        : t(
                                                "ui.pay.true-ups.until",
                                                Texts.day(open.getFirst().dueBy())))
                        .leads(t("ui.pay.true-ups.open"), "payroll/true-ups"),
                new Figure(t("ui.pay.settings.short"), settingsSince())
                        .means(t("ui.pay.settings.means"))
                        .leads(t("ui.pay.settings"), "payroll/settings"));
        return row;
    }

    private String settingsSince() {
        return in(() -> settings.on(LocalDate.now(clock)))
                .map(held -> Texts.month(YearMonth.from(held.firstDay())))
                .orElse("–");
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
}
