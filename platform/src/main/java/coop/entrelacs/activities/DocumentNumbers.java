package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives numbers without gaps, per sequence and year. The row that holds the last one stays locked until the transaction ends, so
 * take the number late: whoever comes next waits, and a transaction that is rolled back leaves no gap.
 */
@Component
class DocumentNumbers {

    private final JdbcClient jdbc;

    DocumentNumbers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The sequences of the cooperative: it is the one legal person, so there is one for all its activities. */
    enum Sequence {
        QUOTE("D", false),
        INVOICE("F", true),
        CREDIT_NOTE("A", true),
        EXPENSE("N", false),
        VOUCHER("B", false);

        private final String letter;
        private final boolean inOrderOfDates;

        Sequence(String letter, boolean inOrderOfDates) {
            this.letter = letter;
            this.inOrderOfDates = inOrderOfDates;
        }
    }

    /**
     * The next number of the date's year, as {@code F2026-00042}.
     *
     * @throws InvalidField if the sequence goes in order of dates (invoices must) and has already gone past this one
     */
    String take(Sequence sequence, LocalDate date) {
        Map<String, Object> of = Map.of("sequence", sequence.name(), "year", date.getYear(), "date", date);
        jdbc.sql("INSERT INTO document_number(sequence, year, last, last_date) VALUES (:sequence, :year, 0, :date)"
                        + " ON CONFLICT DO NOTHING")
                .params(of)
                .update();
        String guard = sequence.inOrderOfDates ? " AND last_date <= :date" : "";
        return jdbc.sql("UPDATE document_number SET last = last + 1, last_date = greatest(last_date, :date)"
                        + " WHERE sequence = :sequence AND year = :year" + guard + " RETURNING last")
                .params(of)
                .query(Integer.class)
                .optional()
                .map(number -> "%s%d-%05d".formatted(sequence.letter, date.getYear(), number))
                .orElseThrow(() -> new InvalidField("issueDate", "date-before-last-number", date, lastDate(of)));
    }

    private LocalDate lastDate(Map<String, Object> of) {
        return jdbc.sql("SELECT last_date FROM document_number WHERE sequence = :sequence AND year = :year")
                .params(of)
                .query(LocalDate.class)
                .single();
    }
}
