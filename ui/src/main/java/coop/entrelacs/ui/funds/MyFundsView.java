package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.Contribution;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundContributions;
import coop.entrelacs.funds.FundReminder;
import coop.entrelacs.funds.FundReminders;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.RequestRow;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.funds.Step;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a member puts into the funds, with every why, and what they asked of them. */
@Route(value = ":tenant/my-funds", layout = MainLayout.class)
@For(Role.MEMBER)
class MyFundsView extends TenantView {

    private static final int SHOWN = 12;

    private final transient Members members;
    private final transient Funds funds;
    private final transient FundContributions contributions;
    private final transient FundRequests requests;
    private final transient FundReminders reminders;
    private final transient Committees committees;
    private final transient LiveUpdates live;

    MyFundsView(
            Members members,
            Funds funds,
            FundContributions contributions,
            FundRequests requests,
            FundReminders reminders,
            Committees committees,
            LiveUpdates live) {
        this.members = members;
        this.funds = funds;
        this.contributions = contributions;
        this.requests = requests;
        this.reminders = reminders;
        this.committees = committees;
        this.live = live;
    }

    @Override
    protected void show() {
        List<Fund> all = in(funds::list);
        boolean member = in(members::mine).isPresent();
        if (!member || all.isEmpty()) {
            headline(t("ui.funds.mine")).lead(t("ui.funds.mine.lead"));
            add(new Empty(
                    VaadinIcon.UMBRELLA,
                    t(member ? "ui.funds.none" : "ui.funds.no-member"),
                    t(member ? "ui.funds.none.why" : "ui.funds.no-member.why")));
            return;
        }
        headline(t("ui.funds.mine"), Buttons.primaryLink(t("ui.funds.ask"), "my-funds/ask"))
                .lead(t("ui.funds.mine.lead"));
        List<Contribution> mine = in(contributions::mine);
        List<RequestRow> asked = in(requests::mine);
        Map<UUID, Fund> byId = all.stream().collect(Collectors.toMap(Fund::id, Function.identity()));
        add(figures(mine, asked, byId));
        Component waiting = waiting();
        if (waiting != null) {
            add(waiting);
        }
        add(asked(asked, byId), putIn(all, mine));
        Component ties = ties(all);
        if (ties != null) {
            add(ties);
        }
        watch(live, "fund-request", "fund");
    }

    private Component figures(List<Contribution> mine, List<RequestRow> asked, Map<UUID, Fund> byId) {
        int year = LocalDate.now(Texts.ZONE).getYear();
        Money put = Money.sum(mine.stream()
                .filter(one -> one.periodLast().getYear() == year)
                .map(Contribution::amount)
                .toList());
        Money helped = Money.sum(asked.stream()
                .filter(one -> one.stage() != Stage.WITHDRAWN)
                .map(RequestRow::granted)
                .toList());
        Money owed = Money.sum(asked.stream()
                .filter(one ->
                        byId.get(one.fund()) != null && byId.get(one.fund()).instrument() == Instrument.LOAN)
                .map(RequestRow::owed)
                .toList());
        return Figure.row(
                new Figure(t("ui.funds.put", String.valueOf(year)), Texts.money(put)).means(t("ui.funds.put.means")),
                new Figure(t("ui.funds.helped"), Texts.money(helped))
                        .means(t(helped.isZero() ? "ui.funds.helped.none" : "ui.funds.helped.means"))
                        .tone(helped.isPositive() ? Tone.GOOD : Tone.NEUTRAL),
                new Figure(t("ui.funds.owed"), Texts.money(owed))
                        .means(t(owed.isZero() ? "ui.funds.owed.none" : "ui.funds.owed.means")));
    }

