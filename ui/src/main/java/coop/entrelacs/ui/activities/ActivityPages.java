package coop.entrelacs.ui.activities;

import static coop.entrelacs.tenancy.Role.ACCOUNTANT;
import static coop.entrelacs.tenancy.Role.ADVISOR;
import static coop.entrelacs.tenancy.Role.MANAGER;
import static coop.entrelacs.tenancy.Role.MEMBER;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.InvoiceFilter;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class ActivityPages implements Pages {

    private static final int FEW = 4;

    private final Activities activities;
    private final Invoices invoices;
    private final Customers customers;

    ActivityPages(Activities activities, Invoices invoices, Customers customers) {
        this.activities = activities;
        this.invoices = invoices;
        this.customers = customers;
    }

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(
                        MyActivityView.class, "activity", "ui.activity.mine", VaadinIcon.HOME_O, Group.MINE, 10),
                new Destination(QuotesView.class, "quotes", "ui.quotes", VaadinIcon.EDIT, Group.SALES, 20),
                new Destination(InvoicesView.class, "invoices", "ui.invoices", VaadinIcon.INVOICE, Group.SALES, 30),
                new Destination(
                        CustomersView.class, "customers", "ui.customers", VaadinIcon.HANDSHAKE, Group.SALES, 40),
                new Destination(PaymentsView.class, "payments", "ui.payments", VaadinIcon.EURO, Group.SALES, 50),
                new Destination(InboxView.class, "inbox", "ui.inbox", VaadinIcon.INBOX, Group.BOOKS, 10),
                new Destination(
                        ActivitiesView.class,
                        "activities",
                        "ui.activities",
                        VaadinIcon.BRIEFCASE,
                        Group.ACCOMPANY,
                        30));
    }

    @Override
    public List<Waiting> waiting(Actor actor) {
        if (!actor.isAnyOf(ACCOUNTANT, MEMBER)) {
            return List.of();
        }
        Invoices.InvoiceCounts counts = invoices.counts(null);
        return actor.is(ACCOUNTANT)
                ? List.of(new Waiting(Texts.t("ui.bell.submitted", counts.submitted()), counts.submitted(), "inbox"))
                : List.of(
                        new Waiting(
                                Texts.t("ui.waiting.returned", counts.returned()),
                                counts.returned(),
                                "invoices?state=DRAFT"),
                        new Waiting(
                                Texts.t("ui.waiting.overdue", counts.overdue()),
                                counts.overdue(),
                                "invoices?state=OVERDUE"));
    }

    @Override
    public List<Act> acts(Actor actor) {
        return actor.isAnyOf(MEMBER, ADVISOR, ACCOUNTANT, MANAGER)
                ? List.of(
                        new Act("ui.invoice.add", VaadinIcon.INVOICE, "invoices?do=new"),
                        new Act("ui.quote.add", VaadinIcon.EDIT, "quotes?do=new"),
                        new Act("ui.customer.add", VaadinIcon.HANDSHAKE, "customers/new"))
                : List.of();
    }

    @Override
    public List<Hit> find(String text, Actor actor) {
        if (!actor.isAnyOf(MEMBER, ADVISOR, ACCOUNTANT, MANAGER)) {
            return List.of();
        }
        List<Hit> hits = new ArrayList<>();
        invoices.list(new InvoiceFilter(null, null, null, null, null, null, text), null, FEW)
                .items()
                .forEach(invoice -> hits.add(new Hit(
                        "ui.invoice",
                        VaadinIcon.INVOICE,
                        ActivityWords.title(invoice.number(), invoice.kind()) + " · " + invoice.customerName(),
                        Texts.money(invoice.gross()) + " · " + invoice.activityName(),
                        "invoices/" + invoice.id())));
        activities
                .list(text, null, FEW)
                .items()
                .forEach(activity -> hits.add(new Hit(
                        "ui.activity",
                        VaadinIcon.BRIEFCASE,
                        activity.tradeName(),
                        activity.trade(),
                        "activities/" + activity.id())));
        customers
                .list(text, null, false, null, FEW)
                .items()
                .forEach(customer -> hits.add(new Hit(
                        "ui.customer",
                        VaadinIcon.HANDSHAKE,
                        customer.name(),
                        customer.city() == null ? customer.code() : customer.city(),
                        "customers/" + customer.id())));
        return hits;
    }
}
