package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.html.Span;

/**
 * A state in words, with its tone.
 *
 * @param text as the reader reads it
 */
public record State(String text, Tone tone) {

    public Span badge() {
        Span badge = new Span(text);
        badge.addClassNames("state", tone.css());
        return badge;
    }

    @Override
    public String toString() {
        return text;
    }
}
