package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

class ProblemsTest {

    record Line(String label, Money price) {
        Line {
            if (label.isBlank()) {
                throw new InvalidField("label", "required");
            }
        }
    }

    enum Colour {
        RED,
        GREEN
    }

    record Order(TenantId seller, LocalDate on, Colour colour, List<Line> lines) {
        Order {
            var check = new InvalidFields.Check();
            check.that(lines != null && !lines.isEmpty(), "lines", "required");
            check.that(on != null, "on", "required");
            check.done();
        }
    }

    @RestController
    static class ShopApi {

        @PostMapping("/api/shop/orders")
        Order order(@RequestBody Order order) {
            return order;
        }

        @GetMapping("/api/shop/orders/{id}")
        String one(@PathVariable UUID id, @RequestParam(defaultValue = "1") int page) {
            throw new NotFound("order", id);
        }

        @PutMapping("/api/shop/orders/{id}")
        String change(
                @org.jspecify.annotations.Nullable @RequestHeader(name = "If-Match", required = false) String ifMatch) {
            ETags.check(ifMatch, 3);
            return "changed";
        }

        @GetMapping("/api/shop/till")
        String till(@RequestParam String how) {
            throw switch (how) {
                case "bug" -> new IllegalArgumentException("the secret of the house");
                case "locked" -> new CannotAcquireLockException("deadlock");
                case "rule" -> broken("how");
                case "rule-of-another-field" -> broken("note");
                default -> new NotAllowed(Role.TREASURER);
            };
        }
    }

    /** As the driver tells a row that breaks a column's rule, quoting the row. */
    private static RuntimeException broken(String column) {
        return new DataIntegrityViolationException(
                "insert",
                new PSQLException(new ServerErrorMessage(
                        "SERROR\0C23514\0Mnew row violates; secret row\0ttill\0ntill_" + column + "_check\0")));
    }

    private MockMvcTester shop;

    @BeforeEach
    void openTheShop() {
        JsonMapper json = JsonMapper.builder().build();
        MockMvc mvc = MockMvcBuilders.standaloneSetup(new ShopApi())
                .setControllerAdvice(new Problems.Advice(new Problems(new Words(), json)))
                .setMessageConverters(
                        new org.springframework.http.converter.StringHttpMessageConverter(),
                        new JacksonJsonHttpMessageConverter(StrictBodies.of(json)))
                .build();
        shop = MockMvcTester.create(mvc);
    }

    private org.springframework.test.json.AbstractJsonContentAssert<?> problem(
            MockHttpServletRequestBuilder request, String language, int status) {
        var answer = shop.perform(request.header("Accept-Language", language));
        assertThat(answer).hasStatus(status).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        return assertThat(answer).bodyJson();
    }

    private static MockHttpServletRequestBuilder order(String body) {
        return post("/api/shop/orders").contentType(MediaType.APPLICATION_JSON).content(body);
    }

    @Test
    void aRefusalIsToldInTheAskersLanguageWithAStableType() {
        problem(get("/api/shop/till?how=roles"), "fr", 403).isLenientlyEqualTo("""
                        {"type": "urn:entrelacs:refusal:not-allowed", "title": "Action non permise", "status": 403,
                         "code": "not-allowed", "instance": "/api/shop/till",
                         "detail": "Ceci demande l’un des rôles suivants\u00a0: Trésorerie."}""");
        problem(get("/api/shop/till?how=roles"), "en-GB,fr;q=0.5", 403).isLenientlyEqualTo("""
                        {"title": "Not allowed", "detail": "This asks for one of these roles: Treasurer."}""");
    }

    @Test
    void whatANestedRecordRefusesIsToldWithTheWayToIt() {
        problem(order("""
                                {"seller": "shop", "on": "2026-11-22", "lines": [
                                  {"label": "a", "price": "1.00"}, {"label": " ", "price": "1.00"}]}"""), "en", 422).isLenientlyEqualTo("""
                        {"code": "required", "field": "lines[1].label"}""");
    }

    @Test
    void severalFieldsAreToldAtOnce() {
        problem(order("""
                {"seller": "shop", "lines": []}"""), "en", 422).isLenientlyEqualTo("""
                        {"code": "invalid-fields", "detail": "2 fields need correcting.", "errors": [
                          {"field": "lines", "code": "required", "detail": "This field is required."},
                          {"field": "on", "code": "required", "detail": "This field is required."}]}""");
    }

