package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.WaitForSelectorState;
import coop.entrelacs.EntrelacsTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/**
 * A test through a real browser, on the running application with its own PostgreSQL and Redis. Skipped where there is no Chromium;
 * with {@code CI=true} it fails there, so that nobody believes it ran.
 */
@EntrelacsTest
@Import(World.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowserTest {

    static {
        // Before the application starts: its pages as people get them, without the tools of those who build them.
        System.setProperty("vaadin.devmode.devTools.enabled", "false");
        System.setProperty("vaadin.copilot.enable", "false");
    }

    /** No request of the page is on its way and no passing animation runs; a progress bar may turn for ever. */
    private static final String SETTLED = """
        () => {
          const clients = Object.values((window.Vaadin && window.Vaadin.Flow && window.Vaadin.Flow.clients) || {});
          if (clients.some(client => client.isActive && client.isActive())) return false;
          const moving = root => root.getAnimations().some(one => one.playState === 'running'
                  && one.effect && one.effect.getComputedTiming().iterations !== Infinity)
              || [...root.querySelectorAll('*')].some(one => one.shadowRoot && moving(one.shadowRoot));
          return !moving(document);
        }\
        """;

    private static final List<String> OPTIONS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    @LocalServerPort
    int port;

    @Autowired
    World world;

    private @Nullable Playwright playwright;
    private @Nullable Browser browser;
    private final List<BrowserContext> contexts = new ArrayList<>();

    @BeforeAll
    void aBrowser() {
        Optional<Path> chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (!"true".equals(System.getenv("CI"))) {
            assumeTrue(chromium.isPresent(), "no Chromium here: the browser tests are skipped");
        }
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.orElseThrow())
                        .setArgs(OPTIONS));
    }

    @BeforeEach
    void aWorld() {
        world.ensure();
    }

    @AfterEach
    void closePages() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
    }

    @AfterAll
    void closeBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    /** Someone at a browser of their own, signed in. */
    final Person signIn(String login) {
        return signIn(login, new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    final Person signIn(String login, Browser.NewContextOptions window) {
        BrowserContext context = java.util.Objects.requireNonNull(browser)
                .newContext(window.setLocale("fr-FR").setBaseURL("http://localhost:" + port));
        context.setDefaultTimeout(60_000);
        contexts.add(context);
        Page page = context.newPage();
        page.navigate("/");
        page.locator("input[name=email]").fill(login + "@example.org");
        page.locator("input[name=password]").fill(World.PASSWORD);
        checkAccess(page);
        page.locator("button[type=submit]").first().click();
        page.waitForURL(url -> !url.contains("/sign-in"));
        page.locator("h1").first().waitFor();
        return new Person(page);
    }

    /** As {@link #signIn} without looking at the page of sign-in: for tests that are about what comes after. */
    final Person signInQuickly(String login) {
        BrowserContext context = java.util.Objects.requireNonNull(browser)
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1280, 900)
                        .setLocale("fr-FR")
                        .setBaseURL("http://localhost:" + port));
        context.setDefaultTimeout(20_000);
        contexts.add(context);
        Matcher token = Pattern.compile("name=\"_csrf\" (?:value|content)=\"([^\"]+)\"")
                .matcher(context.request().get("/sign-in").text());
        assertThat(token.find()).as("the form of sign-in has a token").isTrue();
        context.request()
                .post(
                        "/sign-in",
                        RequestOptions.create()
                                .setForm(FormData.create()
                                        .set("email", login + "@example.org")
                                        .set("password", World.PASSWORD)
                                        .set("_csrf", token.group(1)))
                                .setMaxRedirects(0));
        return new Person(context.newPage());
    }

    /** Nothing that keeps someone from using the page. */
    static void checkAccess(Page page) {
        AxeResults results = new AxeBuilder(page).analyze();
        assertThat(results.getViolations().stream()
                        .filter(v -> "serious".equals(v.getImpact()) || "critical".equals(v.getImpact()))
                        .map(v -> v.getId() + ": " + v.getHelp() + " at "
                                + v.getNodes().stream()
                                        .map(n -> String.valueOf(n.getTarget()))
                                        .toList()))
                .as("serious accessibility violations on %s", page.url())
                .isEmpty();
    }

    /** What a person does on a page, in their words. */
    record Person(Page page) {

        /** Goes to a page and checks that everyone could use it. */
        Person opens(String path) {
            page.navigate(path);
            page.locator("h1").first().waitFor();
            looks();
            return this;
        }

        Person looks() {
            // Dialogs fade in; colours are judged once they stand still.
            settles();
            checkAccess(page);
            return this;
        }

        /** Waits until the server has answered all that was asked, and nothing moves any more. */
        Person settles() {
            page.waitForFunction(SETTLED);
            return this;
        }

        /** Says yes in the dialog that a click has opened: its button may be called as the one that opened it. */
        Person confirms(String words) {
            Locator dialog = page.locator("vaadin-dialog[opened], vaadin-confirm-dialog[opened]")
                    .last();
            dialog.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
            settles();
            return clicks(words);
        }

        Person clicks(String words) {
            button(words).click();
            return this;
        }

        Locator button(String words) {
            return page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName(words).setExact(true))
                    .or(page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName(words).setExact(true)))
                    .last();
        }

        Person types(String label, String text) {
            Locator field = page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                    .last();
            field.fill(text);
            // A day is taken over by Enter, everything else when the field is left.
            field.press("Enter");
            field.press("Tab");
            return settles();
        }

        Person chooses(String label, String text) {
            Locator field = page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName(label))
                    .last();
            field.fill(text);
            page.locator("vaadin-combo-box-item", new Page.LocatorOptions().setHasText(text))
                    .first()
                    .click();
            return this;
        }

        Person reads(String words) {
            try {
                page.getByText(words)
                        .filter(new Locator.FilterOptions().setVisible(true))
                        .first()
                        .waitFor();
            } catch (com.microsoft.playwright.TimeoutError e) {
                throw new AssertionError("no «" + words + "» on " + page.url() + ":\n" + text(), e);
            }
            return this;
        }

        String text() {
            return page.locator("body").innerText();
        }
    }
}
