package coop.entrelacs.collaboration;

import coop.entrelacs.activities.ExchangeForm;
import coop.entrelacs.activities.Exchanges;
import coop.entrelacs.activities.InvoiceDetails;
import coop.entrelacs.activities.InvoiceKind;
import coop.entrelacs.activities.InvoiceValidated;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.MirroredDocuments;
import coop.entrelacs.activities.PaymentReceived;
import coop.entrelacs.collaboration.ProjectView.Share;
import coop.entrelacs.collaboration.ProjectView.ShareKind;
import coop.entrelacs.collaboration.ProjectView.Split;
import coop.entrelacs.federation.PositionSettled;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.Kind;
import coop.entrelacs.federation.PositionsSettled;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The lead's side of the money: who gets what of an invoice to the customer, when it becomes payable, and what a credit note takes
 * back. All of it happens in the transaction that validates, pays or credits.
 */
@Component
class ProjectShares {

    private final JdbcClient jdbc;
    private final ProjectBook book;
    private final ProjectReader reader;
    private final Collaborators people;
    private final Fellows fellows;
    private final InterCooperative between;
    private final MirroredDocuments documents;
    private final Invoices invoices;
    private final Exchanges exchanges;
    private final Clock clock;

    ProjectShares(
            JdbcClient jdbc,
            ProjectBook book,
            ProjectReader reader,
            Collaborators people,
            Fellows fellows,
            InterCooperative between,
            MirroredDocuments documents,
            Invoices invoices,
            Exchanges exchanges,
            Clock clock) {
        this.jdbc = jdbc;
        this.book = book;
        this.reader = reader;
        this.people = people;
        this.fellows = fellows;
        this.between = between;
        this.documents = documents;
        this.invoices = invoices;
        this.exchanges = exchanges;
        this.clock = clock;
    }

    /** In the lead's: what cannot be applied any more is answered by an entry of the timeline, so that its author sees why. */
    void heard(TenantId from, Word word) {
        try {
            apply(from, word);
        } catch (CollaborationRefused refused) {
            boolean theirs = book.lock(word.project())
                    .participant(word.person())
                    .filter(one -> one.cooperative().equals(from))
                    .isPresent();
            book.event(
                    word.project(),
                    "TOO_LATE",
                    theirs ? word.person() : null,
                    word.kind().name());
        }
        book.tell(word.project());
    }

    /** What a participant said; disputes touch the money. */
    void apply(TenantId from, Word word) {
        switch (word.kind()) {
            case SIGN, TIME, SAY, PAPER, LEAVE -> book.apply(from, word);
            case DISPUTE, RESOLVE -> dispute(from, word);
        }
    }

    private void dispute(TenantId from, Word word) {
        ProjectView project = book.lock(word.project());
        Share share = project.shares().stream()
                .filter(one -> one.id().equals(word.share())
                        && one.person().equals(word.person())
                        && one.cooperative().equals(from))
                .findFirst()
                .orElseThrow(() -> new CollaborationRefused("collab-not-in-project"));
        boolean disputes = word.kind() == Word.Kind.DISPUTE;
        int changed = jdbc.sql("UPDATE collab_share SET dispute = ? WHERE id = ? AND (dispute IS NULL) = ?")
                .param(disputes ? word.words() : null)
                .param(share.id())
                .param(disputes)
                .update();
        if (changed == 0) {
            throw new CollaborationRefused("collab-dispute-state");
        }
        book.event(
                project.id(),
                disputes ? "DISPUTED" : "RESOLVED",
                word.person(),
                Objects.requireNonNullElse(share.number(), ""));
        if (!disputes) {
            release(find(share.invoice()).orElseThrow(), LocalDate.now(clock));
        }
    }

    /** An invoice of a project as it stands. */
    private record Billed(
            UUID invoice, UUID project, String number, LocalDate issuedOn, Money net, Money gross, Money creditedNet) {}

