package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Every version of a fund's rules in plain words, each with the decision that made it. */
@Route(value = ":tenant/funds/:fund/rules", layout = MainLayout.class)
@For
class FundRulesView extends TenantView {

    private final transient Funds funds;
    private final transient LiveUpdates live;

    FundRulesView(Funds funds, LiveUpdates live) {
        this.funds = funds;
        this.live = live;
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        Fund fund = in(() -> funds.get(id));
        boolean may = is(Role.MANAGER) && fund.state() == Fund.State.OPEN;
        headline(
                        t("ui.funds.rules.of", fund.name()),
                        may
                                ? new Component[] {
                                    Buttons.primaryLink(t("ui.funds.rules.change"), "funds/" + id + "/rules/new")
                                }
                                : new Component[0])
                .lead(t("ui.funds.rules.lead"))
                .above(FundWords.back("funds/" + id, fund.name()));
        List<Rulebook> versions = in(() -> funds.rulebooks(id));
        LocalDate today = LocalDate.now(Texts.ZONE);
        Rulebook current = FundWords.inForce(versions, today);
        for (Rulebook rules : versions) {
            Card card = new Card(t("ui.funds.version", String.valueOf(rules.version())));
            card.acts(state(rules, current, today).badge());
            card.add(FundWords.adopted(rules.adoption()));
            card.add(
                    new H3(t("ui.funds.rules.each")),
                    FundWords.key(rules.terms().contribution()));
            card.add(new H3(t("ui.funds.rules.ask")), FundWords.conditions(rules.terms()));
            card.add(new H3(t("ui.funds.rules.decide")), FundWords.deciding(rules.terms()));
            add(card);
        }
        watch(live, "fund");
    }

    private static State state(Rulebook rules, Rulebook current, LocalDate today) {
        if (rules.equals(current)) {
            return new State(t("ui.rule.now", rules.validFrom()), Tone.GOOD);
        }
        return rules.validFrom().isAfter(today)
                ? new State(t("ui.rule.later", rules.validFrom()), Tone.WAITING)
                : new State(t("ui.rule.before", rules.validFrom()), Tone.NEUTRAL);
    }
}
