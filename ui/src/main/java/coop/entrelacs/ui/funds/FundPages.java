package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class FundPages implements Pages {

    private final Funds funds;

    FundPages(Funds funds) {
        this.funds = funds;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(MyFundsView.class, "my-funds", "ui.funds.mine", VaadinIcon.UMBRELLA, Group.MINE, 50),
                new Destination(
                        RequestsToDecideView.class, "requests", "ui.funds.to-decide", VaadinIcon.SCALE, Group.MINE, 60),
                new Destination(FundsView.class, "funds", "ui.funds", VaadinIcon.PIGGY_BANK, Group.COOPERATIVE, 50),
                new Destination(
                        FundPaymentsView.class,
                        "fund-payments",
                        "ui.funds.payments",
                        VaadinIcon.EXCHANGE,
                        Group.COOPERATIVE,
                        52));
    }

    /** Funds by name; requests are never found by searching. */
    @Override
    public List<Hit> find(String text, Actor actor) {
        return funds.list().stream()
                .filter(fund -> Folding.finds(text, fund.name()))
                .map(fund -> new Hit(
                        "ui.funds.fund",
                        VaadinIcon.PIGGY_BANK,
                        fund.name(),
                        Texts.t("ui.funds.free.of", fund.free()),
                        "funds/" + fund.id()))
                .toList();
    }
}
