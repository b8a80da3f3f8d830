package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Texts;
import coop.entrelacs.shared.VatNumbers;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one says of a customer. Numbers are checked here: a wrong SIREN on an invoice is a refused invoice later.
 *
 * @param kind a business (or an association, a public body) or a private person
 * @param siren nine digits, taken from the SIRET where only that is given
 * @param language of its documents, {@code fr} or {@code en}
 * @param delivery where it differs from the billing address
 * @param activity the only activity that sees it, or null where the cooperative's staff gave it to all
 */
public record CustomerForm(
        CustomerKind kind,
        String name,
        @Nullable String contact,
        @Nullable String siren,
        @Nullable String siret,
        @Nullable String vatNumber,
        @Nullable String email,
        @Nullable String phone,
        String language,
        @Nullable Address billing,
        @Nullable Address delivery,
        @Nullable UUID activity) {

    public CustomerForm(
            @Nullable CustomerKind kind,
            @Nullable String name,
            @Nullable String contact,
            @Nullable String siren,
            @Nullable String siret,
            @Nullable String vatNumber,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String language,
            @Nullable Address billing,
            @Nullable Address delivery,
            @Nullable UUID activity) {
        this.kind = Fields.required("kind", kind);
        this.name = Fields.required("name", name, 200);
        this.contact = Fields.orNull("contact", contact, 120);
        this.siret = BusinessNumbers.siret("siret", siret);
        String typed = BusinessNumbers.siren("siren", siren);
        if (typed != null && this.siret != null && !this.siret.startsWith(typed)) {
            throw new InvalidField("siret", "siret-of-other-siren", this.siret, typed);
        }
        this.siren = typed != null || this.siret == null ? typed : this.siret.substring(0, 9);
        this.vatNumber = BusinessNumbers.vatNumber("vatNumber", vatNumber, this.siren);
        if (this.kind == CustomerKind.PRIVATE && (this.siren != null || this.vatNumber != null)) {
            throw new InvalidField(this.siren != null ? "siren" : "vatNumber", "private-person-number");
        }
        this.email = ActivityForm.email("email", email);
        this.phone = Fields.orNull("phone", phone, 40);
        this.language = Objects.requireNonNullElse(language, "fr").toLowerCase(Locale.ROOT);
        if (!this.language.equals("fr") && !this.language.equals("en")) {
            throw new InvalidField("language", "language-unknown", this.language);
        }
        this.billing = Address.checked("billing", billing);
        this.delivery = Address.checked("delivery", delivery);
        this.activity = activity;
    }

    /** The same, for one that somebody enters: texts and VAT number are as they must be today. */
    CustomerForm entered() {
        VatNumbers.checked("vatNumber", vatNumber);
        return Texts.lines(this);
    }

    /** A business in France. */
    public static CustomerForm business(String name, String siren, Address billing) {
        return new CustomerForm(
                CustomerKind.BUSINESS, name, null, siren, null, null, null, null, "fr", billing, null, null);
    }

    /** A private person. */
    public static CustomerForm person(String name, @Nullable Address billing) {
        return person(name, billing, null);
    }

    /** A private person whom only one activity sees. */
    public static CustomerForm person(String name, @Nullable Address billing, @Nullable UUID activity) {
        return new CustomerForm(
                CustomerKind.PRIVATE, name, null, null, null, null, null, null, "fr", billing, null, activity);
    }
}
