package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.collaboration.SharedInvoices;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Tone;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Invoices between this cooperative and others that joint projects made. */
@Route(value = ":tenant/shared-invoices", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.ADVISOR})
class SharedInvoicesView extends TenantView {

    private final transient SharedInvoices shared;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<SharedInvoices.Row> list;

    SharedInvoicesView(SharedInvoices shared, SavedFilters saved, LiveUpdates live) {
        this.shared = shared;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.collab.shared")).lead(t("ui.collab.shared.lead"));
        Map<String, String> directions = new LinkedHashMap<>();
        directions.put("true", t("ui.collab.shared.issued"));
        directions.put("false", t("ui.collab.shared.received"));
        list = new DataList<SharedInvoices.Row>("shared-invoices", query(), saved, (filters, after, limit) -> {
                    String issued = filters.text("issued");
                    return shared.list(issued == null ? null : Boolean.valueOf(issued), after, limit);
                })
                .choice("issued", t("ui.collab.shared.both"), directions)
                .name("counterpart", t("ui.collab.cooperative"), SharedInvoices.Row::counterpartName)
                .text(
                        "direction",
                        t("ui.collab.shared.direction"),
                        row -> t(row.issued() ? "ui.collab.shared.issued" : "ui.collab.shared.received"))
                .text("number", t("ui.collab.number"), SharedInvoices.Row::number)
                .day("day", t("ui.collab.day"), SharedInvoices.Row::on)
                .state("state", t("ui.state"), SharedInvoicesView::state)
                .figure("net", t("ui.collab.net"), SharedInvoices.Row::net)
                .figure("gross", t("ui.collab.gross"), SharedInvoices.Row::gross)
                .figure("held", t("ui.collab.held"), SharedInvoices.Row::held)
                .figure("payable", t("ui.collab.payable"), SharedInvoices.Row::payable)
                .figure("settled", t("ui.collab.settled"), SharedInvoices.Row::settled)
                .link(
                        "position",
                        t("ui.collab.position"),
                        row -> hasPosition(row) ? t("ui.collab.position.open") : "",
                        row -> hasPosition(row) ? to("positions/" + row.share()) : null)
                .opens(row -> to("projects/" + row.project()))
                .whenEmpty(
                        new Empty(VaadinIcon.EXCHANGE, t("ui.collab.shared.empty"), t("ui.collab.shared.empty.why")));
        add(list);
        watch(live, "project", "positions");
    }

    /** Once it is invoiced it is owed between the two; an advisor does not keep those books. */
    private boolean hasPosition(SharedInvoices.Row row) {
        return row.number() != null && is(Role.ACCOUNTANT, Role.MANAGER);
    }

    private static State state(SharedInvoices.Row row) {
        if (row.disputed()) {
            return new State(t("ui.collab.share.state.DISPUTED"), Tone.BAD);
        }
        if (row.number() == null) {
            return new State(t("ui.collab.share.state.OWED"), Tone.WAITING);
        }
        if (row.payable().isPositive()) {
            return new State(t("ui.collab.share.state.PAYABLE"), Tone.WAITING);
        }
        return row.held().isPositive()
                ? new State(t("ui.collab.share.state.INVOICED"), Tone.WAITING)
                : new State(t("ui.collab.share.state.PAID"), Tone.GOOD);
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
