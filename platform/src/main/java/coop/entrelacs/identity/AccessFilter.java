package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Problem;
import coop.entrelacs.web.Problems;
import coop.entrelacs.web.RequestPath;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The gate of the API. {@code /api/{tenant}/…} is entered by a token of exactly that tenant, whose owner still has a role there; the
 * rest of the request runs bound to that tenant. Any other tenant's address looks as if it were not there.
 */
class AccessFilter extends OncePerRequestFilter {

    private final Tokens tokens;
    private final Tenants tenants;
    private final Problems problems;

    AccessFilter(Tokens tokens, Tenants tenants, Problems problems) {
        this.tokens = tokens;
        this.tenants = tenants;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = RequestPath.of(request);
        return !path.equals("/api") && !path.startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token)) {
            // The chain lets nobody through to here without a token; should it ever, this does not.
            refuse(HttpStatus.UNAUTHORIZED, "unauthenticated", request, response);
            return;
        }
        String segment = segment(RequestPath.of(request));
        Optional<Tokens.Holder> holder = tokens.holder(token.getToken());
        if (holder.isEmpty()) {
            refuse(HttpStatus.UNAUTHORIZED, "access-ended", request, response);
        } else if (!holder.get().tenant().equals(segment)) {
            refuse(HttpStatus.NOT_FOUND, "not-found", request, response);
        } else if (segment.equals(Operators.DEPLOYMENT)) {
            chain.doFilter(request, response);
        } else {
            enter(new TenantId(segment), holder.get(), request, response, chain);
        }
    }

    private void enter(
            TenantId id,
            Tokens.Holder holder,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        Optional<Tenant> tenant = tenants.find(id);
        if (tenant.isEmpty() || tenant.get().state() == Tenant.State.CLOSED) {
            refuse(HttpStatus.NOT_FOUND, "not-found", request, response);
            return;
        }
        if (tenant.get().state() != Tenant.State.ACTIVE) {
            refuse(HttpStatus.FORBIDDEN, "tenant-suspended", request, response);
            return;
        }
        Actor actor = new Actor(id, holder.subject(), holder.accountable(), holder.name(), holder.roles());
        try {
            CurrentTenant.<@org.jspecify.annotations.Nullable Void>call(actor, () -> {
                chain.doFilter(request, response);
                return null;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private void refuse(HttpStatus status, String code, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (status == HttpStatus.UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        }
        Problem problem = problems.of(status, code, request);
        problems.write(problem, response);
    }

    private static String segment(String path) {
        String rest = path.substring(Math.min(path.length(), "/api/".length()));
        int end = rest.indexOf('/');
        return end < 0 ? rest : rest.substring(0, end);
    }
}
