package coop.entrelacs.collaboration;

import coop.entrelacs.collaboration.SplitForm.Part;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Shares amounts to the cent: parts always add up to what was shared. */
final class SplitMath {

    private SplitMath() {}

    /**
     * What each gets of an invoice.
     *
     * @param net of the invoice, before VAT
     * @param already what each got of earlier invoices under this split, less credit notes
     * @param minutes recorded and not shared out yet
     * @return the parts, in the order of the split; the lead is among them
     * @throws CollaborationRefused {@code collab-no-time} if hours decide and none are recorded
     */
    static Map<UUID, Money> parts(
            SplitForm split, UUID lead, Money net, Map<UUID, Money> already, Map<UUID, Long> minutes) {
        return switch (split.kind()) {
            case PERCENT ->
                by(split, net, split.parts().stream().map(Part::value).toList());
            case TIME -> {
                List<BigDecimal> weights = split.parts().stream()
                        .map(part -> part.value().multiply(BigDecimal.valueOf(minutes.getOrDefault(part.person(), 0L))))
                        .toList();
                if (weights.stream().allMatch(weight -> weight.signum() == 0)) {
                    throw new CollaborationRefused("collab-no-time");
                }
                yield by(split, net, weights);
            }
            case FIXED -> fixed(split, lead, net, already);
        };
    }

    private static Map<UUID, Money> by(SplitForm split, Money net, List<BigDecimal> weights) {
        List<Money> amounts = net.allocate(weights);
        Map<UUID, Money> parts = new LinkedHashMap<>();
        for (int i = 0; i < amounts.size(); i++) {
            parts.put(split.parts().get(i).person(), amounts.get(i));
        }
        return parts;
    }

    /** While the agreed sum lasts, in its proportions; the invoice that exhausts it gives each the rest; beyond it all is the lead's. */
    private static Map<UUID, Money> fixed(SplitForm split, UUID lead, Money net, Map<UUID, Money> already) {
        Money agreed = Money.sum(
                split.parts().stream().map(part -> Money.of(part.value())).toList());
        Money before = Money.sum(already.values());
        if (before.plus(net).compareTo(agreed) < 0) {
            return by(split, net, split.parts().stream().map(Part::value).toList());
        }
        Map<UUID, Money> parts = new LinkedHashMap<>();
        Money left = net;
        for (Part part : split.parts()) {
            Money rest = part.person().equals(lead)
                    ? Money.ZERO
                    : Money.of(part.value())
                            .minus(already.getOrDefault(part.person(), Money.ZERO))
                            .max(Money.ZERO)
                            .min(left);
            parts.put(part.person(), rest);
            left = left.minus(rest);
        }
        parts.merge(lead, left, Money::plus);
        return parts;
    }

    /** What of each share a credit note takes back, in proportion of what is left of it; the last one exhausts all. */
    static List<Money> credited(Money credit, List<Money> left) {
        if (credit.isZero()) {
            return left.stream().map(one -> Money.ZERO).toList();
        }
        List<BigDecimal> weights = new ArrayList<>();
        left.forEach(one -> weights.add(BigDecimal.valueOf(one.cents())));
        return credit.allocate(weights);
    }

    /** Pay-when-paid: what of a share still waits while so much of the invoice does. Zero when nothing waits, so no cent is left over. */
    static Money held(Money share, Money remaining, Money total) {
        if (remaining.isZero()) {
            return Money.ZERO;
        }
        return Money.ofCents(BigDecimal.valueOf(share.cents())
                .multiply(BigDecimal.valueOf(remaining.cents()))
                .divide(BigDecimal.valueOf(total.cents()), 0, RoundingMode.HALF_UP)
                .longValueExact());
    }
}
