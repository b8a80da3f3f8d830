package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.activities.Address;
import coop.entrelacs.activities.CreditRefundForm;
import coop.entrelacs.activities.CustomerDetails;
import coop.entrelacs.activities.CustomerForm;
import coop.entrelacs.activities.CustomerKind;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One customer: who it is, what it owes. {@code customers/new} makes one. */
@Route(value = ":tenant/customers/:customer", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class CustomerView extends TenantView {

    private final transient Customers customers;
    private final transient Activities activities;
    private final transient Payments payments;

    CustomerView(Customers customers, Activities activities, Payments payments) {
        this.payments = payments;
        this.activities = activities;
        this.customers = customers;
    }

    @Override
    protected void show() {
        boolean fresh = parameter("customer").equals("new");
        CustomerDetails details = fresh ? null : in(() -> customers.get(id("customer")));
        Anchor back = new Anchor(to("customers"), "← " + t("ui.customers"));
        back.addClassName("back");
        headline(details == null ? t("ui.customer.add") : details.about().name())
                .above(back);
        if (details != null && details.mergedInto() != null) {
            Paragraph merged = new Paragraph(
                    new Span(t("ui.customer.merged") + " "),
                    new Anchor(to("customers/" + details.mergedInto()), t("ui.customer.merged.open")));
            merged.addClassName("note");
            add(merged);
        } else if (details != null && details.archived()) {
            Paragraph archived = new Paragraph(t("ui.customer.archived"));
            archived.addClassName("note");
            add(archived);
        }
        if (details != null) {
            add(Figure.row(
                    new Figure(t("ui.customer.invoiced"), Texts.money(details.invoiced())),
                    new Figure(t("ui.customer.due"), Texts.money(details.due()))
                            .leads(
                                    t("ui.invoices"),
                                    "invoices?q="
                                            + java.net.URLEncoder.encode(
                                                    details.about().name(), java.nio.charset.StandardCharsets.UTF_8))));
        }
        if (details != null) {
            credits(details);
            alike(details);
        }
        form(details);
    }

    /** What the customer paid too much, by activity; the staff gives it back. */
    private void credits(CustomerDetails details) {
        if (details.credits().isEmpty()) {
            return;
        }
        boolean staff = is(Role.ACCOUNTANT, Role.MANAGER);
        Card card = new Card(t("ui.customer-credit"));
        card.add(new Paragraph(t("ui.credit.why")));
        Table table = new Table(t("ui.customer-credit"), t("ui.activity"), "#" + t("ui.amount"), t("ui.credit.act"));
        for (CustomerDetails.Credit credit : details.credits()) {
            table.row(
                    credit.activityName(),
                    credit.amount(),
                    staff && credit.amount().isPositive()
                            ? Buttons.plain(t("ui.credit.refund"), () -> refund(details, credit))
                            : null);
        }
        card.add(table);
        add(card);
    }

    private void refund(CustomerDetails details, CustomerDetails.Credit credit) {
        Dialog dialog = new Dialog(t("ui.credit.refund"));
        dialog.setWidth("min(34rem, 96vw)");
        BigDecimalField amount = Fields.euros("amount", t("ui.amount"), credit.amount());
        DatePicker day = Fields.day("paidOn", t("ui.payment.day"), LocalDate.now(Texts.ZONE));
        Select<PaymentForm.Means> means = Fields.choice(
                "means",
                t("ui.payment.means"),
                PaymentForm.Means.byHand(),
                one -> Texts.t("ui.payment.means." + one),
                PaymentForm.Means.TRANSFER);
        TextField reference = Fields.text("reference", t("ui.payment.reference"), null);
        dialog.add(Fields.form(amount, day, means, reference));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.credit.refund"), () -> {
                    Money money = Fields.money("amount", amount);
                    CreditRefundForm form = new CreditRefundForm(
                            details.id(),
                            credit.activity(),
                            money,
                            day.getValue(),
                            means.getValue(),
                            reference.getValue());
                    in(() -> payments.refundCredit(form));
                    dialog.close();
                    Refusals.done(t("ui.credit.refunded", money));
                    again();
                }));
        dialog.open();
    }

    /** Others that look like the same; the staff merges them into this one. */
    private void alike(CustomerDetails details) {
        if (details.archived()) {
            return;
        }
        List<Customers.Alike> found = in(() -> customers.alike(details.about())).stream()
                .filter(one -> !one.id().equals(details.id()))
                .toList();
        if (found.isEmpty()) {
            return;
        }
        boolean staff = is(Role.ACCOUNTANT, Role.MANAGER);
        Card card = new Card(t("ui.customer.alike"));
        card.add(new Paragraph(t(staff ? "ui.customer.alike.why.staff" : "ui.customer.alike.why")));
        Table table = new Table(
                t("ui.customer.alike"), t("ui.customer.name"), t("ui.customer.code"), t("ui.customer.alike.act"));
        for (Customers.Alike one : found) {
            table.row(
                    new Anchor(to("customers/" + one.id()), one.name()),
                    one.code(),
                    staff ? Buttons.plain(t("ui.customer.merge"), () -> merge(details, one)) : null);
        }
        card.add(table);
        add(card);
    }

    private void merge(CustomerDetails kept, Customers.Alike second) {
        Buttons.irreversible(
                t("ui.customer.merge.title", second.name(), second.code()),
                t("ui.customer.merge.why", kept.about().name(), kept.code(), second.code()),
                t("ui.customer.merge"),
                () -> {
                    in(() -> customers.merge(second.id(), kept.id()));
                    Refusals.done(t("ui.customer.merge.done", second.code(), kept.code()));
                    again();
                });
    }

    private void again() {
        removeAll();
        show();
    }

    private void form(@Nullable CustomerDetails details) {
        CustomerForm about = details == null ? null : details.about();
        Address billing = about == null ? null : about.billing();
        Select<CustomerKind> kind = Fields.choice(
                "kind",
                t("ui.customer.kind"),
                List.of(CustomerKind.values()),
                one -> Texts.t("ui.customer.kind." + one),
                about == null ? CustomerKind.BUSINESS : about.kind());
        TextField name = Fields.text("name", t("ui.customer.name"), about == null ? null : about.name());
        TextField siren = Fields.text("siren", t("ui.legal.siren"), about == null ? null : about.siren());
        siren.setHelperText(t("ui.customer.siren.help"));
        TextField vat = Fields.text("vatNumber", t("ui.legal.vat"), about == null ? null : about.vatNumber());
        TextField contact = Fields.text("contact", t("ui.customer.contact"), about == null ? null : about.contact());
        TextField email = Fields.text("email", t("ui.email"), about == null ? null : about.email());
        TextField phone = Fields.text("phone", t("ui.phone"), about == null ? null : about.phone());
        TextField street =
                Fields.text("billing.line1", t("ui.address.street"), billing == null ? null : billing.line1());
        TextField more = Fields.text("billing.line2", t("ui.address.more"), billing == null ? null : billing.line2());
        TextField postcode = Fields.text(
                "billing.postalCode", t("ui.address.postcode"), billing == null ? null : billing.postalCode());
        TextField city = Fields.text("billing.city", t("ui.address.city"), billing == null ? null : billing.city());
        TextField country = Fields.text(
                "billing.country",
                t("ui.address.country"),
                billing == null || billing.country() == null ? "FR" : billing.country());
        Select<String> language = Fields.choice(
                "language",
                t("ui.customer.language"),
                List.of("fr", "en"),
                one -> Locale.of(one).getDisplayLanguage(Texts.locale()),
                about == null ? "fr" : about.language());
        Runnable showNumbers = () -> {
            siren.setVisible(kind.getValue() == CustomerKind.BUSINESS);
            vat.setVisible(kind.getValue() == CustomerKind.BUSINESS);
        };
        kind.addValueChangeListener(change -> showNumbers.run());
        showNumbers.run();
        boolean staff = is(Role.ACCOUNTANT, Role.MANAGER);
        ComboBox<ActivityRow> activity = Fields.named("activity", new ComboBox<>(t("ui.customer.activity")));
        ActivityPicker.fill(activity, activities);
        activity.setClearButtonVisible(staff);
        activity.setHelperText(staff ? t("ui.customer.activity.shared") : t("ui.customer.activity.own"));
        UUID present = about == null ? null : about.activity();
        if (present != null) {
            activity.setValue(ActivityPicker.row(in(() -> activities.get(present))));
        } else if (about == null && !staff) {
            List<ActivityRow> mine = in(() -> activities.list(null, null, 2)).items();
            if (mine.size() == 1) {
                activity.setValue(mine.getFirst());
            }
        }
        add(
                new Card(
                        t("ui.customer.who"),
                        Fields.form(kind, name, siren, vat, contact, email, phone, language, activity)),
                new Card(t("ui.customer.address"), Fields.form(street, more, postcode, city, country)).acts());
        if (details != null && !details.mayChange()) {
            // Everybody's customer: members offer and invoice, the staff keeps what is said of it.
            for (HasValue<?, ?> field : List.<HasValue<?, ?>>of(
                    kind, name, siren, vat, contact, email, phone, language, activity, street, more, postcode, city,
                    country)) {
                field.setReadOnly(true);
            }
            add(new Paragraph(t(details.mergedInto() == null ? "ui.customer.shared" : "ui.customer.merged")));
            return;
        }
        Card acts = new Card(t("ui.acts"));
        acts.acts(Buttons.primary(t("ui.save"), () -> {
            boolean business = kind.getValue() == CustomerKind.BUSINESS;
            CustomerForm form = new CustomerForm(
                    kind.getValue(),
                    name.getValue(),
                    Fields.typed(contact),
                    business ? Fields.typed(siren) : null,
                    about == null ? null : business ? about.siret() : null,
                    business ? Fields.typed(vat) : null,
                    Fields.typed(email),
                    Fields.typed(phone),
                    language.getValue(),
                    new Address(
                            Fields.typed(street),
                            Fields.typed(more),
                            Fields.typed(postcode),
                            Fields.typed(city),
                            Fields.typed(country)),
                    about == null ? null : about.delivery(),
                    activity.getValue() == null ? null : activity.getValue().id());
            if (details == null) {
                addKnowing(form);
            } else {
                saved(in(() -> customers.change(details.id(), details.version(), form)));
            }
        }));
        if (details != null) {
            boolean archived = details.archived();
            acts.acts(Buttons.plain(t(archived ? "ui.customer.take-back" : "ui.customer.archive"), () -> {
                in(() -> customers.archive(details.id(), !archived));
                again();
            }));
        }
        acts.add(new Paragraph(t("ui.customer.save.why")));
        add(acts);
    }

    /** Says first who looks like the same: one goes to that one, or adds a second on purpose. */
    private void addKnowing(CustomerForm form) {
        List<Customers.Alike> found = in(() -> customers.alike(form));
        if (found.isEmpty()) {
            saved(in(() -> customers.add(form)));
            return;
        }
        Dialog dialog = new Dialog(t("ui.customer.twice"));
        dialog.setWidth("min(34rem, 96vw)");
        dialog.add(new Paragraph(t("ui.customer.twice.why")));
        com.vaadin.flow.component.html.UnorderedList list = new com.vaadin.flow.component.html.UnorderedList();
        found.forEach(one -> list.add(new com.vaadin.flow.component.html.ListItem(
                new Anchor(to("customers/" + one.id()), one.name() + " (" + one.code() + ")"))));
        dialog.add(list);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.plain(t("ui.customer.twice.add"), () -> {
                    CustomerDetails made = in(() -> customers.add(form));
                    dialog.close();
                    saved(made);
                }));
        dialog.open();
    }

    private void saved(CustomerDetails kept) {
        Refusals.done(t("ui.customer.saved", kept.about().name()));
        go("customers");
    }
}
