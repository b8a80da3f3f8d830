package coop.entrelacs.payroll;

import coop.entrelacs.shared.Period;
import java.time.LocalDate;
import java.util.List;

/** Values that follow one another day to day, without gap or overlap, the last one open. */
final class DatedSeries<T> {

    /**
     * One value and its days.
     *
     * @param line where it stands in the file
     */
    record Dated<T>(Period period, T value, int line) {}

    /** The list does not cover every day exactly once. */
    static final class Broken extends IllegalArgumentException {
        final int line;

        Broken(int line, String reason) {
            super(reason);
            this.line = line;
        }
    }

    private final List<Dated<T>> values;

    /** @throws Broken naming the line of the first gap or overlap */
    DatedSeries(LocalDate covers, List<Dated<T>> values, int line) {
        if (values.isEmpty()) {
            throw new Broken(line, "has no dated value");
        }
        if (values.getFirst().period().first().isAfter(covers)) {
            throw new Broken(
                    values.getFirst().line(),
                    "gap: nothing holds from " + covers + " to "
                            + values.getFirst().period().first().minusDays(1));
        }
        for (int i = 1; i < values.size(); i++) {
            Dated<T> before = values.get(i - 1);
            Dated<T> after = values.get(i);
            LocalDate end = before.period().last();
            LocalDate start = after.period().first();
            if (end == null || !end.isBefore(start)) {
                throw new Broken(
                        after.line(),
                        "overlap: this holds from " + start + ", the one of line " + before.line() + " still "
                                + (end == null ? "without end" : "until " + end));
            }
            if (!end.plusDays(1).equals(start)) {
                throw new Broken(
                        after.line(), "gap: nothing holds from " + end.plusDays(1) + " to " + start.minusDays(1));
            }
        }
        Dated<T> last = values.getLast();
        if (last.period().last() != null) {
            throw new Broken(
                    last.line(), "gap: nothing holds after " + last.period().last());
        }
        this.values = List.copyOf(values);
    }

    /** @throws IllegalArgumentException for a day before the first value */
    Dated<T> at(LocalDate day) {
        for (int i = values.size() - 1; i >= 0; i--) {
            if (!values.get(i).period().first().isAfter(day)) {
                return values.get(i);
            }
        }
        throw new IllegalArgumentException("nothing holds on " + day);
    }

    T on(LocalDate day) {
        return at(day).value();
    }
}
