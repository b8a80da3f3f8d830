package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Long lists as a browser shows them. */
class ListsBrowserTest extends BrowserTest {

    private static final String SHOWN = """
            () => {
              const grid = document.querySelector('main vaadin-grid');
              const header = grid.shadowRoot.querySelector('#header').getBoundingClientRect();
              return {
                rows: grid.shadowRoot.querySelectorAll('#items tr').length,
                all: grid.size || 0,
                page: document.documentElement.scrollHeight / window.innerHeight,
                sideways: document.documentElement.scrollWidth - window.innerWidth,
                header: header.top >= 0 && header.bottom <= window.innerHeight,
                first: [...grid.querySelectorAll('vaadin-grid-cell-content a.open')].find(a => a.offsetParent).textContent};
            }""";

    /** Of a full chart only the rows in sight are sent and made; the header stays where it is when one scrolls. */
    @Test
    void the_accounts_of_a_full_chart_are_sent_as_they_come_into_sight() {
        Person accountant = signInQuickly("compta");
        Page page = accountant.page();
        page.navigate("/brindille/inbox");
        page.locator("h1").first().waitFor();
        accountant.settles();
        List<String> answers = new ArrayList<>();
        page.onResponse(response -> {
            if (response.url().contains("v-r=uidl")) {
                answers.add(text(response));
            }
        });

        page.evaluate("() => { const a = document.createElement('a'); a.href = '/brindille/accounts';"
                + " document.body.append(a); a.click(); a.remove(); }");
        page.locator("main vaadin-grid a.open").first().waitFor();
        accountant.settles();

        Map<?, ?> shown = (Map<?, ?>) page.evaluate(SHOWN);
        assertThat(((Number) shown.get("rows")).intValue()).isBetween(10, 90);
        assertThat(((Number) shown.get("page")).doubleValue()).isLessThan(1.6);
        assertThat(shown.get("header")).isEqualTo(true);
        page.evaluate("() => document.querySelector('main vaadin-grid').scrollToIndex(40)");
        accountant.settles();
        assertThat(((Map<?, ?>) page.evaluate(SHOWN)).get("header")).isEqualTo(true);
        assertThat(answers).allMatch(answer -> answer.length() < 400_000);
    }

    @Test
    void a_click_on_a_header_sorts_the_list_and_the_address_keeps_it() {
        Person accountant = signInQuickly("compta");
        Page page = accountant.page();
        page.navigate("/brindille/accounts");
        page.locator("main vaadin-grid a.open").first().waitFor();
        accountant.settles();
        String before = String.valueOf(((Map<?, ?>) page.evaluate(SHOWN)).get("first"));

        page.locator("main vaadin-grid-sorter").first().click();
        accountant.settles();
        page.locator("main vaadin-grid-sorter").first().click();
        accountant.settles();

        assertThat(page.url()).contains("sort=-");
        assertThat(((Map<?, ?>) page.evaluate(SHOWN)).get("first")).isNotEqualTo(before);
        page.reload();
        page.locator("main vaadin-grid a.open").first().waitFor();
        accountant.settles();
        assertThat(page.locator("main vaadin-grid-sorter").first().getAttribute("direction"))
                .isEqualTo("desc");
    }

    private static String text(Response response) {
        return response.text();
    }
}
