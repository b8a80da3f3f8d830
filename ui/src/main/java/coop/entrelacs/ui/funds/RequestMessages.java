package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.TextArea;
import coop.entrelacs.funds.CommitteeRoom.Reader;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.ui.funds.FundRequestView.Shown;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Texts;

/** Words between the member who asks and the committee. */
final class RequestMessages {

    private final FundRequestView view;
    private final Shown shown;

    RequestMessages(FundRequestView view, Shown shown) {
        this.view = view;
        this.shown = shown;
    }

    Card card() {
        RequestView request = shown.request();
        boolean committee = shown.reader() == Reader.COMMITTEE;
        Card card = new Card(Texts.t("ui.funds.messages"));
        if (request.messages().isEmpty()) {
            card.add(
                    FundWords.soft(Texts.t(committee ? "ui.funds.messages.none.committee" : "ui.funds.messages.none")));
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("fund-messages");
        for (RequestView.MessageView one : request.messages()) {
            boolean mine = one.fromCommittee() == committee;
            Span from = new Span(Texts.t(
                    mine
                            ? committee ? "ui.funds.messages.committee" : "ui.funds.messages.you"
                            : one.fromCommittee() ? "ui.funds.messages.committee" : "ui.funds.messages.member",
                    Texts.time(one.sentAt())));
            from.addClassName("soft");
            Span body = new Span(one.body());
            body.addClassName("body");
            ListItem item = new ListItem(from, body);
            item.addClassName(mine ? "mine" : "theirs");
            list.add(item);
        }
        card.add(list);
        if (request.stage() != Stage.CLOSED && request.stage() != Stage.WITHDRAWN) {
            TextArea words =
                    Fields.area("body", Texts.t(committee ? "ui.funds.messages.ask" : "ui.funds.messages.write"), null);
            words.setWidthFull();
            words.setMaxLength(5_000);
            words.setValueChangeMode(com.vaadin.flow.data.value.ValueChangeMode.LAZY);
            card.add(words, Buttons.plain(Texts.t("ui.funds.messages.send"), () -> {
                view.does(() -> view.papers.say(request.id(), words.getValue()));
                view.rebuild();
            }));
        }
        return card;
    }
}
