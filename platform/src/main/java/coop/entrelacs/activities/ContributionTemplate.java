package coop.entrelacs.activities;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.InvalidField;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A way of computing contributions that some cooperative uses, offered as a start for one's own; from {@code contributions/} of the
 * configuration.
 *
 * @param name the file's name without its ending
 * @param title what it is, by language
 * @param source who published it
 */
public record ContributionTemplate(String name, Map<String, String> title, String source, ContributionTerms terms) {

    private static final String FOLDER = "contributions";

    public ContributionTemplate {
        title = Map.copyOf(title);
    }

    /** What a file says. */
    record Content(Map<String, String> title, String source, ContributionTerms terms) {
        Content {
            if (title == null || !title.keySet().containsAll(List.of("fr", "en"))) {
                throw new InvalidField("title", "required");
            }
            if (source == null) {
                throw new InvalidField("source", "required");
            }
            if (terms == null) {
                throw new InvalidField("terms", "required");
            }
        }
    }

    /** Every template of the deployment, by name. */
    static List<ContributionTemplate> all() {
        return ConfigFiles.list(FOLDER).stream().map(ContributionTemplate::read).toList();
    }

    private static ContributionTemplate read(String path) {
        Content content = ConfigFiles.read(path, Content.class);
        String name = path.substring(FOLDER.length() + 1, path.length() - ".yaml".length());
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new BadConfig(path, 0, "a template's name is made of lower-case words and hyphens", null);
        }
        return new ContributionTemplate(name, content.title(), content.source(), content.terms());
    }

    /** The title in a language, French where there is none. */
    public String title(Locale locale) {
        return title.getOrDefault(locale.getLanguage(), title.getOrDefault("fr", name));
    }
}
