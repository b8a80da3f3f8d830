package coop.entrelacs.ui;

import org.junit.jupiter.api.Test;

/** What an open page shows is true, whenever it became so. */
class LivePagesBrowserTest extends BrowserTest {

    @Test
    void what_changes_after_a_page_read_and_before_it_appears_is_shown_and_what_changes_while_it_reads_anew_too() {
        LiveProbeView.FACT.set(0);

        // The probe is overtaken at its first reading and at the two that follow; the truth is 3.
        signIn("compta").opens("/brindille/live-probe").reads("Lu : 3");
    }
}
