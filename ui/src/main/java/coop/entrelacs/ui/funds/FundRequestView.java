package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.funds.CommitteeRoom;
import coop.entrelacs.funds.CommitteeRoom.Reader;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundDecisions;
import coop.entrelacs.funds.FundPage;
import coop.entrelacs.funds.FundRepayments;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.RequestPapers;
import coop.entrelacs.funds.RequestState;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Headline;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One request, as much of it as its reader may see: the member who asks writes and follows it, the committee decides on it, who pays
 * sees amounts.
 */
@Route(value = ":tenant/fund-requests/:request", layout = MainLayout.class)
@For({Role.MEMBER, Role.COMMITTEE_MEMBER, Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER})
class FundRequestView extends TenantView {

    final transient FundRequests requests;
    final transient RequestPapers papers;
    final transient FundDecisions decisions;
    final transient CommitteeRoom room;
    final transient FundPage page;
    final transient FundRepayments repayments;
    final transient Funds funds;
    final transient Committees committees;
    final transient Members members;
    final transient Activities activities;
    final transient Invoices invoices;
    private final transient LegalIdentities identities;
    private final transient LiveUpdates live;
    private boolean writing;

    FundRequestView(
            FundRequests requests,
            RequestPapers papers,
            FundDecisions decisions,
            CommitteeRoom room,
            FundPage page,
            FundRepayments repayments,
            Funds funds,
            Committees committees,
            Members members,
            Activities activities,
            Invoices invoices,
            LegalIdentities identities,
            LiveUpdates live) {
        this.requests = requests;
        this.papers = papers;
        this.decisions = decisions;
        this.room = room;
        this.page = page;
        this.repayments = repayments;
        this.funds = funds;
        this.committees = committees;
        this.members = members;
        this.activities = activities;
        this.invoices = invoices;
        this.identities = identities;
        this.live = live;
    }

    /** What every part of the page asks about. */
    record Shown(RequestView request, Fund fund, Rulebook rules, Reader reader) {}

    @Override
    protected void show() {
        UUID id = id("request");
        Reader reader = in(() -> room.reader(id));
        RequestView request = in(() -> requests.get(id));
        Fund fund = in(() -> funds.get(request.fund()));
        List<Rulebook> versions = in(() -> funds.rulebooks(fund.id()));
        Rulebook rules = versions.stream()
                .filter(one -> one.id().equals(request.rulebook()))
                .findFirst()
                .orElseGet(() -> FundWords.inForce(versions, LocalDate.now(Texts.ZONE)));
        Shown shown = new Shown(request, fund, rules, reader);
        writing = request.stage() == Stage.DRAFT;
        String title = reader == Reader.COMMITTEE
                ? t(
                        "ui.funds.request.of",
                        in(() -> members.name(request.member())).displayName(),
                        request.asked())
                : t("ui.funds.request.title", request.asked(), fund.name());
        Headline head = headline(title);
        head.above(
                switch (reader) {
                    case APPLICANT -> FundWords.back("my-funds", t("ui.funds.mine"));
                    case COMMITTEE -> FundWords.back("requests", t("ui.funds.to-decide"));
                    case MONEY -> FundWords.back("fund-payments", t("ui.funds.payments"));
                });
        head.under(FundWords.state(request.stage()).badge());
        if (writing) {
            head.lead(t("ui.funds.draft.lead"));
            add(new RequestDraft(this, shown));
        } else {
            switch (reader) {
                case APPLICANT -> applicant(shown);
                case COMMITTEE -> committee(head, shown);
                case MONEY -> money(shown);
            }
        }
        watch(live, "fund-request");
    }

    /** To build the page anew would take a draft, or words half written, out of the hand. */
    @Override
    protected void refresh() {
        if (!writing && !hasWords(this)) {
            super.refresh();
        }
    }

    private static boolean hasWords(Component part) {
        return (part instanceof TextArea area && !area.getValue().isBlank())
                || part.getChildren().anyMatch(FundRequestView::hasWords);
    }

    void rebuild() {
        super.refresh();
    }

    private void applicant(Shown shown) {
        RequestView request = shown.request();
        add(now(shown));
        Component decision = RequestParts.decision(request);
        if (decision != null) {
            add(decision);
        }
        if (!request.reasons().isEmpty()) {
            add(RequestParts.reasons(request));
        }
        if (request.owed().isPositive() && shown.fund().instrument() == Instrument.LOAN) {
            add(Card.columns(
                    new LoanRepayment(this, shown).early(in(identities::current).legal()),
                    new LoanRepayment(this, shown).way()));
        }
        Component schedule = RequestParts.schedule(request);
        if (schedule != null) {
            add(schedule);
        }
        add(Card.columns(messages(shown), RequestParts.story(request)));
        add(Card.columns(RequestParts.told(this, shown), RequestParts.papers(this, request)));
    }

