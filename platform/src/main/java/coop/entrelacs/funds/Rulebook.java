package coop.entrelacs.funds;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One version of a fund's rules, from a day until the next version begins. Never changed: another decision is another version. The
 * version in force when a request is submitted rules it to its end.
 *
 * @param version counts from 1 within the fund
 */
public record Rulebook(UUID id, UUID fund, int version, LocalDate validFrom, Adoption adoption, RulebookTerms terms) {

    public Rulebook {
        if (version < 1) {
            throw new InvalidField("version", "must-be-positive");
        }
        Checks.required(validFrom, "validFrom");
        Checks.required(adoption, "adoption");
        Checks.required(terms, "terms");
        if (adoption.on().isAfter(validFrom)) {
            throw new InvalidField("validFrom", "fund-rules-before-decision", adoption.on());
        }
    }

    /**
     * The decision that made the rules: what members read when they ask who wanted this.
     *
     * @param text such as "Assemblée générale, résolution 7 : 214 pour, 12 contre, 9 abstentions"
     */
    public record Adoption(String text, LocalDate on) {
        public Adoption {
            text = Checks.text(text, "adoption.text", 500);
            Checks.required(on, "adoption.on");
        }
    }

    /** The version in force on a day. */
    static Optional<Rulebook> on(List<Rulebook> versions, LocalDate day) {
        return versions.stream()
                .filter(r -> !r.validFrom().isAfter(day))
                .max(Comparator.comparing(Rulebook::validFrom).thenComparingInt(Rulebook::version));
    }
}
