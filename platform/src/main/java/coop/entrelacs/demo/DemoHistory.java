package coop.entrelacs.demo;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.Address;
import coop.entrelacs.activities.BatchValidation;
import coop.entrelacs.activities.ContributionMonth;
import coop.entrelacs.activities.ContributionRule.Adoption;
import coop.entrelacs.activities.ContributionRules;
import coop.entrelacs.activities.ContributionTemplate;
import coop.entrelacs.activities.CostCategories;
import coop.entrelacs.activities.CostDetails;
import coop.entrelacs.activities.CostForm;
import coop.entrelacs.activities.CostKind;
import coop.entrelacs.activities.CreditNoteForm;
import coop.entrelacs.activities.CustomerForm;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.Expenses;
import coop.entrelacs.activities.InvoiceDetails;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.Line;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.activities.Nature;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.activities.QuoteDetails;
import coop.entrelacs.activities.QuoteForm;
import coop.entrelacs.activities.Quotes;
import coop.entrelacs.demo.DemoMembers.Made;
import coop.entrelacs.demo.Plan.Clientele;
import coop.entrelacs.demo.Plan.PlannedContribution;
import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.demo.Plan.Trade;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Siren;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.MessageFormat;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Lets a cooperative work for some months: month by month, because invoices are numbered in the order of their dates. What happens
 * is drawn from the numbers of members and months, so that every start, and every continued start, draws the same.
 */
@Component
class DemoHistory {

    /** The present month and the two before it. */
    static final int MONTHS = 3;

    private static final String VAT = "normal";
    private static final BigDecimal VAT_WITHIN_GROSS =
            new BigDecimal("20").divide(new BigDecimal("120"), 10, RoundingMode.HALF_UP);
    /** So many at once are numbered and printed in one transaction. */
    private static final int BATCH = 25;

    private final Activities activities;
    private final Customers customers;
    private final Quotes quotes;
    private final Invoices invoices;
    private final Payments payments;
    private final Expenses expenses;
    private final CostCategories categories;
    private final ContributionRules rules;
    private final ContributionMonth contributions;
    private final DemoMembers members;
    private final Once once;
    private final Clock clock;

    DemoHistory(
            Activities activities,
            Customers customers,
            Quotes quotes,
            Invoices invoices,
            Payments payments,
            Expenses expenses,
            CostCategories categories,
            ContributionRules rules,
            ContributionMonth contributions,
            DemoMembers members,
            Once once,
            Clock clock) {
        this.activities = activities;
        this.customers = customers;
        this.quotes = quotes;
        this.invoices = invoices;
        this.payments = payments;
        this.expenses = expenses;
        this.categories = categories;
        this.rules = rules;
        this.contributions = contributions;
        this.members = members;
        this.once = once;
        this.clock = clock;
    }

    /** A member's activity with its customers. */
    private record Business(int index, Made member, Trade trade, UUID activity, List<UUID> customers) {}

    /**
     * An invoice that was made.
     *
     * @param fate drawn once, decides whether it is paid late, never, or credited
     */
    private record Sold(String key, UUID invoice, LocalDate day, int fate) {}

    void live(Plan plan, PlannedTenant tenant, List<Made> made) {
        Actor accountant = members.actor(tenant, Role.ACCOUNTANT);
        Actor manager = members.actor(tenant, Role.MANAGER);
        LocalDate today = LocalDate.now(clock);
        YearMonth firstMonth = YearMonth.from(today).minusMonths(MONTHS - 1L);
        CurrentTenant.run(manager, () -> adopt(tenant.contribution(), firstMonth.atDay(1)));
        CurrentTenant.run(accountant, () -> {
            List<Business> businesses = businesses(plan, tenant, made, firstMonth.atDay(1));
            List<Sold> sold = new ArrayList<>();
            for (int month = 0; month < MONTHS; month++) {
                YearMonth present = firstMonth.plusMonths(month);
                LocalDate last = present.atEndOfMonth().isAfter(today) ? today : present.atEndOfMonth();
                sold.addAll(sell(businesses, month, present.atDay(1), last));
                spend(businesses, month, present.atDay(1), last);
                receive(sold, present.atDay(1), last);
                if (present.atEndOfMonth().isBefore(today)) {
                    once.id("contributions:" + month, () -> contributions.close(present));
                }
            }
            waiting(businesses, today);
        });
        businessesOfSignIns(plan, tenant, made, firstMonth.atDay(1), accountant);
    }

