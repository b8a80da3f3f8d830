package coop.entrelacs.ui.identity;

import com.vaadin.flow.component.formlayout.FormLayout;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;

/** Who the cooperative is before the law: what its invoices, payslips and accounting file print. */
@Route(value = ":tenant/settings", layout = MainLayout.class)
@For(Role.MANAGER)
class SettingsView extends TenantView {

    private final transient LegalIdentities identities;

    SettingsView(LegalIdentities identities) {
        this.identities = identities;
    }

    @Override
    protected void show() {
        headline(t("ui.settings")).lead(t("ui.settings.lead"));
        LegalIdentities.Current current = in(identities::current);
        LegalIdentity legal = current.legal();
        TextField name = Fields.text("name", t("ui.legal.name"), legal.name());
        TextField legalForm = Fields.text("legalForm", t("ui.legal.form"), legal.legalForm());
        TextField siren = Fields.text("siren", t("ui.legal.siren"), legal.siren());
        TextField vatNumber = Fields.text("vatNumber", t("ui.legal.vat"), legal.vatNumber());
        TextField registry = Fields.text("registry", t("ui.legal.registry"), legal.registry());
        TextField street = Fields.text("street", t("ui.address.street"), legal.street());
        TextField postcode = Fields.text("postcode", t("ui.address.postcode"), legal.postcode());
        TextField city = Fields.text("city", t("ui.address.city"), legal.city());
        TextField country = Fields.text("country", t("ui.address.country"), legal.country());
        TextField email = Fields.text("email", t("ui.people.email"), legal.email());
        TextField phone = Fields.text("phone", t("ui.legal.phone"), legal.phone());
        TextField iban = Fields.text("iban", t("ui.legal.iban"), legal.iban());
        TextField bic = Fields.text("bic", t("ui.legal.bic"), legal.bic());
        FormLayout form = Fields.form(
                name, legalForm, siren, vatNumber, registry, street, postcode, city, country, email, phone, iban, bic);
        form.setColspan(iban, 2); // it is read whole
        add(new Card(t("ui.legal"), new Paragraph(t("ui.legal.lead")), form, Buttons.primary(t("ui.save"), () -> {
            LegalIdentity changed = new LegalIdentity(
                    name.getValue().strip(),
                    legalForm.getValue().strip(),
                    siren.getValue().replaceAll("\\s", ""),
                    Fields.typed(vatNumber),
                    Fields.typed(registry),
                    street.getValue().strip(),
                    postcode.getValue().strip(),
                    city.getValue().strip(),
                    country.getValue().strip(),
                    Fields.typed(email),
                    Fields.typed(phone),
                    Fields.typed(iban),
                    Fields.typed(bic));
            in(() -> identities.change(changed, current.version()));
            refresh();
            Refusals.done(t("ui.settings.saved"));
        })));
    }
}
