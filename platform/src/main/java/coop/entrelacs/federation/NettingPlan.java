package coop.entrelacs.federation;

import coop.entrelacs.federation.NettingRecords.Mismatch;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a netting, computed from what all sides told: which positions both sides know alike, what each owes or is owed of
 * them in all, and the transfers that settle that. A pure function; to the cent, and zero over all.
 *
 * <p>{@code n} tenants whose nets are not zero need at most {@code n - 1} transfers: those with equal nets pay each other, then the
 * largest debtor pays the largest creditor, so each transfer settles at least one of the two. The very fewest would be the
 * subset-sum problem, which no one can solve for many tenants.
 *
 * @param mismatches why a told position is not netted, by who told it; all others are
 * @param nets what each is owed in all, negative where it owes; only those with a netted position
 */
record NettingPlan(Map<Told, Mismatch> mismatches, SortedMap<TenantId, Money> nets, List<Transfer> transfers) {

    /** One side of a position as its tenant told it. */
    record Told(TenantId by, NettingMail.Item item) {}

    record Transfer(TenantId payer, TenantId payee, Money amount) {
        Transfer {
            if (!amount.isPositive() || payer.equals(payee)) {
                throw new IllegalArgumentException(payer + " pays " + amount + " to " + payee);
            }
        }
    }

    NettingPlan {
        mismatches = Map.copyOf(mismatches);
        nets = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(nets));
        transfers = List.copyOf(transfers);
        if (!Money.sum(nets.values()).isZero()) {
            throw new IllegalStateException("the nets of a netting sum to " + Money.sum(nets.values()));
        }
        Map<TenantId, Money> open = new HashMap<>(nets);
        for (Transfer transfer : transfers) {
            open.merge(transfer.payer(), transfer.amount(), Money::plus);
            open.merge(transfer.payee(), transfer.amount().negated(), Money::plus);
        }
        if (!open.values().stream().allMatch(Money::isZero)) {
            throw new IllegalStateException("the transfers of a netting leave " + open);
        }
    }

    /** @param taking those who take part; what others told does not count */
    static NettingPlan of(Collection<Told> told, Set<TenantId> taking) {
        Map<UUID, List<Told>> sides = new HashMap<>();
        for (Told one : told) {
            if (taking.contains(one.by())) {
                sides.computeIfAbsent(one.item().position(), id -> new ArrayList<>(2))
                        .add(one);
            }
        }
        Map<Told, Mismatch> mismatches = new HashMap<>();
        SortedMap<TenantId, Money> nets = new TreeMap<>(Comparator.comparing(TenantId::value));
        sides.values().forEach(both -> {
            Mismatch mismatch = mismatch(both, taking);
            for (Told side : both) {
                if (mismatch == null) {
                    NettingMail.Item item = side.item();
                    Money signed = item.direction() == Positions.Direction.RECEIVABLE
                            ? item.amount()
                            : item.amount().negated();
                    nets.merge(side.by(), signed, Money::plus);
                } else {
                    mismatches.put(side, mismatch);
                }
            }
        });
        return new NettingPlan(mismatches, nets, transfers(nets));
    }

    private static @Nullable Mismatch mismatch(List<Told> sides, Set<TenantId> taking) {
        Told one = sides.getFirst();
        if (sides.size() == 1) {
            return taking.contains(one.item().counterpart()) ? Mismatch.ONE_SIDE : Mismatch.LEFT_OUT;
        }
        Told other = sides.get(1);
        boolean alike = sides.size() == 2
                && one.item().counterpart().equals(other.by())
                && other.item().counterpart().equals(one.by())
                && one.item().direction() == other.item().direction().opposite()
                && one.item().amount().equals(other.item().amount());
        return alike ? null : Mismatch.DIFFERENT;
    }

    private record Open(TenantId tenant, Money amount) {}

    static List<Transfer> transfers(Map<TenantId, Money> nets) {
        Comparator<Open> largestFirst = Comparator.comparing(Open::amount)
                .reversed()
                .thenComparing(open -> open.tenant().value());
        PriorityQueue<Open> debtors = new PriorityQueue<>(largestFirst);
        Map<Money, List<TenantId>> creditorsOf = new HashMap<>();
        nets.forEach((tenant, net) -> {
            if (net.isNegative()) {
                debtors.add(new Open(tenant, net.negated()));
            } else if (net.isPositive()) {
                creditorsOf.computeIfAbsent(net, amount -> new ArrayList<>()).add(tenant);
            }
        });
        List<Transfer> transfers = new ArrayList<>();
        for (Open debtor : List.copyOf(debtors)) {
            List<TenantId> equal = creditorsOf.get(debtor.amount());
            if (equal != null && !equal.isEmpty()) {
                transfers.add(new Transfer(debtor.tenant(), equal.removeFirst(), debtor.amount()));
                debtors.remove(debtor);
            }
        }
        PriorityQueue<Open> creditors = new PriorityQueue<>(largestFirst);
        creditorsOf.forEach((amount, tenants) -> tenants.forEach(tenant -> creditors.add(new Open(tenant, amount))));
        while (!debtors.isEmpty() && !creditors.isEmpty()) {
            Open debtor = debtors.remove();
            Open creditor = creditors.remove();
            Money amount = debtor.amount().min(creditor.amount());
            transfers.add(new Transfer(debtor.tenant(), creditor.tenant(), amount));
            if (debtor.amount().compareTo(amount) > 0) {
                debtors.add(new Open(debtor.tenant(), debtor.amount().minus(amount)));
            }
            if (creditor.amount().compareTo(amount) > 0) {
                creditors.add(new Open(creditor.tenant(), creditor.amount().minus(amount)));
            }
        }
        transfers.sort(
                Comparator.comparing((Transfer transfer) -> transfer.payer().value())
                        .thenComparing(transfer -> transfer.payee().value()));
        return transfers;
    }
}
