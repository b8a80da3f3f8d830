package coop.entrelacs.collaboration;

import coop.entrelacs.activities.MirroredDocuments;
import coop.entrelacs.activities.MirroredDocuments.Issued;
import coop.entrelacs.federation.PositionSettled;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.Kind;
import coop.entrelacs.federation.PositionsSettled;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The partner's side of the money: its cooperative invoices the lead's on the partner's activity, by its own numbers, VAT and
 * contribution rule, and credits what the customer was credited.
 */
@Component
class Mirrors {

    private final JdbcClient jdbc;
    private final Collaborators people;
    private final Fellows fellows;
    private final InterCooperative between;
    private final MirroredDocuments documents;
    private final LiveUpdates live;
    private final Clock clock;

    Mirrors(
            JdbcClient jdbc,
            Collaborators people,
            Fellows fellows,
            InterCooperative between,
            MirroredDocuments documents,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.fellows = fellows;
        this.between = between;
        this.documents = documents;
        this.live = live;
        this.clock = clock;
    }

    private record Mirror(
            UUID share, UUID project, UUID invoice, String number, String vat, Money held, Money counted) {}

    private Mirror lock(UUID share, TenantId from) {
        return jdbc.sql("SELECT * FROM collab_mirror WHERE share_id = ? AND cooperative = ? FOR UPDATE")
                .params(share, from.value())
                .query((row, n) -> new Mirror(
                        share,
                        row.getObject("project_id", UUID.class),
                        row.getObject("invoice_id", UUID.class),
                        row.getString("number"),
                        row.getString("vat"),
                        Money.ofCents(row.getLong("held_cents")),
                        Money.ofCents(row.getLong("counted_cents"))))
                .single();
    }

    void owed(TenantId from, ShareMessages.Owed told) {
        Collaborators.Me partner = people.known(told.person()).orElseThrow();
        Issued issued = documents.issue(
                partner.activity(),
                told.lead(),
                "Projet partagé – part de la facture " + told.customerInvoice(),
                told.net(),
                told.vat(),
                told.on(),
                between.account(),
                between.thirdParty(from));
        if (!issued.gross().equals(told.gross())) {
            throw new IllegalStateException("the part is worth " + issued.gross() + " here and " + told.gross()
                    + " there: do the rates of VAT differ?");
        }
        between.open(
                told.share(),
                from,
                Direction.RECEIVABLE,
                Kind.INVOICE,
                issued.gross(),
                // the day of the customer's invoice, as on the other side; ours may be of a later day, when the message
                // came
                told.on(),
                true,
                "Part d’un projet partagé – " + told.customerInvoice(),
                "invoice:" + issued.id(),
                issued.number());
        jdbc.sql("INSERT INTO collab_mirror(share_id, project_id, person, cooperative, invoice_id, number, issued_on,"
                        + " net_cents, gross_cents, vat, held_cents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        told.share(),
                        told.project(),
                        told.person(),
                        from.value(),
                        issued.id(),
                        issued.number(),
                        issued.issued(),
                        issued.net().cents(),
                        issued.gross().cents(),
                        told.vat(),
                        issued.gross().cents())
                .update();
        fellows.tell(
                from,
                ShareMessages.Invoiced.KIND,
                new ShareMessages.Invoiced(
                        told.share(),
                        issued.number(),
                        issued.issued(),
                        issued.net(),
                        issued.vat(),
                        issued.gross(),
                        between.ourselves()));
        live.publish("project", told.project());
    }

    void released(TenantId from, ShareMessages.Released told) {
        Mirror mirror = lock(told.share(), from);
        between.release(told.share(), told.slice(), told.amount(), told.on());
        jdbc.sql("UPDATE collab_mirror SET held_cents = held_cents - ? WHERE share_id = ?")
                .params(told.amount().cents(), told.share())
                .update();
        slice(told.slice(), told.share(), "RELEASE", told.amount(), told.on(), mirror.number());
        live.publish("project", mirror.project());
    }

