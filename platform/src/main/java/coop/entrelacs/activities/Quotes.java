package coop.entrelacs.activities;

import coop.entrelacs.activities.DocumentNumbers.Sequence;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.documents.PdfFonts;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.web.Page;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Quotes: written, sent, accepted or refused, and turned into invoices, whole or by parts. */
@Service
public class Quotes {

    private static final int DAYS_VALID = 30;
    private static final Rate WHOLE = Rate.percent("100");

    private static final String STATE =
            "CASE WHEN q.state = 'SENT' AND q.valid_until < :today THEN 'EXPIRED' ELSE q.state END";

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final ActivityAccess access;
    private final Customers customers;
    private final Invoices invoices;
    private final VatCodes vatCodes;
    private final DocumentNumbers numbers;
    private final Papers papers;
    private final PaperPrinter printer;
    private final LegalIdentities legal;
    private final Documents documents;
    private final LiveUpdates live;
    private final Clock clock;

    Quotes(
            JdbcClient jdbc,
            EntityManager entities,
            ActivityAccess access,
            Customers customers,
            Invoices invoices,
            VatCodes vatCodes,
            DocumentNumbers numbers,
            Papers papers,
            PaperPrinter printer,
            LegalIdentities legal,
            Documents documents,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.access = access;
        this.customers = customers;
        this.invoices = invoices;
        this.vatCodes = vatCodes;
        this.numbers = numbers;
        this.papers = papers;
        this.printer = printer;
        this.legal = legal;
        this.documents = documents;
        this.live = live;
        this.clock = clock;
    }

    @Transactional
    public QuoteDetails draft(QuoteForm form) {
        access.requireWrite(form.activity());
        Quote quote = new Quote(
                Ids.next(),
                form,
                check(form),
                clock.instant(),
                CurrentTenant.actor().subject());
        entities.persist(quote);
        entities.flush();
        live.publish("quote", quote.id());
        return details(quote);
    }

    /** Saves a draft, as often as one types. */
    @Transactional
    public QuoteDetails change(UUID id, long version, QuoteForm form) {
        Quote quote = writable(id, version);
        access.requireWrite(form.activity());
        quote.edit(form, check(form));
        entities.flush();
        live.publish("quote", id);
        return details(quote);
    }

    /** Throws a draft away. */
    @Transactional
    public void discard(UUID id, long version) {
        Quote quote = writable(id, version);
        requireState(quote, QuoteState.DRAFT);
        entities.remove(quote);
        live.publish("quote", id);
    }

    /** Gives the quote its number and its PDF: from now on it changes no more. */
    @Transactional
    public QuoteDetails send(UUID id, long version) {
        Quote quote = writable(id, version);
        requireState(quote, QuoteState.DRAFT);
        Activity activity = Objects.requireNonNull(entities.find(Activity.class, quote.activity()));
        Customer customer = Objects.requireNonNull(entities.find(Customer.class, quote.customer()));
        LocalDate issued = quote.issueDate() == null ? today() : Objects.requireNonNull(quote.issueDate());
        LocalDate until =
                quote.validUntil() == null ? issued.plusDays(DAYS_VALID) : Objects.requireNonNull(quote.validUntil());
        Totals totals = Totals.of(quote.lines(), vatCodes, issued);
        InvalidFields.Check check = new InvalidFields.Check();
        check.that(!issued.isAfter(today()), "issueDate", "date-in-future", issued);
        check.that(!until.isBefore(issued), "validUntil", "before-issue", issued);
        check.that(!customer.archived(), "customer", "customer-archived");
        check.that(customer.billing() != null, "customer.billing", "mention-buyer-address");
        check.that(!quote.lines().isEmpty(), "lines", "mention-lines");
        for (int i = 0; i < quote.lines().size(); i++) {
            check.that(!quote.lines().get(i).label().isEmpty(), "lines[" + i + "].label", "mention-label");
            check.that(!quote.lines().get(i).vat().isEmpty(), "lines[" + i + "].vat", "mention-vat");
            printable(check, "lines[" + i + "].label", quote.lines().get(i).label());
            printable(
                    check, "lines[" + i + "].description", quote.lines().get(i).description());
        }
        printable(check, "customer.name", customer.name());
        printable(check, "subject", quote.subject());
        printable(check, "notes", quote.notes());
        check.done();
        String number = numbers.take(Sequence.QUOTE, issued);
        byte[] pdf = printer.print(papers.quote(
                quote, new Papers.Parties(legal.current().legal(), activity, customer), totals, number, issued, until));
        quote.send(
                number,
                issued,
                until,
                totals,
                documents.store(number + ".pdf", "application/pdf", pdf).id());
        entities.flush();
        live.publish("quote", id);
        return details(quote);
    }

