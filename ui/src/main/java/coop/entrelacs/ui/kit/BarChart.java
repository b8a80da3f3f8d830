package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Svg;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.Locale;

/**
 * Bars to compare a few amounts, drawn on the server. The title says what it shows; the same figures stand in a table under it.
 */
public final class BarChart extends Div {

    /** One bar. */
    public record Bar(String name, Money amount) {}

    private static final int ROW = 36;
    private static final int WIDTH = 640;
    private static final int NAMES = 190;
    private static final int FIGURES = 110;

    public BarChart(String title, String nameHeader, String amountHeader, List<Bar> bars) {
        addClassName("chart");
        Svg svg = new Svg(draw(title, bars));
        add(svg);
        Table table = new Table(title, nameHeader, "#" + amountHeader);
        bars.forEach(bar -> table.row(bar.name(), bar.amount()));
        NativeDetails details = new NativeDetails(Texts.t("ui.chart.table"), table);
        add(details);
    }

    private static String draw(String title, List<Bar> bars) {
        long most = Math.max(
                1,
                bars.stream()
                        .mapToLong(bar -> Math.abs(bar.amount().cents()))
                        .max()
                        .orElse(1));
        int height = Math.max(1, bars.size()) * ROW + 8;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                height,
                escape(title)));
        int y = 4;
        for (Bar bar : bars) {
            double width = Math.max(2, (double) Math.abs(bar.amount().cents()) / most * (WIDTH - NAMES - FIGURES));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"bar-name\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"20\" rx=\"4\"/>"
                            + "<text class=\"bar-figure\" x=\"%.1f\" y=\"%d\">%s</text>",
                    NAMES - 12,
                    y + 19,
                    escape(shorten(bar.name())),
                    NAMES,
                    y + 4,
                    width,
                    NAMES + width + 8,
                    y + 19,
                    escape(Texts.money(bar.amount()))));
            y += ROW;
        }
        return svg.append("</svg>").toString();
    }

    private static String shorten(String name) {
        return name.length() > 26 ? name.substring(0, 25) + "…" : name;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
