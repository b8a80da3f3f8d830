package coop.entrelacs.federation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sides of positions are settled, all of one netting or payment at once: whoever listens asks in one statement which of them concern
 * it. Published in the settling transaction, bound to the tenant whose sides they are.
 */
public record PositionsSettled(List<PositionSettled> all) {

    public PositionsSettled {
        all = List.copyOf(all);
    }

    /** Those of a kind and a direction, by their ids, in the order in which they were settled. */
    public Map<UUID, PositionSettled> of(Positions.Kind kind, Positions.Direction direction) {
        Map<UUID, PositionSettled> of = new LinkedHashMap<>();
        for (PositionSettled one : all) {
            if (one.kind() == kind && one.direction() == direction) {
                of.put(one.id(), one);
            }
        }
        return of;
    }
}
