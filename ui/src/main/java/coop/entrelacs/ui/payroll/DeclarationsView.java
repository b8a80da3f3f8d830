package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.Declarations;
import coop.entrelacs.payroll.Declarations.BodyMonth;
import coop.entrelacs.payroll.DsnMaker;
import coop.entrelacs.payroll.SocialBody;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
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
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;

/** What a month owes to each social body and to the tax office: line by line, what is paid, and the file to declare it by. */
@Route(value = ":tenant/payroll/declarations", layout = MainLayout.class)
@For({Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT})
class DeclarationsView extends TenantView {

    private final transient Declarations declarations;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    DeclarationsView(Declarations declarations, LiveUpdates live, Clock clock) {
        this.declarations = declarations;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        List<YearMonth> months = in(declarations::months);
        if (months.isEmpty()) {
            headline(t("ui.declarations")).lead(t("ui.declarations.lead"));
            add(new Empty(
                    VaadinIcon.INSTITUTION,
                    t("ui.declarations.none"),
                    t("ui.declarations.none.why"),
                    Buttons.link(t("ui.declarations.to-runs"), "payroll")));
            return;
        }
        YearMonth month = asked(months);
        Declarations.DeclaredMonth declared = in(() -> declarations.month(month));
        headline(
                        t("ui.declarations.of", Texts.month(month)),
                        is(Role.PAYROLL_OFFICER)
                                ? new Component[] {Buttons.primary(t("ui.declarations.make"), () -> make(month))}
                                : new Component[0])
                .lead(t("ui.declarations.lead"));
        Select<YearMonth> choice = Fields.choice("month", t("ui.declarations.month"), months, Texts::month, month);
        choice.addValueChangeListener(change -> UI.getCurrentOrThrow()
                .navigate(
                        to("payroll/declarations"),
                        QueryParameters.simple(Map.of("month", change.getValue().toString()))));
        Money due = Money.sum(declared.bodies().stream().map(BodyMonth::due).toList());
        Money open = Money.sum(declared.bodies().stream().map(BodyMonth::open).toList());
        add(
                choice,
                Figure.row(
                        new Figure(t("ui.declarations.due"), Texts.money(due))
                                .means(t("ui.declarations.people", declared.people())),
                        new Figure(t("ui.declarations.open"), Texts.money(open))
                                .tone(open.isZero() ? Tone.GOOD : Tone.WAITING)));
        add(summary(month, declared));
        declared.bodies().forEach(body -> add(lines(body)));
        add(files(month, declared));
        watch(live, "payroll-declaration", "payroll-run");
    }

    private YearMonth asked(List<YearMonth> months) {
        String month = query().getSingleParameter("month").orElse("");
        try {
            YearMonth asked = YearMonth.parse(month);
            return months.contains(asked) ? asked : months.getFirst();
        } catch (DateTimeException e) {
            return months.getFirst();
        }
    }

    private Card summary(YearMonth month, Declarations.DeclaredMonth declared) {
        boolean pays = is(Role.PAYROLL_OFFICER, Role.ACCOUNTANT, Role.TREASURER);
        boolean names = is(Role.PAYROLL_OFFICER, Role.MANAGER);
        Table table = new Table(
                t("ui.declarations.bodies"),
                t("ui.declarations.body"),
                "#" + t("ui.declarations.employee"),
                "#" + t("ui.declarations.employer"),
                "#" + t("ui.declarations.now"),
                "#" + t("ui.declarations.later"),
                t("ui.declarations.state"),
                t("ui.declarations.act"));
        for (BodyMonth body : declared.bodies()) {
            com.vaadin.flow.component.html.Div acts = new com.vaadin.flow.component.html.Div();
            acts.addClassName("acts");
            if (pays && !body.open().isZero()) {
                acts.add(Buttons.plain(t("ui.declarations.pay"), () -> pay(month, body)));
            }
            if (names) {
                acts.add(Buttons.plain(
                        t(body.identity() == null ? "ui.declarations.name" : "ui.declarations.rename"),
                        () -> name(body)));
            }
            table.row(
                    Texts.word(body.body()),
                    body.employee(),
                    body.employer(),
                    body.due(),
                    body.deferred(),
                    state(body),
                    acts);
        }
        return new Card(t("ui.declarations.bodies"), new Paragraph(t("ui.declarations.bodies.lead")), table);
    }

    private static State state(BodyMonth body) {
        if (body.due().isZero()) {
            return new State(t("ui.declarations.state.later"), Tone.NEUTRAL);
        }
        return body.open().isZero()
                ? new State(t("ui.declarations.state.paid"), Tone.GOOD)
                : new State(t("ui.declarations.state.open", body.open()), Tone.WAITING);
    }

