package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody lives; every part may still be unknown.
 *
 * @param country ISO 3166, two letters
 */
public record MemberAddress(
        @Nullable String line1,
        @Nullable String line2,
        @Nullable String postalCode,
        @Nullable String city,
        @Nullable String country) {

    public static final MemberAddress NONE = new MemberAddress(null, null, null, null, null);

    public MemberAddress {
        line1 = Fields.optional("address.line1", line1, 120);
        line2 = Fields.optional("address.line2", line2, 120);
        postalCode = Fields.optional("address.postalCode", postalCode, 12);
        city = Fields.optional("address.city", city, 80);
        country = country == null || country.isBlank() ? "FR" : country.strip();
        if (!country.matches("[A-Z]{2}")) {
            throw new InvalidField("address.country", "member-country");
        }
    }
}
