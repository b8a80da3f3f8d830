package coop.entrelacs.ui;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.web.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The audit log is read by people: everything that is recorded has words. */
class AuditWordsTest {

    private static final Pattern RECORDED = Pattern.compile("(?:[aA]udit\\.record|note|changed)\\(\\s*([^;]*?),");
    private static final Pattern CALL = Pattern.compile("[aA]udit\\.record\\(([^;]*?)\\);");
    private static final Pattern SUBJECT = Pattern.compile("\"([a-z]+(?:-[a-z]+)*):\"\\s*\\+");
    private static final Pattern CODE = Pattern.compile("\"([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)\"");

    @Test
    void what_the_audit_log_records_is_told_in_words() throws IOException {
        Words words = new Words();
        Set<String> codes = new TreeSet<>();
        Set<String> subjects = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("../platform/src/main/java"))) {
            for (Path source :
                    sources.filter(one -> one.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                if (text.contains("audit")) {
                    RECORDED.matcher(text)
                            .results()
                            .flatMap(call -> CODE.matcher(call.group(1)).results())
                            .forEach(code -> codes.add(code.group(1)));
                    CALL.matcher(text)
                            .results()
                            .flatMap(call -> SUBJECT.matcher(call.group(1)).results())
                            .forEach(subject -> subjects.add(subject.group(1)));
                }
            }
        }
        assertThat(codes).hasSizeGreaterThan(100);
        assertThat(subjects).hasSizeGreaterThan(30);
        for (Locale language : Words.LANGUAGES) {
            assertThat(codes).as("in %s", language).allMatch(code -> words.has("audit." + code, language));
            assertThat(subjects)
                    .as("objects in %s", language)
                    .allMatch(subject -> words.has("ui.audit.of." + subject, language));
        }
    }
}
