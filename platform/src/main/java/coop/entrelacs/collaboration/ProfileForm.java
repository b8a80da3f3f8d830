package coop.entrelacs.collaboration;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member chooses to show of themselves to other cooperatives; nothing else of them ever crosses.
 *
 * @param activity on which they work together, so where their part is invoiced
 * @param shownName a name or a brand, as they like
 * @param sentence who they are, in one
 */
public record ProfileForm(UUID activity, String shownName, List<String> skills, String place, String sentence) {

    public ProfileForm(
            @Nullable UUID activity,
            @Nullable String shownName,
            @Nullable List<String> skills,
            @Nullable String place,
            @Nullable String sentence) {
        this.activity = Texts.present("activity", activity);
        this.shownName = Texts.required("shownName", shownName, 120);
        this.skills = Texts.skills(skills);
        this.place = Texts.optional("place", place, 80);
        this.sentence = Texts.optional("sentence", sentence, 300);
    }
}
