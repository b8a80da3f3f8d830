package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;

/**
 * Why a cooperative puts in what it puts in.
 *
 * @param total what all put in
 * @param key by what most of it was shared
 * @param weight what counted for this cooperative: people, or euros
 * @param ofAll the same of all together
 * @param byKey of the amount, by the key
 * @param solidarity which part of the total the solidarity key shared
 * @param solidarityKey by what
 * @param bySolidarity of the amount, by the solidarity key
 * @param estimated whether a figure that is kept secret was estimated from the number of members
 * @param treatyVersion which version of the treaty says so
 */
public record CallExplanation(
        Money total,
        SharingKey key,
        BigDecimal weight,
        BigDecimal ofAll,
        Money byKey,
        Rate solidarity,
        SharingKey solidarityKey,
        Money bySolidarity,
        boolean estimated,
        int treatyVersion) {}