    private Details lines(BodyMonth body) {
        Table table = new Table(
                t("ui.declarations.lines.of", Texts.word(body.body())),
                t("ui.declarations.line"),
                "#" + t("ui.declarations.base"),
                "#" + t("ui.declarations.employee"),
                "#" + t("ui.declarations.employer"));
        body.lines()
                .forEach(line -> table.row(
                        t("payroll.line." + line.code())
                                + (line.deferred() ? " " + t("ui.declarations.next-year") : ""),
                        line.base(),
                        line.employee(),
                        line.employer()));
        return new Details(t("ui.declarations.lines.of", Texts.word(body.body())), table);
    }

    private Card files(YearMonth month, Declarations.DeclaredMonth declared) {
        Card card = new Card(t("ui.declarations.files"), new Paragraph(t("ui.declarations.not-certified")));
        if (declared.files().isEmpty()) {
            card.add(new Paragraph(t("ui.declarations.files.none")));
            return card;
        }
        Table table = new Table(
                t("ui.declarations.files"),
                "#" + t("ui.declarations.no"),
                "#" + t("ui.declarations.people.count"),
                "#" + t("ui.declarations.findings"),
                t("ui.declarations.made-by"),
                t("ui.declarations.made-at"),
                t("ui.declarations.file"));
        declared.files()
                .forEach(file -> table.row(
                        file.no(),
                        file.people(),
                        file.findings(),
                        file.madeByName(),
                        Texts.time(file.madeAt()),
                        is(Role.PAYROLL_OFFICER)
                                ? Buttons.download(
                                        t("ui.declarations.download", file.no()),
                                        Downloads.of(() -> new Downloads.Named(
                                                Declarations.fileName(month, file.no()),
                                                "text/plain",
                                                declarations.file(month, file.no()))))
                                : ""));
        card.add(table);
        return card;
    }

    private void make(YearMonth month) {
        DsnMaker.Made made = in(() -> declarations.declare(month));
        Dialog dialog = new Dialog(t("ui.declarations.made", made.no()));
        dialog.add(new Paragraph(t("ui.declarations.not-certified")));
        if (made.findings().isEmpty()) {
            dialog.add(new Paragraph(t("ui.declarations.complete")));
        } else {
            UnorderedList list = new UnorderedList();
            made.findings().stream()
                    .limit(50)
                    .forEach(gap -> list.add(new ListItem(t("dsn." + gap.code(), gap.about()))));
            dialog.add(new Paragraph(t("ui.declarations.gaps", made.findings().size())), list);
        }
        dialog.getFooter().add(Buttons.primary(t("ui.declarations.close"), dialog::close));
        dialog.addDetachListener(closed -> refresh());
        dialog.open();
    }

    private void pay(YearMonth month, BodyMonth body) {
        Dialog dialog = new Dialog(t("ui.declarations.pay.of", Texts.word(body.body())));
        DatePicker day = Fields.day("paidOn", t("ui.declarations.paid-on"), LocalDate.now(clock));
        dialog.add(
                new Paragraph(t("ui.declarations.pay.why", body.open(), Texts.word(body.body()), Texts.month(month))),
                Fields.form(day));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.declarations.pay"), () -> {
                    LocalDate on = day.getValue();
                    if (on == null) {
                        throw new InvalidField("paidOn", "required");
                    }
                    in(() -> declarations.pay(month, body.body(), on));
                    dialog.close();
                    Refusals.done(t("ui.declarations.paid"));
                    refresh();
                }));
        dialog.open();
    }

    private void name(BodyMonth body) {
        Declarations.BodyIdentity known = body.identity();
        SocialBody which = body.body();
        Dialog dialog = new Dialog(Texts.word(which));
        TextField name = Fields.text("name", t("ui.declarations.name.name"), known == null ? null : known.name());
        TextField identifier = Fields.text(
                "identifier", t("ui.declarations.name.identifier"), known == null ? null : known.identifier());
        TextField contract =
                Fields.text("contract", t("ui.declarations.name.contract"), known == null ? null : known.contract());
        dialog.add(new Paragraph(t("ui.declarations.name.why")), Fields.form(name, identifier, contract));
        dialog.getFooter()
                .add(
                        Buttons.plain(t("ui.cancel"), dialog::close),
                        Buttons.primary(t("ui.declarations.name.keep"), () -> {
                            act(() -> declarations.name(new Declarations.BodyIdentity(
                                    which,
                                    name.getValue(),
                                    identifier.getValue(),
                                    contract.getValue(),
                                    known == null ? 0 : known.version())));
                            dialog.close();
                            refresh();
                        }));
        dialog.open();
    }
}
