package coop.entrelacs.activities;

import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.shared.Money;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes invoices and payments as entries of the books. The customer's account, the income by nature, and the VAT by rate: on goods
 * (and on services whose activity opted for debits) it is due at once; on other services it waits on 4458 until the customer pays
 * (CGI 269-2-c), and the payment's entry makes it due.
 */
@Component
class Sales implements PostedAccounts {

    static final String CUSTOMERS = "411";
    /** What customers paid beyond what is due. */
    static final String CUSTOMER_CREDITS = "4191";

    static final String BANK = "512";
    static final String CASH = "530";

    private final VatCodes vatCodes;

    Sales(VatCodes vatCodes) {
        this.vatCodes = vatCodes;
    }

    /**
     * The entry of an invoice, or of a credit note, which is its mirror.
     *
     * @param due what of the VAT goes to the account of VAT due
     * @param waiting what of it goes to the account where it waits
     * @param cleared where the receivable stands if not on the customer's account
     */
    JournalEntry sale(
            Invoice invoice,
            Customer customer,
            Activity activity,
            Map<String, Money> due,
            Map<String, Money> waiting,
            Clearing.@Nullable Receivable cleared) {
        UUID axis = invoice.activity();
        Map<Nature, Money> income = new EnumMap<>(Nature.class);
        for (Line line : invoice.lines()) {
            income.merge(line.nature(), line.net(), Money::plus);
        }
        List<JournalLine> lines = new ArrayList<>();
        lines.add(
                cleared == null
                        ? JournalLine.debit(CUSTOMERS, invoice.gross())
                                .with(customer.code())
                                .on(axis)
                        : JournalLine.debit(cleared.account(), invoice.gross()).with(cleared.thirdParty()));
        income.forEach((nature, net) -> add(lines, nature.incomeAccount(), net.negated(), axis));
        due.forEach((code, vat) -> add(lines, collected(code), vat.negated(), axis));
        waiting.forEach((code, vat) -> add(lines, waiting(code), vat.negated(), axis));
        String number = Objects.requireNonNull(invoice.number());
        return new JournalEntry(
                "VT",
                Objects.requireNonNull(invoice.issueDate()),
                Labels.of(number, customer.name(), activity.tradeName()),
                number,
                invoice.issueDate(),
                "invoice:" + invoice.id(),
                invoice.isCreditNote() ? lines.stream().map(Sales::mirrored).toList() : lines);
    }

    static JournalLine mirrored(JournalLine line) {
        return new JournalLine(
                line.account(),
                line.analytic(),
                line.thirdParty(),
                line.label(),
                line.amount().negated());
    }

    static void add(List<JournalLine> lines, String account, Money amount, UUID axis) {
        if (!amount.isZero()) {
            lines.add(new JournalLine(account, axis, null, null, amount));
        }
    }

    String collected(String code) {
        return Objects.requireNonNull(vatCodes.get(code).collected(), code);
    }

    String waiting(String code) {
        return Objects.requireNonNull(vatCodes.get(code).waiting(), code);
    }

    /** The accounts that a sale may touch, made sure of before it does; known ones cost nothing. */
    @Override
    public void ensureAccounts(Accounts accounts) {
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put(CUSTOMERS, "Clients");
        needed.put(CUSTOMER_CREDITS, "Clients – Avances et acomptes reçus, trop-perçus");
        needed.put("706", "Prestations de services");
        needed.put("707", "Ventes de marchandises");
        needed.put("701", "Ventes de produits finis");
        needed.put("7085", "Ports et frais accessoires facturés");
        for (VatCode code : vatCodes.all()) {
            if (code.collected() != null) {
                needed.put(code.collected(), "TVA collectée – " + code.label(java.util.Locale.FRENCH));
            }
            if (code.waiting() != null) {
                needed.put(code.waiting(), "TVA en attente d’encaissement – " + code.label(java.util.Locale.FRENCH));
            }
        }
        needed.forEach(accounts::ensure);
    }
}
