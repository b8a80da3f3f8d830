package coop.entrelacs.collaboration;

import coop.entrelacs.shared.InvalidField;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks of what people type; each names the field at fault. */
final class Texts {

    private static final int MOST_SKILLS = 12;

    private Texts() {}

    static String required(String field, @Nullable String value, int most) {
        String text = optional(field, value, most);
        if (text.isEmpty()) {
            throw new InvalidField(field, "required");
        }
        return text;
    }

    static String optional(String field, @Nullable String value, int most) {
        String text = value == null ? "" : value.strip();
        if (text.length() > most) {
            throw new InvalidField(field, "too-long", most);
        }
        return text;
    }

    static <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
    }

    /** At most a dozen short words, each once. */
    static List<String> skills(@Nullable List<String> typed) {
        Set<String> all = new LinkedHashSet<>();
        for (String one : typed == null ? List.<String>of() : typed) {
            String skill = optional("skills", one, 40);
            if (!skill.isEmpty()) {
                all.add(skill);
            }
        }
        if (all.size() > MOST_SKILLS) {
            throw new InvalidField("skills", "too-many-lines", MOST_SKILLS);
        }
        return List.copyOf(all);
    }

    static void consent(boolean given) {
        if (!given) {
            throw new InvalidField("consent", "collab-consent");
        }
    }
}
