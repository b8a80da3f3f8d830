package coop.entrelacs.collaboration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.activities.CreditNoteForm;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.collaboration.CollaborationScene.Somebody;
import coop.entrelacs.collaboration.ProjectView.Share;
import coop.entrelacs.collaboration.ProjectView.ShareState;
import coop.entrelacs.collaboration.ProjectView.State;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

@EntrelacsTest
class JointProjectTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    CollaborationScene scene;
    Somebody lead;
    Somebody neighbour;
    Somebody carpenter;
    Somebody gardener;

    @BeforeEach
    void threeCooperatives() {
        scene = beans.createBean(CollaborationScene.class).aFederationOf(3);
        lead = scene.somebody(scene.cooperative(0), "Agathe Porteuse");
        neighbour = scene.listed(scene.cooperative(0), "Noé Voisin");
        carpenter = scene.listed(scene.cooperative(1), "Basile Menuisier");
        gardener = scene.listed(scene.cooperative(2), "Célestine Jardins");
    }

    private UUID signedProject() {
        return scene.aProject(
                lead,
                CollaborationScene.percents(lead, "40", neighbour, "10", carpenter, "30", gardener, "20"),
                lead,
                neighbour,
                carpenter,
                gardener);
    }

    @Test
    void from_the_customers_invoice_to_paid_shares_everybody_reads_the_same_figures() {
        UUID project = signedProject();
        assertThat(scene.view(carpenter, project).state()).isEqualTo(State.ACTIVE);

        UUID invoice = scene.billed(lead, project, "1000.01");
        scene.arrived();

        Share owed = scene.share(carpenter, project);
        assertThat(owed.net()).isEqualTo(Money.of("300.00"));
        assertThat(owed.gross()).isEqualTo(Money.of("360.00"));
        assertThat(owed.state()).isEqualTo(ShareState.INVOICED);
        assertThat(owed.number()).isNotNull();
        assertThat(Money.sum(scene.view(gardener, project).shares().stream()
                        .map(Share::net)
                        .toList()))
                .isEqualTo(Money.of("1000.01"));
        scene.bothSidesAgree();
        // the sale of the partner, with VAT that waits; the cost of the lead, with VAT to deduct
        assertThat(scene.balance(carpenter, "706")).isEqualTo(Money.of("-300.00"));
        assertThat(scene.balance(carpenter, "44588")).isEqualTo(Money.of("-60.00"));
        assertThat(scene.balance(lead, "611")).isEqualTo(Money.of("500.00"));
        assertThat(scene.balance(lead, "44566")).isEqualTo(Money.of("100.00"));

        scene.paid(lead.tenant(), invoice, "400.00");
        scene.arrived();
        scene.bothSidesAgree();
        // 400.00 of 1200.01 came in
        assertThat(scene.share(carpenter, project).payable()).isEqualTo(Money.of("120.00"));
        assertThat(scene.share(neighbour, project).settled()).isEqualTo(Money.of("33.33"));
        scene.settleAll();
        assertThat(scene.balance(carpenter, "4457")).isEqualTo(Money.of("-20.00"));

        scene.paid(lead.tenant(), invoice, "0.01");
        scene.paid(lead.tenant(), invoice, "800.00");
        scene.arrived();
        scene.settleAll();

        scene.bothSidesAgree();
        for (Somebody one : List.of(lead, neighbour, carpenter, gardener)) {
            assertThat(scene.view(one, project)).isEqualTo(scene.view(lead, project));
            assertThat(scene.share(one, project).state()).isEqualTo(ShareState.PAID);
        }
        assertThat(scene.balance(carpenter, "512")).isEqualTo(Money.of("360.00"));
        assertThat(scene.balance(carpenter, "4458")).isEqualTo(Money.ZERO);
        assertThat(scene.balance(lead, "512")).isEqualTo(Money.of("600.01"));
        assertThat(scene.balance(lead, "4511")).isEqualTo(Money.ZERO);
        assertThat(scene.balance(neighbour, "187")).isEqualTo(Money.of("-100.00"));

        scene.everythingArrivesTwice();
        scene.bothSidesAgree();
        assertThat(scene.balance(carpenter, "706")).isEqualTo(Money.of("-300.00"));
    }

    @Test
    void a_part_carries_the_day_of_the_customers_invoice_on_both_sides() {
        UUID project = signedProject();
        LocalDate day = LocalDate.now(scene.clock).minusDays(3);
        var form = scene.fixtures.services(lead.activity(), "100.00");
        UUID draft = TestTenants.as(
                lead.actor(),
                () -> scene.projects.bill(
                        project,
                        new InvoiceForm(
                                form.activity(),
                                form.customer(),
                                form.subject(),
                                form.notes(),
                                form.orderReference(),
                                form.suppliedFrom(),
                                form.suppliedTo(),
                                day,
                                null,
                                form.lines())));
        scene.validate(lead.tenant(), draft);
        scene.arrived();

        scene.bothSidesAgree();
        assertThat(TestTenants.in(
                        carpenter.tenant(),
                        () -> scene.jdbc
                                .sql("SELECT on_day FROM mutual_position")
                                .query(LocalDate.class)
                                .list()))
                .containsExactly(day);
    }

    @Test
    void killed_at_each_step_of_its_messages_a_project_ends_equal_on_both_sides_and_nothing_is_there_twice() {
        DyingNodes.WHERE.addAll(scene.cooperatives);
        UUID project = signedProject();
        scene.everythingArrivesTwice();

        UUID invoice = scene.drafted(lead, project, "1000.00");
        killed(() -> scene.invoices.validate(invoice));
        assertThat(scene.view(lead, project).shares()).isEmpty();
        scene.validate(lead.tenant(), invoice);
        scene.arrived();
        scene.everythingArrivesTwice();
        scene.bothSidesAgree();

        PaymentForm some = PaymentForm.transfer(invoice, Money.of("400.00"), LocalDate.now(scene.clock));
        killed(() -> scene.payments.record(some));
        scene.paid(lead.tenant(), invoice, "400.00");
        scene.arrived();
        scene.everythingArrivesTwice();
        scene.bothSidesAgree();
        assertThat(scene.share(carpenter, project).payable()).isEqualTo(Money.of("120.00"));

        CreditNoteForm half = new CreditNoteForm("Moitié", null, List.of(ActivityFixtures.service("500.00")));
        killed(() -> scene.invoices.credit(invoice, half));
        credit(invoice, "500.00");
        scene.arrived();
        scene.everythingArrivesTwice();
        scene.bothSidesAgree();

        scene.settleAll();
        scene.paid(lead.tenant(), invoice, "200.00");
        scene.arrived();
        scene.settleAll();
        scene.everythingArrivesTwice();

        scene.bothSidesAgree();
        assertThat(scene.share(carpenter, project).state()).isEqualTo(ShareState.PAID);
        assertThat(scene.balance(carpenter, "512")).isEqualTo(Money.of("180.00"));
        assertThat(scene.balance(carpenter, "706")).isEqualTo(Money.of("-150.00"));
        assertThat(scene.balance(lead, "611")).isEqualTo(Money.of("250.00"));
        assertThat(scene.balance(lead, "4511")).isEqualTo(Money.ZERO);
        // Every step did die, here and there.
        for (String step : List.of("collab-share.v1", "collab-released.v1", "collab-credit.v1", "collab-project.v1")) {
            assertThat(DyingNodes.DIED).contains(carpenter.tenant() + " " + step, gardener.tenant() + " " + step);
        }
        for (String step : List.of("collab-word.v1", "collab-invoiced.v1", "collab-credited.v1")) {
            assertThat(DyingNodes.DIED).contains(lead.tenant() + " " + step);
        }
    }

    /** The lead's node dies before it commits: nothing happened, and nothing left. */
    private void killed(java.util.concurrent.Callable<?> work) {
        long before = sent();
        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.accountant(lead.tenant()),
                        () -> scene.transaction.execute(status -> {
                            try {
                                work.call();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                            throw new IllegalStateException("the node dies before it commits");
                        })))
                .isInstanceOf(IllegalStateException.class);
        assertThat(sent()).isEqualTo(before);
    }

    private long sent() {
        return TestTenants.in(
                lead.tenant(),
                () -> scene.jdbc
                        .sql("SELECT count(*) FROM crossing_out")
                        .query(Long.class)
                        .single());
    }

    @Test
    void a_credit_note_before_the_payment_takes_back_everybodys_part() {
        UUID project = signedProject();
        UUID invoice = scene.billed(lead, project, "1000.00");
        scene.arrived();
        credit(invoice, "500.00");
        scene.arrived();
        scene.bothSidesAgree();
        scene.settleAll();
        assertThat(scene.share(carpenter, project).credited()).isEqualTo(Money.of("180.00"));
        assertThat(scene.share(carpenter, project).held()).isEqualTo(Money.of("180.00"));

        scene.paid(lead.tenant(), invoice, "600.00");
        scene.arrived();
        scene.settleAll();
        scene.bothSidesAgree();
        assertThat(scene.share(carpenter, project).state()).isEqualTo(ShareState.PAID);
        assertThat(scene.balance(carpenter, "512")).isEqualTo(Money.of("180.00"));
        assertThat(scene.balance(carpenter, "4457")).isEqualTo(Money.of("-30.00"));
        assertThat(scene.balance(lead, "611")).isEqualTo(Money.of("250.00"));
        assertThat(scene.balance(lead, "4511")).isEqualTo(Money.ZERO);
        assertThat(scene.balance(neighbour, "187")).isEqualTo(Money.of("-50.00"));
    }

    @Test
    void a_credit_note_after_the_settlement_cascades_back() {
        UUID project = signedProject();
        UUID invoice = scene.billed(lead, project, "1000.00");
        scene.paid(lead.tenant(), invoice, "1200.00");
        scene.arrived();
        scene.settleAll();
        assertThat(scene.share(carpenter, project).state()).isEqualTo(ShareState.PAID);

        credit(invoice, null);
        scene.arrived();
        scene.bothSidesAgree();
        scene.settleAll();

        scene.bothSidesAgree();
        assertThat(scene.share(carpenter, project).state()).isEqualTo(ShareState.CREDITED);
        assertThat(scene.share(carpenter, project).settled()).isEqualTo(Money.ZERO);
        for (String account : List.of("512", "706", "4457", "4458")) {
            assertThat(scene.balance(carpenter, account)).as(account).isEqualTo(Money.ZERO);
        }
        for (String account : List.of("611", "44566", "4511")) {
            assertThat(scene.balance(lead, account)).as(account).isEqualTo(Money.ZERO);
        }
        // one voucher forward, one back
        assertThat(scene.balance(neighbour, "18")).isEqualTo(Money.ZERO);
    }

    private void credit(UUID invoice, String net) {
        TestTenants.as(
                TestTenants.accountant(lead.tenant()),
                () -> scene.invoices.credit(
                        invoice,
                        net == null
                                ? CreditNoteForm.whole("Annulé")
                                : new CreditNoteForm("Moitié", null, List.of(ActivityFixtures.service(net)))));
    }

    @Test
    void a_partners_cooperative_that_is_away_finds_its_invoice_and_what_was_paid_meanwhile() {
        UUID project = signedProject();
        scene.registry.suspend(carpenter.tenant());
        UUID invoice = scene.billed(lead, project, "1000.00");
        scene.paid(lead.tenant(), invoice, "600.00");
        assertThat(scene.share(lead, project).settled()).isEqualTo(Money.of("200.00"));
        assertThat(scene.view(lead, project).shares().stream()
                        .filter(share -> share.person().equals(carpenter.key()))
                        .map(Share::number))
                .containsOnlyNulls();

        scene.registry.activate(carpenter.tenant());
        TestTenants.in(lead.tenant(), () -> {
            scene.crossings.tryAgain();
            return null;
        });
        scene.arrived();
        scene.bothSidesAgree();
        assertThat(scene.share(carpenter, project).payable()).isEqualTo(Money.of("180.00"));
        scene.settleAll();
        scene.paid(lead.tenant(), invoice, "600.00");
        scene.arrived();
        scene.settleAll();
        scene.bothSidesAgree();
        assertThat(scene.share(carpenter, project).state()).isEqualTo(ShareState.PAID);
    }

    @Test
    void each_members_contribution_is_taken_on_their_own_part() {
        UUID project = signedProject();
        scene.contributes(lead.tenant());
        scene.contributes(carpenter.tenant());
        scene.billed(lead, project, "1000.00");
        scene.arrived();
        // 10 % of turnover: the lead keeps 40 % and the neighbour's 10 % under their own cooperative
        assertThat(scene.balance(lead, "6288")).isEqualTo(Money.of("50.00"));
        assertThat(scene.balance(carpenter, "6288")).isEqualTo(Money.of("30.00"));
    }

    @Test
    void what_is_between_cooperatives_is_not_paid_by_hand() {
        UUID project = signedProject();
        scene.billed(lead, project, "1000.00");
        scene.arrived();
        UUID mirrored = TestTenants.in(
                carpenter.tenant(),
                () -> scene.jdbc
                        .sql("SELECT invoice_id FROM collab_mirror")
                        .query(UUID.class)
                        .single());
        assertThatThrownBy(() -> scene.paid(carpenter.tenant(), mirrored, "10.00"))
                .hasMessageContaining("cleared-elsewhere");
        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.accountant(carpenter.tenant()),
                        () -> scene.payments.record(new PaymentForm(
                                LocalDate.now(scene.clock),
                                PaymentForm.Means.CLEARING,
                                "",
                                List.of(new PaymentForm.Part(mirrored, Money.of("10.00"))),
                                null))))
                .hasMessageContaining("means-clearing");
    }

    @Test
    void two_signatures_at_once_bring_one_split_into_force() {
        scene.arrived();
        UUID project = TestTenants.as(
                lead.actor(),
                () -> scene.projects.open(
                        new ProjectForm("À deux", "", null, null),
                        CollaborationScene.percents(lead, "50", neighbour, "25", carpenter, "25"),
                        true));
        scene.arrived();
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> scene.sign(neighbour, project)),
                        CompletableFuture.runAsync(() -> scene.sign(carpenter, project)),
                        CompletableFuture.runAsync(() -> scene.sign(lead, project)))
                .join();
        scene.arrived();

        assertThat(scene.view(carpenter, project).inForce().orElseThrow().signatures())
                .hasSize(3);
        assertThat(scene.view(lead, project).events().stream()
                        .filter(event -> event.kind().equals("IN_FORCE")))
                .hasSize(1);
    }

    @Test
    void a_signature_on_an_old_version_does_not_count() {
        scene.arrived();
        UUID project = TestTenants.as(
                lead.actor(),
                () -> scene.projects.open(
                        new ProjectForm("Change", "", null, null),
                        CollaborationScene.percents(lead, "50", carpenter, "50"),
                        true));
        scene.arrived();
        String old = scene.view(carpenter, project).proposed().orElseThrow().hash();

        // the lead changes it while the partner signs what their cooperative still shows
        TestTenants.as(
                lead.actor(),
                () -> scene.projects.proposeSplit(project, CollaborationScene.percents(lead, "60", carpenter, "40")));
        TestTenants.as(
                lead.actor(),
                () -> scene.projects.sign(
                        project,
                        2,
                        scene.projects
                                .get(project)
                                .project()
                                .proposed()
                                .orElseThrow()
                                .hash(),
                        true));
        assertThatThrownBy(() -> TestTenants.as(lead.actor(), () -> scene.projects.sign(project, 1, old, true)))
                .hasMessageContaining("collab-split-outdated");
        scene.arrived();
        assertThatThrownBy(() -> TestTenants.as(carpenter.actor(), () -> scene.projects.sign(project, 1, old, true)))
                .hasMessageContaining("collab-split-outdated");
        assertThat(scene.view(carpenter, project).inForce()).isEmpty();
        // not even by hand in the database
        assertThatThrownBy(() -> TestTenants.in(
                        lead.tenant(),
                        () -> scene.jdbc
                                .sql("UPDATE collab_split SET state = 'IN_FORCE' WHERE project_id = ? AND version = 2")
                                .param(project)
                                .update()))
                .hasStackTraceContaining("is not signed by all");
        assertThatThrownBy(() -> TestTenants.in(
                        lead.tenant(),
                        () -> scene.jdbc
                                .sql("INSERT INTO collab_signature(project_id, version, person, hash, signed_at)"
                                        + " VALUES (?, 2, ?, ?, now())")
                                .params(project, carpenter.key(), old)
                                .update()))
                .hasStackTraceContaining("foreign key");
    }

    @Test
    void who_leaves_keeps_what_is_done_and_the_rest_waits_for_a_new_agreement() {
        UUID project = signedProject();
        scene.billed(lead, project, "1000.00");
        scene.arrived();
        TestTenants.as(gardener.actor(), () -> scene.projects.leave(project, null));
        scene.arrived();

        assertThat(scene.view(carpenter, project).state()).isEqualTo(State.SIGNING);
        assertThatThrownBy(() -> scene.drafted(lead, project, "500.00")).hasMessageContaining("collab-no-split");
        TestTenants.as(
                lead.actor(),
                () -> scene.projects.proposeSplit(
                        project, CollaborationScene.percents(lead, "50", neighbour, "10", carpenter, "40")));
        scene.arrived();
        for (Somebody one : List.of(lead, neighbour, carpenter)) {
            scene.sign(one, project);
        }
        scene.arrived();
        UUID second = scene.billed(lead, project, "500.00");
        scene.arrived();

        assertThat(scene.share(gardener, project).net()).isEqualTo(Money.of("200.00"));
        assertThat(scene.view(lead, project).shares().stream()
                        .filter(share ->
                                share.invoice().equals(second) && share.person().equals(carpenter.key()))
                        .map(Share::net))
                .containsExactly(Money.of("200.00"));
        scene.bothSidesAgree();
    }

    @Test
    void an_invoice_drafted_under_a_split_that_fell_is_not_validated() {
        UUID project = signedProject();
        UUID draft = scene.drafted(lead, project, "500.00");
        TestTenants.as(carpenter.actor(), () -> scene.projects.leave(project, null));
        scene.arrived();

        assertThatThrownBy(() -> scene.validate(lead.tenant(), draft)).hasMessageContaining("collab-no-split");
    }

    @Test
    void a_dispute_holds_the_part_until_it_is_settled() {
        UUID project = signedProject();
        UUID invoice = scene.billed(lead, project, "1000.00");
        scene.arrived();
        UUID share = scene.share(carpenter, project).id();
        TestTenants.as(carpenter.actor(), () -> scene.projects.dispute(project, share, "Deux jours manquent"));
        scene.arrived();
        scene.paid(lead.tenant(), invoice, "1200.00");
        scene.arrived();
        assertThat(scene.share(carpenter, project).state()).isEqualTo(ShareState.DISPUTED);
        assertThat(scene.share(carpenter, project).held()).isEqualTo(Money.of("360.00"));
        assertThat(scene.share(gardener, project).payable()).isEqualTo(Money.of("240.00"));

        TestTenants.as(carpenter.actor(), () -> scene.projects.resolve(project, share, "Compris"));
        scene.arrived();
        assertThat(scene.share(carpenter, project).payable()).isEqualTo(Money.of("360.00"));
        scene.settleAll();
        scene.bothSidesAgree();
    }

    @Test
    void hours_recorded_in_three_cooperatives_decide() {
        UUID project = scene.aProject(
                lead,
                CollaborationScene.split(SplitForm.Kind.TIME, lead, "60", carpenter, "60", gardener, "60"),
                lead,
                carpenter,
                gardener);
        UUID early = scene.drafted(lead, project, "900.00");
        assertThatThrownBy(() -> scene.validate(lead.tenant(), early)).hasMessageContaining("collab-no-time");
        for (Somebody one : List.of(lead, carpenter, gardener)) {
            TestTenants.as(
                    one.actor(),
                    () -> scene.projects.recordTime(project, LocalDate.now(scene.clock), 120, "Sur place"));
        }
        TestTenants.as(carpenter.actor(), () -> scene.projects.say(project, "C’est posé."));
        scene.arrived();
        scene.validate(lead.tenant(), early);
        scene.arrived();

        assertThat(scene.share(carpenter, project).net()).isEqualTo(Money.of("300.00"));
        assertThat(scene.view(gardener, project).messages()).hasSize(1);
        assertThat(scene.view(gardener, project).times())
                .allSatisfy(time -> assertThat(time.invoiced()).isTrue());
    }

    @Test
    void a_project_is_only_there_for_those_who_are_in_it() {
        UUID project = signedProject();
        Somebody stranger = scene.somebody(scene.cooperative(1), "Quelqu’un");
        assertThatThrownBy(() -> scene.view(stranger, project)).isInstanceOf(NotFound.class);
        assertThat(TestTenants.as(TestTenants.accountant(scene.cooperative(1)), () -> scene.projects.list()))
                .hasSize(1);
    }
}
