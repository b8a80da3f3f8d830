package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.CrossingMessages;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.CrossingPair;
import coop.entrelacs.tenancy.crossing.OutgoingMessage;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages to others that have not arrived: those on their way, those that wait, those that are stuck, and why. */
@Route(value = ":tenant/messages", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR})
class MessagesView extends TenantView {

    private final transient CrossingMessages messages;
    private final transient Tenants tenants;
    private final transient SavedFilters saved;
    private @Nullable DataList<OutgoingMessage> list;

    MessagesView(CrossingMessages messages, Tenants tenants, SavedFilters saved) {
        this.messages = messages;
        this.tenants = tenants;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.messages"), Buttons.plain(t("ui.messages.try-again"), this::tryAgain))
                .lead(t("ui.messages.lead"));
        list = new DataList<OutgoingMessage>(
                        "messages", query(), saved, (filters, after, limit) -> messages.undelivered(after, limit))
                .name("recipient", t("ui.message.recipient"), one -> PositionWords.name(tenants, one.recipient()))
                .text("kind", t("ui.message.kind"), MessagesView::kind)
                .state("state", t("ui.state"), PositionWords::state)
                .text("why", t("ui.message.why"), MessagesView::why)
                .text("since", t("ui.message.since"), one -> one.createdAt())
                .figure("attempts", t("ui.message.attempts"), OutgoingMessage::attempts)
                .text("next", t("ui.message.next"), one -> one.nextAttempt())
                .more("number", t("ui.message.number"), OutgoingMessage::number)
                .more("id", t("ui.position.id"), OutgoingMessage::id)
                .whenEmpty(new Empty(VaadinIcon.ENVELOPE, t("ui.messages.empty"), t("ui.messages.empty.why")));
        add(list);
        List<CrossingPair> pairs = in(messages::pairs);
        if (!pairs.isEmpty()) {
            Table table = new Table(
                    t("ui.messages.pairs"),
                    t("ui.position.counterpart"),
                    "#" + t("ui.messages.sent"),
                    "#" + t("ui.messages.undelivered"),
                    "#" + t("ui.messages.received"));
            pairs.forEach(pair -> table.row(
                    PositionWords.name(tenants, pair.other()), pair.sent(), pair.undelivered(), pair.received()));
            add(new Card(t("ui.messages.pairs"), table));
        }
    }

    private static String kind(OutgoingMessage message) {
        String key = "ui.message.kind." + message.kind().replaceFirst("\\.v\\d+$", "");
        return Texts.has(key) ? t(key) : message.kind();
    }

    private static String why(OutgoingMessage message) {
        OutgoingMessage.Obstacle obstacle = message.obstacle();
        if (obstacle == null) {
            return "";
        }
        String fault = message.lastError() == null ? "" : message.lastError();
        return t("ui.message.obstacle." + obstacle, fault);
    }

    private void tryAgain() {
        act(messages::tryAgain);
        Refusals.done(t("ui.messages.trying"));
        if (list != null) {
            list.refresh();
        }
    }
}
