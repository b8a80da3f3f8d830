package coop.entrelacs.payroll;

import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a slip into its entry: what it cost on the activity, what is owed to whom. */
final class PayslipEntry {

    private PayslipEntry() {}

    static String source(UUID slip) {
        return "payslip:" + slip;
    }

    /** The person's code in the books. */
    static String thirdParty(Employee employee) {
        return "E" + employee.number();
    }

    static JournalEntry of(Slip slip, PostingRules rules, LocalDate date) {
        PayCalculation pay = slip.pay();
        Map<String, Money> expenses = new LinkedHashMap<>();
        Map<String, Money> owed = new LinkedHashMap<>();
        add(expenses, rules.pay().account(), pay.gross());
        add(expenses, rules.benefitsInKind().account(), pay.benefitsInKind().negated());
        for (PayCalculation.Line line : pay.lines()) {
            add(expenses, rules.expense(line.code(), line.body()), line.employerAmount());
            add(
                    owed,
                    rules.owed(line.body(), line.deferred()),
                    line.employerAmount().plus(line.employeeAmount()).negated());
        }
        add(owed, rules.incomeTax().account(), pay.incomeTax().negated());

        String person = thirdParty(slip.employee());
        List<JournalLine> lines = new ArrayList<>();
        // Every line names the activity, debts too: what is owed for its pay is no longer its cash.
        expenses.forEach((account, amount) -> line(lines, account, slip.activity(), null, amount));
        owed.forEach((account, amount) -> line(lines, account, slip.activity(), null, amount));
        line(
                lines,
                rules.advances().account(),
                slip.activity(),
                person,
                slip.recovered().negated());
        line(
                lines,
                rules.netPay().account(),
                slip.activity(),
                person,
                pay.netPaid().minus(slip.recovered()).negated());
        return new JournalEntry(
                rules.journal(),
                date,
                "Paie " + slip.month() + " " + slip.employee().number(),
                slip.number(),
                date,
                source(slip.id()),
                lines);
    }

    /**
     * What a corrected slip paid too much becomes a claim on the person (positive), or such a claim is given up (negative) as the slip is
     * corrected again.
     */
    static JournalEntry overpaid(Slip slip, PostingRules rules, LocalDate date, Money amount) {
        String person = thirdParty(slip.employee());
        List<JournalLine> lines = new ArrayList<>();
        line(lines, rules.advances().account(), slip.activity(), person, amount);
        line(lines, rules.netPay().account(), slip.activity(), person, amount.negated());
        return new JournalEntry(
                rules.journal(),
                date,
                "Trop-perçu paie " + slip.month() + " " + slip.employee().number(),
                slip.number(),
                date,
                source(slip.id()) + ":overpaid",
                lines);
    }

    /** What paid a slip: a transfer of a file, or what was noted. */
    static JournalEntry payment(Slip slip, PostingRules rules, PayslipStore.Paid paid) {
        LocalDate paidOn = paid.on();
        Money amount = paid.amount();
        List<JournalLine> lines = new ArrayList<>();
        line(lines, rules.netPay().account(), slip.activity(), thirdParty(slip.employee()), amount);
        line(lines, rules.bank().account(), slip.activity(), null, amount.negated());
        return new JournalEntry(
                rules.bankJournal(),
                paidOn,
                (paid.file() ? "Virement paie " : "Paiement paie " + paid.reference() + " ") + slip.month() + " "
                        + slip.employee().number(),
                slip.number(),
                paidOn,
                source(slip.id()) + ":paid:" + paid.payment(),
                lines);
    }

    private static void add(Map<String, Money> sums, String account, Money amount) {
        sums.merge(account, amount, Money::plus);
    }

    private static void line(
            List<JournalLine> lines, String account, @Nullable UUID activity, @Nullable String person, Money amount) {
        if (!amount.isZero()) {
            lines.add(new JournalLine(account, activity, person, null, amount));
        }
    }
}
