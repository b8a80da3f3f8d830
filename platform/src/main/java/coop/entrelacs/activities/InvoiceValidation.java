package coop.entrelacs.activities;

import coop.entrelacs.activities.DocumentNumbers.Sequence;
import coop.entrelacs.activities.InvoiceDetails.Missing;
import coop.entrelacs.activities.Papers.Corrected;
import coop.entrelacs.activities.Papers.Parties;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes invoices and credit notes final: number, archived PDF, entry in the books, contribution, all in the caller's transaction.
 * What can be refused is refused before the first number is taken, because the row of the last number stays locked until the end.
 */
@Component
class InvoiceValidation {

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final VatCodes vatCodes;
    private final LegalIdentities legal;
    private final DocumentNumbers numbers;
    private final Papers papers;
    private final PaperPrinter printer;
    private final Documents documents;
    private final Sales sales;
    private final Clearing clearing;
    private final BookAccounts accounts;
    private final Ledger ledger;
    private final Settlements settlements;
    private final SettledLettering lettering;
    private final ContributionCharges contribution;
    private final Audit audit;
    private final LiveUpdates live;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    InvoiceValidation(
            JdbcClient jdbc,
            EntityManager entities,
            VatCodes vatCodes,
            LegalIdentities legal,
            DocumentNumbers numbers,
            Papers papers,
            PaperPrinter printer,
            Documents documents,
            Sales sales,
            Clearing clearing,
            BookAccounts accounts,
            Ledger ledger,
            Settlements settlements,
            SettledLettering lettering,
            ContributionCharges contribution,
            Audit audit,
            LiveUpdates live,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.vatCodes = vatCodes;
        this.legal = legal;
        this.numbers = numbers;
        this.papers = papers;
        this.printer = printer;
        this.documents = documents;
        this.sales = sales;
        this.clearing = clearing;
        this.accounts = accounts;
        this.ledger = ledger;
        this.settlements = settlements;
        this.lettering = lettering;
        this.contribution = contribution;
        this.audit = audit;
        this.live = live;
        this.events = events;
        this.clock = clock;
    }

    /**
     * How one invoice fared: a number, or the reason why not.
     *
     * @param number null if it was refused
     * @param refusal null if it was validated
     */
    record Outcome(
            UUID invoice, @Nullable String number, @Nullable Refusal refusal) {}

    /** An invoice that nothing stands against any more. */
    private record Ready(
            Invoice invoice,
            Parties parties,
            Totals totals,
            @Nullable Invoice corrected,
            LocalDate issued,
            LocalDate due,
            Map<String, Money> vatDue,
            Map<String, Money> vatWaiting,
            List<VatPart> parts) {

        Sequence sequence() {
            return invoice.isCreditNote() ? Sequence.CREDIT_NOTE : Sequence.INVOICE;
        }
    }

    /** Validates those that can be, in the order of their dates, and says of the others why not. */
    List<Outcome> validate(Collection<UUID> ids) {
        Map<UUID, Invoice> invoices = lock(ids);
        LegalIdentity seller = legal.current().legal();
        // what is left of each credited invoice, less what earlier credit notes of this batch take
        Map<UUID, Uncredited> left = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        List<Ready> ready = new ArrayList<>();
        for (UUID id : ids) {
            try {
                Invoice invoice = invoices.get(id);
                if (invoice == null) {
                    throw new NotFound("invoice", id);
                }
                ready.add(prepare(invoice, seller, left));
            } catch (Refusal refusal) {
                outcomes.add(new Outcome(id, null, refusal));
            }
        }
        ready.sort(Comparator.comparing(Ready::sequence)
                .thenComparing(Ready::issued)
                .thenComparing(r -> r.invoice().id()));
        if (!ready.isEmpty()) {
            accounts.ensure();
            finish(ready).forEach((id, number) -> outcomes.add(new Outcome(id, number, null)));
        }
        return outcomes;
    }

    /** What the law still asks for, as if the invoice were validated today. */
    List<Missing> missing(Invoice invoice, Totals totals) {
        Activity activity = Objects.requireNonNull(entities.find(Activity.class, invoice.activity()));
        Customer customer = Objects.requireNonNull(entities.find(Customer.class, invoice.customer()));
        LocalDate issued = issueDate(invoice);
        return Mentions.missing(
                invoice,
                legal.current().legal(),
                activity,
                customer,
                totals,
                issued,
                dueDate(invoice, activity, issued),
                vatCodes);
    }

