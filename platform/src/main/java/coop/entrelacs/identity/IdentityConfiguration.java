package coop.entrelacs.identity;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import coop.entrelacs.tenancy.ControlPlane;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.client.JdbcRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
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
    Authorizations authorizations(ControlPlane controlPlane, RegisteredClientRepository clients) {
        return new Authorizations(controlPlane, clients);
    }

    @Bean
    OAuth2AuthorizationConsentService authorizationConsents(
            ControlPlane controlPlane, RegisteredClientRepository clients) {
        return new JdbcOAuth2AuthorizationConsentService(new JdbcTemplate(controlPlane.dataSource()), clients);
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(
            IdentityProperties properties, @Value("${server.port:8080}") int port) {
        AuthorizationServerSettings.Builder settings = AuthorizationServerSettings.builder();
        if (properties.publicUrl() != null) {
            settings.issuer(properties.publicUrl().toString());
        } else if (port > 0) {
            settings.issuer("http://localhost:" + port);
        }
        return settings.build();
    }

    /** Takes access tokens we signed ourselves; an ID token, which the same key signs, is none. */
    @Bean
    JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys, PasskeyOrigins origins) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier((_, _) -> {}))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(),
                new JwtTypeValidator(Tokens.ACCESS_TOKEN_TYPE),
                new JwtClaimValidator<Object>(
                        JwtClaimNames.ISS, issuer -> origins.isIssuer(issuer == null ? null : issuer.toString()))));
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
        Webauthn4JRelyingPartyOperations relyingParty = new Webauthn4JRelyingPartyOperations(
                owners,
                passkeys,
                PublicKeyCredentialRpEntity.builder()
                        .id(origins.host())
                        .name("Entrelacs")
                        .build(),
                origins.origins());
        // A passkey counts for two factors, so the device must have seen its owner's finger, face or code each time.
        relyingParty.setCustomizeRequestOptions(
                options -> options.userVerification(UserVerificationRequirement.REQUIRED));
        relyingParty.setCustomizeCreationOptions(
                options -> options.authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .build()));
        return relyingParty;
    }
}
