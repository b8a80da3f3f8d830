package coop.entrelacs.identity;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import coop.entrelacs.tenancy.ControlPlane;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.JdbcRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;

/** What Spring Security works with, kept in the control plane. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
class IdentityConfiguration {

    @Bean
    PasswordEncoder passwordEncoder(Passwords passwords) {
        return passwords.encoder();
    }

    @Bean
    RegisteredClientRepository registeredClients(ControlPlane controlPlane) {
        return new JdbcRegisteredClientRepository(new JdbcTemplate(controlPlane.dataSource()));
    }

    @Bean
    OAuth2AuthorizationService authorizations(ControlPlane controlPlane, RegisteredClientRepository clients) {
        return new Authorizations(new JdbcTemplate(controlPlane.dataSource()), clients);
    }

    @Bean
    OAuth2AuthorizationConsentService authorizationConsents(
            ControlPlane controlPlane, RegisteredClientRepository clients) {
        return new JdbcOAuth2AuthorizationConsentService(new JdbcTemplate(controlPlane.dataSource()), clients);
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(IdentityProperties properties) {
        AuthorizationServerSettings.Builder settings = AuthorizationServerSettings.builder();
        if (properties.publicUrl() != null) {
            settings.issuer(properties.publicUrl().toString());
        }
        return settings.build();
    }

    /** Takes access tokens we signed ourselves; an ID token, which the same key signs, is none. */
    @Bean
    JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier((_, _) -> {}))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(), new JwtTypeValidator(Tokens.ACCESS_TOKEN_TYPE)));
        return decoder;
    }

    @Bean
    JwtEncoder jwtEncoder(JWKSource<SecurityContext> keys) {
        NimbusJwtEncoder encoder = new NimbusJwtEncoder(keys);
        // Of the keys that verify, the one in use comes first.
        encoder.setJwkSelector(List::getFirst);
        return encoder;
    }

    @Bean
    UserCredentialRepository passkeys(ControlPlane controlPlane, AccessEvents events) {
        return new Passkeys(new JdbcUserCredentialRepository(new JdbcTemplate(controlPlane.dataSource())), events);
    }

    @Bean
    WebAuthnRelyingPartyOperations relyingParty(
            PasskeyOwners owners, UserCredentialRepository passkeys, PasskeyOrigins origins) {
        return new Webauthn4JRelyingPartyOperations(
                owners,
                passkeys,
                PublicKeyCredentialRpEntity.builder()
                        .id(origins.host())
                        .name("Entrelacs")
                        .build(),
                origins.origins());
    }
}
