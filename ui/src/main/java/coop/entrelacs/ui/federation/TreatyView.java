package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.PoolContributions;
import coop.entrelacs.federation.PoolContributions.Call;
import coop.entrelacs.federation.PoolContributions.Preview;
import coop.entrelacs.federation.PoolFigures;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.federation.Treaty.Version;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A treaty: its terms in plain words, who adopted which version, what was called, what moved in its common fund. */
@Route(value = ":tenant/treaties/:treaty", layout = MainLayout.class)
@For({Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT})
class TreatyView extends TenantView {

    private static final int SHOWN = 100;

    private final transient Treaties treaties;
    private final transient PoolContributions contributions;
    private final transient PoolFigures figures;
    private final transient Tenants tenants;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    TreatyView(
            Treaties treaties,
            PoolContributions contributions,
            PoolFigures figures,
            Tenants tenants,
            LiveUpdates live,
            Clock clock) {
        this.treaties = treaties;
        this.contributions = contributions;
        this.figures = figures;
        this.tenants = tenants;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        Treaty treaty = in(() -> treaties.get(id("treaty")));
        List<Tenant> cooperatives = in(() -> tenants.cooperativesOf(tenant()));
        Anchor back = new Anchor(to("treaties"), "← " + t("ui.pool.treaties"));
        back.addClassName("back");
        headline(treaty.name(), acts(treaty))
                .above(back)
                .under(PoolWords.state(treaty.latest(), LocalDate.now(clock)).badge())
                .lead(Texts.word(treaty.fundKind()));
        add(Figure.row(
                new Figure(t("ui.pool.holds"), Texts.money(treaty.balance())).means(t("ui.pool.holds.means")),
                new Figure(t("ui.pool.called"), Texts.money(treaty.called())).means(t("ui.pool.called.means")),
                new Figure(t("ui.pool.adopted-by"), treaty.latest().adoptions().size() + " / " + cooperatives.size())
                        .means(t("ui.pool.version.of", treaty.latest().number()))));
        add(Card.columns(terms(treaty.latest()), adoptions(treaty, cooperatives)));
        add(calls(treaty, cooperatives));
        add(movements(treaty));
        if (treaty.versions().size() > 1) {
            add(versions(treaty));
        }
        watch(live, "pool", "claim");
    }

    private Component[] acts(Treaty treaty) {
        List<Component> acts = new ArrayList<>();
        acts.add(Buttons.link(t("ui.pool.claims"), "pool-claims?treaty=" + treaty.id()));
        if (is(Role.COORDINATOR)) {
            acts.add(Buttons.link(t("ui.pool.next-version"), "treaties/new?kind=" + treaty.fundKind()));
        }
        if (is(Role.MANAGER)) {
            acts.add(Buttons.plain(t("ui.pool.endow"), () -> endow(treaty)));
        }
        if (is(Role.COORDINATOR)) {
            acts.add(Buttons.primary(t("ui.pool.call"), () -> call(treaty)));
        }
        return acts.toArray(Component[]::new);
    }

    private static Card terms(Version version) {
        UnorderedList said = new UnorderedList();
        PoolWords.terms(version.terms()).forEach(one -> said.add(new ListItem(one)));
        String dates = version.lastDay() == null
                ? t("ui.pool.since", Texts.longDay(version.firstDay()))
                : t("ui.pool.between", Texts.longDay(version.firstDay()), Texts.longDay(version.lastDay()));
        return new Card(
                t("ui.pool.terms", version.number()),
                said,
                new Paragraph(dates + " " + t("ui.pool.decided.by", version.decided())));
    }

    private static Card adoptions(Treaty treaty, List<Tenant> cooperatives) {
        Table table = new Table(
                t("ui.pool.who-adopted"),
                t("ui.pool.cooperative"),
                t("ui.state"),
                t("ui.pool.adopted-on"),
                t("ui.pool.body"));
        Version latest = treaty.latest();
        for (Tenant one : cooperatives) {
            var adoption = latest.by(one.id());
            if (adoption.isPresent()) {
                table.row(
                        one.name(),
                        new State(t("ui.pool.adopted"), Tone.GOOD),
                        adoption.get().on(),
                        Texts.word(adoption.get().body()));
            } else {
                String earlier = treaty.versions().stream()
                        .filter(v -> v.by(one.id()).isPresent())
                        .map(v -> t("ui.pool.adopted.version", v.number()))
                        .findFirst()
                        .orElse("");
                table.row(one.name(), new State(t("ui.pool.not-adopted"), Tone.WAITING), "", earlier);
            }
        }
        return new Card(t("ui.pool.who-adopted"), table);
    }

    private Card calls(Treaty treaty, List<Tenant> cooperatives) {
        Map<TenantId, String> names = cooperatives.stream().collect(Collectors.toMap(Tenant::id, Tenant::name));
        Page<PoolContributions.Made> made = in(() -> contributions.made(treaty.id(), null, SHOWN));
        Card card = new Card(t("ui.pool.calls"));
        if (made.items().isEmpty()) {
            card.add(new Paragraph(t("ui.pool.calls.none")));
            return card;
        }
        Table table = new Table(
                t("ui.pool.calls"),
                t("ui.pool.quarter"),
                t("ui.pool.cooperative"),
                "#" + t("ui.pool.amount"),
                t("ui.pool.why"),
                t("ui.state"));
        made.items()
                .forEach(one -> table.row(
                        quarter(one.first()),
                        names.getOrDefault(one.cooperative(), one.cooperative().value()),
                        one.amount(),
                        PoolWords.explain(one.explanation()),
                        one.settledOn() == null
                                ? new State(t("ui.pool.called"), Tone.WAITING)
                                : new State(t("ui.pool.received.on", Texts.day(one.settledOn())), Tone.GOOD)));
        card.add(table);
        more(card, made);
        return card;
    }

