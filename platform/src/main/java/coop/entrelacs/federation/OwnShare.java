package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;

/**
 * What a version of a treaty would ask of one cooperative, reckoned on its figures before it adopts.
 *
 * @param yearly of the yearly call
 * @param explanation how it comes about; its total is the yearly call
 * @param among how many cooperatives share it: those that adopted and this one, or all that were asked while it is not in force
 */
public record OwnShare(Money yearly, CallExplanation explanation, int among) {}
