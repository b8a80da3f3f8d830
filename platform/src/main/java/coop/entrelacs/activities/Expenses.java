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
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.Page;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
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
                lines));
        cost.approve(number, entry, clock.instant(), CurrentTenant.actor().accountable());
        entities.flush();
        contribution.onCost(cost.activity(), "cost:" + id, cost.date(), direct, other);
        audit.record("cost.approved", "cost:" + id, number);
        tell(cost);
        return details(cost);
    }

    /** Records that the member was repaid or the supplier paid, from the bank. */
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
        accounts.ensure();
        Creditor creditor = creditor(cost);
        String number = Objects.requireNonNull(cost.number());
        long entry = ledger.post(new JournalEntry(
                "BQ",
                on,
                Labels.of("Règlement", creditor.name(), number),
                number,
                on,
                "cost:" + id + ":payment",
                List.of(
                        new JournalLine(creditor.account(), cost.activity(), creditor.code(), null, cost.gross()),
                        new JournalLine(
                                Sales.BANK,
                                cost.activity(),
                                null,
                                null,
                                cost.gross().negated()))));
        cost.pay(on, entry);
        entities.flush();
        audit.record("cost.paid", "cost:" + id, number);
        tell(cost);
        return details(cost);
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
                   o.net_cents, o.gross_cents
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

    /** Adds a supplier; all activities share them. */
    @Transactional
    public Supplier addSupplier(SupplierForm form) {
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
        return new Supplier(id, code, form.name(), form.siren(), form.vatNumber());
    }

    /** The codes of other suppliers with the same SIREN or VAT number, the earliest first, at most ten. */
    @Transactional(readOnly = true)
    public List<String> alike(Supplier supplier) {
        access.scope();
        return jdbc.sql("""
                        SELECT code FROM supplier
                        WHERE id <> :id AND (siren = cast(:siren AS text) OR vat_number = cast(:vat AS text))
                        ORDER BY code LIMIT 10""")
                .param("id", supplier.id())
                .param("siren", supplier.siren())
                .param("vat", supplier.vatNumber())
                .query(String.class)
                .list();
    }

    /** Suppliers by name. */
    @Transactional(readOnly = true)
    public Page<Supplier> suppliers(@Nullable String text, @Nullable String after, @Nullable Integer limit) {
        access.scope();
        int most = Page.limit(limit);
        List<Supplier> rows = jdbc.sql("""
            SELECT id, code, name, siren, vat_number FROM supplier
             WHERE (folded(name), id) > (folded(:afterName), :afterId)
               AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                                       WHERE strpos(folded(concat_ws(' ', name, code, siren)), w) = 0)
             ORDER BY folded(name), id LIMIT :limit\
            """)
                .params(Cursors.nameAndId(after))
                .param("words", Folding.words(text))
                .param("limit", most + 1)
                .query((row, n) -> supplier(row))
                .list();
        return Page.of(rows, most, s -> Cursors.of(s.name(), s.id()));
    }

    private static Supplier supplier(ResultSet row) throws SQLException {
        return new Supplier(
                row.getObject("id", UUID.class),
                row.getString("code"),
                row.getString("name"),
                row.getString("siren"),
                row.getString("vat_number"));
    }

    /** Whom the cooperative owes for a cost. */
    private record Creditor(String account, String code, ThirdParties.Kind kind, String name) {}

    private Creditor creditor(Cost cost) {
        UUID supplier = cost.supplier();
        if (supplier != null) {
            Supplier found = supplier(supplier);
            return new Creditor(SUPPLIERS, found.code(), ThirdParties.Kind.SUPPLIER, found.name());
        }
        UUID member = Objects.requireNonNull(cost.member());
        MemberName name = members.name(member);
        return new Creditor(MEMBERS, "N" + name.number(), ThirdParties.Kind.EMPLOYEE, name.displayName());
    }

    private Supplier supplier(UUID id) {
        return jdbc.sql("SELECT id, code, name, siren, vat_number FROM supplier WHERE id = ?")
                .param(id)
                .query((row, n) -> supplier(row))
                .optional()
                .orElseThrow(() -> new NotFound("supplier", id));
    }

    /** Who is repaid: for a member always themselves; the support team may write for any member of the activity. */
    private @Nullable UUID creditor(CostForm form) {
        if (form.kind() == CostKind.PURCHASE) {
            supplier(Objects.requireNonNull(form.supplier()));
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
        if (form.kind() == CostKind.PURCHASE) {
            requireNew(known, Objects.requireNonNull(form.supplier()), form.reference());
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

    /** A supplier's invoice is entered once, however its number is typed. Entries of one supplier's wait for each other. */
    private void requireNew(@Nullable UUID known, UUID supplier, String reference) {
        jdbc.sql("SELECT id FROM supplier WHERE id = ? FOR UPDATE")
                .param(supplier)
                .query(UUID.class)
                .optional();
        boolean twice = jdbc.sql("""
                                SELECT EXISTS (SELECT FROM cost WHERE supplier_id = :supplier AND kind = 'PURCHASE'
                                    AND upper(regexp_replace(reference, '\\s', '', 'g')) = :reference
                                    AND id IS DISTINCT FROM cast(:known AS uuid))""")
                .param("supplier", supplier)
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
                cost.returnReason(),
                cost.entry(),
                cost.paymentEntry(),
                cost.paidOn(),
                may(cost));
    }

    private List<Act> may(Cost cost) {
        List<Act> may = new ArrayList<>();
        if (cost.state() == CostState.DRAFT && access.mayWrite(cost.activity())) {
            may.addAll(List.of(Act.EDIT, Act.DELETE, Act.SUBMIT));
        }
        if (ActivityAccess.isStaff()) {
            switch (cost.state()) {
                case DRAFT -> {
                    if (cost.kind() == CostKind.PURCHASE) {
                        may.add(Act.APPROVE);
                    }
                }
                case SUBMITTED -> {
                    if (cost.kind() == CostKind.PURCHASE || isSecondPerson(cost)) {
                        may.add(Act.APPROVE);
                    }
                    may.add(Act.RETURN);
                }
                case APPROVED -> {
                    if (clearing.ofCost(cost.id()).isEmpty()) {
                        may.add(Act.PAY);
                    }
                }
                case PAID -> {}
            }
        }
        return List.copyOf(may);
    }
}