    private void adopt(@org.jspecify.annotations.Nullable PlannedContribution planned, LocalDate from) {
        if (planned == null) {
            return;
        }
        ContributionTemplate template = rules.templates().stream()
                .filter(one -> one.name().equals(planned.template()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no contribution template " + planned.template()));
        once.id(
                "contribution",
                () -> rules.adopt(
                                template.title(Locale.FRENCH),
                                from,
                                new Adoption(planned.adopted(), from.minusDays(40)),
                                template.terms())
                        .id());
    }

    private List<Business> businesses(Plan plan, PlannedTenant tenant, List<Made> made, LocalDate from) {
        List<UUID> shared = new ArrayList<>();
        int most = Math.min(plan.businesses().size(), 6 + made.size() / 2);
        for (int i = 0; i < most; i++) {
            int number = i;
            shared.add(once.id(
                    "customer:" + i,
                    () -> customers.add(business(plan, tenant, number)).id()));
        }
        List<Business> businesses = new ArrayList<>();
        for (Made member : made) {
            if (member.works()) {
                businesses.add(business(plan, tenant, member, shared, from));
            }
        }
        return businesses;
    }

    private Business business(Plan plan, PlannedTenant tenant, Made member, List<UUID> shared, LocalDate from) {
        int index = member.index();
        List<String> trades = tenant.trades() == null ? List.of() : tenant.trades();
        Trade trade = plan.trade(trades.get(index % trades.size()));
        LocalDate opened = member.since().isAfter(from) ? member.since() : from;
        UUID activity = once.id(
                "activity:" + index,
                () -> activities
                        .open(
                                ActivityForm.of(
                                        trade.code().substring(0, 2) + "%02d".formatted(index),
                                        MessageFormat.format(trade.brand().replace("'", "''"), member.firstName()),
                                        trade.label(),
                                        opened),
                                MemberShare.whole(member.id()))
                        .id());
        List<UUID> clientele = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            clientele.add(
                    trade.customers() == Clientele.BUSINESS
                            ? shared.get((index * 3 + i * 5) % shared.size())
                            : once.id(
                                    "customer:" + index + ":" + i,
                                    () -> customers
                                            .add(person(plan, tenant, index * 2 + number, activity))
                                            .id()));
        }
        return new Business(index, member, trade, activity, clientele);
    }

    private static CustomerForm business(Plan plan, PlannedTenant tenant, int number) {
        return CustomerForm.business(
                plan.businesses().get(number),
                siren(plan.tenants().indexOf(tenant) * 100 + number),
                address(plan, tenant, number));
    }

    private static CustomerForm person(Plan plan, PlannedTenant tenant, int number, UUID activity) {
        List<String> first = plan.firstNames();
        List<String> last = plan.lastNames();
        return CustomerForm.person(
                first.get((number * 13 + 5) % first.size()) + " " + last.get((number * 17 + 9) % last.size()),
                address(plan, tenant, number),
                activity);
    }

    private static Address address(Plan plan, PlannedTenant tenant, int number) {
        return Address.of(
                (number * 3 + 1) + " "
                        + plan.streets().get(number % plan.streets().size()),
                tenant.legal().postcode(),
                tenant.legal().city());
    }

    /** A number that passes the check, of a range that INSEE has not given out. */
    private static String siren(int number) {
        String digits = "9991%04d".formatted(number);
        for (int check = 0; check < 10; check++) {
            if (Siren.isValid(digits + check)) {
                return digits + check;
            }
        }
        throw new IllegalStateException("one of ten last digits always fits");
    }

    private List<Sold> sell(List<Business> businesses, int month, LocalDate first, LocalDate last) {
        List<Sold> sold = new ArrayList<>();
        for (Business business : businesses) {
            int count = draw(business.index(), month, 0) % business.trade().mostInvoices() + (month == 0 ? 1 : 0);
            for (int i = 0; i < Math.max(count, business.index() % 3 == 0 ? 1 : 0); i++) {
                int fate = draw(business.index(), month, i + 1);
                LocalDate day = first.plusDays(fate % last.getDayOfMonth());
                String key = business.index() + ":" + month + ":" + i;
                if (!day.isBefore(business.member().since())) {
                    sold.add(new Sold(key, once.id("invoice:" + key, () -> submitted(business, fate, day)), day, fate));
                }
            }
        }
        sold.sort(Comparator.comparing(Sold::day).thenComparing(Sold::key));
        for (int from = 0; from < sold.size(); from += BATCH) {
            List<Sold> batch = sold.subList(from, Math.min(from + BATCH, sold.size()));
            once.run("validate:" + month + ":" + from, () -> validate(batch));
        }
        sold.stream()
                .filter(DemoHistory::isCredited)
                .forEach(one -> once.id(
                        "credit:" + one.key(),
                        () -> invoices.credit(
                                        one.invoice(),
                                        new CreditNoteForm("Prestation annulée d’un commun accord", last, List.of()))
                                .id()));
        return sold;
    }

    private UUID submitted(Business business, int fate, LocalDate day) {
        Plan.Sale main =
                business.trade().sells().get(fate % business.trade().sells().size());
        InvoiceForm form = InvoiceForm.of(
                        business.activity(),
                        business.customers().get(fate % business.customers().size()),
                        main.label(),
                        day,
                        lines(business.trade(), fate))
                .issuedOn(day);
        InvoiceDetails draft = invoices.draft(form);
        return invoices.submit(draft.id(), draft.version()).id();
    }

    private static Line[] lines(Trade trade, int fate) {
        List<Plan.Sale> sells = trade.sells();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i <= fate % 2; i++) {
            Plan.Sale sale = sells.get((fate + i) % sells.size());
            lines.add(Line.of(
                    sale.label(),
                    sale.quantity().toPlainString(),
                    sale.unit(),
                    sale.price().toPlainString(),
                    VAT,
                    Nature.SERVICES));
        }
        return lines.toArray(Line[]::new);
    }

