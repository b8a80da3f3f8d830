package coop.entrelacs.activities;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words of an entry: what an auditor reads years later, in one line. */
final class Labels {

    private static final int MOST = 200;

    private Labels() {}

    /** A reference of a supporting document, as the books take it. */
    static String piece(String reference) {
        String piece = of(reference);
        return piece.length() <= 60 ? piece : piece.substring(0, 60);
    }

    /** How the books name somebody whose record was merged into another's. */
    static String merged(String name, String code, String into) {
        String tail = " (réuni à " + code + ")";
        String whole = name.equals(into) ? name : name + " / " + into;
        return (whole.length() + tail.length() <= MOST ? whole : whole.substring(0, MOST - tail.length())) + tail;
    }

    static String of(String... parts) {
        String label = Stream.of(parts)
                .map(part -> part.replaceAll("\\p{Cntrl}+", " ").strip())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" – "));
        return label.length() <= MOST ? label : label.substring(0, MOST - 1) + "…";
    }
}
