package coop.entrelacs.identity;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Service;

/** The programs and applications that may ask for tokens. Each belongs to one tenant; managers register and withdraw them. */
@Service
public class Clients {

    /** Short, and there are no refresh tokens: an application whose user is still signed in asks again without anyone noticing. */
    static final Duration ACCESS_TOKEN = Duration.ofMinutes(15);

    /** What the demo's program may do in a cooperative: everything its staff does. */
    private static final Set<Role> STAFF =
            Set.of(Role.ACCOUNTANT, Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER, Role.TREASURER);

    private static final String COLUMNS = "id, client_id, name, kind, tenant, roles, registered_at, withdrawn_at";

    private final ControlPlane controlPlane;
    private final RegisteredClientRepository registered;
    private final Passwords passwords;
    private final Grants grants;
    private final Tenants tenants;
    private final Operators operators;
    private final AccessEvents events;
    private final Audit audit;
    private final boolean demo;
    private final Clock clock;

    Clients(
            ControlPlane controlPlane,
            RegisteredClientRepository registered,
            Passwords passwords,
            Grants grants,
            Tenants tenants,
            Operators operators,
            AccessEvents events,
            Audit audit,
            IdentityProperties properties,
            Clock clock) {
        this.controlPlane = controlPlane;
        this.registered = registered;
        this.passwords = passwords;
        this.grants = grants;
        this.tenants = tenants;
        this.operators = operators;
        this.events = events;
        this.audit = audit;
        this.demo = properties.demo();
        this.clock = clock;
    }

    /**
     * A client just registered.
     *
     * @param secret told once, it cannot be read again; null for an application, which proves itself by PKCE
     */
    public record Registered(ApiClient client, @Nullable String secret) {}

    /** Registers a program of the current tenant with the roles it has here. Only for managers. */
    public Registered registerProgram(String name, Set<Role> roles) {
        Actor actor = manager();
        Grants.checkedRoles(roles).forEach(role -> grants.checkRole(actor.tenant(), role));
        String secret = Randomness.fresh();
        ApiClient client = client(
                newClientId(actor.tenant()),
                name,
                ApiClient.Kind.PROGRAM,
                actor.tenant().value(),
                roles);
        write(client, secret, List.of(), actor.subject());
        audit.record("access.client-registered", "client:" + client.id(), client.clientId());
        return new Registered(client, secret);
    }

    /**
     * Registers an application that people of the current tenant sign in to (single sign-on, a phone application). It needs no
     * secret: PKCE is required. Only for managers.
     *
     * @param redirects the addresses it may send people back to: https, or http to the reader's own machine
     */
    public ApiClient registerApplication(String name, List<String> redirects) {
        Actor actor = manager();
        List<String> checked = redirects(redirects);
        ApiClient client = client(
                newClientId(actor.tenant()),
                name,
                ApiClient.Kind.APPLICATION,
                actor.tenant().value(),
                Set.of());
        write(client, null, checked, actor.subject());
        audit.record("access.client-registered", "client:" + client.id(), client.clientId());
        return client;
    }

    /**
     * Registers an application for people of every tenant; it names the tenant when it asks ({@code tenant=…}). Only for operators.
     *
     * @param clientId what it names itself by
     */
    public ApiClient registerSharedApplication(String clientId, String name, List<String> redirects) {
        UUID operator = operators.require();
        ApiClient client = client(clientId, name, ApiClient.Kind.APPLICATION, Operators.DEPLOYMENT, Set.of());
        write(client, null, redirects(redirects), operator);
        return client;
    }

    /** The clients of the current tenant, withdrawn ones too. Only for managers. */
    public List<ApiClient> here() {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM api_client WHERE tenant = ? ORDER BY id")
                .param(manager().tenant().value())
                .query((row, _) -> client(row))
                .list();
    }

    /** Withdraws a client of the current tenant: no more tokens, and those about stop working. Only for managers. */
    public void withdraw(UUID id) {
        Actor actor = manager();
        controlPlane.transaction().executeWithoutResult(_ -> {
            int rows = controlPlane
                    .jdbc()
                    .sql("UPDATE api_client SET withdrawn_at = coalesce(withdrawn_at, ?) WHERE id = ? AND tenant = ?")
                    .params(
                            clock.instant().atOffset(ZoneOffset.UTC),
                            id,
                            actor.tenant().value())
                    .update();
            if (rows == 0) {
                throw new NotFound("client", id);
            }
            events.record(
                    AccessEvents.Kind.CLIENT_WITHDRAWN,
                    null,
                    actor.tenant().value(),
                    actor.subject(),
                    null,
                    id.toString());
        });
        audit.record("access.client-withdrawn", "client:" + id, "");
    }

