package coop.entrelacs.activities;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Prints papers as PDF/A-3a: fit to be kept for ten years, tagged so that a screen reader can read them, and able to carry the
 * invoice's data as a file. Fonts and colours are embedded; nothing is fetched from anywhere.
 */
@Component
class PaperPrinter {

    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    private static final int GSUB = 0x47535542;
    private static final int UNKNOWN_TABLE = 0x67737562;

    private final SpringTemplateEngine templates = new SpringTemplateEngine();
    private final byte[] regular = withoutLigatures(resource("pdf/fonts/Lato-Regular.ttf"));
    private final byte[] bold = withoutLigatures(resource("pdf/fonts/Lato-Bold.ttf"));

    PaperPrinter() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(PaperPrinter.class.getClassLoader());
        resolver.setPrefix("pdf/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        templates.setTemplateResolver(resolver);
    }

    byte[] print(Paper paper) {
        Context context = new Context(Locale.of(paper.language()));
        context.setVariable("paper", paper);
        // the font has no glyph for the non-breaking hyphen: the breaking one reads the same
        String html = templates.process("paper", context).replace('\u2011', '-');
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        try {
            new PdfRendererBuilder()
                    .usePdfAConformance(PdfAConformance.PDFA_3_A)
                    .usePdfUaAccessibility(true)
                    .useColorProfile(SRGB)
                    .useFont(() -> new ByteArrayInputStream(regular), "Lato", 400, FontStyle.NORMAL, true)
                    .useFont(() -> new ByteArrayInputStream(bold), "Lato", 700, FontStyle.NORMAL, true)
                    .withProducer("Entrelacs")
                    .withHtmlContent(html, null)
                    .toStream(out)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * The font with its table of substitutions out of sight. A drawn ligature ("ti") has no character of its own: whoever copies,
     * searches or listens to the text would lose two letters, and PDF/A asks for every one.
     */
    private static byte[] withoutLigatures(byte[] font) {
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

    private static byte[] resource(String path) {
        try (InputStream in = PaperPrinter.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
