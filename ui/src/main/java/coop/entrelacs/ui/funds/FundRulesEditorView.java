package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ContributionBase;
import coop.entrelacs.activities.ContributionTerms.Bracket;
import coop.entrelacs.funds.CallEvery;
import coop.entrelacs.funds.ContributionKey;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundReplay;
import coop.entrelacs.funds.FundReplays;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.funds.RulebookTerms;
import coop.entrelacs.funds.WhatIf;
import coop.entrelacs.governance.Majority;
import coop.entrelacs.governance.VotingRule;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.WholeField;
import coop.entrelacs.web.Page;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Another version of a fund's rules: a form that begins with those in force, its effect on real books, then the decision. */
@Route(value = ":tenant/funds/:fund/rules/new", layout = MainLayout.class)
@For(Role.MANAGER)
class FundRulesEditorView extends TenantView {

    private static final int SHOWN = 100;

    private final transient Funds funds;
    private final transient FundReplays replays;
    private final transient Activities activities;
    private final transient Members members;

    FundRulesEditorView(Funds funds, FundReplays replays, Activities activities, Members members) {
        this.funds = funds;
        this.replays = replays;
        this.activities = activities;
        this.members = members;
    }

    @Override
    protected void show() {
        UUID id = id("fund");
        Fund fund = in(() -> funds.get(id));
        Rulebook last = in(() -> funds.rulebooks(id)).getFirst();
        headline(t("ui.funds.rules.change"))
                .lead(t("ui.funds.rules.change.lead"))
                .above(FundWords.back("funds/" + id + "/rules", t("ui.funds.rules.of", fund.name())));
        Form fields = new Form(last.terms());
        add(
                new Card(t("ui.funds.rules.each"), fields.key()),
                effect(id, fields),
                new Card(t("ui.funds.rules.ask"), fields.conditions()),
                new Card(t("ui.funds.rules.decide"), fields.deciding()),
                adopt(id, last, fields));
    }

    /** What the key would have called on the books as they are. */
    private Card effect(UUID id, Form form) {
        Div shown = new Div();
        shown.addClassName("stack");
        shown.getElement().setAttribute("aria-live", "polite");
        int now = LocalDate.now(Texts.ZONE).getYear();
        Select<Integer> year = Fields.choice(
                "year",
                t("ui.funds.effect.year"),
                List.of(now, now - 1),
                one -> t("ui.funds.effect.year." + (one == now ? "now" : "past"), String.valueOf(one)),
                now);
        Card card = new Card(t("ui.funds.effect"));
        card.add(FundWords.soft(t("ui.funds.effect.why")), Fields.form(year));
        card.add(Buttons.plain(t("ui.funds.effect.show"), () -> {
            RulebookTerms terms = form.read();
            FundReplay replay = in(() -> replays.replay(id, terms, year.getValue()));
            shown.removeAll();
            shown.add(
                    sum(replay),
                    members(replay),
                    new NativeDetails(t("ui.funds.effect.activities"), table(replay.contributions())));
        }));
        card.add(shown);
        return card;
    }

    private static Div sum(FundReplay replay) {
        WhatIf what = replay.contributions();
        return Figure.row(
                new Figure(t("ui.funds.effect.now"), Texts.money(what.now())),
                new Figure(t("ui.funds.effect.then"), Texts.money(what.then()))
                        .means(t("ui.funds.effect.difference", what.then().minus(what.now()))),
                new Figure(t("ui.funds.effect.more"), Texts.number(what.payMore())),
                new Figure(t("ui.funds.effect.less"), Texts.number(what.payLess())),
                new Figure(t("ui.funds.effect.granted"), Texts.money(replay.grantedThen()))
                        .means(t("ui.funds.effect.granted.means", replay.grantedNow())));
    }

