package coop.entrelacs.federation;

import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.documents.PdfFonts;
import coop.entrelacs.shared.Money;
import coop.entrelacs.web.Words;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.web.util.HtmlUtils;

/** A printed report of a federation while it is written: a title, sentences, tables. PDF/A-3, tagged for screen readers. */
class ReportSheet {

    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    private static final String STYLE = new String(resource("pdf/council.css"), StandardCharsets.UTF_8);

    private final Words words;
    final Locale locale;
    private final StringBuilder page = new StringBuilder(16_000);
    private final List<Boolean> figure = new ArrayList<>();

    ReportSheet(Words words, Locale locale) {
        this.words = words;
        this.locale = locale;
    }

    /** A bar as long as an amount is of the largest. */
    record Bar(Money amount, Money most) {}

    final void begin(String title, String lead) {
        page.append("<!DOCTYPE html><html lang=\"")
                .append(locale.getLanguage())
                .append("\"><head><title>")
                .append(escaped(title))
                .append("</title><meta name=\"description\" content=\"")
                .append(escaped(title))
                .append("\"/><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(escaped(title))
                .append("</h1><p class=\"lead\">")
                .append(escaped(lead))
                .append("</p>");
    }

    final void head(String key, Object... arguments) {
        page.append("<h2>").append(escaped(words.get(key, locale, arguments))).append("</h2>");
    }

    final void say(String key, Object... arguments) {
        page.append("<p>").append(escaped(words.get(key, locale, arguments))).append("</p>");
    }

    /** @param columns keys of their words; one that begins with {@code #} holds figures */
    final void table(String... columns) {
        page.append("<table><thead><tr>");
        figure.clear();
        for (String column : columns) {
            boolean right = column.startsWith("#");
            figure.add(right);
            page.append(right ? "<th class=\"n\">" : "<th>")
                    .append(escaped(words.get(right ? column.substring(1) : column, locale)))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>");
    }

    final void row(Object... cells) {
        line("<tr>", cells);
    }

    final void total(Object... cells) {
        line("<tr class=\"sum\">", cells);
    }

    final void end() {
        page.append("</tbody></table>");
    }

    private void line(String begin, Object... cells) {
        page.append(begin);
        for (int i = 0; i < cells.length; i++) {
            page.append(figure.get(i) ? "<td class=\"n\">" : "<td>");
            if (cells[i] instanceof Bar bar) {
                long width = bar.most().isPositive()
                        ? Math.max(0, bar.amount().cents() * 100 / bar.most().cents())
                        : 0;
                page.append("<div class=\"bar\" style=\"width: ").append(width).append("%\"></div>");
            } else {
                page.append(escaped(
                        cells[i] instanceof Money money ? words.money(money, locale) : String.valueOf(cells[i])));
            }
            page.append("</td>");
        }
        page.append("</tr>");
    }

    /** The finished document. */
    final byte[] print(String foot) {
        page.append("<p class=\"foot\">").append(escaped(foot)).append("</p></body></html>");
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        try {
            PdfFonts.write(
                            new PdfRendererBuilder()
                                    .usePdfAConformance(PdfAConformance.PDFA_3_A)
                                    .usePdfUaAccessibility(true)
                                    .useColorProfile(SRGB)
                                    .withProducer("Entrelacs"),
                            page.toString())
                    .toStream(out)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscapeDecimal(text);
    }

    private static byte[] resource(String path) {
        try (InputStream in = ReportSheet.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
