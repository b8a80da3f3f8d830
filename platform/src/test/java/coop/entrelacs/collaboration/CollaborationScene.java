package coop.entrelacs.collaboration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.activities.ContributionRule;
import coop.entrelacs.activities.ContributionRules;
import coop.entrelacs.activities.ContributionTemplate;
import coop.entrelacs.activities.InvoiceDetails;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.collaboration.ProjectView.Share;
import coop.entrelacs.federation.PositionSettled;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.federation.PositionsSettled;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Members of several cooperatives, and what they do together, by the services that people use. */
class CollaborationScene {

    final TestTenants tenants;
    final ActivityFixtures fixtures;
    final MemberFixtures members;
    final Directory directory;
    final Opportunities opportunities;
    final Projects projects;
    final Invoices invoices;
    final Payments payments;
    final Crossings crossings;
    final Positions positions;
    final Ledger ledger;
    final ApplicationEventPublisher events;
    final JdbcClient jdbc;
    final TransactionTemplate transaction;
    final Clock clock;
    final Tenants registry;
    final ContributionRules contributions;
    final List<TenantId> cooperatives = new ArrayList<>();

    @Autowired
    CollaborationScene(
            TestTenants tenants,
            ActivityFixtures fixtures,
            Members members,
            Contracts contracts,
            Directory directory,
            Opportunities opportunities,
            Projects projects,
            Invoices invoices,
            Payments payments,
            Crossings crossings,
            Positions positions,
            Ledger ledger,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock,
            Tenants registry,
            ContributionRules contributions) {
        this.tenants = tenants;
        this.fixtures = fixtures;
        this.members = new MemberFixtures(members, contracts);
        this.directory = directory;
        this.opportunities = opportunities;
        this.projects = projects;
        this.invoices = invoices;
        this.payments = payments;
        this.crossings = crossings;
        this.positions = positions;
        this.ledger = ledger;
        this.events = events;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.registry = registry;
        this.contributions = contributions;
    }

    /** A member with an activity, who said what others may see. */
    record Somebody(TenantId tenant, Actor actor, ActivityFixtures.Made activity, UUID key) {}

    TenantId federation;

    CollaborationScene aFederationOf(int count) {
        federation = tenants.aFederation();
        for (int i = 0; i < count; i++) {
            cooperatives.add(tenants.aCooperativeOf(federation));
        }
        return this;
    }

    TenantId cooperative(int index) {
        return cooperatives.get(index);
    }

    Somebody somebody(TenantId tenant, String shownName) {
        return somebody(tenant, Ids.next(), shownName);
    }

    /** The same, signing in as this person. */
    Somebody somebody(TenantId tenant, UUID person, String shownName) {
        UUID member = members.aMember().person(person).in(tenant);
        ActivityFixtures.Made activity =
                fixtures.anActivity().ownedBy(member).withCustomer().in(tenant);
        Actor actor = ActivityFixtures.member(tenant, person);
        UUID key = TestTenants.as(
                actor,
                () -> directory
                        .describe(
                                null,
                                new ProfileForm(activity.id(), shownName, List.of("menuiserie"), "Nantes", "Bonjour"))
                        .person());
        return new Somebody(tenant, actor, activity, key);
    }

    Somebody listed(TenantId tenant, String shownName) {
        Somebody one = somebody(tenant, shownName);
        TestTenants.as(one.actor(), () -> directory.list(true));
        return one;
    }

    static SplitForm percents(Object... personAndValue) {
        return split(SplitForm.Kind.PERCENT, personAndValue);
    }

    static SplitForm split(SplitForm.Kind kind, Object... personAndValue) {
        List<SplitForm.Part> parts = new ArrayList<>();
        for (int i = 0; i < personAndValue.length; i += 2) {
            parts.add(new SplitForm.Part(
                    ((Somebody) personAndValue[i]).key(), new BigDecimal((String) personAndValue[i + 1])));
        }
        return new SplitForm(kind, parts);
    }