    /** What happens now, and what one can do. */
    private Card now(Shown shown) {
        RequestView request = shown.request();
        List<Component> acts = new ArrayList<>();
        LocalDate today = LocalDate.now(Texts.ZONE);
        LocalDate until = request.appealUntil();
        boolean appeals = (request.stage() == Stage.REFUSED || request.stage() == Stage.INADMISSIBLE)
                && until != null
                && !today.isAfter(until);
        if (appeals) {
            acts.add(Buttons.primary(
                    t("ui.funds.appeal"),
                    () -> Buttons.confirm(
                            t("ui.funds.appeal"),
                            t("ui.funds.appeal.why", shown.rules().terms().decideWithinDays()),
                            t("ui.funds.appeal"),
                            () -> {
                                in(() -> requests.appeal(request.id()));
                                Refusals.done(t("ui.funds.appealed"));
                                rebuild();
                            })));
        }
        if (request.stage() == Stage.REVIEW || request.stage() == Stage.APPEAL || request.stage() == Stage.GRANTED) {
            acts.add(Buttons.plain(
                    t("ui.funds.withdraw"),
                    () -> Buttons.confirm(
                            t("ui.funds.withdraw"),
                            t(
                                    request.stage() == Stage.GRANTED
                                            ? "ui.funds.withdraw.granted"
                                            : "ui.funds.withdraw.why",
                                    request.granted()),
                            t("ui.funds.withdraw"),
                            () -> {
                                in(() -> requests.withdraw(request.id()));
                                rebuild();
                            })));
        }
        Card card = new Card(t("ui.funds.now"));
        card.addClassName("fund-now");
        Paragraph words = new Paragraph(whatNow(shown, appeals));
        words.addClassName("fund-words");
        card.add(words);
        if (!acts.isEmpty()) {
            Div bar = new Div(acts.toArray(Component[]::new));
            bar.addClassName("acts");
            card.add(bar);
        }
        return card;
    }

    private static String whatNow(Shown shown, boolean appeals) {
        RequestView request = shown.request();
        return switch (request.state()) {
            case RequestState.Draft _ -> t("ui.funds.next.DRAFT");
            case RequestState.Inadmissible s ->
                t(appeals ? "ui.funds.now.INADMISSIBLE" : "ui.funds.now.over", s.appealUntil());
            case RequestState.UnderReview s ->
                t(s.appeal() ? "ui.funds.now.APPEAL" : "ui.funds.now.REVIEW", s.decideBy());
            case RequestState.Granted s -> t("ui.funds.now.GRANTED", s.amount(), request.asked());
            case RequestState.Refused _ ->
                t(appeals ? "ui.funds.now.REFUSED" : "ui.funds.now.REFUSED.final", request.appealUntil());
            case RequestState.Paying s -> t("ui.funds.now.PAYING", s.amount());
            case RequestState.Repaying s ->
                t(s.defaulted() ? "ui.funds.now.DEFAULTED" : "ui.funds.now.REPAYING", s.owed());
            case RequestState.Recovering _ -> t("ui.funds.now.RECOVERING", request.granted());
            case RequestState.Withdrawn _ -> t("ui.funds.now.WITHDRAWN");
            case RequestState.Closed s -> t("ui.funds.now.CLOSED." + s.how(), request.paid());
        };
    }

    static String reference(UUID request) {
        return "FM-" + request.toString().substring(24).toUpperCase(java.util.Locale.ROOT);
    }

    private Card messages(Shown shown) {
        return new RequestMessages(this, shown).card();
    }

    private void committee(Headline head, Shown shown) {
        RequestView request = shown.request();
        head.lead(shown.fund().name());
        add(FundWords.note(t("ui.funds.committee.audited")));
        if (request.stage() == Stage.APPEAL) {
            add(FundWords.note(t("ui.funds.committee.appeal")));
        }
        Figure decide = new Figure(
                        t("ui.funds.decide-by"), request.decideBy() == null ? "–" : Texts.day(request.decideBy()))
                .means(t("ui.funds.decide-by.means", shown.rules().terms().decideWithinDays()));
        Figure free = new Figure(t("ui.funds.free"), Texts.money(shown.fund().free()))
                .means(t(
                        request.asked().compareTo(shown.fund().free()) > 0
                                ? "ui.funds.free.short"
                                : "ui.funds.free.enough"))
                .tone(request.asked().compareTo(shown.fund().free()) > 0 ? Tone.BAD : Tone.NEUTRAL);
        add(Figure.row(
                new Figure(t("ui.funds.amount.asked"), Texts.money(request.asked())).means(RequestParts.terms(shown)),
                free,
                decide));
        CommitteeParts parts = new CommitteeParts(this, shown);
        add(Card.columns(RequestParts.told(this, shown), RequestParts.papers(this, request)));
        Component schedule = RequestParts.schedule(request);
        if (!request.reasons().isEmpty()) {
            add(RequestParts.reasons(request));
        }
        parts.deciding().forEach(this::add);
        add(parts.precedents());
        add(Card.columns(messages(shown), parts.conflict()));
        if (schedule != null) {
            add(schedule);
        }
        add(RequestParts.story(request));
    }

    private void money(Shown shown) {
        RequestView request = shown.request();
        add(FundWords.note(t("ui.funds.money.only")));
        Figure granted = new Figure(t("ui.funds.granted"), Texts.money(request.granted()))
                .means(in(() -> members.name(request.member())).displayName());
        Figure paid = new Figure(t("ui.funds.paid"), Texts.money(request.paid()));
        boolean comesBack = shown.fund().instrument() != Instrument.GRANT;
        add(
                comesBack
                        ? Figure.row(granted, paid, new Figure(t("ui.funds.still-owed"), Texts.money(request.owed())))
                        : Figure.row(granted, paid));
        Component schedule = RequestParts.schedule(request);
        if (schedule != null) {
            add(schedule);
        }
        Table table = new Table(t("ui.funds.references"), t("ui.funds.reference"), t("ui.funds.value"));
        table.row(t("ui.funds.reference.transfer"), reference(request.id()));
        add(Card.columns(new Card(t("ui.funds.references"), table), RequestParts.story(request)));
    }

    // ---- for the parts of the page

    <T> T ask(java.util.function.Supplier<T> work) {
        return in(work);
    }

    void does(Runnable work) {
        act(work);
    }

    String address(String path) {
        return to(path);
    }
}
