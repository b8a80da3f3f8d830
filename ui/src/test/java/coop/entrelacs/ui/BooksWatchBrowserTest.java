package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A difference between documents and books is named on an open page and in the bell, until it is mended. */
class BooksWatchBrowserTest extends BrowserTest {

    private static final TenantId COOPERATIVE = new TenantId("brindille");

    @Autowired
    Ledger ledger;

    @Autowired
    BooksWatch watch;

    @Test
    void who_answers_for_the_books_sees_a_new_difference_at_once_and_its_end() {
        Actor system = Actor.system(COOPERATIVE);
        CurrentTenant.run(system, watch::check);
        Person accountant = signIn("compta").opens("/brindille/verification").reads("ils disent la même chose");
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));

        long entry = CurrentTenant.get(
                system,
                () -> ledger.post(new JournalEntry(
                        "OD",
                        today,
                        "Client oublié",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("411", Money.of("12.50")),
                                JournalLine.credit("706", Money.of("12.50"))))));
        CurrentTenant.run(system, watch::check);

        accountant
                .reads("Compte 411")
                .reads("saisi à la main sans dire de quel client")
                .reads("12,50")
                .looks();
        assertThat(accountant.page().locator(".bell-count").first().textContent())
                .as("the bell counts it")
                .isNotEmpty();
        CurrentTenant.run(system, () -> ledger.takeBack(entry, today, "Erreur"));
        CurrentTenant.run(system, watch::check);
        accountant.reads("ils disent la même chose");
    }
}
