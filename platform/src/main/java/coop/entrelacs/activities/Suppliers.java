package coop.entrelacs.activities;

import coop.entrelacs.activities.Customers.CustomerRefused;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.web.Page;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Those whom the cooperative buys from; all activities share them. */
@Service
public class Suppliers {

    private static final String COLUMNS = "id, code, name, siren, vat_number, archived, merged_into";

    private final JdbcClient jdbc;
    private final ActivityAccess access;
    private final ThirdParties thirdParties;
    private final Audit audit;

    Suppliers(JdbcClient jdbc, ActivityAccess access, ThirdParties thirdParties, Audit audit) {
        this.jdbc = jdbc;
        this.access = access;
        this.thirdParties = thirdParties;
        this.audit = audit;
    }

    /** Adds a supplier. */
    @Transactional
    public Supplier add(SupplierForm form) {
        form.entered();
        access.scope();
        UUID id = Ids.next();
        String code = "F%05d"
                .formatted(jdbc.sql("SELECT nextval('supplier_code')")
                        .query(Long.class)
                        .single());
        jdbc.sql("INSERT INTO supplier(id, version, code, name, siren, vat_number) VALUES (?, 0, ?, ?, ?, ?)")
                .param(id)
                .param(code)
                .param(form.name())
                .param(form.siren())
                .param(form.vatNumber())
                .update();
        audit.record("supplier.added", "supplier:" + id, "");
        return get(id);
    }

    /** Others with the same SIREN, VAT number or name as one about to be added, the earliest first, at most ten. */
    @Transactional(readOnly = true)
    public List<Supplier> alike(SupplierForm form) {
        access.scope();
        return jdbc.sql("SELECT " + COLUMNS + """
                         FROM supplier WHERE NOT archived
                          AND (siren = cast(:siren AS text) OR vat_number = cast(:vat AS text) OR folded(name) = folded(:name))
                        ORDER BY code LIMIT 10""")
                .param("siren", form.siren())
                .param("vat", form.vatNumber())
                .param("name", form.name())
                .query(Supplier.class)
                .list();
    }

    /** @throws NotFound if there is none */
    @Transactional(readOnly = true)
    public Supplier get(UUID id) {
        access.scope();
        return jdbc.sql("SELECT " + COLUMNS + " FROM supplier WHERE id = ?")
                .param(id)
                .query(Supplier.class)
                .optional()
                .orElseThrow(() -> new NotFound("supplier", id));
    }

    /** Suppliers by name. */
    @Transactional(readOnly = true)
    public Page<Supplier> list(
            @Nullable String text, boolean withArchived, @Nullable String after, @Nullable Integer limit) {
        access.scope();
        int most = Page.limit(limit);
        List<Supplier> rows = jdbc.sql("SELECT " + COLUMNS + """
             FROM supplier
             WHERE (folded(name), id) > (folded(:afterName), :afterId)
               AND (:withArchived OR NOT archived)
               AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                                       WHERE strpos(folded(concat_ws(' ', name, code, siren)), w) = 0)
             ORDER BY folded(name), id LIMIT :limit\
            """)
                .params(Cursors.nameAndId(after))
                .param("words", Folding.words(text))
                .param("withArchived", withArchived)
                .param("limit", most + 1)
                .query(Supplier.class)
                .list();
        return Page.of(rows, most, s -> Cursors.of(s.name(), s.id()));
    }

    /** Archives a supplier, or takes it back. An archived one is not offered and gets no new document; its open invoices can still be paid. */
    @Transactional
    public Supplier archive(UUID id, boolean archived) {
        access.scope();
        ActivityAccess.requireStaff();
        lock(List.of(id));
        requireNotMerged(get(id));
        jdbc.sql("UPDATE supplier SET archived = ?, version = version + 1 WHERE id = ?")
                .params(archived, id)
                .update();
        audit.record(archived ? "supplier.archived" : "supplier.taken-back", "supplier:" + id, "");
        return get(id);
    }

    /**
     * Merges a second record of the same supplier into the one to keep: as with customers, papers stay, drafts pass, the books say
     * so, and it cannot be taken apart again.
     *
     * @throws CustomerRefused if one is merged already, the kept one is archived, or both have a draft with one number
     */
    @Transactional
    public Supplier merge(UUID duplicate, UUID into) {
        access.scope();
        ActivityAccess.requireStaff();
        if (duplicate.equals(into)) {
            throw new InvalidField("into", "merge-itself");
        }
        lock(List.of(duplicate, into));
        Supplier second = get(duplicate);
        Supplier kept = get(into);
        requireNotMerged(second);
        requireNotMerged(kept);
        if (kept.archived()) {
            throw new CustomerRefused("supplier-archived", "into");
        }
        List<String> twice = jdbc.sql("""
                        SELECT d.reference FROM cost d JOIN cost k ON k.kind = d.kind AND k.supplier_id = :into
                           AND upper(regexp_replace(k.reference, '\\s', '', 'g')) = upper(regexp_replace(d.reference, '\\s', '', 'g'))
                         WHERE d.supplier_id = :duplicate AND d.state IN ('DRAFT', 'SUBMITTED') ORDER BY 1""")
                .param("into", into)
                .param("duplicate", duplicate)
                .query(String.class)
                .list();
        if (!twice.isEmpty()) {
            throw new CustomerRefused("merge-same-reference", null, String.join(", ", twice));
        }
        jdbc.sql("UPDATE cost SET supplier_id = ?, version = version + 1 WHERE supplier_id = ? AND state IN ('DRAFT',"
                        + " 'SUBMITTED')")
                .params(into, duplicate)
                .update();
        jdbc.sql("UPDATE clearing_party SET supplier_id = ? WHERE supplier_id = ?")
                .params(into, duplicate)
                .update();
        jdbc.sql("UPDATE supplier SET merged_into = ? WHERE merged_into = ?")
                .params(into, duplicate)
                .update();
        jdbc.sql("UPDATE supplier SET merged_into = ?, archived = true, version = version + 1 WHERE id = ?")
                .params(into, duplicate)
                .update();
        thirdParties.ensure(
                second.code(), ThirdParties.Kind.SUPPLIER, Labels.merged(second.name(), kept.code(), kept.name()));
        audit.record("supplier.merged", "supplier:" + duplicate, kept.code());
        return get(into);
    }

    /** @throws InvalidField if it is archived */
    Supplier forNewDocument(UUID id) {
        Supplier supplier = get(id);
        if (supplier.archived()) {
            throw new InvalidField("supplier", "supplier-archived");
        }
        return supplier;
    }

    /** Entries of one supplier's papers wait for each other. */
    void lock(Collection<UUID> ids) {
        jdbc.sql("SELECT id FROM supplier WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                .param("ids", ids)
                .query(UUID.class)
                .list();
    }

    private static void requireNotMerged(Supplier supplier) {
        if (supplier.mergedInto() != null) {
            throw new CustomerRefused("customer-merged", null);
        }
    }
}
