package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Svg;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import coop.entrelacs.funds.Solvency;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import java.util.Locale;

/** Lines of what a fund would hold month by month, drawn on the server. Lines differ by dashes and marks, not by colour alone. */
final class ProjectionChart extends Div {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int LEFT = 84;
    private static final int BOTTOM = 34;
    private static final int TOP = 12;

    ProjectionChart(String title, List<Solvency.Projection> lines) {
        addClassNames("chart", "fund-lines");
        add(new Svg(draw(title, lines)));
        UnorderedList legend = new UnorderedList();
        legend.addClassName("legend");
        for (int i = 0; i < lines.size(); i++) {
            Span sample = new Span();
            sample.addClassNames("sample", "line-" + i);
            sample.getElement().setAttribute("aria-hidden", "true");
            legend.add(new ListItem(
                    sample, new Span(Texts.t("ui.funds.stress." + lines.get(i).stress()))));
        }
        add(legend);
    }

    private static String draw(String title, List<Solvency.Projection> lines) {
        long most = 1;
        long least = 0;
        for (Solvency.Projection line : lines) {
            for (Solvency.Month month : line.months()) {
                most = Math.max(most, month.balance().cents());
                least = Math.min(least, month.balance().cents());
            }
        }
        long step = step(most - least);
        least = Math.floorDiv(least, step) * step;
        long span = Math.ceilDiv(most - least, step) * step;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                HEIGHT,
                title.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;")));
        for (long cents = least; cents <= least + span; cents += step) {
            double y = y(cents, least, span);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"bar-figure\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT,
                    WIDTH,
                    y,
                    y,
                    LEFT - 8,
                    y + 4,
                    euros(cents)));
        }
        if (least < 0) {
            double zero = y(0, least, span);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"zero\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT,
                    WIDTH,
                    zero,
                    zero));
        }
        List<Solvency.Month> months = lines.getFirst().months();
        for (int i = 0; i < months.size(); i += 6) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"bar-figure\" x=\"%.1f\" y=\"%d\">%s</text>",
                    x(i, months.size()),
                    HEIGHT - 10,
                    Texts.month(months.get(i).month())));
        }
        for (int l = lines.size() - 1; l >= 0; l--) {
            StringBuilder points = new StringBuilder();
            List<Solvency.Month> line = lines.get(l).months();
            for (int i = 0; i < line.size(); i++) {
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        x(i, line.size()),
                        y(line.get(i).balance().cents(), least, span)));
            }
            svg.append("<polyline class=\"line-")
                    .append(l)
                    .append("\" points=\"")
                    .append(points.toString().strip())
                    .append("\"/>");
        }
        return svg.append("</svg>").toString();
    }

    /** Round sums between the rules: 1, 2 or 5 with zeros, about five of them. */
    private static long step(long span) {
        long step = 100;
        while (true) {
            for (long round : new long[] {step, step * 2, step * 5}) {
                if (span <= round * 5) {
                    return round;
                }
            }
            step *= 10;
        }
    }

    private static String euros(long cents) {
        return Texts.number(Math.round(cents / 100.0)) + "\u00a0€";
    }

    private static double x(int month, int months) {
        return LEFT + (double) month / Math.max(1, months - 1) * (WIDTH - LEFT - 6);
    }

    private static double y(long cents, long least, long span) {
        return TOP + (1 - (double) (cents - least) / span) * (HEIGHT - BOTTOM - TOP);
    }
}
