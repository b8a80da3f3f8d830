package coop.entrelacs.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How long it takes to guess a password for whoever knows what passwords are made of: common passwords and names, what is around the
 * person (their name, address, cooperative), years, rows of keys, repetitions. The password is cut into such parts where that is the
 * cheapest; what is none of them is tried letter by letter.
 */
final class Guessing {

    /** What a letter or digit costs that belongs to nothing known; a sign between words costs less. */
    private static final double LETTER = 3.3;

    private static final double SIGN = 2;
    private static final double KNOWN_AROUND = 2;
    private static final double ROW = 4;
    private static final double REPETITION = 2;
    private static final double YEAR = 6;

    private static final int LONGEST_WORD = 24;

    private static final List<String> ROWS = List.of(
            "01234567890",
            "09876543210",
            "abcdefghijklmnopqrstuvwxyz",
            "azertyuiopqsdfghjklmwxcvbn",
            "qwertyuiopasdfghjklzxcvbnm",
            "qwertzuiopasdfghjklyxcvbnm",
            "&é\"'(-è_çà");

    private static final Pattern WORD_AND_YEAR =
            Pattern.compile("[\\W_]*\\p{L}{3,12}[\\W_]{0,2}(19|20)\\d\\d[\\W_]*", Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Double> common = common();

    /** Bits of work; some 30 are hours for a machine that may try as often as it likes, and for ever at a sign-in. */
    double bits(String password, Collection<String> around) {
        Set<String> near = words(around);
        String plain = folded(password);
        return cheapest(plain, near);
    }

    /** One word and a year, whatever the word: the first thing that is tried for every word there is. */
    static boolean isWordAndYear(String password) {
        return WORD_AND_YEAR.matcher(password).matches();
    }

    private double cheapest(String text, Set<String> around) {
        double[] cost = new double[text.length() + 1];
        Arrays.fill(cost, Double.MAX_VALUE);
        cost[0] = 0;
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + 1; to <= text.length(); to++) {
                double part = part(text, from, to, around);
                cost[to] = Math.min(cost[to], cost[from] + part);
            }
        }
        return cost[text.length()];
    }

    private double part(String text, int from, int to, Set<String> around) {
        int length = to - from;
        if (length == 1) {
            return Character.isLetterOrDigit(text.charAt(from)) ? LETTER : SIGN;
        }
        String part = text.substring(from, to);
        double best = Double.MAX_VALUE;
        if (length >= 3 && length <= LONGEST_WORD) {
            String meant = unmasked(part);
            double known = Math.min(known(part, around), 1 + known(meant, around));
            best = Math.min(best, known);
        }
        if (length >= 3 && (isRow(part) || part.chars().distinct().count() == 1)) {
            best = Math.min(best, ROW);
        }
        if (length == 4 && part.matches("(19|20)\\d\\d")) {
            best = Math.min(best, YEAR);
        }
        if (length >= 2 && from >= length && text.startsWith(part, from - length)) {
            best = Math.min(best, REPETITION);
        }
        return best;
    }

    private double known(String word, Set<String> around) {
        return around.contains(word) ? KNOWN_AROUND : common.getOrDefault(word, Double.MAX_VALUE);
    }

    private static boolean isRow(String part) {
        String back = new StringBuilder(part).reverse().toString();
        return ROWS.stream().anyMatch(row -> row.contains(part) || row.contains(back));
    }

    /** Lower case, without accents. */
    private static String folded(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .replace("œ", "oe")
                .replace("æ", "ae");
    }

    /** Letters that were written as digits and signs. */
    private static String unmasked(String text) {
        return text.replace('0', 'o')
                .replace('1', 'i')
                .replace('3', 'e')
                .replace('8', 'b')
                .replace('4', 'a')
                .replace('@', 'a')
                .replace('5', 's')
                .replace('$', 's')
                .replace('7', 't')
                .replace('!', 'i');
    }

    /** Whole, without what stands between the words, and word by word. */
    private static Set<String> words(Collection<String> around) {
        Set<String> words = new HashSet<>();
        for (String one : around) {
            String text = folded(one);
            words.add(text);
            words.add(text.replaceAll("[^\\p{L}\\p{N}]+", ""));
            for (String word : text.split("[^\\p{L}\\p{N}]+", -1)) {
                if (word.length() >= 3) {
                    words.add(word);
                }
            }
        }
        return words;
    }

    private static Map<String, Double> common() {
        try (var in = Guessing.class.getResourceAsStream("/identity/common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("identity/common-passwords.txt is not on the class path");
            }
            Map<String, Double> bits = new HashMap<>();
            int rank = 0;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                String word = line.strip();
                if (!word.isEmpty() && !word.startsWith("#")) {
                    rank++;
                    bits.putIfAbsent(folded(word), 1 + Math.log(rank) / Math.log(2));
                }
            }
            return Map.copyOf(bits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
