package coop.entrelacs.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.CustomizedSystemMessages;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinServletRequest;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.web.Languages;
import coop.entrelacs.web.Words;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** What every session and every tab begins with: the reader's language and light, and refusals shown where they belong. */
@Component
class Startup implements VaadinServiceInitListener {

    private final transient Words words = new Words();

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addSessionInitListener(session -> session.getSession().setErrorHandler(new Refusals()));
        // Nobody is sent away without a word: what was typed since may be copied before one signs in again.
        event.getSource().setSystemMessagesProvider(about -> {
            Locale reader = Words.supported(about.getLocale());
            CustomizedSystemMessages messages = new CustomizedSystemMessages();
            messages.setSessionExpiredNotificationEnabled(true);
            messages.setSessionExpiredCaption(words.get("ui.session.ended", reader));
            messages.setSessionExpiredMessage(words.get("ui.session.ended.why", reader));
            messages.setInternalErrorCaption(words.get("ui.problem", reader));
            messages.setInternalErrorMessage(words.get("ui.session.reload", reader));
            messages.setCookiesDisabledCaption(words.get("ui.session.cookies", reader));
            messages.setCookiesDisabledMessage(words.get("ui.session.cookies.why", reader));
            return messages;
        });
        event.getSource().addUIInitListener(init -> {
            UI ui = init.getUI();
            VaadinServletRequest request = VaadinServletRequest.getCurrent();
            if (request != null) {
                ui.setLocale(Languages.of(request.getHttpServletRequest()));
                ui.getPage().setColorScheme(Look.of(request.getHttpServletRequest()));
            }
            Locale reader = Words.supported(ui.getLocale());
            ui.getReconnectDialogConfiguration().setDialogText(words.get("ui.connection.lost", reader));
            ui.getReconnectDialogConfiguration().setDialogTextGaveUp(words.get("ui.connection.gone", reader));
        });
    }
}