    private Card movements(Treaty treaty) {
        Page<PoolFigures.Movement> moved = in(() -> figures.movements(treaty.id(), null, SHOWN));
        Card card = new Card(t("ui.pool.account"));
        if (moved.items().isEmpty()) {
            card.add(new Paragraph(t("ui.pool.account.none")));
            return card;
        }
        Table table = new Table(
                t("ui.pool.account"),
                t("ui.pool.day"),
                t("ui.pool.movement"),
                t("ui.pool.cooperative"),
                "#" + t("ui.pool.amount"),
                t("ui.pool.behind"));
        for (PoolFigures.Movement one : moved.items()) {
            com.vaadin.flow.component.html.Div behind = new com.vaadin.flow.component.html.Div();
            behind.addClassName("row");
            if (one.claim() != null) {
                behind.add(new Anchor(
                        to("pool-claims/" + one.claim()), t("ui.pool.claim") + " " + PoolWords.name(one.claim())));
            }
            if (one.entry() != null && is(Role.ACCOUNTANT)) {
                behind.add(new Anchor(to("entries/" + one.entry()), t("ui.pool.entry")));
            }
            table.row(one.on(), Texts.word(one.kind()), one.cooperativeName(), one.amount(), behind);
        }
        card.add(table);
        more(card, moved);
        return card;
    }

    /** What is not shown is said. */
    private static void more(Card card, Page<?> shown) {
        if (shown.next() != null) {
            card.add(new Paragraph(Texts.t("ui.shown.latest", shown.items().size())));
        }
    }

    private static Card versions(Treaty treaty) {
        Table table = new Table(
                t("ui.pool.versions"),
                "#" + t("ui.pool.version"),
                t("ui.pool.from"),
                t("ui.pool.cover"),
                "#" + t("ui.pool.adopted-by"),
                t("ui.pool.decided"));
        treaty.versions()
                .forEach(one -> table.row(
                        one.number(),
                        one.firstDay(),
                        PoolWords.cover(one.terms().cover()),
                        one.adoptions().size(),
                        one.decided()));
        return new Card(t("ui.pool.versions"), table);
    }

    private static String quarter(LocalDate first) {
        return t("ui.pool.quarter.of", (first.getMonthValue() + 2) / 3, String.valueOf(first.getYear()));
    }

    private void call(Treaty treaty) {
        LocalDate now = LocalDate.now(clock);
        LocalDate present = now.withDayOfMonth(1).minusMonths((now.getMonthValue() - 1) % 3);
        List<LocalDate> quarters =
                List.of(present.minusMonths(6), present.minusMonths(3), present, present.plusMonths(3));
        Dialog dialog = new Dialog(t("ui.pool.call"));
        Select<LocalDate> first = Fields.choice("first", t("ui.pool.quarter"), quarters, TreatyView::quarter, present);
        com.vaadin.flow.component.html.Div shown = new com.vaadin.flow.component.html.Div();
        Runnable preview = () -> {
            shown.removeAll();
            try {
                shown.add(preview(in(() -> contributions.preview(new Call(treaty.id(), first.getValue())))));
            } catch (coop.entrelacs.federation.PoolRefused refused) {
                shown.add(new Paragraph(Texts.reason(refused)));
            }
        };
        first.addValueChangeListener(change -> preview.run());
        preview.run();
        dialog.add(new Paragraph(t("ui.pool.call.why")), first, shown);
        dialog.setWidth("min(60rem, 96vw)");
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pool.call.do"), () -> {
                    in(() -> contributions.submit(new Call(treaty.id(), first.getValue())));
                    dialog.close();
                    Refusals.done(t("ui.pool.call.done"));
                }));
        dialog.open();
    }

    private static Component preview(Preview preview) {
        Table table = new Table(
                t("ui.pool.call.preview"), t("ui.pool.cooperative"), "#" + t("ui.pool.amount"), t("ui.pool.why"));
        preview.parts()
                .forEach(one -> table.row(
                        one.suspended() ? one.name() + " " + t("ui.pool.suspended") : one.name(),
                        one.amount(),
                        PoolWords.explain(one.explanation())));
        table.total(t("ui.pool.together"), preview.total(), preview.called() ? t("ui.pool.called.already") : "");
        return table;
    }

    private void endow(Treaty treaty) {
        Dialog dialog = new Dialog(t("ui.pool.endow"));
        BigDecimalField amount = Fields.euros("amount", t("ui.pool.amount"), null);
        TextField account = Fields.text("fromAccount", t("ui.pool.from-account"), "1068");
        TextField decision = Fields.text("decision", t("ui.pool.decided"), "");
        // the same dialog gives once, however often it is sent
        String once = Ids.next().toString();
        dialog.add(new Paragraph(t("ui.pool.endow.why")), Fields.form(amount, account, decision));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pool.endow"), () -> {
            Money given = Fields.money("amount", amount);
            in(() -> treaties.endow(
                    treaty.id(), given, account.getValue(), LocalDate.now(clock), decision.getValue(), once));
            dialog.close();
            refresh();
        }));
        dialog.open();
    }
}
