package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what was refused: at the field at fault if there is one of that name, else as a sentence, in the dialog that is open or else
 * over the page. Anything that is no
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
            refuse(ui, Texts.t("ui.incident", incident));
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
        Component form = Fields.openDialog(ui).map(Component.class::cast).orElse(ui);
        if (field == null || !Fields.refuse(form, field, sentence)) {
            refuse(ui, sentence);
        }
    }

    /** Where the hand is: in the dialog that is open, else in the page. */
    private static void refuse(UI ui, String sentence) {
        Optional<Dialog> open = Fields.openDialog(ui);
        if (open.isEmpty()) {
            tell(sentence, NotificationVariant.ERROR);
            return;
        }
        Refused words = new Refused(sentence);
        open.get().addComponentAsFirst(words);
        words.scrollIntoView();
    }

    /** Why the dialog around it was refused. */
    private static final class Refused extends Paragraph {

        Refused(String sentence) {
            super(sentence);
            addClassNames("note", "bad");
            getElement().setAttribute("role", "alert");
        }
    }

    /** Takes away what was refused in the dialog around a component: it is tried again. */
    static void forget(Component act) {
        Component around = act;
        while (!(around instanceof Dialog) && around.getParent().isPresent()) {
            around = around.getParent().get();
        }
        if (around instanceof Dialog dialog) {
            dialog.getChildren().filter(Refused.class::isInstance).toList().forEach(dialog::remove);
        }
    }

    /** Says that something is done; goes away by itself. */
    public static void done(String sentence) {
        tell(sentence, NotificationVariant.SUCCESS);
    }

    /** Says something worth knowing that is neither done nor refused; goes away by itself. */
    static void note(String sentence) {
        tell(sentence, NotificationVariant.WARNING);
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
