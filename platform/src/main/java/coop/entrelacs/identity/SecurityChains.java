package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Problem;
import coop.entrelacs.web.Problems;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationFilter;

/**
 * Who may ask for what, by address. Three chains, in this order: the authorization server, the API (and what operators watch), the
 * pages of accounts. A user interface puts its own chain behind them ({@link SignIn}).
 */
@Configuration(proxyBeanMethods = false)
class SecurityChains {

    /** What a page of ours may load: its own style sheet and script, nothing from elsewhere, nothing inline. */
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** The API's answers are no pages; what describes it has a page that styles itself. */
    private static final String DESCRIPTION_POLICY =
            "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(10)
    SecurityFilterChain authorizationServer(HttpSecurity http, Tokens tokens, SignIn signIn) {
        signIn.guard(http);
        http.oauth2AuthorizationServer(server -> {
            http.securityMatcher(server.getEndpointsMatcher());
            server.oidc(oidc -> oidc.userInfoEndpoint(endpoint -> endpoint.userInfoMapper(tokens::userInfo)));
            server.authorizationEndpoint(endpoint -> endpoint.consentPage(SignInPages.APPLICATION)
                    .authenticationProviders(providers -> providers.forEach(p -> {
                        if (p instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider code) {
                            code.setAuthenticationValidator(new OAuth2AuthorizationCodeRequestAuthenticationValidator()
                                    .andThen(tokens.tenantIsTheirs()));
                            // Asked of every application, also of one that asks for nothing but the name.
                            code.setAuthorizationConsentRequired(context -> context.getAuthorizationConsent() == null
                                    || !context.getAuthorizationConsent()
                                            .getScopes()
                                            .containsAll(Objects.requireNonNull(context.getAuthorizationRequest())
                                                    .getScopes()));
                        }
                    })));
        });
        http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
        http.oauth2ResourceServer(resource -> resource.jwt(Customizer.withDefaults()));
        // The address that leads back to an application has the code in it.
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)));
        http.exceptionHandling(refused -> refused.defaultAuthenticationEntryPointFor(
                new LoginUrlAuthenticationEntryPoint(SignIn.PATH), new MediaTypeRequestMatcher(MediaType.TEXT_HTML)));
        return http.build();
    }

    /**
     * The API is for programs: no session, no cookie, a token with every request. Its description says nothing of anyone's data and
     * is readable by all; so is whether the application is well. Everything else of the actuator is for operators.
     */
    @Bean
    @Order(20)
    SecurityFilterChain api(HttpSecurity http, Tokens tokens, Tenants tenants, Problems problems, JwtDecoder decoder) {
        AuthorizationManager<RequestAuthorizationContext> operators = operators(tokens);
        http.securityMatcher(
                "/error",
                "/api/**",
                "/actuator/**",
                "/v3/api-docs/**",
                "/v3/api-docs.yaml",
                "/swagger-ui/**",
                "/swagger-ui.html");
        http.csrf(csrf -> csrf.disable());
        http.cors(cors -> cors.disable());
        http.formLogin(form -> form.disable());
        http.logout(logout -> logout.disable());
        http.requestCache(cache -> cache.disable());
        http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        http.authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**", "/actuator/health")
                .permitAll()
                .requestMatchers("/v3/api-docs/**", "/v3/api-docs.yaml", "/swagger-ui/**", "/swagger-ui.html", "/error")
                .permitAll()
                .requestMatchers("/actuator/**", "/api/" + Operators.DEPLOYMENT + "/**")
                .access(operators)
                .anyRequest()
                .authenticated());
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(DESCRIPTION_POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)));
        http.oauth2ResourceServer(resource -> resource.jwt(jwt -> jwt.decoder(Tokens.forApi(decoder)))
                .authenticationEntryPoint(unauthenticated(problems))
                .accessDeniedHandler(denied(problems)));
        http.exceptionHandling(refused ->
                refused.authenticationEntryPoint(unauthenticated(problems)).accessDeniedHandler(denied(problems)));
        http.addFilterAfter(new AccessFilter(tokens, tenants, problems), AuthorizationFilter.class);
        return http.build();
    }

    /** Sign-in, invitations, one's own account: rendered by the server, with a session. */
    @Bean
    @Order(30)
    SecurityFilterChain accountPages(
            HttpSecurity http,
            PasswordSignIn passwordSignIn,
            PasskeySignIn passkeySignIn,
            SignIn signIn,
            ObjectProvider<SecurityContextHolderStrategy> holders) {
        // A user interface may bring its own holder of who is signed in; the filters of passkeys take the one in force
        // when they
        // are made, so it must be there before them: else they find nobody, and refuse everybody.
        holders.ifAvailable(SecurityContextHolder::setContextHolderStrategy);
        http.securityMatcher(
                SignIn.PATH,
                SignIn.PATH + "/**",
                SignIn.OUT,
                "/invitation/**",
                "/account",
                "/account/**",
                "/login/webauthn",
                "/webauthn/**",
                "/assets/identity/**");
        http.authorizeHttpRequests(requests -> requests.requestMatchers(
                        SignIn.PATH,
                        SignIn.PATH + "/**",
                        SignIn.OUT,
                        "/invitation/**",
                        "/login/webauthn",
                        "/webauthn/authenticate/options",
                        "/assets/identity/**")
                .permitAll()
                .anyRequest()
                .authenticated());
        signIn.guard(http);
        // The form's secret is a cookie of its own: whoever only looks at the page leaves no session behind.
        CookieCsrfTokenRepository forms = new CookieCsrfTokenRepository();
        forms.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        http.csrf(csrf -> csrf.csrfTokenRepository(forms));
        http.authenticationManager(new ProviderManager(List.of(passwordSignIn)));
        http.formLogin(form -> form.loginPage(SignIn.PATH)
                .loginProcessingUrl(SignIn.PATH)
                .usernameParameter("email")
                .passwordParameter("password")
                .authenticationDetailsSource(PasswordSignIn.Attempt::new)
                .successHandler(signIn.success())
                .failureHandler(signIn.failure()));
        http.logout(logout -> logout.logoutUrl(SignIn.OUT)
                .logoutSuccessUrl(SignIn.PATH + "?out")
                .addLogoutHandler(signIn.out()));
        // Only the configurer below asks for it; as a bean it would open a second way to sign in.
        http.setSharedObject(UserDetailsService.class, passkeySignIn.people());
        http.webAuthn(passkeys -> passkeys.disableDefaultRegistrationPage(true)
                .withObjectPostProcessor(new ObjectPostProcessor<WebAuthnAuthenticationFilter>() {
                    @Override
                    public <F extends WebAuthnAuthenticationFilter> F postProcess(F filter) {
                        filter.setAuthenticationManager(passkeySignIn);
                        return filter;
                    }
                }));
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                // The address of an invitation's page is its secret.
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
        return http.build();
    }

    private static AuthorizationManager<RequestAuthorizationContext> operators(Tokens tokens) {
        return (Supplier<? extends Authentication> who, RequestAuthorizationContext _) ->
                new AuthorizationDecision(who.get() instanceof JwtAuthenticationToken token
                        && tokens.holder(token.getToken())
                                .filter(holder -> holder.tenant().equals(Operators.DEPLOYMENT)
                                        && holder.roles().contains(Role.OPERATOR))
                                .isPresent());
    }

    /** Who comes without a token, or with one that is none, is told how to come back. */
    private static AuthenticationEntryPoint unauthenticated(Problems problems) {
        BearerTokenAuthenticationEntryPoint header = new BearerTokenAuthenticationEntryPoint();
        return (request, response, e) -> {
            header.commence(request, response, e);
            problems.write(problems.of(HttpStatus.UNAUTHORIZED, "unauthenticated", request), response);
        };
    }

    private static AccessDeniedHandler denied(Problems problems) {
        return (request, response, _) -> {
            Problem problem = problems.of(HttpStatus.FORBIDDEN, "not-allowed", request, Role.OPERATOR);
            problems.write(problem, response);
        };
    }
}
