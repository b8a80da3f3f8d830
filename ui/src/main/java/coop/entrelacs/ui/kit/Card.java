package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Section;

/** A titled part of a page. */
public final class Card extends Section {

    public Card(String title, Component... content) {
        addClassName("panel");
        H2 heading = new H2(title);
        Header header = new Header(heading);
        add(header);
        add(content);
    }

    /** Acts at the right of the title. */
    public Card acts(Component... acts) {
        Div bar = new Div(acts);
        bar.addClassName("acts");
        ((Header) getChildren().findFirst().orElseThrow()).add(bar);
        return this;
    }

    /** Parts beside each other where there is room. */
    public static Div columns(Component... parts) {
        Div row = new Div(parts);
        row.addClassName("columns");
        return row;
    }
}
