package coop.entrelacs.ui;

import com.vaadin.flow.spring.security.NavigationAccessControlConfigurer;
import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import coop.entrelacs.identity.SignIn;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The chain of the pages, behind those of the API and of sign-in: whoever is not signed in is sent to sign in. */
@Configuration
class PageSecurity {

    /**
     * Nothing is loaded from elsewhere, nothing sent elsewhere, and nobody else's page frames ours. Scripts may be inline and built from
     * text: Vaadin 25.2 starts its client by an inline script, and runs what the server sends by constructing functions.
     */
    private static final String POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self';"
            + " frame-src 'self' blob:; object-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    /** Vaadin's own annotations decide nothing here: {@link ViewAccess} does, and denies what it does not know. */
    @Bean
    static NavigationAccessControlConfigurer navigationAccess(ViewAccess views) {
        return new NavigationAccessControlConfigurer()
                .withNavigationAccessChecker(views)
                .withLoginView(SignIn.PATH);
    }

    @Bean
    @Order(1000)
    SecurityFilterChain pages(HttpSecurity http, SignIn signIn) throws Exception {
        // An address that no page has is for Vaadin to answer: not there, rather than not permitted.
        http.with(
                VaadinSecurityConfigurer.vaadin(),
                vaadin -> vaadin.anyRequest(AuthorizeHttpRequestsConfigurer.AuthorizedUrl::authenticated));
        signIn.protect(http);
        // At once: the page itself is written by a forward, which ends the answer before Spring's own filter adds its
        // headers.
        http.addFilterBefore(
                (request, response, chain) -> {
                    if (response instanceof HttpServletResponse answer) {
                        answer.setHeader("Content-Security-Policy", POLICY);
                        answer.setHeader("Referrer-Policy", ReferrerPolicy.SAME_ORIGIN.getPolicy());
                        answer.setHeader("X-Content-Type-Options", "nosniff");
                    }
                    chain.doFilter(request, response);
                },
                HeaderWriterFilter.class);
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                // A document is shown in a frame of the page it belongs to.
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
        return http.build();
    }
}
