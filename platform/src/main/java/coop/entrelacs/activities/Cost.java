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

/** What an activity spends: a member's expense report or a supplier's invoice. Once approved it is booked and changes no more. */
@Entity
@SuppressWarnings("UnusedVariable") // Fields are columns: some are written here and read by projections only.
class Cost {

    @Id
    private UUID id;

    @Version
    private int version;

    @Enumerated(EnumType.STRING)
    private CostKind kind;

    @Enumerated(EnumType.STRING)
    private CostState state;

    private @Nullable String number;

    @Column(name = "activity_id")
    private UUID activity;

    @Column(name = "member_id")
    private @Nullable UUID member;

    @Column(name = "supplier_id")
    private @Nullable UUID supplier;

    private String reference;
    private String title;
    private LocalDate costDate;
    private @Nullable LocalDate dueDate;
    private long netCents;
    private long vatCents;
    private long grossCents;
    private String returnReason = "";

    @Column(name = "entry_id")
    private @Nullable Long entry;

    @Column(name = "payment_entry_id")
    private @Nullable Long paymentEntry;

    private @Nullable LocalDate paidOn;
    private Instant createdAt;
    private UUID createdBy;
    private @Nullable Instant submittedAt;
    private @Nullable Instant approvedAt;
    private @Nullable UUID approvedBy;

    @ElementCollection
    @CollectionTable(name = "cost_line", joinColumns = @JoinColumn(name = "cost_id"))
    @OrderColumn(name = "line_no")
    private List<StoredCostLine> lines = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Cost() {}

    @SuppressWarnings("NullAway.Init") // edit() fills the others
    Cost(UUID id, CostForm form, @Nullable UUID member, Money deductible, Instant now, UUID by) {
        this.id = id;
        state = CostState.DRAFT;
        createdAt = now;
        createdBy = by;
        edit(form, member, deductible);
    }

    /** @param deductible the VAT that may be deducted: the rest of it is a cost */
    final void edit(CostForm form, @Nullable UUID member, Money deductible) {
        requireState(CostState.DRAFT);
        kind = form.kind();
        activity = form.activity();
        this.member = member;
        supplier = form.supplier();
        reference = form.reference();
        title = form.title();
        costDate = form.date();
        dueDate = form.dueDate();
        lines.clear();
        form.lines().stream().map(StoredCostLine::of).forEach(lines::add);
        Money gross =
                Money.sum(form.lines().stream().map(CostForm.CostLine::gross).toList());
        grossCents = gross.cents();
        vatCents = deductible.cents();
        netCents = gross.minus(deductible).cents();
    }

    void submit(Instant now) {
        requireState(CostState.DRAFT);
        state = CostState.SUBMITTED;
        submittedAt = now;
        returnReason = "";
    }

    void giveBack(String why) {
        requireState(CostState.SUBMITTED);
        state = CostState.DRAFT;
        submittedAt = null;
        returnReason = why;
    }

    void approve(String given, long booked, Instant now, UUID by) {
        if (state != CostState.DRAFT && state != CostState.SUBMITTED) {
            throw new WrongState("cost", state, CostState.SUBMITTED);
        }
        number = given;
        entry = booked;
        approvedAt = now;
        approvedBy = by;
        state = CostState.APPROVED;
    }

    void pay(LocalDate on, long booked) {
        requireState(CostState.APPROVED);
        paidOn = on;
        paymentEntry = booked;
        state = CostState.PAID;
    }

    CostForm form() {
        return new CostForm(kind, activity, member, supplier, reference, title, costDate, dueDate, lines());
    }

    List<CostForm.CostLine> lines() {
        return lines.stream().map(StoredCostLine::line).toList();
    }

    void requireState(CostState needed) {
        if (state != needed) {
            throw new WrongState("cost", state, needed);
        }
    }

    /** Whether a supplier takes something back: its amounts count the other way round. */
    boolean isCredit() {
        return kind == CostKind.CREDIT;
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    CostKind kind() {
        return kind;
    }

    CostState state() {
        return state;
    }

    @Nullable
    String number() {
        return number;
    }

    UUID activity() {
        return activity;
    }

    @Nullable
    UUID member() {
        return member;
    }

    @Nullable
    UUID supplier() {
        return supplier;
    }

    String reference() {
        return reference;
    }

    String title() {
        return title;
    }

    LocalDate date() {
        return costDate;
    }

    Money vat() {
        return Money.ofCents(vatCents);
    }

    Money gross() {
        return Money.ofCents(grossCents);
    }

    String returnReason() {
        return returnReason;
    }

    @Nullable
    Long entry() {
        return entry;
    }

    @Nullable
    Long paymentEntry() {
        return paymentEntry;
    }

    @Nullable
    LocalDate paidOn() {
        return paidOn;
    }
}