    private Optional<UUID> projectOf(UUID invoice) {
        return jdbc.sql("SELECT project_id FROM collab_invoice WHERE invoice_id = ?")
                .param(invoice)
                .query(UUID.class)
                .optional();
    }

    private Optional<Billed> find(UUID invoice) {
        return jdbc.sql("SELECT * FROM collab_invoice WHERE invoice_id = ? AND number IS NOT NULL")
                .param(invoice)
                .query((row, n) -> new Billed(
                        invoice,
                        row.getObject("project_id", UUID.class),
                        row.getString("number"),
                        row.getObject("issued_on", LocalDate.class),
                        Money.ofCents(row.getLong("net_cents")),
                        Money.ofCents(row.getLong("gross_cents")),
                        Money.ofCents(row.getLong("credited_net_cents"))))
                .optional();
    }

    @EventListener
    void validated(InvoiceValidated event) {
        if (event.kind() == InvoiceKind.CREDIT_NOTE) {
            UUID corrected = invoices.get(event.invoice()).corrects();
            if (corrected != null) {
                projectOf(corrected).ifPresent(project -> credited(project, corrected, event));
            }
        } else {
            projectOf(event.invoice()).ifPresent(project -> shareOut(project, event));
        }
    }

    @EventListener
    void paid(PaymentReceived event) {
        projectOf(event.invoice()).ifPresent(project -> {
            book.lock(project);
            Billed billed = find(event.invoice()).orElseThrow();
            release(billed, event.paidOn());
            book.event(project, event.amount().isNegative() ? "REFUNDED" : "PAID", null, billed.number());
            book.tell(project);
        });
    }

    // OWED

    private void shareOut(UUID projectId, InvoiceValidated event) {
        ProjectView project = book.lock(projectId);
        Split split = project.inForce().orElseThrow(() -> new CollaborationRefused("collab-no-split"));
        Money gross = event.net().plus(event.vat());
        Map<UUID, Money> parts = SplitMath.parts(
                split.about(), project.lead(), event.net(), already(projectId, split.version()), minutes(projectId));
        jdbc.sql("UPDATE collab_invoice SET split_version = ?, number = ?, issued_on = ?, net_cents = ?,"
                        + " gross_cents = ?, remaining_cents = ? WHERE invoice_id = ?")
                .params(
                        split.version(),
                        event.number(),
                        event.issued(),
                        event.net().cents(),
                        gross.cents(),
                        gross.cents(),
                        event.invoice())
                .update();
        jdbc.sql("UPDATE collab_time SET invoice_id = ? WHERE project_id = ? AND invoice_id IS NULL")
                .params(event.invoice(), projectId)
                .update();
        parts.forEach((person, net) -> {
            if (net.isPositive()) {
                share(project, event, person, net);
            }
        });
        book.event(projectId, "INVOICED", null, event.number());
        book.tell(projectId);
    }

    private void share(ProjectView project, InvoiceValidated event, UUID person, Money net) {
        TenantId cooperative = project.participant(person).orElseThrow().cooperative();
        UUID id = Ids.next();
        if (cooperative.equals(CurrentTenant.id())) {
            keep(
                    id,
                    event.invoice(),
                    person,
                    cooperative,
                    person.equals(project.lead()) ? ShareKind.LEAD : ShareKind.INTERNAL,
                    net,
                    net);
            return;
        }
        String vat = Objects.requireNonNull(
                jdbc.sql("SELECT vat FROM collab_participant WHERE project_id = ? AND person = ?")
                        .params(project.id(), person)
                        .query(String.class)
                        .single());
        LocalDate today = LocalDate.now(clock);
        Money gross = documents.gross(net, vat, today);
        keep(id, event.invoice(), person, cooperative, ShareKind.MIRRORED, net, gross);
        between.owe(id, cooperative, gross, event.issued(), event.number());
        fellows.tell(
                cooperative,
                ShareMessages.Owed.KIND,
                new ShareMessages.Owed(
                        id,
                        project.id(),
                        person,
                        event.number(),
                        event.issued(),
                        net,
                        gross,
                        vat,
                        between.ourselves()));
    }

