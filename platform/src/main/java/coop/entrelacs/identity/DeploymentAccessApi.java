package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What operators do about access: the first manager of a cooperative, other operators, applications of the whole deployment. */
@RestController
@RequestMapping("/api/deployment")
@Tag(name = "Deployment")
class DeploymentAccessApi {

    private final Invitations invitations;
    private final PasswordLinks passwordLinks;
    private final Grants grants;
    private final Clients clients;

    DeploymentAccessApi(Invitations invitations, PasswordLinks passwordLinks, Grants grants, Clients clients) {
        this.passwordLinks = passwordLinks;
        this.invitations = invitations;
        this.grants = grants;
        this.clients = clients;
    }

    /** An operator to invite. */
    record InviteOperator(String email, String name) {
        InviteOperator {
            PeopleApi.require(email, "email");
            PeopleApi.require(name, "name");
        }
    }

    /** An application for people of all tenants. */
    record SharedApplication(String clientId, String name, List<String> redirects) {
        SharedApplication {
            PeopleApi.require(clientId, "clientId");
            PeopleApi.require(name, "name");
            redirects = redirects == null ? List.of() : redirects;
        }
    }

    @PostMapping("/tenants/{id}/invitations")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Invite someone into a tenant, such as its first manager")
    PeopleApi.Invited invite(@PathVariable TenantId id, @RequestBody PeopleApi.Invite invite) {
        Invitations.Link link = invitations.inviteAsOperator(id, invite.email(), invite.name(), invite.roles());
        return new PeopleApi.Invited(link.invitation(), link.path(), link.waits());
    }

    @PostMapping("/tenants/{id}/people/{person}/roles/{role}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Give a person a role in a tenant")
    void grant(@PathVariable TenantId id, @PathVariable UUID person, @PathVariable Role role) {
        grants.grantAsOperator(id, person, role);
    }

    @PostMapping("/people/{person}/password-link")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a link by which a person sets a new password, once")
    PeopleApi.PasswordLink passwordLink(@PathVariable UUID person) {
        return new PeopleApi.PasswordLink(passwordLinks.makeAsOperator(person));
    }

    @PostMapping("/operators/invitations")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Invite an operator")
    PeopleApi.Invited inviteOperator(@RequestBody InviteOperator invite) {
        Invitations.Link link = invitations.inviteOperator(invite.email(), invite.name());
        return new PeopleApi.Invited(link.invitation(), link.path(), link.waits());
    }

    @DeleteMapping("/operators/{person}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take the deployment out of an operator's hands; the last one stays")
    void revokeOperator(@PathVariable UUID person) {
        grants.revokeOperator(person);
    }

    @PostMapping("/applications")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Register an application for people of every tenant; it names the tenant when it asks")
    Clients.Registered application(@RequestBody SharedApplication wanted) {
        return new Clients.Registered(
                clients.registerSharedApplication(wanted.clientId(), wanted.name(), wanted.redirects()), null);
    }
}
