package coop.entrelacs.identity;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/**
 * What tokens say, and whom they are given to: one tenant, the person or program, and the roles there at that moment. A token is
 * never given for a tenant its owner has no role in; what it says is held against the database again whenever it is used.
 */
@Component
class Tokens implements OAuth2TokenCustomizer<JwtEncodingContext> {

    static final String TENANT = "tenant";
    static final String ROLES = "roles";
    static final String NAME = "name";
    /** {@code person} or {@code program}: whose id the {@code sub} is. */
    static final String KIND = "kind";

    /** The epoch of the person in which a token began, and with which it ends. */
    static final String EPOCH = "epoch";

    /** The scope of acting for someone. Without it an application learns who someone is, and no more. */
    static final String API = "api";

    /** Whom a token must be for to open the API. */
    static final String AUDIENCE = "urn:entrelacs:api";

    static final String PERSON = "person";
    static final String PROGRAM = "program";

    /** Tells access tokens from ID tokens, which the same key signs (RFC 9068). */
    static final String ACCESS_TOKEN_TYPE = "at+jwt";

    private final Clients clients;
    private final People people;
    private final Grants grants;
    private final Operators operators;
    private final SigningKeys keys;
    private final SecondFactor secondFactor;
    private final Authorizations authorizations;

    Tokens(
            Clients clients,
            People people,
            Grants grants,
            Operators operators,
            SigningKeys keys,
            SecondFactor secondFactor,
            Authorizations authorizations) {
        this.clients = clients;
        this.people = people;
        this.grants = grants;
        this.operators = operators;
        this.keys = keys;
        this.secondFactor = secondFactor;
        this.authorizations = authorizations;
    }

    /** Who stands behind a token, and what they are there now. */
    record Holder(UUID subject, String name, String kind, String tenant, Set<Role> roles) {}

