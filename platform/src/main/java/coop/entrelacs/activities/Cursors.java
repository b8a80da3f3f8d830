package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a list goes on: opaque to those who hand it back. */
final class Cursors {

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private Cursors() {}

    static String of(String name, UUID id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((id + name).getBytes(StandardCharsets.UTF_8));
    }

    /** Parameters {@code afterName} and {@code afterId} of a list by name. */
    static Map<String, Object> nameAndId(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return Map.of("afterName", "", "afterId", FIRST);
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8);
            return Map.of("afterName", text.substring(36), "afterId", UUID.fromString(text.substring(0, 36)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new InvalidField("after", "cursor-invalid");
        }
    }

    /** The id to go on below, for lists whose newest comes first. */
    static UUID below(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return LAST;
        }
        try {
            return UUID.fromString(after);
        } catch (IllegalArgumentException e) {
            throw new InvalidField("after", "cursor-invalid");
        }
    }
}
