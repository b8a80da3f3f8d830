package coop.entrelacs.ui;

import com.vaadin.flow.spring.security.NavigationAccessControlConfigurer;
import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import coop.entrelacs.identity.SignIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/** The chain of the pages, behind those of the API and of sign-in: whoever is not signed in is sent to sign in. */
@Configuration
class PageSecurity {

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
        // A page shows its paper (the quote, the invoice) in a frame of its own; others may not frame us.
        http.headers(headers -> headers.frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin));
        return http.build();
    }
}
