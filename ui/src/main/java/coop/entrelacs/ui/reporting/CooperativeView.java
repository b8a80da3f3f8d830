package coop.entrelacs.ui.reporting;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.federation.MonthFigures;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberStage;
import coop.entrelacs.members.Members;
import coop.entrelacs.reporting.MonthlyFigures;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.BarChart;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.ui.kit.WaitingForYou;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The cooperative today: members, turnover, what waits for a decision. */
@Route(value = ":tenant/today", layout = MainLayout.class)
@For(Role.MANAGER)
class CooperativeView extends TenantView {

    private static final int MONTHS = 6;

    private final transient Tenants tenants;
    private final transient Members members;
    private final transient Invoices invoices;
    private final transient MonthlyFigures figures;
    private final transient WaitingForYou waiting;
    private final transient LiveUpdates live;

    CooperativeView(
            Tenants tenants,
            Members members,
            Invoices invoices,
            MonthlyFigures figures,
            WaitingForYou waiting,
            LiveUpdates live) {
        this.waiting = waiting;
        this.tenants = tenants;
        this.members = members;
        this.invoices = invoices;
        this.figures = figures;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(in(tenants::current).name()).lead(t("ui.today.lead"));
        List<Pages.Waiting> decisions = in(() -> waiting.of(CurrentTenant.actor()));
        if (!decisions.isEmpty()) {
            UnorderedList list = new UnorderedList();
            list.addClassName("waiting");
            decisions.forEach(one -> list.add(new ListItem(new Anchor(to(one.path()), one.sentence()))));
            add(new Card(t("ui.waiting"), list));
        }
        Map<MemberStage.Name, Long> stages = in(members::counts);
        long present = stages.entrySet().stream()
                .filter(one -> one.getKey() != MemberStage.Name.FORMER && one.getKey() != MemberStage.Name.APPLICANT)
                .mapToLong(Map.Entry::getValue)
                .sum();
        Invoices.InvoiceCounts counts = in(() -> invoices.counts(null));
        List<MonthFigures> months = in(() -> figures.lastMonths(MONTHS));
        Money turnover = months.isEmpty() || months.getLast().turnover() == null
                ? Money.ZERO
                : Objects.requireNonNull(months.getLast().turnover());
        add(Figure.row(
                new Figure(t("ui.members"), Texts.number(present)).leads(t("ui.members"), "members"),
                new Figure(t("ui.today.turnover"), Texts.money(turnover)),
                new Figure(t("ui.inbox.due"), Texts.money(counts.due())).leads(t("ui.invoices"), "invoices"),
                new Figure(t("ui.inbox.overdue"), Texts.money(counts.overdueAmount()))
                        .tone(counts.overdueAmount().isPositive() ? Tone.BAD : Tone.NEUTRAL)
                        .leads(t("ui.inbox.overdue.of", counts.overdue()), "invoices?state=OVERDUE")));
        UnorderedList path = new UnorderedList();
        path.addClassName("waiting");
        stages.forEach((stage, count) -> path.add(new ListItem(
                new Anchor(to("members?stage=" + stage), Texts.word(stage)),
                new com.vaadin.flow.component.html.Span(Texts.number(count)))));
        Card chart = new Card(
                t("ui.today.chart"),
                new BarChart(
                        t("ui.today.chart"),
                        t("ui.years.month"),
                        t("ui.federation.turnover"),
                        months.stream()
                                .filter(month -> month.turnover() != null)
                                .map(month -> new BarChart.Bar(
                                        Texts.month(month.month()), Objects.requireNonNull(month.turnover())))
                                .toList()));
        add(Card.columns(chart, new Card(t("ui.today.path"), path)));
        watch(live, "invoice", "activity", "member", "access");
    }
}
