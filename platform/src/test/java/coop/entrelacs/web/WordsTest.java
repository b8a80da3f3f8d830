package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {

    private final Words words = new Words();

    @Test
    void writesMoneyAndDatesAsTheReadersLanguageDoes() {
        Money amount = Money.of("-1234567.80");

        assertThat(words.money(amount, Locale.FRENCH)).isEqualTo("-1\u202f234\u202f567,80\u202f€");
        assertThat(words.money(amount, Locale.ENGLISH)).isEqualTo("-€1,234,567.80");
        assertThat(words.amount(amount, Locale.FRENCH)).isEqualTo("-1\u202f234\u202f567,80");
        assertThat(words.rate(Rate.percent("13.5"), Locale.FRENCH)).isEqualTo("13,5\u202f%");
        assertThat(words.rate(Rate.percent("13.5"), Locale.ENGLISH)).isEqualTo("13.5%");
        assertThat(words.longDate(LocalDate.of(2026, 11, 22), Locale.FRENCH)).isEqualTo("22 novembre 2026");
        assertThat(words.dateTime(Instant.parse("2026-07-01T10:00:00Z"), Locale.FRENCH))
                .isEqualTo("01/07/2026 12:00");
    }

    @Test
    void speaksFrenchToWhoeverAsksForALanguageThatIsNotThere() {
        assertThat(words.get("yes", Locale.of("nl"))).isEqualTo("Oui");
        assertThat(words.get("yes", Locale.UK)).isEqualTo("Yes");
    }

    @Test
    void namesRolesInARefusal() {
        assertThat(words.reason(new NotAllowed(Role.MANAGER, Role.OPERATOR), Locale.FRENCH))
                .contains("Direction, Exploitation")
                .doesNotContain("[");
    }

    @Test
    void hasASentenceForThingsNotFoundThatHaveNoneOfTheirOwn() {
        assertThat(words.reason(new NotFound("unheard-of-thing", 7), Locale.ENGLISH))
                .isEqualTo("Not found here.");
    }

    @Test
    void saysEverythingInEveryLanguage() {
        for (Locale language : Words.LANGUAGES) {
            for (Locale other : Words.LANGUAGES) {
                Set<String> missing = new TreeSet<>(words.keys(language));
                missing.removeAll(words.keys(other));
                assertThat(missing)
                        .as("keys in %s that are missing in %s", language, other)
                        .isEmpty();
            }
        }
    }

    @Test
    void namesTheSameArgumentsInEveryLanguage() throws IOException {
        Map<String, Set<String>> arguments = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Path bundle : bundles()) {
            for (Map.Entry<Object, Object> message : read(bundle).entrySet()) {
                String pattern = message.getValue().toString();
                Set<String> used = new HashSet<>();
                try {
                    var parsed = new MessageFormat(pattern);
                    Pattern.compile("\\{(\\d+)")
                            .matcher(parsed.toPattern())
                            .results()
                            .forEach(m -> used.add(m.group(1)));
                } catch (IllegalArgumentException e) {
                    wrong.add(bundle.getFileName() + " " + message.getKey() + ": " + e.getMessage());
                }
                Set<String> before = arguments.putIfAbsent(message.getKey().toString(), used);
                if (before != null && !before.equals(used)) {
                    wrong.add(bundle.getFileName() + " " + message.getKey() + ": " + used + " and elsewhere " + before);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** A single straight apostrophe vanishes, and whatever follows it is no longer replaced. */
    @Test
    void doublesStraightApostrophes() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path bundle : bundles()) {
            read(bundle).forEach((key, pattern) -> {
                if (Pattern.compile("(?<!')'(?!')(?![{}])")
                                .matcher(pattern.toString())
                                .find()
                        && !pattern.toString().contains("'{")) {
                    wrong.add(bundle.getFileName() + " " + key);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void saysEachKeyOnce() throws IOException {
        Map<String, Path> seen = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (Path bundle : bundles()) {
            String language = bundle.toString().replaceAll(".*_(\\w+)\\.properties", "$1");
            for (Object key : read(bundle).keySet()) {
                Path before = seen.put(language + " " + key, bundle);
                if (before != null) {
                    twice.add(key + " in " + before.getFileName() + " and " + bundle.getFileName());
                }
            }
        }
        assertThat(twice).isEmpty();
    }

    /** What the code can refuse, it can say why: every code written in a source has its sentence. */
    @Test
    void hasASentenceForEveryRefusalInTheSources() throws IOException {
        Pattern codes =
                Pattern.compile("(?:InvalidField\\(|\\.that\\(|Kind\\.(?:INVALID|CONFLICT|FORBIDDEN|STALE|THROTTLED),)"
                        + "[^;\"]*?(?:\"[^\"]*\",\\s*)??\"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\"");
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                codes.matcher(Files.readString(source).replaceAll("(?m)^\\s*\\*.*$", ""))
                        .results()
                        .map(m -> m.group(1))
                        .filter(code -> !words.has("refusal." + code, Locale.FRENCH))
                        .forEach(code -> missing.add(code + " (" + source.getFileName() + ")"));
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/i18n"))) {
            return files.sorted().toList();
        }
    }

    private static Properties read(Path bundle) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(bundle)) {
            properties.load(reader);
        }
        return properties;
    }
}
