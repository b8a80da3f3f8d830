package coop.entrelacs.funds;

import com.openhtmltopdf.extend.impl.FSDefaultCacheStore;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.CacheStore;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.web.Words;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.util.HtmlUtils;

/**
 * A fund's report to the assembly: what came in and went out, for what kinds of need, by which rules, and how long it lasts. Only
 * what every member may see anyway, so nobody is in it. PDF/A-3a, tagged, fonts and colours embedded.
 */
@Service
public class FundReports {

    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    private static final int GSUB = 0x47535542;
    private static final int UNKNOWN_TABLE = 0x67737562;

    private final FundRecords records;
    private final FundPage page;
    private final LegalIdentities identities;
    private final Words words;
    private final Clock clock;
    private final FSDefaultCacheStore metrics = new FSDefaultCacheStore();
    private final byte[] regular = withoutLigatures(resource("pdf/fonts/Lato-Regular.ttf"));
    private final byte[] bold = withoutLigatures(resource("pdf/fonts/Lato-Bold.ttf"));
    private final String style = new String(resource("pdf/fund-report.css"), StandardCharsets.UTF_8);

    FundReports(FundRecords records, FundPage page, LegalIdentities identities, Words words, Clock clock) {
        this.records = records;
        this.page = page;
        this.identities = identities;
        this.words = words;
        this.clock = clock;
    }

