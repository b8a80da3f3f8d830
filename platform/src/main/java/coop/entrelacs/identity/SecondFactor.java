package coop.entrelacs.identity;

import coop.entrelacs.tenancy.ControlPlane;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where the deployment asks for it ({@code entrelacs.second-factor}), whoever moves money or grants access opens no page by a
 * password alone: they are sent to use a passkey, or to make their first, and then go on. A passkey is two factors by itself: the
 * device, and what unlocks it. Members and others sign in as ever.
 *
 * <p>A role given in the middle of a session asks for it at the next page.
 */
class SecondFactor extends OncePerRequestFilter {

    /** The page that asks for a passkey. */
    static final String PATH = "/account/second-factor";

    private final boolean asked;
    private final ControlPlane controlPlane;
    private final HttpSessionRequestCache requests = new HttpSessionRequestCache();

    SecondFactor(boolean asked, ControlPlane controlPlane) {
        this.asked = asked;
        this.controlPlane = controlPlane;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (asked && who != null && isPage(request) && missingFor(who)) {
            requests.saveRequest(request, response);
            response.sendRedirect(request.getContextPath() + PATH);
            return;
        }
        chain.doFilter(request, response);
    }

    /** Whether someone is signed in who still has to show a passkey. */
    boolean missingFor(Authentication who) {
        Optional<UUID> person = SignedIn.id(who);
        boolean shown = who.getAuthorities().stream()
                .anyMatch(a -> FactorGrantedAuthority.WEBAUTHN_AUTHORITY.equals(a.getAuthority()));
        return asked && person.isPresent() && !shown && movesMoneyOrGrantsAccess(person.get());
    }

    private boolean movesMoneyOrGrantsAccess(UUID person) {
        return controlPlane.jdbc().sql("""
                        SELECT EXISTS (SELECT FROM access_grant WHERE person = ? AND until IS NULL
                            AND role IN ('MANAGER', 'TREASURER', 'ACCOUNTANT', 'PAYROLL_OFFICER', 'COORDINATOR', 'OPERATOR'))
                        """).param(person).query(Boolean.class).single();
    }

    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return "GET".equals(request.getMethod()) && accept != null && accept.contains("text/html");
    }
}
