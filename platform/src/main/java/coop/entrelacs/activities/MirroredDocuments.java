package coop.entrelacs.activities;

import coop.entrelacs.activities.CostForm.CostLine;
import coop.entrelacs.activities.PaymentForm.Means;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Invoices between cooperatives, for the modules above: the seller's invoice and credit note on a member's activity, and the same
 * papers as the buyer books them. They are ordinary documents (numbers without gaps, VAT, contribution), only that what is due on
 * them stands on the account the caller names and is settled there. Written in the caller's transaction; accountants, managers or
 * the system itself.
 */
@Service
public class MirroredDocuments {

    private static final String CATEGORY = "subcontracting";

    private final JdbcClient jdbc;
    private final Customers customers;
    private final Invoices invoices;
    private final Expenses expenses;
    private final Suppliers suppliers;
    private final Payments payments;
    private final Settlements settlements;
    private final Clearing clearing;
    private final CostCategories categories;
    private final ContributionCharges contribution;
    private final Ledger ledger;

    MirroredDocuments(
            JdbcClient jdbc,
            Customers customers,
            Invoices invoices,
            Expenses expenses,
            Suppliers suppliers,
            Payments payments,
            Settlements settlements,
            Clearing clearing,
            CostCategories categories,
            ContributionCharges contribution,
            Ledger ledger) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.invoices = invoices;
        this.expenses = expenses;
        this.suppliers = suppliers;
        this.payments = payments;
        this.settlements = settlements;
        this.clearing = clearing;
        this.categories = categories;
        this.contribution = contribution;
        this.ledger = ledger;
    }

    /** The other cooperative as a document names it: a legal person, nobody of it. */
    public record Party(
            TenantId tenant,
            String name,
            String siren,
            @Nullable String vatNumber,
            String street,
            String postcode,
            String city,
            String country) {}

    /** A paper that was numbered and booked. */
    public record Issued(UUID id, String number, LocalDate issued, Money net, Money vat, Money gross) {}

    /** The gross amount of one line at a VAT code on a day, as it will be invoiced. */
    public Money gross(Money net, String vat, LocalDate day) {
        return invoices.preview(List.of(line("x", net, vat)), day).gross();
    }

    /**
     * Issues the seller's invoice today.
     *
     * @param account the ledger's account on which the receivable stands
     * @param thirdParty its third party
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Issued issue(
            UUID activity,
            Party buyer,
            String subject,
            Money net,
            String vat,
            LocalDate supplied,
            String account,
            String thirdParty) {
        ActivityAccess.requireStaff();
        InvoiceForm form = InvoiceForm.of(activity, customer(buyer), subject, supplied, line(subject, net, vat));
        UUID draft = invoices.draft(form).id();
        clearing.mark(draft, account, thirdParty);
        return issued(invoices.validate(draft));
    }

    /** Takes back part of the seller's invoice, or all that is left of it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Issued credit(UUID invoice, Money net, String vat, String reason) {
        ActivityAccess.requireStaff();
        Money left = settlements.notCredited(invoice).net();
        CreditNoteForm form = left.equals(net)
                ? CreditNoteForm.whole(reason)
                : new CreditNoteForm(reason, null, List.of(line(reason, net, vat)));
        return issued(invoices.credit(invoice, form));
    }

    /**
     * Books the other's invoice as the buyer's cost, with the VAT that can be deducted.
     *
     * @param reference the seller's number
     * @param account where what is owed for it waits already
     * @return the cost's id
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID purchase(
            UUID activity,
            Party seller,
            String reference,
            String title,
            LocalDate date,
            Money gross,
            Money vat,
            String account) {
        ActivityAccess.requireStaff();
        CostForm form = CostForm.purchase(
                activity,
                supplier(seller),
                reference,
                title,
                date,
                new CostLine(date, title, CATEGORY, gross, vat, null));
        UUID cost = expenses.draft(form).id();
        clearing.markCost(cost, account);
        expenses.approve(cost);
        Money net = gross.minus(categories.require("category", CATEGORY).deductible(vat, date));
        // the seller's cooperative takes its contribution on this part: the buyer's takes it on what is left
        contribution.onCreditNote(activity, "cost:" + cost + ":passed-on", date, date, net, net);
        return cost;
    }

    /**
     * Books the other's credit note: less cost, less VAT to deduct, and the contribution that was taken on the cost.
     *
     * @param source unique, as the ledger keeps it
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void purchaseCredited(
            UUID activity,
            String source,
            String reference,
            LocalDate on,
            Money net,
            Money vat,
            String account,
            String thirdParty) {
        ActivityAccess.requireStaff();
        CostCategories.Category category = categories.require("category", CATEGORY);
        Money deductible = category.deductible(vat, on);
        List<JournalLine> lines = new java.util.ArrayList<>();
        lines.add(JournalLine.debit(account, net.plus(vat)).with(thirdParty).on(activity));
        Sales.add(lines, category.account(), net.plus(vat).minus(deductible).negated(), activity);
        Sales.add(lines, categories.deductibleVat(), deductible.negated(), activity);
        ledger.post(
                new JournalEntry("AC", on, Labels.of("Avoir", reference), Labels.piece(reference), on, source, lines));
        Money less = net.plus(vat).minus(deductible);
        contribution.onCost(activity, source, on, less.negated(), Money.ZERO);
        contribution.onInvoiceIssued(activity, source + ":passed-on", on, less, less);
    }

    /** Of what the buyer's customer paid this much is the seller's: where the contribution counts receipts, the buyer's count less. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void passedOn(UUID activity, String source, LocalDate on, Money net) {
        contribution.onReceipt(activity, source, on, net.negated());
    }

    /**
     * Between the cooperatives this much of the seller's invoice is settled: its VAT and a contribution on receipts fall due, and
     * the money counts for the activity. What exceeds what is due is left out (a credit note took it back).
     *
     * @return what was counted
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Money settled(UUID invoice, Money amount, LocalDate on, String reference) {
        ActivityAccess.requireStaff();
        Money counted = amount.min(settlements.due(invoice).remaining());
        if (counted.isPositive()) {
            payments.cleared(form(invoice, counted, on, reference), false);
        }
        return counted;
    }

    /** The other way round: a credit note after the settlement was settled itself, at most what was paid beyond the invoice. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Money returned(UUID invoice, Money amount, LocalDate on, String reference) {
        ActivityAccess.requireStaff();
        Money counted = amount.min(settlements.due(invoice).remaining().negated());
        if (counted.isPositive()) {
            payments.cleared(form(invoice, counted, on, reference), true);
        }
        return counted;
    }

    private static PaymentForm form(UUID invoice, Money amount, LocalDate on, String reference) {
        return new PaymentForm(on, Means.CLEARING, reference, List.of(new PaymentForm.Part(invoice, amount)), null);
    }

    private static Line line(String label, Money net, String vat) {
        String shortened = label.length() <= 200 ? label : label.substring(0, 200);
        return Line.of(shortened, "1", "LS", net.toString(), vat, Nature.SERVICES);
    }

    private static Issued issued(InvoiceDetails paper) {
        return new Issued(
                paper.id(),
                Objects.requireNonNull(paper.number()),
                Objects.requireNonNull(paper.about().issueDate()),
                paper.totals().net(),
                paper.totals().vat(),
                paper.totals().gross());
    }

    private UUID customer(Party party) {
        UUID known = known(party.tenant(), "customer_id");
        if (known != null) {
            // what another cooperative owes goes on whatever somebody filed away here
            if (customers.get(known).archived()) {
                customers.archive(known, false);
            }
            return known;
        }
        UUID made = customers
                .add(new CustomerForm(
                        CustomerKind.BUSINESS,
                        party.name(),
                        null,
                        party.siren(),
                        null,
                        party.vatNumber(),
                        null,
                        null,
                        "fr",
                        new Address(party.street(), null, party.postcode(), party.city(), party.country()),
                        null,
                        null))
                .id();
        keep(party.tenant(), "customer_id", made);
        return made;
    }

    private UUID supplier(Party party) {
        UUID known = known(party.tenant(), "supplier_id");
        if (known != null) {
            // as with customers: what the other cooperative is owed goes on
            if (suppliers.get(known).archived()) {
                suppliers.archive(known, false);
            }
            return known;
        }
        UUID made = suppliers
                .add(new SupplierForm(party.name(), party.siren(), party.vatNumber()))
                .id();
        keep(party.tenant(), "supplier_id", made);
        return made;
    }

    private @Nullable UUID known(TenantId party, String column) {
        // the row is the lock: two invoices at once make one customer
        jdbc.sql("INSERT INTO clearing_party(counterpart) VALUES (?) ON CONFLICT DO NOTHING")
                .param(party.value())
                .update();
        return jdbc.sql("SELECT customer_id, supplier_id FROM clearing_party WHERE counterpart = ? FOR UPDATE")
                .param(party.value())
                .query((row, n) -> java.util.Optional.ofNullable(row.getObject(column, UUID.class)))
                .single()
                .orElse(null);
    }

    private void keep(TenantId party, String column, UUID id) {
        String change = column.equals("customer_id")
                ? "UPDATE clearing_party SET customer_id = ? WHERE counterpart = ?"
                : "UPDATE clearing_party SET supplier_id = ? WHERE counterpart = ?";
        jdbc.sql(change).params(id, party.value()).update();
    }
}