    /**
     * The report on a year and the years before it, in a language.
     *
     * @throws InvalidField if the year has not begun
     */
    @Transactional(readOnly = true)
    public byte[] ofYear(UUID fund, int year, Locale language) {
        if (year < 2000 || year > LocalDate.now(clock).getYear()) {
            throw new InvalidField(
                    "year",
                    "out-of-range",
                    "2000",
                    String.valueOf(LocalDate.now(clock).getYear()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        try {
            new PdfRendererBuilder()
                    .useCacheStore(CacheStore.PDF_FONT_METRICS, metrics)
                    .usePdfAConformance(PdfAConformance.PDFA_3_A)
                    .usePdfUaAccessibility(true)
                    .useColorProfile(SRGB)
                    .useFont(() -> new ByteArrayInputStream(regular), "Lato", 400, FontStyle.NORMAL, true)
                    .useFont(() -> new ByteArrayInputStream(bold), "Lato", 700, FontStyle.NORMAL, true)
                    .withProducer("Entrelacs")
                    .withHtmlContent(html(fund, year, Words.supported(language)), null)
                    .toStream(out)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    String html(UUID id, int year, Locale language) {
        LocalDate today = LocalDate.now(clock);
        FundAccount account = page.account(id);
        Fund fund = account.fund();
        List<Solvency.Projection> projections = page.projections(id);
        Paper paper = new Paper(language);
        String title = paper.said("funds.report.title", fund.name(), String.valueOf(year));
        paper.raw("<!DOCTYPE html><html lang=\"" + language.getLanguage() + "\"><head><title>" + title
                + "</title><meta name=\"subject\" content=\"" + title + "\"/><meta name=\"description\" content=\""
                + title + "\"/><meta name=\"author\" content=\""
                + escaped(identities.current().legal().name())
                + "\"/><style>" + style + "</style></head><body>");
        paper.raw("<p class=\"house\">" + escaped(identities.current().legal().name()) + "</p><h1>" + title + "</h1>");
        paper.raw("<p class=\"lead\">" + paper.said("funds.report.lead", today) + "</p>");

        paper.raw("<table class=\"figures\"><tbody><tr>");
        paper.figure("funds.report.balance", fund.balance());
        paper.figure("funds.report.committed", fund.committed());
        paper.figure("funds.report.free", fund.free());
        if (fund.instrument() != Instrument.GRANT) {
            paper.figure("funds.report.out-" + fund.instrument().name().toLowerCase(Locale.ROOT), fund.out());
        }
        paper.raw("</tr></tbody></table>");

        paper.heading("funds.report.rules");
        records.rulebooks(id).stream()
                .filter(r -> r.validFrom().getYear() <= year)
                .findFirst()
                .ifPresent(r -> paper.raw("<p>"
                        + paper.said(
                                "funds.report.adopted",
                                String.valueOf(r.version()),
                                r.adoption().text(),
                                paper.day(r.adoption().on()),
                                paper.day(r.validFrom()))
                        + "</p>"));

        paper.heading("funds.report.movements");
        paper.table("year", "contributions", "given", "paid", "back", "change");
        account.years().stream().filter(y -> y.year() <= year).limit(5).forEach(y -> {
            paper.row(String.valueOf(y.year()));
            Stream.of(y.contributions(), y.given(), y.paid().negated(), y.back())
                    .forEach(paper::amount);
            paper.amount(y.contributions().plus(y.given()).minus(y.paid()).plus(y.back()));
            paper.raw("</tr>");
        });
        paper.raw("</tbody></table>");

        paper.heading("funds.report.needs");
        List<FundAccount.Cell> cells =
                account.cells().stream().filter(c -> c.year() == year).toList();
        if (cells.isEmpty()) {
            paper.raw("<p>" + paper.said("funds.report.too-few", FundAccount.SMALL) + "</p>");
        } else {
            paper.table("need", "decisions", "in-full", "partly", "refused", "asked", "granted");
            for (FundAccount.Cell cell : cells) {
                paper.row(words.get(
                        cell.need().equals("SUPPRESSED") ? "funds.report.other-needs" : "need." + cell.need(),
                        language));
                Stream.of(cell.decisions(), cell.inFull(), cell.partly(), cell.refused())
                        .forEach(paper::count);
                paper.amount(Money.ofCents(cell.asked() * 100));
                paper.amount(Money.ofCents(cell.granted() * 100));
                paper.raw("</tr>");
            }
            paper.raw("</tbody></table><p class=\"note\">" + paper.said("funds.report.suppressed", FundAccount.SMALL)
                    + "</p>");
        }

        paper.heading("funds.report.solvency");
        Solvency.Assumptions assumed = projections.getFirst().assumptions();
        paper.raw("<p>" + paper.said("funds.report.assumed", assumed.contributions(), assumed.aid()));
        switch (fund.instrument()) {
            case LOAN ->
                paper.raw(" "
                        + paper.said(
                                "funds.report.assumed-loan",
                                Money.sum(assumed.instalments().values())));
            case GUARANTEE ->
                paper.raw(
                        " " + paper.said("funds.report.assumed-guarantee", assumed.recovered(), assumed.recoverable()));
            case GRANT -> {}
        }
        paper.raw("</p>");
        paper.table("stress", "after-6", "after-12", "after-24", "short-from", "missing");
        for (Solvency.Projection projection : projections) {
            paper.row(stress(fund, projection, language));
            Stream.of(5, 11, 23)
                    .forEach(i -> paper.amount(projection.months().get(i).balance()));
            paper.cell(projection.shortFrom() == null ? "–" : words.month(projection.shortFrom(), language));
            paper.amount(projection.missing());
            paper.raw("</tr>");
        }
        paper.raw("</tbody></table>");
        chart(paper, fund, projections, language);
        paper.raw("<p class=\"note\">" + paper.said("funds.report.no-forecast") + "</p></body></html>");
        // the font has no glyph for these: the ordinary ones read the same
        return paper.text().replace('\u202f', '\u00a0').replace('\u2011', '-').replace('\u2212', '-');
    }

    /** The balance at the end of each quarter, expected and in the hardest of the tests; bars of one scale, with their figures. */
    private void chart(Paper paper, Fund fund, List<Solvency.Projection> projections, Locale language) {
        Solvency.Projection expected = projections.getFirst();
        Solvency.Projection hardest = projections.stream()
                .min(java.util.Comparator.comparing(p -> p.months().getLast().balance()))
                .orElse(expected);
        List<Solvency.Projection> shown = hardest.equals(expected) ? List.of(expected) : List.of(expected, hardest);
        long most = Math.max(
                1,
                shown.stream()
                        .flatMap(p -> p.months().stream())
                        .mapToLong(m -> m.balance().max(Money.ZERO).cents())
                        .max()
                        .orElse(1));
        paper.raw("<h3>" + paper.said("funds.report.chart") + "</h3><table class=\"bars\"><thead><tr>");
        paper.raw("<th>" + paper.said("funds.report.month") + "</th>");
        for (Solvency.Projection one : shown) {
            paper.raw("<th colspan=\"2\">" + escaped(stress(fund, one, language)) + "</th>");
        }
        paper.raw("</tr></thead><tbody>");
        for (int i = 2; i < expected.months().size(); i += 3) {
            paper.row(words.month(expected.months().get(i).month(), language));
            for (Solvency.Projection one : shown) {
                Money balance = one.months().get(i).balance();
                paper.raw("<td class=\"bar\"><div class=\"" + (balance.isNegative() ? "short" : "b")
                        + "\" style=\"width: "
                        + Math.max(1, 100 * balance.max(Money.ZERO).cents() / most) + "%\">\u00a0</div></td>");
                paper.amount(balance);
            }
            paper.raw("</tr>");
        }
        paper.raw("</tbody></table>");
    }

    /** Sick leave is what relief pays for; to other funds it is simply twice as many who ask. */
    private String stress(Fund fund, Solvency.Projection projection, Locale language) {
        return words.get(
                projection.stress() == Solvency.Stress.AID_DOUBLES && fund.instrument() != Instrument.GRANT
                        ? "funds.report.payments-double"
                        : "stress." + projection.stress(),
                language);
    }

    /** The page as it grows. */
    private final class Paper {

        private final StringBuilder html = new StringBuilder(16_000);
        private final Locale language;

        Paper(Locale language) {
            this.language = language;
        }

        void raw(String markup) {
            html.append(markup);
        }

        String said(String key, Object... arguments) {
            return escaped(words.get(key, language, arguments));
        }

        /** In words and in one piece: a day of figures is broken at its strokes. */
        String day(LocalDate day) {
            return words.longDate(day, language).replace(' ', '\u00a0');
        }

        void heading(String key) {
            raw("<h2>" + said(key) + "</h2>");
        }

        void figure(String key, Money amount) {
            raw("<td><p class=\"k\">" + said(key) + "</p><p class=\"v\">" + escaped(words.money(amount, language))
                    + "</p></td>");
        }

        /** Begins a table; the first column holds words, the others figures. */
        void table(String... columns) {
            raw("<table><thead><tr>");
            for (int i = 0; i < columns.length; i++) {
                raw((i == 0 ? "<th>" : "<th class=\"n\">") + said("funds.report." + columns[i]) + "</th>");
            }
            raw("</tr></thead><tbody>");
        }

        void row(String first) {
            raw("<tr><th scope=\"row\">" + escaped(first) + "</th>");
        }

        void cell(String text) {
            raw("<td class=\"n\">" + escaped(text) + "</td>");
        }

        void count(int number) {
            cell(words.number(number, language));
        }

        void amount(Money amount) {
            cell(words.amount(amount, language));
        }

        String text() {
            return html.toString();
        }
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    /** A drawn ligature has no character of its own: whoever copies or listens to the text would lose two letters. */
    private static byte[] withoutLigatures(byte[] font) {
        ByteBuffer tables = ByteBuffer.wrap(font);
        for (int i = 0; i < tables.getShort(4); i++) {
            int at = 12 + 16 * i;
            if (tables.getInt(at) == GSUB) {
                tables.putInt(at, UNKNOWN_TABLE);
            }
        }
        return font;
    }

    private static byte[] resource(String path) {
        try (InputStream in = FundReports.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
