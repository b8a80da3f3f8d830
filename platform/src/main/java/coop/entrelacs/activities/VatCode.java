package coop.entrelacs.activities;

import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way of charging VAT, or of not charging it, with its rates over time and their source in law.
 *
 * @param code stable name used on lines: {@code normal}, {@code exempt-training}
 * @param category of EN 16931: S, E, AE, K, G or O
 * @param exemption code of the VATEX list, or null where VAT is charged
 * @param mention what the invoice must say, by language; empty where VAT is charged
 * @param buyerVatNumber whether the buyer's VAT number is then mandatory
 * @param collected account of the VAT due, or null where none is
 * @param waiting account of the VAT that falls due on payment, or null
 */
public record VatCode(
        String code,
        String category,
        @Nullable String exemption,
        Map<String, String> label,
        @Nullable Map<String, String> mention,
        boolean buyerVatNumber,
        @Nullable String collected,
        @Nullable String waiting,
        List<Dated> rates) {

    public VatCode {
        label = Map.copyOf(label);
        mention = mention == null ? Map.of() : Map.copyOf(mention);
        rates = List.copyOf(rates);
    }

    /**
     * A rate and the days it holds.
     *
     * @param to the last day, or null while it holds
     * @param source the article of law
     */
    public record Dated(LocalDate from, @Nullable LocalDate to, Rate percent, String source) {
        Period period() {
            return new Period(from, to);
        }
    }

    /** The rate in force on a day, if this code existed then. */
    public Optional<Rate> on(LocalDate day) {
        return rates.stream()
                .filter(r -> r.period().contains(day))
                .map(Dated::percent)
                .findFirst();
    }

    public String label(Locale language) {
        return in(label, language);
    }

    /** The sentence that the invoice must carry; empty where VAT is charged. */
    public String mention(Locale language) {
        return mention == null || mention.isEmpty() ? "" : in(mention, language);
    }

    private static String in(Map<String, String> words, Locale language) {
        String found = words.get(language.getLanguage());
        return found != null ? found : words.getOrDefault("fr", "");
    }
}
