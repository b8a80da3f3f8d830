package coop.entrelacs.ui.ledger;

import coop.entrelacs.ui.kit.Texts;
import org.jspecify.annotations.Nullable;

/** What kind of operation an entry is, in the reader's language; its text stays in French, as the law has the books. */
final class EntryWords {

    private static final String KIND = "ui.entry.kind.";

    private EntryWords() {}

    /** The kind by the entry's source; a manual entry where there is none or one that a foreign program gave. */
    static String kind(@Nullable String source) {
        String prefix = source == null || source.indexOf(':') < 0 ? "" : source.substring(0, source.indexOf(':'));
        String steps = source == null ? "" : source.substring(source.lastIndexOf(':') + 1);
        for (String key : new String[] {prefix + "." + steps, prefix}) {
            if (!prefix.isEmpty() && Texts.has(KIND + key)) {
                return Texts.t(KIND + key);
            }
        }
        return Texts.t(source == null || source.startsWith("draft:") ? KIND + "manual" : KIND + "other");
    }
}
