package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.Route;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.Opportunities;
import coop.entrelacs.collaboration.Opportunity;
import coop.entrelacs.collaboration.Profile;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An opportunity: what is looked for, and the proposals for who may read them. */
@Route(value = ":tenant/opportunities/:opportunity", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class OpportunityView extends TenantView {

    private final transient Opportunities opportunities;
    private final transient Directory directory;
    private final transient Projects projects;
    private final transient LiveUpdates live;

    OpportunityView(Opportunities opportunities, Directory directory, Projects projects, LiveUpdates live) {
        this.opportunities = opportunities;
        this.directory = directory;
        this.projects = projects;
        this.live = live;
    }

    @Override
    protected void show() {
        Opportunity one = in(() -> opportunities.get(id("opportunity")));
        Optional<Profile> profile = is(Role.MEMBER) ? in(directory::mine) : Optional.empty();
        Anchor back = new Anchor(to("opportunities"), "← " + t("ui.collab.opportunities"));
        back.addClassName("back");
        Span by = new Span(t("ui.collab.opportunity.by", one.authorName(), one.cooperativeName(), one.publishedOn()));
        by.addClassName("soft");
        headline(one.about().title(), acts(one, profile).toArray(Component[]::new))
                .above(back)
                .under(CollabWords.state(one).badge(), by);

        Card what = new Card(t("ui.collab.opportunity.what"));
        Paragraph text = new Paragraph(one.about().text());
        text.addClassName("prose");
        text.getStyle().set("white-space", "pre-line");
        what.add(text);
        Table facts = new Table(t("ui.collab.opportunity.facts"), t("ui.fact"), t("ui.value"));
        if (!one.about().skills().isEmpty()) {
            facts.row(t("ui.collab.skills"), String.join(", ", one.about().skills()));
        }
        if (one.about().budget() != null) {
            facts.row(t("ui.collab.budget"), new Span(Texts.money(one.about().budget())));
        }
        facts.row(t("ui.collab.deadline"), one.about().deadline());
        if (!one.outcomeWords().isEmpty()) {
            facts.row(t("ui.collab.outcome"), one.outcomeWords());
        }
        add(Card.columns(what, new Card(t("ui.collab.opportunity.facts"), facts)));
        add(proposals(one));
        watch(live, "opportunity");
    }

    private List<Component> acts(Opportunity one, Optional<Profile> profile) {
        List<Component> acts = new ArrayList<>();
        if (one.mine()) {
            if (one.open()) {
                acts.add(Buttons.plain(t("ui.collab.opportunity.close"), () -> close(one)));
            }
            boolean retained = one.proposals().stream().anyMatch(p -> p.answer() == Opportunity.Answer.RETAINED);
            if (retained && profile.isPresent()) {
                acts.add(Buttons.primary(
                        t("ui.collab.project.open"),
                        () -> ProjectDialogs.open(
                                projects, directory, profile.get(), one, id -> go("projects/" + id))));
            }
        } else if (one.open() && profile.isPresent() && one.proposals().isEmpty()) {
            acts.add(Buttons.primary(t("ui.collab.propose"), () -> propose(one)));
        } else if (one.open() && is(Role.MEMBER) && profile.isEmpty()) {
            acts.add(Buttons.link(t("ui.collab.profile.first"), "collaborations"));
        }
        return acts;
    }

    private Card proposals(Opportunity one) {
        Card card = new Card(t(one.mine() ? "ui.collab.proposals" : "ui.collab.proposal.mine"));
        if (one.proposals().isEmpty()) {
            Paragraph none = new Paragraph(t(one.mine() ? "ui.collab.proposals.none" : "ui.collab.proposal.none"));
            none.addClassName("soft");
            card.add(none);
            return card;
        }
        Table table = new Table(
                t("ui.collab.proposals"),
                t("ui.collab.name"),
                t("ui.collab.proposal"),
                t("ui.collab.day"),
                t("ui.state"),
                t("ui.collab.acts"));
        for (Opportunity.Proposal proposal : one.proposals()) {
            Div who = new Div(new Div(proposal.shownName()), soft(proposal.cooperativeName()));
            Div acts = new Div();
            acts.addClassName("acts");
            if (one.mine() && one.open() && proposal.answer() == Opportunity.Answer.MADE) {
                acts.add(
                        Buttons.plain(t("ui.collab.decline"), () -> answer(one, proposal, Opportunity.Answer.DECLINED)),
                        Buttons.primary(
                                t("ui.collab.retain"), () -> answer(one, proposal, Opportunity.Answer.RETAINED)));
            }
            table.row(
                    who,
                    proposal.text(),
                    proposal.madeOn(),
                    CollabWords.state(proposal.answer()).badge(),
                    acts);
        }
        card.add(table);
        return card;
    }

    private static Div soft(String words) {
        Div line = new Div(words);
        line.addClassName("soft");
        return line;
    }

    private void answer(Opportunity one, Opportunity.Proposal proposal, Opportunity.Answer answer) {
        act(() -> opportunities.answer(one.id(), proposal.id(), answer));
        refresh();
    }

    private void propose(Opportunity one) {
        Dialog dialog = new Dialog(t("ui.collab.propose"));
        dialog.setWidth("min(34rem, 96vw)");
        TextArea text = Fields.area("text", t("ui.collab.proposal.text"), null);
        text.setWidthFull();
        Checkbox consent = Fields.named("consent", new Checkbox(t("ui.collab.consent.proposal")));
        dialog.add(text, consent);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.collab.proposal.send"), () -> {
                    in(() -> opportunities.propose(one.id(), Fields.typed(text), consent.getValue()));
                    dialog.close();
                    Refusals.done(t("ui.collab.proposal.sent"));
                    refresh();
                }));
        dialog.open();
        text.focus();
    }

    private void close(Opportunity one) {
        Dialog dialog = new Dialog(t("ui.collab.opportunity.close"));
        dialog.setWidth("min(34rem, 96vw)");
        Select<Opportunity.Outcome> outcome = Fields.choice(
                "outcome",
                t("ui.collab.outcome"),
                List.of(Opportunity.Outcome.values()),
                value -> t("ui.collab.outcome." + value),
                Opportunity.Outcome.FOUND);
        TextArea words = Fields.area("words", t("ui.collab.outcome.words"), null);
        words.setWidthFull();
        dialog.add(outcome, words);
        dialog.getFooter()
                .add(
                        Buttons.plain(t("ui.cancel"), dialog::close),
                        Buttons.primary(t("ui.collab.opportunity.close"), () -> {
                            act(() -> opportunities.close(
                                    one.id(), one.version(), outcome.getValue(), Fields.typed(words)));
                            dialog.close();
                            refresh();
                        }));
        dialog.open();
    }
}
