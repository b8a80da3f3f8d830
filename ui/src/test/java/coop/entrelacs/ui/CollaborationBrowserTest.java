package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.Address;
import coop.entrelacs.activities.CustomerForm;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.federation.PositionSettled;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.federation.PositionsSettled;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Members of three cooperatives, each at a browser of their own: from an opportunity to shares that are paid. */
class CollaborationBrowserTest extends BrowserTest {

    private static final TenantId ATOLL = new TenantId("atoll");
    private static final List<TenantId> COOPERATIVES =
            List.of(new TenantId("le-pin"), new TenantId("le-roc"), new TenantId("le-sel"));

    @Autowired
    Tenants tenants;

    @Autowired
    People people;

    @Autowired
    Grants grants;

    @Autowired
    Members members;

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    LedgerSetup books;

    @Autowired
    Ledger ledger;

    @Autowired
    Positions positions;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    Clock clock;

    private void threeCooperatives() {
        tenants.add(new NewTenant(ATOLL, "Atoll", Tenant.Kind.FEDERATION, null, World.legal("Atoll"), null));
        String[] names = {"Le Pin", "Le Roc", "Le Sel"};
        String[] logins = {"agathe", "basile", "celestine"};
        String[] shown = {"Agathe Dessin", "Basile Bois", "Célestine Ateliers"};
        for (int i = 0; i < 3; i++) {
            TenantId tenant = COOPERATIVES.get(i);
            tenants.add(new NewTenant(tenant, names[i], Tenant.Kind.COOPERATIVE, ATOLL, World.legal(names[i]), null));
            member(tenant, logins[i], shown[i]);
        }
        UUID accountant = people.register("compta-pin@example.org", "Karim Pin", Locale.FRENCH, World.PASSWORD);
        Operators.asSystem(() -> grants.grantAsOperator(COOPERATIVES.getFirst(), accountant, Role.ACCOUNTANT));
    }

    private void member(TenantId tenant, String login, String shown) {
        UUID person = people.register(login + "@example.org", shown, Locale.FRENCH, World.PASSWORD);
        Operators.asSystem(() -> grants.grantAsOperator(tenant, person, Role.MEMBER));
        LocalDate first = LocalDate.now(clock).withDayOfYear(1);
        CurrentTenant.run(Actor.system(tenant), () -> {
            books.open(LedgerSetup.DEFAULT_CHART, first, first.withMonth(12).withDayOfMonth(31));
            UUID member = members.create(MemberForm.of(
                    shown.split(" ")[0], shown.split(" ")[1], login + "@example.org", first.minusYears(1)));
            members.link(member, person);
            activities.open(
                    ActivityForm.of(login.substring(0, 4).toUpperCase(Locale.ROOT), shown, "Conseil", first),
                    MemberShare.whole(member));
            customers.add(CustomerForm.business(
                    "Commune de Trévou", "732829320", Address.of("1 place de la Mairie", "22660", "Trévou")));
        });
    }

