package coop.entrelacs.governance;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a voter of an open ballot said.
 *
 * @param reason as it was given, sealed by the module that opened the ballot, or null
 * @param struck whether it does not count because the voter was excluded afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // sealed bytes, opened and dropped; never compared
public record BallotVote(UUID member, Choice choice, byte @Nullable [] reason, boolean struck) {}
