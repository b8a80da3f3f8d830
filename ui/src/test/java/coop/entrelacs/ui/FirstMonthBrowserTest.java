package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The main job, through the pages: books taken over, a sale from quote to cash, the federation's view, one cooperative more. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstMonthBrowserTest extends BrowserTest {

    @Test
    @Order(1)
    void an_accountant_takes_over_the_books_of_the_former_software() {
        Person accountant = signIn("compta").opens("/brindille/import");
        byte[] file = fec("100,00").getBytes(StandardCharsets.UTF_8);
        String name = "732829320FEC" + (Year.now().getValue() - 1) + "1231.txt";

        accountant.page().setInputFiles("vaadin-upload input[type=file]", new FilePayload(name, "text/plain", file));
        accountant.reads("Débits et crédits sont égaux.").looks();
        accountant.clicks("Importer");
        accountant.reads("terminé").looks();

        accountant.opens("/brindille/entries").reads("Vente reprise");
        accountant.opens("/brindille/import");
        accountant.page().setInputFiles("vaadin-upload input[type=file]", new FilePayload(name, "text/plain", file));
        accountant.reads("Ce fichier a déjà été importé");
        assertThat(accountant.button("Importer").count()).isZero();
    }

    @Test
    @Order(2)
    void a_bad_file_is_refused_with_its_lines_and_nothing_is_booked() {
        Person accountant = signIn("compta").opens("/brindille/import");
        accountant
                .page()
                .setInputFiles(
                        "vaadin-upload input[type=file]",
                        new FilePayload("bad.txt", "text/plain", fec("99,00").getBytes(StandardCharsets.UTF_8)));

        accountant.reads("rien ne sera écrit").looks();
        assertThat(accountant.button("Importer").count()).isZero();
    }

    @Test
    @Order(3)
    void a_quote_becomes_an_invoice_is_validated_and_paid_and_the_member_sees_it_in_the_open_page() {
        Person member = signIn("maelle");
        member.opens("/brindille/quotes").clicks("Nouveau devis");
        member.chooses("Client", "Librairie des Deux Rives").clicks("Commencer");
        member.reads("Devis en brouillon");
        member.types("Objet", "Étagères sur mesure");
        member.types("Désignation", "Étagères en chêne").types("Quantité", "2").types("Prix unitaire HT", "600");
        member.reads("Enregistré à").reads("1 440,00 €".replace(' ', '\u202f').replace("\u202f€", "\u00a0€"));
        member.looks().clicks("Émettre le devis");
        member.reads("Émettre le devis pour").clicks("Émettre le devis");
        member.reads("Transformer en facture").looks().clicks("Transformer en facture");
        member.reads("Avant de l’envoyer");
        member.types("Livraison ou début de prestation", today());
        member.reads("Tout y est.").looks().clicks("Envoyer à la coopérative");
        member.reads("À valider");
        member.opens("/brindille/activity").reads("Disponible aujourd’hui");

        Person accountant = signIn("compta").opens("/brindille/inbox");
        accountant.reads("Librairie des Deux Rives");
        accountant.page().getByText("Librairie des Deux Rives").first().click();
        accountant.clicks("Valider");
        accountant.reads("Elle reçoit son numéro").looks();
        accountant.confirms("Valider");
        accountant.reads("Validée sous le numéro");
        accountant.clicks("Enregistrer un paiement");
        accountant.reads("Moyen").looks().confirms("Enregistrer un paiement");
        accountant.reads("Payée").looks();

        // The member did nothing: their page changed by itself.
        member.page()
                .locator(".hero .value", new com.microsoft.playwright.Page.LocatorOptions().setHasText("200,00"))
                .waitFor();
        member.looks();
        member.opens("/brindille/invoices").reads("Payée");
    }

    @Test
    @Order(4)
    void a_coordinator_sees_the_cooperatives_and_no_member() {
        Person coordinator = signIn("coordination").opens("/archipel/federation");

        coordinator.reads("Brindille");
        assertThat(coordinator.text()).doesNotContain("Maëlle", "Menuisière", "Bois vivant", "Librairie");
        coordinator.page().navigate("/brindille/members");
        coordinator.reads("Cette page n’existe pas, ou pas pour vous");
        coordinator.page().navigate("/archipel/nowhere");
        coordinator.reads("Cette page n’existe pas, ou pas pour vous");
    }

    @Test
    @Order(5)
    void an_operator_adds_a_cooperative_that_is_usable_at_once() {
        Person operator = signIn("operateur").opens("/deployment");
        operator.clicks("Ajouter une coopérative").reads("Nom court");
        operator.types("Nom", "Les Sillons")
                .types("SIREN", "732829320")
                .types("Adresse", "1 rue du Champ")
                .types("Code postal", "35000")
                .types("Ville", "Rennes")
                .types("Première personne à la direction", "Solène Sillon")
                .types("Son adresse de courriel", "solene@example.org");
        operator.looks().confirms("Ajouter une coopérative");

        operator.reads("Les Sillons est ouverte").reads("Invitation prête");
        operator.clicks("Fermer");
        operator.opens("/deployment").reads("les-sillons");
    }

    @Test
    @Order(6)
    void every_page_fits_a_phone_and_can_be_used_by_everyone() {
        Person member =
                signIn("maelle", new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(390, 844));
        for (String page :
                new String[] {"activity", "quotes", "invoices", "customers", "customers/new", "payments", "jobs"}) {
            member.opens("/brindille/" + page);
            assertThat(member.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("%s scrolls sideways", page)
                    .isEqualTo(true);
        }
        assertThat(member.page().locator("vaadin-drawer-toggle").getAttribute("aria-label"))
                .matches(Pattern.compile(".+"));
    }

    private static String today() {
        return LocalDate.now().format(DateTimeFormatter.ofPattern("dd/MM/yyyy"));
    }

    /** Last year's books in one sale; the credit may be made to differ from the debit. */
    private static String fec(String credit) {
        int year = Year.now().getValue() - 1;
        String day = year + "0415";
        return String.join(
                        "\r\n",
                        "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum"
                                + "\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet"
                                + "\tValidDate\tMontantdevise\tIdevise",
                        "VT\tVentes\t1\t" + day + "\t411000\tClients\tDUPONT\tDupont\tF1\t" + day
                                + "\tVente reprise\t100,00\t0,00\t\t\t" + day + "\t\t",
                        "VT\tVentes\t1\t" + day + "\t706000\tPrestations\t\t\tF1\t" + day + "\tVente reprise\t0,00\t"
                                + credit + "\t\t\t" + day + "\t\t")
                + "\r\n";
    }
}