    private static void printable(InvalidFields.Check check, String field, String text) {
        check.that(PdfFonts.unprintable(text).isEmpty(), field, "text-unprintable");
    }

    /** The customer agreed. An expired quote can still be accepted: that is between the two. */
    @Transactional
    public QuoteDetails accept(UUID id, @Nullable LocalDate on) {
        Quote quote = lock(id);
        quote.accept(decided(quote, on));
        entities.flush();
        live.publish("quote", id);
        return details(quote);
    }

    @Transactional
    public QuoteDetails refuse(UUID id, @Nullable LocalDate on) {
        Quote quote = lock(id);
        quote.refuse(decided(quote, on));
        entities.flush();
        live.publish("quote", id);
        return details(quote);
    }

    /**
     * Turns a quote into the draft of an invoice, in one act (a sent quote is accepted by it).
     *
     * @param part how much of the quote to invoice now; null for all that no invoice has taken yet
     * @throws QuoteInvoiced if no more than that is left
     */
    @Transactional
    public InvoiceDetails invoice(UUID id, @Nullable Rate part) {
        // the lock makes two clicks one invoice: the second finds what the first took
        Quote quote = lock(id);
        if (quote.state(today()) != QuoteState.ACCEPTED) {
            quote.accept(today());
        }
        Map<SoldAs, Money> left = left(quote);
        List<Line> lines;
        if (part == null && left.equals(SoldAs.nets(quote.lines()))) {
            lines = quote.lines();
        } else {
            Map<SoldAs, Money> take = part == null ? left : share(quote, part, left);
            lines = take.entrySet().stream()
                    .filter(entry -> !entry.getValue().isZero())
                    .map(entry -> part(quote, entry.getKey(), entry.getValue(), part))
                    .toList();
        }
        if (lines.isEmpty()) {
            throw new QuoteInvoiced(String.valueOf(quote.number()));
        }
        Invoice invoice = invoices.draft(
                new InvoiceForm(
                        quote.activity(),
                        customers.kept(quote.customer()),
                        quote.subject(),
                        quote.notes(),
                        "",
                        null,
                        null,
                        null,
                        null,
                        lines),
                id,
                part);
        entities.flush();
        live.publish("quote", id);
        return invoices.get(invoice.id());
    }

    /** The PDF as it was sent; of a draft, what it would look like today. */
    @Transactional(readOnly = true)
    public Invoices.Pdf pdf(UUID id) {
        Quote quote = readable(id);
        UUID archived = quote.document();
        if (archived != null) {
            return new Invoices.Pdf(quote.number() + ".pdf", documents.content(archived));
        }
        Activity activity = Objects.requireNonNull(entities.find(Activity.class, quote.activity()));
        Customer customer = Objects.requireNonNull(entities.find(Customer.class, quote.customer()));
        LocalDate issued = quote.issueDate() == null ? today() : Objects.requireNonNull(quote.issueDate());
        LocalDate until =
                quote.validUntil() == null ? issued.plusDays(DAYS_VALID) : Objects.requireNonNull(quote.validUntil());
        String draft = papers.draftWord(customer.language());
        return new Invoices.Pdf(
                draft + ".pdf",
                printer.print(papers.quote(
                        quote,
                        new Papers.Parties(legal.current().legal(), activity, customer),
                        Totals.of(quote.lines(), vatCodes, issued),
                        draft,
                        issued,
                        until)));
    }

    @Transactional(readOnly = true)
    public QuoteDetails get(UUID id) {
        return details(readable(id));
    }

    /** How many quotes wait for the customer's answer, on the activities that the asker sees. */
    @Transactional(readOnly = true)
    public long waiting() {
        return jdbc.sql("SELECT count(*) FROM (SELECT " + STATE + " AS shown FROM quote q JOIN activity a ON a.id ="
                        + " q.activity_id WHERE" + ActivityAccess.VISIBLE + ") s WHERE shown = 'SENT'")
                .params(access.scope().parameters())
                .query(Long.class)
                .single();
    }

