package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import coop.entrelacs.funds.CommitteeRoom;
import coop.entrelacs.funds.FundAccount;
import coop.entrelacs.funds.FundDecisions;
import coop.entrelacs.funds.Ground;
import coop.entrelacs.funds.PrivatePart;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.RequestView.ProposalView;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.funds.FundRequestView.Shown;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a member of the committee decides with: the proposal and its vote, what was decided before, and the way out of a conflict. */
final class CommitteeParts {

    private enum Kind {
        ALL,
        PART,
        REFUSE
    }

    private final FundRequestView view;
    private final Shown shown;
    private final RequestView request;
    private final List<CommitteeRoom.Ballot> ballots;
    private final UUID me;

    CommitteeParts(FundRequestView view, Shown shown) {
        this.view = view;
        this.shown = shown;
        this.request = shown.request();
        this.ballots = view.ask(() -> view.room.ballots(request.id()));
        this.me = view.ask(view.room::me);
    }

    /** The open proposal or the form to make one, then what was proposed before. */
    List<Component> deciding() {
        List<Component> parts = new ArrayList<>();
        boolean before = request.stage() == Stage.REVIEW || request.stage() == Stage.APPEAL;
        ProposalView open = request.proposals().stream()
                .filter(one -> one.result() == null)
                .findFirst()
                .orElse(null);
        if (open != null) {
            parts.add(vote(open));
        } else if (before) {
            parts.add(propose());
        }
        for (ProposalView past : request.proposals().reversed()) {
            if (past.result() != null) {
                parts.add(past(past));
            }
        }
        return parts;
    }

    private CommitteeRoom.@Nullable Ballot ballot(ProposalView proposal) {
        return ballots.stream()
                .filter(one -> one.proposal().equals(proposal.id()))
                .findFirst()
                .orElse(null);
    }

    // ---- the vote

    private Card vote(ProposalView proposal) {
        Card card = new Card(Texts.t("ui.funds.vote"));
        card.addClassName("fund-now");
        card.add(what(proposal), FundWords.soft(RequestParts.ground(proposal.ground())));
        card.add(RequestParts.quote(proposal.reason()));
        CommitteeRoom.Ballot ballot = ballot(proposal);
        if (ballot == null) {
            return card;
        }
        card.add(FundWords.soft(Texts.t(
                "ui.funds.vote.progress", proposal.voted(), proposal.entitled(), proposal.needed(), closes(ballot))));
        boolean voted = ballot.seats().stream().anyMatch(seat -> seat.member().equals(me) && seat.voted());
        boolean entitled =
                ballot.seats().stream().anyMatch(seat -> seat.member().equals(me) && !seat.excluded());
        if (voted) {
            Paragraph good = FundWords.note(Texts.t("ui.funds.vote.voted"));
            good.addClassName("good");
            card.add(good);
        } else if (entitled) {
            card.add(ballotPaper(proposal, ballot.secret()));
        } else {
            card.add(FundWords.note(Texts.t("ui.funds.vote.not-on-roll")));
        }
        card.add(roll(ballot));
        return card;
    }

    /** The last day to vote: a ballot closes at its very end. */
    private static String closes(CommitteeRoom.Ballot ballot) {
        return ballot.closesAt() == null
                ? ""
                : Texts.day(
                        ballot.closesAt().minusSeconds(60).atZone(Texts.ZONE).toLocalDate());
    }

    private Paragraph what(ProposalView proposal) {
        Money amount = proposal.amount();
        Paragraph words = new Paragraph(
                amount == null
                        ? Texts.t("ui.funds.proposed.refuse")
                        : amount.equals(request.asked())
                                ? Texts.t("ui.funds.proposed.grant", amount)
                                : Texts.t("ui.funds.proposed.part", amount, request.asked()));
        words.addClassName("fund-words");
        return words;
    }

    private Component ballotPaper(ProposalView proposal, boolean secret) {
        RadioButtonGroup<Choice> choice = Fields.named("choice", new RadioButtonGroup<>(Texts.t("ui.funds.vote.mine")));
        choice.setItems(Choice.values());
        choice.setItemLabelGenerator(Texts::word);
        TextArea reason = Fields.area("reason", Texts.t("ui.funds.vote.reason"), null);
        reason.setHelperText(Texts.t("ui.funds.vote.reason.help"));
        reason.setMaxLength(2_000);
        reason.setWidthFull();
        reason.setValueChangeMode(ValueChangeMode.LAZY);
        Div paper = new Div();
        paper.addClassNames("stack");
        paper.add(choice);
        paper.add(secret ? FundWords.note(Texts.t("ui.funds.vote.secret")) : reason);
        paper.add(Buttons.primary(Texts.t("ui.funds.vote.cast"), () -> {
            Choice mine = choice.getValue();
            if (mine == null) {
                throw new InvalidField("choice", "required");
            }
            FundDecisions.Cast cast =
                    view.ask(() -> view.decisions.vote(proposal.id(), mine, secret ? null : reason.getValue()));
            if (cast == FundDecisions.Cast.EXCLUDED) {
                Refusals.done(Texts.t("ui.funds.vote.excluded"));
                coop.entrelacs.ui.kit.Address.go(view.address("requests"));
            } else {
                Refusals.done(Texts.t("ui.funds.vote.counted"));
                view.rebuild();
            }
        }));
        return paper;
    }