    /** A project that everybody in the split has signed. */
    UUID aProject(Somebody lead, SplitForm split, Somebody... everybody) {
        arrived();
        UUID project = TestTenants.as(
                lead.actor(), () -> projects.open(new ProjectForm("Une place publique", "", null, null), split, true));
        arrived();
        for (Somebody one : everybody) {
            sign(one, project);
        }
        arrived();
        return project;
    }

    void sign(Somebody one, UUID project) {
        TestTenants.as(one.actor(), () -> {
            ProjectView.Split split = projects.get(project).project().proposed().orElseThrow();
            return projects.sign(project, split.version(), split.hash(), true);
        });
    }

    ProjectView view(Somebody one, UUID project) {
        return TestTenants.as(one.actor(), () -> projects.get(project).project());
    }

    Share share(Somebody one, UUID project) {
        return view(one, project).shares().stream()
                .filter(share -> share.person().equals(one.key()))
                .findFirst()
                .orElseThrow();
    }

    /** The lead's invoice to the customer, validated by the accountant. */
    UUID billed(Somebody lead, UUID project, String net) {
        UUID invoice = drafted(lead, project, net);
        validate(lead.tenant(), invoice);
        return invoice;
    }

    UUID drafted(Somebody lead, UUID project, String net) {
        InvoiceForm form = fixtures.services(lead.activity(), net);
        return TestTenants.as(lead.actor(), () -> projects.bill(project, form));
    }

    InvoiceDetails validate(TenantId tenant, UUID invoice) {
        return TestTenants.as(TestTenants.accountant(tenant), () -> invoices.validate(invoice));
    }

    void paid(TenantId tenant, UUID invoice, String amount) {
        TestTenants.as(
                TestTenants.accountant(tenant),
                () -> payments.record(PaymentForm.transfer(invoice, Money.of(amount), LocalDate.now(clock))));
    }

    /** Every message of every cooperative has arrived. */
    void arrived() {
        await().untilAsserted(() -> assertThat(cooperatives)
                .allSatisfy(one -> assertThat(TestTenants.in(one, () -> crossings.undelivered(10)))
                        .isEmpty()));
    }

    /** Every message is delivered a second time, as if all receipts had been lost. */
    void everythingArrivesTwice() {
        for (TenantId one : cooperatives) {
            TestTenants.in(one, () -> {
                jdbc.sql("UPDATE crossing_out SET delivered_at = NULL").update();
                crossings.tryAgain();
                return null;
            });
        }
        arrived();
    }

    /** Settles on every side what is payable, as a netting would. */
    void settleAll() {
        for (TenantId tenant : cooperatives) {
            settle(tenant);
        }
        arrived();
    }

    /** Settles one side of what is payable there. */
    void settle(TenantId tenant) {
        TestTenants.in(tenant, () -> {
            transaction.executeWithoutResult(status -> settlePayable(tenant));
            return null;
        });
    }

    private record Payable(UUID id, String counterpart, String direction, String kind, long cents) {}

