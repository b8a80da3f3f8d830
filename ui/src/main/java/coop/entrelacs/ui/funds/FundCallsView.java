package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundContributions;
import coop.entrelacs.funds.FundMovements;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Calls contributions as a job, after showing what it would bring, activity by activity. */
@Route(value = ":tenant/funds/:fund/calls", layout = MainLayout.class)
@For({Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER})
class FundCallsView extends TenantView {

    private static final int MONTHS = 6;
    private static final int SHOWN = 200;

    private final transient Funds funds;
    private final transient FundContributions contributions;
    private final transient FundMovements movements;
    private final transient LiveUpdates live;
    private final Div preview = new Div();

    FundCallsView(Funds funds, FundContributions contributions, FundMovements movements, LiveUpdates live) {
        this.funds = funds;
        this.contributions = contributions;
        this.movements = movements;
        this.live = live;
        preview.addClassName("stack");
        preview.getElement().setAttribute("aria-live", "polite");
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        Fund fund = in(() -> funds.get(id));
        headline(
                        t("ui.funds.calls"),
                        is(Role.MANAGER, Role.ACCOUNTANT)
                                ? new Component[] {
                                    Buttons.link(t("ui.funds.contributions.all"), "funds/" + id + "/contributions"),
                                    Buttons.link(t("ui.exemptions"), "funds/" + id + "/exemptions")
                                }
                                : new Component[0])
                .lead(t("ui.funds.calls.lead"))
                .above(FundWords.back("funds/" + id, fund.name()));
        List<FundContributions.Call> periods = periods(id);
        List<FundMovements.Period> called = in(() -> movements.called(id));
        LocalDate latest = called.stream()
                .map(FundMovements.Period::last)
                .max(LocalDate::compareTo)
                .orElse(LocalDate.MIN);
        // months are called in order: the one after the latest, or the latest there is
        FundContributions.Call suggested = periods.stream()
                .limit(MONTHS)
                .filter(one -> one.last().isAfter(latest) && !called.isEmpty())
                .reduce((newer, older) -> older)
                .orElse(periods.getFirst());
        Select<FundContributions.Call> period = Fields.choice(
                "last", t("ui.funds.period"), periods, one -> FundWords.period(one.first(), one.last()), suggested);
        Card card = new Card(t("ui.funds.call"), Fields.form(period), preview);
        period.addValueChangeListener(change -> preview(change.getValue()));
        preview(suggested);
        add(card, before(called));
        watch(live, "fund");
    }

    /** The months that are over, and the year before. */
    private static List<FundContributions.Call> periods(UUID fund) {
        List<FundContributions.Call> all = new ArrayList<>();
        LocalDate month = LocalDate.now(Texts.ZONE).withDayOfMonth(1);
        for (int i = 1; i <= MONTHS; i++) {
            LocalDate first = month.minusMonths(i);
            all.add(new FundContributions.Call(fund, first, first.plusMonths(1).minusDays(1)));
        }
        LocalDate year = month.withDayOfYear(1).minusYears(1);
        all.add(new FundContributions.Call(fund, year, year.plusYears(1).minusDays(1)));
        return all;
    }

    private void preview(FundContributions.Call call) {
        preview.removeAll();
        FundMovements.Preview what = in(() -> movements.preview(call));
        preview.add(Figure.row(
                new Figure(t("ui.funds.call.amount"), Texts.money(what.amount()))
                        .means(t("ui.funds.call.amount.means", what.rulebook())),
                new Figure(
                                t("ui.funds.call.activities"),
                                Texts.number(what.lines().size()))
                        .means(t("ui.funds.call.activities.means", what.activities(), what.called()))));
        if (what.lines().isEmpty()) {
            preview.add(FundWords.soft(t(what.called() > 0 ? "ui.funds.call.done" : "ui.funds.call.nothing")));
            return;
        }
        Table table = new Table(t("ui.funds.call"), t("ui.activity"), "#" + t("ui.funds.amount"), t("ui.funds.why"));
        what.lines().stream().limit(SHOWN).forEach(line -> {
            NativeDetails why =
                    new NativeDetails(t("ui.funds.why"), FundWords.steps(t("ui.funds.why.steps"), line.steps()));
            table.row(new Span(line.activityName()), line.amount(), why);
        });
        if (what.lines().size() > SHOWN) {
            preview.add(FundWords.soft(t("ui.funds.call.more", what.lines().size() - SHOWN)));
        }
        Div acts = new Div(Buttons.primary(
                t("ui.funds.call.start", what.amount()),
                () -> Buttons.confirm(
                        t("ui.funds.call"),
                        t("ui.funds.call.why", what.amount(), what.lines().size()),
                        t("ui.funds.call.confirm"),
                        () -> {
                            UUID job = in(() -> contributions.submit(call));
                            go("jobs/" + job);
                        })));
        acts.addClassName("acts");
        preview.add(acts, table);
    }

    private Card before(List<FundMovements.Period> called) {
        Card card = new Card(t("ui.funds.called"));
        if (called.isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.called.none")));
            return card;
        }
        Table table = new Table(
                t("ui.funds.called"),
                t("ui.funds.period"),
                "#" + t("ui.funds.call.activities"),
                "#" + t("ui.funds.amount"));
        called.forEach(one -> table.row(FundWords.period(one.first(), one.last()), one.activities(), one.amount()));
        card.add(table);
        return card;
    }
}
