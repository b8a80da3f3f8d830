package coop.entrelacs.ui.members;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.ContributionRule;
import coop.entrelacs.activities.ContributionRules;
import coop.entrelacs.activities.ContributionTemplate;
import coop.entrelacs.activities.ContributionTerms;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How members pay for the shared services: every version of the rule with the vote that adopted it, and the effect of another. */
@Route(value = ":tenant/contribution-rules", layout = MainLayout.class)
@For({Role.MANAGER, Role.MEMBER})
class ContributionRulesView extends TenantView {

    private final transient ContributionRules rules;

    ContributionRulesView(ContributionRules rules) {
        this.rules = rules;
    }

    @Override
    protected void show() {
        boolean manager = is(Role.MANAGER);
        headline(
                        t("ui.rules"),
                        manager
                                ? new com.vaadin.flow.component.Component[] {
                                    Buttons.primary(t("ui.rule.adopt"), this::adopt)
                                }
                                : new com.vaadin.flow.component.Component[0])
                .lead(t("ui.rules.lead"));
        List<ContributionRule> all = in(rules::all);
        if (all.isEmpty()) {
            add(
                    manager
                            ? new Empty(
                                    VaadinIcon.SCALE_UNBALANCE,
                                    t("ui.rules.empty"),
                                    t("ui.rules.empty.why"),
                                    Buttons.primary(t("ui.rule.adopt"), this::adopt))
                            : new Empty(VaadinIcon.SCALE_UNBALANCE, t("ui.rules.empty"), t("ui.rules.empty.member")));
            return;
        }
        LocalDate today = LocalDate.now(Texts.ZONE);
        ContributionRule current = all.stream()
                .filter(rule -> !rule.validFrom().isAfter(today))
                .reduce((first, second) -> second)
                .orElse(null);
        for (ContributionRule rule : all.reversed()) {
            Card card = new Card(t("ui.rule.title", rule.name(), rule.version()));
            card.add(state(rule, current, today).badge());
            if (rule.terms() != null) {
                card.add(says(rule.terms()));
            }
            Paragraph adopted = new Paragraph(t(
                    "contribution.adopted",
                    rule.adoption().text(),
                    rule.adoption().on()));
            adopted.addClassName("soft");
            card.add(adopted);
            add(card);
        }
    }

    private static State state(ContributionRule rule, @Nullable ContributionRule current, LocalDate today) {
        if (rule.equals(current)) {
            return new State(Texts.t("ui.rule.now", rule.validFrom()), Tone.GOOD);
        }
        return rule.validFrom().isAfter(today)
                ? new State(Texts.t("ui.rule.later", rule.validFrom()), Tone.WAITING)
                : new State(Texts.t("ui.rule.before", rule.validFrom()), Tone.NEUTRAL);
    }

    /** The terms in plain words. */
    private static UnorderedList says(ContributionTerms terms) {
        UnorderedList list = new UnorderedList();
        list.add(new ListItem(Texts.t("ui.rule.base", terms.base(), terms.trigger())));
        Money from = Money.ZERO;
        for (ContributionTerms.Bracket bracket : terms.brackets()) {
            Money upTo = bracket.upTo();
            String words = terms.brackets().size() == 1
                    ? Texts.t("ui.rule.flat", bracket.rate())
                    : upTo == null
                            ? Texts.t("ui.rule.above", bracket.rate(), from)
                            : Texts.t("ui.rule.bracket", bracket.rate(), from, upTo);
            list.add(new ListItem(words));
            from = upTo == null ? from : upTo;
        }
        ContributionTerms.FixedPart fixed = terms.fixedPart();
        if (fixed != null) {
            list.add(new ListItem(Texts.t("ui.rule.fixed", fixed.amount(), fixed.every())));
        }
        ContributionTerms.Bounds bounds = terms.bounds();
        if (bounds != null) {
            limits(list, "CAPE", bounds.businessSupport(), bounds);
            limits(list, "CESA", bounds.entrepreneurEmployee(), bounds);
        }
        ContributionTerms.FirstMonths months = terms.firstMonths();
        if (months != null) {
            list.add(new ListItem(Texts.t("ui.rule.first-months", months.months(), months.remaining())));
        }
        return list;
    }

