package coop.entrelacs.members;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The days of a contract within some days, say a month, with what holds on each of them.
 *
 * @param contract as it stands on the last of these days
 * @param firstDay the first of these days
 * @param lastDay the last of these days
 * @param terms pay and hours one after the other, without a gap from the first day to the last; none for a CAPE
 */
public record ContractSpan(ContractInForce contract, LocalDate firstDay, LocalDate lastDay, List<Terms> terms) {

    public ContractSpan {
        terms = List.copyOf(terms);
    }

    /** What is paid for how many hours from a day on to another. */
    public record Terms(
            LocalDate firstDay,
            LocalDate lastDay,
            Money fixedPay,
            @Nullable BigDecimal monthlyHours) {}
}
