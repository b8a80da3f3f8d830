package coop.entrelacs.documents;

import com.openhtmltopdf.bidi.BidiReorderer;
import com.openhtmltopdf.bidi.BidiSplitter;
import com.openhtmltopdf.bidi.BidiTextRun;
import java.text.Bidi;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Text of both directions, by the Unicode algorithm that Java has: where runs begin, and how one is written from left to right. */
final class RightToLeft implements BidiSplitter {

    private List<BidiTextRun> runs = List.of();

    /** Whether a text has anything that is written from right to left. */
    static boolean isIn(String text) {
        char[] all = text.toCharArray();
        return Bidi.requiresBidi(all, 0, all.length);
    }

    @Override
    public void setParagraph(String paragraph, byte direction) {
        if (paragraph.isEmpty()) {
            runs = List.of();
            return;
        }
        Bidi bidi = new Bidi(
                paragraph,
                direction == RTL ? Bidi.DIRECTION_DEFAULT_RIGHT_TO_LEFT : Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        BidiTextRun[] ordered = new BidiTextRun[bidi.getRunCount()];
        byte[] levels = new byte[ordered.length];
        for (int i = 0; i < ordered.length; i++) {
            levels[i] = (byte) bidi.getRunLevel(i);
            ordered[i] = new BidiTextRun(
                    bidi.getRunStart(i),
                    bidi.getRunLimit(i) - bidi.getRunStart(i),
                    bidi.getRunLevel(i) % 2 == 0 ? LTR : RTL);
        }
        Bidi.reorderVisually(levels, 0, ordered, 0, ordered.length);
        runs = List.of(ordered);
    }

    @Override
    public int countTextRuns() {
        return runs.size();
    }

    @Override
    public BidiTextRun getVisualRun(int index) {
        return runs.get(index);
    }

    @Override
    public byte getBaseDirection(String paragraph) {
        for (int c : paragraph.codePoints().toArray()) {
            switch (Character.getDirectionality(c)) {
                case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> {
                    return LTR;
                }
                case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> {
                    return RTL;
                }
                default -> {}
            }
        }
        return NEUTRAL;
    }

    /** Arabic letters in the form their neighbours ask for, and a run turned round. */
    static final class Writing implements BidiReorderer {

        private static final String MIRRORED = "()[]{}<>«»‹›";

        @Override
        public String reorderRTLTextToLTR(String text) {
            if (text.isEmpty()) {
                return text;
            }
            Bidi bidi = new Bidi(text, Bidi.DIRECTION_RIGHT_TO_LEFT);
            Object[] pieces = new Object[bidi.getRunCount()];
            byte[] levels = new byte[pieces.length];
            for (int i = 0; i < pieces.length; i++) {
                String piece = text.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
                levels[i] = (byte) bidi.getRunLevel(i);
                pieces[i] = bidi.getRunLevel(i) % 2 == 0 ? piece : reversed(piece);
            }
            Bidi.reorderVisually(levels, 0, pieces, 0, pieces.length);
            StringBuilder line = new StringBuilder(text.length());
            for (Object piece : pieces) {
                line.append(piece);
            }
            return line.toString();
        }

        /** The last character first, each with the marks that stand on it. */
        private static String reversed(String text) {
            List<String> characters = new ArrayList<>();
            text.codePoints().forEach(c -> {
                int mirror = MIRRORED.indexOf(c);
                String one = Character.toString(mirror < 0 ? c : MIRRORED.charAt(mirror ^ 1));
                if (isMark(c) && !characters.isEmpty()) {
                    characters.set(characters.size() - 1, characters.getLast() + one);
                } else {
                    characters.add(one);
                }
            });
            return String.join("", characters.reversed());
        }

        @Override
        public String shapeText(String text) {
            return ArabicForms.of(text);
        }

        @Override
        public String deshapeText(String text) {
            StringBuilder plain = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                String one = Character.toString(c);
                plain.append(ArabicForms.isForm(c) ? Normalizer.normalize(one, Normalizer.Form.NFKC) : one);
            });
            return plain.toString();
        }

        @Override
        public boolean isLiveImplementation() {
            return true;
        }
    }

    private static boolean isMark(int c) {
        return Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /**
     * The forms of Arabic letters: alone, at the end, at the beginning and in the middle of what is joined. Unicode has each as a
     * character whose name says which it is and whose decomposition is the letter, so Java knows them all.
     */
    private static final class ArabicForms {

        private static final Map<String, Integer> FORMS = new HashMap<>();

        static {
            for (int c = 0xFB50; c <= 0xFEFC; c++) {
                if (isForm(c)) {
                    String name = Character.getName(c);
                    String form = name.substring(name.lastIndexOf(' ', name.length() - 6) + 1); // as "INITIAL FORM"
                    FORMS.putIfAbsent(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC) + form, c);
                }
            }
        }

        static boolean isForm(int c) {
            String name = c >= 0xFB50 && c <= 0xFEFC ? Character.getName(c) : null;
            return name != null
                    && name.endsWith(" FORM")
                    && (name.startsWith("ARABIC LETTER ") || name.startsWith("ARABIC LIGATURE LAM WITH ALEF"));
        }

        static String of(String text) {
            int[] all = text.codePoints().toArray();
            StringBuilder shaped = new StringBuilder(text.length());
            for (int i = 0; i < all.length; i++) {
                String letter = Character.toString(all[i]);
                boolean before = joinsOn(all, i - 1);
                int next = i + 1;
                // lam and alef beside each other are one sign
                if (next < all.length && form(letter + Character.toString(all[next]), "ISOLATED FORM") >= 0) {
                    letter += Character.toString(all[next]);
                    i = next;
                    next++;
                }
                boolean after = form(letter, "INITIAL FORM") >= 0 && takesPart(all, next);
                String wanted =
                        before ? after ? "MEDIAL FORM" : "FINAL FORM" : after ? "INITIAL FORM" : "ISOLATED FORM";
                int found = form(letter, wanted);
                if (found >= 0) {
                    shaped.appendCodePoint(found);
                } else {
                    shaped.append(letter);
                }
            }
            return shaped.toString();
        }

        private static int form(String letter, String form) {
            return FORMS.getOrDefault(letter + form, -1);
        }

        /** Whether the letter before joins on to what follows; marks between do not count. */
        private static boolean joinsOn(int[] all, int from) {
            int i = from;
            while (i >= 0 && isMark(all[i])) {
                i--;
            }
            return i >= 0 && (all[i] == 0x640 || form(Character.toString(all[i]), "INITIAL FORM") >= 0);
        }

        /** Whether the next letter joins to what stands before it. */
        private static boolean takesPart(int[] all, int from) {
            int i = from;
            while (i < all.length && isMark(all[i])) {
                i++;
            }
            return i < all.length && (all[i] == 0x640 || form(Character.toString(all[i]), "FINAL FORM") >= 0);
        }
    }
}
