package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Small inputs on which wrong answers were given once: what enters is checked, and the field is named as it was sent. */
@EntrelacsTest
class WhatEntersTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    ActivityFixtures fixtures;

    private ActivityFixtures.Made activity;
    private String token;
    private String today;

    @BeforeEach
    void aCooperative() {
        TenantId tenant = tenants.aCooperative();
        activity = fixtures.anActivity().withCustomer().in(tenant);
        token = tokens.token(tenant, TestTokens.staff().toArray(Role[]::new));
        today = LocalDate.now(ZoneOffset.UTC).toString();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = tokens.request("/api/" + activity.tenant() + path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return tokens.send(request);
    }

    private void refused(HttpResponse<String> answer, String code, String field) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        JsonNode problem = tokens.read(answer);
        assertThat(problem.path("code").asString("")).isEqualTo(code);
        assertThat(problem.path("field").asString("")).isEqualTo(field);
    }

    private HttpResponse<String> entry(String date, String amount) {
        return send("POST", "/ledger/entries", """
                {'entries': [{'journal': 'OD', 'date': %s, 'label': 'x', 'pieceRef': 'P',
                  'lines': [{'account': '616', 'amount': '%s'}, {'account': '486', 'amount': '-%s'}]}]}""".formatted(date, amount, amount));
    }

    @Test
    void a_day_is_no_instant_and_no_number() {
        refused(entry("'" + today + "T23:00:00Z'", "1.00"), "malformed-date", "entries[0].date");
        refused(entry("20261128", "1.00"), "malformed-date", "entries[0].date");
        refused(entry("'0026-11-28'", "1.00"), "year-range", "entries[0].date");
        refused(
                send("GET", "/ledger/trial-balance?from=2026-01-01T00:00:00Z&to=" + today, ""),
                "malformed-date",
                "from");
        assertThat(entry("'" + today + "'", "1.00").statusCode()).isEqualTo(200);
    }

    @Test
    void no_amount_bricks_the_books() {
        refused(entry("'" + today + "'", "92233720368547758.07"), "amount-too-large", "entries[0].lines[0].amount");
        refused(entry("'" + today + "'", "1e3"), "malformed-money", "entries[0].lines[0].amount");
        for (int i = 0; i < 20; i++) {
            assertThat(entry("'" + today + "'", "9999999999.99").statusCode()).isEqualTo(200);
        }
        for (String read : new String[] {"trial-balance", "general-ledger", "accounts/616/statement"}) {
            assertThat(send("GET", "/ledger/" + read + "?from=" + today + "&to=" + today, "")
                            .statusCode())
                    .as(read)
                    .isEqualTo(200);
        }
    }

    @Test
    void a_line_whose_product_no_total_can_hold_is_refused_on_its_field() {
        refused(invoice("99999999", "99999999"), "amount-too-large", "lines[0].unitPrice");
    }

    private HttpResponse<String> invoice(String quantity, String price) {
        return send("POST", "/invoices", """
                {'activity': '%s', 'customer': '%s', 'subject': 'Essai', 'suppliedFrom': '%s', 'suppliedTo': '%s',
                 'issueDate': '%s', 'dueDate': '%s', 'lines': [{'label': 'Vis', 'quantity': %s, 'unit': 'C62',
                 'unitPrice': '%s', 'vat': 'normal', 'nature': 'GOODS'}]}""".formatted(
                        activity.id(), activity.customer(), today, today, today, today, quantity, price));
    }

    @Test
    void numbers_come_back_as_they_went_in() {
        assertThat(invoice("100", "1200").body()).contains("\"quantity\":100,").contains("\"unitPrice\":1200,");
    }

    @Test
    void a_text_with_a_null_character_is_refused_on_its_field() {
        refused(
                send("POST", "/customers", "{'kind': 'PRIVATE', 'name': 'A\\u0000B', 'language': 'fr'}"),
                "character-refused",
                "name");
        refused(
                send("POST", "/customers", "{'kind': 'PRIVATE', 'name': 'A\\u202eB', 'language': 'fr'}"),
                "character-refused",
                "name");
        refused(
                send("POST", "/customers", "{'kind': 'PRIVATE', 'name': 'A\\tB', 'language': 'fr'}"),
                "control-character",
                "name");
        refused(send("GET", "/customers?text=%00", ""), "character-refused", "text");
    }

    @Test
    void customers_of_monaco_are_taken_and_a_wrong_country_is_told() {
        assertThat(business("FR53000004605").statusCode()).isEqualTo(201);
        refused(business("FR54000004605"), "vat-number-invalid", "vatNumber");
        refused(business("GR094259216"), "vat-number-of-greece", "vatNumber");
    }

    private HttpResponse<String> business(String vat) {
        return send("POST", "/customers", """
                {'kind': 'BUSINESS', 'name': 'Azur SAM', 'vatNumber': '%s', 'language': 'fr',
                 'billing': {'line1': '1 quai', 'postalCode': '98000', 'city': 'Monaco', 'country': 'MC'}}""".formatted(vat));
    }

    @Test
    void who_is_entered_twice_is_told_of_the_first() {
        String customer = "{'kind': 'BUSINESS', 'name': 'Mairie', 'siren': '380129866', 'language': 'fr'}";
        HttpResponse<String> first = send("POST", "/customers", customer);
        HttpResponse<String> second = send("POST", "/customers", customer);
        String supplier = "{'name': 'Orange', 'siren': '380129866'}";
        HttpResponse<String> one = send("POST", "/expenses/suppliers", supplier);

        assertThat(first.headers().firstValue("Link")).isEmpty();
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.headers().firstValue("Link"))
                .hasValue("<" + first.headers().firstValue("Location").orElseThrow() + ">; rel=\"duplicate\"");
        assertThat(send("POST", "/expenses/suppliers", supplier).headers().firstValue("Link"))
                .hasValueSatisfying(link -> assertThat(link)
                        .contains("text=" + tokens.read(one).get("code").asString()));
    }

    @Test
    void a_purchase_is_entered_once_however_its_number_is_typed() {
        String supplier = tokens.read(send("POST", "/expenses/suppliers", "{'name': 'Papeterie'}"))
                .get("id")
                .asString();

        assertThat(purchase(supplier, "FA-001", "12.00", "2.00").statusCode()).isEqualTo(201);
        refused(purchase(supplier, "FA-001", "12.00", "2.00"), "purchase-twice", "reference");
        refused(purchase(supplier, "fa -001 ", "12.00", "2.00"), "purchase-twice", "reference");
        refused(purchase(supplier, "FA-002", "10.00", "9.00"), "vat-above-highest", "lines[0].vat");
        refused(purchase(supplier, "FA-002", "-12.00", "0.00"), "not-positive", "lines[0].gross");
        assertThat(purchase(supplier, "FA-002", "12.01", "2.00").statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> purchase(String supplier, String reference, String gross, String vat) {
        return send("POST", "/expenses", """
                {'kind': 'PURCHASE', 'activity': '%s', 'supplier': '%s', 'reference': '%s', 'title': 'Papier', 'date': '%s',
                 'lines': [{'spentOn': '%s', 'label': 'Papier', 'category': 'goods', 'gross': '%s', 'vat': '%s'}]}""".formatted(activity.id(), supplier, reference, today, today, gross, vat));
    }

    @Test
    void a_field_is_named_as_it_was_sent() {
        refused(
                send("POST", "/payments", "{'paidOn': '%s', 'parts': [{'amount': '1.00'}]}".formatted(today)),
                "required",
                "parts[0].invoice");
        refused(send("POST", "/invoices/validations", "{'invoices': [null]}"), "required", "invoices[0]");
    }

    @Test
    void the_account_of_a_cooperative_is_one() {
        String operator = tokens.operatorToken();
        String body = """
                {'id': 'iban-essai', 'name': 'Essai', 'kind': 'FEDERATION', 'legal': {'name': 'Essai',
                 'legalForm': 'SCOP', 'siren': '732829320', 'street': '1 rue', 'postcode': '75001', 'city': 'Paris', 'country': 'FR',
                 'iban': '%s', 'bic': '%s'}}""".replace('\'', '"');

        refused(
                tokens.api(operator, "POST", "/api/deployment/tenants", body.formatted("FR00NIMPORTEQUOI", "AGRIFRPP")),
                "iban-invalid",
                "legal.iban");
        refused(
                tokens.api(
                        operator,
                        "POST",
                        "/api/deployment/tenants",
                        body.formatted("TN5910006035183598478831", "AGRIFRPP")),
                "iban-outside-sepa",
                "legal.iban");
        refused(
                tokens.api(
                        operator,
                        "POST",
                        "/api/deployment/tenants",
                        body.formatted("fr76 3000 6000 0112 3456 7890 189", "x")),
                "bic-invalid",
                "legal.bic");
    }

    @Test
    void json_is_answered_to_who_prefers_it() {
        String path = "/ledger/trial-balance?from=" + today + "&to=" + today;

        assertThat(type(path, "application/json, text/csv;q=0.1")).contains("application/json");
        assertThat(type(path, "*/*")).contains("application/json");
        assertThat(type(path, "text/csv")).contains("text/csv");
        assertThat(type(path, "text/csv, application/json;q=0.5")).contains("text/csv");
    }

    private String type(String path, String accept) {
        return send("GET", path, "", "Accept", accept)
                .headers()
                .firstValue("Content-Type")
                .orElse("");
    }
}
