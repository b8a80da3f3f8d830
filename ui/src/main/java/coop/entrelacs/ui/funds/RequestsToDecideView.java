package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.CommitteeRoom;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.RequestRow;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The committee's home: what waits for a decision, the most pressing first, and what waits for one's own vote. */
@Route(value = ":tenant/requests", layout = MainLayout.class)
@For(Role.COMMITTEE_MEMBER)
@HomeOf(Role.COMMITTEE_MEMBER)
class RequestsToDecideView extends TenantView {

    private static final int SOON_DAYS = 7;

    private final transient CommitteeRoom room;
    private final transient FundRequests requests;
    private final transient Funds funds;
    private final transient Members members;
    private final transient LiveUpdates live;

    RequestsToDecideView(CommitteeRoom room, FundRequests requests, Funds funds, Members members, LiveUpdates live) {
        this.room = room;
        this.requests = requests;
        this.funds = funds;
        this.members = members;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.funds.to-decide")).lead(t("ui.funds.to-decide.lead"));
        watch(live, "fund-request", "fund", "committee");
        List<UUID> seats = in(members::mine).isPresent() ? in(room::seats) : List.of();
        if (seats.isEmpty()) {
            add(new Empty(VaadinIcon.SCALE, t("ui.funds.no-seat"), t("ui.funds.no-seat.why")));
            return;
        }
        Map<UUID, List<RequestRow>> rows = new HashMap<>();
        seats.forEach(fund -> rows.put(fund, in(() -> requests.toDecide(fund))));
        List<RequestRow> all = rows.values().stream().flatMap(List::stream).toList();
        Map<UUID, State> votes = new HashMap<>();
        all.forEach(row -> votes.put(row.id(), vote(row)));
        Map<UUID, MemberName> names = in(() ->
                members.names(all.stream().map(RequestRow::member).distinct().toList()));
        LocalDate soon = LocalDate.now(Texts.ZONE).plusDays(SOON_DAYS);
        long pressing = all.stream()
                .filter(row -> row.decideBy() != null && row.decideBy().isBefore(soon))
                .count();
        long mine = votes.values().stream()
                .filter(state -> state.text().equals(t("ui.funds.vote.state.mine")))
                .count();
        add(Figure.row(
                new Figure(t("ui.funds.waiting"), Texts.number(all.size())).means(t("ui.funds.waiting.means")),
                new Figure(t("ui.funds.my-vote"), Texts.number(mine))
                        .means(t(mine == 0 ? "ui.funds.my-vote.none" : "ui.funds.my-vote.means")),
                new Figure(t("ui.funds.pressing"), Texts.number(pressing))
                        .means(t("ui.funds.pressing.means", SOON_DAYS))
                        .tone(pressing > 0 ? Tone.BAD : Tone.NEUTRAL)));
        List<Component> cards = new ArrayList<>();
        for (Fund fund : in(funds::list)) {
            if (seats.contains(fund.id())) {
                cards.add(card(fund, rows.getOrDefault(fund.id(), List.of()), names, votes));
            }
        }
        cards.forEach(this::add);
        add(FundWords.soft(t("ui.funds.to-decide.hidden")));
    }

    private Card card(Fund fund, List<RequestRow> rows, Map<UUID, MemberName> names, Map<UUID, State> votes) {
        Card card = new Card(fund.name());
        card.acts(new Anchor(to("funds/" + fund.id()), t("ui.funds.free.of", fund.free())));
        if (rows.isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.to-decide.none")));
            return card;
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        for (RequestRow row : rows) {
            MemberName name = names.get(row.member());
            Div words = new Div(
                    new Anchor(
                            to("fund-requests/" + row.id()),
                            t("ui.funds.request.of", name == null ? "–" : name.displayName(), row.asked())),
                    FundWords.soft(t(
                            row.stage() == coop.entrelacs.funds.Stage.APPEAL
                                    ? "ui.funds.decide.appeal"
                                    : "ui.funds.decide.before",
                            row.decideBy())));
            words.addClassName("stack");
            list.add(new ListItem(words, state(votes, row)));
        }
        card.add(list);
        return card;
    }

    private static Span state(Map<UUID, State> votes, RequestRow row) {
        State state = votes.get(row.id());
        return state == null ? new Span() : state.badge();
    }

    /** Whether somebody must propose, one's own vote is missing, or the others' are. */
    private State vote(RequestRow row) {
        UUID me = in(room::me);
        return in(() -> room.ballots(row.id())).stream()
                .filter(CommitteeRoom.Ballot::open)
                .findFirst()
                .map(ballot -> ballot.seats().stream()
                                .anyMatch(seat -> seat.member().equals(me) && !seat.excluded() && !seat.voted())
                        ? new State(t("ui.funds.vote.state.mine"), Tone.WAITING)
                        : new State(t("ui.funds.vote.state.others"), Tone.NEUTRAL))
                .orElseGet(() -> new State(t("ui.funds.vote.state.propose"), Tone.WAITING));
    }
}
