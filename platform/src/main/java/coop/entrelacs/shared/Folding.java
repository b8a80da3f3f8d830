package coop.entrelacs.shared;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts as one searches and sorts them: without accents, capitals and ligatures, whichever way they were typed. The function
 * {@code folded} of the tenants' databases does the same; a test holds the two together.
 */
public final class Folding {

    /** Accents and points of Latin, Greek, Cyrillic, Hebrew and Arabic letters; vowel signs of other scripts are letters. */
    private static final Pattern MARKS = Pattern.compile(
            "[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u064b-\\u065f\\u0670"
                    + "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20f0\\ufe20-\\ufe2f]+");

    private static final String STROKED = "łøđðħŧı’‘ʼ";
    private static final String PLAIN = "loddhti'''";

    private Folding() {}

    /** The text without accents, capitals and ligatures. */
    public static String of(String text) {
        String bare = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace("œ", "oe")
                .replace("æ", "ae")
                .replace("ß", "ss")
                .replace("þ", "th");
        for (int i = 0; i < STROKED.length(); i++) {
            bare = bare.replace(STROKED.charAt(i), PLAIN.charAt(i));
        }
        return bare;
    }

    /** The words of what somebody searches, each to be found anywhere; none if nothing was typed. */
    public static String[] words(@Nullable String typed) {
        String folded = typed == null ? "" : of(typed).strip();
        return folded.isEmpty() ? new String[0] : folded.split("\\s+");
    }

    /** Whether each word that somebody typed stands somewhere in the text. */
    public static boolean finds(@Nullable String typed, String text) {
        String folded = of(text);
        for (String word : words(typed)) {
            if (!folded.contains(word)) {
                return false;
            }
        }
        return true;
    }
}
