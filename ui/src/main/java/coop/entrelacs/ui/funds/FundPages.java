package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.funds.FundReminder;
import coop.entrelacs.funds.FundReminders;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class FundPages implements Pages {

    /** Beyond that many it is told as that many. */
    private static final int MANY = 100;

    private final Funds funds;
    private final FundRequests requests;
    private final FundReminders reminders;

    FundPages(Funds funds, FundRequests requests, FundReminders reminders) {
        this.funds = funds;
        this.requests = requests;
        this.reminders = reminders;
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

    @Override
    public List<Waiting> waiting(Actor actor) {
        List<Waiting> waiting = new ArrayList<>();
        if (actor.is(Role.TREASURER)) {
            int granted = requests.granted(Stage.GRANTED, null, MANY).items().size();
            waiting.add(new Waiting(Texts.t("ui.bell.to-propose", granted), granted, "fund-payments"));
        }
        if (actor.isAnyOf(Role.TREASURER, Role.MANAGER)) {
            int paying = requests.granted(Stage.PAYING, null, MANY).items().size();
            waiting.add(new Waiting(Texts.t("ui.bell.to-confirm", paying), paying, "fund-payments"));
        }
        if (actor.isAnyOf(Role.COMMITTEE_MEMBER, Role.MEMBER)) {
            List<FundReminder> mine = reminders.mine();
            long decide = mine.stream()
                    .filter(one -> one.audience() == FundReminder.Audience.COMMITTEE)
                    .count();
            if (actor.is(Role.COMMITTEE_MEMBER)) {
                waiting.add(new Waiting(Texts.t("ui.bell.to-decide", decide), decide, "requests"));
            }
            mine.stream()
                    .filter(one -> one.audience() == FundReminder.Audience.APPLICANT)
                    .forEach(one -> waiting.add(new Waiting(
                            Texts.t("ui.funds.reminder." + one.kind(), one.dueOn(), one.fundName()),
                            1,
                            "fund-requests/" + one.request())));
        }
        return waiting;
    }

    @Override
    public List<Act> acts(Actor actor) {
        return actor.is(Role.MEMBER)
                ? List.of(new Act("ui.funds.ask", VaadinIcon.UMBRELLA, "my-funds/ask"))
                : List.of();
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
