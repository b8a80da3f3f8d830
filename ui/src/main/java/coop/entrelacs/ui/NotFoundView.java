package coop.entrelacs.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Texts;
import jakarta.servlet.http.HttpServletResponse;

/** Nothing at that address, or nothing for the one who asks: the page does not tell which. */
@ParentLayout(MainLayout.class)
@AnonymousAllowed
class NotFoundView extends Main implements HasErrorParameter<NotFoundException>, HasDynamicTitle {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> parameter) {
        addClassName("page");
        Anchor home = new Anchor("", Texts.t("ui.not-found.home"));
        home.addClassNames("button-link", "primary");
        add(new Empty(VaadinIcon.MAP_MARKER, Texts.t("ui.not-found"), Texts.t("ui.not-found.why"), home));
        return HttpServletResponse.SC_NOT_FOUND;
    }

    @Override
    public String getPageTitle() {
        return Texts.t("ui.not-found") + " · Entrelacs";
    }
}