    private void keep(
            UUID id, UUID invoice, UUID person, TenantId cooperative, ShareKind kind, Money net, Money gross) {
        jdbc.sql("INSERT INTO collab_share(id, invoice_id, person, cooperative, kind, net_cents, gross_cents,"
                        + " held_cents) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        id,
                        invoice,
                        person,
                        cooperative.value(),
                        kind.name(),
                        net.cents(),
                        gross.cents(),
                        gross.cents())
                .update();
    }

    private Map<UUID, Money> already(UUID project, int version) {
        Map<UUID, Money> already = new HashMap<>();
        jdbc.sql("SELECT s.person, sum(s.net_cents - s.credited_net_cents) FROM collab_share s JOIN"
                        + " collab_invoice i ON i.invoice_id = s.invoice_id WHERE i.project_id = ? AND"
                        + " i.split_version = ? GROUP BY s.person")
                .params(project, version)
                .query(row -> {
                    already.put(row.getObject(1, UUID.class), Money.ofCents(row.getLong(2)));
                });
        return already;
    }

    private Map<UUID, Long> minutes(UUID project) {
        Map<UUID, Long> minutes = new HashMap<>();
        jdbc.sql("SELECT person, sum(minutes) FROM collab_time WHERE project_id = ? AND invoice_id IS NULL GROUP BY"
                        + " person")
                .param(project)
                .query(row -> {
                    minutes.put(row.getObject(1, UUID.class), row.getLong(2));
                });
        return minutes;
    }

    // PAY-WHEN-PAID

    /** Brings what is held down to the proportion that the customer still owes. What was released once stays so. */
    private void release(Billed billed, LocalDate on) {
        InvoiceDetails.Receivable receivable =
                Objects.requireNonNull(invoices.get(billed.invoice()).receivable());
        Money remaining = receivable.remaining();
        jdbc.sql("UPDATE collab_invoice SET paid_cents = ?, remaining_cents = ? WHERE invoice_id = ?")
                .params(receivable.paid().cents(), remaining.cents(), billed.invoice())
                .update();
        UUID lead = lead(billed.project());
        for (Share share : reader.sharesOf(billed.invoice())) {
            if (share.dispute() != null) {
                continue;
            }
            Money target = SplitMath.held(share.whole(), remaining, billed.gross());
            Money freed = share.held().minus(target);
            if (share.kind() != ShareKind.MIRRORED) {
                jdbc.sql("UPDATE collab_share SET held_cents = ? WHERE id = ?")
                        .params(target.cents(), share.id())
                        .update();
                if (share.kind() == ShareKind.INTERNAL) {
                    voucher(billed, share, target, lead, on);
                }
            } else if (freed.isPositive()) {
                jdbc.sql("UPDATE collab_share SET held_cents = ? WHERE id = ?")
                        .params(target.cents(), share.id())
                        .update();
                free(billed, share, freed, target.isZero(), lead, on);
            }
        }
    }

    private void free(Billed billed, Share share, Money freed, boolean last, UUID activity, LocalDate on) {
        UUID slice = last ? share.id() : Ids.next();
        LocalDate day = later(on, billed.issuedOn());
        between.release(share.id(), slice, freed, day);
        slice(slice, share.id(), "RELEASE", freed, day, null);
        between.weigh(slice, share.cooperative(), activity, freed, day, "Part d’un projet partagé, exigible");
        // what was freed in all, less what was freed before: the slices add up to the share
        Money before = share.gross().minus(share.held());
        Money net = withoutVat(share, before.plus(freed)).minus(withoutVat(share, before));
        documents.passedOn(activity, "slice:" + slice, day, net);
        fellows.tell(
                share.cooperative(),
                ShareMessages.Released.KIND,
                new ShareMessages.Released(share.id(), slice, freed, day));
    }

