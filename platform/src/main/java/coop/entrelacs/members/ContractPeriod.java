package coop.entrelacs.members;

import coop.entrelacs.shared.Period;
import java.util.UUID;

/** When a member was under which kind of contract. */
public record ContractPeriod(UUID member, ContractKind kind, Period period) {}
