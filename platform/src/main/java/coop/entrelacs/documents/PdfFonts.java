package coop.entrelacs.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The fonts that papers are printed in, fit for PDF/A. */
public final class PdfFonts {

    private static final int GSUB = 0x47535542;
    private static final int UNKNOWN_TABLE = 0x67737562;

    private PdfFonts() {}

    public static byte[] regular() {
        return withoutLigatures("pdf/fonts/Lato-Regular.ttf");
    }

    public static byte[] bold() {
        return withoutLigatures("pdf/fonts/Lato-Bold.ttf");
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
