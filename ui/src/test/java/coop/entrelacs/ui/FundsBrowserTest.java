package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/** A member in need asks on a phone, the committee decides, two persons pay, and the member reads why. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FundsBrowserTest extends BrowserTest {

    private static final String STORY = "Une opération, puis huit semaines sans pouvoir porter.";
    private static final String REASON = "La baisse est établie et l’aide couvre le temps de la reprise.";

    @Autowired
    AutowireCapableBeanFactory beans;

    private String request = "";

    @BeforeEach
    void aCooperativeWithAFund() {
        beans.createBean(FundsWorld.class).ensure();
    }

    private Person onAPhone(String login) {
        return signIn(login, new Browser.NewContextOptions().setViewportSize(390, 844));
    }

    @Test
    @Order(1)
    void a_member_asks_on_a_phone_and_knows_who_will_read_it() {
        Person member = onAPhone("fg-lea").opens("/fougere/my-funds");
        member.reads("Demander n’est pas un aveu").clicks("Demander de l’aide");
        select(member, "Pour quoi", "Maladie");
        member.types("Montant demandé", "900").looks().clicks("Commencer");

        member.reads("lu par la commission élue").reads("Il manque encore").looks();
        assertThat(member.text()).contains("Camille Unel").doesNotContain("Colette", "Gustave");
        member.types("Mon revenu net par mois, avant", "1500");
        member.types("Mon revenu net par mois, maintenant", "800");
        member.types("Sur combien de mois", "2");
        member.types("IBAN du compte à créditer", "FR76 3000 6000 0112 3456 7890 188");
        member.reads("Cet IBAN est faux");
        member.types("IBAN du compte à créditer", "FR76 3000 6000 0112 3456 7890 189");
        member.page().getByLabel("Racontez ce qui se passe").fill(STORY);
        member.page().getByLabel("Racontez ce qui se passe").press("Tab");
        // 60 % of a drop of 700 over two months is 840
        member.reads("au plus 840,00").reads("ne le permettent pas").looks();
        member.types("Montant demandé", "840");
        member.reads("Tout y est").reads("Enregistré à");
        member.page()
                .setInputFiles(
                        "vaadin-upload input[type=file]",
                        new FilePayload("bulletin.png", "image/png", new byte[] {1, 2, 3}));
        member.reads("bulletin.png");
        // its name stands there from the first byte on
        member.page()
                .locator("vaadin-progress-bar")
                .first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        member.looks();
        assertFitsAPhone(member);

        member.clicks("Envoyer à la commission");
        member.reads("devant la commission").looks();
        assertFitsAPhone(member);
        request = member.page().url().replaceAll(".*(/fougere/.*)", "$1");
    }

    @Test
    @Order(2)
    void who_has_a_conflict_and_who_has_no_seat_neither_read_nor_vote() {
        String request = theRequest();
        Person partner = signIn("fg-associe").opens("/fougere/requests");
        partner.reads("Aucune demande n’attend");
        assertThat(partner.text()).doesNotContain("Léa", "840");
        partner.page().navigate(request);
        partner.reads("Cette page n’existe pas, ou pas pour vous");

        for (String other : new String[] {"fg-gerance", "fg-compta", "fg-tresor"}) {
            Person nobody = signIn(other);
            nobody.page().navigate(request);
            nobody.reads("Cette page n’existe pas, ou pas pour vous");
            assertThat(nobody.text()).doesNotContain("opération");
        }
    }

    @Test
    @Order(3)
    void the_committee_reads_asks_and_decides_in_secret() {
        String request = theRequest();
        Person first = signIn("fg-un").opens("/fougere/requests");
        first.reads("À proposer").page().getByText("Léa Leael demande").first().click();
        first.reads("inscrite à votre nom").reads(STORY).looks();
        first.types("Poser une question au membre", "Pouvez-vous joindre votre bulletin ?");
        first.clicks("Envoyer le message").reads("Pouvez-vous joindre votre bulletin");
        first.page().getByLabel("Raison, telle que le membre la lira").fill(REASON);
        first.page().getByLabel("Raison, telle que le membre la lira").press("Tab");
        first.clicks("Mettre au vote").reads("La proposition est au vote").looks();
        // two devices, one vote
        Person sameOnAPhone = onAPhone("fg-un").opens(request);
        sameOnAPhone.reads("Le vote est secret");
        vote(first);
        first.reads("Vous avez voté");
        sameOnAPhone.reads("Vous avez voté");

        Person second = signIn("fg-deux").opens("/fougere/requests").reads("Votre voix manque");
        second.page().navigate(request);
        vote(second.reads("1 vote(s) sur 3"));
        second.reads("Vous avez voté");
        Person third = signIn("fg-trois").opens(request);
        vote(third);
        third.reads("Adopté : accordé".replace(" :", "\u00a0:"))
                .reads("3 pour, 0 contre")
                .looks();
        assertThat(third.text()).doesNotContain("Les votes");
    }

    @Test
    @Order(4)
    void two_persons_pay_and_neither_reads_why() throws IOException {
        Person accountant = signIn("fg-compta").opens("/fougere/fund-payments");
        accountant.reads("Léa Leael").clicks("Préparer le paiement").reads("Une autre personne doit confirmer.");
        accountant.looks();

        Person treasurer = signIn("fg-tresor").opens("/fougere/fund-payments");
        treasurer.reads("Colette Compte").clicks("Confirmer le paiement").reads("ne se modifie plus");
        treasurer.looks().confirms("Confirmer le paiement");
        treasurer.reads("Télécharger le fichier SEPA").looks();
        Download file = treasurer.page().waitForDownload(() -> treasurer.clicks("Télécharger le fichier SEPA"));
        String bank = Files.readString(file.path(), StandardCharsets.UTF_8);
        assertThat(bank).contains("pain.001.001.09", "840.00", "FR7630006000011234567890189");
        assertThat(bank + treasurer.text() + accountant.text()).doesNotContain("opération", "Maladie", "bulletin");
    }

    @Test
    @Order(5)
    void the_member_reads_what_was_decided_and_why() {
        Person member = onAPhone("fg-lea").opens("/fougere/my-funds").reads("Terminé");
        member.page().navigate(theRequest());
        member.reads("Il n’y a rien à rembourser")
                .reads(REASON)
                .reads("3 pour, 0 contre")
                .looks();
        assertThat(member.text()).doesNotContain("Camille");
        assertFitsAPhone(member);
    }

    @Test
    @Order(6)
    void every_page_of_the_funds_fits_a_phone_and_can_be_used_by_everyone() {
        Person manager = onAPhone("fg-gerance").opens("/fougere/funds");
        manager.clicks("Ouvrir la page : Fonds de secours".replace(" :", "\u00a0:"));
        manager.reads("Ce qui est entré").looks();
        String fund = manager.page().url().replaceAll(".*(/fougere/funds/[^/?]*).*", "$1");
        for (String page : new String[] {
            fund,
            fund + "/rules",
            fund + "/rules/new",
            fund + "/movements",
            fund + "/calls",
            fund + "/solvency",
            "/fougere/committees",
            "/fougere/fund-payments"
        }) {
            manager.opens(page);
            assertFitsAPhone(manager);
        }
        manager.opens(fund + "/rules/new")
                .clicks("Voir l’effet")
                .reads("Avec celles-ci")
                .looks();
        manager.opens("/fougere/committees")
                .page()
                .getByText("Commission des fonds")
                .first()
                .click();
        manager.reads("Premier mandat").looks().clicks("Inscrire une élection").reads("Un troisième mandat est refusé");
        manager.looks();
    }

    /** Found anew by its owner, so that each test stands alone. */
    private String theRequest() {
        if (request.isEmpty()) {
            Person member = onAPhone("fg-lea").opens("/fougere/my-funds");
            Locator link = member.page().locator("a[href*='fund-requests/']").first();
            request = "/" + link.getAttribute("href").replaceFirst("^/", "");
        }
        return request;
    }

    private static void vote(Person person) {
        person.page()
                .getByRole(
                        AriaRole.RADIO,
                        new Page.GetByRoleOptions().setName("Pour").setExact(true))
                .last()
                .click();
        person.clicks("Voter");
    }

    private static void select(Person person, String label, String words) {
        person.page()
                .locator("vaadin-select", new Page.LocatorOptions().setHasText(label))
                .last()
                .click();
        person.page()
                .locator("vaadin-select-item", new Page.LocatorOptions().setHasText(words))
                .last()
                .click();
    }

    private static void assertFitsAPhone(Person person) {
        assertThat(person.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                .as("%s scrolls sideways", person.page().url())
                .isEqualTo(true);
    }
}
