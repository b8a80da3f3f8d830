package coop.entrelacs.ledger;

import java.time.LocalDate;
import java.util.List;

/** The lines of an audit file that make one entry. */
record FecEntry(String journal, String number, LocalDate date, List<FecLine> lines) {

    FecEntry {
        lines = List.copyOf(lines);
    }

    FecLine first() {
        return lines.getFirst();
    }

    long balance() {
        return lines.stream().mapToLong(FecLine::cents).sum();
    }
}