    /** What the member is waited for; null if for nothing. */
    private @Nullable Component waiting() {
        List<FundReminder> mine = in(reminders::mine).stream()
                .filter(one -> one.audience() == FundReminder.Audience.APPLICANT)
                .toList();
        if (mine.isEmpty()) {
            return null;
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        for (FundReminder one : mine) {
            ListItem item = new ListItem(new Anchor(
                    to("fund-requests/" + one.request()),
                    t("ui.funds.reminder." + one.kind(), one.dueOn(), one.fundName())));
            if (one.late()) {
                item.add(new State(t("ui.funds.late"), Tone.BAD).badge());
            }
            list.add(item);
        }
        return new Card(t("ui.funds.reminders"), list);
    }

    private Card asked(List<RequestRow> asked, Map<UUID, Fund> byId) {
        Card card = new Card(t("ui.funds.asked"));
        if (asked.isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.asked.none")));
            return card;
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        for (RequestRow row : asked) {
            boolean loan = Optional.ofNullable(byId.get(row.fund()))
                    .filter(fund -> fund.instrument() == Instrument.LOAN)
                    .isPresent();
            Div words = new Div(
                    new Anchor(
                            to("fund-requests/" + row.id()), t("ui.funds.request.title", row.asked(), row.fundName())),
                    FundWords.soft(next(row, loan)));
            words.addClassName("stack");
            list.add(new ListItem(words, FundWords.state(row.stage()).badge()));
        }
        card.add(list);
        return card;
    }

    /** What happens next with a request, in a sentence. */
    private static String next(RequestRow row, boolean loan) {
        return switch (row.stage()) {
            case DRAFT -> t("ui.funds.next.DRAFT");
            case INADMISSIBLE -> t("ui.funds.next.INADMISSIBLE");
            case REVIEW, APPEAL -> t("ui.funds.next." + row.stage(), row.decideBy());
            case GRANTED, PAYING ->
                t(
                        row.granted().equals(row.asked()) ? "ui.funds.next.GRANTED" : "ui.funds.next.GRANTED.partly",
                        row.granted());
            case REFUSED -> t("ui.funds.next.REFUSED");
            case REPAYING, DEFAULTED -> t("ui.funds.next." + row.stage(), row.owed());
            case RECOVERING -> t("ui.funds.next.RECOVERING", row.granted());
            case WITHDRAWN -> t("ui.funds.next.WITHDRAWN");
            case CLOSED -> t(loan ? "ui.funds.next.CLOSED.loan" : "ui.funds.next.CLOSED", row.granted());
        };
    }

    private Card putIn(List<Fund> all, List<Contribution> mine) {
        Card card = new Card(t("ui.funds.put-in"));
        card.add(FundWords.soft(t("ui.funds.put-in.why")));
        for (Fund fund : all) {
            List<Contribution> of =
                    mine.stream().filter(one -> one.fund().equals(fund.id())).toList();
            Div part = new Div();
            part.addClassName("fund-part");
            Span sum = new Span(
                    Texts.money(Money.sum(of.stream().map(Contribution::amount).toList())));
            sum.addClassName("figure");
            Div head = new Div(new Anchor(to("funds/" + fund.id()), fund.name()), sum);
            head.addClassName("fund-head");
            part.add(head);
            if (of.isEmpty()) {
                part.add(FundWords.soft(t("ui.funds.put-in.none")));
            }
            of.stream().limit(SHOWN).forEach(one -> part.add(why(one)));
            card.add(part);
        }
        return card;
    }

    /** Lets one say with whom in a committee one lives, or who mentors whom, so that they neither read nor decide; null if nobody sits. */
    private @Nullable Component ties(List<Fund> all) {
        LocalDate today = LocalDate.now(Texts.ZONE);
        UUID me = in(members::mine).orElseThrow();
        List<UUID> sitting = all.stream()
                .map(Fund::committee)
                .distinct()
                .flatMap(body -> in(() -> committees.sitting(body, today)).stream())
                .filter(one -> !one.equals(me))
                .distinct()
                .toList();
        if (sitting.isEmpty()) {
            return null;
        }
        List<MemberName> names = in(() -> members.names(sitting)).values().stream()
                .sorted(Comparator.comparing(MemberName::displayName))
                .toList();
        Select<MemberName> other = Fields.choice("other", t("ui.funds.tie.who"), names, MemberName::displayName, null);
        return new Card(
                t("ui.funds.tie"),
                new Paragraph(t("ui.funds.tie.why")),
                Fields.form(other),
                Buttons.plain(t("ui.funds.tie.declare"), () -> {
                    if (other.getValue() == null) {
                        throw new InvalidField("other", "required");
                    }
                    act(() -> requests.tie(other.getValue().id()));
                    other.clear();
                    Refusals.done(t("ui.funds.tie.done"));
                }));
    }

    /** Your means, the rule, the decision that adopted it. */
    private static NativeDetails why(Contribution one) {
        Step means = one.steps().isEmpty() ? null : one.steps().getFirst();
        UnorderedList because = new UnorderedList();
        if (means != null) {
            because.add(new ListItem(t(
                    "ui.funds.why.means",
                    t("funds.step." + means.code()),
                    Money.rounded(means.amount(), java.math.RoundingMode.HALF_UP))));
        }
        because.add(new ListItem(t("ui.funds.why.rule", one.rulebook())));
        because.add(new ListItem(
                t("ui.funds.why.decision", one.adoption().text(), one.adoption().on())));
        Div content = new Div(because, FundWords.steps(t("ui.funds.why.steps"), one.steps()));
        content.addClassName("stack");
        if (one.reverses() != null) {
            content.addComponentAsFirst(new Paragraph(t("ui.funds.why.reversed")));
        }
        Span amount = new Span(Texts.money(one.amount()));
        amount.addClassName("figure");
        Span summary = new Span(new Span(FundWords.period(one.periodFirst(), one.periodLast())), amount);
        summary.addClassName("fund-head");
        NativeDetails details = new NativeDetails(summary, content);
        details.addClassName("why");
        return details;
    }
}
