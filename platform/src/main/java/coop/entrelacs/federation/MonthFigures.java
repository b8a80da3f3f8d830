package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * One month of one cooperative, as its federation may see it.
 *
 * @param members people with a contract on the month's last day (or today, in the present month); the support team only where associates
 * @param associates of them, those who are associates
 * @param activities activities that had income or costs in the month
 * @param turnover income of the month without VAT, or null where so few activities made it that it would tell of one of them
 * @param contributions the cooperative's own part of it, or null for the same reason
 */
public record MonthFigures(
        YearMonth month,
        int members,
        int associates,
        int activities,
        @Nullable Money turnover,
        @Nullable Money contributions) {}