    private void settlePayable(TenantId tenant) {
        LocalDate today = LocalDate.now(clock);
        List<Payable> payable = jdbc.sql("SELECT id, counterpart, direction, kind, amount_cents FROM mutual_position"
                        + " WHERE NOT held AND state = 'INVOICED' ORDER BY id")
                .query((row, n) -> new Payable(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5)))
                .list();
        for (Payable one : payable) {
            if (jdbc.sql("SELECT positions_settle(ARRAY[?::uuid], NULL, ?)")
                    .params(one.id(), today)
                    .query(UUID.class)
                    .list()
                    .isEmpty()) {
                continue; // somebody else settled it meanwhile
            }
            TenantId other = new TenantId(one.counterpart());
            Money signed = Money.ofCents(one.direction().equals("RECEIVABLE") ? one.cents() : -one.cents());
            ledger.post(new JournalEntry(
                    "BQ",
                    today,
                    "Règlement entre coopératives",
                    null,
                    null,
                    "settlement:" + one.id(),
                    List.of(
                            new JournalLine("512", null, null, null, signed),
                            new JournalLine(
                                    positions.account(), null, positions.thirdParty(other), null, signed.negated()))));
            events.publishEvent(new PositionsSettled(List.of(new PositionSettled(
                    one.id(),
                    Positions.Kind.valueOf(one.kind()),
                    Positions.Direction.valueOf(one.direction()),
                    other,
                    Money.ofCents(one.cents()),
                    today))));
        }
    }

    /** One side of every position equals the other, sums to zero, and equals the books. */
    void bothSidesAgree() {
        record Side(UUID id, long signed, boolean held, String state, String days) {}
        List<Side> sides = new ArrayList<>();
        for (TenantId tenant : cooperatives) {
            sides.addAll(TestTenants.in(
                    tenant,
                    () -> jdbc.sql(
                                    "SELECT id, CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END,"
                                            + " held, state, concat_ws(' ', on_day, settled_on) FROM mutual_position")
                            .query((row, n) -> new Side(
                                    row.getObject(1, UUID.class),
                                    row.getLong(2),
                                    row.getBoolean(3),
                                    row.getString(4),
                                    row.getString(5)))
                            .list()));
            assertThat(TestTenants.in(
                            tenant,
                            () -> jdbc.sql(
                                            "SELECT coalesce((SELECT sum(l.amount_cents) FROM journal_line l JOIN account a"
                                                    + " ON a.id = l.account_id WHERE a.number = '4511'), 0)"
                                                    + " - coalesce((SELECT sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents"
                                                    + " ELSE -amount_cents END) FROM mutual_position WHERE state <> 'SETTLED'), 0)")
                                    .query(Long.class)
                                    .single()))
                    .as("the account between cooperatives less the open positions of %s", tenant)
                    .isZero();
        }
        assertThat(sides.stream().mapToLong(Side::signed).sum()).isZero();
        sides.forEach(side -> assertThat(sides)
                .filteredOn(other -> other.id().equals(side.id()))
                .hasSize(2)
                .allSatisfy(other -> assertThat(Math.abs(other.signed())).isEqualTo(Math.abs(side.signed())))
                .allSatisfy(other -> assertThat(other.state()).isEqualTo(side.state()))
                .allSatisfy(other -> assertThat(other.days()).isEqualTo(side.days()))
                .allSatisfy(other -> assertThat(other.held()).isEqualTo(side.held())));
    }

    /** The balance of an account on an activity, in the books. */
    Money balance(Somebody one, String account) {
        return TestTenants.in(
                one.tenant(),
                () -> jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id JOIN analytic_value v ON v.id = l.analytic_id WHERE a.number LIKE ?"
                                + " AND v.value = ?")
                        .params(account + "%", one.activity().id())
                        .query((row, n) -> Money.ofCents(row.getLong(1)))
                        .single());
    }

    /** The cooperative takes 10 % of turnover from the beginning of the year on. */
    void contributes(TenantId tenant) {
        TestTenants.in(tenant, () -> {
            ContributionTemplate template = contributions.templates().stream()
                    .filter(one -> one.name().equals("turnover-10"))
                    .findFirst()
                    .orElseThrow();
            LocalDate first = LocalDate.now(clock).withDayOfYear(1);
            return contributions.adopt(
                    "10 %",
                    first, new ContributionRule.Adoption("Assemblée générale", first.minusDays(40)), template.terms());
        });
    }

    /** Every row of every table of a tenant's schema, as text. */
    String everythingIn(TenantId tenant) {
        return TestTenants.in(tenant, () -> {
            StringBuilder all = new StringBuilder();
            for (String table : jdbc.sql(
                            "SELECT relname FROM pg_class WHERE relnamespace ="
                                    + " current_schema()::regnamespace AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')")
                    .query(String.class)
                    .list()) {
                jdbc.sql("SELECT coalesce(string_agg(t::text, ' '), '') FROM " + table + " t")
                        .query(String.class)
                        .list()
                        .forEach(all::append);
            }
            return all.toString();
        });
    }
}
