package coop.entrelacs.federation;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import coop.entrelacs.federation.PoolFigures.Exposure;
import coop.entrelacs.federation.PoolFigures.LossRatio;
import coop.entrelacs.federation.PoolOutlook.Course;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.web.Words;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.util.HtmlUtils;

/**
 * The report for the federation's council: its cooperatives, their funds, the common funds, claims and what they would bear under
 * stress. From published figures and claims only, so there is nobody in it. PDF/A-3, tagged for screen readers.
 */
@Service
public class CouncilReport {

    private static final int MONTHS = 12;
    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    private final Federation federation;
    private final Treaties treaties;
    private final PoolFigures figures;
    private final Words words;
    private final Clock clock;
    private final byte[] regular = resource("pdf/fonts/Lato-Regular.ttf");
    private final byte[] bold = resource("pdf/fonts/Lato-Bold.ttf");
    private final String style = new String(resource("pdf/council.css"), StandardCharsets.UTF_8);

    CouncilReport(Federation federation, Treaties treaties, PoolFigures figures, Words words, Clock clock) {
        this.federation = federation;
        this.treaties = treaties;
        this.figures = figures;
        this.words = words;
        this.clock = clock;
    }

    /** The report of today in a language; French where it is none of ours. */
    @Transactional(readOnly = true)
    public byte[] print(Locale asked) {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER);
        Tenant here = treaties.federation();
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        try {
            new PdfRendererBuilder()
                    .usePdfAConformance(PdfAConformance.PDFA_3_A)
                    .usePdfUaAccessibility(true)
                    .useColorProfile(SRGB)
                    .useFont(() -> new ByteArrayInputStream(regular), "Lato", 400, FontStyle.NORMAL, true)
                    .useFont(() -> new ByteArrayInputStream(bold), "Lato", 700, FontStyle.NORMAL, true)
                    .withProducer("Entrelacs")
                    .withHtmlContent(new Sheet(Words.supported(asked)).html(here.name()), null)
                    .toStream(out)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** One report while it is written. */
    private final class Sheet {

        private final Locale locale;
        private final StringBuilder page = new StringBuilder(16_000);

        private Sheet(Locale locale) {
            this.locale = locale;
        }

        String html(String name) {
            LocalDate today = LocalDate.now(clock);
            String title = words.get("council.title", locale, name);
            page.append("<!DOCTYPE html><html lang=\"")
                    .append(locale.getLanguage())
                    .append("\"><head><title>")
                    .append(escaped(title))
                    .append("</title><meta name=\"description\" content=\"")
                    .append(escaped(title))
                    .append("\"/><style>")
                    .append(style)
                    .append("</style></head><body><h1>")
                    .append(escaped(title))
                    .append("</h1><p class=\"lead\">")
                    .append(say("council.lead", words.longDate(today, locale)))
                    .append("</p>");
            cooperatives();
            funds();
            pool();
            ratios(today.getYear());
            stress();
            page.append("<p class=\"foot\">").append(say("council.secrecy")).append("</p></body></html>");
            return page.toString();
        }

        private void cooperatives() {
            List<CooperativeFigures> all = federation.cooperatives(MONTHS);
            Money most = all.stream().map(this::turnover).reduce(Money.ZERO, Money::max);
            head("council.cooperatives");
            table("council.cooperative", "#council.members", "#council.associates", "#council.turnover", "council.bar");
            int members = 0;
            int associates = 0;
            for (CooperativeFigures one : all) {
                MonthFigures last = one.months().isEmpty() ? null : one.months().getLast();
                members += last == null ? 0 : last.members();
                associates += last == null ? 0 : last.associates();
                row(
                        one.name(),
                        last == null ? "" : words.number(last.members(), locale),
                        last == null ? "" : words.number(last.associates(), locale),
                        words.money(turnover(one), locale),
                        new Bar(turnover(one), most));
            }
            total(
                    words.get("council.together", locale),
                    words.number(members, locale),
                    words.number(associates, locale),
                    words.money(Money.sum(all.stream().map(this::turnover).toList()), locale),
                    "");
            page.append("</tbody></table>");
        }

        private Money turnover(CooperativeFigures one) {
            return Money.sum(one.months().stream()
                    .map(MonthFigures::turnover)
                    .filter(Objects::nonNull)
                    .toList());
        }

        private void funds() {
            List<PoolFigures.FundMonth> all = figures.funds(1);
            head("council.funds");
            if (all.isEmpty()) {
                page.append("<p>").append(say("council.funds.none")).append("</p>");
                return;
            }
            table(
                    "council.cooperative",
                    "council.kind",
                    "#council.holds",
                    "#council.promised",
                    "#council.put-in",
                    "#council.losses");
            for (PoolFigures.FundMonth one : all) {
                FundFigures of = one.figures();
                row(
                        one.name(),
                        words.get("instrument." + of.kind(), locale),
                        words.money(of.balance(), locale),
                        orSecret(of.committed()),
                        orSecret(of.contributions()),
                        orSecret(of.losses()));
            }
            total(
                    words.get("council.together", locale),
                    "",
                    words.money(
                            Money.sum(all.stream()
                                    .map(one -> one.figures().balance())
                                    .toList()),
                            locale),
                    "",
                    "",
                    "");
            page.append("</tbody></table>");
        }

        private void pool() {
            List<Exposure> all = figures.exposure();
            head("council.pool");
            if (all.isEmpty()) {
                page.append("<p>").append(say("council.pool.none")).append("</p>");
                return;
            }
            Money most = all.stream().map(one -> one.treaty().balance()).reduce(Money.ZERO, Money::max);
            table(
                    "council.treaty",
                    "#council.holds",
                    "#council.called",
                    "#council.open",
                    "#council.unpaid",
                    "#council.borne",
                    "council.bar.holds");
            for (Exposure one : all) {
                row(
                        one.treaty().name(),
                        words.money(one.treaty().balance(), locale),
                        words.money(one.treaty().called(), locale),
                        words.money(one.openAmount(), locale),
                        words.money(one.unpaid(), locale),
                        words.money(one.borne(), locale),
                        new Bar(one.treaty().balance(), most));
            }
            total(
                    words.get("council.together", locale),
                    sum(all, one -> one.treaty().balance()),
                    sum(all, one -> one.treaty().called()),
                    sum(all, Exposure::openAmount),
                    sum(all, Exposure::unpaid),
                    sum(all, Exposure::borne),
                    "");
            page.append("</tbody></table>");
        }

        private String sum(List<Exposure> all, Function<Exposure, Money> of) {
            return words.money(Money.sum(all.stream().map(of).toList()), locale);
        }

        private void ratios(int year) {
            List<LossRatio> all = figures.lossRatios(year);
            if (all.isEmpty()) {
                return;
            }
            page.append("<h2>")
                    .append(say("council.ratios", String.valueOf(year)))
                    .append("</h2>");
            table(
                    "council.cooperative",
                    "council.kind",
                    "#council.called-year",
                    "#council.borne",
                    "#council.claims",
                    "#council.ratio");
            for (LossRatio one : all) {
                row(
                        one.name(),
                        words.get("instrument." + one.fundKind(), locale),
                        words.money(one.called(), locale),
                        words.money(one.borne(), locale),
                        words.number(one.claims(), locale),
                        one.ratio() == null ? "–" : words.rate(one.ratio(), locale));
            }
            page.append("</tbody></table>");
        }

        private void stress() {
            List<Treaty> all = treaties.list();
            if (all.isEmpty()) {
                return;
            }
            head("council.stress");
            page.append("<p>").append(say("council.stress.lead")).append("</p>");
            table("council.treaty", "council.scenario", "#council.after-year", "council.short", "#council.missing");
            for (Treaty treaty : all) {
                for (Course course : figures.outlook(treaty.id())) {
                    row(
                            treaty.name(),
                            words.get("poolscenario." + course.scenario(), locale),
                            words.money(course.months().get(MONTHS - 1).balance(), locale),
                            course.shortFrom() == null
                                    ? words.get("council.holds-out", locale)
                                    : words.month(course.shortFrom(), locale),
                            course.missing().isZero() ? "–" : words.money(course.missing(), locale));
                }
            }
            page.append("</tbody></table>");
        }

        private record Bar(Money amount, Money most) {}

        private void head(String key) {
            page.append("<h2>").append(say(key)).append("</h2>");
        }

        private void table(String... columns) {
            page.append("<table><thead><tr>");
            for (String column : columns) {
                boolean figure = column.startsWith("#");
                page.append(figure ? "<th class=\"n\">" : "<th>")
                        .append(say(figure ? column.substring(1) : column))
                        .append("</th>");
            }
            page.append("</tr></thead><tbody>");
            figure.clear();
            for (String column : columns) {
                figure.add(column.startsWith("#"));
            }
        }

        private final java.util.List<Boolean> figure = new java.util.ArrayList<>();

        private void row(Object... cells) {
            line("<tr>", cells);
        }

        private void total(Object... cells) {
            line("<tr class=\"sum\">", cells);
        }

        private void line(String begin, Object... cells) {
            page.append(begin);
            for (int i = 0; i < cells.length; i++) {
                page.append(figure.get(i) ? "<td class=\"n\">" : "<td>");
                if (cells[i] instanceof Bar bar) {
                    long width = bar.most().isPositive()
                            ? Math.max(
                                    0, bar.amount().cents() * 100 / bar.most().cents())
                            : 0;
                    page.append("<div class=\"bar\" style=\"width: ")
                            .append(width)
                            .append("%\"></div>");
                } else {
                    page.append(escaped(String.valueOf(cells[i])));
                }
                page.append("</td>");
            }
            page.append("</tr>");
        }

        private String orSecret(@Nullable Money amount) {
            return amount == null ? words.get("council.secret", locale) : words.money(amount, locale);
        }

        private String say(String key, Object... arguments) {
            return escaped(words.get(key, locale, arguments));
        }
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscapeDecimal(text);
    }

    private static byte[] resource(String path) {
        try (InputStream in = CouncilReport.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
