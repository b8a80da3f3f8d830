package coop.entrelacs.members;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A contract as it stands on a day, its amendments counted in: what pay and contributions are computed from.
 *
 * @param lastDay its last day if it has one
 * @param fixedPay the monthly gross pay in force, or null for a CAPE
 * @param monthlyHours the hours in force, or null for a CAPE
 * @param plannedLastDay the day agreed from the beginning; null: none, or not one of the kinds with a term
 * @param job what somebody of the support team does; null for the other kinds
 * @param associate whether the member is an associate on that day
 */
public record ContractInForce(
        UUID contract,
        UUID member,
        String memberNumber,
        String memberName,
        ContractKind kind,
        LocalDate firstDay,
        @Nullable LocalDate lastDay,
        @Nullable Money fixedPay,
        @Nullable BigDecimal monthlyHours,
        boolean associate,
        @Nullable LocalDate plannedLastDay,
        @Nullable String job) {}
