package coop.entrelacs.activities;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.activities.ActivityFixtures.goods;
import static coop.entrelacs.activities.ActivityFixtures.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures.Made;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class InvoicePdfTest {

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Quotes quotes;

    @Autowired
    Invoices invoices;

    @Autowired
    LedgerSetup books;

    @Autowired
    TestTenants tenants;

    @Autowired
    Clock clock;

    TenantId tenant;
    ActivityFixtures fixtures;
    Actor accountant;
    LocalDate today;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        fixtures = new ActivityFixtures(activities, customers, invoices, books, clock);
        accountant = TestTenants.accountant(tenant);
        today = LocalDate.now(clock);
    }

    @Test
    void an_invoice_carries_every_mention_that_the_law_asks_for() throws IOException {
        Made activity = fixtures.anActivity()
                .named("Atelier des Plumes")
                .payingVatOnDebits()
                .withCustomer(new CustomerForm(
                        CustomerKind.BUSINESS,
                        "Mairie d’Ivry",
                        "Service culturel",
                        null,
                        "73282932000074",
                        "FR44732829320",
                        null,
                        null,
                        "fr",
                        Address.of("1 place de la Mairie", "94200", "Ivry-sur-Seine"),
                        Address.of("2 rue du Port", "94200", "Ivry-sur-Seine"),
                        null))
                .in(tenant);
        InvoiceDetails invoice = fixtures.validated(
                tenant,
                new InvoiceForm(
                        activity.id(),
                        activity.customer(),
                        "Ateliers d’écriture",
                        "",
                        "BC-118",
                        today.minusDays(9),
                        today,
                        null,
                        null,
                        java.util.List.of(
                                service("450"),
                                goods("30", "reduced"),
                                Line.of("Formation", "2", "DAY", "100", "exempt-training", Nature.SERVICES))));

        byte[] pdf = as(accountant, () -> invoices.pdf(invoice.id())).content();

        assertThat(text(pdf))
                .contains("Facture", invoice.number(), "Atelier des Plumes")
                .contains(
                        "SCOP SARL à capital variable",
                        "3 rue des Communs",
                        "SIREN 732829320",
                        "RCS Paris",
                        "TVA FR44732829320")
                .contains("Mairie d’Ivry", "SIRET 73282932000074", "1 place de la Mairie", "2 rue du Port")
                .contains(day(today), day(today.plusDays(30)), day(today.minusDays(9)), "BC-118")
                .contains("450,00", "20 %", "5,5 %", "90,00", "1,65", "771,65 €")
                .contains("261-4-4° a du CGI")
                .contains("livraison de biens et prestation de services")
                .contains("d’après les débits")
                .contains("pénalités", "40 €", "L441-10", "escompte")
                .contains("FR76 3000 6000 0112 3456 7890 189");
    }

    @Test
    void the_archive_is_pdf_a_3_tagged_with_its_fonts_inside() throws IOException {
        Made activity = fixtures.anActivity().withCustomer().in(tenant);
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");

        byte[] pdf = as(accountant, () -> invoices.pdf(invoice.id())).content();

        try (PDDocument document = Loader.loadPDF(pdf)) {
            var catalog = document.getDocumentCatalog();
            String metadata = new String(catalog.getMetadata().toByteArray(), StandardCharsets.UTF_8);
            assertThat(metadata).containsPattern("part(>|=\")3").containsPattern("conformance(>|=\")A");
            assertThat(catalog.getMarkInfo().isMarked()).isTrue();
            assertThat(catalog.getStructureTreeRoot()).isNotNull();
            assertThat(catalog.getLanguage()).isEqualTo("fr");
            assertThat(catalog.getOutputIntents()).isNotEmpty();
            for (var page : document.getPages()) {
                for (var font : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(font).isEmbedded()).isTrue();
                }
            }
        }
    }

    @Test
    void the_archive_stays_as_it_was_when_the_customer_moves() {
        Made activity = fixtures.anActivity().withCustomer().in(tenant);
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        byte[] before = as(accountant, () -> invoices.pdf(invoice.id())).content();
        CustomerDetails customer = as(accountant, () -> customers.get(activity.customer()));

        as(
                accountant,
                () -> customers.change(
                        customer.id(),
                        customer.version(),
                        CustomerForm.business("Autre nom", "732829320", Address.of("9 rue Neuve", "69001", "Lyon"))));

        assertThat(as(accountant, () -> invoices.pdf(invoice.id())).content()).isEqualTo(before);
    }

    @Test
    void an_english_customer_reads_english_and_a_draft_says_it_is_one() throws IOException {
        Made activity = fixtures.anActivity()
                .withCustomer(new CustomerForm(
                        CustomerKind.PRIVATE,
                        "Ada Byron",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "en",
                        new Address("12 St James’s Square", null, "SW1Y", "London", "GB"),
                        null,
                        null))
                .in(tenant);
        InvoiceDetails draft = as(accountant, () -> invoices.draft(fixtures.services(activity, "1234.5")));

        String text = text(as(accountant, () -> invoices.pdf(draft.id())).content());

        assertThat(text).contains("Invoice", "DRAFT", "United Kingdom", "€1,481.40", "Total including VAT");
        assertThat(as(accountant, () -> invoices.get(draft.id())).number()).isNull();
    }

    @Test
    void a_quote_and_a_credit_note_say_what_they_are() throws IOException {
        Made activity = fixtures.anActivity().withCustomer().in(tenant);
        QuoteDetails quote = as(
                accountant,
                () -> quotes.draft(QuoteForm.of(activity.id(), activity.customer(), "Site", service("100"))));
        as(accountant, () -> quotes.send(quote.id(), quote.version()));
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        InvoiceDetails note =
                as(accountant, () -> invoices.credit(invoice.id(), CreditNoteForm.whole("Double saisie")));

        assertThat(text(as(accountant, () -> quotes.pdf(quote.id())).content())).contains("Devis", "BON POUR ACCORD");
        assertThat(text(as(accountant, () -> invoices.pdf(note.id())).content()))
                .contains("Avoir", note.number(), "facture " + invoice.number(), "Double saisie");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "مطعم السلام",
                "מסעדת שלום",
                "東京商事",
                "김철수",
                "Ελένη Жанна Łukasz",
                "Հայկ გიორგი",
                "Maison ✓ (ambulante)"
            })
    void a_name_is_printed_as_it_is_written_in_whatever_script(String name) throws IOException {
        Made activity = fixtures.anActivity()
                .withCustomer(
                        CustomerForm.business(name, "732829320", Address.of("1 place de la Mairie", "94200", "Ivry")))
                .in(tenant);
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");

        byte[] pdf = as(accountant, () -> invoices.pdf(invoice.id())).content();

        assertThat(text(pdf)).contains(name).doesNotContain("#");
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (var page : document.getPages()) {
                for (var font : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(font).isEmbedded()).isTrue();
                }
            }
        }
    }

    @Test
    void what_no_font_has_is_refused_before_there_is_a_number() {
        Made activity = fixtures.anActivity().withCustomer().in(tenant);
        InvoiceForm form = InvoiceForm.of(
                activity.id(),
                activity.customer(),
                "Ateliers",
                today,
                Line.of("Cours de \u0939\u093f\u0928\u094d\u0926\u0940", "1", "DAY", "100", "normal", Nature.SERVICES));
        InvoiceDetails draft = as(accountant, () -> invoices.draft(form));

        assertThat(draft.missing())
                .extracting(InvoiceDetails.Missing::field, InvoiceDetails.Missing::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("lines[0].label", "text-unprintable"));
        assertThatThrownBy(() -> as(accountant, () -> invoices.validate(draft.id())))
                .isInstanceOfAny(InvalidField.class, InvalidFields.class);
    }

    @Test
    void a_word_without_end_pushes_no_column_off_the_sheet() throws IOException {
        String endless = "Bonpouraccord" + "_".repeat(100) + "W".repeat(80);
        Made activity = fixtures.anActivity()
                .named("A" + "w".repeat(90))
                .withCustomer(CustomerForm.business(
                        "X".repeat(120), "732829320", Address.of("1" + "w".repeat(100), "94200", "Ivry")))
                .in(tenant);
        InvoiceDetails invoice = fixtures.validated(
                tenant,
                new InvoiceForm(
                        activity.id(),
                        activity.customer(),
                        endless,
                        endless,
                        "",
                        today,
                        today,
                        null,
                        null,
                        java.util.List.of(new Line(
                                endless,
                                endless,
                                new java.math.BigDecimal("3"),
                                "HUR",
                                new java.math.BigDecimal("450.5"),
                                coop.entrelacs.shared.Rate.percent("10"),
                                "normal",
                                Nature.SERVICES))));

        byte[] pdf = as(accountant, () -> invoices.pdf(invoice.id())).content();

        try (PDDocument document = Loader.loadPDF(pdf)) {
            float width = document.getPage(0).getMediaBox().getWidth();
            StringBuilder inside = new StringBuilder();
            new PDFTextStripper() {
                @Override
                protected void writeString(String text, java.util.List<TextPosition> positions) {
                    for (TextPosition one : positions) {
                        if (one.getXDirAdj() >= 0 && one.getXDirAdj() + one.getWidthDirAdj() <= width) {
                            inside.append(one.getUnicode());
                        }
                    }
                    inside.append('\n');
                }
            }.getText(document);
            assertThat(inside.toString().replaceAll("[\u00a0\u202f]", " "))
                    .contains("QUANTITÉ", "REMISE", "MONTANT HT", "450,50", "10 %", "20 %", "216,35")
                    .contains("SCOP SARL à capital variable");
            assertThat(inside.toString().replace("\n", "")).contains("Bonpouraccord" + "_".repeat(100));
        }
    }

    private static String day(LocalDate day) {
        return DateTimeFormatter.ofPattern("dd/MM/yyyy").format(day);
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper()
                    .getText(document)
                    .replace('\u202f', ' ')
                    .replace('\u00a0', ' ')
                    .replaceAll("\\s+", " ");
        }
    }
}
