package coop.entrelacs.federation;

import coop.entrelacs.shared.InvalidField;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stops short texts that would carry a person over to the federation: what looks like a bank account, a social security or telephone
 * number, an address for mail, a word of health, or somebody's name. It cannot know everything, so pages warn as well.
 */
final class NobodyNamed {

    private static final Pattern IBAN = Pattern.compile("(?i)\\b[A-Z]{2}\\d{2}(?:[ .-]?[A-Z0-9]{2,4}){3,8}\\b");
    private static final Pattern LONG_NUMBER = Pattern.compile("\\d(?:[ .-]?\\d){8,}");
    private static final Pattern MAIL = Pattern.compile("\\S@\\S");
    /** Beginnings of words, without accents. */
    private static final List<String> HEALTH = List.of(
            "malad",
            "cancer",
            "grossess",
            "enceinte",
            "depress",
            "hospital",
            "hopital",
            "chirurg",
            "handicap",
            "medic",
            "burn-out",
            "burnout",
            "accouch",
            "maternit",
            "paternit",
            "accident",
            "therap",
            "sida",
            "vih",
            "ill ",
            "illness",
            "sick",
            "pregnan",
            "disease",
            "surger",
            "disab",
            "hospit",
            "diabet",
            "alcool",
            "addict");

    private static final Pattern WORDS = Pattern.compile("[^a-z-]+");

    private NobodyNamed() {}

    /** @throws InvalidField if the text says something of a person */
    static void check(String field, String text) {
        String plain = plain(text);
        if (IBAN.matcher(text).find()
                || LONG_NUMBER.matcher(text).find()
                || MAIL.matcher(text).find()) {
            throw new InvalidField(field, "names-an-account-or-number");
        }
        for (String word : WORDS.splitAsStream(plain).toList()) {
            for (String health : HEALTH) {
                if (word.startsWith(health.strip()) && (!health.endsWith(" ") || word.equals(health.strip()))) {
                    throw new InvalidField(field, "names-health");
                }
            }
        }
    }

    /**
     * The same, and none of these people.
     *
     * @param lastNames of the cooperative's members; names of fewer than three letters are too common as words
     */
    static void check(String field, String text, Collection<String> lastNames) {
        check(field, text);
        String plain = " " + WORDS.matcher(plain(text)).replaceAll(" ") + " ";
        for (String name : lastNames) {
            String one = WORDS.matcher(plain(name)).replaceAll(" ").strip();
            if (one.length() >= 3 && plain.contains(" " + one + " ")) {
                throw new InvalidField(field, "names-a-member");
            }
        }
    }

    /** Words that are written with a capital and name nobody. */
    private static final Set<String> COMMON = Set.of(
            "ag",
            "assemblee",
            "generale",
            "conseil",
            "commission",
            "comite",
            "fonds",
            "convention",
            "cooperative",
            "cae",
            "cape",
            "cesa",
            "federation",
            "etat",
            "urssaf",
            "tva",
            "iban",
            "sepa",
            "france",
            "travail",
            "secours",
            "mutualise",
            "garantie",
            "pret",
            "aide",
            "facture",
            "demande",
            "treaty",
            "fund",
            "council",
            "board",
            "meeting",
            "committee",
            "claim",
            "vat",
            "i",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday");

    /**
     * Common words of French and English, in lower case without accents: those of this application's own sentences, and with what
     * questions begin. Words that are also frequent names are not among them.
     */
    private static final Set<String> VOCABULARY = vocabulary();

    private static final Pattern TITLE =
            Pattern.compile("(?i:\\b(?:mme|mlle|mr|mrs|ms|madame|monsieur|mademoiselle)\\b)|\\bM\\.");
    private static final Pattern WORD = Pattern.compile("[\\p{L}][\\p{L}'’-]*");

    /**
     * The same where no list of names is at hand: a federation knows no cooperative's members. Whoever is called by a title, or a word
     * with a capital inside a sentence, is taken for somebody; so is the first word of one, unless it is a common word: every sentence
     * begins with a capital, and "Moreau demande…" does too.
     *
     * @param known names that are nobody's, such as those of cooperatives and treaties
     */
    static void checkWithoutList(String field, String text, Collection<String> known) {
        check(field, text);
        Matcher titled = TITLE.matcher(text);
        if (titled.find()) {
            throw new InvalidField(field, "names-somebody", titled.group());
        }
        Set<String> allowed = new HashSet<>(COMMON);
        known.forEach(name -> WORD.matcher(name).results().forEach(word -> allowed.add(plain(word.group()))));
        int last = 0;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String between = text.substring(last, words.start());
            boolean begins = last == 0 || between.matches("(?s).*[.!?:;\\n«“\"(].*");
            String word = words.group();
            // J’ai, L’Atelier: the elided article is no part of the word
            String bare = word.replaceFirst("^\\p{L}{1,2}['’]", "");
            boolean capital = !bare.isEmpty() && Character.isUpperCase(bare.codePointAt(0));
            boolean initials = bare.equals(bare.toUpperCase(Locale.ROOT)) && bare.length() > 1 && bare.length() <= 5;
            if (capital && !initials && !allowed.contains(plain(bare)) && !(begins && isCommon(plain(bare)))) {
                throw new InvalidField(field, "names-somebody", word);
            }
            last = words.end();
        }
    }

    /** Words joined by a hyphen, as Pouvez-vous, are common if each is. */
    private static boolean isCommon(String plain) {
        return Pattern.compile("['-]")
                .splitAsStream(plain)
                .filter(part -> !part.isEmpty())
                .allMatch(VOCABULARY::contains);
    }

    private static Set<String> vocabulary() {
        try (InputStream file = NobodyNamed.class.getResourceAsStream("common-words.txt")) {
            return Set.of(
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.US_ASCII).split("\\R"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace('’', '\'')
                .toLowerCase(Locale.ROOT);
    }
}
