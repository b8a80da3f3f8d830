package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundTemplate;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.util.List;

/** The cooperative's funds side by side, open to everyone in it: what each holds, what of it is promised, what it can still give. */
@Route(value = ":tenant/funds", layout = MainLayout.class)
@For
class FundsView extends TenantView {

    private final transient Funds funds;
    private final transient Committees committees;
    private final transient LiveUpdates live;

    FundsView(Funds funds, Committees committees, LiveUpdates live) {
        this.funds = funds;
        this.committees = committees;
        this.live = live;
    }

    @Override
    protected void show() {
        boolean manager = is(Role.MANAGER);
        List<Fund> all = in(funds::list);
        headline(
                        t("ui.funds"),
                        manager && !all.isEmpty()
                                ? new Component[] {Buttons.plain(t("ui.funds.open"), this::open)}
                                : new Component[0])
                .lead(t("ui.funds.lead"));
        watch(live, "fund");
        if (all.isEmpty()) {
            add(
                    manager
                            ? new Empty(
                                    VaadinIcon.PIGGY_BANK,
                                    t("ui.funds.empty"),
                                    t("ui.funds.empty.why"),
                                    Buttons.primary(t("ui.funds.open"), this::open))
                            : new Empty(VaadinIcon.PIGGY_BANK, t("ui.funds.none"), t("ui.funds.none.why")));
            return;
        }
        List<Fund> living =
                all.stream().filter(fund -> fund.state() != Fund.State.CLOSED).toList();
        add(Figure.row(
                new Figure(t("ui.funds.balance.all"), Texts.money(sum(living, Fund::balance)))
                        .means(t("ui.funds.balance.means")),
                new Figure(t("ui.funds.committed"), Texts.money(sum(living, Fund::committed)))
                        .means(t("ui.funds.committed.means")),
                new Figure(t("ui.funds.free"), Texts.money(sum(living, Fund::free))).means(t("ui.funds.free.means"))));
        Div cards = new Div();
        cards.addClassName("fund-cards");
        all.forEach(fund -> cards.add(card(fund)));
        add(cards);
    }

    private static Money sum(List<Fund> funds, java.util.function.Function<Fund, Money> amount) {
        return Money.sum(funds.stream().map(amount).toList());
    }

    static State state(Fund fund) {
        return new State(
                Texts.t("ui.funds.state." + fund.state()),
                switch (fund.state()) {
                    case OPEN -> Tone.GOOD;
                    case CLOSING -> Tone.WAITING;
                    case CLOSED -> Tone.NEUTRAL;
                });
    }

    private Card card(Fund fund) {
        Card card = new Card(fund.name(), new Paragraph(FundWords.helps(fund.instrument())));
        card.acts(state(fund).badge());
        card.add(figures(fund));
        Anchor link = Buttons.link(t("ui.funds.see"), "funds/" + fund.id());
        link.setAriaLabel(t("ui.funds.see.of", fund.name()));
        card.add(link);
        return card;
    }

    /** The three figures of a fund, in a line each, adding up. */
    static Component figures(Fund fund) {
        com.vaadin.flow.component.html.DescriptionList list = new com.vaadin.flow.component.html.DescriptionList();
        list.addClassName("fund-sum");
        line(list, "ui.funds.balance", fund.balance());
        line(list, "ui.funds.committed", fund.committed());
        line(list, "ui.funds.free", fund.free());
        return list;
    }

    private static void line(com.vaadin.flow.component.html.DescriptionList list, String name, Money amount) {
        var figure = new com.vaadin.flow.component.html.DescriptionList.Description(Texts.money(amount));
        figure.addClassName("figure");
        list.add(new com.vaadin.flow.component.html.DescriptionList.Term(Texts.t(name)), figure);
    }

    /** A fund that the members decided to have, from what another cooperative runs. */
    private void open() {
        Dialog dialog = new Dialog(t("ui.funds.open"));
        dialog.setWidth("min(46rem, 96vw)");
        List<FundTemplate> templates = FundTemplate.all();
        List<Committee> bodies = in(committees::list);
        Select<FundTemplate> template = Fields.choice(
                "code", t("ui.funds.template"), templates, one -> one.title(Texts.locale()), templates.getFirst());
        TextField name =
                Fields.text("name", t("ui.funds.name"), templates.getFirst().title(Texts.locale()));
        Select<Committee> committee = Fields.choice(
                "committee",
                t("ui.funds.committee"),
                bodies,
                Committee::name,
                bodies.isEmpty() ? null : bodies.getFirst());
        if (bodies.isEmpty()) {
            committee.setHelperText(t("ui.funds.committee.made"));
        }
        DatePicker from = Fields.day("validFrom", t("ui.funds.from"), LocalDate.now(Texts.ZONE));
        TextArea decision = Fields.area("adoption.text", t("ui.funds.decided"), null);
        decision.setPlaceholder(t("ui.funds.decided.example"));
        decision.setWidthFull();
        DatePicker decidedOn = Fields.day("adoption.on", t("ui.funds.decided-on"), LocalDate.now(Texts.ZONE));
        Div rules = new Div();
        rules.addClassName("stack");
        Runnable show = () -> {
            rules.removeAll();
            FundTemplate chosen = template.getValue();
            name.setValue(chosen.title(Texts.locale()));
            rules.add(
                    new Paragraph(FundWords.helps(chosen.terms().instrument())),
                    FundWords.key(chosen.terms().contribution()),
                    FundWords.conditions(chosen.terms()),
                    FundWords.soft(t("ui.rule.source", chosen.origin(Texts.locale()))));
        };
        template.addValueChangeListener(change -> show.run());
        show.run();
        dialog.add(Fields.form(template, name, committee, from, decidedOn), decision, rules);
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.funds.open"), () -> {
            FundTemplate chosen = template.getValue();
            LocalDate first = day("validFrom", from);
            Rulebook.Adoption adoption = new Rulebook.Adoption(decision.getValue(), day("adoption.on", decidedOn));
            Fund made = in(() -> {
                Committee body = committee.getValue() != null
                        ? committee.getValue()
                        : committees.ensure("fonds", t("ui.funds.committee.default"), 5, 24);
                return funds.open(
                        chosen.name(), name.getValue(), body.id(), chosen.accounts(), chosen.terms(), adoption, first);
            });
            dialog.close();
            Refusals.done(t("ui.funds.opened", made.name()));
            go("funds/" + made.id());
        }));
        dialog.open();
    }

    static LocalDate day(String name, DatePicker field) {
        LocalDate day = field.getValue();
        if (day == null) {
            throw new InvalidField(name, "required");
        }
        return day;
    }
}
