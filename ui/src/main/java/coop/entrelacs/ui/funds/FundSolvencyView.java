package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundPage;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Solvency;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How long a fund lasts: the next two years as expected and under each stress, with what is assumed. */
@Route(value = ":tenant/funds/:fund/solvency", layout = MainLayout.class)
@For
class FundSolvencyView extends TenantView {

    private final transient Funds funds;
    private final transient FundPage page;

    FundSolvencyView(Funds funds, FundPage page) {
        this.funds = funds;
        this.page = page;
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        Fund fund = in(() -> funds.get(id));
        List<Solvency.Projection> all = in(() -> page.projections(id));
        headline(t("ui.funds.solvency"))
                .lead(t("ui.funds.solvency.lead"))
                .above(FundWords.back("funds/" + id, fund.name()));
        add(Figure.row(all.stream().map(FundSolvencyView::figure).toArray(Figure[]::new)));
        Card chart = new Card(t("ui.funds.solvency.chart"), new ProjectionChart(t("ui.funds.solvency.chart"), all));
        chart.add(new NativeDetails(t("ui.chart.table"), table(all)));
        add(chart, assumed(all.getFirst().assumptions()));
    }

    private static Figure figure(Solvency.Projection one) {
        Money last = one.months().getLast().balance();
        return new Figure(t("ui.funds.stress." + one.stress()), Texts.money(last))
                .means(
                        one.shortFrom() == null
                                ? t(
                                        "ui.funds.solvency.holds",
                                        Texts.month(one.months().getLast().month()))
                                : t("ui.funds.solvency.short", Texts.month(one.shortFrom()), one.missing()))
                .tone(one.shortFrom() == null ? Tone.NEUTRAL : Tone.BAD);
    }

    private static Table table(List<Solvency.Projection> all) {
        List<String> headers = new ArrayList<>(List.of(t("ui.funds.month")));
        all.forEach(one -> headers.add("#" + t("ui.funds.stress." + one.stress())));
        Table table = new Table(t("ui.funds.solvency.chart"), headers.toArray(String[]::new));
        int months = all.getFirst().months().size();
        for (int i = 0; i < months; i++) {
            Object[] cells = new Object[all.size() + 1];
            cells[0] = Texts.month(all.getFirst().months().get(i).month());
            for (int j = 0; j < all.size(); j++) {
                cells[j + 1] = all.get(j).months().get(i).balance();
            }
            table.row(cells);
        }
        return table;
    }

    private static Card assumed(Solvency.Assumptions one) {
        UnorderedList list = new UnorderedList(
                new ListItem(t("ui.funds.assumed.start", one.balance(), one.committed())),
                new ListItem(t("ui.funds.assumed.contributions", one.contributions())),
                new ListItem(t("ui.funds.assumed.aid", one.aid())),
                new ListItem(t(
                        "ui.funds.assumed.instalments",
                        Money.sum(one.instalments().values().stream().toList()))));
        if (one.recoverable().isPositive()) {
            list.add(new ListItem(t("ui.funds.assumed.recovered", one.recovered(), one.recoverable())));
        }
        for (Solvency.Stress stress : Solvency.Stress.values()) {
            list.add(new ListItem(t("ui.funds.stress.means." + stress)));
        }
        return new Card(t("ui.funds.assumed"), list);
    }
}
