package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinServletRequest;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Shows a secret that cannot be read again, to be passed on: a link, a key. */
public final class ToldOnce {

    private ToldOnce() {}

    public static void show(String title, String lead, String label, String value) {
        Dialog told = new Dialog(title);
        told.setWidth("min(40rem, 96vw)");
        TextField field = new TextField(label);
        field.setValue(value);
        field.setReadOnly(true);
        field.setWidthFull();
        told.add(new Paragraph(lead), field);
        told.getFooter().add(Buttons.primary(Texts.t("ui.close"), told::close));
        told.open();
    }

    /** A path of this deployment as somebody else must open it, from wherever this page was opened. */
    public static String address(String path) {
        VaadinRequest request = VaadinRequest.getCurrent();
        return request instanceof VaadinServletRequest servlet
                ? ServletUriComponentsBuilder.fromContextPath(servlet.getHttpServletRequest())
                        .path(path)
                        .toUriString()
                : path;
    }
}
