package coop.entrelacs.ui.governance;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.Route;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.governance.Mandate;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberFilter;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.MemberRow;
import coop.entrelacs.members.MemberStage;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Role;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who sits, until when, who has served; managers write down elections and ends. */
@Route(value = ":tenant/committees/:committee", layout = MainLayout.class)
@For
class CommitteeView extends TenantView {

    private static final int SOON_MONTHS = 3;
    private static final int FOUND = 50;

    private final transient Committees committees;
    private final transient Members members;
    private final transient Grants grants;
    private final transient LiveUpdates live;

    CommitteeView(Committees committees, Members members, Grants grants, LiveUpdates live) {
        this.committees = committees;
        this.members = members;
        this.grants = grants;
        this.live = live;
    }

    @Override
    protected void show() {
        Committee body = in(() -> committees.get(id("committee")));
        boolean manager = is(Role.MANAGER);
        Anchor back = new Anchor(to("committees"), "← " + t("ui.committees"));
        back.addClassName("back");
        headline(
                        body.name(),
                        manager
                                ? new Component[] {Buttons.primary(t("ui.committee.elect"), () -> elect(body))}
                                : new Component[0])
                .lead(t("ui.committee.lead", body.termMonths()))
                .above(back);
        LocalDate today = LocalDate.now(Texts.ZONE);
        List<Mandate> all = in(() -> committees.register(body.id()));
        Map<UUID, MemberName> names = in(
                () -> members.names(all.stream().map(Mandate::member).distinct().toList()));
        List<Mandate> now = all.stream().filter(one -> one.sitsOn(today)).toList();
        List<Mandate> past = all.stream().filter(one -> !one.sitsOn(today)).toList();
        long ending = now.stream()
                .filter(one -> one.lastDay().isBefore(today.plusMonths(SOON_MONTHS)))
                .count();
        add(Figure.row(
                new Figure(t("ui.committee.sitting"), t("ui.committee.of", now.size(), body.seats()))
                        .means(t(
                                now.size() < body.seats() ? "ui.committee.free" : "ui.committee.full",
                                body.seats() - now.size())),
                new Figure(t("ui.committee.ending"), Texts.number(ending))
                        .means(t("ui.committee.ending.means", SOON_MONTHS))
                        .tone(ending > 0 ? Tone.BAD : Tone.NEUTRAL),
                new Figure(
                                t("ui.committee.served"),
                                Texts.number(all.stream()
                                        .map(Mandate::member)
                                        .distinct()
                                        .count()))
                        .means(t("ui.committee.served.means"))));
        add(seats(now, names, manager), register(past, names));
        watch(live, "committee");
    }

    private Card seats(List<Mandate> now, Map<UUID, MemberName> names, boolean manager) {
        Card card = new Card(t("ui.committee.who"));
        if (now.isEmpty()) {
            Paragraph none = new Paragraph(t("ui.committee.empty"));
            none.addClassName("note");
            card.add(none);
            return card;
        }
        List<String> headers = new ArrayList<>(List.of(
                t("ui.committee.person"), t("ui.committee.mandate"), t("ui.committee.until"), t("ui.committee.by")));
        if (manager) {
            headers.add(t("ui.acts"));
        }
        Table table = new Table(t("ui.committee.who"), headers.toArray(String[]::new));
        for (Mandate one : now) {
            Component until = new Span(Texts.day(one.endedOn() == null ? one.lastDay() : one.endedOn()));
            State term = new State(
                    t(one.term() == 1 ? "ui.committee.first-term" : "ui.committee.last-term"),
                    one.term() == 1 ? Tone.NEUTRAL : Tone.WAITING);
            if (manager) {
                table.row(name(names, one), term, until, one.electedBy(), acts(one, names));
            } else {
                table.row(name(names, one), term, until, one.electedBy());
            }
        }
        card.add(table.asCards());
        return card;
    }

