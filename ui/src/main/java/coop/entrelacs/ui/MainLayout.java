package coop.entrelacs.ui;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.avatar.Avatar;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.contextmenu.SubMenu;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.web.Words;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The frame of every page: where one is, where one may go, what runs, who one is. */
public class MainLayout extends AppLayout implements AfterNavigationObserver {

    private final transient Access access;
    private final transient Navigation navigation;
    private final Div drawer = new Div();
    private final Div bar = new Div();
    private final Bell bell;
    private @Nullable Actor shownTo;
    private boolean built;

    MainLayout(Access access, Navigation navigation, Bell bell) {
        this.access = access;
        this.navigation = navigation;
        this.bell = bell;
        setPrimarySection(Section.DRAWER);
        drawer.addClassName("drawer");
        bar.addClassName("bar");
        DrawerToggle toggle = new DrawerToggle();
        toggle.setAriaLabel(Texts.t("ui.menu"));
        NativeButton skip = new NativeButton(Texts.t("ui.skip"), click -> toHeading(false));
        skip.addClassName("skip");
        addToNavbar(skip, toggle, bar);
        addToDrawer(drawer);
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        UI ui = UI.getCurrentOrThrow();
        Actor actor = Presence.ifAny(ui).map(Presence::actor).orElse(null);
        // On the deployment's pages one is in no tenant, whatever the tab showed before.
        if (event.getLocation().getFirstSegment().equals("deployment")
                || event.getLocation().getPath().isEmpty()) {
            actor = null;
        }
        if (built) {
            toHeading(true);
        }
        if (!built || !java.util.Objects.equals(actor, shownTo)) {
            built = true;
            shownTo = actor;
            drawer.removeAll();
            bar.removeAll();
            fillDrawer(actor);
            fillBar(actor);
        }
    }

    /**
     * Moves the focus to the page's heading, so that the next Tab is the page's first field and a screen reader says where one
     * is. A hand that already is in the page or in a dialog stays where it is, if asked so.
     */
    private void toHeading(boolean unlessAtWork) {
        getElement().executeJs("""
            const page = document.querySelector('main.page');
            const at = document.activeElement;
            if (!page || $0 && at && at !== document.body && !at.closest('.drawer, .bar')) return;
            const heading = page.querySelector('h1') || page;
            heading.setAttribute('tabindex', '-1');
            heading.focus({preventScroll: true});\
            """, unlessAtWork);
    }

    private void fillDrawer(@Nullable Actor actor) {
        Anchor brand = new Anchor(actor == null ? "" : Address.of(actor.tenant(), ""), "");
        brand.addClassName("brand");
        brand.setAriaLabel(Texts.t("ui.home"));
        Span mark = new Span();
        mark.addClassName("mark");
        brand.add(mark, new Span("Entrelacs"));
        drawer.add(brand, places(actor));
        Nav nav = new Nav();
        nav.setAriaLabel(Texts.t("ui.navigation"));
        Map<Pages.Group, SideNav> groups = new EnumMap<>(Pages.Group.class);
        if (actor != null) {
            for (Pages.Destination page : navigation.open(actor)) {
                groups.computeIfAbsent(page.group(), MainLayout::group)
                        .addItem(item(page.title(), Address.of(actor.tenant(), page.path()), page.icon()));
            }
        }
        if (access.operator()) {
            groups.computeIfAbsent(Pages.Group.DEPLOYMENT, MainLayout::group)
                    .addItem(item("ui.deployment", "deployment", VaadinIcon.SERVER));
        }
        groups.values().forEach(nav::add);
        drawer.add(nav);
    }

    private static SideNav group(Pages.Group group) {
        SideNav nav = new SideNav(Texts.t("ui.group." + group.name()));
        return nav;
    }

    private static SideNavItem item(String title, String path, VaadinIcon icon) {
        Icon picture = icon.create();
        picture.getElement().setAttribute("aria-hidden", "true");
        SideNavItem item = new SideNavItem(Texts.t(title), path, picture);
        // An invoice's page belongs to the invoices.
        item.setMatchNested(true);
        return item;
    }

