package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a slip withholds so that a loan of a mutual fund comes back, as its member agreed: the payslip's own line, with what explains it.
 *
 * @param request the loan
 * @param fund the fund's name
 * @param due what was due from this pay
 * @param amount what is withheld: {@code due}, or less where the law or the net pay allows no more (Code du travail, L3251-3)
 * @param owedAfter what the member still owes once this is counted
 */
public record Withheld(UUID request, String fund, Money due, Money amount, Money owedAfter) {

    public Withheld {
        Objects.requireNonNull(request);
        Objects.requireNonNull(fund);
        if (!amount.isPositive() || amount.compareTo(due) > 0 || owedAfter.isNegative()) {
            throw new IllegalArgumentException("withholds " + amount + " of " + due + ", leaving " + owedAfter);
        }
    }

    /** The same with less taken, as the loan came back otherwise meanwhile; nothing where nothing is taken. */
    Optional<Withheld> taking(Money less, Money owed) {
        return less.isZero() ? Optional.empty() : Optional.of(new Withheld(request, fund, due, less, owed));
    }

    static Money sum(List<Withheld> all) {
        return Money.sum(all.stream().map(Withheld::amount).toList());
    }
}
