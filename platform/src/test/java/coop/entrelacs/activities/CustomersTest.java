package coop.entrelacs.activities;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures.Made;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.audit.AuditEntry;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Whose customers are whose. */
@EntrelacsTest
@ExtendWith(OutputCaptureExtension.class)
class CustomersTest {

    private static final Address HOME = Address.of("5 rue Zorglubite", "75011", "Paris");

    @Autowired
    TestTenants tenants;

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Invoices invoices;

    @Autowired
    LedgerSetup books;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    Audit audit;

    @Autowired
    EntityManager entities;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    private TenantId tenant;
    private Actor accountant;
    private Actor ana;
    private Made mine;
    private Made others;
    private ActivityFixtures fixtures;

    @BeforeEach
    void twoActivities() {
        tenant = tenants.aCooperative();
        accountant = TestTenants.accountant(tenant);
        fixtures = new ActivityFixtures(activities, customers, invoices, books, clock);
        UUID person = UUID.randomUUID();
        UUID member =
                new MemberFixtures(members, contracts).aMember().person(person).in(tenant);
        ana = TestTenants.actor(tenant, person, Role.MEMBER);
        mine = fixtures.anActivity().ownedBy(member).in(tenant);
        others = fixtures.anActivity().in(tenant);
    }

    @Test
    void a_member_says_for_which_activity_of_theirs_a_customer_is() {
        assertThatThrownBy(() -> as(ana, () -> customers.add(CustomerForm.person("Paul", HOME))))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("activity");
        assertThatThrownBy(() -> as(ana, () -> customers.add(of("Paul", others.id()))))
                .isInstanceOf(NotFound.class);

        CustomerDetails own = as(ana, () -> customers.add(of("Paul", mine.id())));

        assertThat(own.mayChange()).isTrue();
        assertThatThrownBy(() -> as(ana, () -> customers.change(own.id(), own.version(), of("Paul", others.id()))))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() ->
                        as(ana, () -> customers.change(own.id(), own.version(), CustomerForm.person("Paul", HOME))))
                .isInstanceOf(NotAllowed.class);
    }

    @Test
    void an_accent_changes_nothing_in_the_alphabet() {
        List<String> names = List.of("David", "École de la Source", "Épicerie", "Festival", "Œuvre", "Union");
        List<String> shuffled = new java.util.ArrayList<>(names);
        java.util.Collections.reverse(shuffled);
        for (String name : shuffled) {
            as(accountant, () -> customers.add(CustomerForm.business(name, "732829320", HOME)));
        }

        List<String> listed = new java.util.ArrayList<>();
        String after = null;
        do {
            String from = after;
            var page = as(accountant, () -> customers.list(null, null, false, from, 4));
            page.items().forEach(row -> listed.add(row.name()));
            after = page.next();
        } while (after != null);

        assertThat(listed).isEqualTo(names);
    }

    @Test
    void a_shared_customer_is_used_by_members_and_rewritten_by_staff() {
        CustomerDetails shared =
                as(accountant, () -> customers.add(CustomerForm.business("Mairie", "732829320", HOME)));

        CustomerDetails seen = as(ana, () -> customers.get(shared.id()));
        assertThat(seen.mayChange()).isFalse();
        assertThat(seen.about().billing()).isEqualTo(HOME);
        assertThatThrownBy(() -> as(ana, () -> customers.change(shared.id(), shared.version(), seen.about())))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> as(ana, () -> customers.change(shared.id(), shared.version(), of("Moi", mine.id()))))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> as(ana, () -> customers.archive(shared.id(), true)))
                .isInstanceOf(NotAllowed.class);
        assertThat(as(accountant, () -> customers.archive(shared.id(), true)).archived())
                .isTrue();
        assertThat(in(tenant, () -> audit.newest("customer:" + shared.id(), null, 10))
                        .items())
                .extracting(AuditEntry::action)
                .containsExactly("customer.archived", "customer.added");
    }

    @Test
    void where_a_shared_private_person_lives_is_for_who_has_a_document_with_them() {
        CustomerForm form = new CustomerForm(
                CustomerKind.PRIVATE,
                "Zélie",
                null,
                null,
                null,
                null,
                "zelie@example.org",
                "0600",
                "fr",
                HOME,
                null,
                null);
        UUID zelie = as(accountant, () -> customers.add(form)).id();

        CustomerDetails before = as(ana, () -> customers.get(zelie));
        assertThat(before.about().name()).isEqualTo("Zélie");
        assertThat(before.about().billing()).isNull();
        assertThat(before.about().email()).isNull();
        assertThat(as(ana, () -> customers.list("Paris", null, false, null, null))
                        .items())
                .isEmpty();
        CustomerRow row = as(ana, () -> customers.list("Zélie", null, false, null, null))
                .items()
                .getFirst();
        assertThat(row.city()).isNull();
        assertThat(row.email()).isNull();

        as(
                ana,
                () -> invoices.draft(InvoiceForm.of(
                        mine.id(),
                        zelie,
                        "Cours",
                        java.time.LocalDate.now(clock),
                        Line.of("Cours", "1", "DAY", "50", "normal", Nature.SERVICES))));

        assertThat(as(ana, () -> customers.get(zelie)).about()).isEqualTo(form);
        assertThat(as(ana, () -> customers.list("Paris", null, false, null, null))
                        .items())
                .hasSize(1);
    }

    @Test
    void nothing_that_was_typed_reaches_the_log_when_a_batch_fails(CapturedOutput log) {
        CustomerForm typed = new CustomerForm(
                CustomerKind.PRIVATE,
                "Verrucostase",
                null,
                null,
                null,
                null,
                "glotto@example.org",
                "0612",
                "fr",
                HOME,
                null,
                null);
        try {
            in(
                    tenant,
                    () -> transaction.execute(_ -> {
                        entities.persist(new Customer(UUID.randomUUID(), "C-TWICE", typed));
                        entities.persist(new Customer(UUID.randomUUID(), "C-TWICE", typed));
                        entities.flush();
                        return null;
                    }));
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(CustomersTest.class).error("the batch failed", e);
        }
        try {
            in(
                    tenant,
                    () -> jdbc.sql("SELECT 'Pneumofrisson'::uuid")
                            .query(UUID.class)
                            .single());
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(CustomersTest.class)
                    .error("the reading failed", new IllegalStateException(e.getMessage(), e));
        }

        assertThat(log.getAll())
                .contains("the batch failed")
                .contains("23505")
                .contains("the reading failed")
                .contains("CustomersTest.java")
                .doesNotContain("Verrucostase")
                .doesNotContain("Zorglubite")
                .doesNotContain("glotto@example.org")
                .doesNotContain("Pneumofrisson");
    }

    private static CustomerForm of(String name, UUID activity) {
        return new CustomerForm(
                CustomerKind.PRIVATE, name, null, null, null, null, null, null, "fr", HOME, null, activity);
    }
}
