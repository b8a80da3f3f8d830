package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.Need;
import coop.entrelacs.funds.PrivatePart;
import coop.entrelacs.funds.RequestForm;
import coop.entrelacs.funds.RequestRow;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The first step of asking: what it is for and how much. From there on the draft keeps itself. */
@Route(value = ":tenant/my-funds/ask", layout = MainLayout.class)
@For(Role.MEMBER)
class AskView extends TenantView {

    private final transient Funds funds;
    private final transient FundRequests requests;

    AskView(Funds funds, FundRequests requests) {
        this.funds = funds;
        this.requests = requests;
    }

    @Override
    protected void show() {
        headline(t("ui.funds.ask")).lead(t("ui.funds.ask.lead")).above(FundWords.back("my-funds", t("ui.funds.mine")));
        List<Fund> open = in(funds::list).stream()
                .filter(fund -> fund.state() == Fund.State.OPEN)
                // who is in trouble reads first what is for them
                .sorted(java.util.Comparator.comparing(fund -> fund.instrument() != Instrument.GRANT))
                .toList();
        if (open.isEmpty()) {
            add(new Empty(VaadinIcon.UMBRELLA, t("ui.funds.none"), t("ui.funds.none.why")));
            return;
        }
        List<RequestRow> mine = in(requests::mine);
        Div cards = new Div();
        cards.addClassName("fund-cards");
        open.forEach(fund -> cards.add(card(fund, mine)));
        add(cards);
    }

    private Component card(Fund fund, List<RequestRow> mine) {
        LocalDate today = LocalDate.now(Texts.ZONE);
        Rulebook rules = FundWords.inForce(in(() -> funds.rulebooks(fund.id())), today);
        Card card = new Card(fund.name(), new Paragraph(FundWords.helps(fund.instrument())));
        card.add(new NativeDetails(t("ui.funds.rules.ask"), FundWords.conditions(rules.terms())));
        Optional<RequestRow> before = mine.stream()
                .filter(row -> row.fund().equals(fund.id())
                        && (row.stage() == Stage.DRAFT || row.stage() == Stage.REVIEW || row.stage() == Stage.APPEAL))
                .findFirst();
        if (before.isPresent()) {
            boolean draft = before.get().stage() == Stage.DRAFT;
            card.add(FundWords.note(t(
                    draft ? "ui.funds.ask.draft" : "ui.funds.ask.waiting",
                    before.get().asked())));
            card.add(Buttons.primaryLink(
                    t(draft ? "ui.funds.ask.go-on" : "ui.funds.ask.see"),
                    "fund-requests/" + before.get().id()));
            return card;
        }
        List<Need> needs = Arrays.stream(Need.values())
                .filter(need -> need.suits(fund.instrument()))
                .toList();
        Select<Need> need = Fields.choice(
                "details.need", t("ui.funds.need"), needs, Texts::word, needs.size() == 1 ? needs.getFirst() : null);
        BigDecimalField amount = Fields.euros("amount", t("ui.funds.amount.asked"), null);
        amount.setHelperText(t("ui.funds.amount.help"));
        card.add(Fields.form(need, amount), Buttons.primary(t("ui.funds.ask.start"), () -> {
            // several cards have such fields: the sentence must stand in this one
            if (need.getValue() == null) {
                need.setErrorMessage(t("refusal.required"));
                need.setInvalid(true);
                return;
            }
            if (amount.getValue() == null || amount.getValue().signum() <= 0) {
                amount.setErrorMessage(t("refusal.must-be-positive"));
                amount.setInvalid(true);
                return;
            }
            RequestView draft = in(() -> requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Fields.money("amount", amount),
                    null,
                    null,
                    null,
                    new PrivatePart(need.getValue(), "", null, null, null, null, null),
                    null)));
            go("fund-requests/" + draft.id());
        }));
        return card;
    }
}
