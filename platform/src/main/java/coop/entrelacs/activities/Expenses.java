package coop.entrelacs.activities;

import coop.entrelacs.activities.CostDetails.Act;
import coop.entrelacs.activities.DocumentNumbers.Sequence;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.Page;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What activities spend: members' expense reports and suppliers' invoices. Members write and submit, accountants and managers
 * approve; approving books the cost, its deductible VAT and what is now owed, and counts it for the contribution.
 */
@Service
public class Expenses {

    static final String SUPPLIERS = "401";
    static final String MEMBERS = "467";

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final ActivityAccess access;
    private final CostCategories categories;
    private final VatCodes vatCodes;
    private final Clearing clearing;
    private final Suppliers suppliers;
    private final SettledLettering lettering;
    private final DocumentNumbers numbers;
    private final BookAccounts accounts;
    private final Ledger ledger;
    private final ThirdParties thirdParties;
    private final Members members;
    private final Documents documents;
    private final ContributionCharges contribution;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Expenses(
            JdbcClient jdbc,
            EntityManager entities,
            ActivityAccess access,
            CostCategories categories,
            VatCodes vatCodes,
            Clearing clearing,
            Suppliers suppliers,
            SettledLettering lettering,
            DocumentNumbers numbers,
            BookAccounts accounts,
            Ledger ledger,
            ThirdParties thirdParties,
            Members members,
            Documents documents,
            ContributionCharges contribution,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.access = access;
        this.categories = categories;
        this.vatCodes = vatCodes;
        this.clearing = clearing;
        this.suppliers = suppliers;
        this.lettering = lettering;
        this.numbers = numbers;
        this.accounts = accounts;
        this.ledger = ledger;
        this.thirdParties = thirdParties;
        this.members = members;
        this.documents = documents;
        this.contribution = contribution;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    @Transactional
    public CostDetails draft(CostForm form) {
        access.requireWrite(form.activity());
        Cost cost = new Cost(
                Ids.next(),
                form,
                creditor(form),
                deductible(null, form),
                clock.instant(),
                CurrentTenant.actor().accountable());
        entities.persist(cost);
        entities.flush();
        wrote(cost.id());
        live.publish("cost", cost.id());
        return details(cost);
    }

    /** Saves a draft, as often as one types. */
    @Transactional
    public CostDetails change(UUID id, long version, CostForm form) {
        Cost cost = writable(id, version);
        access.requireWrite(form.activity());
        cost.edit(form, creditor(form), deductible(id, form));
        entities.flush();
        wrote(id);
        live.publish("cost", id);
        return details(cost);
    }

    /** Throws a draft away. */
    @Transactional
    public void discard(UUID id, long version) {
        Cost cost = writable(id, version);
        cost.requireState(CostState.DRAFT);
        entities.remove(cost);
        live.publish("cost", id);
    }

    /** Sends a draft to the support team. */
    @Transactional
    public CostDetails submit(UUID id, long version) {
        Cost cost = writable(id, version);
        requireLines(cost);
        cost.submit(clock.instant());
        entities.flush();
        wrote(id);
        live.publish("cost", id);
        return details(cost);
    }

    /** Gives it back to the member, who reads why. */
    @Transactional
    public CostDetails giveBack(UUID id, String reason) {
        ActivityAccess.requireStaff();
        Cost cost = lock(id);
        cost.giveBack(Fields.required("reason", reason, 500));
        entities.flush();
        live.publish("cost", id);
        return details(cost);
    }

    /**
     * Books a cost. From now on it changes no more. A member's claim is approved once it is submitted, by somebody who neither wrote
     * on it nor is repaid by it.
     *
     * @throws CostRefused {@code cost-second-person}, {@code cost-own}
     */
    @Transactional
    public CostDetails approve(UUID id) {
        ActivityAccess.requireStaff();
        Cost cost = lock(id);
        requireSecondPerson(cost);
        requireLines(cost);
        if (cost.date().isAfter(LocalDate.now(clock))) {
            throw new InvalidField("date", "date-in-future", cost.date());
        }
        for (int i = 0; i < cost.lines().size(); i++) {
            LocalDate spent = cost.lines().get(i).spentOn();
            if (spent.isAfter(LocalDate.now(clock))) {
                throw new InvalidField("lines[" + i + "].spentOn", "date-in-future", spent);
            }
        }
        if (cost.supplier() != null) {
            suppliers.forNewDocument(Objects.requireNonNull(cost.supplier()));
        }
        accounts.ensure();
        Creditor creditor = creditor(cost);
        thirdParties.ensure(creditor.code(), creditor.kind(), creditor.name());
        String number = numbers.take(Sequence.EXPENSE, cost.date());
        List<JournalLine> lines = new ArrayList<>();
        Money direct = Money.ZERO;
        Money other = Money.ZERO;
        Map<String, Money> byAccount = new LinkedHashMap<>();
        for (CostForm.CostLine line : cost.lines()) {
            CostCategories.Category category = categories.require("category", line.category());
            Money net = line.gross().minus(category.deductible(line.vat(), line.spentOn()));
            byAccount.merge(category.account(), net, Money::plus);
            if (category.margin() == CostCategories.Margin.NONE) {
                other = other.plus(net);
            } else {
                direct = direct.plus(net);
            }
        }
        byAccount.forEach((account, net) -> Sales.add(lines, account, net, cost.activity()));
        Sales.add(lines, categories.deductibleVat(), cost.vat(), cost.activity());
        lines.add(clearing.ofCost(id)
                .map(account -> JournalLine.credit(account, cost.gross()))
                .orElseGet(() -> new JournalLine(
                        creditor.account(),
                        cost.activity(),
                        creditor.code(),
                        null,
                        cost.gross().negated())));
        long entry = ledger.post(new JournalEntry(
                "AC",
                cost.date(),
                Labels.of(number, creditor.name(), cost.title()),
                cost.reference().isEmpty() ? number : Labels.piece(cost.reference()),
                cost.date(),
                "cost:" + id,
                // what a supplier takes back is its invoice's mirror
                cost.isCredit() ? lines.stream().map(Sales::mirrored).toList() : lines));
        cost.approve(number, entry, clock.instant(), CurrentTenant.actor().accountable());
        entities.flush();
        contribution.onCost(
                cost.activity(),
                "cost:" + id,
                cost.date(),
                cost.isCredit() ? direct.negated() : direct,
                cost.isCredit() ? other.negated() : other);
        audit.record("cost.approved", "cost:" + id, number);
        tell(cost);
        return details(cost);
    }

    /**
     * Records that the member was repaid or the supplier paid, from the bank; or that a supplier gave back what its credit note says.
     * Of a supplier's invoice, what its credit notes take off it is not paid.
     */
    @Transactional
    public CostDetails pay(UUID id, LocalDate on) {
        ActivityAccess.requireStaff();
        clearing.refuseCost(id);
        Cost cost = lock(id);
        cost.requireState(CostState.APPROVED);
        refuseOwn(cost);
        if (on.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("on", "date-in-future", on);
        }
        if (deductedFrom(id) != null) {
            throw new CostConflict("cost-deducted");
        }
        accounts.ensure();
        Creditor creditor = creditor(cost);
        String number = Objects.requireNonNull(cost.number());
        List<Cost> deducted = deductions(id);
        Money amount = toPay(cost, deducted);
        List<JournalLine> lines = new ArrayList<>();
        lines.add(new JournalLine(creditor.account(), cost.activity(), creditor.code(), null, amount));
        lines.add(new JournalLine(Sales.BANK, cost.activity(), null, null, amount.negated()));
        long entry = ledger.post(new JournalEntry(
                "BQ",
                on,
                Labels.of(cost.isCredit() ? "Remboursement" : "Règlement", creditor.name(), number),
                number,
                on,
                "cost:" + id + ":payment",
                lines));
        settle(cost, deducted, on, entry, creditor.account());
        audit.record("cost.paid", "cost:" + id, number);
        return details(cost);
    }

    private void settle(Cost cost, List<Cost> deducted, LocalDate on, long entry, String account) {
        cost.pay(on, entry);
        deducted.forEach(credit -> credit.pay(on, entry));
        entities.flush();
        List<Long> entries = new ArrayList<>(List.of(Objects.requireNonNull(cost.entry()), entry));
        deducted.forEach(credit -> entries.add(Objects.requireNonNull(credit.entry())));
        lettering.paid(account, entries);
        tell(cost);
        deducted.forEach(this::tell);
    }

    /**
     * Takes a supplier's credit note off one of its invoices that is still to be paid: so much less is paid. If nothing is left, both
     * are settled.
     *
     * @throws CostConflict if the invoice is another supplier's or activity's, or less than that is left to pay on it
     */
    @Transactional
    public CostDetails deduct(UUID credit, UUID from) {
        ActivityAccess.requireStaff();
        clearing.refuseCost(credit);
        clearing.refuseCost(from);
        jdbc.sql("SELECT id FROM cost WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                .param("ids", List.of(credit, from))
                .query(UUID.class)
                .list();
        Cost note = find(credit);
        Cost invoice = find(from);
        if (!note.isCredit() || deductedFrom(credit) != null) {
            throw new CostConflict(note.isCredit() ? "cost-deducted" : "cost-no-credit-note");
        }
        note.requireState(CostState.APPROVED);
        invoice.requireState(CostState.APPROVED);
        boolean same = invoice.kind() == CostKind.PURCHASE
                && invoice.activity().equals(note.activity())
                && Objects.equals(invoice.supplier(), note.supplier());
        if (!same) {
            throw new CostConflict("cost-deduction-elsewhere");
        }
        Money left = toPay(invoice, deductions(from));
        if (note.gross().compareTo(left) > 0) {
            throw new CostConflict("cost-deduction-too-much", note.gross(), left);
        }
        jdbc.sql("INSERT INTO cost_deduction(credit_id, cost_id) VALUES (?, ?)")
                .params(credit, from)
                .update();
        audit.record("cost.deducted", "cost:" + credit, Objects.requireNonNull(invoice.number()));
        if (note.gross().equals(left)) {
            LocalDate on = note.date().isAfter(invoice.date()) ? note.date() : invoice.date();
            settle(invoice, deductions(from), on, Objects.requireNonNull(note.entry()), SUPPLIERS);
        } else {
            tell(note);
            tell(invoice);
        }
        return details(note);
    }

    private List<Cost> deductions(UUID cost) {
        return jdbc
                .sql("SELECT credit_id FROM cost_deduction WHERE cost_id = ? ORDER BY credit_id")
                .param(cost)
                .query(UUID.class)
                .list()
                .stream()
                .map(this::find)
                .toList();
    }

    private @Nullable UUID deductedFrom(UUID credit) {
        return jdbc.sql("SELECT cost_id FROM cost_deduction WHERE credit_id = ?")
                .param(credit)
                .query(UUID.class)
                .optional()
                .orElse(null);
    }

    /** What leaves the bank for it; negative where a supplier gives it back. */
    private static Money toPay(Cost cost, List<Cost> deducted) {
        Money gross = cost.isCredit() ? cost.gross().negated() : cost.gross();
        return gross.minus(Money.sum(deducted.stream().map(Cost::gross).toList()));
    }

    /** It cannot be done to this cost. */
    static final class CostConflict extends Refusal {
        CostConflict(String code, Object... arguments) {
            super(Kind.CONFLICT, code, null, arguments);
        }
    }

    @Transactional(readOnly = true)
    public CostDetails get(UUID id) {
        Cost cost = find(id);
        access.requireRead(cost.activity(), "cost", id);
        return details(cost);
    }

    /** Expense reports and purchases, the newest first. */
    @Transactional(readOnly = true)
    public Page<CostRow> list(
            @Nullable CostKind kind,
            @Nullable Set<CostState> states,
            @Nullable UUID activity,
            @Nullable String text,
            @Nullable String after,
            @Nullable Integer limit) {
        int most = Page.limit(limit);
        boolean any = states == null || states.isEmpty();
        List<CostRow> rows = jdbc.sql("""
            SELECT o.id, o.kind, o.state, o.number, o.cost_date, o.activity_id, a.trade_name, o.member_id, s.name, o.title,
                   CASE o.kind WHEN 'CREDIT' THEN -o.net_cents ELSE o.net_cents END AS net_cents,
                   CASE o.kind WHEN 'CREDIT' THEN -o.gross_cents ELSE o.gross_cents END AS gross_cents
              FROM cost o JOIN activity a ON a.id = o.activity_id LEFT JOIN supplier s ON s.id = o.supplier_id
             WHERE o.id < :below
               AND (:kind = '' OR o.kind = :kind)
               AND (:any OR o.state IN (:states))
               AND (cast(:activity AS uuid) IS NULL OR o.activity_id = :activity)
               AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                        WHERE strpos(folded(concat_ws(' ', o.number, o.reference, o.title, s.name)), w) = 0)
               AND\
            """ + ActivityAccess.VISIBLE + "ORDER BY o.id DESC LIMIT :limit")
                .params(access.scope().parameters())
                .param("below", Cursors.below(after))
                .param("kind", kind == null ? "" : kind.name())
                .param("any", any)
                .param(
                        "states",
                        states == null || any
                                ? List.of("")
                                : states.stream().map(Enum::name).toList())
                .param("activity", activity)
                .param("words", Folding.words(text))
                .param("limit", most + 1)
                .query((row, n) -> new CostRow(
                        row.getObject("id", UUID.class),
                        CostKind.valueOf(row.getString("kind")),
                        CostState.valueOf(row.getString("state")),
                        row.getString("number"),
                        row.getObject("cost_date", LocalDate.class),
                        row.getObject("activity_id", UUID.class),
                        row.getString("trade_name"),
                        row.getObject("member_id", UUID.class),
                        row.getString("name"),
                        row.getString("title"),
                        Money.ofCents(row.getLong("net_cents")),
                        Money.ofCents(row.getLong("gross_cents"))))
                .list();
        return Page.of(rows, most, row -> row.id().toString());
    }

    /** Whom the cooperative owes for a cost. */
    private record Creditor(String account, String code, ThirdParties.Kind kind, String name) {}

    private Creditor creditor(Cost cost) {
        UUID supplier = cost.supplier();
        if (supplier != null) {
            Supplier found = suppliers.get(supplier);
            return new Creditor(SUPPLIERS, found.code(), ThirdParties.Kind.SUPPLIER, found.name());
        }
        UUID member = Objects.requireNonNull(cost.member());
        MemberName name = members.name(member);
        return new Creditor(MEMBERS, "N" + name.number(), ThirdParties.Kind.EMPLOYEE, name.displayName());
    }

    /** Who is repaid: for a member always themselves; the support team may write for any member of the activity. */
    private @Nullable UUID creditor(CostForm form) {
        UUID supplier = form.supplier();
        if (supplier != null) {
            suppliers.forNewDocument(supplier);
            return null;
        }
        UUID mine = members.mine().orElse(null);
        UUID member = form.member() == null ? mine : form.member();
        if (member == null) {
            throw new InvalidField("member", "required");
        }
        if (!ActivityAccess.isStaff() && !member.equals(mine)) {
            throw new InvalidField("member", "expense-of-other-member");
        }
        boolean belongs = jdbc.sql("SELECT count(*) FROM activity_member WHERE activity_id = ? AND member_id = ?")
                        .params(form.activity(), member)
                        .query(Integer.class)
                        .single()
                > 0;
        if (!belongs) {
            throw new InvalidField("member", "not-of-this-activity");
        }
        return member;
    }

    /** @param known the cost that changes, or null for a new one */
    private Money deductible(@Nullable UUID known, CostForm form) {
        Money deductible = Money.ZERO;
        for (int i = 0; i < form.lines().size(); i++) {
            CostForm.CostLine line = form.lines().get(i);
            CostCategories.Category category = categories.require("lines[" + i + "].category", line.category());
            requireVatWithinRates("lines[" + i + "].vat", line);
            deductible = deductible.plus(category.deductible(line.vat(), line.spentOn()));
        }
        for (int i = 0; i < form.lines().size(); i++) {
            UUID receipt = form.lines().get(i).receipt();
            if (receipt != null && !documents.exists(receipt)) {
                throw new InvalidField("lines[" + i + "].receipt", "document-unknown");
            }
        }
        if (form.kind().isOfSupplier()) {
            requireNew(known, form.kind(), Objects.requireNonNull(form.supplier()), form.reference());
        }
        return deductible;
    }

    /** Remembers who wrote on it: none of them approves it. */
    private void wrote(UUID id) {
        UUID by = CurrentTenant.actor().accountable();
        jdbc.sql("UPDATE cost SET hands = array_append(hands, :by) WHERE id = :id AND :by <> ALL (hands)")
                .param("by", by)
                .param("id", id)
                .update();
    }

    private void requireSecondPerson(Cost cost) {
        if (cost.kind() != CostKind.EXPENSE) {
            return;
        }
        CurrentTenant.actor().requirePerson();
        cost.requireState(CostState.SUBMITTED);
        if (!isSecondPerson(cost)) {
            throw new CostRefused("cost-second-person");
        }
        refuseOwn(cost);
    }

    private boolean isSecondPerson(Cost cost) {
        Set<UUID> hands =
                new HashSet<>(jdbc.sql("SELECT unnest(array_append(hands, created_by)) FROM cost WHERE id = ?")
                        .param(cost.id())
                        .query(UUID.class)
                        .list());
        return CurrentTenant.actor().isSecondPersonTo(hands);
    }

    private void refuseOwn(Cost cost) {
        UUID member = cost.member();
        if (member != null && members.answers(member)) {
            throw new CostRefused("cost-own");
        }
    }

    /** More VAT than the highest rate leaves in a price is a typing error; two cents are left to the rounding of several rates. */
    private void requireVatWithinRates(String field, CostForm.CostLine line) {
        vatCodes.on(line.spentOn()).stream()
                .flatMap(code -> code.on(line.spentOn()).stream())
                .max(Comparator.naturalOrder())
                .ifPresent(highest -> {
                    Money most = Money.rounded(
                            line.gross()
                                    .toEuros()
                                    .multiply(highest.percent())
                                    .divide(highest.percent().add(BigDecimal.valueOf(100)), 6, RoundingMode.HALF_UP),
                            RoundingMode.HALF_UP);
                    if (line.vat().compareTo(most.plus(Money.ofCents(2))) > 0) {
                        throw new InvalidField(field, "vat-above-highest", highest, most);
                    }
                });
    }

    /** A supplier's invoice or credit note is entered once, however its number is typed. Entries of one supplier's wait for each other. */
    private void requireNew(@Nullable UUID known, CostKind kind, UUID supplier, String reference) {
        suppliers.lock(List.of(supplier));
        boolean twice = jdbc.sql("""
                                SELECT EXISTS (SELECT FROM cost WHERE kind = :kind AND supplier_id IN (
                                        SELECT id FROM supplier WHERE id = :supplier OR merged_into = :supplier)
                                    AND upper(regexp_replace(reference, '\\s', '', 'g')) = :reference
                                    AND id IS DISTINCT FROM cast(:known AS uuid))""")
                .param("supplier", supplier)
                .param("kind", kind.name())
                .param("reference", reference.replaceAll("\\s", "").toUpperCase(Locale.ROOT))
                .param("known", known)
                .query(Boolean.class)
                .single();
        if (twice) {
            throw new InvalidField("reference", "purchase-twice", reference);
        }
    }

    private static void requireLines(Cost cost) {
        if (cost.lines().isEmpty()) {
            throw new InvalidField("lines", "mention-lines");
        }
    }

    private Cost lock(UUID id) {
        jdbc.sql("SELECT id FROM cost WHERE id = ? FOR UPDATE")
                .param(id)
                .query(UUID.class)
                .optional();
        return find(id);
    }

    private Cost writable(UUID id, long version) {
        Cost cost = find(id);
        access.requireWrite(cost.activity(), "cost", id);
        if (cost.version() != version) {
            throw new ChangedMeanwhile();
        }
        return cost;
    }

    private Cost find(UUID id) {
        Cost cost = entities.find(Cost.class, id);
        if (cost == null) {
            throw new NotFound("cost", id);
        }
        return cost;
    }

    private void tell(Cost cost) {
        live.publish("cost", cost.id());
        live.publish("activity", cost.activity());
    }

    private CostDetails details(Cost cost) {
        Activity activity = Objects.requireNonNull(entities.find(Activity.class, cost.activity()));
        UUID deductedFrom = deductedFrom(cost.id());
        Money toPay = cost.state() == CostState.PAID || deductedFrom != null
                ? Money.ZERO
                : toPay(cost, deductions(cost.id()));
        return new CostDetails(
                cost.id(),
                cost.version(),
                cost.state(),
                cost.number(),
                cost.form(),
                activity.tradeName(),
                creditor(cost).name(),
                cost.gross().minus(cost.vat()),
                cost.vat(),
                cost.gross(),
                toPay,
                deductedFrom,
                cost.returnReason(),
                cost.entry(),
                cost.paymentEntry(),
                cost.paidOn(),
                may(cost, deductedFrom));
    }

    private List<Act> may(Cost cost, @Nullable UUID deductedFrom) {
        List<Act> may = new ArrayList<>();
        if (cost.state() == CostState.DRAFT && access.mayWrite(cost.activity())) {
            may.addAll(List.of(Act.EDIT, Act.DELETE, Act.SUBMIT));
        }
        if (ActivityAccess.isStaff()) {
            switch (cost.state()) {
                case DRAFT -> {
                    if (cost.kind().isOfSupplier()) {
                        may.add(Act.APPROVE);
                    }
                }
                case SUBMITTED -> {
                    if (cost.kind().isOfSupplier() || isSecondPerson(cost)) {
                        may.add(Act.APPROVE);
                    }
                    may.add(Act.RETURN);
                }
                case APPROVED -> {
                    if (deductedFrom == null && clearing.ofCost(cost.id()).isEmpty()) {
                        may.add(Act.PAY);
                        if (cost.isCredit()) {
                            may.add(Act.DEDUCT);
                        }
                    }
                }
                case PAID -> {}
            }
        }
        return List.copyOf(may);
    }
}
