package coop.entrelacs.activities;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.web.Page;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Those who buy: known to one activity, or shared by the cooperative, which only its staff decides. Members offer to shared customers and
 * do not rewrite them; where a shared customer is a private person, they see address and ways to reach them once they have a
 * document with them.
 */
@Service
public class Customers {

    /** True where a customer is visible; the scope's parameters and the alias {@code c} are needed. */
    private static final String VISIBLE = """
        (:everyone OR c.activity_id IS NULL OR c.activity_id IN (SELECT am.activity_id FROM activity_member am
           WHERE am.member_id = :me AND (am.last_day IS NULL OR am.last_day >= :today)))\
        """;

    /** True where what is personal of a customer stays with those who deal with them; as {@link #VISIBLE}. */
    private static final String HIDDEN = """
            (NOT :everyone AND c.kind = 'PRIVATE' AND c.activity_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM invoice i JOIN activity a ON a.id = i.activity_id WHERE i.customer_id = c.id AND\
            """ + ActivityAccess.VISIBLE
            + ") AND NOT EXISTS (SELECT 1 FROM quote q JOIN activity a ON a.id = q.activity_id"
            + " WHERE q.customer_id = c.id AND" + ActivityAccess.VISIBLE + "))";

    private static final String DUE = """
        coalesce((SELECT sum(r.total_cents - r.credited_cents - r.paid_cents)
                    FROM invoice i JOIN receivable r ON r.invoice_id = i.id JOIN activity a ON a.id = i.activity_id
                   WHERE i.customer_id = c.id AND\
        """ + ActivityAccess.VISIBLE + "), 0)";

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final ActivityAccess access;
    private final ThirdParties thirdParties;
    private final Audit audit;

