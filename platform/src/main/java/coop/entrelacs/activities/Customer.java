package coop.entrelacs.activities;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Someone who buys. */
@Entity
class Customer {

    @Id
    private UUID id;

    @Version
    private int version;

    /** Its code as a third party of the books. */
    private String code;

    @Enumerated(EnumType.STRING)
    private CustomerKind kind;

    private String name;
    private @Nullable String contact;
    private @Nullable String siren;
    private @Nullable String siret;
    private @Nullable String vatNumber;
    private @Nullable String email;
    private @Nullable String phone;
    private String language;

    @Embedded
    @AttributeOverride(name = "line1", column = @Column(name = "billing_line1"))
    @AttributeOverride(name = "line2", column = @Column(name = "billing_line2"))
    @AttributeOverride(name = "postalCode", column = @Column(name = "billing_postal_code"))
    @AttributeOverride(name = "city", column = @Column(name = "billing_city"))
    @AttributeOverride(name = "country", column = @Column(name = "billing_country"))
    private @Nullable Address billing;

    @Embedded
    @AttributeOverride(name = "line1", column = @Column(name = "delivery_line1"))
    @AttributeOverride(name = "line2", column = @Column(name = "delivery_line2"))
    @AttributeOverride(name = "postalCode", column = @Column(name = "delivery_postal_code"))
    @AttributeOverride(name = "city", column = @Column(name = "delivery_city"))
    @AttributeOverride(name = "country", column = @Column(name = "delivery_country"))
    private @Nullable Address delivery;

    @Column(name = "activity_id")
    private @Nullable UUID activity;

    private boolean archived;

    @Column(name = "merged_into")
    private @Nullable UUID mergedInto;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Customer() {}

    @SuppressWarnings("NullAway.Init") // describe() fills the others
    Customer(UUID id, String code, CustomerForm form) {
        this.id = id;
        this.code = code;
        describe(form);
    }

    final void describe(CustomerForm form) {
        kind = form.kind();
        name = form.name();
        contact = form.contact();
        siren = form.siren();
        siret = form.siret();
        vatNumber = form.vatNumber();
        email = form.email();
        phone = form.phone();
        language = form.language();
        billing = form.billing();
        delivery = form.delivery();
        activity = form.activity();
    }

    /** It was another record of the same: that one is kept. */
    void merge(UUID into) {
        archived = true;
        mergedInto = into;
    }

    @Nullable
    UUID mergedInto() {
        return mergedInto;
    }

    void archive(boolean archived) {
        this.archived = archived;
    }

    CustomerForm form() {
        return new CustomerForm(
                kind, name, contact, siren, siret, vatNumber, email, phone, language, billing, delivery, activity);
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    String code() {
        return code;
    }

    CustomerKind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    @Nullable
    String contact() {
        return contact;
    }

    @Nullable
    String siren() {
        return siren;
    }

    @Nullable
    String siret() {
        return siret;
    }

    @Nullable
    String vatNumber() {
        return vatNumber;
    }

    @Nullable
    String email() {
        return email;
    }

    Locale language() {
        return Locale.of(language);
    }

    @Nullable
    Address billing() {
        return billing;
    }

    @Nullable
    Address delivery() {
        return delivery;
    }

    @Nullable
    UUID activity() {
        return activity;
    }

    boolean archived() {
        return archived;
    }
}
