package coop.entrelacs.collaboration;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Page;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The invoices between this cooperative and others that joint projects made, for who keeps its books. */
@Service
public class SharedInvoices {

    private final JdbcClient jdbc;
    private final Fellows fellows;

    SharedInvoices(JdbcClient jdbc, Fellows fellows) {
        this.jdbc = jdbc;
        this.fellows = fellows;
    }

    /**
     * One of them.
     *
     * @param share its id, which is also the first position's
     * @param issued true where this cooperative sells, false where it buys
     * @param number null until the seller's cooperative made it
     * @param held with VAT, waits for the customer
     * @param payable released and not settled yet
     * @param invoice the invoice here, where it was issued
     * @param cost the cost here, where it was received
     */
    public record Row(
            UUID share,
            UUID project,
            TenantId counterpart,
            String counterpartName,
            boolean issued,
            @Nullable String number,
            LocalDate on,
            Money net,
            Money gross,
            Money credited,
            Money held,
            Money payable,
            Money settled,
            boolean disputed,
            @Nullable UUID invoice,
            @Nullable UUID cost) {}

    /** The newest first. */
    @Transactional(readOnly = true)
    public Page<Row> list(@Nullable Boolean issued, @Nullable String after, @Nullable Integer limit) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER, Role.ADVISOR);
        int most = Page.limit(limit);
        List<Row> rows = jdbc.sql("""
                        SELECT * FROM (
                          SELECT s.id, i.project_id, s.cooperative, false AS issued, s.number, i.issued_on, s.net_cents, s.gross_cents,
                                 s.credited_gross_cents, s.held_cents, s.settled_cents, s.dispute IS NOT NULL AS disputed,
                                 NULL::uuid AS invoice_id, s.cost_id
                            FROM collab_share s JOIN collab_invoice i ON i.invoice_id = s.invoice_id WHERE s.kind = 'MIRRORED'
                          UNION ALL
                          SELECT m.share_id, m.project_id, m.cooperative, true, m.number, m.issued_on, m.net_cents, m.gross_cents,
                                 m.credited_gross_cents, m.held_cents, m.settled_cents, false, m.invoice_id, NULL
                            FROM collab_mirror m) x
                         WHERE (cast(:issued AS boolean) IS NULL OR issued = :issued) AND (:after = '' OR id::text < :after)
                         ORDER BY id::text DESC LIMIT :limit""")
                .param("issued", issued)
                .param("after", after == null ? "" : after)
                .param("limit", most + 1)
                .query((row, n) -> {
                    TenantId counterpart = new TenantId(row.getString("cooperative"));
                    Money gross = Money.ofCents(row.getLong("gross_cents"));
                    Money credited = Money.ofCents(row.getLong("credited_gross_cents"));
                    Money held = Money.ofCents(row.getLong("held_cents"));
                    Money settled = Money.ofCents(row.getLong("settled_cents"));
                    return new Row(
                            row.getObject("id", UUID.class),
                            row.getObject("project_id", UUID.class),
                            counterpart,
                            fellows.name(counterpart),
                            row.getBoolean("issued"),
                            row.getString("number"),
                            row.getObject("issued_on", LocalDate.class),
                            Money.ofCents(row.getLong("net_cents")),
                            gross,
                            credited,
                            held,
                            gross.minus(credited).minus(held).minus(settled).max(Money.ZERO),
                            settled,
                            row.getBoolean("disputed"),
                            row.getObject("invoice_id", UUID.class),
                            row.getObject("cost_id", UUID.class));
                })
                .list();
        return Page.of(rows, most, row -> row.share().toString());
    }
}
