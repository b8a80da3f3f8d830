package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.funds.FundRepayments;
import coop.entrelacs.funds.RepaymentWay;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.ui.funds.FundRequestView.Shown;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a member pays a loan back: the way of each instalment, and sooner if they like. */
final class LoanRepayment {

    private final FundRequestView view;
    private final RequestView request;
    private final List<ActivityRow> mine;

    LoanRepayment(FundRequestView view, Shown shown) {
        this.view = view;
        this.request = shown.request();
        this.mine = view.ask(() -> view.activities.list(null, null, 50)).items().stream()
                .filter(one -> one.closedOn() == null)
                .toList();
    }

    /** From the cash of an activity at once, or by transfer with a reference that says nothing of what it is for. */
    Card early(LegalIdentity legal) {
        Card card = new Card(Texts.t("ui.funds.early"), new Paragraph(Texts.t("ui.funds.early.why", request.owed())));
        if (!mine.isEmpty()) {
            // one repayment, however often the button is pressed
            String source = Ids.next().toString();
            Select<ActivityRow> activity = activity(mine.getFirst());
            BigDecimalField amount = Fields.euros("amount", Texts.t("ui.funds.amount"), null);
            amount.setHelperText(Texts.t("ui.funds.receive.most", request.owed()));
            card.add(Fields.form(activity, amount), Buttons.plain(Texts.t("ui.funds.early.now"), () -> {
                Money back = Fields.money("amount", amount);
                ActivityRow from = activity.getValue();
                if (from == null) {
                    throw new InvalidField("activity", "required");
                }
                Buttons.confirm(
                        Texts.t("ui.funds.early.now"),
                        Texts.t("ui.funds.early.confirm", back, from.tradeName()),
                        Texts.t("ui.funds.early.now"),
                        () -> {
                            view.ask(() -> view.repayments.fromActivity(request.id(), from.id(), back, source));
                            Refusals.done(Texts.t("ui.funds.early.done", back));
                            view.rebuild();
                        });
            }));
        }
        UnorderedList how = new UnorderedList();
        how.add(new ListItem(Texts.t("ui.funds.early.to", legal.name(), legal.iban() == null ? "" : legal.iban())));
        how.add(new ListItem(Texts.t("ui.funds.early.reference", FundRequestView.reference(request.id()))));
        how.add(new ListItem(Texts.t("ui.funds.early.effect")));
        card.add(how);
        return card;
    }

    private Select<ActivityRow> activity(@Nullable ActivityRow first) {
        return Fields.choice("activity", Texts.t("ui.activity"), mine, ActivityRow::tradeName, first);
    }

    /** By transfer, from an activity, or from pay: whichever the member agrees to. */
    Card way() {
        FundRepayments.Agreed agreed = view.ask(() -> view.repayments.way(request.id()));
        Card card = new Card(Texts.t("ui.funds.way"));
        card.add(FundWords.soft(Texts.t("ui.funds.way.now." + agreed.way())));
        Select<RepaymentWay> way = Fields.choice(
                "way",
                Texts.t("ui.funds.way.choose"),
                mine.isEmpty() ? List.of(RepaymentWay.TRANSFER, RepaymentWay.PAY) : List.of(RepaymentWay.values()),
                one -> Texts.t("ui.funds.way." + one),
                agreed.way());
        Select<ActivityRow> activity = activity(mine.stream()
                .filter(one -> one.id().equals(agreed.activity()))
                .findFirst()
                .orElse(mine.isEmpty() ? null : mine.getFirst()));
        Runnable shape = () -> activity.setVisible(way.getValue() == RepaymentWay.ACTIVITY);
        way.addValueChangeListener(change -> shape.run());
        shape.run();
        card.add(Fields.form(way, activity), Buttons.plain(Texts.t("ui.funds.way.agree"), () -> {
            ActivityRow from = way.getValue() == RepaymentWay.ACTIVITY ? activity.getValue() : null;
            view.ask(() -> view.repayments.agree(request.id(), way.getValue(), from == null ? null : from.id()));
            Refusals.done(Texts.t("ui.funds.way.agreed"));
            view.rebuild();
        }));
        card.add(FundWords.soft(Texts.t("ui.funds.way.law")));
        return card;
    }
}
