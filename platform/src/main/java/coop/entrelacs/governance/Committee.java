package coop.entrelacs.governance;

import coop.entrelacs.shared.InvalidField;
import java.util.UUID;

/**
 * A body of elected members.
 *
 * @param seats how many may sit at the same time
 * @param termMonths how long a mandate lasts
 */
public record Committee(UUID id, String code, String name, int seats, int termMonths) {

    public Committee {
        if (code == null || !code.matches("[a-z0-9]+(-[a-z0-9]+)*") || code.length() > 40) {
            throw new InvalidField("code", "committee-code-syntax");
        }
        if (name == null || name.isBlank()) {
            throw new InvalidField("name", "required");
        }
        name = name.strip();
        if (name.length() > 120) {
            throw new InvalidField("name", "too-long", 120);
        }
        if (seats < 3 || seats > 100) {
            throw new InvalidField("seats", "out-of-range", 3, 100);
        }
        if (termMonths < 1 || termMonths > 72) {
            throw new InvalidField("termMonths", "out-of-range", 1, 72);
        }
    }
}
