package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * When an interest-free loan is paid back. Equal parts, cents left over first; what is paid back covers the oldest instalment first,
 * so that early repayment shortens the loan and never changes what is due next.
 */
public record LoanSchedule(List<Instalment> instalments) {

    public LoanSchedule {
        instalments = List.copyOf(instalments);
        if (instalments.isEmpty()) {
            throw new IllegalArgumentException("a schedule of nothing");
        }
    }

    /** @param no counts from 1 */
    public record Instalment(int no, LocalDate dueOn, Money amount) {}

    /** Where a loan stands on a day. */
    public sealed interface Standing {
        /** As agreed; the next instalment, as far as it is not covered. */
        record InTime(Instalment next) implements Standing {}

        /**
         * @param missed how many instalments are due and not covered
         * @param overdue what is missing of them
         */
        record Late(int missed, Money overdue, LocalDate since) implements Standing {}

        record Repaid() implements Standing {}
    }

    /**
     * Spreads an amount over months.
     *
     * @param paidOn the first instalment is due a month later, plus the grace
     */
    public static LoanSchedule of(Money amount, LocalDate paidOn, int months, int graceMonths) {
        Checks.positive(amount, "amount");
        // never more instalments than cents
        int parts = (int) Math.min(months, amount.cents());
        List<Money> amounts = amount.allocate(Collections.nCopies(parts, BigDecimal.ONE));
        List<Instalment> instalments = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            // counted from the day of payment, so that the 31st stays the last of shorter months and comes back
            instalments.add(new Instalment(i + 1, paidOn.plusMonths(1L + graceMonths + i), amounts.get(i)));
        }
        return new LoanSchedule(instalments);
    }

    public Money total() {
        return Money.sum(instalments.stream().map(Instalment::amount).toList());
    }

    /** What must have been repaid at the end of a day. */
    public Money dueOn(LocalDate day) {
        return Money.sum(instalments.stream()
                .filter(i -> !i.dueOn().isAfter(day))
                .map(Instalment::amount)
                .toList());
    }

    /** What is still due of each instalment when so much has come back. */
    public List<Instalment> open(Money repaid) {
        List<Instalment> open = new ArrayList<>();
        Money left = repaid;
        for (Instalment instalment : instalments) {
            Money covered = left.min(instalment.amount());
            left = left.minus(covered);
            Money missing = instalment.amount().minus(covered);
            if (missing.isPositive()) {
                open.add(new Instalment(instalment.no(), instalment.dueOn(), missing));
            }
        }
        return open;
    }

    /** Where the loan stands on a day; an instalment is late from the day after it was due. */
    public Standing standing(Money repaid, LocalDate on) {
        List<Instalment> open = open(repaid);
        if (open.isEmpty()) {
            return new Standing.Repaid();
        }
        List<Instalment> late =
                open.stream().filter(i -> i.dueOn().isBefore(on)).toList();
        return late.isEmpty()
                ? new Standing.InTime(open.getFirst())
                : new Standing.Late(
                        late.size(),
                        Money.sum(late.stream().map(Instalment::amount).toList()),
                        late.getFirst().dueOn());
    }

    /** Whether so many instalments are missed that the rulebook calls it a default. */
    public boolean inDefault(Money repaid, LocalDate on, int defaultAfter) {
        return standing(repaid, on) instanceof Standing.Late late && late.missed() >= defaultAfter;
    }

    /** When the last cent comes back, if all goes as agreed. */
    public Optional<LocalDate> ends(Money repaid) {
        List<Instalment> open = open(repaid);
        return open.isEmpty() ? Optional.empty() : Optional.of(open.getLast().dueOn());
    }
}
