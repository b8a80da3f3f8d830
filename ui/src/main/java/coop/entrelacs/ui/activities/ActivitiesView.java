package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;

/** The activities of the cooperative. */
@Route(value = ":tenant/activities", layout = MainLayout.class)
@For({Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class ActivitiesView extends TenantView {

    private final transient Activities activities;
    private final transient SavedFilters saved;

    ActivitiesView(Activities activities, SavedFilters saved) {
        this.activities = activities;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.activities")).lead(t("ui.activities.lead"));
        add(new DataList<ActivityRow>(
                        "activities",
                        query(),
                        saved,
                        (filters, after, limit) -> activities.list(filters.text("q"), after, limit))
                .search("q", t("ui.activities.search"))
                .name("name", t("ui.activity"), ActivityRow::tradeName)
                .text("code", t("ui.customer.code"), ActivityRow::code)
                .text("trade", t("ui.activity.trade"), ActivityRow::trade)
                .day("opened", t("ui.activity.opened"), ActivityRow::openedOn)
                .day("closed", t("ui.activity.closed"), ActivityRow::closedOn)
                .opens(row -> to("activities/" + row.id()))
                .whenEmpty(new Empty(VaadinIcon.BRIEFCASE, t("ui.activities.empty"), t("ui.activities.empty.why"))));
    }
}
