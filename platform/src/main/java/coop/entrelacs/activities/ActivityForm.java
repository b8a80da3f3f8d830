package coop.entrelacs.activities;

import coop.entrelacs.shared.BankNumbers;
import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one says of an activity.
 *
 * @param code short, in capitals, unique in the cooperative; its code on the analytic axis
 * @param tradeName the brand on documents
 * @param trade what it does, in a few words
 * @param iban where its customers pay, or null for the cooperative's account
 * @param defaultVat the VAT code that new lines begin with
 * @param vatOnDebits whether VAT on services is paid on invoicing (option of CGI 269-2-c) instead of on payment
 * @param paymentDays days from the invoice to its due date, at most 60 (Code de commerce L441-10)
 * @param endOfMonth whether the due date then runs to the end of the month, with at most 45 days
 */
public record ActivityForm(
        String code,
        String tradeName,
        String trade,
        @Nullable Address address,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String website,
        @Nullable String iban,
        @Nullable String bic,
        String defaultVat,
        Nature defaultNature,
        boolean vatOnDebits,
        int paymentDays,
        boolean endOfMonth,
        LocalDate openedOn) {

    public ActivityForm(
            @Nullable String code,
            @Nullable String tradeName,
            @Nullable String trade,
            @Nullable Address address,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String website,
            @Nullable String iban,
            @Nullable String bic,
            @Nullable String defaultVat,
            @Nullable Nature defaultNature,
            boolean vatOnDebits,
            int paymentDays,
            boolean endOfMonth,
            @Nullable LocalDate openedOn) {
        this.code = Fields.required("code", code, 12).toUpperCase(Locale.ROOT);
        if (!this.code.matches("[A-Z0-9]{2,12}")) {
            throw new InvalidField("code", "activity-code-syntax", this.code);
        }
        this.tradeName = Fields.required("tradeName", tradeName, 120);
        this.trade = Fields.optional("trade", trade, 200);
        this.address = Address.checked("address", address);
        this.email = email("email", email);
        this.phone = Fields.orNull("phone", phone, 40);
        this.website = Fields.orNull("website", website, 200);
        this.iban = BankNumbers.iban("iban", iban);
        this.bic = BankNumbers.bic("bic", bic);
        this.defaultVat = Fields.required("defaultVat", defaultVat, 30);
        this.defaultNature = Objects.requireNonNullElse(defaultNature, Nature.SERVICES);
        this.vatOnDebits = vatOnDebits;
        if (paymentDays < 0 || paymentDays > 60) {
            throw new InvalidField("paymentDays", "payment-days-range", 60);
        }
        if (endOfMonth && paymentDays > 45) {
            throw new InvalidField("paymentDays", "payment-days-end-of-month", 45);
        }
        this.paymentDays = paymentDays;
        this.endOfMonth = endOfMonth;
        this.openedOn = Fields.required("openedOn", openedOn);
    }

    /** The least that an activity needs: services at the standard rate, paid within 30 days. */
    public static ActivityForm of(String code, String tradeName, String trade, LocalDate openedOn) {
        return new ActivityForm(
                code,
                tradeName,
                trade,
                null,
                null,
                null,
                null,
                null,
                null,
                "normal",
                Nature.SERVICES,
                false,
                30,
                false,
                openedOn);
    }

    /** Whether nothing differs that binds the cooperative: the money's way, the terms of payment, the VAT's rule. */
    boolean sameTerms(ActivityForm other) {
        return code.equals(other.code)
                && Objects.equals(iban, other.iban)
                && Objects.equals(bic, other.bic)
                && vatOnDebits == other.vatOnDebits
                && paymentDays == other.paymentDays
                && endOfMonth == other.endOfMonth
                && openedOn.equals(other.openedOn);
    }

    static @Nullable String email(String field, @Nullable String typed) {
        String email = Fields.orNull(field, typed, 200);
        if (email != null && !email.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+")) {
            throw new InvalidField(field, "email-invalid", email);
        }
        return email;
    }
}
