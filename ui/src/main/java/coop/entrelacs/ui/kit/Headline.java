package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Paragraph;

/** The head of a page: what it is, one sentence of what it is for, and what can be done here. */
public final class Headline extends Header {

    /** A title with more letters is set smaller: it takes two lines at most where there is room. */
    private static final int LONG = 48;

    private final Div words = new Div();

    Headline(H1 title, Component... acts) {
        addClassName("headline");
        if (title.getText().length() > LONG) {
            title.addClassName("long");
        }
        words.add(title);
        add(words);
        if (acts.length > 0) {
            Div bar = new Div(acts);
            bar.addClassName("acts");
            add(bar);
        }
    }

    /** One sentence under the title. */
    public Headline lead(String sentence) {
        Paragraph lead = new Paragraph(sentence);
        lead.addClassName("lead");
        words.add(lead);
        return this;
    }

    /** Something under the title beside words: a state, a link back. */
    public Headline under(Component... components) {
        Div row = new Div(components);
        row.addClassName("row");
        words.add(row);
        return this;
    }

    /** Something above the title: where this page hangs. */
    public Headline above(Component component) {
        words.addComponentAsFirst(component);
        return this;
    }
}
