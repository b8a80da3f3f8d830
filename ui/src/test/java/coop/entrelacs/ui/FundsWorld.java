package coop.entrelacs.ui;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundTemplate;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** A cooperative whose members have a relief fund with an elected committee, one of which shares an activity with who asks. */
class FundsWorld {

    final TenantId cooperative = new TenantId("fougere");

    private final World world;
    private final Tenants tenants;
    private final People people;
    private final Grants grants;
    private final Members members;
    private final Contracts contracts;
    private final Activities activities;
    private final FiscalYears years;
    private final Committees committees;
    private final Funds funds;

    FundsWorld(
            World world,
            Tenants tenants,
            People people,
            Grants grants,
            Members members,
            Contracts contracts,
            Activities activities,
            FiscalYears years,
            Committees committees,
            Funds funds) {
        this.world = world;
        this.tenants = tenants;
        this.people = people;
        this.grants = grants;
        this.members = members;
        this.contracts = contracts;
        this.activities = activities;
        this.years = years;
        this.committees = committees;
        this.funds = funds;
    }

    /** Makes it, once. */
    synchronized void ensure() {
        world.ensure();
        if (tenants.find(cooperative).isPresent()) {
            return;
        }
        tenants.add(new NewTenant(
                cooperative, "Fougère", Tenant.Kind.COOPERATIVE, world.federation, World.legal("Fougère"), null));
        person("fg-compta", "Colette Compte", Role.ACCOUNTANT);
        person("fg-tresor", "Tristan Trésor", Role.TREASURER);
        person("fg-gerance", "Gustave Gérant", Role.MANAGER);
        LocalDate today = LocalDate.now();
        CurrentTenant.run(Actor.system(cooperative), () -> {
            if (years.containing(today).isEmpty()) {
                years.open(today.withDayOfYear(1), LocalDate.of(today.getYear(), 12, 31));
            }
            Map<String, UUID> made = new HashMap<>();
            for (String login : List.of("lea", "un", "deux", "trois", "associe")) {
                made.put(login, member("fg-" + login, login.equals("lea") ? "Léa" : "Camille", nameOf(login), today));
            }
            Rate half = Rate.percent("50");
            activities.open(
                    ActivityForm.of("LEA", "Atelier Léa", "Reliure", today.minusMonths(6)),
                    List.of(new MemberShare(made.get("lea"), half), new MemberShare(made.get("associe"), half)));
            Committee committee = committees.ensure("fonds", "Commission des fonds", 5, 24);
            for (String login : List.of("un", "deux", "trois", "associe")) {
                committees.elect(
                        committee.id(), made.get(login), today.minusMonths(2), "Assemblée générale, résolution 9");
            }
            FundTemplate relief = FundTemplate.all().stream()
                    .filter(one -> one.name().equals("relief"))
                    .findFirst()
                    .orElseThrow();
            Fund fund = funds.open(
                    relief.name(),
                    relief.title(Locale.FRENCH),
                    committee.id(),
                    relief.accounts(),
                    relief.terms(),
                    new Rulebook.Adoption("Assemblée générale, résolution 3 : à l’unanimité", today.minusMonths(4)),
                    today.minusMonths(3));
            funds.endow(fund.id(), Money.of("5000.00"), "1068", today, "Une part de l’excédent", "test");
        });
    }

    private static String nameOf(String login) {
        return login.substring(0, 1).toUpperCase(Locale.ROOT) + login.substring(1) + "el";
    }

    private UUID member(String login, String first, String last, LocalDate today) {
        UUID person = person(login, first + " " + last, Role.MEMBER);
        if (!login.equals("fg-lea")) {
            Operators.asSystem(() -> grants.grantAsOperator(cooperative, person, Role.COMMITTEE_MEMBER));
        }
        UUID member = members.create(new MemberForm(
                first,
                last,
                null,
                login + "@example.org",
                null,
                null,
                null,
                null,
                today.minusYears(1),
                "Reliure",
                null,
                null,
                null));
        contracts.signBusinessSupport(
                member, today.minusMonths(6).minusDays(5), today.minusMonths(6), today.plusMonths(5));
        members.link(member, person);
        return member;
    }

    private UUID person(String login, String name, Role role) {
        UUID id = people.register(login + "@example.org", name, Locale.FRENCH, World.PASSWORD);
        Operators.asSystem(() -> grants.grantAsOperator(cooperative, id, role));
        return id;
    }
}
