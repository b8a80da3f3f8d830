package coop.entrelacs.ui;

import com.vaadin.flow.spring.security.AuthenticationContext;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.identity.Person;
import coop.entrelacs.identity.SignedIn;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What the signed-in person may enter, read anew each time it is asked. */
@Component
class Access {

    private final SignedIn signedIn;
    private final People people;
    private final Grants grants;
    private final Operators operators;
    private final Tenants tenants;
    private final AuthenticationContext authentication;

    Access(
            SignedIn signedIn,
            People people,
            Grants grants,
            Operators operators,
            Tenants tenants,
            AuthenticationContext authentication) {
        this.signedIn = signedIn;
        this.people = people;
        this.grants = grants;
        this.operators = operators;
        this.tenants = tenants;
        this.authentication = authentication;
    }

    /** A tenant one may go to. */
    record Place(TenantId tenant, String name, boolean federation) {}

    /** The person of this session in a tenant; empty if they are nothing there, or it is closed to everyone now. */
    Optional<Actor> actorIn(TenantId tenant) {
        return signedIn.id().flatMap(person -> actorIn(person, tenant));
    }

    /** Reads the same again later, also where no request of theirs is being served. */
    Supplier<Optional<Actor>> reader(TenantId tenant) {
        Optional<UUID> person = signedIn.id();
        return () -> person.flatMap(id -> actorIn(id, tenant));
    }

    private Optional<Actor> actorIn(UUID person, TenantId tenant) {
        return tenants.find(tenant)
                .filter(found -> found.state() == Tenant.State.ACTIVE && found.upgradeError() == null)
                .flatMap(found -> grants.actor(person, tenant));
    }

    List<Place> places() {
        return signedIn.id().stream()
                .flatMap(person -> grants.tenantsOf(person).stream())
                .flatMap(tenant -> tenants.find(tenant).stream())
                .filter(tenant -> tenant.state() == Tenant.State.ACTIVE)
                .map(tenant -> new Place(tenant.id(), tenant.name(), tenant.kind() == Tenant.Kind.FEDERATION))
                .toList();
    }

    boolean operator() {
        return operators.isOperator();
    }

    String personName() {
        return signedIn.person().map(Person::name).orElse("");
    }

    void prefers(Locale language) {
        signedIn.id().ifPresent(person -> people.setLocale(person, language));
    }

    void signOut() {
        authentication.logout();
    }
}