    private static Money withoutVat(Share share, Money amount) {
        Money vat = share.gross().minus(share.net());
        return vat.isZero()
                ? amount
                : amount.allocate(List.of(BigDecimal.valueOf(share.net().cents()), BigDecimal.valueOf(vat.cents())))
                        .getFirst();
    }

    /** Inside the cooperative money passes by vouchers: forward when the customer pays, back when a credit note comes after. */
    private void voucher(Billed billed, Share share, Money held, UUID lead, LocalDate on) {
        Money due = share.net().minus(share.credited()).minus(held).minus(share.settled());
        if (due.isZero()) {
            return;
        }
        UUID partner = people.known(share.person()).orElseThrow().activity();
        if (partner.equals(lead)) {
            return; // two members of one activity share its column already
        }
        LocalDate day = later(on, billed.issuedOn());
        var voucher = exchanges.record(new ExchangeForm(
                due.isPositive() ? partner : lead,
                due.isPositive() ? lead : partner,
                day,
                "Projet partagé – " + billed.number(),
                due.abs()));
        slice(Ids.next(), share.id(), "VOUCHER", due.abs(), day, voucher.number());
        jdbc.sql("UPDATE collab_share SET settled_cents = settled_cents + ?, number = ? WHERE id = ?")
                .params(due.cents(), voucher.number(), share.id())
                .update();
    }

    private void slice(UUID id, UUID share, String kind, Money amount, LocalDate on, @Nullable String number) {
        jdbc.sql("INSERT INTO collab_slice(id, share_id, kind, amount_cents, on_day, number) VALUES (?, ?, ?, ?, ?, ?)")
                .param(id)
                .param(share)
                .param(kind)
                .param(amount.cents())
                .param(on)
                .param(number)
                .update();
    }

