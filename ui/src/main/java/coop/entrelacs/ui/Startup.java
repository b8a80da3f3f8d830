package coop.entrelacs.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinServletRequest;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.web.Languages;
import org.springframework.stereotype.Component;

/** What every session and every tab begins with: the reader's language and light, and refusals shown where they belong. */
@Component
class Startup implements VaadinServiceInitListener {

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addSessionInitListener(session -> session.getSession().setErrorHandler(new Refusals()));
        event.getSource().addUIInitListener(init -> {
            UI ui = init.getUI();
            VaadinServletRequest request = VaadinServletRequest.getCurrent();
            if (request != null) {
                ui.setLocale(Languages.of(request.getHttpServletRequest()));
                ui.getPage().setColorScheme(Look.of(request.getHttpServletRequest()));
            }
        });
    }
}
