package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Period;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an accountant says of an audit file where the file leaves it open. Null and empty: not said, so it is asked where it matters.
 *
 * @param year the fiscal year the entries belong to
 * @param siren the SIREN in the file's name, repeated: these are really the books to take over
 * @param openingJournal the code of the journal of opening balances in the file; {@code -} if it has none
 * @param grouping what makes one entry
 * @param suspenseAccount where what lacks to balance an entry is put, an account of suspense (47…)
 * @param journals for journals of the file whose code is taken here by another: the code each gets, its own if they are the same
 */
public record FecAnswers(
        @Nullable Period year,
        @Nullable String siren,
        @Nullable String openingJournal,
        @Nullable Grouping grouping,
        @Nullable String suspenseAccount,
        Map<String, String> journals) {

    /** Nothing said. */
    public static final FecAnswers NONE = new FecAnswers(null, null, null, null, null, Map.of());

    /** What makes one entry of the lines of a file. */
    public enum Grouping {
        /** A journal's number, as the law has it. */
        NUMBER,
        /** Journal, document and day; what does not balance so is joined with its neighbours. */
        PIECE,
        /** Journal and day; what does not balance so is joined with its neighbours. */
        DAY,
        /** Lines of a journal as they follow one another, until they balance. */
        SEQUENCE,
        /** The number alone: entries that go over several journals. */
        NUMBER_OVER_JOURNALS
    }

    public FecAnswers {
        journals = Map.copyOf(journals);
        if (suspenseAccount != null
                && (!suspenseAccount.startsWith("47")
                        || !Accounts.NUMBER.matcher(suspenseAccount).matches())) {
            throw new InvalidField("suspenseAccount", "suspense-account", suspenseAccount);
        }
    }

    /** Only the year said. */
    public static FecAnswers in(@Nullable Period year) {
        return new FecAnswers(year, null, null, null, null, Map.of());
    }

    /** As they come in a request: journals as {@code CODE:NEW}. */
    static FecAnswers of(
            @Nullable Period year,
            @Nullable String siren,
            @Nullable String openingJournal,
            @Nullable String grouping,
            @Nullable String suspenseAccount,
            @Nullable List<String> journals) {
        Map<String, String> codes = new HashMap<>();
        for (String pair : journals == null ? List.<String>of() : journals) {
            int colon = pair.lastIndexOf(':');
            if (colon < 1 || colon == pair.length() - 1) {
                throw new InvalidField("journals", "journal-pair", pair);
            }
            codes.put(pair.substring(0, colon), BookText.required("journals", pair.substring(colon + 1), 20));
        }
        Grouping chosen = null;
        if (grouping != null && !grouping.isBlank()) {
            try {
                chosen = Grouping.valueOf(grouping.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new InvalidField("grouping", "fec-grouping-unknown", grouping);
            }
        }
        return new FecAnswers(year, blank(siren), blank(openingJournal), chosen, blank(suspenseAccount), codes);
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
