package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.component.notification.NotificationVariant;
import com.vaadin.flow.server.ErrorEvent;
import com.vaadin.flow.server.ErrorHandler;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.DatabaseRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what was refused: at the field at fault if the page has one of that name, else as a sentence. Anything that is no
 * refusal is ours to mend: the person reads a number to tell us, the log has the same number with the cause.
 */
public final class Refusals implements ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    @Override
    public void error(ErrorEvent event) {
        Throwable cause = event.getThrowable();
        while (!(cause instanceof Refusal) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        Refusal broken = DatabaseRules.refusal(event.getThrowable()).orElse(null);
        if (broken != null && !(cause instanceof Refusal)) {
            LOG.warn("a page broke a rule of the database ({})", broken.code(), event.getThrowable());
            cause = broken;
        }
        UI ui = UI.getCurrent();
        if (cause instanceof Refusal refusal) {
            if (ui != null) {
                show(ui, refusal);
            }
            return;
        }
        String incident = Ids.next().toString().substring(0, 13);
        LOG.error("incident {}", incident, event.getThrowable());
        if (ui != null) {
            tell(Texts.t("ui.incident", incident), NotificationVariant.ERROR);
        }
    }

    /** Shows a refusal in a page. */
    public static void show(UI ui, Refusal refusal) {
        if (refusal instanceof InvalidFields several) {
            several.fields().reversed().forEach(one -> show(ui, one));
            return;
        }
        String sentence = Texts.reason(refusal);
        String field = refusal.field();
        if (field == null || !Fields.refuse(ui, field, sentence)) {
            tell(sentence, NotificationVariant.ERROR);
        }
    }

    /** Says that something is done; goes away by itself. */
    public static void done(String sentence) {
        tell(sentence, NotificationVariant.SUCCESS);
    }

    private static void tell(String sentence, NotificationVariant variant) {
        boolean bad = variant == NotificationVariant.ERROR;
        Notification notification = new Notification();
        notification.addThemeVariants(variant);
        notification.setAssertive(bad);
        notification.setPosition(Notification.Position.BOTTOM_CENTER);
        // An error stays until it was read.
        notification.setDuration(bad ? 0 : 5000);
        Button close = new Button(VaadinIcon.CLOSE_SMALL.create(), click -> notification.close());
        close.addThemeVariants(ButtonVariant.TERTIARY);
        close.setAriaLabel(Texts.t("ui.close"));
        Div row = new Div(new Span(sentence), close);
        row.addClassName("told");
        notification.add(row);
        notification.open();
    }
}
