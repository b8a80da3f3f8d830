package coop.entrelacs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import coop.entrelacs.shared.Refusal;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the software says, it says in French and in English, and says it whole. */
class MessagesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path BUNDLES = Path.of("src/main/resources/i18n");

    /** A straight apostrophe that is neither doubled nor around a brace swallows the rest of the sentence. */
    private static final Pattern LONE_APOSTROPHE = Pattern.compile("(?<!')'(?!'|[{}])(?<![{}]')");

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    static Stream<String> bundles() throws IOException {
        try (var files = Files.list(BUNDLES)) {
            return files
                    .map(file -> file.getFileName().toString().replaceFirst("_(fr|en)\\.properties$", ""))
                    .distinct()
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void a_bundle_says_the_same_things_in_both_languages(String bundle) {
        Map<String, String> french = read(bundle, Locale.FRENCH);
        Map<String, String> english = read(bundle, Locale.ENGLISH);

        assertThat(english.keySet()).as("keys of %s", bundle).isEqualTo(french.keySet());
        french.forEach((key, pattern) -> assertThat(arguments(english.getOrDefault(key, "")))
                .as("the values named in %s: %s", bundle, key)
                .isEqualTo(arguments(pattern)));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void every_message_can_be_formatted_and_loses_nothing_to_an_apostrophe(String bundle) {
        for (Locale language : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            read(bundle, language).forEach((key, pattern) -> {
                assertThat(pattern).as("%s in %s", key, language).isNotBlank();
                assertThat(LONE_APOSTROPHE.matcher(pattern).find())
                        .as("%s in %s has a lone apostrophe: %s", key, language, pattern)
                        .isFalse();
                assertThat(new MessageFormat(pattern, language).format(new Object[] {1, 2, 3, 4, 5, 6, 7, 8, 9}))
                        .as("%s in %s", key, language)
                        .doesNotContain("{0");
            });
        }
    }

    @Test
    void no_two_bundles_claim_the_same_key() throws IOException {
        Map<String, String> owners = new HashMap<>();
        for (String bundle : bundles().toList()) {
            read(bundle, Locale.FRENCH).keySet().forEach(key -> {
                String other = owners.putIfAbsent(key, bundle);
                assertThat(other)
                        .as("%s is in %s and in %s", key, bundle, other)
                        .isNull();
            });
        }
    }

    @Test
    void no_bundle_says_a_key_twice() throws IOException {
        List<String> twice = new ArrayList<>();
        for (Path folder : List.of(Path.of("src/main/resources/i18n"), Path.of("../ui/src/main/resources/i18n"))) {
            List<Path> files;
            try (Stream<Path> found = Files.list(folder)) {
                files = found.sorted().toList();
            }
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                Set<String> seen = new TreeSet<>();
                Files.readAllLines(file).stream()
                        .filter(line -> line.matches("[a-z][\\w.-]*\\s*=.*"))
                        .map(line -> line.substring(0, line.indexOf('=')).strip())
                        .filter(key -> !seen.add(key))
                        .forEach(key -> twice.add(file.getFileName() + ": " + key));
            }
        }
        // the later one would win, wherever the earlier one is meant
        assertThat(twice).isEmpty();
    }

    @Test
    void every_refusal_has_its_sentence() throws IOException {
        Set<String> said = keys();
        Map<String, String> missing = new TreeMap<>();
        refusalCodes().forEach((code, where) -> {
            // Every kind of thing has its own "…-not-found"; one sentence serves those without a better one.
            if (!said.contains("refusal." + code) && !code.endsWith("-not-found")) {
                missing.put(code, where);
            }
        });

        assertThat(refusalCodes()).as("codes found in the sources").hasSizeGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    @Test
    void every_finding_count_total_and_kind_of_job_has_its_words() throws IOException {
        Set<String> said = keys();
        Map<String, String> missing = new TreeMap<>();
        Map<Pattern, String> uses = Map.of(
                Pattern.compile("\\.count\\(\\s*\"([A-Za-z-]+)\""), "count.",
                Pattern.compile("\\.total\\(\\s*\"([A-Za-z-]+)\""), "total.",
                Pattern.compile("String kind\\(\\)\\s*\\{\\s*return \"([a-z-]+)\""), "job.",
                Pattern.compile("Severity\\.(?:ERROR|WARNING),[^;\"]*?,\\s*\"([a-z][a-z-]+)\""), "finding.");
        for (Map.Entry<Path, String> source : sources().entrySet()) {
            uses.forEach((use, prefix) -> {
                Matcher found = use.matcher(source.getValue());
                while (found.find()) {
                    String key = prefix + found.group(1);
                    if (!said.contains(key)) {
                        missing.put(key, source.getKey().getFileName().toString());
                    }
                }
            });
        }

        assertThat(missing).isEmpty();
    }

    /** The codes that the sources give to refusals, each with a place where it is given. */
    private static Map<String, String> refusalCodes() throws IOException {
        Map<String, Class<?>> refusals = refusals();
        Pattern made = Pattern.compile("new (" + String.join("|", refusals.keySet()) + ")\\(");
        Map<String, String> codes = new TreeMap<>();
        for (Map.Entry<Path, String> source : sources().entrySet()) {
            String text = source.getValue();
            String file = source.getKey().getFileName().toString();
            Matcher maker = made.matcher(text);
            while (maker.find()) {
                codeIn(refusals.get(maker.group(1)), callArguments(text, maker.end()))
                        .forEach(code -> codes.put(code, file));
            }
            Matcher parent = Pattern.compile(
                            "extends (" + String.join("|", refusals.keySet()) + ")\\b.*?\\bsuper\\(", Pattern.DOTALL)
                    .matcher(text);
            while (parent.find()) {
                codeIn(refusals.get(parent.group(1)), callArguments(text, parent.end()))
                        .forEach(code -> codes.put(code, file));
            }
        }
        return codes;
    }

    private static List<String> codeIn(@Nullable Class<?> refusal, List<String> arguments) {
        List<String> codes = new ArrayList<>();
        if (refusal == null) {
            return codes;
        }
        for (Constructor<?> constructor : refusal.getDeclaredConstructors()) {
            Parameter[] parameters = constructor.getParameters();
            for (int i = 0; i < parameters.length && i < arguments.size(); i++) {
                if (!List.of("code", "what").contains(parameters[i].getName())) {
                    continue;
                }
                Matcher text = TEXT.matcher(arguments.get(i));
                while (text.find()) {
                    if (CODE.matcher(text.group(1)).matches()) {
                        codes.add(text.group(1) + (parameters[i].getName().equals("what") ? "-not-found" : ""));
                    }
                }
            }
        }
        return codes;
    }

    /** The arguments of a call whose opening parenthesis has been read, parted at its own commas. */
    private static List<String> callArguments(String text, int start) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' && text.charAt(at - 1) != '\\') {
                quoted = !quoted;
            }
            if (!quoted) {
                if (c == ')' && depth == 0) {
                    break;
                }
                if (c == ',' && depth == 0) {
                    arguments.add(argument.toString());
                    argument.setLength(0);
                    continue;
                }
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            }
            argument.append(c);
        }
        arguments.add(argument.toString());
        return arguments;
    }

    private static Map<String, Class<?>> refusals() {
        JavaClasses platform = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("coop.entrelacs");
        return platform.stream()
                .filter(type -> type.isAssignableTo(Refusal.class))
                .filter(type -> !type.isAnonymousClass() && !type.getModifiers().contains(JavaModifier.SYNTHETIC))
                .collect(Collectors.toMap(JavaClass::getSimpleName, JavaClass::reflect, (one, another) -> one));
    }

    private static Map<Path, String> sources() throws IOException {
        Map<Path, String> sources = new TreeMap<>();
        try (var files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sources.put(file, Files.readString(file));
            }
        }
        return sources;
    }

    private static Set<String> keys() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String bundle : bundles().toList()) {
            keys.addAll(read(bundle, Locale.FRENCH).keySet());
        }
        return keys;
    }

    private static Set<String> arguments(String pattern) {
        return ARGUMENT.matcher(pattern)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> read(String bundle, Locale language) {
        Path file = BUNDLES.resolve(bundle + "_" + language.getLanguage() + ".properties");
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new AssertionError("There is no " + file + " (a bundle is written in French and in English)", e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, properties::getProperty, (a, b) -> a, TreeMap::new));
    }
}
