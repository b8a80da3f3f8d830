package coop.entrelacs.ui;

import com.vaadin.browserless.internal.MockVaadin;
import com.vaadin.browserless.internal.Routes;
import com.vaadin.browserless.mocks.MockRequest;
import com.vaadin.browserless.mocks.MockService;
import com.vaadin.browserless.mocks.MockVaadinServlet;
import com.vaadin.browserless.mocks.MockedUI;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.di.Instantiator;
import com.vaadin.flow.function.DeploymentConfiguration;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.server.ServiceException;
import com.vaadin.flow.server.VaadinServletService;
import com.vaadin.flow.spring.SpringInstantiator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * The pages of the running application as the server makes them, in this thread and without a browser: a hundred times as fast. What
 * only a browser shows (what is drawn, what scripts do) is for the browser tests.
 */
final class PagesWithoutBrowser implements AutoCloseable {

    private static final Routes ROUTES = new Routes().autoDiscoverViews("coop.entrelacs.ui");

    /** Makes views with their services, as the application does. */
    private static final class Served extends MockVaadinServlet {

        private static final long serialVersionUID = 1;

        private final transient ApplicationContext beans;

        Served(ApplicationContext beans) {
            super(ROUTES, MockedUI::new);
            this.beans = beans;
        }

        @Override
        protected VaadinServletService createServletService(DeploymentConfiguration configuration) {
            MockService service = new MockService(this, configuration, MockedUI::new) {
                private static final long serialVersionUID = 1;

                @Override
                protected Optional<Instantiator> loadInstantiators() {
                    return Optional.of(new SpringInstantiator(this, beans));
                }
            };
            try {
                service.init();
            } catch (ServiceException e) {
                throw new IllegalStateException(e);
            }
            ROUTES.register(service.getContext());
            return service;
        }
    }

    /** Someone at a new tab. */
    PagesWithoutBrowser(ApplicationContext beans, UUID person, Locale language) {
        Authentication signedIn = UsernamePasswordAuthenticationToken.authenticated(
                person.toString(), "", AuthorityUtils.createAuthorityList("ROLE_USER"));
        SecurityContextHolder.getContext().setAuthentication(signedIn);
        MockVaadin.INSTANCE.setMockRequestFactory(session -> {
            MockRequest request = new MockRequest(session);
            request.setUserPrincipalInt(signedIn);
            return request;
        });
        MockVaadin.setup(MockedUI::new, new Served(beans), Set.of());
        UI.getCurrent().setLocale(language);
    }

    /** Goes to an address, as {@code brindille/invoices?state=DRAFT}, and returns the page that is shown then. */
    Component go(String address) {
        coop.entrelacs.ui.kit.Address.go(address);
        MockVaadin.clientRoundtrip();
        return shown();
    }

    /** The page shown, which may be the one that says that there is none. */
    Component shown() {
        return (Component)
                UI.getCurrent().getInternals().getActiveRouterTargetsChain().getFirst();
    }

    /** Puts a component into the page that is shown. */
    void add(Component component) {
        UI.getCurrent().add(component);
        MockVaadin.clientRoundtrip();
    }

    /** All that is shown, dialogs too. */
    static Stream<Component> all() {
        return within(UI.getCurrent());
    }

    /** Where one is, with the query. */
    String address() {
        Location location = UI.getCurrent().getInternals().getActiveViewLocation();
        return location.getPathWithQueryParameters();
    }

    /** All that is in a component, it first. */
    static Stream<Component> within(Component all) {
        return Stream.concat(Stream.of(all), all.getChildren().flatMap(PagesWithoutBrowser::within));
    }

    @Override
    public void close() {
        MockVaadin.tearDown();
        MockVaadin.INSTANCE.setMockRequestFactory(MockRequest::new);
        SecurityContextHolder.clearContext();
    }
}