    /** Quotes, the newest first. */
    @Transactional(readOnly = true)
    public Page<QuoteRow> list(
            @Nullable Set<QuoteState> states,
            @Nullable UUID activity,
            @Nullable UUID customer,
            @Nullable String text,
            @Nullable String after,
            @Nullable Integer limit) {
        int most = Page.limit(limit);
        boolean any = states == null || states.isEmpty();
        List<QuoteRow> rows = jdbc.sql(
                        "SELECT * FROM (SELECT q.id, " + STATE + " " + """
                            AS shown, q.number, q.issue_date, q.valid_until, q.activity_id, a.trade_name, q.customer_id, c.name,
                                  q.subject, q.net_cents, q.gross_cents
                             FROM quote q JOIN activity a ON a.id = q.activity_id JOIN customer c ON c.id = q.customer_id
                            WHERE q.id < :below
                              AND (cast(:activity AS uuid) IS NULL OR q.activity_id = :activity)
                              AND (cast(:customer AS uuid) IS NULL OR q.customer_id = :customer OR c.merged_into = :customer)
                              AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                                       WHERE strpos(folded(concat_ws(' ', q.number, q.subject, c.name)), w) = 0)
                              AND\
                            """ + ActivityAccess.VISIBLE + """
                            ) shown WHERE (:any OR shown IN (:states)) ORDER BY id DESC LIMIT :limit\
                            """)
                .params(access.scope().parameters())
                .param("below", Cursors.below(after))
                .param("activity", activity)
                .param("customer", customer)
                .param("words", Folding.words(text))
                .param("any", any)
                .param(
                        "states",
                        states == null || any
                                ? List.of("")
                                : states.stream().map(Enum::name).toList())
                .param("limit", most + 1)
                .query((row, n) -> new QuoteRow(
                        row.getObject("id", UUID.class),
                        QuoteState.valueOf(row.getString("shown")),
                        row.getString("number"),
                        row.getObject("issue_date", LocalDate.class),
                        row.getObject("valid_until", LocalDate.class),
                        row.getObject("activity_id", UUID.class),
                        row.getString("trade_name"),
                        row.getObject("customer_id", UUID.class),
                        row.getString("name"),
                        row.getString("subject"),
                        Money.ofCents(row.getLong("net_cents")),
                        Money.ofCents(row.getLong("gross_cents"))))
                .list();
        return Page.of(rows, most, row -> row.id().toString());
    }

    private Map<SoldAs, Money> left(Quote quote) {
        Map<SoldAs, Money> left = SoldAs.nets(quote.lines());
        jdbc.sql("""
            SELECT l.vat, l.nature, sum(CASE i.kind WHEN 'INVOICE' THEN l.net_cents ELSE -l.net_cents END) AS net
              FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id
             WHERE i.quote_id = :id
                OR (i.state = 'VALIDATED' AND i.corrects_id IN (SELECT o.id FROM invoice o WHERE o.quote_id = :id))
             GROUP BY l.vat, l.nature\
            """).param("id", quote.id()).query(row -> {
            SoldAs key = new SoldAs(row.getString("vat"), Nature.valueOf(row.getString("nature")));
            Money taken = Money.ofCents(row.getLong("net"));
            left.computeIfPresent(key, (k, all) -> rest(all, taken));
        });
        return left;
    }

    /** What is left of a sum, which may be below zero; nothing where more was taken than there was. */
    private static Money rest(Money all, Money taken) {
        Money rest = all.minus(taken);
        return all.isNegative() ? rest.min(Money.ZERO) : rest.max(Money.ZERO);
    }

