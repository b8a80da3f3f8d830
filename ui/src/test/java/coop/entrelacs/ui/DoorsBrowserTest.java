package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pages let in, and what they say to a browser about it. */
class DoorsBrowserTest extends BrowserTest {

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