    @Override
    public void customize(JwtEncodingContext context) {
        context.getJwsHeader().keyId(keys.inUse());
        ApiClient client = clients.active(context.getRegisteredClient().getClientId())
                .orElseThrow(() -> refused(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "the client was withdrawn"));
        Holder holder = AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())
                ? new Holder(client.id(), client.name(), PROGRAM, client.tenant(), client.roles())
                : personBehind(context, client);
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            context.getJwsHeader().type(ACCESS_TOKEN_TYPE);
            if (PROGRAM.equals(holder.kind()) || context.getAuthorizedScopes().contains(API)) {
                context.getClaims().audience(new ArrayList<>(List.of(AUDIENCE)));
            }
        }
        String epoch = PROGRAM.equals(holder.kind())
                ? null
                : people.tokenEpoch(holder.subject()).orElse(null);
        context.getClaims().claims(claims -> {
            claims.put("sub", holder.subject().toString());
            claims.put(TENANT, holder.tenant());
            // An ArrayList, because Spring writes the claims down by class and reads back only classes it trusts.
            claims.put(
                    ROLES,
                    new ArrayList<>(
                            holder.roles().stream().map(Role::name).sorted().toList()));
            claims.put(KIND, holder.kind());
            claims.put(NAME, holder.name());
            claims.put("client_id", client.clientId());
            if (epoch != null) {
                claims.put(EPOCH, epoch);
            }
        });
        if (!PROGRAM.equals(holder.kind()) && !OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            people.find(holder.subject())
                    .ifPresent(person -> context.getClaims().claims(claims -> {
                        if (context.getAuthorizedScopes().contains(OidcScopes.EMAIL)) {
                            claims.put("email", person.email());
                        }
                        claims.put("locale", person.locale().getLanguage());
                    }));
        }
    }

    private Holder personBehind(JwtEncodingContext context, ApiClient client) {
        OAuth2Authorization authorization = context.getAuthorization();
        String tenant = authorization == null ? null : tenant(client, authorization);
        Authentication principal = context.getPrincipal();
        if (tenant == null || principal == null) {
            throw refused(OAuth2ErrorCodes.INVALID_GRANT, "no tenant");
        }
        if (!people.stillStands(UUID.fromString(principal.getName()), principal)
                || secondFactor.missingFor(principal)) {
            throw refused(
                    OAuth2ErrorCodes.INVALID_GRANT, "the session it was asked in has ended, or owes a second factor");
        }
        return holder(UUID.fromString(principal.getName()), tenant)
                .orElseThrow(() -> refused(OAuth2ErrorCodes.INVALID_GRANT, "no access to this tenant any more"));
    }

    /** What a token's owner is now where the token says; empty if nothing, and then the token is worth nothing. */
    Optional<Holder> holder(Jwt token) {
        String tenant = token.getClaimAsString(TENANT);
        List<String> granted = token.getClaimAsStringList(ROLES);
        if (tenant == null || granted == null || token.getSubject() == null) {
            return Optional.empty();
        }
        UUID subject = UUID.fromString(token.getSubject());
        if (!stands(token, subject)) {
            return Optional.empty();
        }
        Optional<Holder> now = PROGRAM.equals(token.getClaimAsString(KIND))
                ? clients.activeProgram(subject)
                        .filter(client -> client.tenant().equals(tenant))
                        .map(client -> new Holder(client.id(), client.name(), PROGRAM, tenant, client.roles()))
                : holder(subject, tenant);
        // A role given since counts from the next token on; one taken away counts at once.
        return now.map(h -> new Holder(
                        h.subject(),
                        h.name(),
                        h.kind(),
                        tenant,
                        h.roles().stream()
                                .filter(role -> granted.contains(role.name()))
                                .collect(java.util.stream.Collectors.toUnmodifiableSet())))
                .filter(h -> !h.roles().isEmpty());
    }

    /** Whether a token is of its owner's present epoch, and was not revoked. */
    private boolean stands(Jwt token, UUID subject) {
        boolean present = PROGRAM.equals(token.getClaimAsString(KIND))
                || people.tokenEpoch(subject)
                        .filter(epoch -> epoch.equals(token.getClaimAsString(EPOCH)))
                        .isPresent();
        return present && (token.getId() == null || !authorizations.isDenied(token.getId()));
    }

    /** A decoder that takes only tokens made for the API. */
    static JwtDecoder forApi(JwtDecoder decoder) {
        return value -> {
            Jwt token = decoder.decode(value);
            if (token.getAudience() == null || !token.getAudience().contains(AUDIENCE)) {
                throw new BadJwtException("this token is not for the API");
            }
            return token;
        };
    }

    private Optional<Holder> holder(UUID person, String tenant) {
        if (tenant.equals(Operators.DEPLOYMENT)) {
            return people.find(person)
                    .filter(p -> operators.isOperator(p.id()))
                    .map(p -> new Holder(p.id(), p.name(), PERSON, tenant, Set.of(Role.OPERATOR)));
        }
        return tenantId(tenant)
                .flatMap(id -> grants.actor(person, id))
                .map((Actor actor) -> new Holder(person, actor.name(), PERSON, tenant, actor.roles()));
    }

    /**
     * Refuses an authorization request that names no tenant, or one the person has no role in. Run before sign-in and again after
     * it; the person is known only then.
     */
    Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> tenantIsTheirs() {
        return context -> {
            OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
            ApiClient client = clients.active(context.getRegisteredClient().getClientId())
                    .orElseThrow(
                            () -> refused(request, OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "the client was withdrawn"));
            String tenant = tenant(client, request.getAdditionalParameters().get(TENANT));
            if (tenant == null) {
                throw refused(
                        request,
                        OAuth2ErrorCodes.INVALID_REQUEST,
                        "the parameter tenant is missing or not this client's");
            }
            Authentication who = (Authentication) request.getPrincipal();
            if (who != null && who.isAuthenticated() && !(who instanceof AnonymousAuthenticationToken)) {
                boolean has = SignedIn.id(who)
                        .flatMap(person -> holder(person, tenant))
                        .isPresent();
                if (has && secondFactor.missingFor(who)) {
                    throw refused(request, OAuth2ErrorCodes.ACCESS_DENIED, "a second factor is asked for");
                }
                if (!has) {
                    throw refused(request, OAuth2ErrorCodes.ACCESS_DENIED, "no access to this tenant");
                }
            }
        };
    }

    /** What OpenID Connect's userinfo tells, as the scopes allow. */
    OidcUserInfo userInfo(OidcUserInfoAuthenticationContext context) {
        Jwt token = ((org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken)
                        context.<org.springframework.security.oauth2.server.authorization.oidc.authentication
                                                .OidcUserInfoAuthenticationToken>
                                        getAuthentication()
                                .getPrincipal())
                .getToken();
        Holder holder = holder(token).orElseThrow(() -> refused(OAuth2ErrorCodes.ACCESS_DENIED, "no access any more"));
        OidcUserInfo.Builder info = OidcUserInfo.builder()
                .subject(holder.subject().toString())
                .claim(TENANT, holder.tenant())
                .claim(ROLES, holder.roles().stream().map(Role::name).sorted().toList());
        people.find(holder.subject()).ifPresent(person -> {
            Set<String> scopes = context.getAccessToken().getScopes();
            if (scopes.contains(OidcScopes.PROFILE)) {
                info.name(person.name()).locale(person.locale().getLanguage());
            }
            if (scopes.contains(OidcScopes.EMAIL)) {
                info.email(person.email());
            }
        });
        return info.build();
    }

    private static @Nullable String tenant(ApiClient client, OAuth2Authorization authorization) {
        OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        return tenant(
                client,
                request == null ? null : request.getAdditionalParameters().get(TENANT));
    }

    /** A tenant's own application is for that tenant, whether it says so or not. */
    static @Nullable String tenant(ApiClient client, @Nullable Object asked) {
        if (client.tenant().equals(Operators.DEPLOYMENT)) {
            return asked == null ? null : asked.toString();
        }
        return asked == null || asked.toString().equals(client.tenant()) ? client.tenant() : null;
    }

    private static Optional<TenantId> tenantId(String tenant) {
        try {
            return Optional.of(new TenantId(tenant));
        } catch (InvalidField e) {
            return Optional.empty();
        }
    }

    private static OAuth2AuthenticationException refused(String code, String reason) {
        return new OAuth2AuthenticationException(new OAuth2Error(code, reason, null));
    }

    private static OAuth2AuthorizationCodeRequestAuthenticationException refused(
            OAuth2AuthorizationCodeRequestAuthenticationToken request, String code, String reason) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(new OAuth2Error(code, reason, null), request);
    }
}
