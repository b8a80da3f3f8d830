package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import coop.entrelacs.federation.PositionList;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.federation.TestDebts;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Two cooperatives that owe one another: a netting proposed, agreed to by each side, its file fetched, entries on both sides. */
class NettingBrowserTest extends BrowserTest {

    private static final TenantId FEDERATION = new TenantId("ponton");
    private static final TenantId SAILS = new TenantId("voilerie");
    private static final TenantId ROPES = new TenantId("corderie");

    @Autowired
    Tenants tenants;

    @Autowired
    People people;

    @Autowired
    Grants grants;

    @Autowired
    FiscalYears years;

    @Autowired
    TestDebts debts;

    @Autowired
    PositionList positions;

    @Test
    void a_netting_is_proposed_agreed_to_by_each_side_paid_by_file_and_booked_on_both() throws IOException {
        aFederationOfTwo();
        in(SAILS, () -> debts.open(ROPES, Positions.Kind.CLAIM, Money.of("320.00"), false));
        in(ROPES, () -> debts.open(SAILS, Positions.Kind.CLAIM, Money.of("120.00"), false));
        await().atMost(Duration.ofSeconds(30)).until(() -> open(SAILS) == 2 && open(ROPES) == 2);

        Person sails = signIn("voiles").opens("/voilerie/positions").reads("Corderie");
        sails.reads("Pas encore rapproché");
        Person coordinator = signIn("ponton").opens("/ponton/nettings").reads("La prochaine est proposée d’elle-même");
        coordinator.clicks("Lancer une compensation").looks();
        coordinator.confirms("Lancer une compensation").reads("Qui participe").reads("Accords attendus");
        coordinator.reads("Doit décider").looks();

        sails.opens("/voilerie/nettings").reads("À décider");
        sails.page().locator("a.open").first().click();
        sails.reads("Notre part").reads("Nous recevons").looks();
        sails.clicks("Donner notre accord")
                .reads("Elle recevra 200,00")
                .looks()
                .clicks("Donner notre accord")
                .reads("D’accord, les autres sont attendus");
        coordinator.reads("D’accord");
        Person ropes = signIn("cordes").opens("/corderie/nettings").reads("À décider");
        ropes.page().locator("a.open").first().click();
        ropes.reads("Nous payons");
        ropes.clicks("Donner notre accord")
                .reads("Elle paiera 200,00")
                .clicks("Donner notre accord")
                .reads("Dans nos comptes");
        coordinator
                .reads("Dans ses comptes")
                .reads("Tous ont donné leur accord")
                .looks();

        String file =
                Files.readString(downloaded(ropes, "Fichier de virement SEPA").path());
        assertThat(file).contains("pain.001.001.09", "200.00", "COMP-");
        byte[] pdf = Files.readAllBytes(downloaded(coordinator, "PDF").path());
        assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("%PDF-");
        ropes.clicks("Enregistrer le virement").looks();
        ropes.confirms("Enregistrer le virement").reads("Enregistré le");

        // Settled on both sides, and each position leads to its entry.
        for (Person one : List.of(sails, ropes)) {
            one.opens((one == sails ? "/voilerie" : "/corderie") + "/positions?state=settled")
                    .reads("Réglée");
            one.page().locator("a.open").first().click();
            one.reads("Voir la compensation").clicks("Voir l’écriture").reads("4511");
        }
        assertThat(open(SAILS)).isZero();
        assertThat(open(ROPES)).isZero();
    }

    private static Download downloaded(Person person, String words) {
        return person.page().waitForDownload(() -> person.clicks(words));
    }

    private int open(TenantId tenant) {
        return in(tenant, () -> positions.page(new PositionList.Filter(null, null, null, true, null, null), null, 50))
                .items()
                .size();
    }

    private void aFederationOfTwo() {
        tenants.add(new NewTenant(FEDERATION, "Ponton", Tenant.Kind.FEDERATION, null, World.legal("Ponton"), null));
        LocalDate today = LocalDate.now();
        for (TenantId one : List.of(FEDERATION, SAILS, ROPES)) {
            if (!one.equals(FEDERATION)) {
                String name = one.equals(SAILS) ? "Voilerie" : "Corderie";
                tenants.add(new NewTenant(one, name, Tenant.Kind.COOPERATIVE, FEDERATION, World.legal(name), null));
            }
            in(one, () -> {
                if (years.containing(today).isEmpty()) {
                    years.open(today.withDayOfYear(1), LocalDate.of(today.getYear(), 12, 31));
                }
                return true;
            });
        }
        person("ponton", "Paule Ponton", FEDERATION, Role.COORDINATOR);
        person("voiles", "Vera Voiles", SAILS, Role.ACCOUNTANT);
        person("cordes", "Côme Cordes", ROPES, Role.ACCOUNTANT);
    }

    private void person(String login, String name, TenantId tenant, Role role) {
        UUID id = people.register(login + "@example.org", name, Locale.FRENCH, World.PASSWORD);
        Operators.asSystem(() -> grants.grantAsOperator(tenant, id, role));
    }

    private static <T> T in(TenantId tenant, java.util.function.Supplier<T> work) {
        return CurrentTenant.get(Actor.system(tenant), work);
    }
}
