package coop.entrelacs.activities;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A brand under which one or more members work. */
@Entity
class Activity {

    @Id
    private UUID id;

    @Version
    private int version;

    private String code;
    private String tradeName;
    private String trade;

    @Embedded
    @AttributeOverride(name = "line1", column = @Column(name = "address_line1"))
    @AttributeOverride(name = "line2", column = @Column(name = "address_line2"))
    private @Nullable Address address;

    private @Nullable String email;
    private @Nullable String phone;
    private @Nullable String website;
    private @Nullable String iban;
    private @Nullable String bic;
    private String defaultVat;

    @Enumerated(EnumType.STRING)
    private Nature defaultNature;

    private boolean vatOnDebits;
    private int paymentDays;
    private boolean endOfMonth;
    private LocalDate openedOn;
    private @Nullable LocalDate closedOn;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Activity() {}

    @SuppressWarnings("NullAway.Init") // describe() fills the others
    Activity(UUID id, ActivityForm form) {
        this.id = id;
        describe(form);
    }

    final void describe(ActivityForm form) {
        code = form.code();
        tradeName = form.tradeName();
        trade = form.trade();
        address = form.address();
        email = form.email();
        phone = form.phone();
        website = form.website();
        iban = form.iban();
        bic = form.bic();
        defaultVat = form.defaultVat();
        defaultNature = form.defaultNature();
        vatOnDebits = form.vatOnDebits();
        paymentDays = form.paymentDays();
        endOfMonth = form.endOfMonth();
        openedOn = form.openedOn();
    }

    void close(LocalDate lastDay) {
        closedOn = lastDay;
    }

    /** When an invoice of a day is due. */
    LocalDate dueOn(LocalDate issued) {
        LocalDate due = issued.plusDays(paymentDays);
        return endOfMonth ? YearMonth.from(due).atEndOfMonth() : due;
    }

    boolean isOpenOn(LocalDate day) {
        return !day.isBefore(openedOn) && (closedOn == null || !day.isAfter(closedOn));
    }

    ActivityForm form() {
        return new ActivityForm(
                code,
                tradeName,
                trade,
                address,
                email,
                phone,
                website,
                iban,
                bic,
                defaultVat,
                defaultNature,
                vatOnDebits,
                paymentDays,
                endOfMonth,
                openedOn);
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

    String tradeName() {
        return tradeName;
    }

    String trade() {
        return trade;
    }

    @Nullable
    Address address() {
        return address;
    }

    @Nullable
    String email() {
        return email;
    }

    @Nullable
    String phone() {
        return phone;
    }

    @Nullable
    String website() {
        return website;
    }

    @Nullable
    String iban() {
        return iban;
    }

    @Nullable
    String bic() {
        return bic;
    }

    boolean vatOnDebits() {
        return vatOnDebits;
    }

    LocalDate openedOn() {
        return openedOn;
    }

    @Nullable
    LocalDate closedOn() {
        return closedOn;
    }
}
