package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** A passkey made and used in the browser, with a device that says yes by itself. */
class PasskeyBrowserTest extends BrowserTest {

    @Test
    void somebody_adds_a_passkey_and_signs_in_by_it_without_a_password() {
        Page page = signIn("maelle").page();
        CDPSession device = page.context().newCDPSession(page);
        device.send("WebAuthn.enable");
        device.send("WebAuthn.addVirtualAuthenticator", deviceThatKnowsItsOwner());

        page.navigate("/account");
        page.locator("#new-passkey #label").fill("Mon téléphone");
        page.locator("#new-passkey button").click();
        page.waitForURL("**/account?saved");
        assertThat(page.locator(".keys").innerText()).contains("Mon téléphone");
        checkAccess(page);

        page.navigate("/sign-out");
        page.locator("button[type=submit]").first().click();
        page.waitForURL(url -> url.contains("/sign-in"));
        page.locator("#passkey button").click();
        page.waitForURL(url -> !url.contains("/sign-in"));

        assertThat(page.locator("body").innerText()).doesNotContain("passkey");
        page.navigate("/account");
        assertThat(page.locator("body").innerText()).contains("Mon téléphone");

        // Taken away, it opens nothing any more.
        page.locator(".keys button").first().click();
        page.waitForURL("**/account?saved");
        page.navigate("/sign-out");
        page.locator("button[type=submit]").first().click();
        page.waitForURL(url -> url.contains("/sign-in"));
        page.locator("#passkey button").click();
        page.locator("#passkey .alert").waitFor();
        assertThat(page.url()).contains("/sign-in");
    }

    private static JsonObject deviceThatKnowsItsOwner() {
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject wrapped = new JsonObject();
        wrapped.add("options", options);
        return wrapped;
    }
}