    void credited(TenantId from, ShareMessages.Credited told) {
        Mirror mirror = lock(told.share(), from);
        Issued note = documents.credit(
                mirror.invoice(),
                told.net(),
                mirror.vat(),
                "Projet partagé – avoir " + told.customerNote() + " au client");
        between.open(
                told.slice(),
                from,
                Direction.PAYABLE,
                Kind.CREDIT_NOTE,
                note.gross(),
                note.issued(),
                false,
                "Avoir sur un projet partagé – " + note.number(),
                "invoice:" + note.id(),
                note.number());
        slice(told.slice(), told.share(), "CREDIT", note.gross(), note.issued(), note.number());
        jdbc.sql("UPDATE collab_mirror SET credited_gross_cents = credited_gross_cents + ? WHERE share_id = ?")
                .params(note.gross().cents(), told.share())
                .update();
        fellows.tell(
                from,
                ShareMessages.CreditIssued.KIND,
                new ShareMessages.CreditIssued(
                        told.share(),
                        told.slice(),
                        note.number(),
                        note.issued(),
                        note.net(),
                        note.vat(),
                        note.gross()));
        live.publish("project", mirror.project());
    }

    private void slice(UUID id, UUID share, String kind, Money amount, LocalDate on, String number) {
        jdbc.sql("INSERT INTO collab_slice(id, share_id, kind, amount_cents, on_day, number) VALUES (?, ?, ?, ?, ?, ?)")
                .params(id, share, kind, amount.cents(), on, number)
                .update();
    }

    /**
     * A netting or a payment settled a part: it counts as received on the invoice, as far as credit notes leave it due; a credit
     * note settled after the money gives back what was received too much.
     */
    @EventListener
    void settled(PositionsSettled settled) {
        ours(settled.of(Kind.INVOICE, Direction.RECEIVABLE)).forEach((event, share) -> settled(share, event, true));
        ours(settled.of(Kind.CREDIT_NOTE, Direction.PAYABLE)).forEach((event, share) -> settled(share, event, false));
    }

    /** Those of these positions that are parts of mirrored shares and not settled yet, with the share of each. */
    private Map<PositionSettled, UUID> ours(Map<UUID, PositionSettled> positions) {
        Map<PositionSettled, UUID> ours = new LinkedHashMap<>();
        if (!positions.isEmpty()) {
            jdbc.sql("SELECT x.id, m.share_id FROM collab_slice x JOIN collab_mirror m ON m.share_id = x.share_id"
                            + " WHERE x.id = ANY (?::uuid[]) AND x.settled_on IS NULL ORDER BY m.share_id, x.id")
                    .param(positions.keySet().stream().map(UUID::toString).toArray(String[]::new))
                    .query(row -> {
                        ours.put(
                                Objects.requireNonNull(positions.get(row.getObject(1, UUID.class))),
                                row.getObject(2, UUID.class));
                    });
        }
        return ours;
    }

    private void settled(UUID share, PositionSettled event, boolean release) {
        Mirror mirror = lock(share, event.counterpart());
        LocalDate today = LocalDate.now(clock);
        LocalDate on = event.on().isAfter(today) ? today : event.on();
        jdbc.sql("UPDATE collab_slice SET settled_on = ? WHERE id = ?")
                .params(event.on(), event.id())
                .update();
        Money counted;
        if (release) {
            Money due = jdbc.sql("SELECT coalesce(sum(CASE WHEN kind = 'CREDIT' THEN -amount_cents"
                            + " WHEN settled_on IS NOT NULL THEN amount_cents ELSE 0 END), 0) FROM collab_slice"
                            + " WHERE share_id = ?")
                    .param(share)
                    .query((row, n) -> Money.ofCents(row.getLong(1)))
                    .single()
                    .minus(mirror.counted());
            counted = due.isPositive() ? documents.settled(mirror.invoice(), due, on, mirror.number()) : Money.ZERO;
        } else {
            counted = documents
                    .returned(mirror.invoice(), event.amount(), today, mirror.number())
                    .max(Money.ZERO)
                    .negated();
        }
        jdbc.sql("UPDATE collab_mirror SET settled_cents = settled_cents + ?, counted_cents = counted_cents + ? WHERE"
                        + " share_id = ?")
                .params((release ? event.amount() : event.amount().negated()).cents(), counted.cents(), share)
                .update();
        live.publish("project", mirror.project());
    }
}
