package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundMovements;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.UUID;

/** What moved a fund, each with its entry in the books. */
@Route(value = ":tenant/funds/:fund/movements", layout = MainLayout.class)
@For({Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER})
class FundMovementsView extends TenantView {

    private final transient Funds funds;
    private final transient FundMovements movements;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    FundMovementsView(Funds funds, FundMovements movements, SavedFilters saved, LiveUpdates live) {
        this.funds = funds;
        this.movements = movements;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        Fund fund = in(() -> funds.get(id));
        String account = fund.accounts().holds();
        headline(t("ui.funds.movements"), Buttons.link(t("ui.funds.account", account), "accounts/" + account))
                .lead(t("ui.funds.movements.lead", account))
                .above(FundWords.back("funds/" + id, fund.name()));
        add(Figure.row(
                new Figure(t("ui.funds.balance"), Texts.money(fund.balance())),
                new Figure(t("ui.funds.committed"), Texts.money(fund.committed())),
                new Figure(t("ui.funds.free"), Texts.money(fund.free()))));
        add(new DataList<FundMovements.Movement>(
                        "fund-movements",
                        query(),
                        saved,
                        (filters, after, limit) ->
                                movements.list(id, after == null ? null : UUID.fromString(after), limit))
                .name("kind", t("ui.funds.kind"), one -> t("ui.funds.movement." + one.kind()))
                .day("on", t("ui.date"), FundMovements.Movement::on)
                .figure("amount", t("ui.funds.amount"), FundMovements.Movement::amount)
                .opens(one -> to(
                        one.entry() != null
                                ? "entries/" + one.entry()
                                : one.request() != null ? "fund-requests/" + one.request() : "accounts/" + account))
                .whenEmpty(new Empty(
                        VaadinIcon.EXCHANGE, t("ui.funds.movements.none"), t("ui.funds.movements.none.why"))));
        watch(live, "fund");
    }
}