    private Component places(@Nullable Actor actor) {
        List<Access.Place> places = access.places();
        MenuBar menu = new MenuBar();
        menu.addClassName("places");
        menu.addThemeVariants(MenuBarVariant.TERTIARY);
        Optional<Access.Place> current = places.stream()
                .filter(place -> actor != null && place.tenant().equals(actor.tenant()))
                .findFirst();
        Span name = new Span(current.map(Access.Place::name).orElse(Texts.t("ui.place.choose")));
        name.addClassName("place-name");
        MenuItem here = menu.addItem(name);
        here.setAriaLabel(Texts.t("ui.place.here", name.getText()));
        for (Access.Place place : places) {
            MenuItem entry =
                    here.getSubMenu().addItem(place.name(), click -> Address.go(Address.of(place.tenant(), "")));
            entry.setCheckable(true);
            entry.setChecked(current.filter(place::equals).isPresent());
        }
        return menu;
    }

    private void fillBar(@Nullable Actor actor) {
        Div space = new Div();
        space.addClassName("space");
        if (actor != null) {
            Button search = new Button(Texts.t("ui.palette"), VaadinIcon.SEARCH.create(), click -> palette());
            search.addClassName("palette-button");
            search.addThemeVariants(ButtonVariant.TERTIARY);
            Span keys = new Span("Ctrl K");
            keys.addClassName("keys");
            search.setSuffixComponent(keys);
            search.setAriaLabel(Texts.t("ui.palette"));
            bar.add(search, space, bell.shownIn(actor.tenant()));
        } else {
            bar.add(space);
        }
        bar.add(account());
    }

    private Component account() {
        MenuBar menu = new MenuBar();
        menu.addThemeVariants(MenuBarVariant.TERTIARY, MenuBarVariant.ALIGN_END);
        menu.addClassName("account");
        Avatar avatar = new Avatar(access.personName());
        avatar.getElement().setAttribute("aria-hidden", "true");
        MenuItem me = menu.addItem(avatar);
        me.setAriaLabel(Texts.t("ui.account", access.personName()));
        SubMenu entries = me.getSubMenu();
        Div who = new Div(access.personName());
        who.addClassName("who");
        entries.addItem(who).setEnabled(false);
        entries.addSeparator();
        SubMenu languages = entries.addItem(Texts.t("ui.language")).getSubMenu();
        UI ui = UI.getCurrentOrThrow();
        for (Locale language : Words.LANGUAGES) {
            MenuItem entry = languages.addItem(language.getDisplayLanguage(language), click -> {
                access.prefers(language);
                Look.language(ui, language);
            });
            entry.setCheckable(true);
            entry.setChecked(Texts.locale().equals(language));
        }
        SubMenu lights = entries.addItem(Texts.t("ui.light")).getSubMenu();
        for (ColorScheme.Value light :
                List.of(ColorScheme.Value.SYSTEM, ColorScheme.Value.LIGHT, ColorScheme.Value.DARK)) {
            lights.addItem(Texts.t("ui.light." + light.name()), click -> Look.light(ui, light));
        }
        entries.addItem(Texts.t("ui.account.settings"), click -> ui.getPage().setLocation("/account"));
        entries.addItem(Texts.t("ui.keys"), click -> new KeysDialog().open());
        entries.addSeparator();
        entries.addItem(Texts.t("ui.sign-out"), click -> access.signOut());
        return menu;
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        // Keys are heard by the document, for wherever the focus is; a "?" that is being typed is only a letter.
        getElement().executeJs("""
            const me = this;
            if (me.entrelacsKeys) return;
            me.entrelacsKeys = e => {
              if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'k') {
                e.preventDefault();
                me.$server.palette();
              } else if (e.key === '?' && !e.composedPath().some(n => /^(INPUT|TEXTAREA|SELECT)$/.test(n.tagName || '') || n.isContentEditable)) {
                e.preventDefault();
                me.$server.keys();
              }
            };
            document.addEventListener('keydown', me.entrelacsKeys);\
            """);
    }

    @ClientCallable
    private void palette() {
        Presence.ifAny(UI.getCurrentOrThrow()).ifPresent(presence -> new Palette(navigation, presence).open());
    }

    @ClientCallable
    @SuppressWarnings("UnusedMethod") // Called by the page when ? is pressed.
    private void keys() {
        new KeysDialog().open();
    }
}
