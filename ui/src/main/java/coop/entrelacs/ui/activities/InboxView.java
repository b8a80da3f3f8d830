package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.BatchValidation;
import coop.entrelacs.activities.InvoiceFilter;
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
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.ui.kit.WaitingCard;
import coop.entrelacs.ui.kit.Waits;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The accountant's inbox: invoices that members sent, one by one or many at once. */
@Route(value = ":tenant/inbox", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
@HomeOf(Role.ACCOUNTANT)
class InboxView extends TenantView {

    private final transient Invoices invoices;
    private final transient SavedFilters saved;
    private final transient Waits waits;
    private final transient LiveUpdates live;
    private final Div figures = Figure.row();
    private final Div others = new Div();
    private @Nullable DataList<InvoiceRow> list;
    private Set<InvoiceRow> chosen = Set.of();

    InboxView(Invoices invoices, SavedFilters saved, Waits waits, LiveUpdates live) {
        this.waits = waits;
        this.invoices = invoices;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        var validate = Buttons.primary(t("ui.inbox.validate"), this::preview);
        validate.setEnabled(false);
        headline(t("ui.inbox"), validate).lead(t("ui.inbox.lead"));
        add(figures, others);
        list = new DataList<InvoiceRow>(
                        "inbox",
                        query(),
                        saved,
                        (filters, after, limit) -> invoices.list(
                                new InvoiceFilter(
                                        Set.of(InvoiceState.SUBMITTED),
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        filters.text("q")),
                                after,
                                limit))
                .search("q", t("ui.invoices.search"))
                .name("customer", t("ui.customer"), InvoiceRow::customerName)
                .text("activity", t("ui.activity"), InvoiceRow::activityName)
                .text("subject", t("ui.subject"), InvoiceRow::subject)
                .figure("net", t("ui.totals.net"), InvoiceRow::net)
                .figure("gross", t("ui.totals.gross"), InvoiceRow::gross)
                .opens(row -> to("invoices/" + row.id()))
                .selectable(rows -> {
                    chosen = rows;
                    validate.setEnabled(!rows.isEmpty());
                    validate.setText(
                            rows.isEmpty() ? t("ui.inbox.validate") : t("ui.inbox.validate.some", rows.size()));
                })
                .whenEmpty(new Empty(
                        VaadinIcon.INBOX,
                        t("ui.inbox.empty"),
                        t("ui.inbox.empty.why"),
                        Buttons.link(t("ui.invoices"), "invoices")));
        add(list);
        count();
        watch(live, "invoice", "ledger", "fund-request", "pool", "netting");
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
        count();
    }

    private void count() {
        Invoices.InvoiceCounts counts = in(() -> invoices.counts(null));
        others.removeAll();
        List<Pages.Waiting> elsewhere = in(() -> waits.of(actor())).stream()
                .filter(one -> !one.path().equals("inbox"))
                .toList();
        if (!elsewhere.isEmpty()) {
            others.add(new WaitingCard(t("ui.inbox.elsewhere"), elsewhere, ""));
        }
        figures.removeAll();
        figures.add(
                new Figure(t("ui.inbox.submitted"), Texts.number(counts.submitted())),
                new Figure(t("ui.inbox.due"), Texts.money(counts.due())).leads(t("ui.invoices"), "invoices"),
                new Figure(t("ui.inbox.overdue"), Texts.money(counts.overdueAmount()))
                        .tone(counts.overdueAmount().isPositive() ? Tone.BAD : Tone.NEUTRAL)
                        .leads(t("ui.inbox.overdue.of", counts.overdue()), "invoices?state=OVERDUE"));
    }

    /** What will happen, in figures, before it does: numbers are given and nothing can be changed afterwards. */
    private void preview() {
        List<InvoiceRow> rows = List.copyOf(chosen);
        Dialog dialog = new Dialog(t("ui.inbox.preview"));
        dialog.setWidth("min(44rem, 96vw)");
        Table table = new Table(
                t("ui.inbox.preview"),
                t("ui.customer"),
                t("ui.activity"),
                "#" + t("ui.totals.net"),
                "#" + t("ui.totals.gross"));
        rows.forEach(row -> table.row(row.customerName(), row.activityName(), row.net(), row.gross()));
        table.total(
                t("ui.total"),
                "",
                Money.sum(rows.stream().map(InvoiceRow::net).toList()),
                Money.sum(rows.stream().map(InvoiceRow::gross).toList()));
        dialog.add(new Paragraph(t("ui.inbox.preview.why", rows.size())), table);
        dialog.getFooter()
                .add(
                        Buttons.plain(t("ui.cancel"), dialog::close),
                        Buttons.primary(t("ui.inbox.validate.some", rows.size()), () -> {
                            dialog.close();
                            validate(rows.stream().map(InvoiceRow::id).toList());
                        }));
        dialog.open();
    }

    private void validate(List<UUID> ids) {
        if (list != null) {
            list.deselectAll();
        }
        if (ids.size() > Invoices.MOST_AT_ONCE) {
            UUID job = in(() -> invoices.validateLater(ids));
            go("jobs/" + job);
            return;
        }
        BatchValidation done = in(() -> invoices.validate(ids));
        if (!done.validated().isEmpty()) {
            Refusals.done(t("ui.inbox.validated", done.validated().size()));
        }
        if (!done.refused().isEmpty()) {
            Dialog refused = new Dialog(t("ui.inbox.refused", done.refused().size()));
            done.refused().forEach(one -> {
                Div line = new Div(
                        Buttons.link(t("ui.open"), "invoices/" + one.invoice()),
                        new Paragraph(Texts.reason(one.why())));
                line.addClassName("row");
                refused.add(line);
            });
            refused.getFooter().add(Buttons.primary(t("ui.close"), refused::close));
            refused.open();
        }
        refresh();
    }
}
