package coop.entrelacs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.DependencyDepth;
import org.springframework.modulith.docs.Documenter;

/**
 * The documents say what the code is. {@code -Dentrelacs.docs=write} writes the pictures anew:
 * {@code ./entrelacs test -pl platform -am -Dtest=DocumentationTest -Dsurefire.failIfNoSpecifiedTests=false -Dentrelacs.docs=write}.
 */
class DocumentationTest {

    private static final Path DOCS = Path.of("docs");
    private static final Pattern TITLE = Pattern.compile("# (\\d{4}) \\S.*");
    private static final Pattern STATUS = Pattern.compile("\\d{4}-\\d{2}-\\d{2} · (accepted|replaced by \\d{4})");

    @Test
    void the_pictures_of_the_modules_are_those_of_the_code(@TempDir Path folder) throws IOException {
        ApplicationModules modules = ApplicationModules.of(Application.class);
        new Documenter(modules, Documenter.Options.defaults().withOutputFolder(folder.toString()))
                .writeModulesAsPlantUml(
                        Documenter.DiagramOptions.defaults().withStyle(Documenter.DiagramOptions.DiagramStyle.UML));

        compare(DOCS.resolve("modules.puml"), Files.readString(folder.resolve("components.puml")));
        compare(DOCS.resolve("modules.md"), mermaid(modules));
    }

    @Test
    void every_decision_is_in_the_index_with_its_title_and_has_the_common_form() throws IOException {
        Path decisions = DOCS.resolve("decisions");
        List<String> index = Files.readAllLines(decisions.resolve("README.md"));
        List<Path> files;
        try (Stream<Path> found = Files.list(decisions)) {
            files = found.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(40);
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.getFirst()).as(file.toString()).matches(TITLE);
            assertThat(lines.get(2)).as(file.toString()).matches(STATUS);
            assertThat(lines.stream().filter(line -> line.startsWith("## ")))
                    .as(file.toString())
                    .anyMatch(line -> line.startsWith("## Context"))
                    .anyMatch(line -> line.startsWith("## Choice"));
            String number = lines.getFirst().substring(2, 6);
            String title = lines.getFirst().substring(7);
            assertThat(file.getFileName().toString()).startsWith(number + "-");
            assertThat(index)
                    .as("docs/decisions/README.md has a line of its own for " + file.getFileName())
                    .containsOnlyOnce("| [%s](%s) | %s | %s |"
                            .formatted(
                                    number,
                                    file.getFileName(),
                                    title,
                                    lines.get(2).substring(0, 10)));
        }
        assertThat(index.stream().filter(line -> line.startsWith("| ["))).hasSameSizeAs(files);
    }

    @Test
    void every_path_that_the_readme_names_is_there() throws IOException {
        Pattern path = Pattern.compile("`((?:platform|tenants-config|ui|infra)/[\\w/.-]*)`");
        for (String document : List.of("../README.md", "../CONTRIBUTING.md", "docs/adding-a-capability.md")) {
            String text = Files.readString(Path.of(document));
            TreeSet<String> missing = path.matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !name.contains("..."))
                    .filter(name -> Files.notExists(Path.of("..").resolve(name)))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(missing).as(document).isEmpty();
        }
    }

    /** The same as a graph that code hosts draw: an arrow goes from a module to one that it uses. */
    private static String mermaid(ApplicationModules modules) {
        StringBuilder graph = new StringBuilder("""
                # The modules

                Made from the code by `DocumentationTest`: an arrow goes from a module to one whose public types it uses. An arrow
                that a longer way already implies is left out; `modules.puml` has them all.

                ```mermaid
                flowchart TD
                """);
        SortedMap<String, SortedSet<String>> uses = new TreeMap<>();
        modules.stream().forEach(module -> uses.put(module.getIdentifier().toString(), uses(modules, module)));
        uses.forEach((module, all) -> all.stream()
                // an arrow that another one already implies would only make the picture unreadable
                .filter(used -> all.stream()
                        .filter(other -> !other.equals(used))
                        .noneMatch(
                                other -> reached(uses, other, new TreeSet<>()).contains(used)))
                .forEach(used -> graph.append("    ")
                        .append(module)
                        .append(" --> ")
                        .append(used)
                        .append('\n')));
        return graph.append("```\n").toString();
    }

    private static Set<String> reached(Map<String, SortedSet<String>> uses, String from, Set<String> seen) {
        uses.getOrDefault(from, new TreeSet<>()).stream().filter(seen::add).forEach(next -> reached(uses, next, seen));
        return seen;
    }

    private static SortedSet<String> uses(ApplicationModules modules, ApplicationModule module) {
        return module.getDependencies(modules, DependencyDepth.IMMEDIATE).stream()
                .map(dependency -> dependency.getTargetModule().getIdentifier().toString())
                .filter(name -> !name.equals(module.getIdentifier().toString()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void compare(Path document, String now) throws IOException {
        if ("write".equals(System.getProperty("entrelacs.docs"))) {
            Files.writeString(document, now);
        }
        // Modulith lists modules and arrows in no order of its own.
        assertThat(Files.readAllLines(document))
                .containsExactlyInAnyOrderElementsOf(now.lines().toList());
    }
}
