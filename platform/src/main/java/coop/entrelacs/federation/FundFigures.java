package coop.entrelacs.federation;

import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.Money;
import org.jspecify.annotations.Nullable;

/**
 * The funds of one kind in one cooperative, as its federation may see them.
 *
 * @param funds how many
 * @param balance what they hold
 * @param committed granted and not paid, or null where it would tell of fewer than three requests
 * @param out lent or paid for others and still out, or null for the same reason
 * @param contributions of the last twelve months, or null where fewer than three activities made them
 * @param losses borne in the last twelve months, or null for the same reason
 */
public record FundFigures(
        Instrument kind,
        int funds,
        Money balance,
        @Nullable Money committed,
        @Nullable Money out,
        @Nullable Money contributions,
        @Nullable Money losses) {}
