package coop.entrelacs.shared;

import java.util.ArrayList;
import java.util.List;

/** Several fields of one request are wrong: all are told at once, so that a form is corrected in one go. */
public class InvalidFields extends Refusal {

    private final transient List<InvalidField> fields;

    /** @param fields at least one */
    public InvalidFields(List<InvalidField> fields) {
        super(Kind.INVALID, "invalid-fields", null, fields.size());
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a refusal of no field at all");
        }
        this.fields = List.copyOf(fields);
        fields.forEach(this::addSuppressed);
    }

    public List<InvalidField> fields() {
        return fields;
    }

    /**
     * Gathers what is wrong with a request before it is refused as a whole:
     *
     * <pre>{@code
     * var check = new InvalidFields.Check();
     * check.that(!lines.isEmpty(), "lines", "required");
     * check.that(dueOn.isAfter(issuedOn), "dueOn", "due-before-issue", issuedOn);
     * check.done();
     * }</pre>
     */
    public static final class Check {

        private final List<InvalidField> wrong = new ArrayList<>();

        /** Notes the field unless the condition holds; answers whether it holds, for checks that build on it. */
        public boolean that(boolean holds, String field, String code, Object... arguments) {
            if (!holds) {
                wrong.add(new InvalidField(field, code, arguments));
            }
            return holds;
        }

        /** Runs a check that throws, such as the constructor of a value, and notes what it refuses. */
        public void by(Runnable check) {
            try {
                check.run();
            } catch (InvalidField e) {
                wrong.add(e);
            } catch (InvalidFields e) {
                wrong.addAll(e.fields());
            }
        }

        /**
         * Ends the checks.
         *
         * @throws InvalidField if exactly one field was wrong
         * @throws InvalidFields if several were
         */
        public void done() {
            if (wrong.size() == 1) {
                throw wrong.getFirst();
            }
            if (!wrong.isEmpty()) {
                throw new InvalidFields(wrong);
            }
        }
    }
}
