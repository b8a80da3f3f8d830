package coop.entrelacs.activities;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.activities.ActivityFixtures.goods;
import static coop.entrelacs.activities.ActivityFixtures.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures.Made;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A quote invoiced by parts: whatever the parts, together they are the quote. */
@EntrelacsTest
class QuotePartsTest {

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Invoices invoices;

    @Autowired
    Quotes quotes;

    @Autowired
    LedgerSetup books;

    @Autowired
    TestTenants tenants;

    @Autowired
    Clock clock;

    Made activity;
    Actor accountant;

    @BeforeEach
    void aCooperative() {
        TenantId tenant = tenants.aCooperative();
        activity = new ActivityFixtures(activities, customers, invoices, books, clock)
                .anActivity()
                .withCustomer()
                .in(tenant);
        accountant = TestTenants.accountant(tenant);
    }

    @Test
    void the_part_that_completes_the_whole_takes_what_is_left() {
        UUID quote = accepted(service("145.05"));

        assertThat(invoice(quote, "30").totals().net()).isEqualTo(Money.of("43.52"));
        assertThat(invoice(quote, "70").totals().net()).isEqualTo(Money.of("101.53"));
        assertThatThrownBy(() -> invoice(quote, null)).isInstanceOf(QuoteInvoiced.class);
    }

    @Test
    void more_than_is_left_is_refused_with_the_percentage_that_is_left() {
        UUID quote = accepted(service("145.05"));
        invoice(quote, "30");

        assertThatThrownBy(() -> invoice(quote, "70.01"))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refused -> assertThat(refused.arguments().getLast()).isEqualTo(Rate.percent("70")));
    }

    @Test
    void goods_and_a_service_below_zero_are_invoiced_by_parts_too() {
        Line deposit = Line.of("Remise", "-1", "C62", "33.33", "normal", Nature.SERVICES);
        UUID quote = accepted(goods("1000.01", "normal"), deposit);

        Money first = invoice(quote, "30").totals().net();
        InvoiceDetails second = invoice(quote, "70");

        assertThat(first).isEqualTo(Money.of("290.00")); // 300.00 less 10.00
        assertThat(first.plus(second.totals().net())).isEqualTo(Money.of("966.68"));
        assertThat(second.about().lines())
                .extracting(line -> line.net().toString())
                .containsExactly("700.01", "-23.33");
    }

    @Test
    void a_part_that_was_credited_can_be_invoiced_again() {
        UUID quote = accepted(service("145.05"));
        InvoiceDetails part = invoice(quote, "30");
        LocalDate today = LocalDate.now(clock);
        InvoiceForm form = part.about();
        as(
                accountant,
                () -> invoices.change(
                        part.id(),
                        part.version(),
                        new InvoiceForm(
                                form.activity(),
                                form.customer(),
                                form.subject(),
                                "",
                                "",
                                today,
                                today,
                                null,
                                null,
                                form.lines())));
        as(accountant, () -> invoices.validate(part.id()));
        as(accountant, () -> invoices.credit(part.id(), CreditNoteForm.whole("Erreur")));

        assertThat(invoice(quote, "100").totals().net()).isEqualTo(Money.of("145.05"));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 7})
    void parts_in_any_percentages_add_up_to_the_quote_in_every_nature(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 8; round++) {
            Line goods = goods(Money.ofCents(20 + random.nextInt(100_000)).toString(), "normal");
            Line service = service(Money.ofCents(1 + random.nextInt(100_000)).toString());
            Line back = Line.of("Remise", "-1", "C62", "0.13", "reduced", Nature.SERVICES);
            UUID quote = accepted(goods, service, goods("5.55", "reduced"), back);
            List<Line> taken = new ArrayList<>();
            int left = 100;
            while (left > 0) {
                int part = Math.min(left, 1 + random.nextInt(15));
                left -= part;
                taken.addAll(invoice(quote, String.valueOf(part)).about().lines());
            }
            assertThat(SoldAs.nets(taken))
                    .containsExactlyInAnyOrderEntriesOf(
                            SoldAs.nets(List.of(goods, service, goods("5.55", "reduced"), back)));
        }
    }

    private UUID accepted(Line... lines) {
        return as(accountant, () -> {
            QuoteDetails quote = quotes.draft(QuoteForm.of(activity.id(), activity.customer(), "Site", lines));
            quotes.send(quote.id(), quote.version());
            return quote.id();
        });
    }

    private InvoiceDetails invoice(UUID quote, @Nullable String part) {
        return as(accountant, () -> quotes.invoice(quote, part == null ? null : Rate.percent(part)));
    }
}
