package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.CrossingMessages;
import coop.entrelacs.federation.PairVerdicts;
import coop.entrelacs.federation.Position;
import coop.entrelacs.federation.PositionList;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.Filters;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this tenant and others of its federation owe one another: by counterpart with its age, and one by one. */
@Route(value = ":tenant/positions", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR})
class PositionsView extends TenantView {

    private final transient PositionList positions;
    private final transient CrossingMessages messages;
    private final transient PairVerdicts verdicts;
    private final transient Tenants tenants;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<Position> list;

    PositionsView(
            PositionList positions,
            CrossingMessages messages,
            PairVerdicts verdicts,
            Tenants tenants,
            SavedFilters saved,
            LiveUpdates live) {
        this.positions = positions;
        this.messages = messages;
        this.verdicts = verdicts;
        this.tenants = tenants;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        List<PositionList.Balance> balances = in(positions::balances);
        headline(t("ui.positions")).lead(t("ui.positions.lead"));
        add(figures(balances));
        if (!balances.isEmpty()) {
            add(byCounterpart(balances), verdicts(balances));
        }
        Map<String, String> counterparts = new LinkedHashMap<>();
        balances.forEach(balance ->
                counterparts.put(balance.counterpart().value(), PositionWords.name(tenants, balance.counterpart())));
        Map<String, String> states = new LinkedHashMap<>();
        states.put("open", t("ui.positions.open"));
        states.put("settled", t("ui.position.state.SETTLED"));
        list = new DataList<Position>(
                        "positions",
                        query(),
                        saved,
                        (filters, after, limit) -> positions.page(filter(filters), after, limit))
                .choice("counterpart", t("ui.position.counterpart"), counterparts)
                .choice("direction", t("ui.position.direction"), Positions.Direction.class, PositionWords::direction)
                .choice("kind", t("ui.position.kind"), Positions.Kind.class, PositionWords::kind)
                .choice("state", t("ui.state"), states)
                .toggle("late", t("ui.positions.late"))
                .name("label", t("ui.position.label"), Position::label)
                .text(
                        "counterpart",
                        t("ui.position.counterpart"),
                        one -> PositionWords.name(tenants, one.counterpart()))
                .text("kind", t("ui.position.kind"), one -> PositionWords.kind(one.kind()))
                .state("state", t("ui.state"), PositionWords::state)
                .day("date", t("ui.date"), Position::date)
                .day("due", t("ui.position.due"), Position::due)
                .figure("receivable", t("ui.position.receivable"), of(Positions.Direction.RECEIVABLE))
                .figure("payable", t("ui.position.payable"), of(Positions.Direction.PAYABLE))
                .more("reference", t("ui.position.reference"), Position::reference)
                .more("settled", t("ui.position.settled-on"), Position::settledOn)
                .opens(one -> to("positions/" + one.id()))
                .whenEmpty(new Empty(VaadinIcon.SCALE, t("ui.positions.empty"), t("ui.positions.empty.why")));
        add(new Card(t("ui.positions.one-by-one"), list));
        watch(live, "positions");
    }

    private static Function<Position, @Nullable Object> of(Positions.Direction direction) {
        return position -> position.direction() == direction ? position.amount() : null;
    }

    private static PositionList.Filter filter(Filters filters) {
        String counterpart = filters.text("counterpart");
        String state = filters.text("state");
        return new PositionList.Filter(
                counterpart == null ? null : new TenantId(counterpart),
                filters.choice("direction", Positions.Direction.class),
                filters.choice("kind", Positions.Kind.class),
                state == null ? null : Boolean.valueOf("open".equals(state)),
                null,
                filters.yes("late") ? 1 : null);
    }

    private com.vaadin.flow.component.Component figures(List<PositionList.Balance> balances) {
        Money receivable = Money.sum(
                balances.stream().map(PositionList.Balance::receivable).toList());
        Money payable =
                Money.sum(balances.stream().map(PositionList.Balance::payable).toList());
        Figure due = new Figure(t("ui.positions.receivable"), Texts.money(receivable))
                .leads(t("ui.positions.lines"), "positions?direction=RECEIVABLE&state=open");
        Figure owed = new Figure(t("ui.positions.payable"), Texts.money(payable))
                .leads(t("ui.positions.lines"), "positions?direction=PAYABLE&state=open");
        Figure net = new Figure(t("ui.positions.net"), Texts.money(receivable.minus(payable)))
                .means(t("ui.positions.net.means"))
                .leads(t("ui.reconciliation"), "reconciliation");
        long stuck = in(messages::stuck);
        if (stuck == 0) {
            return Figure.row(due, owed, net);
        }
        return Figure.row(
                due,
                owed,
                net,
                new Figure(t("ui.messages.stuck"), Texts.number(stuck))
                        .tone(Tone.BAD)
                        .leads(t("ui.messages"), "messages"));
    }

    private Card byCounterpart(List<PositionList.Balance> balances) {
        Table table = new Table(
                t("ui.positions.by-counterpart"),
                t("ui.position.counterpart"),
                "#" + t("ui.position.receivable"),
                "#" + t("ui.position.payable"),
                "#" + t("ui.positions.net"),
                "#" + t("ui.positions.not-due"),
                "#" + t("ui.positions.days30"),
                "#" + t("ui.positions.days60"),
                "#" + t("ui.positions.older"));
        for (PositionList.Balance balance : balances) {
            table.row(
                    new Anchor(
                            to("positions") + "?state=open&counterpart=" + balance.counterpart(),
                            PositionWords.name(tenants, balance.counterpart())),
                    balance.receivable(),
                    balance.payable(),
                    balance.net(),
                    balance.notDue(),
                    balance.days30(),
                    balance.days60(),
                    balance.older());
        }
        table.total(
                t("ui.total"),
                sum(balances, PositionList.Balance::receivable),
                sum(balances, PositionList.Balance::payable),
                sum(balances, PositionList.Balance::net),
                sum(balances, PositionList.Balance::notDue),
                sum(balances, PositionList.Balance::days30),
                sum(balances, PositionList.Balance::days60),
                sum(balances, PositionList.Balance::older));
        return new Card(t("ui.positions.by-counterpart"), table);
    }

    /** What the federation found when it held both sides against each other. */
    private Card verdicts(List<PositionList.Balance> balances) {
        Map<TenantId, PairVerdicts.Heard> heard = in(verdicts::all).stream()
                .collect(Collectors.toMap(PairVerdicts.Heard::counterpart, Function.identity()));
        Table table = new Table(t("ui.positions.verdict"), t("ui.position.counterpart"), t("ui.positions.verdict"));
        balances.forEach(balance -> table.row(
                PositionWords.name(tenants, balance.counterpart()),
                PositionWords.verdict(heard.get(balance.counterpart()))));
        return new Card(t("ui.positions.verdict.title"), table);
    }

    private static Money sum(List<PositionList.Balance> balances, Function<PositionList.Balance, Money> part) {
        return Money.sum(balances.stream().map(part).toList());
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
