package coop.entrelacs.activities;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
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
                   WHERE i.customer_id IN (SELECT m.id FROM customer m WHERE m.id = c.id OR m.merged_into = c.id) AND\
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
        requireNotMerged(customer);
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
        if (!archived) {
            requireNotMerged(customer);
        }
        customer.archive(archived);
        entities.flush();
        audit.record(archived ? "customer.archived" : "customer.taken-back", "customer:" + id, "");
        return details(customer);
    }

    /**
     * Merges a second record of the same customer into the one to keep. Its documents stay as they are and count with those of the
     * kept one; its drafts pass to it; in the books its third party names the other. It cannot be taken apart again.
     *
     * @throws CustomerRefused if one of them is merged already, if the kept one is archived or another activity's, or if the second
     *     still has what it paid too much
     */
    @Transactional
    public CustomerDetails merge(UUID duplicate, UUID into) {
        access.scope();
        ActivityAccess.requireStaff();
        if (duplicate.equals(into)) {
            throw new InvalidField("into", "merge-itself");
        }
        jdbc.sql("SELECT id FROM customer WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                .param("ids", List.of(duplicate, into))
                .query(UUID.class)
                .list();
        Customer second = find(duplicate);
        Customer kept = find(into);
        entities.refresh(second);
        entities.refresh(kept);
        requireNotMerged(second);
        requireNotMerged(kept);
        if (kept.archived()) {
            throw new CustomerRefused("customer-archived", "into");
        }
        if (kept.activity() != null && !kept.activity().equals(second.activity())) {
            throw new CustomerRefused("merge-other-activity", "into");
        }
        boolean owed = jdbc.sql(
                        "SELECT EXISTS (SELECT FROM customer_credit WHERE customer_id = ? AND balance_cents <> 0)")
                .param(duplicate)
                .query(Boolean.class)
                .single();
        if (owed) {
            throw new CustomerRefused("merge-credit", null);
        }
        // a credit note keeps the customer of its invoice
        jdbc.sql("UPDATE invoice SET customer_id = ?, version = version + 1 WHERE customer_id = ? AND state <>"
                        + " 'VALIDATED' AND kind = 'INVOICE'")
                .params(into, duplicate)
                .update();
        jdbc.sql("UPDATE quote SET customer_id = ?, version = version + 1 WHERE customer_id = ? AND state = 'DRAFT'")
                .params(into, duplicate)
                .update();
        jdbc.sql("UPDATE clearing_party SET customer_id = ? WHERE customer_id = ?")
                .params(into, duplicate)
                .update();
        jdbc.sql("UPDATE customer SET merged_into = ? WHERE merged_into = ?")
                .params(into, duplicate)
                .update();
        second.merge(into);
        entities.flush();
        thirdParties.ensure(
                second.code(), ThirdParties.Kind.CUSTOMER, Labels.merged(second.name(), kept.code(), kept.name()));
        audit.record("customer.merged", "customer:" + duplicate, kept.code());
        return details(kept);
    }

    /** The customer, or the one it was merged into. */
    UUID kept(UUID id) {
        Customer customer = entities.find(Customer.class, id);
        UUID into = customer == null ? null : customer.mergedInto();
        return into == null ? id : into;
    }

    private static void requireNotMerged(Customer customer) {
        if (customer.mergedInto() != null) {
            throw new CustomerRefused("customer-merged", null);
        }
    }

    /** Why customers or suppliers stay as they are. */
    static final class CustomerRefused extends Refusal {
        CustomerRefused(String code, @Nullable String field, Object... arguments) {
            super(Kind.CONFLICT, code, field, arguments);
        }
    }

    /** @throws NotFound if there is none, or not for the asker */
    @Transactional(readOnly = true)
    public CustomerDetails get(UUID id) {
        return details(find(id));
    }

    /** Others that the asker sees and that look like the same, the earliest first, at most ten. */
    @Transactional(readOnly = true)
    public List<UUID> alike(UUID id) {
        return alike(id, find(id).form()).stream().map(Alike::id).toList();
    }

    /** One that looks like the same customer. */
    public record Alike(UUID id, String code, String name) {}

    /** Customers that the asker sees with the same SIREN, VAT number, e-mail address or name as one about to be added, at most ten. */
    @Transactional(readOnly = true)
    public List<Alike> alike(CustomerForm form) {
        return alike(null, form);
    }

    private List<Alike> alike(@Nullable UUID id, CustomerForm form) {
        return jdbc.sql("""
                        SELECT c.id, c.code, c.name FROM customer c
                        WHERE c.id IS DISTINCT FROM cast(:id AS uuid) AND NOT c.archived
                          AND (c.siren = cast(:siren AS text) OR lower(c.email) = lower(cast(:email AS text))
                               OR c.vat_number = cast(:vat AS text) OR folded(c.name) = folded(:name))
                          AND\
                        """ + VISIBLE + "ORDER BY c.id LIMIT 10")
                .params(access.scope().parameters())
                .param("id", id)
                .param("siren", form.siren())
                .param("email", form.email())
                .param("vat", form.vatNumber())
                .param("name", form.name())
                .query(Alike.class)
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
             WHERE i.customer_id IN (SELECT m.id FROM customer m WHERE m.id = :id OR m.merged_into = :id) AND i.state = 'VALIDATED' AND\
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
                credits(customer.id()),
                customer.mergedInto(),
                customer.mergedInto() == null && mayWrite(customer));
    }

    private List<CustomerDetails.Credit> credits(UUID customer) {
        return jdbc.sql("""
                        SELECT a.id, a.trade_name, k.balance_cents FROM customer_credit k JOIN activity a ON a.id = k.activity_id
                         WHERE k.customer_id = :id AND k.balance_cents <> 0 AND\
                        """ + ActivityAccess.VISIBLE + "ORDER BY a.trade_name, a.id")
                .params(access.scope().parameters())
                .param("id", customer)
                .query((row, n) -> new CustomerDetails.Credit(
                        row.getObject(1, UUID.class), row.getString(2), Money.ofCents(row.getLong(3))))
                .list();
    }
}
