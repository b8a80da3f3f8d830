package coop.entrelacs.members;

import java.time.LocalDate;
import java.util.UUID;

/** What happens to members, for modules above: ids only, published in the transaction in which it happens. */
public final class MemberEvents {

    private MemberEvents() {}

    /** A file was opened. */
    public record MemberJoined(UUID member) {}

    public record ContractSigned(UUID member, UUID contract, ContractKind kind) {}

    /** Hours, pay or clauses change from a day on. */
    public record ContractAmended(UUID member, UUID contract, LocalDate effectiveOn) {}

    public record ContractEnded(UUID member, UUID contract, LocalDate lastDay) {}

    public record AssociateAdmitted(UUID member, LocalDate firstDay) {}

    public record MemberLeft(UUID member, LocalDate lastDay, ExitKind kind) {}
}
