package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.CustomerRow;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;

/** Those who buy. */
@Route(value = ":tenant/customers", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class CustomersView extends TenantView {

    private final transient Customers customers;
    private final transient SavedFilters saved;

    CustomersView(Customers customers, SavedFilters saved) {
        this.customers = customers;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.customers"), Buttons.primaryLink(t("ui.customer.add"), "customers/new"))
                .lead(t("ui.customers.lead"));
        add(new DataList<CustomerRow>(
                        "customers",
                        query(),
                        saved,
                        (filters, after, limit) ->
                                customers.list(filters.text("q"), null, filters.yes("archived"), after, limit))
                .search("q", t("ui.customers.search"))
                .toggle("archived", t("ui.customers.archived"))
                .name("name", t("ui.customer.name"), CustomerRow::name)
                .text("code", t("ui.customer.code"), CustomerRow::code)
                .text("city", t("ui.address.city"), CustomerRow::city)
                .more("siren", t("ui.legal.siren"), CustomerRow::siren)
                .more("email", t("ui.email"), CustomerRow::email)
                .figure("due", t("ui.customer.due"), CustomerRow::due)
                .opens(row -> to("customers/" + row.id()))
                .whenEmpty(new Empty(
                        VaadinIcon.HANDSHAKE,
                        t("ui.customers.empty"),
                        t("ui.customers.empty.why"),
                        Buttons.primaryLink(t("ui.customer.add"), "customers/new"))));
    }
}
