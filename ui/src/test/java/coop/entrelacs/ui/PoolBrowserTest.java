package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.federation.Cession;
import coop.entrelacs.federation.CooperativePool;
import coop.entrelacs.federation.PoolClaims;
import coop.entrelacs.federation.PositionSettled;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.federation.PositionsSettled;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundDecisions;
import coop.entrelacs.funds.FundPayments;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.FundTemplate;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Ground;
import coop.entrelacs.funds.Need;
import coop.entrelacs.funds.PrivatePart;
import coop.entrelacs.funds.RequestForm;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A claim from a member's request to the pool's settlement: the treaty, its adoption and the review through the pages. */
class PoolBrowserTest extends BrowserTest {

    private static final String SECRET = "chimiothérapie";
    private static final LocalDate TODAY = LocalDate.now(java.time.ZoneId.of("Europe/Paris"));

    @Autowired
    Treaties treaties;

    @Autowired
    CooperativePool pool;

    @Autowired
    PoolClaims claims;

    @Autowired
    Funds funds;

    @Autowired
    Committees committees;

    @Autowired
    FundRequests requests;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    PlatformTransactionManager transactions;

    @Test
    void a_members_request_is_shared_by_the_federation_and_the_federation_knows_nobody() {
        Person coordinator =
                signIn("coordination").opens("/archipel/pool-today").reads("Aucune convention");
        coordinator.opens("/archipel/treaties/new");
        coordinator.types("Décision", "Conseil du 3 janvier");
        // One cooperative is enough here for the treaty to be in force.
        coordinator.types("Quorum, en % des coopératives à qui elle est proposée", "10");
        coordinator
                .page()
                .getByText("Le conseil de la fédération a décidé")
                .first()
                .click();
        coordinator.looks().clicks("Envoyer aux coopératives");
        coordinator.reads("Termes de la version 1").reads("Pas encore").looks();

        Person manager = signIn("gerance").opens("/brindille/pool").reads("Secours mutualisé, version 1");
        manager.clicks("Noter l’adoption");
        manager.types("Référence de la décision", "PV du 4 janvier").looks();
        manager.confirms("Noter l’adoption");
        manager.reads("Conventions adoptées").reads("PV du 4 janvier").looks();
        coordinator.reads("Adoptée");

        in(
                world.federation,
                () -> treaties.endow(
                        treaties.list().getFirst().id(),
                        Money.of("5000.00"),
                        "512",
                        TODAY,
                        "Apport de départ",
                        "test"));
        Fund fund = aFundThatPays();

        manager.opens("/brindille/pool").reads("À l’examen");
        await().until(() -> in(world.federation, () -> claims.list(PoolClaims.Filter.open(), null, 10))
                        .items()
                        .size()
                == 1);
        coordinator.opens("/archipel/pool-today").reads("Demandes à examiner").reads("Soutien de revenu");
        coordinator.opens("/archipel/pool-claims?open=true").reads("Brindille");
        UUID claim = in(world.federation, () -> claims.list(PoolClaims.Filter.open(), null, 10))
                .items()
                .getFirst()
                .id();
        coordinator.opens("/archipel/pool-claims/" + claim).reads("Donne la convention");
        assertThat(coordinator.text()).doesNotContain(SECRET, "Fixture", "Maëlle");
        coordinator.clicks("Accepter").reads("Au plus").looks();
        coordinator.clicks("Accepter ce montant");
        coordinator.reads("Acceptée").looks();

        await().until(() -> in(world.cooperative, () -> pool.cession(claim)).stage() == Cession.CessionStage.ACCEPTED);
        UUID position = in(world.federation, () -> claims.get(claim)).claim().position();
        settle(world.federation, position);
        settle(world.cooperative, position);

        manager.opens("/brindille/pool").reads("Reçue par le fonds");
        manager.opens("/brindille/pool/" + claim).reads("La part est reçue et rendue au fonds");
        coordinator.reads("Réglée");
        assertThat(in(world.cooperative, () -> funds.get(fund.id())).balance())
                .as("5000 less 1000, and half of it back")
                .isEqualTo(Money.of("4500.00"));
        for (String page : List.of("treaties", "pool-outlook", "council")) {
            coordinator.opens("/archipel/" + page);
            assertThat(coordinator.text()).doesNotContain(SECRET, "Maëlle");
        }
        for (String page : List.of("pool-claims", "positions")) {
            coordinator.opens("/archipel/" + page);
            for (String format : List.of("CSV", "Excel (XLSX)")) {
                assertThat(exported(coordinator, format))
                        .as("%s of %s", format, page)
                        .contains("Brindille")
                        .doesNotContainIgnoringCase(SECRET)
                        .doesNotContainIgnoringCase("Fixture")
                        .doesNotContain("Maëlle", "FR7630006000011234567890189");
            }
        }
    }

