package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A customer in a list, with what it still owes on the activities that the asker sees. */
public record CustomerRow(
        UUID id,
        String code,
        CustomerKind kind,
        String name,
        @Nullable String siren,
        @Nullable String city,
        @Nullable String email,
        boolean archived,
        Money due) {}
