package coop.entrelacs.identity;

import coop.entrelacs.web.Languages;
import coop.entrelacs.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.stereotype.Component;

/**
 * How people come in and go out. The pages are served here, under a filter chain of their own; a user interface calls {@link #protect}
 * on its chain, so that whoever is not signed in is sent here and comes back to where they were going.
 */
@Component
public class SignIn {

    /** The sign-in page. */
    public static final String PATH = "/sign-in";

    /** Where to sign out: a POST, or a page that asks. */
    public static final String OUT = "/sign-out";

    static final String LAST_EMAIL = "entrelacs.sign-in.email";

    private final SignedIn signedIn;
    private final AccessEvents events;
    private final People people;
    private final KnownDevices devices;
    private final SessionGuard guard;

    SignIn(
            SignedIn signedIn,
            AccessEvents events,
            People people,
            KnownDevices devices,
            SecondFactor secondFactor,
            Problems problems) {
        this.signedIn = signedIn;
        this.events = events;
        this.people = people;
        this.devices = devices;
        this.guard = new SessionGuard(people, secondFactor, problems);
    }

    /**
     * Sends who is not signed in to the sign-in page, and who still owes a second factor to show it; ends sessions as everywhere
     * else.
     */
    public void protect(HttpSecurity http) {
        guard(http);
        http.exceptionHandling(refused -> refused.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint(PATH)));
        http.logout(
                logout -> logout.logoutUrl(OUT).logoutSuccessUrl(PATH + "?out").addLogoutHandler(out()));
    }

    /** Before anything of the chain that acts for the session. */
    void guard(HttpSecurity http) {
        http.addFilterAfter(guard, SecurityContextHolderFilter.class);
    }

    /** Remembers the language someone chose, for pages seen before sign-in. */
    static void remember(Locale language, HttpServletRequest request, HttpServletResponse response) {
        Cookies.add(Languages.COOKIE, language.getLanguage(), Duration.ofDays(365), request, response);
    }

    AuthenticationSuccessHandler success() {
        SavedRequestAwareAuthenticationSuccessHandler onwards = new SavedRequestAwareAuthenticationSuccessHandler();
        onwards.setDefaultTargetUrl("/");
        return (request, response, who) -> {
            request.getSession().removeAttribute(LAST_EMAIL);
            AnonymousSessions.isSomeones(request);
            signedIn.person().ifPresent(person -> {
                remember(person.locale(), request, response);
                Cookies.add(KnownDevices.COOKIE, devices.cookieFor(person.id()), KnownDevices.KEPT, request, response);
            });
            onwards.onAuthenticationSuccess(request, response, who);
        };
    }

    AuthenticationFailureHandler failure() {
        return (request, response, e) -> {
            String email = request.getParameter("email");
            request.getSession().setAttribute(LAST_EMAIL, email == null ? "" : email);
            String why = e instanceof LockedException ? "throttled" : "refused";
            response.sendRedirect(request.getContextPath() + PATH + "?" + why);
        };
    }

    LogoutHandler out() {
        return (request, _, who) -> {
            if (who != null) {
                SignedIn.id(who).ifPresent(person -> {
                    people.endTokens(person);
                    events.record(AccessEvents.Kind.SIGNED_OUT, person, null, person, request.getRemoteAddr(), "");
                });
            }
        };
    }
}
