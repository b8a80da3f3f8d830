package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an activity offers to do, at which price. Once sent it changes no more; an accepted one becomes an invoice. */
@Entity
@SuppressWarnings("UnusedVariable") // Fields are columns: some are written here and read by projections only.
class Quote {

    @Id
    private UUID id;

    @Version
    private int version;

    @Column(name = "activity_id")
    private UUID activity;

    @Column(name = "customer_id")
    private UUID customer;

    @Enumerated(EnumType.STRING)
    private QuoteState state;

    private @Nullable String number;
    private String subject;
    private String notes;
    private @Nullable LocalDate issueDate;
    private @Nullable LocalDate validUntil;
    private long netCents;
    private long vatCents;
    private long grossCents;

    @Column(name = "document_id")
    private @Nullable UUID document;

    private @Nullable LocalDate decidedOn;
    private Instant createdAt;
    private UUID createdBy;

    @ElementCollection
    @CollectionTable(name = "quote_line", joinColumns = @JoinColumn(name = "quote_id"))
    @OrderColumn(name = "line_no")
    private List<StoredLine> lines = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Quote() {}

    @SuppressWarnings("NullAway.Init") // edit() fills the others
    Quote(UUID id, QuoteForm form, Totals totals, Instant now, UUID by) {
        this.id = id;
        state = QuoteState.DRAFT;
        createdAt = now;
        createdBy = by;
        edit(form, totals);
    }

    final void edit(QuoteForm form, Totals totals) {
        requireState(QuoteState.DRAFT);
        activity = form.activity();
        customer = form.customer();
        subject = form.subject();
        notes = form.notes();
        issueDate = form.issueDate();
        validUntil = form.validUntil();
        lines.clear();
        form.lines().stream().map(StoredLine::of).forEach(lines::add);
        total(totals);
    }

    void send(String number, LocalDate issued, LocalDate until, Totals totals, UUID document) {
        requireState(QuoteState.DRAFT);
        this.number = number;
        issueDate = issued;
        validUntil = until;
        this.document = document;
        total(totals);
        state = QuoteState.SENT;
    }

    void accept(LocalDate on) {
        requireState(QuoteState.SENT);
        state = QuoteState.ACCEPTED;
        decidedOn = on;
    }

    void refuse(LocalDate on) {
        requireState(QuoteState.SENT);
        state = QuoteState.REFUSED;
        decidedOn = on;
    }

    QuoteForm form() {
        return new QuoteForm(activity, customer, subject, notes, issueDate, validUntil, lines());
    }

    List<Line> lines() {
        return lines.stream().map(StoredLine::line).toList();
    }

    /** The state as of a day: a sent quote that nobody answered in time has expired. */
    QuoteState state(LocalDate today) {
        return state == QuoteState.SENT && validUntil != null && today.isAfter(validUntil) ? QuoteState.EXPIRED : state;
    }

    private void requireState(QuoteState needed) {
        if (state != needed) {
            throw new WrongState("quote", state, needed);
        }
    }

    private void total(Totals totals) {
        netCents = totals.net().cents();
        vatCents = totals.vat().cents();
        grossCents = totals.gross().cents();
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    UUID activity() {
        return activity;
    }

    UUID customer() {
        return customer;
    }

    @Nullable
    String number() {
        return number;
    }

    String subject() {
        return subject;
    }

    String notes() {
        return notes;
    }

    @Nullable
    LocalDate issueDate() {
        return issueDate;
    }

    @Nullable
    LocalDate validUntil() {
        return validUntil;
    }

    @Nullable
    UUID document() {
        return document;
    }

    @Nullable
    LocalDate decidedOn() {
        return decidedOn;
    }

    Money gross() {
        return Money.ofCents(grossCents);
    }
}
