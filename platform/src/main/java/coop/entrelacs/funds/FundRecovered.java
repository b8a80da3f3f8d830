package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Something of what a fund had paid for a customer came back, or, below zero, what had come back was taken away again. Published in the
 * transaction that books it, once: who bore a part of the loss hears of it or nothing happened.
 *
 * @param request the fund's own id of what it paid; it never leaves the cooperative
 * @param amount positive where it came back
 */
public record FundRecovered(UUID request, UUID fund, Money amount, LocalDate on) {}
