package coop.entrelacs.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a path that has a second spelling, before anything decides by it ({@link RequestPath}). */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class CanonicalPath extends OncePerRequestFilter {

    private final Problems problems;

    CanonicalPath(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (RequestPath.isCanonical(request.getRequestURI())) {
            chain.doFilter(request, response);
        } else {
            problems.write(problems.of(HttpStatus.BAD_REQUEST, "path-malformed", request), response);
        }
    }
}
