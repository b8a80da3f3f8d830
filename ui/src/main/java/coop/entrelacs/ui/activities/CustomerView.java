package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.activities.Address;
import coop.entrelacs.activities.CustomerDetails;
import coop.entrelacs.activities.CustomerForm;
import coop.entrelacs.activities.CustomerKind;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
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

    CustomerView(Customers customers, Activities activities) {
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
        form(details);
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
        List<ActivityRow> mine = in(() -> activities.list(null, null, 200)).items();
        boolean staff = in(() -> CurrentTenant.actor().isAnyOf(Role.ACCOUNTANT, Role.MANAGER));
        ComboBox<ActivityRow> activity = Fields.named("activity", new ComboBox<>(t("ui.customer.activity")));
        activity.setItems(mine);
        activity.setItemLabelGenerator(ActivityRow::tradeName);
        activity.setClearButtonVisible(staff);
        activity.setHelperText(staff ? t("ui.customer.activity.shared") : t("ui.customer.activity.own"));
        UUID present = about == null ? null : about.activity();
        if (about == null && !staff && mine.size() == 1) {
            activity.setValue(mine.getFirst());
        } else {
            mine.stream().filter(one -> one.id().equals(present)).findFirst().ifPresent(activity::setValue);
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
            add(new com.vaadin.flow.component.html.Paragraph(t("ui.customer.shared")));
            return;
        }
        Card acts = new Card(t("ui.customer.save.title"));
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
            CustomerDetails kept = in(() ->
                    details == null ? customers.add(form) : customers.change(details.id(), details.version(), form));
            Refusals.done(t("ui.customer.saved", kept.about().name()));
            go("customers");
        }));
        acts.add(new com.vaadin.flow.component.html.Paragraph(t("ui.customer.save.why")));
        add(acts);
    }
}
