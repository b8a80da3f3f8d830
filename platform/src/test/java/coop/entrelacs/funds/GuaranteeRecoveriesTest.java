package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A fund pays for a customer who does not, and gets its part back when they pay after all. */
@EntrelacsTest
class GuaranteeRecoveriesTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Funds funds;

    @Autowired
    FundRequests requests;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments fundPayments;

    @Autowired
    Payments payments;

    @Autowired
    CashPositions cash;

    private FundScene make;
    private Scene scene;
    private Somebody inga;
    private Fund fund;
    private UUID invoice;

    @BeforeEach
    void anUnpaidInvoice() {
        make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
        fund = make.fund(scene, "receivables-guarantee", FundsFlowTest.lenient("receivables-guarantee"), "2000.00");
        invoice = make.anUnpaidInvoice(inga, "1000.00");
    }

    @Test
    void of_what_a_customer_pays_after_all_the_fund_gets_the_share_that_it_bore() {
        UUID request = guaranteed("800.00");
        Money before = available();

        UUID first = pays("600.00"); // half of 1,200 with VAT
        assertThat(request(request).owed()).isEqualTo(Money.of("400.00"));
        assertThat(balance()).isEqualTo(Money.of("1600.00"));
        assertThat(available())
                .as("600 came in, 100 of it VAT, and 400 went to the fund")
                .isEqualTo(before.plus(Money.of("600.00")).minus(Money.of("500.00")));

        pays("600.00");
        assertThat(request(request).state()).isEqualTo(new RequestState.Closed(RequestState.Closing.RECOVERED));
        assertThat(balance()).isEqualTo(Money.of("2000.00"));
        assertBooksAgree();

        // the first payment turns out to be somebody else's
        TestTenants.as(scene.accountant(), () -> {
            payments.reverse(first, null, "Virement d’un autre client");
            return null;
        });
        assertThat(request(request).stage()).isEqualTo(Stage.RECOVERING);
        assertThat(request(request).owed()).isEqualTo(Money.of("400.00"));
        assertThat(balance()).isEqualTo(Money.of("1600.00"));
        assertBooksAgree();
    }

    @Test
    void what_was_given_up_and_comes_all_the_same_returns_to_the_fund() {
        UUID request = guaranteed("800.00");
        scene.manages(() -> fundPayments.writeOff(request));

        pays("1200.00");

        assertThat(balance()).isEqualTo(Money.of("2000.00"));
        assertThat(request(request).stage()).isEqualTo(Stage.CLOSED);
        assertBooksAgree();
    }

    @Test
    void a_payment_is_taken_back_even_if_the_fund_has_promised_what_it_got() {
        UUID request = guaranteed("800.00");
        UUID all = pays("1200.00");
        Somebody other = make.aMemberOf(scene);
        UUID theirs = submitted(other, make.anUnpaidInvoice(other, "2500.00"), "2000.00", "2500.00")
                .id();
        decided(theirs, "2000.00"); // all that the fund has

        TestTenants.as(scene.accountant(), () -> {
            payments.reverse(all, null, "Chèque sans provision");
            return null;
        });

        assertThat(balance()).isEqualTo(Money.of("2000.00"));
        assertThat(request(request).stage()).isEqualTo(Stage.CLOSED);
        assertThat(TestTenants.in(
                        scene.tenant(),
                        () -> jdbc.sql("SELECT count(*) FROM audit_entry WHERE action = 'fund-request.recovery-kept'")
                                .query(Integer.class)
                                .single()))
                .isEqualTo(1);
        assertBooksAgree();
    }

    @Test
    void an_invoice_is_guaranteed_once_and_not_more_than_is_unpaid_on_it() {
        UUID request = submitted(inga, invoice, "800.00", "1000.00").id();

        inga.does(() -> requests.withdraw(request));
        UUID again = submitted(inga, invoice, "800.00", "1000.00").id();
        assertThat(request(again).stage()).isEqualTo(Stage.REVIEW);
        decided(again, "800.00");

        assertThat(submitted(inga, invoice, "800.00", "1000.00").reasons())
                .extracting(RequestView.Inadmissibility::code)
                .contains("invoice-guaranteed");
        assertThat(submitted(make.aMemberOf(scene), invoice, "800.00", "1000.00")
                        .reasons())
                .as("somebody else's invoice is not known to be one")
                .extracting(RequestView.Inadmissibility::code)
                .contains("invoice-unknown");
    }

    @Test
    void a_customer_who_pays_between_decision_and_payment_is_not_paid_for() {
        UUID request = submitted(inga, invoice, "800.00", "1000.00").id();
        decided(request, "800.00");
        TestTenants.as(scene.treasurer(), () -> fundPayments.propose(request));
        pays("1000.00"); // 200 are left

        assertThatThrownBy(() -> scene.manages(() -> fundPayments.confirm(request)))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.code()).isEqualTo("fund-invoice-paid-meanwhile"));
        assertThat(balance()).isEqualTo(Money.of("2000.00"));
        TestTenants.as(scene.treasurer(), () -> fundPayments.cancel(request));
        inga.does(() -> requests.withdraw(request));
        assertThat(scene.manages(() -> funds.get(fund.id())).free()).isEqualTo(Money.of("2000.00"));
    }

    @Test
    void a_guarantee_bears_its_share_of_what_is_lost_without_vat_and_not_a_cent_more() {
        UUID request = submitted(inga, invoice, "800.00", "1000.00").id();
        decided(request, "800.00");
        TestTenants.as(scene.treasurer(), () -> fundPayments.propose(request));
        UUID part = pays("300.00"); // 900 are left, 750 of them net: 800 is more than anybody loses

        assertThatThrownBy(() -> scene.manages(() -> fundPayments.confirm(request)))
                .isInstanceOfSatisfying(Refusal.class, e -> {
                    assertThat(e.code()).isEqualTo("fund-invoice-paid-meanwhile");
                    assertThat(e.arguments().getFirst()).as("80 % of 750").isEqualTo(Money.of("600.00"));
                });

        // the payment was somebody else's: the whole is lost after all
        TestTenants.as(scene.accountant(), () -> {
            payments.reverse(part, null, "Virement d’un autre client");
            return null;
        });
        scene.manages(() -> fundPayments.confirm(request));
        assertThat(balance()).isEqualTo(Money.of("1200.00"));
    }

    @Test
    void a_payment_older_than_the_guarantee_comes_back_on_the_guarantees_day() {
        UUID request = guaranteed("800.00");
        make.asOwner(
                scene.tenant(),
                "UPDATE fund_request SET paid_on = '" + today().plusDays(1) + "' WHERE id = '" + request + "'");

        pays("1200.00");

        assertThat(request(request).state()).isEqualTo(new RequestState.Closed(RequestState.Closing.RECOVERED));
        assertThat(balance()).isEqualTo(Money.of("2000.00"));
    }

    @Test
    void the_part_of_a_payment_is_exact_to_the_cent_whatever_comes_in_how_many_parts() {
        Money open = Money.of("333.33");
        Money left = Money.of("1000.00");
        Money back = Money.ZERO;
        for (String paid : List.of("0.01", "99.99", "123.45", "376.55", "400.00")) {
            left = left.minus(Money.of(paid));
            Money part = GuaranteeRecoveries.part(open, Money.of(paid), left);
            back = back.plus(part);
            open = open.minus(part);
        }
        assertThat(open).isEqualTo(Money.ZERO);
        assertThat(back).isEqualTo(Money.of("333.33"));
    }

    /** Asked, granted and paid by two. */
    private UUID guaranteed(String amount) {
        UUID request = submitted(inga, invoice, amount, "1000.00").id();
        decided(request, amount);
        TestTenants.as(scene.treasurer(), () -> fundPayments.propose(request));
        scene.manages(() -> fundPayments.confirm(request));
        return request;
    }

    private RequestView submitted(Somebody by, UUID of, String amount, String unpaid) {
        return by.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    by.activity(),
                    Money.of(amount),
                    null,
                    null,
                    of,
                    new PrivatePart(Need.UNPAID_INVOICE, "En liquidation", null, null, Money.of(unpaid), today(), true),
                    null));
            return requests.submit(draft.id(), draft.version());
        });
    }

    private void decided(UUID request, String amount) {
        UUID proposal = scene.sitting()
                .getFirst()
                .does(() -> decisions.propose(request, Money.of(amount), Ground.NEED_SHOWN, "Jugement joint"));
        scene.sitting().forEach(one -> one.does(() -> decisions.vote(proposal, Choice.FOR, "vu")));
    }

    private UUID pays(String amount) {
        return TestTenants.as(
                scene.accountant(),
                () -> payments.record(new PaymentForm(
                        today(),
                        PaymentForm.Means.TRANSFER,
                        "VIR",
                        List.of(new PaymentForm.Part(invoice, Money.of(amount))),
                        null)));
    }

    private RequestView request(UUID id) {
        return inga.does(() -> requests.get(id));
    }

    private Money available() {
        return TestTenants.in(scene.tenant(), () -> cash.available(inga.activity(), today()));
    }

    private Money balance() {
        return scene.manages(() -> funds.get(fund.id())).balance();
    }

    private void assertBooksAgree() {
        long inBooks = TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT coalesce(-sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(fund.accounts().holds())
                        .query(Long.class)
                        .single());
        assertThat(Money.ofCents(inBooks)).isEqualTo(balance());
    }

    private static LocalDate today() {
        return LocalDate.now(java.time.ZoneId.of("Europe/Paris"));
    }
}
