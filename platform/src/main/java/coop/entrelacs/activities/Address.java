package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import jakarta.persistence.Embeddable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A postal address. A draft may lack parts; an invoice may not.
 *
 * @param country ISO 3166 alpha-2
 */
@Embeddable
public record Address(
        @Nullable String line1,
        @Nullable String line2,
        @Nullable String postalCode,
        @Nullable String city,
        @Nullable String country) {

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    public static Address of(String line1, String postalCode, String city) {
        return new Address(line1, null, postalCode, city, "FR");
    }

    /** Checks and tidies what was typed; nothing at all is no address. */
    static @Nullable Address checked(String at, @Nullable Address typed) {
        if (typed == null) {
            return null;
        }
        Address tidy = new Address(
                Fields.orNull(at + ".line1", typed.line1, 120),
                Fields.orNull(at + ".line2", typed.line2, 120),
                Fields.orNull(at + ".postalCode", typed.postalCode, 12),
                Fields.orNull(at + ".city", typed.city, 80),
                Fields.orNull(at + ".country", typed.country, 2));
        if (tidy.line1 == null && tidy.line2 == null && tidy.postalCode == null && tidy.city == null) {
            return null;
        }
        String country = tidy.country == null ? "FR" : tidy.country.toUpperCase(Locale.ROOT);
        if (!COUNTRIES.contains(country)) {
            throw new InvalidField(at + ".country", "country-unknown", country);
        }
        if (country.equals("FR") && tidy.postalCode != null && !tidy.postalCode.matches("\\d{5}")) {
            throw new InvalidField(at + ".postalCode", "postal-code-invalid", tidy.postalCode);
        }
        return new Address(tidy.line1, tidy.line2, tidy.postalCode, tidy.city, country);
    }

    boolean isComplete() {
        return line1 != null && city != null && country != null && (postalCode != null || !country.equals("FR"));
    }

    /** As on an envelope; the country only abroad. */
    public List<String> lines(Locale language) {
        String town = ((postalCode == null ? "" : postalCode + " ") + (city == null ? "" : city)).strip();
        String abroad = country == null || country.equals("FR")
                ? ""
                : Locale.of("", country).getDisplayCountry(language);
        return Stream.of(line1 == null ? "" : line1, line2 == null ? "" : line2, town, abroad)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