    private static String name(Map<UUID, MemberName> names, Mandate one) {
        MemberName name = names.get(one.member());
        return name == null ? "–" : name.displayName();
    }

    private Div acts(Mandate one, Map<UUID, MemberName> names) {
        List<Component> acts = new ArrayList<>();
        if (one.endedOn() == null) {
            acts.add(Buttons.plain(t("ui.committee.end"), () -> end(one, name(names, one))));
        }
        Div bar = new Div(acts.toArray(Component[]::new));
        bar.addClassName("acts");
        return bar;
    }

    private Card register(List<Mandate> past, Map<UUID, MemberName> names) {
        Card card = new Card(t("ui.committee.register"));
        if (past.isEmpty()) {
            Paragraph none = new Paragraph(t("ui.committee.register.none"));
            none.addClassName("soft");
            card.add(none);
            return card;
        }
        Table table = new Table(
                t("ui.committee.register"),
                t("ui.committee.person"),
                t("ui.committee.mandate"),
                t("ui.committee.from"),
                t("ui.committee.until"),
                t("ui.committee.by"));
        past.forEach(one -> table.row(
                name(names, one),
                String.valueOf(one.term()),
                one.firstDay(),
                one.endedOn() == null ? one.lastDay() : one.endedOn(),
                one.electedBy()));
        card.add(table);
        return card;
    }

    /** Writes an election down, and lets the elected open the committee's pages. */
    private void elect(Committee body) {
        Dialog dialog = new Dialog(t("ui.committee.elect"));
        ComboBox<MemberRow> member = Fields.named("member", new ComboBox<>(t("ui.committee.person")));
        member.setItemLabelGenerator(row -> row.displayName() + " · " + row.trade());
        member.setItems(query -> {
            String text = query.getFilter().orElse("");
            return in(() -> members.list(MemberFilter.named(text), null, FOUND)).items().stream()
                    .filter(row -> row.stage() != MemberStage.Name.FORMER && row.stage() != MemberStage.Name.APPLICANT)
                    .skip(query.getOffset())
                    .limit(query.getLimit());
        });
        DatePicker from = Fields.day("firstDay", t("ui.committee.from"), LocalDate.now(Texts.ZONE));
        TextArea by = Fields.area("electedBy", t("ui.committee.by"), null);
        by.setPlaceholder(t("ui.committee.by.example"));
        by.setWidthFull();
        dialog.setWidth("min(36rem, 96vw)");
        dialog.add(new Paragraph(t("ui.committee.elect.why", body.termMonths())), Fields.form(member, from), by);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.committee.elect"), () -> {
                    MemberRow who = member.getValue();
                    LocalDate first = from.getValue();
                    if (who == null) {
                        throw new InvalidField("member", "required");
                    }
                    if (first == null) {
                        throw new InvalidField("firstDay", "required");
                    }
                    Mandate made = in(() -> committees.elect(body.id(), who.id(), first, by.getValue()));
                    UUID person = in(() -> members.name(who.id())).person();
                    if (person != null) {
                        act(() -> grants.grant(person, Role.COMMITTEE_MEMBER));
                    }
                    dialog.close();
                    Refusals.done(t(
                            person == null ? "ui.committee.elected.no-account" : "ui.committee.elected",
                            who.displayName(),
                            made.lastDay()));
                    refresh();
                }));
        dialog.open();
    }

    private void end(Mandate one, String name) {
        Dialog dialog = new Dialog(t("ui.committee.end"));
        DatePicker last = Fields.day("lastDay", t("ui.committee.last-day"), LocalDate.now(Texts.ZONE));
        dialog.add(new Paragraph(t("ui.committee.end.why", name)), last);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.committee.end"), () -> {
                    LocalDate day = last.getValue();
                    if (day == null) {
                        throw new InvalidField("lastDay", "required");
                    }
                    in(() -> committees.end(one.id(), day));
                    dialog.close();
                    Refusals.done(t("ui.committee.ended", name, day));
                    refresh();
                }));
        dialog.open();
    }
}
