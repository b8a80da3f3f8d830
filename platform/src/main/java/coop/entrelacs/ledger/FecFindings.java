package coop.entrelacs.ledger;

import coop.entrelacs.jobs.JobReport.Finding;
import coop.entrelacs.jobs.JobReport.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found in an audit file: every error up to a thousand, so that a file is mended in one go, and the warnings. */
final class FecFindings {

    private static final int MOST_ERRORS = 1_000;
    private static final int MOST_WARNINGS = 300;

    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final List<FecQuestion> questions = new ArrayList<>();
    private long errorCount;
    private long warningCount;

    void error(@Nullable Long row, @Nullable String column, String code, Object... arguments) {
        errorCount++;
        if (errors.size() < MOST_ERRORS) {
            errors.add(new Finding(Severity.ERROR, row, column, code, strings(arguments)));
        }
    }

    void warning(@Nullable Long row, @Nullable String column, String code, Object... arguments) {
        warningCount++;
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(new Finding(Severity.WARNING, row, column, code, strings(arguments)));
        }
    }

    void ask(String code, String parameter, List<String> choices, boolean needed, Object... arguments) {
        questions.add(new FecQuestion(code, strings(arguments), parameter, choices, needed));
    }

    List<FecQuestion> questions() {
        return questions;
    }

    long errors() {
        return errorCount;
    }

    long warnings() {
        return warningCount;
    }

    /** Errors first, by line, then warnings. */
    List<Finding> all() {
        List<Finding> all = new ArrayList<>(errors);
        all.addAll(warnings);
        return all;
    }

    private static List<String> strings(Object[] arguments) {
        return Arrays.stream(arguments).map(String::valueOf).toList();
    }
}
