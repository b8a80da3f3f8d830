package coop.entrelacs.activities;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Someone the cooperative buys from; shared by all its activities. */
public record Supplier(
        UUID id,
        String code,
        String name,
        @Nullable String siren,
        @Nullable String vatNumber) {}
