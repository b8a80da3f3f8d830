package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.CooperativePool;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundAccount;
import coop.entrelacs.funds.FundPage;
import coop.entrelacs.funds.FundReports;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.funds.Solvency;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.BarChart;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The open page of a fund, for everyone in the cooperative: what came in, what went out and for what, under which rules, how long it lasts. */
@Route(value = ":tenant/funds/:fund", layout = MainLayout.class)
@For
class FundView extends TenantView {

    private final transient Funds funds;
    private final transient FundPage page;
    private final transient FundReports reports;
    private final transient Committees committees;
    private final transient CooperativePool pool;
    private final transient LiveUpdates live;

    FundView(
            Funds funds,
            FundPage page,
            FundReports reports,
            Committees committees,
            CooperativePool pool,
            LiveUpdates live) {
        this.funds = funds;
        this.pool = pool;
        this.page = page;
        this.reports = reports;
        this.committees = committees;
        this.live = live;
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        FundAccount account = in(() -> page.account(id));
        Fund fund = account.fund();
        List<Component> acts = new ArrayList<>();
        if (is(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER)) {
            acts.add(Buttons.link(t("ui.funds.movements"), "funds/" + id + "/movements"));
        }
        if (is(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER)) {
            acts.add(Buttons.link(t("ui.funds.calls"), "funds/" + id + "/calls"));
        }
        acts.add(Buttons.link(t("ui.funds.rules"), "funds/" + id + "/rules"));
        acts.add(Buttons.link(t("ui.funds.solvency"), "funds/" + id + "/solvency"));
        int year = LocalDate.now(Texts.ZONE).getYear();
        Locale language = Texts.locale();
        acts.add(Buttons.download(
                t("ui.funds.report"),
                Downloads.of(() ->
                        Downloads.Named.pdf(fund.code() + "-" + year + ".pdf", reports.ofYear(id, year, language)))));
        headline(fund.name(), acts.toArray(Component[]::new))
                .lead(FundWords.helps(fund.instrument()))
                .above(FundWords.back("funds", t("ui.funds")))
                .under(FundsView.state(fund).badge());
        add(figures(account));
        add(years(account), needs(account));
        Div beside = new Div(lasts(id), committee(fund));
        beside.addClassName("stack");
        add(Card.columns(rules(id), beside));
        if (is(Role.MANAGER) && fund.state() != Fund.State.CLOSED) {
            add(manage(fund));
        }
        watch(live, "fund", "fund-request", "pool", "positions");
    }

    private Component figures(FundAccount account) {
        Fund fund = account.fund();
        Figure balance =
                new Figure(t("ui.funds.balance"), Texts.money(fund.balance())).means(t("ui.funds.balance.means"));
        Money in = Money.ZERO;
        Money out = Money.ZERO;
        for (FundAccount.Year year : account.years()) {
            in = in.plus(year.contributions()).plus(year.given()).plus(year.back());
            out = out.plus(year.paid());
        }
        balance.add(new NativeDetails(
                t("ui.funds.why"), new Paragraph(t("ui.funds.balance.why", in, out, fund.balance()))));
        Figure committed =
                new Figure(t("ui.funds.committed"), Texts.money(fund.committed())).means(t("ui.funds.committed.means"));
        Figure free = new Figure(t("ui.funds.free"), Texts.money(fund.free()))
                .means(t("ui.funds.free.means"))
                .tone(fund.free().isPositive() ? Tone.GOOD : Tone.BAD);
        free.add(new NativeDetails(
                t("ui.funds.why"),
                new Paragraph(t("ui.funds.free.why", fund.balance(), fund.committed(), fund.free()))));
        CooperativePool.FundCash cash = in(() -> pool.cashOf(fund.id()));
        if (cash.awaited().isPositive() || cash.owed().isPositive()) {
            // the common fund's part is the fund's from the settlement on, and its money comes or goes later
            balance.add(new Paragraph(t("ui.funds.balance.pool", cash.held(), cash.awaited(), cash.owed())));
        }
        Component figures = fund.out().isPositive()
                ? Figure.row(
                        balance,
                        committed,
                        free,
                        new Figure(t("ui.funds.out." + fund.instrument()), Texts.money(fund.out()))
                                .means(t("ui.funds.out.means")))
                : Figure.row(balance, committed, free);
        return figures;
    }

    private Card years(FundAccount account) {
        Card card = new Card(t("ui.funds.in-out"));
        if (account.years().isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.in-out.none")));
            return card;
        }
        Table table = new Table(
                t("ui.funds.in-out"),
                t("ui.funds.year"),
                "#" + t("ui.funds.contributions"),
                "#" + t("ui.funds.given"),
                "#" + t("ui.funds.back"),
                "#" + t("ui.funds.paid-out"));
        account.years()
                .forEach(year -> table.row(
                        String.valueOf(year.year()), year.contributions(), year.given(), year.back(), year.paid()));
        FundAccount.Year last = account.years().getFirst();
        card.add(table);
        card.add(new BarChart(
                t("ui.funds.in-out.chart", String.valueOf(last.year())),
                t("ui.funds.kind"),
                t("ui.funds.amount"),
                List.of(
                        new BarChart.Bar(t("ui.funds.contributions"), last.contributions()),
                        new BarChart.Bar(t("ui.funds.given"), last.given()),
                        new BarChart.Bar(t("ui.funds.back"), last.back()),
                        new BarChart.Bar(t("ui.funds.paid-out"), last.paid()))));
        return card;
    }

