package coop.entrelacs.activities;

import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.documents.PdfFonts;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
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
        String html = templates.process("paper", context);
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        try {
            PdfFonts.write(
                            new PdfRendererBuilder()
                                    .usePdfAConformance(PdfAConformance.PDFA_3_A)
                                    .usePdfUaAccessibility(true)
                                    .useColorProfile(SRGB)
                                    .withProducer("Entrelacs"),
                            html)
                    .toStream(out)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
