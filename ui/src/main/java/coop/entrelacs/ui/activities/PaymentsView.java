package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.PaymentRow;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import org.jspecify.annotations.Nullable;

/** What customers paid. */
@Route(value = ":tenant/payments", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class PaymentsView extends TenantView {

    private final transient Payments payments;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<PaymentRow> list;

    PaymentsView(Payments payments, SavedFilters saved, LiveUpdates live) {
        this.payments = payments;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.payments")).lead(t("ui.payments.lead"));
        list = new DataList<PaymentRow>(
                        "payments",
                        query(),
                        saved,
                        (filters, after, limit) -> payments.list(
                                filters.id("activity"),
                                filters.id("customer"),
                                filters.id("invoice"),
                                filters.day("from"),
                                filters.day("to"),
                                after,
                                limit))
                .days("from", t("ui.from"), "to", t("ui.to"))
                .name("customer", t("ui.customer"), PaymentRow::customerName)
                .day("day", t("ui.payment.day"), PaymentRow::paidOn)
                .text("invoices", t("ui.invoices"), PaymentRow::invoices)
                .text(
                        "means",
                        t("ui.payment.means"),
                        row -> row.reversed() ? t("ui.payment.reversed") : t("ui.payment.means." + row.means()))
                .text("reference", t("ui.payment.reference"), PaymentRow::reference)
                .figure(
                        "amount",
                        t("ui.amount"),
                        row -> row.refund() ? row.amount().abs().negated() : row.amount())
                .more("kept", t("ui.credit.overpaid"), row -> row.kept().isZero() ? "" : Texts.money(row.kept()))
                .whenEmpty(new Empty(
                        VaadinIcon.EURO,
                        t("ui.payments.empty"),
                        t("ui.payments.empty.why"),
                        Buttons.link(t("ui.invoices"), "invoices")));
        if (is(Role.ACCOUNTANT, Role.MANAGER)) {
            list.opens(row -> to("entries/" + row.entry()));
        }
        add(list);
        watch(live, "invoice");
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
