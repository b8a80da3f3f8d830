package coop.entrelacs.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.ForEveryone;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;

/** Where one lands: the only cooperative one belongs to, or the choice among several. */
@Route(value = "", layout = MainLayout.class)
@ForEveryone
class HomeView extends Main implements BeforeEnterObserver, HasDynamicTitle {

    private final transient Access access;

    HomeView(Access access) {
        this.access = access;
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        List<Access.Place> places = access.places();
        if (places.size() == 1) {
            event.forwardTo(places.getFirst().tenant().value());
            return;
        }
        if (places.isEmpty() && access.operator()) {
            event.forwardTo("deployment");
            return;
        }
        removeAll();
        Div words = new Div(new H1(Texts.t("ui.home.title", access.personName())));
        Header head = new Header(words);
        head.addClassName("headline");
        add(head);
        if (places.isEmpty()) {
            add(new Empty(VaadinIcon.USERS, Texts.t("ui.home.none"), Texts.t("ui.home.none.why")));
            return;
        }
        Paragraph lead = new Paragraph(Texts.t("ui.home.lead"));
        lead.addClassName("lead");
        words.add(lead);
        Div cards = new Div();
        cards.addClassName("place-cards");
        for (Access.Place place : places) {
            Anchor card = new Anchor(place.tenant().value(), "");
            Span name = new Span(place.name());
            name.addClassName("name");
            Span kind = new Span(Texts.t(place.federation() ? "ui.kind.federation" : "ui.kind.cooperative"));
            kind.addClassName("kind");
            card.add(name, kind);
            card.addClassName("place-card");
            cards.add(card);
        }
        add(cards);
    }

    @Override
    public String getPageTitle() {
        return Texts.t("ui.home") + " · Entrelacs";
    }
}
