package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;

/** One figure a person came to see: its name, the figure, what it means, and the way to the lines behind it. */
public final class Figure extends Section {

    private final Span value = new Span();

    public Figure(String name, String figure) {
        addClassName("figure-card");
        Span label = new Span(name);
        label.addClassName("label");
        value.setText(figure);
        value.addClassName("value");
        getElement().setAttribute("aria-label", name);
        add(label, value);
    }

    /** A sentence under the figure. */
    public Figure means(String sentence) {
        Paragraph words = new Paragraph(sentence);
        words.addClassName("means");
        add(words);
        return this;
    }

    /** Where the figure's lines are. */
    public Figure leads(String words, String path) {
        Anchor link = new Anchor(Address.here(path), words);
        link.addClassName("more");
        add(link);
        return this;
    }

    public Figure tone(Tone tone) {
        value.addClassName(tone.css());
        return this;
    }

    /** Figures side by side; under each other on a phone. */
    public static Div row(Component... figures) {
        Div row = new Div(figures);
        row.addClassName("figures");
        return row;
    }
}