    private static void limits(
            UnorderedList list,
            String contract,
            ContributionTerms.@Nullable Limits limits,
            ContributionTerms.Bounds bounds) {
        if (limits != null && limits.minimum() != null) {
            list.add(new ListItem(Texts.t("ui.rule.minimum", contract, limits.minimum(), bounds.every())));
        }
        if (limits != null && limits.maximum() != null) {
            list.add(new ListItem(Texts.t("ui.rule.maximum", contract, limits.maximum(), bounds.every())));
        }
    }

    /** From a template of another cooperative, with its effect on the last twelve months before it is adopted. */
    private void adopt() {
        Dialog dialog = new Dialog(t("ui.rule.adopt"));
        dialog.setWidth("min(50rem, 96vw)");
        List<ContributionTemplate> templates = in(rules::templates);
        Locale locale = Texts.locale();
        Select<ContributionTemplate> template = Fields.choice(
                "terms",
                t("ui.rule.template"),
                templates,
                one -> one.title(locale),
                templates.isEmpty() ? null : templates.getFirst());
        TextField name = Fields.text("name", t("ui.rule.name"), t("ui.rule.name.default"));
        DatePicker from = Fields.day(
                "validFrom",
                t("ui.rule.from"),
                LocalDate.now(Texts.ZONE).plusMonths(1).withDayOfMonth(1));
        TextArea vote = Fields.area("adoption.text", t("ui.rule.vote"), null);
        vote.setPlaceholder(t("ui.rule.vote.example"));
        DatePicker votedOn = Fields.day("adoption.on", t("ui.rule.voted"), LocalDate.now(Texts.ZONE));
        Div effect = new Div();
        effect.addClassName("stack");
        Runnable show = () -> {
            effect.removeAll();
            ContributionTemplate chosen = template.getValue();
            if (chosen == null) {
                return;
            }
            effect.add(says(chosen.terms()));
            Paragraph source = new Paragraph(t("ui.rule.source", chosen.source()));
            source.addClassName("soft");
            effect.add(source);
            ContributionRules.Preview preview = in(() -> rules.preview(chosen.terms()));
            effect.add(new Paragraph(t("ui.rule.effect", preview.charged(), preview.wouldBe())));
            Table table = new Table(
                    t("ui.rule.effects"),
                    t("ui.activity"),
                    "#" + t("ui.rule.charged"),
                    "#" + t("ui.rule.would"),
                    "#" + t("ui.rule.change"));
            preview.activities().stream()
                    .limit(10)
                    .forEach(one -> table.row(
                            one.tradeName(),
                            one.charged(),
                            one.wouldBe(),
                            one.wouldBe().minus(one.charged())));
            if (!preview.activities().isEmpty()) {
                effect.add(table);
            }
        };
        template.addValueChangeListener(change -> show.run());
        show.run();
        dialog.add(Fields.form(template, name, from, votedOn), vote, effect);
        vote.setWidthFull();
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.rule.adopt"), () -> {
            ContributionTemplate chosen = template.getValue();
            LocalDate first = from.getValue();
            LocalDate voted = votedOn.getValue();
            if (chosen == null) {
                throw new InvalidField("terms", "required");
            }
            if (first == null) {
                throw new InvalidField("validFrom", "required");
            }
            if (voted == null) {
                throw new InvalidField("adoption.on", "required");
            }
            ContributionRule made = in(() -> rules.adopt(
                    name.getValue(), first, new ContributionRule.Adoption(vote.getValue(), voted), chosen.terms()));
            dialog.close();
            Refusals.done(t("ui.rule.adopted", made.name(), made.version()));
            refresh();
        }));
        dialog.open();
    }
}