    Customers(JdbcClient jdbc, EntityManager entities, ActivityAccess access, ThirdParties thirdParties, Audit audit) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.entities = entities;
        this.access = access;
        this.thirdParties = thirdParties;
    }

    /**
     * Adds a customer.
     *
     * @throws InvalidField if a member does not say of which activity of theirs: only staff makes a customer everybody's
     */
    @Transactional
    public CustomerDetails add(CustomerForm form) {
        if (form.activity() == null && ActivityAccess.writes() && !ActivityAccess.isStaff()) {
            throw new InvalidField("activity", "required");
        }
        form.entered();
        requireWrite(form.activity());
        long number =
                jdbc.sql("SELECT nextval('customer_code')").query(Long.class).single();
        Customer customer = new Customer(Ids.next(), "C%05d".formatted(number), form);
        entities.persist(customer);
        entities.flush();
        thirdParties.ensure(customer.code(), ThirdParties.Kind.CUSTOMER, customer.name());
        audit.record("customer.added", "customer:" + customer.id(), "");
        return details(customer);
    }

    /** Changes what is said of a customer. What was invoiced before keeps what it said then. */
    @Transactional
    public CustomerDetails change(UUID id, long version, CustomerForm form) {
        form.entered();
        Customer customer = find(id);
        // both sides: others may have drafts for a shared one, and nobody moves a customer to an activity that is not
        // theirs
        requireWrite(customer.activity());
        requireWrite(form.activity());
        if (customer.version() != version) {
            throw new ChangedMeanwhile();
        }
        customer.describe(form);
        entities.flush();
        thirdParties.ensure(customer.code(), ThirdParties.Kind.CUSTOMER, customer.name());
        audit.record("customer.changed", "customer:" + id, "");
        return details(customer);
    }

    /** An archived customer is no longer offered; its documents stay. */
    @Transactional
    public CustomerDetails archive(UUID id, boolean archived) {
        Customer customer = find(id);
        requireWrite(customer.activity());
        customer.archive(archived);
        entities.flush();
        audit.record(archived ? "customer.archived" : "customer.taken-back", "customer:" + id, "");
        return details(customer);
    }

    /** @throws NotFound if there is none, or not for the asker */
    @Transactional(readOnly = true)
    public CustomerDetails get(UUID id) {
        return details(find(id));
    }

    /** Others that the asker sees with the same SIREN or e-mail address, the earliest first, at most ten. */
    @Transactional(readOnly = true)
    public List<UUID> alike(UUID id) {
        Customer customer = find(id);
        return jdbc.sql("""
                        SELECT c.id FROM customer c
                        WHERE c.id <> :id AND NOT c.archived
                          AND (c.siren = cast(:siren AS text) OR lower(c.email) = lower(cast(:email AS text)))
                          AND\
                        """ + VISIBLE + "ORDER BY c.id LIMIT 10")
                .params(access.scope().parameters())
                .param("id", id)
                .param("siren", customer.form().siren())
                .param("email", customer.form().email())
                .query(UUID.class)
                .list();
    }

    /** Customers by name; the text is found in name, code, SIREN and town. */
    @Transactional(readOnly = true)
    public Page<CustomerRow> list(
            @Nullable String text,
            @Nullable UUID activity,
            boolean withArchived,
            @Nullable String after,
            @Nullable Integer limit) {
        int most = Page.limit(limit);
        List<CustomerRow> rows = jdbc.sql(
                        "SELECT c.id, c.code, c.kind, c.name, c.siren, CASE WHEN NOT h.hidden THEN c.billing_city END"
                                + " AS city, CASE WHEN NOT h.hidden THEN c.email END AS email, c.archived, " + DUE
                                + " AS due FROM customer c CROSS JOIN LATERAL (SELECT " + HIDDEN + " AS hidden) h "
                                + """
                                WHERE (folded(c.name), c.id) > (folded(:afterName), :afterId)
                                  AND (:withArchived OR NOT c.archived)
                                  AND (cast(:activity AS uuid) IS NULL OR c.activity_id IS NULL OR c.activity_id = :activity)
                                  AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                                       WHERE strpos(folded(concat_ws(' ', c.name, c.code, c.siren, CASE WHEN NOT h.hidden THEN c.billing_city END)), w) = 0)
                                  AND\
                                """ + VISIBLE + "ORDER BY folded(c.name), c.id LIMIT :limit")
                .params(access.scope().parameters())
                .params(Cursors.nameAndId(after))
                .param("words", Folding.words(text))
                .param("activity", activity)
                .param("withArchived", withArchived)
                .param("limit", most + 1)
                .query((row, n) -> new CustomerRow(
                        row.getObject("id", UUID.class),
                        row.getString("code"),
                        CustomerKind.valueOf(row.getString("kind")),
                        row.getString("name"),
                        row.getString("siren"),
                        row.getString("city"),
                        row.getString("email"),
                        row.getBoolean("archived"),
                        Money.ofCents(row.getLong("due"))))
                .list();
        return Page.of(rows, most, r -> Cursors.of(r.name(), r.id()));
    }

    /** The customer, for a document of an activity: what another activity keeps to itself is not there. */
    Customer forActivity(UUID id, UUID activity) {
        Customer customer = entities.find(Customer.class, id);
        if (customer == null
                || (customer.activity() != null && !customer.activity().equals(activity))) {
            throw new NotFound("customer", id);
        }
        return customer;
    }

    /** The customer, for a new document: one that is archived is not used again before somebody takes it out. */
    Customer forNewDocument(UUID id, UUID activity) {
        Customer customer = forActivity(id, activity);
        if (customer.archived()) {
            throw new InvalidField("customer", "customer-archived");
        }
        return customer;
    }

    private Customer find(UUID id) {
        Customer customer = entities.find(Customer.class, id);
        if (customer == null) {
            throw new NotFound("customer", id);
        }
        UUID activity = customer.activity();
        if (activity != null) {
            access.requireRead(activity, "customer", id);
        } else {
            access.scope();
        }
        return customer;
    }

    /** Who writes on an activity's customers; on those of everybody only staff. */
    private void requireWrite(@Nullable UUID activity) {
        if (activity != null) {
            access.requireWrite(activity);
        } else {
            access.scope();
            ActivityAccess.requireStaff();
        }
    }

    private boolean mayWrite(Customer customer) {
        UUID activity = customer.activity();
        return activity == null ? ActivityAccess.isStaff() : access.mayWrite(activity);
    }

    private boolean hidden(Customer customer) {
        return jdbc.sql("SELECT " + HIDDEN + " FROM customer c WHERE c.id = :id")
                .params(access.scope().parameters())
                .param("id", customer.id())
                .query(Boolean.class)
                .single();
    }

    private CustomerDetails details(Customer customer) {
        record Sums(Money invoiced, Money due) {}
        Sums sums = jdbc.sql("""
            SELECT coalesce(sum(CASE i.kind WHEN 'INVOICE' THEN i.net_cents ELSE -i.net_cents END), 0) AS invoiced,
                   coalesce(sum(r.total_cents - r.credited_cents - r.paid_cents), 0) AS due
              FROM invoice i LEFT JOIN receivable r ON r.invoice_id = i.id JOIN activity a ON a.id = i.activity_id
             WHERE i.customer_id = :id AND i.state = 'VALIDATED' AND\
            """ + ActivityAccess.VISIBLE)
                .params(access.scope().parameters())
                .param("id", customer.id())
                .query((row, n) -> new Sums(Money.ofCents(row.getLong(1)), Money.ofCents(row.getLong(2))))
                .single();
        return new CustomerDetails(
                customer.id(),
                customer.version(),
                customer.code(),
                customer.kind() == CustomerKind.PRIVATE && hidden(customer)
                        ? CustomerForm.person(customer.name(), null)
                        : customer.form(),
                customer.archived(),
                sums.invoiced(),
                sums.due(),
                mayWrite(customer));
    }
}
