package coop.entrelacs.activities;

import coop.entrelacs.TestTenants;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Activities, customers and invoices for tests, made by the services that people use:
 * {@code fixtures.anActivity().ownedBy(member).withCustomer().in(tenant)}.
 */
public final class ActivityFixtures {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Activities activities;
    private final Customers customers;
    private final Invoices invoices;
    private final LedgerSetup books;
    private final Clock clock;

    public ActivityFixtures(
            Activities activities, Customers customers, Invoices invoices, LedgerSetup books, Clock clock) {
        this.activities = activities;
        this.customers = customers;
        this.invoices = invoices;
        this.books = books;
        this.clock = clock;
    }

    /** An activity and the customers made with it. */
    public record Made(TenantId tenant, UUID id, List<UUID> customers) {
        public UUID customer() {
            return customers.getFirst();
        }
    }

    public Builder anActivity() {
        return new Builder();
    }

    /** Opens the books of a year, so that its sales can be booked. */
    public void openBooks(TenantId tenant, int year) {
        TestTenants.in(tenant, () -> {
            books.open(LedgerSetup.DEFAULT_CHART, LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
            return null;
        });
    }

    /** A draft of services at 20 %, supplied today. */
    public InvoiceForm services(Made activity, String price) {
        return InvoiceForm.of(activity.id(), activity.customer(), "Conseil", LocalDate.now(clock), service(price));
    }

    public static Line service(String price) {
        return Line.of("Conseil", "1", "DAY", price, "normal", Nature.SERVICES);
    }

    public static Line goods(String price, String vat) {
        return Line.of("Marchandise", "1", "C62", price, vat, Nature.GOODS);
    }

    /** A validated invoice of services at 20 %. */
    public InvoiceDetails aValidatedInvoice(Made activity, String price) {
        return validated(activity.tenant(), services(activity, price));
    }

    public InvoiceDetails validated(TenantId tenant, InvoiceForm form) {
        return TestTenants.as(
                TestTenants.accountant(tenant),
                () -> invoices.validate(invoices.draft(form).id()));
    }

    /** Somebody who is a member here. */
    public static Actor member(TenantId tenant, UUID person) {
        return TestTenants.actor(tenant, person, Role.MEMBER);
    }

    /** What is to be true of an activity. */
    public final class Builder {
        private final int number = NUMBER.incrementAndGet();
        private String name = "Atelier " + number;
        private UUID owner = UUID.randomUUID();
        private boolean onDebits;
        private final List<CustomerForm> buyers = new ArrayList<>();

        public Builder named(String name) {
            this.name = name;
            return this;
        }

        public Builder ownedBy(UUID member) {
            this.owner = member;
            return this;
        }

        public Builder payingVatOnDebits() {
            this.onDebits = true;
            return this;
        }

        /** A business in Paris. */
        public Builder withCustomer() {
            return withCustomer(CustomerForm.business(
                    "Mairie d’Ivry " + buyers.size(),
                    "732829320",
                    Address.of("1 place de la Mairie", "94200", "Ivry")));
        }

        public Builder withCustomer(CustomerForm form) {
            buyers.add(form);
            return this;
        }

        public Made in(TenantId tenant) {
            return TestTenants.in(tenant, () -> {
                LocalDate opened = LocalDate.now(clock).withDayOfYear(1);
                books.open(
                        LedgerSetup.DEFAULT_CHART, opened, opened.withMonth(12).withDayOfMonth(31));
                ActivityForm form = new ActivityForm(
                        "ACT" + number,
                        name,
                        "Conseil et formation",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "normal",
                        Nature.SERVICES,
                        onDebits,
                        30,
                        false,
                        opened);
                UUID id = activities.open(form, MemberShare.whole(owner)).id();
                List<UUID> made = new ArrayList<>();
                for (CustomerForm buyer : buyers) {
                    made.add(customers.add(buyer).id());
                }
                return new Made(tenant, id, made);
            });
        }
    }

    static Money eur(String amount) {
        return Money.of(amount);
    }
}
