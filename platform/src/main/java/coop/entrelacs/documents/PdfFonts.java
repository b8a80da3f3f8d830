package coop.entrelacs.documents;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** The fonts that papers are printed in, fit for PDF/A: the usual one, and others for the scripts that it lacks. */
public final class PdfFonts {

    private static final int GSUB = 0x47535542;
    private static final int UNKNOWN_TABLE = 0x67737562;

    /** What is no ink but a hint to who writes a line: joiners, marks of direction, variants of a character, soft hyphens. */
    private static final String HINTS =
            "[\\u00ad\\u061c\\u200b\\u200d-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufe00-\\ufe0f\\ufeff]";

    private PdfFonts() {}

    /** A font and the characters it has. */
    private record Font(String family, byte[] bytes, BitSet has) {

        static Font read(String family, String path) {
            byte[] bytes = withoutLigatures(path);
            BitSet has = new BitSet();
            try (TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(bytes))) {
                CmapLookup characters = font.getUnicodeCmapLookup();
                for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
                    if (characters.getGlyphId(c) != 0) {
                        has.set(c);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Font(family, bytes, has);
        }
    }

    /** Read when the first paper is printed. */
    private static final class Usual {
        static final Font REGULAR = Font.read("Lato", "pdf/fonts/Lato-Regular.ttf");
        static final Font BOLD = Font.read("Lato", "pdf/fonts/Lato-Bold.ttf");
    }

    /** Read when the first text comes that the usual font cannot print. */
    private static final class Fallbacks {
        static final List<Font> ALL = List.of(
                Font.read("DejaVu Sans", "pdf/fonts/DejaVuSans.ttf"),
                Font.read("Droid Sans Fallback", "pdf/fonts/DroidSansFallback.ttf"));
    }

    /**
     * Gives a paper its text and the fonts for it. Its style names the families {@code 'Lato', 'DejaVu Sans', 'Droid Sans
     * Fallback'}; the last two are there only where a character needs them.
     */
    public static PdfRendererBuilder write(PdfRendererBuilder paper, String html) {
        String text = printable(html);
        paper.useFont(() -> new ByteArrayInputStream(Usual.REGULAR.bytes()), "Lato", 400, FontStyle.NORMAL, true)
                .useFont(() -> new ByteArrayInputStream(Usual.BOLD.bytes()), "Lato", 700, FontStyle.NORMAL, true)
                .withHtmlContent(text, null);
        if (text.codePoints().allMatch(PdfFonts::usual)) {
            return paper;
        }
        for (Font font : Fallbacks.ALL) {
            if (text.codePoints().anyMatch(c -> !usual(c) && font.has().get(c))) {
                paper.useFont(() -> new ByteArrayInputStream(font.bytes()), font.family(), 400, FontStyle.NORMAL, true);
            }
        }
        if (RightToLeft.isIn(text)) {
            paper.useUnicodeBidiSplitter(RightToLeft::new).useUnicodeBidiReorderer(new RightToLeft.Writing());
        }
        return paper;
    }

    /** The first character of a text that no font has, as one would name it to who typed it; empty where all can be printed. */
    public static Optional<String> unprintable(String text) {
        return printable(text)
                .codePoints()
                .filter(c -> !usual(c)
                        && Fallbacks.ALL.stream().noneMatch(font -> font.has().get(c)))
                .mapToObj(Character::toString)
                .findFirst();
    }

    /** As it is printed: composed, without what has no ink. The breaking hyphen stands for the one that does not break. */
    private static String printable(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .replaceAll(HINTS, "")
                .replace('\u2011', '-');
    }

    private static boolean usual(int c) {
        return Character.isWhitespace(c)
                || (Usual.REGULAR.has().get(c) && Usual.BOLD.has().get(c));
    }

    /**
     * The font with its table of substitutions out of sight. A drawn ligature ("ti") has no character of its own: whoever copies,
     * searches or listens to the text would lose two letters, and PDF/A asks for every one.
     */
    private static byte[] withoutLigatures(String path) {
        byte[] font;
        try (InputStream in = PdfFonts.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            font = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer tables = ByteBuffer.wrap(font);
        int count = tables.getShort(4);
        for (int i = 0; i < count; i++) {
            int at = 12 + 16 * i;
            if (tables.getInt(at) == GSUB) {
                tables.putInt(at, UNKNOWN_TABLE);
            }
        }
        return font;
    }
}