    /**
     * A part in percent: what the cumulated percentage takes of the whole, less what the percentage before it took; the part that
     * completes the whole takes what is left. So no parts add up to another sum than the quote.
     */
    private Map<SoldAs, Money> share(Quote quote, Rate part, Map<SoldAs, Money> left) {
        if (part.percent().signum() <= 0 || part.compareTo(WHOLE) > 0) {
            throw new InvalidField("part", "percent-range");
        }
        Rate before = invoiced(quote.id());
        Rate after = new Rate(before.percent().add(part.percent()));
        if (after.compareTo(WHOLE) > 0) {
            throw new InvalidField(
                    "part",
                    "quote-part-too-large",
                    String.valueOf(quote.number()),
                    new Rate(WHOLE.percent().subtract(before.percent())));
        }
        if (after.compareTo(WHOLE) == 0) {
            return left;
        }
        Map<SoldAs, Money> take = new LinkedHashMap<>();
        SoldAs.nets(quote.lines()).forEach((key, net) -> {
            Money wished = net.times(after, RoundingMode.HALF_UP).minus(net.times(before, RoundingMode.HALF_UP));
            if (wished.abs().compareTo(left.getOrDefault(key, Money.ZERO).abs()) > 0) {
                throw new QuoteInvoiced(String.valueOf(quote.number()));
            }
            take.put(key, wished);
        });
        return take;
    }

    /** The percentage that parts took before; a part that was credited wholly counts no more. */
    private Rate invoiced(UUID quote) {
        return new Rate(jdbc.sql("SELECT coalesce(sum(i.quote_part), 0) FROM invoice i"
                        + " LEFT JOIN receivable r ON r.invoice_id = i.id"
                        + " WHERE i.quote_id = ? AND (r.invoice_id IS NULL OR r.credited_cents < r.total_cents)")
                .param(quote)
                .query(BigDecimal.class)
                .single());
    }

    private static Line part(Quote quote, SoldAs key, Money net, @Nullable Rate part) {
        String label = Labels.of(quote.subject(), quote.number() + (part == null ? "" : " (" + part + " %)"));
        return Uncredited.amount(label, key, net);
    }

    private LocalDate decided(Quote quote, @Nullable LocalDate on) {
        LocalDate day = on == null ? today() : on;
        LocalDate issued = quote.issueDate();
        if (issued != null && day.isBefore(issued)) {
            throw new InvalidField("on", "before-issue", issued);
        }
        if (day.isAfter(today())) {
            throw new InvalidField("on", "date-in-future", day);
        }
        return day;
    }

    private Totals check(QuoteForm form) {
        customers.forNewDocument(form.customer(), form.activity());
        LocalDate day = form.issueDate() == null ? today() : Objects.requireNonNull(form.issueDate());
        return Totals.of(Line.checked(form.lines(), vatCodes), vatCodes, day);
    }

    private Quote lock(UUID id) {
        jdbc.sql("SELECT id FROM quote WHERE id = ? FOR UPDATE")
                .param(id)
                .query(UUID.class)
                .optional();
        Quote quote = find(id);
        access.requireWrite(quote.activity(), "quote", id);
        return quote;
    }

    private Quote writable(UUID id, long version) {
        Quote quote = find(id);
        access.requireWrite(quote.activity(), "quote", id);
        if (quote.version() != version) {
            throw new ChangedMeanwhile();
        }
        return quote;
    }

    private Quote readable(UUID id) {
        Quote quote = find(id);
        access.requireRead(quote.activity(), "quote", id);
        return quote;
    }

    private Quote find(UUID id) {
        Quote quote = entities.find(Quote.class, id);
        if (quote == null) {
            throw new NotFound("quote", id);
        }
        return quote;
    }

    private void requireState(Quote quote, QuoteState needed) {
        if (quote.state(today()) != needed) {
            throw new WrongState("quote", quote.state(today()), needed);
        }
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }

    private QuoteDetails details(Quote quote) {
        Activity activity = Objects.requireNonNull(entities.find(Activity.class, quote.activity()));
        Customer customer = Objects.requireNonNull(entities.find(Customer.class, quote.customer()));
        LocalDate day = quote.issueDate() == null ? today() : Objects.requireNonNull(quote.issueDate());
        return new QuoteDetails(
                quote.id(),
                quote.version(),
                quote.state(today()),
                quote.number(),
                quote.form(),
                activity.tradeName(),
                customer.name(),
                Totals.of(quote.lines(), vatCodes, day),
                quote.decidedOn(),
                quote.document(),
                jdbc.sql("SELECT id FROM invoice WHERE quote_id = ? ORDER BY id")
                        .param(quote.id())
                        .query(UUID.class)
                        .list(),
                quote.state(today()) == QuoteState.DRAFT && access.mayWrite(quote.activity()));
    }
}
