package coop.entrelacs.identity;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/{tenant}")
@Tag(name = "Access", description = "Who and what may enter the tenant, and as what")
class PeopleApi {

    private final Grants grants;
    private final Invitations invitations;
    private final PasswordLinks passwordLinks;
    private final Clients clients;
    private final Tenants tenants;
    private final Confirmations confirmations;

    PeopleApi(
            Grants grants,
            Invitations invitations,
            PasswordLinks passwordLinks,
            Clients clients,
            Tenants tenants,
            Confirmations confirmations) {
        this.confirmations = confirmations;
        this.passwordLinks = passwordLinks;
        this.grants = grants;
        this.invitations = invitations;
        this.clients = clients;
        this.tenants = tenants;
    }

    /**
     * Who asks.
     *
     * @param kind {@code person} or {@code program}
     * @param tenants where else they may go, for people
     */
    record Me(UUID id, String name, String kind, Set<Role> roles, Here tenant, List<String> tenants) {}

    record Here(String id, String name, Tenant.Kind kind) {}

    @GetMapping("/me")
    @Operation(summary = "Who I am here")
    Me me() {
        Actor actor = CurrentTenant.actor();
        Tenant tenant = tenants.current();
        String kind = SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token
                        && Tokens.PROGRAM.equals(token.getToken().getClaimAsString(Tokens.KIND))
                ? Tokens.PROGRAM
                : Tokens.PERSON;
        return new Me(
                actor.subject(),
                actor.name(),
                kind,
                actor.roles(),
                new Here(tenant.id().value(), tenant.name(), tenant.kind()),
                grants.tenantsOf(actor.subject()).stream().map(t -> t.value()).toList());
    }

    @GetMapping("/people")
    @Operation(summary = "Who has access here", description = "For staff.")
    Page<Grants.Access> people(
            @Nullable @RequestParam(required = false) UUID after,
            @Nullable @RequestParam(required = false) Integer limit) {
        return grants.here(after, Page.limit(limit));
    }

    @GetMapping("/people/{person}")
    @Operation(summary = "One person's access here", description = "For staff, and for that person.")
    Grants.Access person(@PathVariable UUID person) {
        return grants.here(person);
    }

    @PutMapping("/people/{person}/roles/{role}")
    @Operation(
            summary = "Give a person a role here",
            description =
                    "For managers, of others than themselves. The person must have access already: invite who does not. 204: it is"
                            + " given; 202: it is a role of power, and another manager has to confirm it.")
    ResponseEntity<Void> grant(@PathVariable UUID person, @PathVariable Role role) {
        CurrentTenant.actor().require(Role.MANAGER);
        // Who has no access here is as if not there: managers cannot try out people's ids.
        grants.here(person);
        return ResponseEntity.status(grants.grant(person, role) ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED)
                .build();
    }

    @DeleteMapping("/people/{person}/roles/{role}")
    @Operation(
            summary = "Take a role here away from a person",
            description =
                    "For managers. The last manager stays. 204: it is taken; 202: it is another manager's, and a third has to"
                            + " confirm it.")
    ResponseEntity<Void> revoke(@PathVariable UUID person, @PathVariable Role role) {
        return ResponseEntity.status(grants.revoke(person, role) ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED)
                .build();
    }

    @GetMapping("/confirmations")
    @Operation(summary = "What waits for a second manager here, the oldest first", description = "For managers.")
    List<Confirmation> confirmations() {
        return confirmations.waiting();
    }

    @PostMapping("/confirmations/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Confirm what another manager asked",
            description = "Neither by who asked it nor by the person concerned.")
    void confirm(@PathVariable UUID id) {
        confirmations.confirm(id);
    }

    @DeleteMapping("/confirmations/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Refuse what another manager asked, or drop what one asked oneself")
    void refuse(@PathVariable UUID id) {
        confirmations.refuse(id);
    }

    @GetMapping("/access-notices")
    @Operation(summary = "What was done with access here, by whomever, the newest first", description = "For managers.")
    List<Confirmations.Notice> notices(@Nullable @RequestParam(required = false) Integer limit) {
        return confirmations.notices(Page.limit(limit));
    }

    /**
     * A link just made.
     *
     * @param path the page to open, behind the deployment's address; told once
     */
    record PasswordLink(String path) {}

    @PostMapping("/people/{person}/password-link")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Make a link by which a person sets a new password, once",
            description = "For managers, for people who have access to no other tenant.")
    PasswordLink passwordLink(@PathVariable UUID person) {
        return new PasswordLink(passwordLinks.make(person));
    }

    /** Someone to invite. */
    record Invite(String email, String name, Set<Role> roles) {
        Invite {
            require(email, "email");
            require(name, "name");
            Grants.checkedRoles(roles);
        }
    }

    /**
     * An invitation just made.
     *
     * @param path the page to open, behind the deployment's address; told once
     * @param waits whether another manager has to confirm it before the link works
     */
    record Invited(Invitation invitation, String path, boolean waits) {}

    @PostMapping("/invitations")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Invite someone by a link that works once",
            description = "For managers; advisors may invite members. The link is told in this answer only.")
    Invited invite(@RequestBody Invite invite) {
        Invitations.Link link = invitations.invite(invite.email(), invite.name(), invite.roles());
        return new Invited(link.invitation(), link.path(), link.waits());
    }

    @GetMapping("/invitations")
    @Operation(summary = "Invitations into this tenant, newest first", description = "For managers and advisors.")
    Page<Invitation> invitations(
            @Nullable @RequestParam(required = false) UUID after,
            @Nullable @RequestParam(required = false) Integer limit) {
        return invitations.here(after, Page.limit(limit));
    }

    @DeleteMapping("/invitations/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take an invitation back", description = "For managers.")
    void withdraw(@PathVariable UUID id) {
        invitations.withdraw(id);
    }

    /**
     * A program or an application to register.
     *
     * @param roles of a program
     * @param redirects of an application
     */
    record NewClient(
            ApiClient.Kind kind,
            String name,
            @Nullable Set<Role> roles,
            @Nullable List<String> redirects) {
        NewClient {
            if (kind == null) {
                throw new InvalidField("kind", "required");
            }
            require(name, "name");
        }
    }

    @PostMapping("/clients")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Register a program or an application",
            description = "For managers. A program's secret is told in this answer only.")
    Clients.Registered register(@RequestBody NewClient wanted) {
        return switch (wanted.kind()) {
            case PROGRAM -> clients.registerProgram(wanted.name(), Grants.checkedRoles(wanted.roles()));
            case APPLICATION ->
                new Clients.Registered(
                        clients.registerApplication(
                                wanted.name(), wanted.redirects() == null ? List.of() : wanted.redirects()),
                        null);
        };
    }

    @GetMapping("/clients")
    @Operation(summary = "Programs and applications of this tenant", description = "For managers.")
    List<ApiClient> clients() {
        return clients.here();
    }

    @DeleteMapping("/clients/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Withdraw a program or an application",
            description = "For managers. Its tokens stop working at once.")
    ResponseEntity<Void> withdrawClient(@PathVariable UUID id) {
        clients.withdraw(id);
        return ResponseEntity.noContent().build();
    }

    static void require(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw new InvalidField(field, "required");
        }
    }
}