    @Test
    void a_joint_project_of_three_cooperatives_from_opportunity_to_paid_shares() {
        threeCooperatives();
        Person agathe = introduced("agathe", "le-pin");
        Person basile = introduced("basile", "le-roc");
        Person celestine = introduced("celestine", "le-sel");

        agathe.opens("/le-pin/opportunities").clicks("Publier une opportunité");
        agathe.types("Titre", "Une halle de marché");
        ticks(agathe, "J’accepte que mon nom affiché accompagne");
        agathe.looks().clicks("Publier");
        agathe.reads("Personne n’a encore répondu").looks();
        agathe.page().waitForURL("**/opportunities/*-*");
        String path = agathe.page().url().replaceAll(".*/opportunities/", "opportunities/");

        proposes(basile, "/le-roc/" + path);
        proposes(celestine, "/le-sel/" + path);
        agathe.reads("Basile Bois").reads("Célestine Ateliers");
        agathe.clicks("Retenir").reads("Retenue");
        agathe.clicks("Retenir");
        agathe.page().waitForCondition(() -> agathe.button("Retenir").count() == 0);
        agathe.looks();

        agathe.opens("/le-pin/" + path).clicks("Monter un projet");
        agathe.types("Agathe Dessin (moi)", "50");
        agathe.types("Basile Bois · Le Roc", "30");
        agathe.types("Célestine Ateliers · Le Sel", "20");
        ticks(agathe, "J’accepte que les membres du projet");
        agathe.looks().clicks("Proposer à la signature");
        agathe.reads("Répartition proposée (version 1)");
        agathe.page().waitForURL("**/projects/*-*");
        String project = agathe.page().url().replaceAll(".*/projects/", "projects/");
        signs(agathe);
        basile.opens("/le-roc/" + project);
        signs(basile);
        celestine.opens("/le-sel/" + project);
        signs(celestine);
        agathe.reads("Répartition en vigueur (version 1)").looks();

        agathe.clicks("Facturer le client");
        agathe.chooses("Client", "Commune de Trévou").clicks("Commencer");
        agathe.reads("Avant de l’envoyer");
        agathe.types("Désignation", "Halle").types("Quantité", "1").types("Prix unitaire HT", "1000");
        agathe.types(
                "Livraison ou début de prestation",
                LocalDate.now(clock).format(DateTimeFormatter.ofPattern("dd/MM/yyyy")));
        agathe.reads("Tout y est.").clicks("Envoyer à la coopérative");
        agathe.reads("À valider");

        Person accountant = signIn("compta-pin").opens("/le-pin/inbox");
        accountant.page().getByText("Commune de Trévou").first().click();
        accountant.clicks("Valider").reads("Elle reçoit son numéro").confirms("Valider");
        accountant.reads("Validée sous le numéro");
        basile.opens("/le-roc/" + project).reads("Facturée").looks();
        accountant.clicks("Enregistrer un paiement").reads("Moyen").confirms("Enregistrer un paiement");
        accountant.reads("Payée");
        basile.reads("À régler");
        accountant
                .opens("/le-pin/shared-invoices")
                .reads("Le Roc")
                .reads("À régler")
                .looks();

        settle();
        for (Person one : List.of(agathe, basile, celestine)) {
            String tenant = one == agathe ? "le-pin" : one == basile ? "le-roc" : "le-sel";
            one.opens("/" + tenant + "/" + project);
            one.page()
                    .waitForCondition(() -> one.page()
                                    .getByText("Payée", new Page.GetByTextOptions().setExact(true))
                                    .count()
                            == 3);
            one.looks();
        }
        basile.opens("/le-roc/collaborations").reads("Une halle de marché").looks();
        Person phone = signIn("basile", new Browser.NewContextOptions().setViewportSize(390, 844));
        for (String page : List.of("collaborations", "opportunities", "directory", project)) {
            phone.opens("/le-roc/" + page);
            assertThat(phone.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("%s scrolls sideways", page)
                    .isEqualTo(true);
        }
    }

    private Person introduced(String login, String tenant) {
        Person one = signIn(login).opens("/" + tenant + "/collaborations");
        one.clicks("Me présenter").reads("Un nom ou une marque").looks().clicks("Enregistrer");
        one.reads("Vous n’êtes pas à l’annuaire");
        return one;
    }

    private static void ticks(Person one, String words) {
        one.page()
                .getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(words))
                .check();
    }

    private static void proposes(Person one, String path) {
        one.opens(path).clicks("Proposer mes services").types("Ce que vous apportez", "Mes outils");
        ticks(one, "J’accepte que la personne qui publie");
        one.looks().clicks("Envoyer");
        one.reads("Attend une réponse");
    }

    private static void signs(Person one) {
        one.reads("Répartition proposée").clicks("Signer");
        one.reads("Votre signature est datée");
        ticks(one, "J’accepte que les membres du projet");
        one.looks().clicks("Signer");
        one.reads("Signé");
    }

    private record Payable(UUID id, String counterpart, boolean receivable, Money amount) {}

    /** Every cooperative settles what is payable, as a netting does. */
    private void settle() {
        LocalDate today = LocalDate.now(clock);
        for (TenantId tenant : COOPERATIVES) {
            CurrentTenant.run(
                    Actor.system(tenant),
                    () -> new TransactionTemplate(transactions)
                            .executeWithoutResult(status -> jdbc.sql(
                                            "SELECT id, counterpart, direction = 'RECEIVABLE', amount_cents FROM"
                                                    + " mutual_position WHERE NOT held AND state = 'INVOICED'")
                                    .query((row, n) -> new Payable(
                                            row.getObject(1, UUID.class),
                                            row.getString(2),
                                            row.getBoolean(3),
                                            Money.ofCents(row.getLong(4))))
                                    .list()
                                    .forEach(one -> settle(one, today))));
        }
    }

    private void settle(Payable one, LocalDate today) {
        jdbc.sql("SELECT positions_settle(ARRAY[?::uuid], NULL, ?)")
                .params(one.id(), today)
                .query(UUID.class)
                .list();
        TenantId other = new TenantId(one.counterpart());
        Money signed = one.receivable() ? one.amount() : one.amount().negated();
        ledger.post(new JournalEntry(
                "BQ",
                today,
                "Règlement entre coopératives",
                null,
                null,
                "settlement:" + one.id(),
                List.of(
                        new JournalLine("512", null, null, null, signed),
                        new JournalLine(
                                positions.account(), null, positions.thirdParty(other), null, signed.negated()))));
        events.publishEvent(new PositionsSettled(List.of(new PositionSettled(
                one.id(),
                Positions.Kind.INVOICE,
                one.receivable() ? Positions.Direction.RECEIVABLE : Positions.Direction.PAYABLE,
                other,
                one.amount(),
                today))));
    }
}