    private Table roll(CommitteeRoom.Ballot ballot) {
        Map<UUID, MemberName> names = view.ask(() -> view.members.names(
                ballot.seats().stream().map(CommitteeRoom.Seat::member).toList()));
        Table table = new Table(Texts.t("ui.funds.roll"), Texts.t("ui.funds.roll"), Texts.t("ui.state"));
        for (CommitteeRoom.Seat seat : ballot.seats()) {
            table.row(
                    name(names, seat.member()),
                    seat.excluded()
                            ? new State(Texts.t("ui.funds.roll.excluded"), Tone.NEUTRAL)
                            : seat.voted()
                                    ? new State(Texts.t("ui.funds.roll.voted"), Tone.GOOD)
                                    : new State(Texts.t("ui.funds.roll.waiting"), Tone.WAITING));
        }
        return table;
    }

    private static String name(Map<UUID, MemberName> names, UUID member) {
        MemberName name = names.get(member);
        return name == null ? "–" : name.displayName();
    }

    // ---- a proposal

    private Card propose() {
        Card card = new Card(Texts.t("ui.funds.propose"));
        card.addClassName("fund-now");
        card.add(FundWords.soft(Texts.t("ui.funds.propose.why")));
        RadioButtonGroup<Kind> kind = new RadioButtonGroup<>(Texts.t("ui.funds.propose.kind"));
        kind.setItems(Kind.values());
        kind.setItemLabelGenerator(one -> Texts.t("ui.funds.propose.kind." + one, request.asked()));
        BigDecimalField amount = Fields.euros("amount", Texts.t("ui.funds.granted"), request.asked());
        amount.setHelperText(Texts.t("ui.funds.propose.most", request.asked()));
        Select<Ground> ground = Fields.named("ground", new Select<>());
        ground.setLabel(Texts.t("ui.funds.ground"));
        ground.setItemLabelGenerator(one -> one == null ? "" : Texts.word(one));
        TextArea reason = Fields.area("reason", Texts.t("ui.funds.propose.reason"), null);
        reason.setHelperText(Texts.t("ui.funds.propose.reason.help"));
        reason.setWidthFull();
        reason.setMaxLength(2_000);
        reason.setValueChangeMode(ValueChangeMode.LAZY);
        Money delegated = shown.rules().terms().delegatedUpTo();
        var alone = Buttons.plain(
                delegated == null ? "" : Texts.t("ui.funds.propose.alone", delegated),
                () -> alone(kind, amount, ground, reason));
        Runnable shape = () -> {
            Kind chosen = kind.getValue();
            amount.setVisible(chosen == Kind.PART);
            ground.setItems(Arrays.stream(Ground.values())
                    .filter(one -> one.refuses() == (chosen == Kind.REFUSE))
                    .filter(one -> chosen != Kind.ALL || one == Ground.NEED_SHOWN)
                    .toList());
            ground.setValue(chosen == Kind.ALL ? Ground.NEED_SHOWN : null);
            ground.setVisible(chosen != Kind.ALL);
            alone.setVisible(delegated != null
                    && chosen != Kind.REFUSE
                    && (chosen == Kind.PART || request.asked().compareTo(delegated) <= 0));
        };
        kind.addValueChangeListener(change -> shape.run());
        kind.setValue(Kind.ALL);
        shape.run();
        Div acts = new Div(
                Buttons.primary(Texts.t("ui.funds.propose.vote"), () -> {
                    view.ask(() -> view.decisions.propose(
                            request.id(), amount(kind, amount), chosen(ground), reason.getValue()));
                    Refusals.done(Texts.t("ui.funds.propose.done"));
                    view.rebuild();
                }),
                alone);
        acts.addClassName("acts");
        card.add(kind, Fields.form(amount, ground), reason, acts);
        return card;
    }

    private void alone(RadioButtonGroup<Kind> kind, BigDecimalField amount, Select<Ground> ground, TextArea reason) {
        Money granted = amount(kind, amount);
        if (granted == null) {
            return;
        }
        view.ask(() -> view.decisions.grantAlone(request.id(), granted, chosen(ground), reason.getValue()));
        Refusals.done(Texts.t("ui.funds.propose.alone.done"));
        view.rebuild();
    }

