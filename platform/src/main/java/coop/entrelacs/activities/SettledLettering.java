package coop.entrelacs.activities;

import coop.entrelacs.ledger.Lettering;
import coop.entrelacs.ledger.Lettering.OpenLine;
import coop.entrelacs.shared.Money;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Letters in the books what documents know to be settled: an invoice with its credit notes and payments, a cost with what paid it, a payment with
 * its reversal. Only lines without a letter are joined, so an accountant's own lettering stays. To be called last in a transaction,
 * because it locks the third party.
 */
@Component
class SettledLettering {

    private final JdbcClient jdbc;
    private final Lettering lettering;

    SettledLettering(JdbcClient jdbc, Lettering lettering) {
        this.jdbc = jdbc;
        this.lettering = lettering;
    }

    private record Known(UUID invoice, String number, long entry, boolean payment) {}

    /** Letters those of the invoices on which nothing is due either way. */
    void follow(Collection<UUID> invoices) {
        if (invoices.isEmpty()) {
            return;
        }
        List<Known> all = jdbc.sql("""
                        WITH settled AS (
                            SELECT i.id, i.number, i.entry_id FROM invoice i JOIN receivable r ON r.invoice_id = i.id
                             WHERE i.id IN (:ids) AND r.total_cents = r.paid_cents + r.credited_cents
                               AND NOT EXISTS (SELECT FROM invoice_clearing x WHERE x.invoice_id = i.id))
                        SELECT id, number, entry_id, false FROM settled
                        UNION ALL
                        SELECT s.id, s.number, n.entry_id, false FROM settled s JOIN invoice n ON n.corrects_id = s.id
                         WHERE n.state = 'VALIDATED'
                        UNION ALL
                        SELECT s.id, s.number, p.entry_id, true FROM settled s JOIN payment_allocation x ON x.invoice_id = s.id
                          JOIN customer_payment p ON p.id = x.payment_id WHERE p.reversed_at IS NULL""")
                .param("ids", invoices)
                .query((row, n) ->
                        new Known(row.getObject(1, UUID.class), row.getString(2), row.getLong(3), row.getBoolean(4)))
                .list();
        Map<Long, List<OpenLine>> open =
                open(Sales.CUSTOMERS, all.stream().map(Known::entry).toList());
        Map<UUID, List<OpenLine>> groups = new LinkedHashMap<>();
        for (Known known : all) {
            for (OpenLine line : open.getOrDefault(known.entry(), List.of())) {
                // a payment has a line for each invoice, named by its number
                if (!known.payment() || isOf(known.number(), line)) {
                    groups.computeIfAbsent(known.invoice(), id -> new ArrayList<>())
                            .add(line);
                }
            }
        }
        groups.values().stream()
                .sorted(java.util.Comparator.comparing(
                        group -> String.valueOf(group.getFirst().thirdParty())))
                .forEach(this::join);
    }

    private static boolean isOf(String number, OpenLine line) {
        return line.label().equals(number) || line.label().startsWith(number + " – ");
    }

    /** A payment was taken back: what it had settled waits again, and it is settled by its reversal. */
    void reversed(long entry, long reversal) {
        for (String account : List.of(Sales.CUSTOMERS, Sales.CUSTOMER_CREDITS)) {
            lettering.takeApart(account, List.of(entry));
            Map<String, List<OpenLine>> pairs = new LinkedHashMap<>();
            open(account, List.of(entry, reversal)).values().stream()
                    .flatMap(List::stream)
                    .forEach(line -> pairs.computeIfAbsent(line.label(), label -> new ArrayList<>())
                            .add(line));
            pairs.values().forEach(this::join);
        }
    }

    /** Letters what a customer paid too much, once it is wholly used or given back. */
    void credits(String customer) {
        join(lettering.openLines(Sales.CUSTOMER_CREDITS, customer));
    }

    /** Letters costs and supplier's credit notes with what paid them. */
    void paid(String account, Collection<Long> entries) {
        join(open(account, entries).values().stream().flatMap(List::stream).toList());
    }

    private Map<Long, List<OpenLine>> open(String account, Collection<Long> entries) {
        Map<Long, List<OpenLine>> byEntry = new LinkedHashMap<>();
        lettering
                .openLines(account, entries)
                .forEach(line -> byEntry.computeIfAbsent(line.ref().entry(), entry -> new ArrayList<>())
                        .add(line));
        return byEntry;
    }

    private void join(List<OpenLine> lines) {
        Money sum = Money.sum(lines.stream().map(OpenLine::amount).toList());
        boolean one = lines.stream().map(OpenLine::thirdParty).distinct().count() == 1;
        if (lines.size() > 1 && sum.isZero() && one) {
            lettering.join(lines.stream().map(OpenLine::ref).toList(), false);
        }
    }
}
