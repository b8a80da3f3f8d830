package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.Cession;
import coop.entrelacs.federation.Cession.CessionStage;
import coop.entrelacs.federation.CooperativePool;
import coop.entrelacs.federation.Cover;
import coop.entrelacs.federation.DecidingBody;
import coop.entrelacs.federation.TreatyOffer;
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
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** In a cooperative: the treaties to adopt, what its funds ceded, what it puts in and what it received. */
@Route(value = ":tenant/pool", layout = MainLayout.class)
@For({Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER, Role.COMMITTEE_MEMBER})
class CooperativePoolView extends TenantView {

    private final transient CooperativePool pool;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    CooperativePoolView(CooperativePool pool, LiveUpdates live, Clock clock) {
        this.pool = pool;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        headline(t("ui.pool.own")).lead(t("ui.pool.own.lead"));
        watch(live, "pool");
        List<TreatyOffer> offers = in(pool::offers);
        if (offers.isEmpty()) {
            add(new Empty(VaadinIcon.UMBRELLA, t("ui.pool.own.none"), t("ui.pool.own.none.why")));
            return;
        }
        List<Cession> cessions = in(pool::cessions);
        List<CooperativePool.Due> dues = in(pool::dues);
        CooperativePool.PoolMoneyHere money = in(pool::money);
        long asked = cessions.stream()
                .filter(one -> one.stage() == CessionStage.ASKED)
                .count();
        add(Figure.row(
                new Figure(
                                t("ui.pool.own.to-adopt"),
                                Texts.number(offers.stream()
                                        .filter(one -> !one.adopted())
                                        .count()))
                        .means(t("ui.pool.own.to-adopt.means")),
                new Figure(t("ui.pool.own.ceded"), Texts.money(sum(cessions, CessionStage.values())))
                        .means(asked == 0 ? t("ui.pool.own.ceded.means") : t("ui.pool.own.questions", asked))
                        .tone(asked == 0 ? Tone.NEUTRAL : Tone.WAITING),
                new Figure(t("ui.pool.own.received"), Texts.money(money.received()))
                        .means(t("ui.pool.own.waiting", Texts.money(money.awaited()))),
                new Figure(t("ui.pool.own.put-in"), Texts.money(money.paid().plus(money.owed())))
                        .means(t("ui.pool.own.unpaid", Texts.money(money.owed())))));
        offers.stream().filter(one -> !one.adopted()).forEach(one -> add(toAdopt(one)));
        add(claims(cessions));
        add(contributions(dues));
        add(adopted(offers));
    }

    private Card toAdopt(TreatyOffer offer) {
        UnorderedList said = new UnorderedList();
        PoolWords.terms(offer.terms()).forEach(one -> said.add(new ListItem(one)));
        Card card = new Card(
                t("ui.pool.offer", offer.name(), offer.version()),
                new Paragraph(t("ui.pool.offer.why", Texts.longDay(offer.firstDay()))),
                said,
                new Paragraph(PoolWords.share(offer)));
        if (!offer.fundHere()) {
            card.add(withoutFund(offer));
        }
        if (is(Role.MANAGER)) {
            card.acts(Buttons.primary(t("ui.pool.adopt"), () -> adopt(offer)));
        }
        return card;
    }

    /** Who has no such fund pays, and has nothing to cede. */
    private static Paragraph withoutFund(TreatyOffer offer) {
        Paragraph warning = new Paragraph(t("ui.pool.offer.no-fund", Texts.word(offer.fundKind())));
        warning.addClassNames("note", "bad");
        return warning;
    }

