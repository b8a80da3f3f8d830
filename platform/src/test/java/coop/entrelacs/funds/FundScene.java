package coop.entrelacs.funds;

import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.Address;
import coop.entrelacs.activities.CustomerForm;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.core.env.Environment;

/** A cooperative with members, activities, a committee and the three funds, made by the services that people use. */
class FundScene {

    static final LocalDate JOINED = LocalDate.of(2025, 1, 1);
    static final Rulebook.Adoption ADOPTED =
            new Rulebook.Adoption("Assemblée générale, résolution 7 : 214 pour, 12 contre", LocalDate.of(2025, 6, 12));

    private final TestTenants tenants;
    private final Funds funds;
    private final Committees committees;
    private final Activities activities;
    private final LedgerSetup books;
    private final FiscalYears years;
    private final MemberFixtures members;
    private final Customers customers;
    private final ActivityFixtures fixtures;
    private final Environment environment;

    /** One for a test; no bean, so that all tests share one context. */
    static FundScene in(AutowireCapableBeanFactory beans) {
        return beans.createBean(FundScene.class);
    }

    FundScene(
            TestTenants tenants,
            Funds funds,
            Committees committees,
            Activities activities,
            LedgerSetup books,
            FiscalYears years,
            Members members,
            Contracts contracts,
            Customers customers,
            ActivityFixtures fixtures,
            Environment environment) {
        this.tenants = tenants;
        this.funds = funds;
        this.committees = committees;
        this.activities = activities;
        this.books = books;
        this.years = years;
        this.members = new MemberFixtures(members, contracts);
        this.customers = customers;
        this.fixtures = fixtures;
        this.environment = environment;
    }

    /** @param activity theirs alone */
    record Somebody(Actor actor, UUID member, UUID activity) {
        <T extends @Nullable Object> T does(Callable<T> work) {
            return TestTenants.as(actor, work);
        }
    }

    record Scene(
            TenantId tenant,
            Committee committee,
            List<Somebody> sitting,
            Actor manager,
            Actor treasurer,
            Actor accountant) {
        <T extends @Nullable Object> T manages(Callable<T> work) {
            return TestTenants.as(manager, work);
        }
    }

    /** A cooperative whose committee has five members, all free of conflicts. */
    Scene aCooperative() {
        return aCooperativeOf(tenants.theFederation());
    }

    /** The same, of a federation of its own. */
    Scene aCooperativeOf(TenantId federation) {
        TenantId tenant = tenants.aCooperativeOf(federation);
        TestTenants.in(tenant, () -> {
            books.open(LedgerSetup.DEFAULT_CHART, LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31));
            return years.containing(LocalDate.of(2025, 12, 31))
                    .orElseGet(() -> years.open(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31)));
        });
        Committee committee = TestTenants.in(tenant, () -> committees.ensure("fonds", "Commission des fonds", 5, 24));
        List<Somebody> sitting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Somebody one = somebody(tenant, Role.MEMBER, Role.COMMITTEE_MEMBER);
            sitting.add(one);
            TestTenants.in(
                    tenant,
                    () -> committees.elect(
                            committee.id(), one.member(), LocalDate.of(2026, 1, 1), "AG du 12 juin 2025"));
        }
        return new Scene(
                tenant,
                committee,
                sitting,
                TestTenants.manager(tenant),
                TestTenants.actor(tenant, Role.TREASURER),
                TestTenants.accountant(tenant));
    }

    /** Somebody who has been an entrepreneur-employee since 2025, with an activity of their own. */
    Somebody somebody(TenantId tenant, Role... roles) {
        return known(tenant, Ids.next(), roles);
    }

    /** The same, known by a name that nobody else has. */
    Somebody named(TenantId tenant, String firstName, String lastName) {
        UUID person = Ids.next();
        return active(
                tenant,
                person,
                members.aMember()
                        .named(firstName, lastName)
                        .person(person)
                        .withCesa(JOINED)
                        .in(tenant));
    }

    /** The same for a person who has an account. */
    Somebody known(TenantId tenant, UUID person, Role... roles) {
        return active(
                tenant,
                person,
                members.aMember().person(person).withCesa(JOINED).in(tenant),
                roles);
    }

    private Somebody active(TenantId tenant, UUID person, UUID member, Role... roles) {
        String code = "A"
                + Long.toString(person.getLeastSignificantBits() & 0xffffffffL, 36)
                        .toUpperCase(java.util.Locale.ROOT);
        UUID activity = TestTenants.in(
                tenant,
                () -> activities
                        .open(ActivityForm.of(code, "Atelier " + code, "essai", JOINED), MemberShare.whole(member))
                        .id());
        return new Somebody(
                TestTenants.actor(tenant, person, roles.length == 0 ? new Role[] {Role.MEMBER} : roles),
                member,
                activity);
    }

    Somebody aMemberOf(Scene scene) {
        return somebody(scene.tenant());
    }

    /** An invoice of somebody's activity, net of VAT (20 % come on top), validated today and not paid. */
    UUID anUnpaidInvoice(Somebody of, String net) {
        TenantId tenant = of.actor().tenant();
        UUID customer = TestTenants.in(
                tenant,
                () -> customers
                        .add(CustomerForm.business(
                                "Mairie d’Ivry", "732829320", Address.of("1 place de la Mairie", "94200", "Ivry")))
                        .id());
        return fixtures.validated(
                        tenant,
                        InvoiceForm.of(
                                of.activity(),
                                customer,
                                "Conseil",
                                LocalDate.now(java.time.ZoneId.of("Europe/Paris")),
                                ActivityFixtures.service(net)))
                .id();
    }

    /** What the application's own login may not do: time passes, for instance. */
    void asOwner(TenantId tenant, String sql) {
        try (var connection = java.sql.DriverManager.getConnection(
                        environment.getRequiredProperty("entrelacs.postgres.url"),
                        environment.getRequiredProperty("entrelacs.postgres.user"),
                        environment.getRequiredProperty("entrelacs.postgres.password"));
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + tenant.owner());
            statement.execute("SET search_path = " + tenant.schema());
            statement.execute(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A fund of the configuration, holding so much. */
    Fund fund(Scene scene, String template, String holding) {
        return fund(scene, template, FundFixtures.template(template), holding);
    }

    Fund fund(Scene scene, String template, RulebookTerms terms, String holding) {
        FundTemplate from = FundFixtures.fund(template);
        return scene.manages(() -> {
            Fund fund = funds.open(
                    template,
                    from.title().get("fr"),
                    scene.committee().id(),
                    from.accounts(),
                    terms,
                    ADOPTED,
                    LocalDate.of(2025, 7, 1));
            return holding.equals("0.00")
                    ? fund
                    : funds.endow(
                            fund.id(),
                            Money.of(holding),
                            "1068",
                            LocalDate.of(2026, 1, 2),
                            "AG 2025, résolution 8",
                            "dotation 2026");
        });
    }
}
