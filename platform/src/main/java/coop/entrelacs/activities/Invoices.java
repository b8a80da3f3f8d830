package coop.entrelacs.activities;

import coop.entrelacs.activities.InvoiceDetails.Act;
import coop.entrelacs.activities.InvoiceDetails.CreditNoteRef;
import coop.entrelacs.activities.InvoiceDetails.Missing;
import coop.entrelacs.activities.InvoiceDetails.Receivable;
import coop.entrelacs.activities.InvoiceValidation.Outcome;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DeadlockRetry;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.web.Page;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Invoices and credit notes, from the draft to what is still due. Members write and submit those of their activities; accountants and
 * managers validate. A validated one never changes: a mistake is taken back by a credit note.
 */
@Service
public class Invoices {

    /** More than this at once is a job. */
    public static final int MOST_AT_ONCE = 50;

    /** So many share a transaction: the row of the last number is locked while their PDFs are made. */
    private static final int CHUNK = 25;

    /** The state to show, from what is written on the invoice and what happened since. */
    private static final String STATE = """
        CASE WHEN i.state <> 'VALIDATED' THEN i.state
             WHEN r.credited_cents = r.total_cents THEN 'CREDITED'
             WHEN r.paid_cents + r.credited_cents >= r.total_cents THEN 'PAID'
             WHEN r.invoice_id IS NOT NULL AND i.due_date < :today THEN 'OVERDUE'
             WHEN r.paid_cents > 0 THEN 'PARTLY_PAID'
             WHEN EXISTS (SELECT FROM invoice_sending s WHERE s.invoice_id = i.id) THEN 'ISSUED'
             ELSE 'VALIDATED' END\
        """;

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final ActivityAccess access;
    private final Customers customers;
    private final VatCodes vatCodes;
    private final InvoiceValidation validation;
    private final Settlements settlements;
    private final Papers papers;
    private final PaperPrinter printer;
    private final LegalIdentities legal;
    private final Documents documents;
    private final Jobs jobs;
    private final LiveUpdates live;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Invoices(
            JdbcClient jdbc,
            EntityManager entities,
            ActivityAccess access,
            Customers customers,
            VatCodes vatCodes,
            InvoiceValidation validation,
            Settlements settlements,
            Papers papers,
            PaperPrinter printer,
            LegalIdentities legal,
            Documents documents,
            Jobs jobs,
            LiveUpdates live,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.access = access;
        this.customers = customers;
        this.vatCodes = vatCodes;
        this.validation = validation;
        this.settlements = settlements;
        this.papers = papers;
        this.printer = printer;
        this.legal = legal;
        this.documents = documents;
        this.jobs = jobs;
        this.live = live;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    // Drafts

    @Transactional
    public InvoiceDetails draft(InvoiceForm form) {
        return details(draft(form, null, null));
    }

    /** The draft that a quote becomes, or a part of it in percent. */
    Invoice draft(InvoiceForm form, @Nullable UUID quote, @Nullable Rate part) {
        access.requireWrite(form.activity());
        customers.forNewDocument(form.customer(), form.activity());
        Invoice invoice = Invoice.draft(
                Ids.next(),
                form,
                check(form),
                quote,
                part,
                clock.instant(),
                CurrentTenant.actor().subject());
        entities.persist(invoice);
        entities.flush();
        live.publish("invoice", invoice.id());
        return invoice;
    }

    /** Saves a draft, as often as one types. */
    @Transactional
    public InvoiceDetails change(UUID id, long version, InvoiceForm form) {
        Invoice invoice = writable(id, version);
        access.requireWrite(form.activity());
        UUID corrects = invoice.corrects();
        if (corrects != null) {
            Invoice corrected = find(corrects);
            if (!corrected.activity().equals(form.activity())
                    || !corrected.customer().equals(form.customer())) {
                throw new InvalidField("customer", "credit-note-of-other-customer");
            }
        } else {
            customers.forNewDocument(form.customer(), form.activity());
        }
        invoice.edit(form, check(form));
        entities.flush();
        live.publish("invoice", id);
        return details(invoice);
    }

    /** Throws a draft away. */
    @Transactional
    public void discard(UUID id, long version) {
        Invoice invoice = writable(id, version);
        if (invoice.state() != InvoiceState.DRAFT) {
            throw new WrongState("invoice", invoice.state(), InvoiceState.DRAFT);
        }
        entities.remove(invoice);
        live.publish("invoice", id);
    }

    /** The totals of lines as typed, by the code that will book them. */
    public Totals preview(List<Line> lines, @Nullable LocalDate day) {
        return Totals.of(Line.checked(lines, vatCodes), vatCodes, day == null ? LocalDate.now(clock) : day);
    }

    /** Sends a complete draft to the support team. */
    @Transactional
    public InvoiceDetails submit(UUID id, long version) {
        Invoice invoice = writable(id, version);
        Mentions.require(validation.missing(invoice, validation.totals(invoice)));
        invoice.submit(clock.instant(), CurrentTenant.actor().subject());
        entities.flush();
        live.publish("invoice", id);
        live.publish("activity", invoice.activity());
        return details(invoice);
    }

    /** Gives a submitted invoice back to the member, who reads why and corrects it. */
    @Transactional
    public InvoiceDetails giveBack(UUID id, String reason) {
        ActivityAccess.requireStaff();
        Invoice invoice = find(id);
        invoice.giveBack(Fields.required("reason", reason, 500));
        entities.flush();
        live.publish("invoice", id);
        return details(invoice);
    }

    // Validation

    /** Makes an invoice or credit note final. Accountants and managers only: the member who wrote it sends it to them. */
    @Transactional
    public InvoiceDetails validate(UUID id) {
        ActivityAccess.requireStaff();
        Refusal refusal = validation.validate(List.of(id)).getFirst().refusal();
        if (refusal != null) {
            throw refusal;
        }
        return details(find(id));
    }

    /**
     * Validates at most {@value #MOST_AT_ONCE} invoices, many in one transaction. One that is refused does not hold up the others.
     */
    public BatchValidation validate(Collection<UUID> ids) {
        ActivityAccess.requireStaff();
        List<UUID> all = List.copyOf(new LinkedHashSet<>(ids));
        if (all.isEmpty() || all.size() > MOST_AT_ONCE) {
            throw new InvalidField("invoices", "batch-size", MOST_AT_ONCE);
        }
        return validateAll(all, done -> {});
    }

    /** Validates any number of invoices as a job, whose report names each that was refused. */
    @Transactional
    public UUID validateLater(Collection<UUID> ids) {
        ActivityAccess.requireStaff();
        if (ids.isEmpty()) {
            throw new InvalidField("invoices", "required");
        }
        return jobs.submit(InvoiceValidationJob.KIND, new InvoiceValidationJob.Parameters(List.copyOf(ids)));
    }

    BatchValidation validateAll(List<UUID> ids, LongConsumer done) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            List<UUID> chunk = ids.subList(from, Math.min(from + CHUNK, ids.size()));
            outcomes.addAll(validateChunk(chunk));
            done.accept(chunk.size());
        }
        return new BatchValidation(
                outcomes.stream()
                        .filter(o -> o.number() != null)
                        .map(o -> new BatchValidation.Validated(o.invoice(), Objects.requireNonNull(o.number())))
                        .toList(),
                outcomes.stream()
                        .filter(o -> o.refusal() != null)
                        .map(o -> new BatchValidation.Refused(o.invoice(), Objects.requireNonNull(o.refusal())))
                        .toList());
    }

    private List<Outcome> validateChunk(List<UUID> chunk) {
        try {
            return Objects.requireNonNull(
                    DeadlockRetry.run(() -> transaction.execute(status -> validation.validate(chunk))));
        } catch (Refusal refused) {
            if (chunk.size() == 1) {
                return List.of(new Outcome(chunk.getFirst(), null, refused));
            }
            // the books refused one of them (a closed period, say): each for itself, so that the others go
            List<Outcome> outcomes = new ArrayList<>();
            chunk.forEach(id -> outcomes.addAll(validateChunk(List.of(id))));
            return outcomes;
        }
    }

    // Credit notes

    /** A draft that takes back all that is left of an invoice, or the lines given. */
    @Transactional
    public InvoiceDetails draftCreditNote(UUID invoice, CreditNoteForm form) {
        return details(creditNote(invoice, form));
    }

    /** Takes back all that is left of an invoice, or the lines given, in one act. */
    @Transactional
    public InvoiceDetails credit(UUID invoice, CreditNoteForm form) {
        ActivityAccess.requireStaff();
        Invoice note = creditNote(invoice, form);
        Refusal refusal = validation.validate(List.of(note.id())).getFirst().refusal();
        if (refusal != null) {
            throw refusal;
        }
        return details(note);
    }

    private Invoice creditNote(UUID id, CreditNoteForm form) {
        Invoice invoice = readable(id);
        access.requireWrite(invoice.activity());
        if (invoice.isCreditNote() || invoice.state() != InvoiceState.VALIDATED) {
            throw new WrongState("invoice", invoice.state(), InvoiceState.VALIDATED);
        }
        Uncredited left = settlements.notCredited(id);
        List<Line> lines = form.lines().isEmpty()
                ? left.lines(
                        invoice.lines(),
                        Objects.requireNonNull(invoice.subject().isEmpty() ? invoice.number() : invoice.subject()))
                : Line.checked(form.lines(), vatCodes);
        if (lines.isEmpty()) {
            throw new CreditExceedsInvoice(invoice.gross(), Money.ZERO);
        }
        InvoiceForm about = new InvoiceForm(
                invoice.activity(),
                invoice.customer(),
                invoice.subject(),
                "",
                invoice.orderReference(),
                null,
                null,
                form.issueDate(),
                null,
                lines);
        Totals totals = validation.taken(lines, invoice, left).totals();
        Invoice note = Invoice.creditNote(
                Ids.next(),
                invoice,
                form.reason(),
                about,
                totals,
                clock.instant(),
                CurrentTenant.actor().subject());
        entities.persist(note);
        entities.flush();
        live.publish("invoice", note.id());
        return note;
    }

    // Afterwards

    /** Notes that an invoice was sent to the customer. */
    @Transactional
    public InvoiceDetails markSent(UUID id) {
        Invoice invoice = readable(id);
        access.requireWrite(invoice.activity());
        if (invoice.state() != InvoiceState.VALIDATED) {
            throw new WrongState("invoice", invoice.state(), InvoiceState.VALIDATED);
        }
        jdbc.sql("INSERT INTO invoice_sending(invoice_id, sent_at, sent_by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(id, utc(clock.instant()), CurrentTenant.actor().subject())
                .update();
        live.publish("invoice", id);
        return details(invoice);
    }

    /** The archived PDF of a validated invoice; of a draft, what it would look like today, marked as a draft. */
    @Transactional(readOnly = true)
    public Pdf pdf(UUID id) {
        Invoice invoice = readable(id);
        UUID archived = invoice.document();
        if (archived != null) {
            return new Pdf(invoice.number() + ".pdf", documents.content(archived));
        }
        Activity activity = Objects.requireNonNull(entities.find(Activity.class, invoice.activity()));
        Customer customer = Objects.requireNonNull(entities.find(Customer.class, invoice.customer()));
        Totals totals = totals(invoice);
        // a throw-away copy carries the words of a draft where the number will stand; the invoice itself is not touched
        entities.detach(invoice);
        LocalDate today = LocalDate.now(clock);
        LocalDate issued = invoice.issueDate() == null ? today : Objects.requireNonNull(invoice.issueDate());
        LocalDate due = invoice.dueDate() == null ? activity.dueOn(issued) : Objects.requireNonNull(invoice.dueDate());
        invoice.date(issued, due, activity.vatOnDebits(), totals);
        invoice.number(papers.draftWord(customer.language()));
        UUID corrects = invoice.corrects();
        Invoice corrected = corrects == null ? null : find(corrects);
        return new Pdf(
                papers.draftWord(customer.language()) + ".pdf",
                printer.print(papers.invoice(
                        invoice,
                        new Papers.Parties(legal.current().legal(), activity, customer),
                        totals,
                        corrected == null
                                ? null
                                : new Papers.Corrected(
                                        Objects.requireNonNull(corrected.number()),
                                        Objects.requireNonNull(corrected.issueDate())))));
    }

    /** A file to read or keep. */
    public record Pdf(String name, byte[] content) {}

    @Transactional(readOnly = true)
    public InvoiceDetails get(UUID id) {
        return details(readable(id));
    }

    /** Invoices and credit notes, the newest first. */
    @Transactional(readOnly = true)
    public Page<InvoiceRow> list(InvoiceFilter filter, @Nullable String after, @Nullable Integer limit) {
        int most = Page.limit(limit);
        List<InvoiceRow> rows = jdbc.sql("""
            SELECT * FROM (
            SELECT i.id, i.kind,\
            """ + " " + STATE + " " + """
            AS shown, i.number, i.issue_date, i.due_date, i.activity_id, a.trade_name, i.customer_id, c.name, i.subject,
                  CASE i.kind WHEN 'INVOICE' THEN i.net_cents ELSE -i.net_cents END AS net_cents,
                  CASE i.kind WHEN 'INVOICE' THEN i.gross_cents ELSE -i.gross_cents END AS gross_cents,
                  coalesce(greatest(r.total_cents - r.paid_cents - r.credited_cents, 0), 0) AS remaining
             FROM invoice i
             JOIN activity a ON a.id = i.activity_id
             JOIN customer c ON c.id = i.customer_id
             LEFT JOIN receivable r ON r.invoice_id = i.id
            WHERE i.id < :below
              AND (:kind = '' OR i.kind = :kind)
              AND (cast(:activity AS uuid) IS NULL OR i.activity_id = :activity)
              AND (cast(:customer AS uuid) IS NULL OR i.customer_id = :customer OR c.merged_into = :customer)
              AND (cast(:from AS date) IS NULL OR i.issue_date >= :from)
              AND (cast(:to AS date) IS NULL OR i.issue_date <= :to)
              AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                                       WHERE strpos(folded(concat_ws(' ', i.number, i.subject, c.name)), w) = 0)
              AND\
            """ + ActivityAccess.VISIBLE + """
            ) shown WHERE (:anyState OR shown IN (:states)) ORDER BY id DESC LIMIT :limit\
            """)
                .params(access.scope().parameters())
                .param("below", Cursors.below(after))
                .param("kind", filter.kind() == null ? "" : filter.kind().name())
                .param("activity", filter.activity())
                .param("customer", filter.customer())
                .param("from", filter.from())
                .param("to", filter.to())
                .param("words", Folding.words(filter.text()))
                .param("anyState", filter.states().isEmpty())
                .param("states", states(filter))
                .param("limit", most + 1)
                .query((row, n) -> new InvoiceRow(
                        row.getObject("id", UUID.class),
                        InvoiceKind.valueOf(row.getString("kind")),
                        InvoiceState.valueOf(row.getString("shown")),
                        row.getString("number"),
                        row.getObject("issue_date", LocalDate.class),
                        row.getObject("due_date", LocalDate.class),
                        row.getObject("activity_id", UUID.class),
                        row.getString("trade_name"),
                        row.getObject("customer_id", UUID.class),
                        row.getString("name"),
                        row.getString("subject"),
                        Money.ofCents(row.getLong("net_cents")),
                        Money.ofCents(row.getLong("gross_cents")),
                        Money.ofCents(row.getLong("remaining"))))
                .list();
        return Page.of(rows, most, row -> row.id().toString());
    }

    /** What waits for someone, on the activities that the asker sees. */
    @Transactional(readOnly = true)
    public InvoiceCounts counts(@Nullable UUID activity) {
        return jdbc.sql("""
            SELECT count(*) FILTER (WHERE i.state = 'DRAFT') AS drafts,
                   count(*) FILTER (WHERE i.state = 'DRAFT' AND i.return_reason <> '') AS returned,
                   count(*) FILTER (WHERE i.state = 'SUBMITTED') AS submitted,
                   count(*) FILTER (WHERE i.due_date < :today AND r.total_cents > r.paid_cents + r.credited_cents) AS overdue,
                   coalesce(sum(r.total_cents - r.paid_cents - r.credited_cents)
                            FILTER (WHERE i.due_date < :today AND r.total_cents > r.paid_cents + r.credited_cents), 0) AS overdue_cents,
                   coalesce(sum(r.total_cents - r.paid_cents - r.credited_cents)
                            FILTER (WHERE r.total_cents > r.paid_cents + r.credited_cents), 0) AS due_cents
              FROM invoice i JOIN activity a ON a.id = i.activity_id LEFT JOIN receivable r ON r.invoice_id = i.id
             WHERE (cast(:activity AS uuid) IS NULL OR i.activity_id = :activity) AND\
            """ + ActivityAccess.VISIBLE)
                .params(access.scope().parameters())
                .param("activity", activity)
                .query((row, n) -> new InvoiceCounts(
                        row.getLong("drafts"),
                        row.getLong("returned"),
                        row.getLong("submitted"),
                        row.getLong("overdue"),
                        Money.ofCents(row.getLong("overdue_cents")),
                        Money.ofCents(row.getLong("due_cents"))))
                .single();
    }

    /**
     * @param returned drafts that the support team gave back
     * @param due what customers owe in all, {@code overdueAmount} of it late
     */
    public record InvoiceCounts(
            long drafts, long returned, long submitted, long overdue, Money overdueAmount, Money due) {}

    // Within

    Invoice readable(UUID id) {
        Invoice invoice = find(id);
        access.requireRead(invoice.activity(), "invoice", id);
        return invoice;
    }

    private Invoice writable(UUID id, long version) {
        Invoice invoice = find(id);
        access.requireWrite(invoice.activity(), "invoice", id);
        if (invoice.version() != version) {
            throw new ChangedMeanwhile();
        }
        return invoice;
    }

    private Invoice find(UUID id) {
        Invoice invoice = entities.find(Invoice.class, id);
        if (invoice == null) {
            throw new NotFound("invoice", id);
        }
        return invoice;
    }

    private Totals check(InvoiceForm form) {
        customers.forActivity(form.customer(), form.activity());
        LocalDate day = form.issueDate() == null ? LocalDate.now(clock) : Objects.requireNonNull(form.issueDate());
        return Totals.of(Line.checked(form.lines(), vatCodes), vatCodes, day);
    }

    /** The totals; of a credit note that asks for too much, what its lines say, so that it can be shown and corrected. */
    private Totals totals(Invoice invoice) {
        if (invoice.state() == InvoiceState.VALIDATED) {
            return booked(invoice.id());
        }
        try {
            return validation.totals(invoice);
        } catch (CreditExceedsInvoice e) {
            return preview(invoice.lines(), invoice.issueDate());
        }
    }

    private Totals booked(UUID id) {
        Map<String, Totals.VatTotal> byVat = new LinkedHashMap<>();
        jdbc.sql("SELECT vat, category, rate, sum(net_cents) AS net, sum(vat_cents) AS vat_amount FROM invoice_vat"
                        + " WHERE invoice_id = ? GROUP BY vat, category, rate ORDER BY rate DESC, vat")
                .param(id)
                .query((row, n) -> new Totals.VatTotal(
                        row.getString("vat"),
                        row.getString("category").strip(),
                        new Rate(row.getBigDecimal("rate")),
                        Money.ofCents(row.getLong("net")),
                        Money.ofCents(row.getLong("vat_amount"))))
                .list()
                .forEach(total -> byVat.put(total.code(), total));
        Money net = Money.sum(byVat.values().stream().map(Totals.VatTotal::net).toList());
        Money vat = Money.sum(byVat.values().stream().map(Totals.VatTotal::vat).toList());
        return new Totals(net, vat, net.plus(vat), List.copyOf(byVat.values()));
    }

    private record Surroundings(
            InvoiceState state,
            String activityName,
            String customerName,
            @Nullable String correctsNumber,
            @Nullable Receivable receivable,
            Money overpaid,
            Money customerCredit) {}

    private InvoiceDetails details(Invoice invoice) {
        Surroundings around = jdbc.sql("SELECT " + STATE + " " + """
            AS shown, a.trade_name, c.name, o.number AS corrects_number, r.total_cents, r.paid_cents, r.credited_cents,
                  (SELECT max(s.sent_at) FROM invoice_sending s WHERE s.invoice_id = i.id) AS sent_at, r.settled_on,
                  (SELECT coalesce(sum(k.amount_cents), 0) FROM payment_credit k JOIN customer_payment p ON p.id = k.payment_id
                    WHERE k.invoice_id = i.id AND k.amount_cents > 0 AND p.reversed_at IS NULL) AS overpaid,
                  (SELECT coalesce(sum(k.balance_cents), 0) FROM customer_credit k
                    WHERE k.customer_id = coalesce(c.merged_into, c.id) AND k.activity_id = i.activity_id) AS credit
             FROM invoice i JOIN activity a ON a.id = i.activity_id JOIN customer c ON c.id = i.customer_id
             LEFT JOIN invoice o ON o.id = i.corrects_id LEFT JOIN receivable r ON r.invoice_id = i.id
            WHERE i.id = :id\
            """)
                .param("id", invoice.id())
                .param("today", LocalDate.now(clock))
                .query((row, n) -> {
                    OffsetDateTime sent = row.getObject("sent_at", OffsetDateTime.class);
                    long total = row.getLong("total_cents");
                    Receivable receivable = row.wasNull()
                            ? null
                            : Receivable.of(
                                    Money.ofCents(total),
                                    Money.ofCents(row.getLong("paid_cents")),
                                    Money.ofCents(row.getLong("credited_cents")),
                                    sent == null ? null : sent.toInstant(),
                                    row.getObject("settled_on", LocalDate.class));
                    return new Surroundings(
                            InvoiceState.valueOf(row.getString("shown")),
                            row.getString("trade_name"),
                            row.getString("name"),
                            row.getString("corrects_number"),
                            receivable,
                            Money.ofCents(row.getLong("overpaid")),
                            Money.ofCents(row.getLong("credit")));
                })
                .single();
        Totals totals = totals(invoice);
        boolean validated = invoice.state() == InvoiceState.VALIDATED;
        return new InvoiceDetails(
                invoice.id(),
                invoice.version(),
                invoice.kind(),
                around.state(),
                invoice.number(),
                invoice.form(),
                around.activityName(),
                around.customerName(),
                totals,
                invoice.corrects(),
                around.correctsNumber(),
                invoice.reason(),
                invoice.quote(),
                invoice.returnReason(),
                around.receivable(),
                around.overpaid(),
                around.customerCredit(),
                invoice.document(),
                invoice.entry(),
                validated && !invoice.isCreditNote() ? creditNotes(invoice.id()) : List.of(),
                validated ? List.of() : missing(invoice, totals),
                may(invoice, around),
                invoice.submittedAt(),
                invoice.validatedAt());
    }

    private List<Missing> missing(Invoice invoice, Totals totals) {
        return validation.missing(invoice, totals);
    }

    private List<CreditNoteRef> creditNotes(UUID id) {
        return jdbc.sql("SELECT id, number, issue_date, gross_cents FROM invoice WHERE corrects_id = ? AND state ="
                        + " 'VALIDATED' ORDER BY number")
                .param(id)
                .query((row, n) -> new CreditNoteRef(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getObject(3, LocalDate.class),
                        Money.ofCents(row.getLong(4))))
                .list();
    }

    private List<Act> may(Invoice invoice, Surroundings around) {
        Receivable receivable = around.receivable();
        List<Act> may = new ArrayList<>();
        boolean staff = ActivityAccess.isStaff();
        if (access.mayWrite(invoice.activity())) {
            switch (invoice.state()) {
                case DRAFT -> may.addAll(List.of(Act.EDIT, Act.DELETE, Act.SUBMIT));
                case SUBMITTED -> {}
                default -> may.add(Act.SEND);
            }
        }
        if (staff) {
            if (invoice.state() != InvoiceState.VALIDATED) {
                may.add(Act.VALIDATE);
            }
            if (invoice.state() == InvoiceState.SUBMITTED) {
                may.add(Act.RETURN);
            }
            if (receivable != null && receivable.remaining().isPositive()) {
                may.add(Act.PAY);
                if (around.customerCredit().isPositive()) {
                    may.add(Act.USE_CREDIT);
                }
            }
            if (receivable != null && receivable.credited().compareTo(receivable.total()) < 0) {
                may.add(Act.CREDIT);
            }
        }
        return List.copyOf(may);
    }

    private static List<String> states(InvoiceFilter filter) {
        return filter.states().isEmpty()
                ? List.of("")
                : filter.states().stream().map(InvoiceState::name).toList();
    }

    static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
