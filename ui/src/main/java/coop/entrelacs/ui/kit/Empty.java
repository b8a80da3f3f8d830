package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;

/** Where there is nothing yet: what will stand here, and the button that makes the first one. */
public final class Empty extends Div {

    public Empty(VaadinIcon icon, String title, String sentence, Component... acts) {
        addClassName("empty");
        Icon picture = icon.create();
        picture.getElement().setAttribute("aria-hidden", "true");
        add(picture, new H2(title), new Paragraph(sentence));
        if (acts.length > 0) {
            Div bar = new Div(acts);
            bar.addClassName("acts");
            add(bar);
        }
    }
}