    /** The totals as they would be booked now; a credit note counts at the rates of its invoice. */
    Totals totals(Invoice invoice) {
        return totals(invoice, corrected(invoice));
    }

    private Totals totals(Invoice invoice, @Nullable Invoice corrected) {
        return corrected == null
                ? Totals.of(invoice.lines(), vatCodes, issueDate(invoice))
                : taken(invoice.lines(), corrected, settlements.notCredited(corrected.id()))
                        .totals();
    }

    /** What a credit note of these lines takes of what is left of its invoice, at the rates of the invoice. */
    Uncredited.Taken taken(List<Line> lines, Invoice corrected, Uncredited left) {
        return left.take(lines, Totals.of(lines, vatCodes, Objects.requireNonNull(corrected.issueDate())));
    }

    /** In the order that decision 0099 sets: rows of the modules above, documents, receivables; numbers and sums come later. */
    private Map<UUID, Invoice> lock(Collection<UUID> ids) {
        List<UUID> corrected = jdbc.sql(
                        "SELECT DISTINCT corrects_id FROM invoice WHERE id IN (:ids) AND corrects_id IS NOT NULL")
                .param("ids", ids)
                .query(UUID.class)
                .list();
        events.publishEvent(BeforeInvoicesMove.of(ids, corrected));
        jdbc.sql("SELECT id FROM invoice WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                .param("ids", ids)
                .query(UUID.class)
                .list();
        settlements.lock(corrected);
        List<Invoice> found = entities.createQuery(
                        "select i from Invoice i left join fetch i.lines where i.id in :ids", Invoice.class)
                .setParameter("ids", ids)
                .getResultList();
        // one query each instead of one per invoice: what follows finds them in the session
        entities.createQuery("select a from Activity a where a.id in :ids", Activity.class)
                .setParameter("ids", found.stream().map(Invoice::activity).collect(Collectors.toSet()))
                .getResultList();
        entities.createQuery("select c from Customer c where c.id in :ids", Customer.class)
                .setParameter("ids", found.stream().map(Invoice::customer).collect(Collectors.toSet()))
                .getResultList();
        Map<UUID, Invoice> byId = new LinkedHashMap<>();
        found.forEach(invoice -> byId.put(invoice.id(), invoice));
        return byId;
    }

    private Ready prepare(Invoice invoice, LegalIdentity seller, Map<UUID, Uncredited> left) {
        invoice.requireNotValidated();
        Activity activity = Objects.requireNonNull(entities.find(Activity.class, invoice.activity()));
        Customer customer = Objects.requireNonNull(entities.find(Customer.class, invoice.customer()));
        Invoice corrected = corrected(invoice);
        LocalDate issued = issueDate(invoice);
        if (issued.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("issueDate", "date-in-future", issued);
        }
        if (corrected != null && issued.isBefore(Objects.requireNonNull(corrected.issueDate()))) {
            throw new InvalidField("issueDate", "credit-note-before-invoice", issued, corrected.issueDate());
        }
        LocalDate due = dueDate(invoice, activity, issued);
        boolean onDebits = corrected == null ? activity.vatOnDebits() : corrected.vatOnDebits();
        Uncredited.Taken taken = corrected == null
                ? null
                : taken(invoice.lines(), corrected, left.computeIfAbsent(corrected.id(), settlements::notCredited));
        Totals totals = taken == null ? Totals.of(invoice.lines(), vatCodes, issued) : taken.totals();
        Mentions.require(Mentions.missing(invoice, seller, activity, customer, totals, issued, due, vatCodes));
        List<VatPart> parts = taken == null ? VatPart.of(invoice.lines(), totals, onDebits) : taken.parts();
        Map<String, Money> vatDue = VatPart.dueAtOnce(parts);
        Map<String, Money> vatWaiting = VatPart.waiting(parts);
        if (corrected != null && taken != null) {
            left.put(corrected.id(), taken.rest());
            // what the customer's payment made due comes back from there, not from what waits
            settlements
                    .credit(corrected.id(), totals.gross(), vatWaiting)
                    .madeDue()
                    .forEach((code, vat) -> {
                        vatDue.merge(code, vat.negated(), Money::plus);
                        vatWaiting.merge(code, vat, Money::plus);
                    });
        }
        invoice.date(issued, due, onDebits, totals);
        return new Ready(
                invoice,
                new Parties(seller, activity, customer),
                totals,
                corrected,
                issued,
                due,
                vatDue,
                vatWaiting,
                parts);
    }

    private Map<UUID, String> finish(List<Ready> ready) {
        Instant now = clock.instant();
        UUID by = CurrentTenant.actor().subject();
        Map<UUID, String> given = new LinkedHashMap<>();
        List<UUID> archived = new ArrayList<>();
        List<JournalEntry> entries = new ArrayList<>();
        Map<UUID, Clearing.Receivable> cleared =
                clearing.of(ready.stream().map(InvoiceValidation::original).toList());
        for (Ready one : ready) {
            Invoice invoice = one.invoice();
            String number = numbers.take(one.sequence(), one.issued());
            invoice.number(number);
            given.put(invoice.id(), number);
            Corrected corrected = one.corrected() == null
                    ? null
                    : new Corrected(
                            Objects.requireNonNull(one.corrected().number()),
                            Objects.requireNonNull(one.corrected().issueDate()));
            byte[] pdf = printer.print(papers.invoice(invoice, one.parties(), one.totals(), corrected));
            archived.add(
                    documents.store(number + ".pdf", "application/pdf", pdf).id());
            entries.add(sales.sale(
                    invoice,
                    one.parties().buyer(),
                    one.parties().activity(),
                    one.vatDue(),
                    one.vatWaiting(),
                    cleared.get(original(one))));
        }
        List<Long> booked = ledger.post(entries);
        for (int i = 0; i < ready.size(); i++) {
            Ready one = ready.get(i);
            keepVat(one);
            one.invoice().validate(archived.get(i), booked.get(i), now, by);
        }
        entities.flush();
        contribution.hold(ready.stream().map(one -> one.invoice().activity()).toList());
        for (Ready one : ready) {
            follow(one);
        }
        lettering.follow(ready.stream()
                .filter(one -> one.corrected() != null)
                .map(InvoiceValidation::original)
                .toList());
        return given;
    }

    private static UUID original(Ready one) {
        return one.corrected() == null ? one.invoice().id() : one.corrected().id();
    }

    private void keepVat(Ready one) {
        for (VatPart part : one.parts()) {
            jdbc.sql("INSERT INTO invoice_vat(invoice_id, vat, goods, category, rate, net_cents, vat_cents)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            one.invoice().id(),
                            part.code(),
                            part.goods(),
                            part.category(),
                            part.rate().percent(),
                            part.net().cents(),
                            part.vat().cents())
                    .update();
        }
    }

    private void follow(Ready one) {
        Invoice invoice = one.invoice();
        UUID activity = invoice.activity();
        Money net = one.totals().net();
        if (one.corrected() == null) {
            settlements.open(invoice.id(), one.totals().gross(), one.vatWaiting());
            contribution.onInvoiceIssued(activity, "invoice:" + invoice.id(), one.issued(), net, Money.ZERO);
        } else {
            settlements.settle(one.corrected().id(), one.issued());
            contribution.onCreditNote(
                    activity,
                    "invoice:" + invoice.id(),
                    one.issued(),
                    Objects.requireNonNull(one.corrected().issueDate()),
                    net,
                    Money.ZERO);
        }
        String number = Objects.requireNonNull(invoice.number());
        audit.record("invoice.validated", "invoice:" + invoice.id(), number);
        events.publishEvent(new InvoiceValidated(
                invoice.id(),
                activity,
                invoice.kind(),
                number,
                one.issued(),
                net,
                one.totals().vat()));
        live.publish("invoice", invoice.id());
        live.publish("activity", activity);
    }

    private @Nullable Invoice corrected(Invoice invoice) {
        return invoice.corrects() == null ? null : entities.find(Invoice.class, invoice.corrects());
    }

    private LocalDate issueDate(Invoice invoice) {
        LocalDate wished = invoice.issueDate();
        return wished == null ? LocalDate.now(clock) : wished;
    }

    private static LocalDate dueDate(Invoice invoice, Activity activity, LocalDate issued) {
        LocalDate wished = invoice.dueDate();
        return wished != null ? wished : invoice.isCreditNote() ? issued : activity.dueOn(issued);
    }
}
