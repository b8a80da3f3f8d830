package coop.entrelacs.identity;

import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.web.Languages;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
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
    private final SecondFactor secondFactor;

    SignIn(SignedIn signedIn, AccessEvents events, IdentityProperties properties, ControlPlane controlPlane) {
        this.signedIn = signedIn;
        this.events = events;
        this.secondFactor = new SecondFactor(properties.secondFactor(), controlPlane);
    }

    /**
     * Sends who is not signed in to the sign-in page, and who still owes a second factor to show it; ends sessions as everywhere
     * else.
     */
    public void protect(HttpSecurity http) {
        askForSecondFactor(http);
        http.exceptionHandling(refused -> refused.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint(PATH)));
        http.logout(
                logout -> logout.logoutUrl(OUT).logoutSuccessUrl(PATH + "?out").addLogoutHandler(out()));
    }

    void askForSecondFactor(HttpSecurity http) {
        http.addFilterBefore(secondFactor, AuthorizationFilter.class);
    }

    /** Remembers the language someone chose, for pages seen before sign-in. */
    static void remember(Locale language, HttpServletResponse response) {
        Cookie cookie = new Cookie(Languages.COOKIE, language.getLanguage());
        cookie.setPath("/");
        cookie.setMaxAge((int) Duration.ofDays(365).toSeconds());
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
    }

    AuthenticationSuccessHandler success() {
        SavedRequestAwareAuthenticationSuccessHandler onwards = new SavedRequestAwareAuthenticationSuccessHandler();
        onwards.setDefaultTargetUrl("/");
        return (request, response, who) -> {
            request.getSession().removeAttribute(LAST_EMAIL);
            signedIn.person().ifPresent(person -> remember(person.locale(), response));
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
                SignedIn.id(who)
                        .ifPresent(person -> events.record(
                                AccessEvents.Kind.SIGNED_OUT, person, null, person, request.getRemoteAddr(), ""));
            }
        };
    }
}