    private UUID lead(UUID project) {
        return jdbc.sql("SELECT activity_id FROM collab_project WHERE id = ?")
                .param(project)
                .query(UUID.class)
                .single();
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    // CREDIT NOTES

    private void credited(UUID projectId, UUID corrected, InvoiceValidated note) {
        book.lock(projectId);
        Billed billed = find(corrected).orElseThrow();
        List<Share> shares = reader.sharesOf(corrected);
        List<Money> left = jdbc.sql(
                        "SELECT net_cents - credited_net_cents FROM collab_share WHERE invoice_id = ? ORDER BY id")
                .param(corrected)
                .query((row, n) -> Money.ofCents(row.getLong(1)))
                .list();
        List<Money> taken = SplitMath.credited(note.net(), left);
        for (int i = 0; i < shares.size(); i++) {
            Money net = taken.get(i);
            if (net.isPositive()) {
                credit(shares.get(i), net, note.number());
            }
        }
        jdbc.sql("UPDATE collab_invoice SET credited_net_cents = credited_net_cents + ? WHERE invoice_id = ?")
                .params(note.net().cents(), corrected)
                .update();
        release(billed, note.issued());
        book.event(projectId, "CREDITED", null, note.number());
        book.tell(projectId);
    }

    private void credit(Share share, Money net, String note) {
        jdbc.sql("UPDATE collab_share SET credited_net_cents = credited_net_cents + ? WHERE id = ?")
                .params(net.cents(), share.id())
                .update();
        if (share.kind() == ShareKind.MIRRORED) {
            fellows.tell(
                    share.cooperative(),
                    ShareMessages.Credited.KIND,
                    new ShareMessages.Credited(share.id(), Ids.next(), net, note));
        }
    }

    // What the partner's cooperative answers

    private UUID locked(UUID share, TenantId from) {
        UUID project = jdbc.sql("SELECT i.project_id FROM collab_share s JOIN collab_invoice i ON i.invoice_id ="
                        + " s.invoice_id WHERE s.id = ? AND s.cooperative = ?")
                .params(share, from.value())
                .query(UUID.class)
                .single();
        book.lock(project);
        return project;
    }

    void invoiced(TenantId from, ShareMessages.Invoiced told) {
        UUID project = locked(told.share(), from);
        Share share = reader.share(told.share()).orElseThrow();
        if (!told.gross().equals(share.gross())) {
            throw new IllegalStateException("the invoice " + told.number() + " is not what was owed");
        }
        UUID cost = documents.purchase(
                lead(project),
                told.partner(),
                told.number(),
                "Projet partagé – " + told.number(),
                told.issued(),
                told.gross(),
                told.vat(),
                InterCooperative.TO_COME);
        jdbc.sql("UPDATE collab_share SET number = ?, cost_id = ? WHERE id = ?")
                .params(told.number(), cost, told.share())
                .update();
        between.invoiced(told.share(), told.number());
        // what the customer paid meanwhile was released already
        jdbc.sql("SELECT id FROM collab_slice WHERE share_id = ? AND kind = 'RELEASE' AND id <> ? ORDER BY id")
                .params(told.share(), told.share())
                .query(UUID.class)
                .list()
                .forEach(slice -> between.invoiced(slice, told.number()));
        book.event(project, "MIRRORED", share.person(), told.number());
        book.tell(project);
    }

    void creditIssued(TenantId from, ShareMessages.CreditIssued told) {
        UUID project = locked(told.share(), from);
        Share share = reader.share(told.share()).orElseThrow();
        String source = "share-credit:" + told.slice();
        documents.purchaseCredited(
                lead(project),
                source,
                told.number(),
                told.issued(),
                told.net(),
                told.vat(),
                between.account(),
                between.thirdParty(from));
        between.open(
                told.slice(),
                from,
                Direction.RECEIVABLE,
                Kind.CREDIT_NOTE,
                told.gross(),
                told.issued(),
                false,
                "Avoir sur un projet partagé – " + told.number(),
                source,
                told.number());
        slice(told.slice(), told.share(), "CREDIT", told.gross(), told.issued(), told.number());
        jdbc.sql("UPDATE collab_share SET credited_gross_cents = credited_gross_cents + ? WHERE id = ?")
                .params(told.gross().cents(), told.share())
                .update();
        book.event(project, "MIRROR_CREDITED", share.person(), told.number());
        book.tell(project);
    }

    /** A netting or a payment settled a part; the money leaves the lead's activity (or comes back to it). */
    @EventListener
    void settled(PositionsSettled settled) {
        settled(settled.of(Kind.INVOICE, Direction.PAYABLE), true);
        settled(settled.of(Kind.CREDIT_NOTE, Direction.RECEIVABLE), false);
    }

    private void settled(Map<UUID, PositionSettled> positions, boolean release) {
        if (positions.isEmpty()) {
            return;
        }
        Map<UUID, UUID> shares = new LinkedHashMap<>();
        jdbc.sql("SELECT x.id, s.id FROM collab_slice x JOIN collab_share s ON s.id = x.share_id"
                        + " WHERE x.id = ANY (?::uuid[]) AND x.settled_on IS NULL ORDER BY s.id, x.id")
                .param(positions.keySet().stream().map(UUID::toString).toArray(String[]::new))
                .query(row -> {
                    shares.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
                });
        shares.forEach((position, share) -> settled(share, Objects.requireNonNull(positions.get(position)), release));
    }

    private void settled(UUID share, PositionSettled event, boolean release) {
        UUID project = locked(share, event.counterpart());
        Money signed = release ? event.amount() : event.amount().negated();
        jdbc.sql("UPDATE collab_slice SET settled_on = ? WHERE id = ?")
                .params(event.on(), event.id())
                .update();
        jdbc.sql("UPDATE collab_share SET settled_cents = settled_cents + ? WHERE id = ?")
                .params(signed.cents(), share)
                .update();
        between.settled(
                event.id(), event.counterpart(), lead(project), signed, event.on(), "Part d’un projet partagé, réglée");
        book.event(project, "SETTLED", reader.share(share).orElseThrow().person(), "");
        book.tell(project);
    }
}