    @Test
    void aMalformedValueIsToldByItsPathAndWhatWasExpected() {
        problem(order("""
                {"lines": [{"label": "a", "price": "12,345"}]}"""), "en", 422).isLenientlyEqualTo("""
                        {"code": "malformed-money", "field": "lines[0].price"}""");
        problem(order("""
                {"on": "22/11/2026"}"""), "en", 422).isLenientlyEqualTo("""
                        {"code": "malformed-date", "field": "on"}""");
        problem(order("""
                {"colour": "BLUE"}"""), "en", 422).isLenientlyEqualTo("""
                        {"code": "malformed-choice", "field": "colour",
                         "detail": "This value is not one of those allowed: RED, GREEN."}""");
        problem(order("""
                {"seller": "Shop!"}"""), "en", 422).isLenientlyEqualTo("""
                        {"code": "tenant-id-syntax", "field": "seller"}""");
        problem(get("/api/shop/orders/7"), "en", 422).isLenientlyEqualTo("""
                        {"code": "malformed-id", "field": "id"}""");
        problem(get("/api/shop/orders/" + UUID.randomUUID() + "?page=x"), "en", 422)
                .isLenientlyEqualTo("""
                        {"code": "malformed-number", "field": "page"}""");
    }

    @Test
    void anUnreadableBodySaysWhere() {
        problem(order("{\"on\": \n oops}"), "en", 400).isLenientlyEqualTo("""
                        {"code": "body-malformed"}""");
        problem(order(""), "en", 400).isLenientlyEqualTo("""
                        {"code": "body-required"}""");
    }

    @Test
    void aWrongMethodOrFormatIsAProblemToo() {
        problem(post("/api/shop/till"), "en", 405).isLenientlyEqualTo("""
                        {"code": "method-not-allowed"}""");
        assertThat(shop.perform(post("/api/shop/till"))).headers().hasValue("Allow", "GET");
        problem(post("/api/shop/orders").contentType(MediaType.TEXT_PLAIN).content("x"), "en", 415)
                .isLenientlyEqualTo("""
                        {"code": "media-type-not-supported"}""");
        problem(get("/api/shop/till"), "en", 400).isLenientlyEqualTo("""
                        {"code": "required", "field": "how"}""");
        problem(get("/api/shop/orders/" + UUID.randomUUID()).accept(MediaType.APPLICATION_PDF), "en", 404)
                .isLenientlyEqualTo("""
                        {"code": "order-not-found"}""");
    }

    @Test
    void aRuleOfTheDatabaseThatNoFormKnewIsTheAskersAndNamesOnlyFieldsOfTheRequest() {
        problem(get("/api/shop/till?how=rule"), "en", 422).isLenientlyEqualTo("""
                        {"code": "value-not-possible", "field": "how",
                         "detail": "This value is not possible here (rule till_how_check)."}""");
        var other = shop.perform(get("/api/shop/till?how=rule-of-another-field"));
        assertThat(other).hasStatus(422).bodyText().doesNotContain("\"field\"").doesNotContain("secret");
    }

    @Test
    void aBugTellsNothingOfTheInside() {
        var answer = shop.perform(get("/api/shop/till?how=bug"));

        assertThat(answer)
                .hasStatus(500)
                .bodyText()
                .doesNotContain("secret")
                .contains("urn:entrelacs:refusal:internal");
    }

    @Test
    void whatMayWorkInAMomentSaysSo() {
        var answer = shop.perform(get("/api/shop/till?how=locked"));

        assertThat(answer).hasStatus(503).headers().containsHeader("Retry-After");
    }

    @Test
    void anUpdateNamesTheVersionItHasSeen() {
        problem(put("/api/shop/orders/1"), "en", 428).isLenientlyEqualTo("""
                        {"code": "if-match-required", "field": "If-Match"}""");
        problem(put("/api/shop/orders/1").header("If-Match", "\"2\""), "en", 412)
                .isLenientlyEqualTo("""
                        {"code": "stale"}""");
        assertThat(shop.perform(put("/api/shop/orders/1").header("If-Match", "\"3\"")))
                .hasStatusOk();
    }
}