    /** Member by member, the largest change first: contributions, and what would have been left of what they were granted. */
    private Div members(FundReplay replay) {
        List<FundReplay.OfMember> changed = replay.members().stream()
                .filter(one -> !one.contributedNow().equals(one.contributedThen())
                        || !one.grantedNow().equals(one.grantedThen()))
                .toList();
        if (changed.isEmpty()) {
            return new Div(FundWords.soft(t("ui.funds.effect.same")));
        }
        Map<UUID, MemberName> names = in(() ->
                members.names(changed.stream().map(FundReplay.OfMember::member).toList()));
        Table table = new Table(
                t("ui.funds.effect.members"),
                t("ui.funds.person"),
                "#" + t("ui.funds.effect.contributed.now"),
                "#" + t("ui.funds.effect.contributed.then"),
                "#" + t("ui.funds.effect.granted.now"),
                "#" + t("ui.funds.effect.granted.then"));
        changed.stream().limit(SHOWN).forEach(one -> {
            MemberName name = names.get(one.member());
            table.row(
                    name == null ? "–" : name.displayName(),
                    one.contributedNow(),
                    one.contributedThen(),
                    one.grantedNow(),
                    one.grantedThen());
        });
        Div all = new Div(table);
        if (changed.size() > SHOWN) {
            all.add(FundWords.soft(t("ui.funds.call.more", changed.size() - SHOWN)));
        }
        return all;
    }

    private Div table(WhatIf what) {
        Map<UUID, String> names = new HashMap<>();
        in(() -> Page.all(after -> activities.list(null, after, Page.MOST)))
                .forEach(row -> names.put(row.id(), row.tradeName()));
        Table table = new Table(
                t("ui.funds.effect"),
                t("ui.activity"),
                "#" + t("ui.funds.effect.now"),
                "#" + t("ui.funds.effect.then"),
                "#" + t("ui.funds.effect.change"));
        what.changes().stream()
                .limit(SHOWN)
                .forEach(one -> table.row(
                        names.getOrDefault(one.activity(), "–"),
                        one.now(),
                        one.then(),
                        one.then().minus(one.now())));
        table.total(t("ui.funds.sum"), what.now(), what.then(), what.then().minus(what.now()));
        Div both = new Div(table);
        if (what.changes().size() > SHOWN) {
            both.add(FundWords.soft(t("ui.funds.call.more", what.changes().size() - SHOWN)));
        }
        return both;
    }

    private Card adopt(UUID id, Rulebook last, Form form) {
        LocalDate today = LocalDate.now(Texts.ZONE);
        DatePicker from =
                Fields.day("validFrom", t("ui.funds.from"), today.plusMonths(1).withDayOfMonth(1));
        from.setHelperText(t("ui.funds.from.help", last.validFrom()));
        DatePicker decidedOn = Fields.day("adoption.on", t("ui.funds.decided-on"), today);
        TextArea decision = Fields.area("adoption.text", t("ui.funds.decided"), null);
        decision.setPlaceholder(t("ui.funds.decided.example"));
        decision.setWidthFull();
        Card card = new Card(t("ui.funds.rules.adopt"), new Paragraph(t("ui.funds.rules.adopt.why")));
        card.add(Fields.form(from, decidedOn), decision);
        Div acts = new Div(Buttons.primary(t("ui.funds.rules.adopt"), () -> {
            RulebookTerms terms = form.read();
            LocalDate first = FundsView.day("validFrom", from);
            Rulebook.Adoption adoption =
                    new Rulebook.Adoption(decision.getValue(), FundsView.day("adoption.on", decidedOn));
            Rulebook made = in(() -> funds.adopt(id, terms, adoption, first));
            Refusals.done(t("ui.funds.rules.adopted", String.valueOf(made.version()), made.validFrom()));
            go("funds/" + id + "/rules");
        }));
        acts.addClassName("acts");
        card.add(acts);
        return card;
    }

    /** The fields of a rulebook, named as the platform names what it refuses. */
    private static final class Form {

        private final RulebookTerms before;
        private final Select<ContributionBase> base;
        private final Div brackets = new Div();
        private final List<Line> lines = new ArrayList<>();
        private final BigDecimalField monthly;
        private final BigDecimalField minimum;
        private final BigDecimalField maximum;
        private final IntegerField free;
        private final BigDecimalField perRequest;
        private final BigDecimalField perPerson;
        private final BigDecimalField perYear;
        private final IntegerField waiting;
        private final IntegerField contributed;
        private final IntegerField pause;
        private final IntegerField months;
        private final IntegerField grace;
        private final IntegerField defaultAfter;
        private final BigDecimalField share;
        private final IntegerField overdue;
        private final BigDecimalField quorum;
        private final IntegerField least;
        private final Select<Majority> majority;
        private final Checkbox secret;
        private final BigDecimalField delegated;
        private final Select<CallEvery> often;
        private final IntegerField decideDays;
        private final IntegerField appealDays;
        private final IntegerField keep;

