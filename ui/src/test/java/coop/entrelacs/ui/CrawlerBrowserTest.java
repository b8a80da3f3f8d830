package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.Words;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What the pages offer works in a browser: navigation, links, rows and the choices that change the page. Each kind of page is visited by
 * the first who is offered it; that every page opens for every role, {@link ViewsTest} sees without a browser.
 */
class CrawlerBrowserTest extends BrowserTest {

    private static final int MOST_PAGES = 60;

    /** The addresses that the page offers, without downloads and without what is not a page of the application. */
    private static final String OFFERED = """
            () => [...new Set([
                ...[...document.querySelectorAll('a[href]')].filter(a => !a.hasAttribute('download') && a.target !== '_blank').map(a => a.href),
                ...[...document.querySelectorAll('vaadin-side-nav-item')].filter(i => i.path != null).map(i => new URL(i.path, document.baseURI).href)])]
              .filter(href => href.startsWith(location.origin) && !/\\/VAADIN\\/|\\/account|\\/sign-/.test(href))
              .map(href => href.substring(location.origin.length).replace(/#.*/, ''))
              .filter(path => path.length > 1)""";

    private static final String GOES = """
            path => {
              const link = document.createElement('a');
              link.href = path;
              document.body.append(link);
              link.click();
              link.remove();
            }""";

    /** The first row of the n-th list whose rows open, at a cell that is no link. */
    private static final String ROW = """
            n => {
              const grid = [...document.querySelectorAll('vaadin-grid.opens')].filter(g => g.offsetParent)[n];
              const row = grid && grid.shadowRoot.querySelector('#items tr:not([hidden])');
              if (!row) return null;
              return [...row.querySelectorAll('td slot, th slot')].map(s => s.assignedElements()[0])
                  .filter(c => c && c.offsetParent && c.offsetWidth && !c.querySelector('a') && c.textContent.trim())[0] || null;
            }""";

    private final Words words = new Words();

    @Autowired
    Ledger ledger;

    @Test
    void no_link_or_row_of_any_role_ends_on_a_dead_page() {
        CurrentTenant.run(
                Actor.system(world.cooperative),
                () -> ledger.post(new JournalEntry(
                        "BQ",
                        LocalDate.now(),
                        "Vente payée",
                        null,
                        null,
                        null,
                        List.of(JournalLine.debit("512", Money.of("40")), JournalLine.credit("706", Money.of("40"))))));
        List<String> dead = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (String login : List.of("compta", "gerance", "conseil", "paie", "tresor", "comite", "maelle")) {
            crawl(login, "/brindille", known, dead, seen);
        }
        crawl("coordination", "/archipel", known, dead, seen);
        crawl("operateur", "/deployment", known, dead, seen);

        assertThat(dead).as("of %s", seen).isEmpty();
        assertThat(seen).hasSizeGreaterThan(50).anyMatch(one -> one.contains("row of /brindille/balance"));
    }

    @Test
    void each_kind_of_treaty_that_is_chosen_has_its_proposal() {
        Person coordinator = signIn("coordination").opens("/archipel/treaties/new");
        Locator choice = coordinator.page().locator("main vaadin-select").first();
        Locator offered = coordinator.page().locator("vaadin-select-list-box vaadin-select-item:visible");
        choice.click();
        offered.first().waitFor();
        int kinds = offered.count();
        assertThat(kinds).isGreaterThan(1);
        for (int kind = 0; kind < kinds; kind++) {
            if (kind > 0) {
                choice.click();
            }
            offered.nth(kind).click();
            coordinator.settles();
            assertThat(dead(coordinator))
                    .as("kind %s at %s", kind, coordinator.page().url())
                    .isFalse();
            choice.waitFor();
        }
    }

    private void crawl(String login, String home, Set<String> known, List<String> dead, List<String> seen) {
        Person person = signInQuickly(login);
        Page page = person.page();
        page.navigate(home);
        page.locator("h1").first().waitFor();
        person.settles();
        Deque<String> toVisit = new ArrayDeque<>();
        known.add(kind(home));
        note(person, login + ": " + home, dead, seen);
        offer(page, known, toVisit);
        int visited = 0;
        while (!toVisit.isEmpty() && visited++ < MOST_PAGES) {
            String path = toVisit.removeFirst();
            go(person, path);
            note(person, login + ": " + path, dead, seen);
            offer(page, known, toVisit);
            int lists = page.locator("vaadin-grid.opens:visible").count();
            for (int list = 0; list < lists; list++) {
                if (list > 0) {
                    go(person, path);
                }
                ElementHandle row = page.evaluateHandle(ROW, list).asElement();
                if (row == null) {
                    continue;
                }
                String before = page.url();
                row.click();
                try {
                    page.waitForURL(url -> !url.equals(before), new Page.WaitForURLOptions().setTimeout(3_000));
                } catch (TimeoutError e) {
                    dead.add(login + ": row of " + path + " leads nowhere");
                }
                person.settles();
                note(person, login + ": row of " + path, dead, seen);
                offer(page, known, toVisit);
            }
        }
    }

    private void go(Person person, String path) {
        person.page().evaluate(GOES, path);
        try {
            person.page()
                    .waitForFunction(
                            "path => location.pathname + location.search === path",
                            path,
                            new Page.WaitForFunctionOptions().setTimeout(2_000));
        } catch (TimeoutError forwarded) {
            assertThat(person.page().url()).as("%s was left for", path).isNotEmpty();
        }
        person.settles();
    }

    private void note(Person person, String what, List<String> dead, List<String> seen) {
        seen.add(what);
        if (dead(person)) {
            dead.add(what + " -> " + person.page().url());
        }
    }

    private boolean dead(Person person) {
        String text = person.text();
        return List.of("ui.not-found", "ui.problem", "ui.incident").stream()
                .map(key -> words.get(key, Locale.FRENCH, "|").replaceFirst("\\|.*", ""))
                .anyMatch(text::contains);
    }

    /** Each kind of page once: ids and the values of a query do not make another one. */
    private static void offer(Page page, Set<String> known, Deque<String> toVisit) {
        for (Object one : (List<?>) page.evaluate(OFFERED)) {
            String path = String.valueOf(one);
            if (known.add(kind(path))) {
                toVisit.add(path);
            }
        }
    }

    private static String kind(String path) {
        return path.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "*")
                .replaceAll("/\\d[0-9A-Z]*(?=$|[/?])", "/#")
                .replaceAll("=[^&]*", "=");
    }
}
