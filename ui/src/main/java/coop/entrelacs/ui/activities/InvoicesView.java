package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.InvoiceDetails;
import coop.entrelacs.activities.InvoiceFilter;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.InvoiceKind;
import coop.entrelacs.activities.InvoiceRow;
import coop.entrelacs.activities.InvoiceState;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Filters;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Invoices and credit notes. */
@Route(value = ":tenant/invoices", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class InvoicesView extends TenantView {

    private final transient Invoices invoices;
    private final transient Activities activities;
    private final transient Customers customers;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<InvoiceRow> list;

    InvoicesView(Invoices invoices, Activities activities, Customers customers, SavedFilters saved, LiveUpdates live) {
        this.invoices = invoices;
        this.activities = activities;
        this.customers = customers;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.invoices"), Buttons.primary(t("ui.invoice.add"), this::begin))
                .lead(t("ui.invoices.lead"));
        list = new DataList<InvoiceRow>(
                        "invoices",
                        query(),
                        saved,
                        (filters, after, limit) -> invoices.list(filter(filters), after, limit))
                .search("q", t("ui.invoices.search"))
                .choice(
                        "state",
                        t("ui.state.all"),
                        InvoiceState.class,
                        state -> ActivityWords.state(state).text())
                .days("from", t("ui.from"), "to", t("ui.to"))
                .name("number", t("ui.invoice"), row -> ActivityWords.title(row.number(), row.kind()))
                .text("customer", t("ui.customer"), InvoiceRow::customerName)
                .text("subject", t("ui.subject"), InvoiceRow::subject)
                .more("activity", t("ui.activity"), InvoiceRow::activityName)
                .day("issued", t("ui.invoice.issued"), InvoiceRow::issueDate)
                .day("due", t("ui.invoice.due"), InvoiceRow::dueDate)
                .state("state", t("ui.state"), row -> ActivityWords.state(row.state()))
                .figure("gross", t("ui.totals.gross"), InvoiceRow::gross)
                .figure("remaining", t("ui.invoice.remaining"), InvoicesView::owed)
                .opens(row -> to("invoices/" + row.id()))
                .whenEmpty(new Empty(
                        VaadinIcon.INVOICE,
                        t("ui.invoices.empty"),
                        t("ui.invoices.empty.why"),
                        Buttons.link(t("ui.quotes"), "quotes"),
                        Buttons.primary(t("ui.invoice.add"), this::begin)));
        add(list);
        watch(live, "invoice");
        if (begins("new")) {
            begin();
        }
    }

    /** Nothing is due on a draft or a credit note: an empty cell, not zero as on a paid invoice. */
    private static @Nullable Money owed(InvoiceRow row) {
        boolean draft = row.state() == InvoiceState.DRAFT || row.state() == InvoiceState.SUBMITTED;
        return draft || row.kind() == InvoiceKind.CREDIT_NOTE ? null : row.remaining();
    }

    private static InvoiceFilter filter(Filters filters) {
        InvoiceState state = filters.choice("state", InvoiceState.class);
        return new InvoiceFilter(
                state == null ? null : Set.of(state),
                null,
                filters.id("activity"),
                filters.id("customer"),
                filters.day("from"),
                filters.day("to"),
                filters.text("q"));
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }

    private void begin() {
        new NewDocument(t("ui.invoice.add"), activities, customers, (activity, customer) -> {
                    InvoiceDetails draft = in(() -> invoices.draft(
                            new InvoiceForm(activity, customer, "", "", "", null, null, null, null, null)));
                    go("invoices/" + draft.id());
                })
                .open();
    }
}
