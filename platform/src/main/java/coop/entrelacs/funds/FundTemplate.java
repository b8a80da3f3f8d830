package coop.entrelacs.funds;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.InvalidField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fund that some cooperative runs, offered as a start; from {@code funds/} of the configuration.
 *
 * @param name the file's name without its ending, which becomes the fund's code
 * @param title what it is called, by language
 * @param source who published it
 * @param note what of it is theirs and what is ours, by language; may be empty
 * @param accounts the accounts it uses in the books
 */
public record FundTemplate(
        String name,
        Map<String, String> title,
        String source,
        Map<String, String> note,
        FundAccounts accounts,
        RulebookTerms terms) {

    private static final String FOLDER = "funds";

    public FundTemplate {
        title = Map.copyOf(title);
        note = Map.copyOf(note);
    }

    /** What a file says. */
    record Content(
            Map<String, String> title,
            String source,
            @Nullable Map<String, String> note,
            FundAccounts accounts,
            RulebookTerms terms) {
        Content {
            if (title == null || !title.keySet().containsAll(List.of("fr", "en"))) {
                throw new InvalidField("title", "required");
            }
            Checks.text(source, "source", 200);
            Checks.required(accounts, "accounts");
            Checks.required(terms, "terms");
        }
    }

    /** Every template of the deployment, by name. */
    public static List<FundTemplate> all() {
        return ConfigFiles.list(FOLDER).stream().map(FundTemplate::read).toList();
    }

    private static FundTemplate read(String path) {
        Content content = ConfigFiles.read(path, Content.class);
        String name = path.substring(FOLDER.length() + 1, path.length() - ".yaml".length());
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new BadConfig(path, 0, "a template's name is made of lower-case words and hyphens", null);
        }
        Map<String, String> note = content.note();
        return new FundTemplate(
                name,
                content.title(),
                content.source(),
                note == null ? Map.of() : note,
                content.accounts(),
                content.terms());
    }

    /** Who published it, and what of it is theirs. */
    public String origin(Locale locale) {
        String said = note.getOrDefault(locale.getLanguage(), note.getOrDefault("fr", ""));
        return said.isEmpty() ? source : source + " (" + said + ")";
    }

    /** The title in a language, French where there is none. */
    public String title(Locale locale) {
        return title.getOrDefault(locale.getLanguage(), title.getOrDefault("fr", name));
    }
}
