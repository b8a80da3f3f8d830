package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
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
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice or a credit note: a draft, then submitted, then validated. A validated one never changes (the database refuses it
 * too); what is paid and credited since stands in its row of {@code receivable}.
 */
@Entity
@SuppressWarnings("UnusedVariable") // Fields are columns: some are written here and read by projections only.
class Invoice {

    @Id
    private UUID id;

    @Version
    private int version;

    @Enumerated(EnumType.STRING)
    private InvoiceKind kind;

    @Enumerated(EnumType.STRING)
    private InvoiceState state;

    private @Nullable String number;

    @Column(name = "activity_id")
    private UUID activity;

    @Column(name = "customer_id")
    private UUID customer;

    @Column(name = "quote_id")
    private @Nullable UUID quote;

    private @Nullable BigDecimal quotePart;

    @Column(name = "corrects_id")
    private @Nullable UUID corrects;

    private String reason = "";
    private String subject;
    private String notes;
    private String orderReference;
    private @Nullable LocalDate suppliedFrom;
    private @Nullable LocalDate suppliedTo;
    private @Nullable LocalDate issueDate;
    private @Nullable LocalDate dueDate;
    private boolean vatOnDebits;
    private long netCents;
    private long vatCents;
    private long grossCents;

    @Column(name = "document_id")
    private @Nullable UUID document;

    @Column(name = "entry_id")
    private @Nullable Long entry;

    private String returnReason = "";
    private Instant createdAt;
    private UUID createdBy;
    private @Nullable Instant submittedAt;
    private @Nullable UUID submittedBy;
    private @Nullable Instant validatedAt;
    private @Nullable UUID validatedBy;

    @ElementCollection
    @CollectionTable(name = "invoice_line", joinColumns = @JoinColumn(name = "invoice_id"))
    @OrderColumn(name = "line_no")
    private List<StoredLine> lines = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Invoice() {}

    @SuppressWarnings("NullAway.Init") // edit() fills the others
    private Invoice(InvoiceKind kind, UUID id, InvoiceForm form, Totals totals, Instant now, UUID by) {
        this.kind = kind;
        this.id = id;
        state = InvoiceState.DRAFT;
        createdAt = now;
        createdBy = by;
        edit(form, totals);
    }

    static Invoice draft(
            UUID id, InvoiceForm form, Totals totals, @Nullable UUID quote, @Nullable Rate part, Instant now, UUID by) {
        Invoice invoice = new Invoice(InvoiceKind.INVOICE, id, form, totals, now, by);
        invoice.quote = quote;
        invoice.quotePart = part == null ? null : part.percent();
        return invoice;
    }

    static Invoice creditNote(
            UUID id, Invoice corrected, String reason, InvoiceForm form, Totals totals, Instant now, UUID by) {
        Invoice note = new Invoice(InvoiceKind.CREDIT_NOTE, id, form, totals, now, by);
        note.corrects = corrected.id;
        note.reason = reason;
        return note;
    }

    final void edit(InvoiceForm form, Totals totals) {
        requireState(InvoiceState.DRAFT);
        activity = form.activity();
        customer = form.customer();
        subject = form.subject();
        notes = form.notes();
        orderReference = form.orderReference();
        suppliedFrom = form.suppliedFrom();
        suppliedTo = form.suppliedTo();
        issueDate = form.issueDate();
        dueDate = form.dueDate();
        lines.clear();
        form.lines().stream().map(StoredLine::of).forEach(lines::add);
        total(totals);
    }

    void submit(Instant now, UUID by) {
        requireState(InvoiceState.DRAFT);
        state = InvoiceState.SUBMITTED;
        submittedAt = now;
        submittedBy = by;
        returnReason = "";
    }

    /** Gives it back to the member, who reads why. */
    void giveBack(String why) {
        requireState(InvoiceState.SUBMITTED);
        state = InvoiceState.DRAFT;
        submittedAt = null;
        submittedBy = null;
        returnReason = why;
    }

    void requireNotValidated() {
        if (state == InvoiceState.VALIDATED) {
            throw new WrongState("invoice", state, InvoiceState.DRAFT);
        }
    }

    void date(LocalDate issued, LocalDate due, boolean onDebits, Totals totals) {
        requireNotValidated();
        issueDate = issued;
        dueDate = due;
        vatOnDebits = onDebits;
        total(totals);
    }

    void number(String given) {
        requireNotValidated();
        number = given;
    }

    void validate(UUID archived, long booked, Instant now, UUID by) {
        requireNotValidated();
        document = archived;
        entry = booked;
        validatedAt = now;
        validatedBy = by;
        state = InvoiceState.VALIDATED;
    }

    InvoiceForm form() {
        return new InvoiceForm(
                activity,
                customer,
                subject,
                notes,
                orderReference,
                suppliedFrom,
                suppliedTo,
                issueDate,
                dueDate,
                lines());
    }

    List<Line> lines() {
        return lines.stream().map(StoredLine::line).toList();
    }

    private void requireState(InvoiceState needed) {
        if (state != needed) {
            throw new WrongState("invoice", state, needed);
        }
    }

    private void total(Totals totals) {
        netCents = totals.net().cents();
        vatCents = totals.vat().cents();
        grossCents = totals.gross().cents();
    }

    boolean isCreditNote() {
        return kind == InvoiceKind.CREDIT_NOTE;
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    InvoiceKind kind() {
        return kind;
    }

    InvoiceState state() {
        return state;
    }

    @Nullable
    String number() {
        return number;
    }

    UUID activity() {
        return activity;
    }

    UUID customer() {
        return customer;
    }

    @Nullable
    UUID quote() {
        return quote;
    }

    @Nullable
    UUID corrects() {
        return corrects;
    }

    String reason() {
        return reason;
    }

    String subject() {
        return subject;
    }

    String notes() {
        return notes;
    }

    String orderReference() {
        return orderReference;
    }

    @Nullable
    LocalDate suppliedFrom() {
        return suppliedFrom;
    }

    @Nullable
    LocalDate suppliedTo() {
        return suppliedTo;
    }

    @Nullable
    LocalDate issueDate() {
        return issueDate;
    }

    @Nullable
    LocalDate dueDate() {
        return dueDate;
    }

    boolean vatOnDebits() {
        return vatOnDebits;
    }

    Money net() {
        return Money.ofCents(netCents);
    }

    Money gross() {
        return Money.ofCents(grossCents);
    }

    @Nullable
    UUID document() {
        return document;
    }

    @Nullable
    Long entry() {
        return entry;
    }

    String returnReason() {
        return returnReason;
    }

    UUID createdBy() {
        return createdBy;
    }

    @Nullable
    Instant submittedAt() {
        return submittedAt;
    }

    @Nullable
    Instant validatedAt() {
        return validatedAt;
    }
}
