package coop.entrelacs.identity;

import coop.entrelacs.web.Problems;
import coop.entrelacs.web.RequestPath;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before every request of a session, whatever it asks for and however: pages, their scripts' calls, the account, passkeys, and
 * the codes that tokens are made from. A session of another epoch, or of a closed account, ends here. Who owes a second factor gets no
 * further than to where it is shown; what adds or removes a passkey takes a fresh one.
 */
class SessionGuard extends OncePerRequestFilter {

    /** Opens without a second factor: where it is shown, how to leave, and what these pages are made of. */
    private static final Pattern SHOWING_IT = Pattern.compile("/account/(second-factor|password-again)|/sign-out"
            + "|/webauthn/authenticate/options|/login/webauthn|/assets/identity/[a-z.-]+|/favicon\\.ico");

    /** Adds or removes a passkey; whoever has none yet may make their first before they showed any. */
    private static final Pattern PASSKEYS =
            Pattern.compile("/webauthn/register(/.*)?|/account/passkeys(/.*)?|/account/again");

    private final People people;
    private final SecondFactor secondFactor;
    private final Problems problems;
    private final HttpSessionRequestCache requests = new HttpSessionRequestCache();

    SessionGuard(People people, SecondFactor secondFactor, Problems problems) {
        this.people = people;
        this.secondFactor = secondFactor;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        UUID person = who == null ? null : SignedIn.id(who).orElse(null);
        if (who == null || person == null) {
            chain.doFilter(request, response);
            return;
        }
        if (!people.stillStands(person, who)) {
            end(request);
            chain.doFilter(request, response);
            return;
        }
        AnonymousSessions.isSomeones(request);
        String path = RequestPath.of(request);
        String wanting = wanting(who, person, path);
        if (wanting == null) {
            chain.doFilter(request, response);
        } else {
            ask(wanting, request, response);
        }
    }

    private @Nullable String wanting(Authentication who, UUID person, String path) {
        boolean passkeys = PASSKEYS.matcher(path).matches();
        if (secondFactor.missingFor(who)
                && !SHOWING_IT.matcher(path).matches()
                && !(passkeys && !secondFactor.hasPasskey(person))) {
            return "second-factor-required";
        }
        return passkeys && !secondFactor.isFresh(who) ? "second-factor-stale" : null;
    }

    /** How it is said depends on who asks; that it is asked does not. */
    private void ask(String wanting, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accept =
                Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)).orElse("");
        if (!accept.contains("text/html")) {
            problems.write(problems.of(HttpStatus.FORBIDDEN, wanting, request), response);
            return;
        }
        if ("GET".equals(request.getMethod())) {
            requests.saveRequest(request, response);
        }
        response.sendRedirect(request.getContextPath() + SecondFactor.PATH);
    }

    private static void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
    }
}
