package coop.entrelacs.jobs;

import coop.entrelacs.shared.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended, in figures and sentences.
 *
 * @param succeeded false if the work was refused as a whole: then nothing of it was kept
 * @param counts named counts, in the order to show them ({@code entries}); message keys {@code count.<name>}
 * @param totals named amounts, in the order to show them ({@code debit}); message keys {@code total.<name>}
 * @param findings warnings and errors, each with its line where the input has lines
 * @param result the API path of what was made, or null
 */
public record JobReport(
        boolean succeeded,
        Map<String, Long> counts,
        Map<String, Money> totals,
        List<Finding> findings,
        @Nullable String result) {

    public JobReport {
        counts = new LinkedHashMap<>(counts);
        totals = new LinkedHashMap<>(totals);
        findings = List.copyOf(findings);
    }

    public enum Severity {
        WARNING,
        ERROR
    }

    /**
     * One thing to know about the input or the work.
     *
     * @param line the line of the input, from 1, or null
     * @param field the column or field, or null
     * @param code stable; message key {@code finding.<code>}
     * @param arguments the values named in the sentence
     */
    public record Finding(
            Severity severity,
            @Nullable Long line,
            @Nullable String field,
            String code,
            List<String> arguments) {

        public Finding {
            arguments = List.copyOf(arguments);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Gathers a report; keeps at most {@value #MOST_FINDINGS} findings and counts the rest in {@code findingsLeftOut}. */
    public static final class Builder {
        static final int MOST_FINDINGS = 1000;

        private final Map<String, Long> counts = new LinkedHashMap<>();
        private final Map<String, Money> totals = new LinkedHashMap<>();
        private final List<Finding> findings = new ArrayList<>();
        private long leftOut;
        private boolean succeeded = true;
        private @Nullable String result;

        private Builder() {}

        public Builder count(String name, long count) {
            counts.put(name, count);
            return this;
        }

        public Builder total(String name, Money amount) {
            totals.put(name, amount);
            return this;
        }

        public Builder finding(
                Severity severity, @Nullable Long line, @Nullable String field, String code, Object... arguments) {
            if (findings.size() < MOST_FINDINGS) {
                findings.add(new Finding(
                        severity,
                        line,
                        field,
                        code,
                        java.util.Arrays.stream(arguments).map(String::valueOf).toList()));
            } else {
                leftOut++;
            }
            return this;
        }

        public Builder result(String path) {
            this.result = path;
            return this;
        }

        /** The work was refused as a whole. */
        public Builder failed() {
            this.succeeded = false;
            return this;
        }

        public JobReport build() {
            if (leftOut > 0) {
                counts.put("findingsLeftOut", leftOut);
            }
            return new JobReport(succeeded, counts, totals, findings, result);
        }
    }
}
