package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.ProjectView.Share;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.collaboration.Projects.Act;
import coop.entrelacs.collaboration.SplitForm;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A joint project: who, the split with its signatures, one set of figures, hours, documents, discussion and what happened. */
@Route(value = ":tenant/projects/:project", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class ProjectPageView extends TenantView {

    private final transient Projects projects;
    private final transient Directory directory;
    private final transient Customers customers;
    private final transient LiveUpdates live;

    ProjectPageView(Projects projects, Directory directory, Customers customers, LiveUpdates live) {
        this.projects = projects;
        this.directory = directory;
        this.customers = customers;
        this.live = live;
    }

    @Override
    protected void show() {
        Projects.Page page = in(() -> projects.get(id("project")));
        ProjectView project = page.project();
        Anchor back = new Anchor(to("collaborations"), "← " + t("ui.collab"));
        back.addClassName("back");
        Span led = new Span(t(
                "ui.collab.project.led",
                project.name(project.lead()),
                projects.cooperativeName(project.cooperative())));
        led.addClassName("soft");
        headline(project.title(), acts(page).toArray(Component[]::new))
                .above(back)
                .under(CollabWords.state(project.state()).badge(), led);
        if (!page.waiting().isEmpty()) {
            Paragraph waiting =
                    new Paragraph(t("ui.collab.waiting", page.waiting().size()));
            waiting.addClassName("note");
            add(waiting);
        }
        if (!project.text().isEmpty()) {
            Paragraph text = new Paragraph(project.text());
            text.getStyle().set("white-space", "pre-line");
            add(text);
        }
        add(figures(page));
        Component proposed =
                project.proposed().map(split -> (Component) split(page, split)).orElse(null);
        Component inForce =
                project.inForce().map(split -> (Component) split(page, split)).orElse(null);
        if (proposed != null && inForce != null) {
            add(Card.columns(proposed, inForce));
        } else if (proposed != null || inForce != null) {
            add(Objects.requireNonNull(proposed == null ? inForce : proposed));
        } else {
            Paragraph none = new Paragraph(t("ui.collab.split.none"));
            none.addClassName("note");
            add(none);
        }
        add(shares(page));
        boolean speaks = page.may().contains(Act.SPEAK);
        ProjectTalk talk = new ProjectTalk(projects, presence(), project, speaks, this::refresh);
        add(Card.columns(talk.discussion(), talk.hours()));
        add(Card.columns(talk.documents(), talk.timeline()));
        watch(live, "project");
    }

    private List<Component> acts(Projects.Page page) {
        ProjectView project = page.project();
        List<Component> acts = new ArrayList<>();
        if (page.may().contains(Act.CLOSE)) {
            acts.add(Buttons.plain(
                    t("ui.collab.project.close"),
                    () -> Buttons.confirm(
                            t("ui.collab.project.close"),
                            t("ui.collab.project.close.means"),
                            t("ui.collab.project.close"),
                            () -> {
                                act(() -> projects.close(project.id()));
                                refresh();
                            })));
        }
        if (page.may().contains(Act.LEAVE)) {
            acts.add(Buttons.plain(
                    t("ui.collab.leave"),
                    () -> Buttons.confirm(
                            t("ui.collab.leave"), t("ui.collab.leave.means"), t("ui.collab.leave"), () -> {
                                act(() -> projects.leave(project.id(), null));
                                Refusals.done(t("ui.collab.left"));
                                refresh();
                            })));
        }
        if (page.may().contains(Act.PROPOSE_SPLIT)) {
            acts.add(Buttons.plain(
                    t("ui.collab.split.propose"),
                    () -> ProjectDialogs.split(projects, directory, project, this::refresh)));
        }
        if (page.may().contains(Act.BILL) && page.activity() != null) {
            UUID activity = page.activity();
            acts.add(Buttons.primary(
                    t("ui.collab.bill"),
                    () -> new BillDialog(customers, customer -> {
                                UUID invoice = in(() -> projects.bill(
                                        project.id(),
                                        new InvoiceForm(
                                                activity,
                                                customer,
                                                project.title(),
                                                "",
                                                "",
                                                LocalDate.now(Texts.ZONE),
                                                null,
                                                null,
                                                null,
                                                List.of())));
                                go("invoices/" + invoice);
                            })
                            .open()));
        }
        return acts;
    }

    /** The same figures for everybody; one's own part beside them. */
    private Component figures(Projects.Page page) {
        ProjectView project = page.project();
        Money paid = Money.sum(
                project.invoices().stream().map(ProjectView.Billed::paid).toList());
        Figure invoiced = new Figure(t("ui.collab.invoiced"), Texts.money(project.invoiced()));
        if (project.budget() != null) {
            invoiced.means(t("ui.collab.invoiced.of", project.budget()));
        } else {
            invoiced.means(t("ui.collab.invoiced.means"));
        }
        Figure received = new Figure(t("ui.collab.received"), Texts.money(paid)).means(t("ui.collab.received.means"));
        UUID me = page.me();
        if (me == null) {
            return Figure.row(invoiced, received);
        }
        List<Share> mine = project.shares().stream()
                .filter(share -> share.person().equals(me))
                .toList();
        Money whole = Money.sum(mine.stream()
                .map(share -> share.whole().minus(share.credited()))
                .toList());
        Money held = Money.sum(mine.stream().map(Share::held).toList());
        Money settled = Money.sum(mine.stream().map(Share::settled).toList());
        boolean vat = mine.stream().anyMatch(share -> share.kind() == ProjectView.ShareKind.MIRRORED);
        return Figure.row(
                invoiced,
                received,
                new Figure(t("ui.collab.my-part"), Texts.money(whole))
                        .means(t(vat ? "ui.collab.my-part.gross" : "ui.collab.my-part.net", held)),
                new Figure(t("ui.collab.my-part.paid"), Texts.money(settled))
                        .means(t(
                                "ui.collab.my-part.payable",
                                Money.sum(mine.stream().map(Share::payable).toList())))
                        .tone(settled.isPositive() ? Tone.GOOD : Tone.NEUTRAL));
    }

    private Card split(Projects.Page page, ProjectView.Split split) {
        ProjectView project = page.project();
        boolean proposed = split.state() == ProjectView.SplitState.PROPOSED;
        Card card = new Card(
                t(proposed ? "ui.collab.split.version.proposed" : "ui.collab.split.version.in-force", split.version()));
        Table table = new Table(
                t("ui.collab.split"),
                t("ui.collab.name"),
                t("ui.collab.cooperative"),
                "#" + t("ui.collab.part"),
                t("ui.collab.signature"));
        for (SplitForm.Part part : split.about().parts()) {
            Optional<ProjectView.Participant> who = project.participant(part.person());
            Optional<ProjectView.Signature> signature = split.signatures().stream()
                    .filter(one -> one.person().equals(part.person()))
                    .findFirst();
            table.row(
                    name(page, part.person()),
                    who.map(one -> projects.cooperativeName(one.cooperative())).orElse(""),
                    CollabWords.part(split.about().kind(), part.value()),
                    signature
                            .<Object>map(
                                    one -> new State(t("ui.collab.signed.at", Texts.time(one.signedAt())), Tone.GOOD))
                            .orElseGet(() -> new State(t("ui.collab.unsigned"), Tone.WAITING)));
        }
        Paragraph kind =
                new Paragraph(t("ui.collab.split.means." + split.about().kind()));
        kind.addClassName("soft");
        Paragraph hash = new Paragraph(t("ui.collab.split.hash", split.hash().substring(0, 12)));
        hash.addClassName("soft");
        card.add(kind, table, hash);
        if (proposed && page.may().contains(Act.SIGN)) {
            card.acts(Buttons.primary(
                    t("ui.collab.sign"), () -> SignDialog.open(projects, project, split, this::refresh)));
        }
        return card;
    }

    private static Component name(Projects.Page page, UUID person) {
        String name = page.project().name(person);
        Div who = new Div(person.equals(page.me()) ? t("ui.collab.me", name) : name);
        page.project().participant(person).map(ProjectView.Participant::leftOn).ifPresent(left -> {
            Div gone = new Div(t("ui.collab.left.on", left));
            gone.addClassName("soft");
            who.add(gone);
        });
        return who;
    }

    private Card shares(Projects.Page page) {
        ProjectView project = page.project();
        Card card = new Card(t("ui.collab.figures"));
        if (project.invoices().isEmpty()) {
            Paragraph none = new Paragraph(t("ui.collab.figures.none"));
            none.addClassName("soft");
            card.add(none);
            return card;
        }
        for (ProjectView.Billed invoice : project.invoices()) {
            boolean ours = project.cooperative().equals(tenant());
            Component number =
                    ours ? new Anchor(to("invoices/" + invoice.id()), invoice.number()) : new Span(invoice.number());
            Paragraph head = new Paragraph();
            head.add(
                    number,
                    new Span(" · "
                            + t(
                                    "ui.collab.billed",
                                    invoice.issuedOn(),
                                    invoice.net(),
                                    invoice.paid(),
                                    invoice.gross())));
            if (invoice.creditedNet().isPositive()) {
                head.add(new Span(" " + t("ui.collab.billed.credited", invoice.creditedNet())));
            }
            Table table = new Table(
                    t("ui.collab.shares.of", invoice.number()),
                    t("ui.collab.name"),
                    t("ui.state"),
                    "#" + t("ui.collab.net"),
                    "#" + t("ui.collab.whole"),
                    "#" + t("ui.collab.credited"),
                    "#" + t("ui.collab.held"),
                    "#" + t("ui.collab.payable"),
                    "#" + t("ui.collab.settled"),
                    t("ui.collab.number"),
                    t("ui.collab.acts"));
            Money net = Money.ZERO;
            for (Share share : project.shares()) {
                if (share.invoice().equals(invoice.id())) {
                    net = net.plus(share.net());
                    table.row(
                            name(page, share.person()),
                            CollabWords.state(share.state()),
                            share.net(),
                            share.whole(),
                            share.credited(),
                            share.held(),
                            share.payable(),
                            share.settled(),
                            share.number(),
                            objection(page, share));
                }
            }
            table.total(t("ui.collab.sum"), null, net);
            card.add(head, table);
            project.shares().stream()
                    .filter(share -> share.invoice().equals(invoice.id()) && share.dispute() != null)
                    .forEach(share -> {
                        Paragraph why =
                                new Paragraph(t("ui.collab.disputed", project.name(share.person()), share.dispute()));
                        why.addClassName("note");
                        card.add(why);
                    });
        }
        Paragraph how = new Paragraph(t("ui.collab.figures.how"));
        how.addClassName("soft");
        card.add(how);
        return card;
    }

    private @Nullable Component objection(Projects.Page page, Share share) {
        if (!share.person().equals(page.me())
                || !page.may().contains(Act.DISPUTE)
                || share.state() == ProjectView.ShareState.PAID
                || share.state() == ProjectView.ShareState.CREDITED) {
            return null;
        }
        UUID project = page.project().id();
        return share.dispute() == null
                ? Buttons.plain(
                        t("ui.collab.dispute"),
                        () -> SignDialog.words(
                                t("ui.collab.dispute"),
                                t("ui.collab.dispute.means"),
                                presence(),
                                words -> projects.dispute(project, share.id(), words),
                                this::refresh))
                : Buttons.plain(
                        t("ui.collab.resolve"),
                        () -> SignDialog.words(
                                t("ui.collab.resolve"),
                                t("ui.collab.resolve.means"),
                                presence(),
                                words -> projects.resolve(project, share.id(), words),
                                this::refresh));
    }
}
