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
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Tone;
import java.util.UUID;

/** Every contribution called to a fund; each opens with its explanation and can be taken back. */
@Route(value = ":tenant/funds/:fund/contributions", layout = MainLayout.class)
@For({Role.MANAGER, Role.ACCOUNTANT})
class FundContributionsView extends TenantView {

    private final transient Funds funds;
    private final transient FundMovements movements;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    FundContributionsView(Funds funds, FundMovements movements, SavedFilters saved, LiveUpdates live) {
        this.funds = funds;
        this.movements = movements;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        Fund fund = in(() -> funds.get(id));
        headline(t("ui.funds.contributions"))
                .lead(t("ui.funds.contributions.lead"))
                .above(FundWords.back("funds/" + id + "/calls", t("ui.funds.calls")));
        add(new DataList<FundMovements.Called>(
                        "fund-contributions",
                        query(),
                        saved,
                        (filters, after, limit) -> movements.contributions(
                                fund.id(), filters.text("text"), after == null ? null : UUID.fromString(after), limit))
                .search("text", t("ui.activity"))
                .name("activity", t("ui.activity"), FundMovements.Called::activityName)
                .text("period", t("ui.funds.period"), one -> FundWords.period(one.first(), one.last()))
                .state("state", t("ui.state"), FundContributionsView::state)
                .figure("amount", t("ui.funds.amount"), FundMovements.Called::amount)
                .opens(one -> to("funds/" + id + "/contributions/" + one.activity() + "/" + one.id()))
                .whenEmpty(new Empty(VaadinIcon.COINS, t("ui.funds.called.none"), t("ui.funds.calls.lead"))));
        watch(live, "fund");
    }

    private static State state(FundMovements.Called one) {
        return one.reversal()
                ? new State(t("ui.funds.contribution.reversal"), Tone.NEUTRAL)
                : one.reversed()
                        ? new State(t("ui.funds.contribution.reversed"), Tone.BAD)
                        : new State(t("ui.funds.contribution.called"), Tone.GOOD);
    }
}
