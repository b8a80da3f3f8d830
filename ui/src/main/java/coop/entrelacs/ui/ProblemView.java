package coop.entrelacs.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Texts;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page that could not be made: the reason if it is one for the reader, else a number that the log has too. */
@AnonymousAllowed
class ProblemView extends Main implements HasErrorParameter<Exception>, HasDynamicTitle {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemView.class);

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> parameter) {
        addClassName("page");
        Throwable cause = parameter.getCaughtException();
        while (!(cause instanceof Refusal) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why;
        if (cause instanceof Refusal refusal) {
            why = Texts.reason(refusal);
        } else {
            String incident = Ids.next().toString().substring(0, 13);
            LOG.error("incident {} at {}", incident, event.getLocation().getPath(), parameter.getCaughtException());
            why = Texts.t("ui.incident", incident);
        }
        Anchor home = new Anchor("", Texts.t("ui.not-found.home"));
        home.addClassName("button-link");
        add(new Empty(VaadinIcon.TOOLS, Texts.t("ui.problem"), why, home));
        return HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    }

    @Override
    public String getPageTitle() {
        return Texts.t("ui.problem") + " · Entrelacs";
    }
}
