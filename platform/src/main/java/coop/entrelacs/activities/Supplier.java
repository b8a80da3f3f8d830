package coop.entrelacs.activities;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Someone the cooperative buys from; shared by all its activities.
 *
 * @param archived whether it gets no new document
 * @param mergedInto the record that stands for this one since they were merged, or null
 */
public record Supplier(
        UUID id,
        String code,
        String name,
        @Nullable String siren,
        @Nullable String vatNumber,
        boolean archived,
        @Nullable UUID mergedInto) {}