    private static Ground chosen(Select<Ground> ground) {
        if (ground.getValue() == null) {
            throw new InvalidField("ground", "required");
        }
        return ground.getValue();
    }

    private @Nullable Money amount(RadioButtonGroup<Kind> kind, BigDecimalField amount) {
        return switch (kind.getValue()) {
            case ALL -> request.asked();
            case PART -> Fields.money("amount", amount);
            case REFUSE -> null;
        };
    }

    // ---- before

    private Card past(ProposalView proposal) {
        String result = String.valueOf(proposal.result());
        Card card = new Card(Texts.t("ui.funds.result." + result));
        card.add(what(proposal), FundWords.soft(RequestParts.ground(proposal.ground())));
        card.add(RequestParts.quote(proposal.reason()));
        if (proposal.tally() != null) {
            card.add(FundWords.soft(Texts.t(
                    "ui.funds.tally",
                    proposal.tally().inFavour(),
                    proposal.tally().against(),
                    proposal.tally().abstained())));
        }
        CommitteeRoom.Ballot ballot = ballot(proposal);
        if (ballot != null && !ballot.votes().isEmpty()) {
            Map<UUID, MemberName> names = view.ask(() -> view.members.names(
                    ballot.votes().stream().map(CommitteeRoom.Vote::member).toList()));
            Table table = new Table(
                    Texts.t("ui.funds.votes"),
                    Texts.t("ui.funds.roll"),
                    Texts.t("ui.funds.vote.mine"),
                    Texts.t("ui.funds.vote.reason"));
            for (CommitteeRoom.Vote vote : ballot.votes()) {
                table.row(
                        name(names, vote.member()),
                        Texts.word(vote.choice()) + (vote.struck() ? " " + Texts.t("ui.funds.vote.struck") : ""),
                        vote.reason() == null ? Texts.t("ui.funds.forgotten") : vote.reason());
            }
            card.add(table);
        }
        return card;
    }

    /** How similar requests were decided, without anybody in them. */
    Card precedents() {
        Card card = new Card(Texts.t("ui.funds.precedents"));
        PrivatePart details = request.details();
        List<FundAccount.Cell> cells =
                details == null ? List.of() : view.ask(() -> view.page.precedents(request.fund(), details.need()));
        if (details == null || cells.isEmpty()) {
            card.add(FundWords.soft(Texts.t("ui.funds.precedents.none", FundAccount.SMALL)));
            return card;
        }
        card.add(FundWords.soft(Texts.t("ui.funds.precedents.why", Texts.word(details.need()))));
        card.add(needs(Texts.t("ui.funds.precedents"), cells));
        return card;
    }

    /** Decisions by year and kind of need. */
    static Table needs(String caption, List<FundAccount.Cell> cells) {
        Table table = new Table(
                caption,
                Texts.t("ui.funds.year"),
                Texts.t("ui.funds.need"),
                "#" + Texts.t("ui.funds.decisions"),
                "#" + Texts.t("ui.funds.in-full"),
                "#" + Texts.t("ui.funds.partly"),
                "#" + Texts.t("ui.funds.refused"),
                "#" + Texts.t("ui.funds.cell.asked"),
                "#" + Texts.t("ui.funds.cell.granted"));
        for (FundAccount.Cell cell : cells) {
            table.row(
                    String.valueOf(cell.year()),
                    cell.need().equals("SUPPRESSED") ? Texts.t("ui.funds.suppressed") : Texts.t("need." + cell.need()),
                    cell.decisions(),
                    cell.inFull(),
                    cell.partly(),
                    cell.refused(),
                    about(cell.asked()),
                    about(cell.granted()));
        }
        return table;
    }

    /** Kept in hundreds: told so. */
    private static String about(long euros) {
        return "≈ " + Texts.number(euros) + "\u00a0€";
    }

    /** The way out: whoever should not decide says so and sees nothing private any more. */
    Card conflict() {
        Card card = new Card(Texts.t("ui.funds.conflict"));
        card.add(new Paragraph(Texts.t("ui.funds.conflict.why")));
        card.add(new UnorderedList(
                new ListItem(Texts.t("ui.funds.conflict.automatic")),
                new ListItem(Texts.t("ui.funds.conflict.effect"))));
        if (request.stage() != Stage.CLOSED && request.stage() != Stage.WITHDRAWN) {
            card.add(Buttons.plain(
                    Texts.t("ui.funds.conflict.declare"),
                    () -> Buttons.confirm(
                            Texts.t("ui.funds.conflict.declare"),
                            Texts.t("ui.funds.conflict.confirm"),
                            Texts.t("ui.funds.conflict.declare"),
                            () -> {
                                view.does(() -> view.decisions.declareConflict(request.id()));
                                Refusals.done(Texts.t("ui.funds.conflict.declared"));
                                coop.entrelacs.ui.kit.Address.go(view.address("requests"));
                            })));
        }
        return card;
    }
}
