package coop.entrelacs.tenancy;

import coop.entrelacs.shared.BankNumbers;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Siren;
import coop.entrelacs.shared.VatNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Who a tenant is before the law, as invoices, payslips and the FEC must say it (Code de commerce R123-237, CGI annexe II
 * art. 242 nonies A).
 *
 * @param name the legal name (dénomination sociale)
 * @param legalForm as written on documents: {@code SCOP SARL à capital variable}
 * @param siren nine digits
 * @param vatNumber intra-community VAT number, or null where there is none
 * @param registry the registry's town ({@code RCS Nantes}), or null
 * @param street the seat's address
 * @param country ISO 3166 alpha-2
 * @param iban where customers pay, or null
 */
public record LegalIdentity(
        String name,
        String legalForm,
        String siren,
        @Nullable String vatNumber,
        @Nullable String registry,
        String street,
        String postcode,
        String city,
        String country,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String iban,
        @Nullable String bic) {

    public LegalIdentity {
        required(name, "name", 200);
        required(legalForm, "legalForm", 120);
        required(street, "street", 200);
        required(postcode, "postcode", 10);
        required(city, "city", 100);
        if (!Siren.isValid(siren)) {
            throw new InvalidField("siren", "siren-invalid", siren);
        }
        if (!country.matches("[A-Z]{2}")) {
            throw new InvalidField("country", "country-invalid", country);
        }
    }

    /**
     * The same with its numbers checked and written alike, for an identity that somebody enters. What was stored before these checks is still read.
     *
     * @param at the way to this identity in what was sent, as {@code "legal."}
     */
    LegalIdentity entered(String at) {
        return new LegalIdentity(
                name,
                legalForm,
                siren,
                VatNumbers.checked(at + "vatNumber", vatNumber),
                registry,
                street,
                postcode,
                city,
                country,
                email,
                phone,
                BankNumbers.sepaIban(at + "iban", iban),
                BankNumbers.bic(at + "bic", bic));
    }

    private static void required(String value, String field, int most) {
        if (value.isBlank()) {
            throw new InvalidField(field, "required");
        }
        if (value.length() > most) {
            throw new InvalidField(field, "too-long", most);
        }
    }
}