    private void validate(List<Sold> batch) {
        BatchValidation outcome =
                invoices.validate(batch.stream().map(Sold::invoice).toList());
        if (!outcome.refused().isEmpty()) {
            throw new IllegalStateException("the demo's invoices are refused: " + outcome);
        }
        batch.forEach(one -> invoices.markSent(one.invoice()));
    }

    private void spend(List<Business> businesses, int month, LocalDate first, LocalDate last) {
        for (Business business : businesses) {
            int fate = draw(business.index(), month, 99);
            LocalDate day = first.plusDays(fate % last.getDayOfMonth());
            if (fate % 2 == 0 && !day.isBefore(business.member().since())) {
                once.id("cost:" + business.index() + ":" + month, () -> spent(business, fate, day));
            }
        }
    }

    private UUID spent(Business business, int fate, LocalDate day) {
        Plan.PlannedCost cost = business.trade().cost();
        CostCategories.Category category = categories.all().stream()
                .filter(one -> one.code().equals(cost.category()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no category of costs " + cost.category()));
        Money gross = cost.amount().times(BigDecimal.valueOf(60 + fate % 90, 2), RoundingMode.HALF_UP);
        Money vat = category.code().equals("travel") ? Money.ZERO : gross.times(VAT_WITHIN_GROSS, RoundingMode.HALF_UP);
        String label = category.label(Locale.FRENCH);
        CostForm form = new CostForm(
                CostKind.EXPENSE,
                business.activity(),
                business.member().id(),
                null,
                null,
                label,
                day,
                null,
                List.of(new CostForm.CostLine(day, label, category.code(), gross, vat, null)));
        // Whoever approves a claim has not written it.
        CostDetails submitted = CurrentTenant.get(Actor.system(CurrentTenant.id()), () -> {
            CostDetails draft = expenses.draft(form);
            return expenses.submit(draft.id(), draft.version());
        });
        return expenses.approve(submitted.id()).id();
    }

    /** The customers' payments of a month: most within their month, some late, some never. */
    private void receive(List<Sold> sold, LocalDate first, LocalDate last) {
        sold.stream()
                .filter(one -> !isCredited(one) && one.fate() % 9 != 4)
                .filter(one -> !paidOn(one).isBefore(first) && !paidOn(one).isAfter(last))
                .sorted(Comparator.comparing(DemoHistory::paidOn).thenComparing(Sold::key))
                .forEach(one -> once.id("payment:" + one.key(), () -> {
                    Money due = invoices.get(one.invoice()).totals().gross();
                    return payments.record(PaymentForm.transfer(one.invoice(), due, paidOn(one)));
                }));
    }

    private static LocalDate paidOn(Sold sold) {
        return sold.day().plusDays(3 + sold.fate() % 38);
    }

    private static boolean isCredited(Sold sold) {
        return sold.fate() % 29 == 11;
    }

    /** What lies on the desks today: invoices to validate, drafts, quotes sent and accepted. */
    private void waiting(List<Business> businesses, LocalDate today) {
        for (Business business : businesses) {
            int fate = draw(business.index(), MONTHS, 7);
            if (fate % 5 == 0) {
                once.id("waiting:" + business.index(), () -> {
                    InvoiceDetails draft = invoices.draft(newInvoice(business, fate, today));
                    return fate % 10 == 0
                            ? draft.id()
                            : invoices.submit(draft.id(), draft.version()).id();
                });
            }
            if (fate % 3 == 0 && business.index() >= DemoMembers.SIGN_INS) {
                once.id("quote:" + business.index(), () -> quoted(business, fate));
            }
        }
    }

    /** The members who have an account write for themselves: their next customer. */
    private void businessesOfSignIns(
            Plan plan, PlannedTenant tenant, List<Made> made, LocalDate from, Actor accountant) {
        for (int i = 0; i < DemoMembers.SIGN_INS; i++) {
            Made member = made.get(i);
            if (member.works()) {
                Business business = CurrentTenant.get(accountant, () -> businesses(plan, tenant, List.of(member), from))
                        .getFirst();
                Actor self = members.actor(tenant, tenant.email(DemoMembers.mailbox(i)));
                CurrentTenant.run(self, () -> {
                    once.id("my-quote", () -> quoted(business, 2 + business.index()));
                    once.id(
                            "my-draft",
                            () -> invoices.draft(newInvoice(business, 1, LocalDate.now(clock)))
                                    .id());
                });
            }
        }
    }

    private static InvoiceForm newInvoice(Business business, int fate, LocalDate supplied) {
        Plan.Sale main =
                business.trade().sells().get(fate % business.trade().sells().size());
        return InvoiceForm.of(
                business.activity(),
                business.customers().get(fate % business.customers().size()),
                main.label(),
                supplied,
                lines(business.trade(), fate));
    }

    private UUID quoted(Business business, int fate) {
        Plan.Sale main =
                business.trade().sells().get(fate % business.trade().sells().size());
        QuoteDetails draft = quotes.draft(QuoteForm.of(
                business.activity(), business.customers().getLast(), main.label(), lines(business.trade(), fate)));
        QuoteDetails sent = quotes.send(draft.id(), draft.version());
        return fate % 2 == 0 ? quotes.accept(sent.id(), null).id() : sent.id();
    }

    /** A number that looks drawn and is always the same. */
    private static int draw(int one, int two, int three) {
        int mixed = one * 7919 + two * 104729 + three * 1299709 + 17;
        mixed ^= mixed >>> 13;
        mixed *= 0x5bd1e995;
        mixed ^= mixed >>> 15;
        return mixed & 0x7fffffff;
    }
}