    /** What an export of the list on the page says, whatever it is packed in. */
    private static String exported(Person person, String format) {
        var download = person.page().waitForDownload(() -> {
            person.page()
                    .getByRole(
                            com.microsoft.playwright.options.AriaRole.MENUITEM,
                            new com.microsoft.playwright.Page.GetByRoleOptions().setName("Exporter ce qui est filtré"))
                    .last()
                    .click();
            person.page()
                    .getByRole(
                            com.microsoft.playwright.options.AriaRole.MENUITEM,
                            new com.microsoft.playwright.Page.GetByRoleOptions()
                                    .setName(format)
                                    .setExact(true))
                    .last()
                    .click();
        });
        try {
            if (format.equals("CSV")) {
                return java.nio.file.Files.readString(download.path());
            }
            StringBuilder all = new StringBuilder();
            try (var zip = new java.util.zip.ZipFile(download.path().toFile())) {
                for (var entry : java.util.Collections.list(zip.entries())) {
                    all.append(new String(
                            zip.getInputStream(entry).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                }
            }
            return all.toString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A relief fund whose committee grants a request that is then paid: by the services, as the people. */
    private Fund aFundThatPays() {
        TenantId here = world.cooperative;
        FundTemplate template = FundTemplate.all().stream()
                .filter(one -> one.name().equals("relief"))
                .findFirst()
                .orElseThrow();
        Committee committee = in(here, () -> committees.ensure("fonds", "Commission des fonds", 3, 24));
        MemberFixtures fixtures = new MemberFixtures(members, contracts);
        List<Actor> sitting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            UUID person = Ids.next();
            UUID member = fixtures.aMember()
                    .person(person)
                    .withCesa(TODAY.minusYears(1))
                    .in(here);
            in(here, () -> committees.elect(committee.id(), member, TODAY.withDayOfYear(1), "AG"));
            sitting.add(new Actor(here, person, "Comité", Set.of(Role.MEMBER, Role.COMMITTEE_MEMBER)));
        }
        Actor manager = new Actor(here, Ids.next(), "Direction", Set.of(Role.MANAGER));
        Fund fund = CurrentTenant.get(manager, () -> {
            Fund made = funds.open(
                    "relief",
                    "Fonds de secours",
                    committee.id(),
                    template.accounts(),
                    template.terms(),
                    new Rulebook.Adoption("AG", TODAY.withDayOfYear(1)),
                    TODAY.withDayOfYear(1));
            return funds.endow(made.id(), Money.of("5000.00"), "1068", TODAY, "AG", "dotation");
        });
        UUID person = Ids.next();
        fixtures.aMember().person(person).withCesa(TODAY.minusYears(1)).in(here);
        Actor asks = new Actor(here, person, "Membre", Set.of(Role.MEMBER));
        RequestView asked = CurrentTenant.get(asks, () -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of("1000.00"),
                    2,
                    null,
                    null,
                    new PrivatePart(Need.ILLNESS, SECRET, Money.of("1800.00"), Money.of("600.00"), null, null, null),
                    "FR7630006000011234567890189"));
            return requests.submit(draft.id(), draft.version());
        });
        UUID proposal = CurrentTenant.get(
                sitting.getFirst(), () -> decisions.propose(asked.id(), Money.of("1000.00"), Ground.NEED_SHOWN, "Vu"));
        sitting.forEach(one -> CurrentTenant.run(one, () -> decisions.vote(proposal, Choice.FOR, null)));
        CurrentTenant.run(
                new Actor(here, Ids.next(), "Trésorerie", Set.of(Role.TREASURER)), () -> payments.propose(asked.id()));
        CurrentTenant.run(manager, () -> payments.confirm(asked.id()));
        return fund;
    }

    /** One side of the position is paid. */
    private void settle(TenantId tenant, UUID position) {
        record Row(String kind, String direction, String counterpart, long amountCents) {}
        in(
                tenant,
                () -> new TransactionTemplate(transactions).execute(status -> {
                    jdbc.sql("SELECT positions_settle(?, NULL, ?)")
                            .params(new UUID[] {position}, TODAY)
                            .query((row, n) -> row.getObject(1))
                            .list();
                    Row row = jdbc.sql(
                                    "SELECT kind, direction, counterpart, amount_cents FROM mutual_position WHERE id ="
                                            + " ?")
                            .param(position)
                            .query(Row.class)
                            .single();
                    events.publishEvent(new PositionsSettled(List.of(new PositionSettled(
                            position,
                            Positions.Kind.valueOf(row.kind()),
                            Positions.Direction.valueOf(row.direction()),
                            new TenantId(row.counterpart()),
                            Money.ofCents(row.amountCents()),
                            TODAY))));
                    return true;
                }));
    }

    private static <T> T in(TenantId tenant, java.util.function.Supplier<T> work) {
        return CurrentTenant.get(Actor.system(tenant), work);
    }
}