        /** One bracket; the last is open. */
        private record Line(Div row, BigDecimalField upTo, BigDecimalField rate) {}

        Form(RulebookTerms terms) {
            before = terms;
            ContributionKey key = terms.contribution();
            base = Fields.choice(
                    "contribution.base",
                    t("ui.funds.base"),
                    List.of(ContributionBase.TURNOVER, ContributionBase.GROSS_MARGIN, ContributionBase.RESULT),
                    Texts::word,
                    key.base());
            brackets.addClassName("stack");
            key.brackets().forEach(one -> line(one.upTo(), one.rate()));
            monthly = Fields.euros("contribution.monthly", t("ui.funds.monthly"), key.monthly());
            minimum = Fields.euros("contribution.minimum", t("ui.funds.minimum"), key.minimum());
            maximum = Fields.euros("contribution.maximum", t("ui.funds.maximum"), key.maximum());
            free = whole("contribution.freeMonths", "ui.funds.free-months", key.freeMonths());
            perRequest = Fields.euros(
                    "ceilings.perRequest",
                    t("ui.funds.per-request"),
                    terms.ceilings().perRequest());
            perPerson = Fields.euros(
                    "ceilings.perPerson",
                    t("ui.funds.per-person"),
                    terms.ceilings().perPerson());
            perYear = Fields.euros(
                    "ceilings.perPersonAndYear",
                    t("ui.funds.per-year"),
                    terms.ceilings().perPersonAndYear());
            waiting = whole("waitingMonths", "ui.funds.waiting-months", terms.waitingMonths());
            contributed = whole("contributedMonths", "ui.funds.contributed-months", terms.contributedMonths());
            pause = whole("pauseMonths", "ui.funds.pause-months", terms.pauseMonths());
            RulebookTerms.LoanTerms loan = terms.loan();
            RulebookTerms.GrantTerms grant = terms.grant();
            RulebookTerms.GuaranteeTerms guarantee = terms.guarantee();
            months = loan != null
                    ? whole("loan.mostMonths", "ui.funds.loan.months", loan.mostMonths())
                    : whole("grant.mostMonths", "ui.funds.grant.months", grant == null ? null : grant.mostMonths());
            grace = whole("loan.graceMonths", "ui.funds.loan.grace", loan == null ? null : loan.graceMonths());
            defaultAfter =
                    whole("loan.defaultAfter", "ui.funds.loan.default", loan == null ? null : loan.defaultAfter());
            Rate part = guarantee != null ? guarantee.share() : grant == null ? null : grant.shareOfDrop();
            share = percent(
                    guarantee != null ? "guarantee.share" : "grant.shareOfDrop",
                    guarantee != null ? "ui.funds.guarantee.share" : "ui.funds.grant.share",
                    part);
            overdue = whole(
                    "guarantee.overdueDays",
                    "ui.funds.guarantee.overdue",
                    guarantee == null ? null : guarantee.overdueDays());
            quorum = percent("voting.quorum", "ui.funds.quorum", terms.voting().quorum());
            least = whole(
                    "voting.leastVoters",
                    "ui.funds.least-voters",
                    terms.voting().leastVoters());
            majority = Fields.choice(
                    "voting.majority",
                    t("ui.funds.majority"),
                    List.of(Majority.values()),
                    one -> t("majority." + one.name()),
                    terms.voting().majority());
            secret = new Checkbox(t("ui.funds.secret"), terms.voting().secret());
            delegated = Fields.euros("delegatedUpTo", t("ui.funds.delegated"), terms.delegatedUpTo());
            often = Fields.named("callEvery", new Select<>());
            often.setLabel(t("ui.funds.often"));
            often.setItems(CallEvery.values());
            often.setEmptySelectionAllowed(true);
            often.setEmptySelectionCaption(t("ui.funds.often.none"));
            often.setItemLabelGenerator(one -> t(one == null ? "ui.funds.often.none" : "ui.funds.often." + one));
            often.setValue(terms.callEvery());
            decideDays = whole("decideWithinDays", "ui.funds.decide-days", terms.decideWithinDays());
            appealDays = whole("appealDays", "ui.funds.appeal-days", terms.appealDays());
            keep = whole("keepPrivateMonths", "ui.funds.keep-months", terms.keepPrivateMonths());
        }

        private static IntegerField whole(String name, String label, @Nullable Integer value) {
            IntegerField field = Fields.named(name, new WholeField(t(label)));
            field.setValue(value);
            field.setStepButtonsVisible(true);
            field.setMin(0);
            return field;
        }

