package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.WaitForSelectorState;
import coop.entrelacs.TestTenants;
import coop.entrelacs.identity.Clients;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the pages let in, and what they say to a browser about it. */
class DoorsBrowserTest extends BrowserTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    People people;

    @Autowired
    Grants grants;

    @Autowired
    Clients clients;

    @Test
    void a_page_tells_the_browser_to_load_nothing_from_elsewhere_and_keeps_to_it() {
        Page page = signIn("maelle").page();
        List<String> refused = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                refused.add(message.text());
            }
        });

        Response answer = page.navigate("/");
        page.locator("h1").first().waitFor();

        assertThat(answer.headerValue("content-security-policy"))
                .contains("default-src 'self'", "frame-ancestors 'self'", "form-action 'self'");
        assertThat(answer.headerValue("referrer-policy")).isEqualTo("same-origin");
        assertThat(answer.headerValue("x-frame-options")).isEqualTo("SAMEORIGIN");
        assertThat(refused).isEmpty();
    }

    /** The pages answer whatever address is left; those of programs are not left to them. */
    @Test
    void an_address_of_programs_that_nothing_serves_is_no_page() {
        Page page = signIn("maelle").page();
        for (String path : List.of(
                "/api",
                "/api/nothing/here",
                "/v3/nothing",
                "/oauth2/nothing",
                "/webauthn/nothing",
                "/.well-known/nothing")) {
            APIResponse answer = page.request().get(path);
            assertThat(answer.status()).as(path).isIn(401, 404);
            assertThat(answer.headers().getOrDefault("content-type", ""))
                    .as(path)
                    .doesNotContain("text/html");
        }
        APIResponse twice = page.request().get("/%61pi/nothing");
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.headers().get("content-type")).contains("application/problem+json");
    }

    @Test
    void what_waits_for_a_manager_rings_their_bell_and_stands_first_on_their_page() {
        TenantId place = tenants.aCooperative();
        String login = "direction-" + place;
        UUID here = person(login, "Dalila Direction", place, Role.MANAGER);
        UUID other = person("autre-" + place, "Olivier Autre", place, Role.MANAGER);
        UUID treasurer = person("tresor-" + place, "Théo Trésor", place, Role.ACCOUNTANT);
        TestTenants.as(TestTenants.actor(place, other, Role.MANAGER), () -> grants.grant(treasurer, Role.TREASURER));

        Person dalila = signIn(login);
        String words = "Un accès demandé par une autre personne à confirmer";
        dalila.opens("/" + place + "/today").reads("À décider").reads(words);
        Page page = dalila.page();
        assertThat(page.locator(".bell-count").first().textContent()).isEqualTo("1");
        page.locator("button.bell").focus();
        page.keyboard().press("Enter");
        Locator entry = page.locator(".bell-told a, vaadin-popover a")
                .filter(new Locator.FilterOptions().setHasText(words))
                .last();
        entry.waitFor();
        dalila.looks();
        entry.click();
        page.waitForURL("**/people");
        dalila.settles().clicks("Confirmer").settles();

        page.waitForFunction(
                "() => document.querySelector('button.bell').getAttribute('aria-label').startsWith('Rien')");
        assertThat(grants.rolesIn(treasurer, place)).contains(Role.TREASURER);
        assertThat(grants.rolesIn(here, place)).containsExactly(Role.MANAGER);
    }

    @Test
    void enter_does_not_do_what_a_dialog_asks_about() {
        TenantId place = tenants.aCooperative();
        String login = "seule-" + place;
        UUID manager = person(login, "Sabine Seule", place, Role.MANAGER);
        TestTenants.as(
                TestTenants.actor(place, manager, Role.MANAGER),
                () -> clients.registerProgram("Automate", Set.of(Role.MANAGER)));

        Person sabine = signIn(login).opens("/" + place + "/people");
        sabine.clicks("Retirer");
        sabine.page()
                .locator("vaadin-dialog[opened]")
                .last()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        sabine.looks();
        assertThat((String) sabine.page().evaluate("document.activeElement.textContent.trim()"))
                .isNotEqualTo("Retirer");
        sabine.page().keyboard().press("Enter");
        sabine.settles();

        assertThat(TestTenants.as(TestTenants.actor(place, manager, Role.MANAGER), clients::here))
                .allMatch(client -> client.withdrawnAt() == null);
    }

    @Test
    void the_pages_before_the_application_fit_a_phone_and_follow_the_light_chosen_in_it() {
        Page page = signIn(
                        "maelle",
                        new Browser.NewContextOptions()
                                .setViewportSize(390, 844)
                                .setColorScheme(ColorScheme.LIGHT))
                .page();
        for (String light : List.of("light", "dark")) {
            page.context().addCookies(List.of(new Cookie("light", light).setUrl("http://localhost:" + port)));
            for (String path : List.of("/account", "/account/second-factor", "/sign-out", "/invitation/none")) {
                page.navigate(path);
                checkAccess(page);
                assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                        .as(path)
                        .isLessThanOrEqualTo(390);
                assertThat(page.evaluate("getComputedStyle(document.documentElement).colorScheme"))
                        .as(path)
                        .isEqualTo(light);
            }
        }
    }

    private UUID person(String login, String name, TenantId tenant, Role role) {
        UUID id = people.register(login + "@example.org", name, Locale.FRENCH, World.PASSWORD);
        Operators.asSystem(() -> grants.grantAsOperator(tenant, id, role));
        return id;
    }

    @Test
    void a_device_that_does_not_know_its_owner_makes_no_passkey() {
        Page page = signIn("maelle").page();
        CDPSession device = page.context().newCDPSession(page);
        device.send("WebAuthn.enable");
        device.send("WebAuthn.addVirtualAuthenticator", deviceOfAnyone());

        page.navigate("/account");
        page.locator("#new-passkey #label").fill("Clé trouvée");
        page.locator("#new-passkey button").click();
        page.locator("#new-passkey .alert").waitFor();

        page.navigate("/account");
        assertThat(page.locator("body").innerText()).doesNotContain("Clé trouvée");
    }

    private static JsonObject deviceOfAnyone() {
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", false);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject wrapped = new JsonObject();
        wrapped.add("options", options);
        return wrapped;
    }
}
