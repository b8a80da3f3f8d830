package coop.entrelacs.collaboration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.collaboration.CollaborationScene.Somebody;
import coop.entrelacs.collaboration.Opportunity.Answer;
import coop.entrelacs.collaboration.Opportunity.Outcome;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/** Nothing of a member leaves their cooperative before they say so, and nothing of them ever reaches the federation. */
@EntrelacsTest
class ConsentTest {

    private static final String CANARY = "Zéphyrine Canari";

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    CollaborationFigures figures;

    CollaborationScene scene;

    @BeforeEach
    void twoCooperatives() {
        scene = beans.createBean(CollaborationScene.class).aFederationOf(2);
    }

    private List<String> names(TenantId tenant) {
        return TestTenants.as(
                        TestTenants.actor(tenant, Role.ADVISOR), () -> scene.directory.search(null, null, null, null))
                .items()
                .stream()
                .map(DirectoryEntry::shownName)
                .toList();
    }

    @Test
    void who_says_yes_is_found_everywhere_and_who_withdraws_is_nowhere_any_more_not_even_in_the_mail() {
        TenantId there = scene.cooperative(1);
        Somebody one = scene.somebody(scene.cooperative(0), CANARY);
        scene.arrived();
        assertThat(names(there)).isEmpty();
        assertThatThrownBy(() -> TestTenants.as(one.actor(), () -> scene.directory.list(false)))
                .hasMessageContaining("collab-consent");
        assertThat(scene.everythingIn(there)).doesNotContain("Canari");

        TestTenants.as(one.actor(), () -> scene.directory.list(true));
        scene.arrived();
        assertThat(names(there)).containsExactly(CANARY);
        assertThat(TestTenants.as(
                        one.actor(), () -> scene.directory.mine().orElseThrow().consents()))
                .singleElement()
                .satisfies(consent -> assertThat(consent.purpose()).isEqualTo(Profile.Purpose.DIRECTORY));

        Profile withdrawn = TestTenants.as(one.actor(), () -> scene.directory.unlist());
        assertThat(names(scene.cooperative(0))).isEmpty();
        scene.arrived();
        assertThat(names(there)).isEmpty();
        assertThat(withdrawn.consents().getFirst().withdrawnAt()).isNotNull();
        assertThat(scene.everythingIn(there)).doesNotContain("Canari");
        assertThat(TestTenants.in(
                        scene.cooperative(0),
                        () -> scene.jdbc
                                .sql("SELECT string_agg(body::text, ' ') FROM crossing_out")
                                .query(String.class)
                                .single()))
                .doesNotContain("Canari");
        scene.everythingArrivesTwice();
        assertThat(names(there)).isEmpty();
    }

    @Test
    void a_cooperative_that_joins_later_learns_what_was_told_before() {
        scene.listed(scene.cooperative(0), "Basile Menuisier");
        scene.arrived();
        TenantId late = scene.tenants.aCooperativeOf(scene.federation);
        scene.cooperatives.add(late);
        names(late);
        scene.arrived();
        await().untilAsserted(() -> assertThat(names(late)).containsExactly("Basile Menuisier"));
    }

    @Test
    void the_federation_reads_counts_and_sums_and_nobodys_name() {
        Somebody lead = scene.listed(scene.cooperative(0), CANARY);
        Somebody partner = scene.listed(scene.cooperative(1), CANARY + " bis");
        UUID opportunity = TestTenants.as(
                lead.actor(),
                () -> scene.opportunities.publish(
                        new OpportunityForm(
                                "Canari cherche",
                                "Canari",
                                List.of("canari"),
                                Money.of("1000.00"),
                                LocalDate.now(scene.clock).plusDays(9)),
                        false,
                        true));
        UUID project = scene.aProject(lead, CollaborationScene.percents(lead, "50", partner, "50"), lead, partner);
        TestTenants.as(partner.actor(), () -> scene.projects.say(project, "Canari"));
        scene.billed(lead, project, "100.00");
        scene.arrived();

        List<CollaborationFigures.Figures> told =
                TestTenants.as(TestTenants.actor(scene.federation, Role.COORDINATOR), figures::cooperatives);
        assertThat(told)
                .filteredOn(one -> one.cooperative().equals(lead.tenant()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.openOpportunities()).isEqualTo(1);
                    assertThat(one.activeProjects()).isEqualTo(1);
                    assertThat(one.invoiced()).as("of one project alone").isNull();
                });
        assertThat(scene.everythingIn(scene.federation)).doesNotContainIgnoringCase("canari");
        assertThatThrownBy(
                        () -> TestTenants.as(TestTenants.actor(scene.federation, Role.MEMBER), figures::cooperatives))
                .isInstanceOf(NotAllowed.class);
        assertThat(opportunity).isNotNull();
    }

    @Test
    void an_opportunity_is_answered_and_closed_with_its_outcome() {
        Somebody seeker = scene.somebody(scene.cooperative(0), "Agathe");
        Somebody maker = scene.somebody(scene.cooperative(1), "Basile");
        Somebody other = scene.somebody(scene.cooperative(1), "Célestine");
        OpportunityForm form = new OpportunityForm(
                "Une scène de bois", "Pour l’été", List.of("bois"), null, LocalDate.now(scene.clock));
        UUID id = TestTenants.as(seeker.actor(), () -> scene.opportunities.publish(form, false, true));
        scene.arrived();
        UUID proposal = TestTenants.as(maker.actor(), () -> scene.opportunities.propose(id, "J’ai l’atelier", true));
        TestTenants.as(other.actor(), () -> scene.opportunities.propose(id, "Moi aussi", true));
        assertThatThrownBy(() -> TestTenants.as(maker.actor(), () -> scene.opportunities.propose(id, "Encore", true)))
                .hasMessageContaining("collab-proposed-twice");
        scene.arrived();

        assertThat(TestTenants.as(seeker.actor(), () -> scene.opportunities.get(id))
                        .proposals())
                .hasSize(2);
        assertThat(TestTenants.as(maker.actor(), () -> scene.opportunities.get(id))
                        .proposals())
                .hasSize(1);
        assertThatThrownBy(() ->
                        TestTenants.as(maker.actor(), () -> scene.opportunities.answer(id, proposal, Answer.RETAINED)))
                .isInstanceOf(NotAllowed.class);
        TestTenants.as(seeker.actor(), () -> scene.opportunities.answer(id, proposal, Answer.RETAINED));
        Opportunity now = TestTenants.as(seeker.actor(), () -> scene.opportunities.get(id));
        TestTenants.as(seeker.actor(), () -> scene.opportunities.close(id, now.version(), Outcome.FOUND, "Merci"));
        scene.arrived();

        Opportunity seen = TestTenants.as(other.actor(), () -> scene.opportunities.get(id));
        assertThat(seen.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(seen.proposals())
                .singleElement()
                .satisfies(one -> assertThat(one.answer()).isEqualTo(Answer.DECLINED));
        assertThat(TestTenants.as(maker.actor(), () -> scene.opportunities.get(id))
                        .proposals())
                .singleElement()
                .satisfies(one -> assertThat(one.answer()).isEqualTo(Answer.RETAINED));
        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.actor(scene.cooperative(0), Role.MEMBER),
                        () -> scene.opportunities.get(UUID.randomUUID())))
                .isInstanceOf(NotFound.class);
    }
}