    /**
     * Makes sure that the demo's program of a tenant is there: {@code demo-<tenant>}, with the secret {@code demo-<tenant>-secret} that
     * everybody knows. Refuses to, unless {@code entrelacs.demo} is on.
     */
    public void ensureDemoProgram(TenantId tenant) {
        boolean federation = tenants.get(tenant).kind() == Tenant.Kind.FEDERATION;
        Set<Role> roles = federation ? Set.of(Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER) : STAFF;
        ensureDemo("demo-" + tenant, tenant.value(), roles);
    }

    /** Makes sure that {@code demo-operator} is there, with the secret {@code demo-operator-secret}. Only in the demo. */
    public void ensureDemoOperator() {
        ensureDemo("demo-operator", Operators.DEPLOYMENT, Set.of(Role.OPERATOR));
    }

    private void ensureDemo(String clientId, String tenant, Set<Role> roles) {
        if (!demo) {
            throw new IllegalStateException(
                    "clients whose secret everybody knows are for the demo only (entrelacs.demo)");
        }
        if (byClientId(clientId).isEmpty()) {
            write(
                    client(clientId, clientId, ApiClient.Kind.PROGRAM, tenant, roles),
                    clientId + "-secret",
                    List.of(),
                    Actor.SYSTEM);
        }
    }

    /** The client that names itself so, unless it was withdrawn. */
    Optional<ApiClient> active(String clientId) {
        return byClientId(clientId).filter(client -> client.withdrawnAt() == null);
    }

    /** A program as an actor in a tenant, unless it was withdrawn. */
    Optional<ApiClient> activeProgram(UUID id) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS
                        + " FROM api_client WHERE id = ? AND withdrawn_at IS NULL AND kind = 'PROGRAM'")
                .param(id)
                .query((row, _) -> client(row))
                .optional();
    }

    private Optional<ApiClient> byClientId(String clientId) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM api_client WHERE client_id = ?")
                .param(clientId)
                .query((row, _) -> client(row))
                .optional();
    }

    private static Actor manager() {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER);
        return actor;
    }

    private ApiClient client(String clientId, String name, ApiClient.Kind kind, String tenant, Set<Role> roles) {
        return new ApiClient(
                Ids.next(), clientId, People.checkedName(name), kind, tenant, roles, clock.instant(), null);
    }

    private static String newClientId(TenantId tenant) {
        return tenant + "-" + Randomness.fresh().substring(0, 12);
    }

    private static List<String> redirects(List<String> redirects) {
        if (redirects.isEmpty()) {
            throw new InvalidField("redirects", "required");
        }
        for (int i = 0; i < redirects.size(); i++) {
            try {
                URI uri = URI.create(redirects.get(i));
                boolean own = "http".equals(uri.getScheme())
                        && Set.of("127.0.0.1", "[::1]", "localhost").contains(String.valueOf(uri.getHost()));
                if (!uri.isAbsolute() || uri.getFragment() != null || !(own || "https".equals(uri.getScheme()))) {
                    throw new InvalidField("redirects[" + i + "]", "redirect-malformed");
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidField("redirects[" + i + "]", "redirect-malformed");
            }
        }
        return List.copyOf(redirects);
    }

    private void write(ApiClient client, @Nullable String secret, List<String> redirects, UUID by) {
        RegisteredClient.Builder builder = RegisteredClient.withId(client.id().toString())
                .clientId(client.clientId())
                .clientName(client.name())
                .clientIdIssuedAt(client.registeredAt())
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(ACCESS_TOKEN)
                        .build());
        if (secret == null) {
            builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUris(uris -> uris.addAll(redirects))
                    .scope(OidcScopes.OPENID)
                    .scope(OidcScopes.PROFILE)
                    .scope(OidcScopes.EMAIL)
                    .scope(Tokens.API);
        } else {
            builder.clientSecret(passwords.encoder().encode(secret))
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS);
        }
        controlPlane.transaction().executeWithoutResult(_ -> {
            registered.save(builder.build());
            controlPlane
                    .jdbc()
                    .sql("""
                            INSERT INTO api_client
                                (id, registered_id, client_id, name, kind, tenant, roles, registered_by, registered_at)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(
                            client.id(),
                            client.id().toString(),
                            client.clientId(),
                            client.name(),
                            client.kind().name(),
                            client.tenant(),
                            client.roles().stream().map(Role::name).sorted().toArray(String[]::new),
                            by,
                            client.registeredAt().atOffset(ZoneOffset.UTC))
                    .update();
            events.record(AccessEvents.Kind.CLIENT_REGISTERED, null, client.tenant(), by, null, client.clientId());
        });
    }

    private static ApiClient client(ResultSet row) throws SQLException {
        Timestamp withdrawn = row.getTimestamp("withdrawn_at");
        Instant withdrawnAt = withdrawn == null ? null : withdrawn.toInstant();
        return new ApiClient(
                row.getObject("id", UUID.class),
                row.getString("client_id"),
                row.getString("name"),
                ApiClient.Kind.valueOf(row.getString("kind")),
                row.getString("tenant"),
                Grants.roles(row),
                row.getTimestamp("registered_at").toInstant(),
                withdrawnAt);
    }
}
