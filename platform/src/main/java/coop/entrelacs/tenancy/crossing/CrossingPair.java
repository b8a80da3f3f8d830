package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.tenancy.TenantId;

/**
 * How far the two ways between this tenant and another are.
 *
 * @param sent the number of the last message written to the other
 * @param undelivered how many of them the other has not applied yet
 * @param received the number of the last message of the other that was applied here
 */
public record CrossingPair(TenantId other, long sent, long undelivered, long received) {}
