package coop.entrelacs.activities;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.documents.PdfFonts;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private final SpringTemplateEngine templates = new SpringTemplateEngine();
    private final byte[] regular = PdfFonts.regular();
    private final byte[] bold = PdfFonts.bold();

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
}
