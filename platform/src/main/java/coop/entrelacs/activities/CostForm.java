package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An expense report of a member, or the invoice or credit note of a supplier.
 *
 * @param member who paid and is repaid; only for an expense report, and null there for the member who writes it
 * @param supplier who sent the invoice; only for its invoices and credit notes
 * @param reference the supplier's number of the paper; each of its papers has one
 * @param date of the report or of the supplier's invoice
 */
public record CostForm(
        CostKind kind,
        UUID activity,
        @Nullable UUID member,
        @Nullable UUID supplier,
        String reference,
        String title,
        LocalDate date,
        @Nullable LocalDate dueDate,
        List<CostLine> lines) {

    private static final int MOST_LINES = 200;

    public CostForm(
            @Nullable CostKind kind,
            @Nullable UUID activity,
            @Nullable UUID member,
            @Nullable UUID supplier,
            @Nullable String reference,
            @Nullable String title,
            @Nullable LocalDate date,
            @Nullable LocalDate dueDate,
            @Nullable List<CostLine> lines) {
        this.kind = Fields.required("kind", kind);
        this.activity = Fields.required("activity", activity);
        this.member = this.kind == CostKind.EXPENSE ? member : null;
        this.supplier = this.kind.isOfSupplier() ? Fields.required("supplier", supplier) : null;
        this.reference = this.kind.isOfSupplier()
                ? Fields.required("reference", reference, 60)
                : Fields.optional("reference", reference, 60);
        this.title = Fields.required("title", title, 200);
        this.date = Fields.required("date", date);
        this.dueDate = dueDate;
        if (dueDate != null && dueDate.isBefore(this.date)) {
            throw new InvalidField("dueDate", "before-issue", this.date);
        }
        this.lines = lines == null ? List.of() : List.copyOf(lines);
        if (this.lines.size() > MOST_LINES) {
            throw new InvalidField("lines", "too-many-lines", MOST_LINES);
        }
    }

    /**
     * One thing paid for.
     *
     * @param category a code of {@link CostCategories}
     * @param gross with VAT
     * @param vat the VAT on the receipt, of which the category says how much may be deducted
     * @param receipt the stored photo or file, or null
     */
    public record CostLine(
            LocalDate spentOn,
            String label,
            String category,
            Money gross,
            Money vat,
            @Nullable UUID receipt) {

        public CostLine(
                @Nullable LocalDate spentOn,
                @Nullable String label,
                @Nullable String category,
                @Nullable Money gross,
                @Nullable Money vat,
                @Nullable UUID receipt) {
            this.spentOn = Fields.required("spentOn", spentOn);
            this.label = Fields.required("label", label, 200);
            this.category = Fields.required("category", category, 30);
            this.gross = Fields.required("gross", gross);
            this.vat = vat == null ? Money.ZERO : vat;
            this.receipt = receipt;
            if (!this.gross.isPositive()) {
                throw new InvalidField("gross", "not-positive");
            }
            if (this.vat.isNegative() || this.vat.compareTo(this.gross) >= 0) {
                throw new InvalidField("vat", "vat-range", this.gross);
            }
        }
    }

    public static CostForm expense(UUID activity, UUID member, String title, LocalDate date, CostLine... lines) {
        return new CostForm(CostKind.EXPENSE, activity, member, null, "", title, date, null, List.of(lines));
    }

    public static CostForm purchase(
            UUID activity, UUID supplier, String reference, String title, LocalDate date, CostLine... lines) {
        return new CostForm(CostKind.PURCHASE, activity, null, supplier, reference, title, date, null, List.of(lines));
    }
}
