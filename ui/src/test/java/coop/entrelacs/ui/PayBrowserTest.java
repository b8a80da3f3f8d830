package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.EntrepreneurEmployeeContract.Clauses;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.Establishment;
import coop.entrelacs.payroll.PayInput;
import coop.entrelacs.payroll.PayProfile;
import coop.entrelacs.payroll.PayProfiles;
import coop.entrelacs.payroll.PayrollParameters;
import coop.entrelacs.payroll.PayrollSettings;
import coop.entrelacs.payroll.PayrollSettingsHistory;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;

/** A month's pay through the pages: the officer prepares, a second person approves, the member simulates and reads on a phone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PayBrowserTest extends BrowserTest {

    private static final TenantId FEDERATION = new TenantId("garrigue");
    private static final TenantId COOP = new TenantId("lavande");

    @Autowired
    Tenants tenants;

    @Autowired
    People people;

    @Autowired
    Grants grants;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    Activities activities;

    @Autowired
    LedgerSetup books;

    @Autowired
    Ledger ledger;

    @Autowired
    PayrollSettingsHistory settings;

    @Autowired
    PayProfiles profiles;

    @BeforeEach
    void aCooperativeThatPays() {
        // From January until the new year's rates are in the file, a run of the present month is refused as it should
        // be.
        assumeThat(LocalDate.now().withDayOfMonth(1))
                .isBeforeOrEqualTo(PayrollParameters.load().knownTo());
        if (tenants.find(COOP).isPresent()) {
            return;
        }
        tenants.add(new NewTenant(FEDERATION, "Garrigue", Tenant.Kind.FEDERATION, null, World.legal("Garrigue"), null));
        tenants.add(new NewTenant(COOP, "Lavande", Tenant.Kind.COOPERATIVE, FEDERATION, World.legal("Lavande"), null));
        UUID officer = person("solde", "Paul Paie", Role.PAYROLL_OFFICER);
        person("cheffe", "Charlotte Cheffe", Role.MANAGER);
        UUID herself = person("ines", "Inès Illustre", Role.MEMBER);
        LocalDate today = LocalDate.now();
        LocalDate january = today.withDayOfYear(1);
        CurrentTenant.run(Actor.system(COOP), () -> {
            books.open(LedgerSetup.DEFAULT_CHART, january, january.withMonth(12).withDayOfMonth(31));
            settings.hold(new PayrollSettings(
                    january,
                    new Establishment(20, Rate.percent("1.20"), Rate.percent("2.00"), false, Rate.ZERO),
                    new PayInput.HealthCover(Money.of("46"), Rate.percent("50")),
                    "73282932000074",
                    "8299Z",
                    "Accord d’entreprise"));
            UUID ines = members.create(MemberForm.of("Inès", "Illustre", "ines@example.org", january));
            members.link(ines, herself);
            contracts.signEntrepreneurEmployee(
                    ines,
                    january,
                    january,
                    new Clauses("Vivre de ses dessins", "Accompagnement", "Règle", "Résultat", "Statuts", "Sienne"),
                    Money.of("520"),
                    new BigDecimal("43.33"),
                    null);
            UUID activity = activities
                    .open(ActivityForm.of("TRAIT", "Trait d’encre", "Illustration", january), MemberShare.whole(ines))
                    .id();
            ledger.post(new JournalEntry(
                    "BQ",
                    today,
                    "Vente payée",
                    null,
                    null,
                    null,
                    List.of(
                            JournalLine.debit("512", Money.of("4000")).on(activity),
                            JournalLine.credit("706", Money.of("4000")).on(activity))));
            UUID theo = members.create(MemberForm.of("Théo", "Tisse", "theo@example.org", january));
            contracts.employ(theo, january, january, null, "Comptabilité", Money.of("2300"), new BigDecimal("151.67"));
            UUID zoe = members.create(MemberForm.of("Zoé", "Zinc", "zoe@example.org", january));
            contracts.signBusinessSupport(
                    zoe, january, january, january.withMonth(12).withDayOfMonth(31));
            profiles.change(
                    ines,
                    0,
                    new PayProfile(
                            false,
                            Rate.percent("3.4"),
                            true,
                            null,
                            null,
                            "269054958815780",
                            "FR7630006000011234567890189"));
        });
        assertThat(officer).isNotNull();
    }

    private UUID person(String login, String name, Role role) {
        UUID id = people.register(login + "@example.org", name, Locale.FRENCH, World.PASSWORD);
        Operators.asSystem(() -> grants.grantAsOperator(COOP, id, role));
        return id;
    }

    @Test
    @Order(1)
    void an_officer_prepares_a_month_a_second_person_approves_it_and_the_bank_file_goes_out() {
        // the officer looks at who is paid and who is not, and why
        Person officer = signIn("solde").opens("/lavande/payroll/people");
        officer.reads("CAPE : accompagnement sans salaire".replace(" :", "\u00a0:"))
                .reads("Inès Illustre");
        officer.opens("/lavande/payroll").reads("Elle n’est pas encore préparée.");

        // and prepares the month
        officer.clicks("Préparer un mois");
        officer.reads("rien n’est comptabilisé").looks();
        officer.confirms("Préparer un mois");
        officer.reads("Vous avez préparé cette paie");
        officer.reads("Numéro de sécurité sociale manquant.")
                .reads("Théo Tisse")
                .looks();
        assertThat(officer.button("Approuver").count()).isZero();
        String run = officer.page().url();

        // a second person reads in figures what will happen, and approves
        Person manager = signIn("cheffe").opens(run);
        manager.clicks("Approuver");
        manager.reads("Les écritures passent aussitôt").looks();
        manager.confirms("Approuver");
        manager.reads("Comptabilisée : plus rien ne change ici".replace(" :", "\u00a0:"))
                .looks();

        // the officer's open page has heard of it, and hands out the transfers
        officer.reads("Fichier de virement SEPA");
        Download file = officer.page()
                .waitForDownload(
                        () -> officer.button("Fichier de virement SEPA").click());
        assertThat(content(file)).contains("pain.001.001.09").contains("FR7630006000011234567890189");
    }

    @Test
    @Order(2)
    void a_member_simulates_on_a_phone_and_reads_the_payslip() {
        Person member = signIn("ines", new Browser.NewContextOptions().setViewportSize(390, 844));

        // what waits for her
        member.opens("/lavande/activity").reads("Votre bulletin de paie");
        member.opens("/lavande/my-pay").reads("Ce que je peux me payer ce mois-ci");
        assertThat(member.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);

        // she types a gross: what arrives and what it costs follow
        Locator net = member.page().getByLabel("Net versé sur mon compte").first();
        String before = net.inputValue();
        member.types("Salaire brut", "800");
        member.page().waitForCondition(() -> !net.inputValue().equals(before));
        member.looks();

        // and slides by keyboard alone
        String typed = net.inputValue();
        Locator slider =
                member.page().locator("vaadin-slider input[type=range]").first();
        slider.focus();
        for (int i = 0; i < 5; i++) {
            slider.press("ArrowRight");
        }
        member.page().waitForCondition(() -> !net.inputValue().equals(typed));

        // the slip, its lines, its paper
        member.opens("/lavande/my-pay");
        member.page().getByText("Le lire").first().click();
        member.reads("Du budget au compte en banque").looks();
        assertThat(member.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
        Download paper = member.page()
                .waitForDownload(() ->
                        member.page().locator("a.button-link[download]").first().click());
        assertThat(content(paper)).startsWith("%PDF-");

        // and nothing waits any more
        member.opens("/lavande/activity").reads("Ce qui vous attend");
        assertThat(member.text()).doesNotContain("Votre bulletin de paie");
    }

    private static String content(Download download) {
        try {
            return new String(Files.readAllBytes(download.path()), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