    private Card rules(UUID id) {
        Rulebook rules = FundWords.inForce(in(() -> funds.rulebooks(id)), LocalDate.now(Texts.ZONE));
        Card card = new Card(t("ui.funds.rules.short"));
        card.add(
                new Paragraph(t("ui.funds.rules.each")),
                FundWords.key(rules.terms().contribution()));
        card.add(new Paragraph(t("ui.funds.rules.ask")), FundWords.conditions(rules.terms()));
        card.add(FundWords.adopted(rules.adoption()));
        card.add(new Anchor(to("funds/" + id + "/rules"), t("ui.funds.rules.all")));
        return card;
    }

    private Card needs(FundAccount account) {
        Card card = new Card(t("ui.funds.needs"));
        card.add(FundWords.soft(t("ui.funds.needs.why", FundAccount.SMALL)));
        if (account.cells().isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.needs.none")));
        } else {
            card.add(CommitteeParts.needs(t("ui.funds.needs"), account.cells()));
        }
        return card;
    }

    private Card lasts(UUID id) {
        Card card = new Card(t("ui.funds.lasts"));
        UnorderedList list = new UnorderedList();
        for (Solvency.Projection one : in(() -> page.projections(id))) {
            list.add(new ListItem(
                    one.shortFrom() == null
                            ? t("ui.funds.lasts.holds", t("ui.funds.stress." + one.stress()))
                            : t(
                                    "ui.funds.lasts.short",
                                    t("ui.funds.stress." + one.stress()),
                                    Texts.month(one.shortFrom()),
                                    one.missing())));
        }
        card.add(list, new Anchor(to("funds/" + id + "/solvency"), t("ui.funds.lasts.more")));
        return card;
    }

    private Card committee(Fund fund) {
        Committee body = in(() -> committees.get(fund.committee()));
        int sitting = in(() -> committees.sitting(body.id(), LocalDate.now(Texts.ZONE)))
                .size();
        Card card = new Card(t("ui.funds.who-decides"));
        card.add(new Paragraph(t("ui.funds.who-decides.is", body.name(), sitting, body.seats())));
        card.add(new Anchor(to("committees/" + body.id()), t("ui.funds.who-decides.more")));
        return card;
    }

    // ---- for managers

    private Card manage(Fund fund) {
        Card card = new Card(t("ui.funds.manage"));
        if (fund.state() == Fund.State.OPEN) {
            card.add(new Paragraph(t("ui.funds.manage.open")));
            Div bar = new Div(
                    Buttons.plain(t("ui.funds.endow"), () -> endow(fund)),
                    Buttons.plain(
                            t("ui.funds.closing"),
                            () -> Buttons.confirm(
                                    t("ui.funds.closing.of", fund.name()),
                                    t("ui.funds.closing.why", fund.committed(), fund.out(), fund.balance()),
                                    t("ui.funds.closing"),
                                    () -> {
                                        in(() -> funds.beginClosing(fund.id()));
                                        refresh();
                                    })));
            bar.addClassName("acts");
            card.add(bar);
            return card;
        }
        boolean running = !fund.committed().isZero() || !fund.out().isZero();
        card.add(FundWords.note(
                running
                        ? t("ui.funds.closing.running", fund.committed(), fund.out())
                        : t("ui.funds.closing.ready", fund.balance())));
        if (!running) {
            card.add(Buttons.primary(t("ui.funds.close"), () -> close(fund)));
        }
        return card;
    }

    private void endow(Fund fund) {
        Dialog dialog = new Dialog(t("ui.funds.endow"));
        BigDecimalField amount = Fields.euros("amount", t("ui.funds.amount"), null);
        TextField from = Fields.text("fromAccount", t("ui.funds.endow.from"), "1068");
        from.setHelperText(t("ui.funds.endow.from.help"));
        DatePicker on = Fields.day("on", t("ui.funds.endow.on"), LocalDate.now(Texts.ZONE));
        TextField decision = Fields.text("decision", t("ui.funds.decided"), null);
        decision.setPlaceholder(t("ui.funds.decided.example"));
        // the same dialog gives once; two gifts by one decision are two
        String once = Ids.next().toString();
        dialog.add(new Paragraph(t("ui.funds.endow.why")), Fields.form(amount, from, on, decision));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.funds.endow"), () -> {
                    Money given = Fields.money("amount", amount);
                    LocalDate day = FundsView.day("on", on);
                    in(() -> funds.endow(fund.id(), given, from.getValue(), day, decision.getValue(), once));
                    dialog.close();
                    Refusals.done(t("ui.funds.endowed", given));
                    refresh();
                }));
        dialog.open();
    }

    private void close(Fund fund) {
        List<Fund> heirs = in(funds::list).stream()
                .filter(one -> !one.id().equals(fund.id()) && one.state() == Fund.State.OPEN)
                .toList();
        Dialog dialog = new Dialog(t("ui.funds.close"));
        Select<Fund> heir = Fields.choice("heir", t("ui.funds.heir"), heirs, Fund::name, null);
        DatePicker on = Fields.day("on", t("ui.funds.decided-on"), LocalDate.now(Texts.ZONE));
        TextField decision = Fields.text("decision", t("ui.funds.decided"), null);
        dialog.add(new Paragraph(t("ui.funds.close.why", fund.balance())), Fields.form(heir, on, decision));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.funds.close"), () -> {
                    if (heir.getValue() == null) {
                        throw new InvalidField("heir", "required");
                    }
                    LocalDate day = FundsView.day("on", on);
                    in(() -> funds.close(fund.id(), heir.getValue().id(), day, decision.getValue()));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }
}