        private static BigDecimalField percent(String name, String label, @Nullable Rate value) {
            BigDecimalField field = Fields.number(name, t(label), value == null ? null : value.percent());
            field.setSuffixComponent(new com.vaadin.flow.component.html.Span("%"));
            return field;
        }

        private void line(@Nullable Money upTo, @Nullable Rate rate) {
            Div row = new Div();
            row.addClassName("fund-bracket");
            String at = "contribution.brackets[" + lines.size() + "].";
            BigDecimalField limit = Fields.euros(at + "upTo", t("ui.funds.bracket.up-to"), upTo);
            limit.setHelperText(t("ui.funds.bracket.help"));
            BigDecimalField part = percent(at + "rate", "ui.funds.bracket.rate", rate);
            Line line = new Line(row, limit, part);
            row.add(limit, part, Buttons.icon(VaadinIcon.TRASH, t("ui.funds.bracket.remove"), () -> {
                lines.remove(line);
                brackets.remove(row);
            }));
            lines.add(line);
            brackets.add(row);
        }

        Div key() {
            Div all = new Div(
                    Fields.form(base),
                    brackets,
                    Buttons.quiet(t("ui.funds.bracket.add"), VaadinIcon.PLUS, () -> line(null, null)),
                    Fields.form(monthly, minimum, maximum, free, often));
            all.addClassName("stack");
            return all;
        }

        Div conditions() {
            Div all = new Div(
                    switch (before.instrument()) {
                        case LOAN -> Fields.form(months, grace, defaultAfter);
                        case GRANT -> Fields.form(share, months);
                        case GUARANTEE -> Fields.form(share, overdue);
                    },
                    Fields.form(perRequest, perPerson, perYear),
                    Fields.form(waiting, contributed, pause));
            all.addClassName("stack");
            return all;
        }

        Div deciding() {
            Div all = new Div(
                    Fields.form(quorum, least, majority, delegated), secret, Fields.form(decideDays, appealDays, keep));
            all.addClassName("stack");
            return all;
        }

        ContributionKey readKey() {
            List<Bracket> read = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                Line line = lines.get(i);
                Fields.named("contribution.brackets[" + i + "].upTo", line.upTo());
                Fields.named("contribution.brackets[" + i + "].rate", line.rate());
                read.add(new Bracket(
                        optional("contribution.brackets[" + i + "].upTo", line.upTo()),
                        rate("contribution.brackets[" + i + "].rate", line.rate())));
            }
            return new ContributionKey(
                    base.getValue(),
                    read,
                    optional("contribution.monthly", monthly),
                    optional("contribution.minimum", minimum),
                    optional("contribution.maximum", maximum),
                    free.getValue());
        }

        RulebookTerms read() {
            return new RulebookTerms(
                    readKey(),
                    new RulebookTerms.Ceilings(
                            optional("ceilings.perRequest", perRequest),
                            optional("ceilings.perPerson", perPerson),
                            optional("ceilings.perPersonAndYear", perYear)),
                    before.loan() == null
                            ? null
                            : new RulebookTerms.LoanTerms(months.getValue(), grace.getValue(), defaultAfter.getValue()),
                    before.grant() == null
                            ? null
                            : new RulebookTerms.GrantTerms(
                                    share.getValue() == null ? null : rate("grant.shareOfDrop", share),
                                    months.getValue()),
                    before.guarantee() == null
                            ? null
                            : new RulebookTerms.GuaranteeTerms(rate("guarantee.share", share), overdue.getValue()),
                    waiting.getValue(),
                    contributed.getValue(),
                    pause.getValue(),
                    new VotingRule(
                            rate("voting.quorum", quorum),
                            least.getValue() == null ? 0 : least.getValue(),
                            majority.getValue(),
                            secret.getValue()),
                    optional("delegatedUpTo", delegated),
                    decideDays.getValue(),
                    appealDays.getValue(),
                    keep.getValue(),
                    often.getValue());
        }

        private static @Nullable Money optional(String name, BigDecimalField field) {
            return field.getValue() == null ? null : Fields.money(name, field);
        }

        private static Rate rate(String name, BigDecimalField field) {
            BigDecimal value = field.getValue();
            if (value == null) {
                throw new InvalidField(name, "required");
            }
            return new Rate(value);
        }
    }
}