    private void adopt(TreatyOffer offer) {
        Dialog dialog = new Dialog(t("ui.pool.adopt.title", offer.name(), offer.version()));
        Select<DecidingBody> body = Fields.choice(
                "body", t("ui.pool.body"), List.of(DecidingBody.values()), Texts::word, DecidingBody.GENERAL_MEETING);
        DatePicker on = Fields.day("on", t("ui.pool.adopted-on"), LocalDate.now(clock));
        TextField reference = Fields.text("reference", t("ui.pool.reference"), "");
        reference.setHelperText(t("ui.pool.reference.stays"));
        dialog.add(new Paragraph(PoolWords.share(offer)));
        if (!offer.fundHere()) {
            dialog.add(withoutFund(offer));
        }
        dialog.add(new Paragraph(t("ui.pool.adopt.why")), Fields.form(body, on, reference));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pool.adopt"), () -> {
            LocalDate day = on.getValue();
            if (day == null) {
                throw new InvalidField("on", "required");
            }
            in(() -> pool.adopt(offer.treaty(), offer.version(), body.getValue(), day, reference.getValue()));
            dialog.close();
            Refusals.done(t("ui.pool.adopt.done"));
            refresh();
        }));
        dialog.open();
    }

    private Card claims(List<Cession> cessions) {
        Card card = new Card(t("ui.pool.own.claims"), new Paragraph(t("ui.pool.own.claims.lead")));
        if (cessions.isEmpty()) {
            card.add(new Paragraph(t("ui.pool.own.claims.none")));
            return card;
        }
        Table table = new Table(
                t("ui.pool.own.claims"),
                t("ui.pool.claim"),
                t("ui.pool.own.fund"),
                t("ui.pool.paid-on"),
                "#" + t("ui.pool.loss"),
                "#" + t("ui.pool.ceded"),
                "#" + t("ui.pool.accepted"),
                t("ui.state"),
                t("ui.pool.reason"));
        cessions.forEach(one -> table.row(
                new Anchor(to("pool/" + one.claim()), PoolWords.name(one.claim())),
                one.fund(),
                one.paidOn(),
                one.loss(),
                one.ceded(),
                one.accepted(),
                PoolWords.state(one),
                one.reason() == null ? "" : Texts.word(one.reason())));
        card.add(table);
        return card;
    }

    private static Card contributions(List<CooperativePool.Due> dues) {
        Card card = new Card(t("ui.pool.own.contributions"));
        if (dues.isEmpty()) {
            card.add(new Paragraph(t("ui.pool.own.contributions.none")));
            return card;
        }
        Table table = new Table(
                t("ui.pool.own.contributions"),
                t("ui.pool.treaty"),
                t("ui.pool.quarter"),
                "#" + t("ui.pool.amount"),
                t("ui.pool.why"),
                t("ui.state"));
        dues.forEach(one -> table.row(
                one.treatyName(),
                t(
                        "ui.pool.quarter.of",
                        (one.first().getMonthValue() + 2) / 3,
                        String.valueOf(one.first().getYear())),
                one.amount(),
                PoolWords.explain(one.explanation()),
                one.settledOn() == null
                        ? new State(t("ui.pool.own.owed"), Tone.WAITING)
                        : new State(t("ui.pool.own.settled", Texts.day(one.settledOn())), Tone.GOOD)));
        card.add(table);
        return card;
    }

    private Card adopted(List<TreatyOffer> offers) {
        Card card = new Card(t("ui.pool.own.adopted"));
        List<TreatyOffer> adopted = offers.stream().filter(TreatyOffer::adopted).toList();
        if (adopted.isEmpty()) {
            card.add(new Paragraph(t("ui.pool.own.adopted.none")));
            return card;
        }
        Table table = new Table(
                t("ui.pool.own.adopted"),
                t("ui.pool.treaty"),
                "#" + t("ui.pool.version"),
                t("ui.pool.cover"),
                t("ui.state"),
                t("ui.pool.adopted-on"),
                t("ui.pool.reference"),
                t("ui.pool.own.year"));
        adopted.forEach(one -> table.row(
                one.name(),
                one.version(),
                PoolWords.cover(one.terms().cover()),
                PoolWords.state(one, LocalDate.now(clock)),
                one.adoptedOn(),
                one.reference(),
                one.terms().cover().kind() == Cover.CoverKind.STOP_LOSS ? closeYear(one.treaty()) : ""));
        card.add(table);
        return card;
    }

    private Component closeYear(UUID treaty) {
        int year = LocalDate.now(clock).getYear() - 1;
        return Buttons.plain(t("ui.pool.own.close-year", String.valueOf(year)), () -> {
            List<Cession> made = in(() -> pool.closeYear(treaty, year));
            Refusals.done(made.isEmpty() ? t("ui.pool.own.year.below") : t("ui.pool.own.year.ceded", made.size()));
            refresh();
        });
    }

    private static Money sum(List<Cession> all, CessionStage... stages) {
        return Money.sum(all.stream()
                .filter(one -> List.of(stages).contains(one.stage()))
                .map(Cession::ceded)
                .toList());
    }
}
