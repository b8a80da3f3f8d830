package coop.entrelacs.members;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What to call a member in other modules' lists. */
public record MemberName(
        UUID id,
        String number,
        String firstName,
        String lastName,
        @Nullable UUID person) {

    public String displayName() {
        return firstName + " " + lastName;
    }
}
