package coop.entrelacs.ui;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.Address;
import coop.entrelacs.activities.CustomerForm;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;

/** A small federation for the browser: one cooperative with its people, made by the services that people use. */
class World {

    static final String PASSWORD = "correct-horse-battery-2026";

    final TenantId federation = new TenantId("archipel");
    final TenantId cooperative = new TenantId("brindille");

    private final Tenants tenants;
    private final People people;
    private final Grants grants;
    private final Members members;
    private final Activities activities;
    private final Customers customers;
    private final FiscalYears years;

    World(
            Tenants tenants,
            People people,
            Grants grants,
            Members members,
            Activities activities,
            Customers customers,
            FiscalYears years) {
        this.tenants = tenants;
        this.people = people;
        this.grants = grants;
        this.members = members;
        this.activities = activities;
        this.customers = customers;
        this.years = years;
    }

    /** Makes it, once. */
    synchronized void ensure() {
        if (tenants.find(cooperative).isPresent()) {
            return;
        }
        tenants.add(new NewTenant(federation, "Archipel", Tenant.Kind.FEDERATION, null, legal("Archipel"), null));
        tenants.add(
                new NewTenant(cooperative, "Brindille", Tenant.Kind.COOPERATIVE, federation, legal("Brindille"), null));
        person("operateur", "Odile Opératrice", null, Role.OPERATOR);
        person("coordination", "Corinne Coordonne", federation, Role.COORDINATOR);
        person("compta", "Karim Comptable", cooperative, Role.ACCOUNTANT);
        person("gerance", "Gisèle Gérante", cooperative, Role.MANAGER);
        person("conseil", "Ada Accompagne", cooperative, Role.ADVISOR);
        person("paie", "Paul Paie", cooperative, Role.PAYROLL_OFFICER);
        person("tresor", "Tess Trésor", cooperative, Role.TREASURER);
        person("comite", "Colin Comité", cooperative, Role.COMMITTEE_MEMBER);
        UUID maelle = person("maelle", "Maëlle Menuisière", cooperative, Role.MEMBER);
        LocalDate today = LocalDate.now();
        CurrentTenant.run(Actor.system(cooperative), () -> {
            if (years.containing(today).isEmpty()) {
                years.open(today.withDayOfYear(1), LocalDate.of(today.getYear(), 12, 31));
            }
            UUID member = members.create(new MemberForm(
                    "Maëlle",
                    "Menuisière",
                    null,
                    "maelle@example.org",
                    null,
                    null,
                    null,
                    null,
                    today.minusYears(1),
                    "Menuiserie",
                    null,
                    null,
                    null));
            members.link(member, maelle);
            activities.open(
                    ActivityForm.of("BOIS", "Bois vivant", "Menuiserie d’agencement", today.withDayOfYear(1)),
                    MemberShare.whole(member));
            customers.add(CustomerForm.business(
                    "Librairie des Deux Rives", "732829320", Address.of("4 quai de la Fosse", "44000", "Nantes")));
        });
    }

    /** Someone who signs in as {@code <login>@example.org}; null stands for the deployment. */
    private UUID person(String login, String name, @org.jspecify.annotations.Nullable TenantId tenant, Role role) {
        UUID id = people.register(login + "@example.org", name, Locale.FRENCH, PASSWORD);
        Operators.asSystem(() -> {
            if (tenant == null) {
                grants.grantOperator(id);
            } else {
                grants.grantAsOperator(tenant, id, role);
            }
        });
        return id;
    }

    static LegalIdentity legal(String name) {
        return new LegalIdentity(
                name,
                "SCOP SARL à capital variable",
                "732829320",
                "FR44732829320",
                "RCS Paris",
                "3 rue des Communs",
                "75020",
                "Paris",
                "FR",
                "contact@example.org",
                null,
                "FR7630006000011234567890189",
                "AGRIFRPP");
    }
}
