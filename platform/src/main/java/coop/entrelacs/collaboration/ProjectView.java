package coop.entrelacs.collaboration;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A joint project, the same for everyone in it, whoever's books an amount stands in. The lead's cooperative makes it; the others
 * keep the last one they were told.
 *
 * @param cooperative the lead's
 * @param lead the lead's key
 * @param revision rises with every change
 */
public record ProjectView(
        UUID id,
        TenantId cooperative,
        UUID lead,
        String title,
        String text,
        @Nullable Money budget,
        @Nullable UUID opportunity,
        State state,
        long revision,
        LocalDate madeOn,
        List<Participant> participants,
        List<Split> splits,
        List<Time> times,
        List<Said> messages,
        List<Paper> documents,
        List<Billed> invoices,
        List<Share> shares,
        List<Event> events) {

    public ProjectView {
        participants = List.copyOf(participants);
        splits = List.copyOf(splits);
        times = List.copyOf(times);
        messages = List.copyOf(messages);
        documents = List.copyOf(documents);
        invoices = List.copyOf(invoices);
        shares = List.copyOf(shares);
        events = List.copyOf(events);
    }

    public enum State {
        /** No split is in force: one waits for signatures, or is to be proposed since somebody left. */
        SIGNING,
        ACTIVE,
        CLOSED
    }

    public record Participant(
            UUID person,
            TenantId cooperative,
            String shownName,
            @Nullable LocalDate leftOn) {}

    public enum SplitState {
        PROPOSED,
        IN_FORCE,
        REPLACED
    }

    /** @param hash what a signature of it is bound to */
    public record Split(
            int version,
            SplitForm about,
            String hash,
            SplitState state,
            LocalDate proposedOn,
            @Nullable LocalDate inForceOn,
            List<Signature> signatures) {

        public boolean signedBy(UUID person) {
            return signatures.stream().anyMatch(one -> one.person().equals(person));
        }
    }

    public record Signature(UUID person, Instant signedAt) {}

    /** @param invoiced whether an invoice shared it out already */
    public record Time(UUID id, UUID person, LocalDate day, int minutes, String words, boolean invoiced) {}

    public record Said(UUID id, UUID person, String text, Instant at) {}

    /** @param address where the file is; only the reference crosses */
    public record Paper(UUID id, UUID person, String title, String address, LocalDate addedOn) {}

    /** An invoice to the customer. Its customer is the lead's business and is not told. */
    public record Billed(
            UUID id,
            String number,
            LocalDate issuedOn,
            Money net,
            Money gross,
            Money creditedNet,
            Money paid,
            Money remaining) {}

    public enum ShareKind {
        /** The lead's own part. */
        LEAD,
        /** In the lead's cooperative: vouchers. */
        INTERNAL,
        /** In another cooperative: an invoice between the two, with VAT. */
        MIRRORED
    }

    public enum ShareState {
        OWED,
        INVOICED,
        PAYABLE,
        PAID,
        CREDITED,
        DISPUTED
    }

    /**
     * One's part of an invoice.
     *
     * @param net before VAT
     * @param gross with VAT where there is any
     * @param held waits until the customer pays
     * @param credited taken back by credit notes, as {@code gross}
     * @param settled paid between the cooperatives, or passed to the activity
     * @param number of the invoice between the cooperatives, once there is one
     * @param dispute what somebody objects, or null
     */
    public record Share(
            UUID id,
            UUID invoice,
            UUID person,
            TenantId cooperative,
            ShareKind kind,
            Money net,
            Money gross,
            Money held,
            Money credited,
            Money settled,
            @Nullable String number,
            @Nullable String dispute) {

        /** Whole, as it is paid: with VAT between cooperatives, without inside one. */
        public Money whole() {
            return kind == ShareKind.MIRRORED ? gross : net;
        }

        /** Released and not paid yet. */
        public Money payable() {
            return whole().minus(credited).minus(held).minus(settled).max(Money.ZERO);
        }

        public ShareState state() {
            if (dispute != null) {
                return ShareState.DISPUTED;
            }
            if (whole().isPositive() && credited.equals(whole())) {
                return ShareState.CREDITED;
            }
            if (settled.compareTo(whole().minus(credited)) >= 0) {
                return ShareState.PAID;
            }
            if (payable().isPositive()) {
                return ShareState.PAYABLE;
            }
            return number == null && kind == ShareKind.MIRRORED ? ShareState.OWED : ShareState.INVOICED;
        }
    }

    /** @param detail a number, a version, a code; in no language */
    public record Event(Instant at, String kind, @Nullable UUID person, String detail) {}

    public Optional<Participant> participant(UUID person) {
        return participants.stream().filter(one -> one.person().equals(person)).findFirst();
    }

    public String name(@Nullable UUID person) {
        return person == null
                ? ""
                : participant(person).map(Participant::shownName).orElse("");
    }

    public Optional<Split> proposed() {
        return splits.stream().filter(one -> one.state() == SplitState.PROPOSED).findFirst();
    }

    public Optional<Split> inForce() {
        return splits.stream().filter(one -> one.state() == SplitState.IN_FORCE).findFirst();
    }

    public Money invoiced() {
        return Money.sum(
                invoices.stream().map(one -> one.net().minus(one.creditedNet())).toList());
    }
}
