package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.QuoteDetails;
import coop.entrelacs.activities.QuoteForm;
import coop.entrelacs.activities.QuoteRow;
import coop.entrelacs.activities.QuoteState;
import coop.entrelacs.activities.Quotes;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import java.util.Set;

/** Quotes. */
@Route(value = ":tenant/quotes", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class QuotesView extends TenantView {

    private final transient Quotes quotes;
    private final transient Activities activities;
    private final transient Customers customers;
    private final transient SavedFilters saved;

    QuotesView(Quotes quotes, Activities activities, Customers customers, SavedFilters saved) {
        this.quotes = quotes;
        this.activities = activities;
        this.customers = customers;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.quotes"), Buttons.primary(t("ui.quote.add"), this::begin))
                .lead(t("ui.quotes.lead"));
        add(new DataList<QuoteRow>("quotes", query(), saved, (filters, after, limit) -> {
                    QuoteState state = filters.choice("state", QuoteState.class);
                    return quotes.list(
                            state == null ? null : Set.of(state),
                            filters.id("activity"),
                            filters.id("customer"),
                            filters.text("q"),
                            after,
                            limit);
                })
                .search("q", t("ui.quotes.search"))
                .choice(
                        "state",
                        t("ui.state.all"),
                        QuoteState.class,
                        state -> ActivityWords.state(state).text())
                .name(
                        "number",
                        t("ui.quote"),
                        row -> (row.number() == null ? t("ui.quote.draft") : row.number())
                                + (row.subject().isEmpty() ? "" : " · " + row.subject()))
                .text("customer", t("ui.customer"), QuoteRow::customerName)
                .more("activity", t("ui.activity"), QuoteRow::activityName)
                .day("issued", t("ui.quote.issued"), QuoteRow::issueDate)
                .day("until", t("ui.quote.until"), QuoteRow::validUntil)
                .state("state", t("ui.state"), row -> ActivityWords.state(row.state()))
                .figure("net", t("ui.totals.net"), QuoteRow::net)
                .figure("gross", t("ui.totals.gross"), QuoteRow::gross)
                .opens(row -> to("quotes/" + row.id()))
                .whenEmpty(new Empty(
                        VaadinIcon.EDIT,
                        t("ui.quotes.empty"),
                        t("ui.quotes.empty.why"),
                        Buttons.primary(t("ui.quote.add"), this::begin))));
        if (begins("new")) {
            begin();
        }
    }

    private void begin() {
        new NewDocument(t("ui.quote.add"), activities, customers, (activity, customer) -> {
                    QuoteDetails draft = in(() -> quotes.draft(QuoteForm.of(activity, customer, "")));
                    go("quotes/" + draft.id());
                })
                .open();
    }
}
