package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.combobox.ComboBox;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityDetails;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.ui.kit.Paged;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.web.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Choosing among any number of activities. */
final class ActivityPicker {

    private ActivityPicker() {}

    /** Lets one choose among all activities that the reader sees. */
    static void fill(ComboBox<ActivityRow> field, Activities activities) {
        field.setItemLabelGenerator(ActivityRow::tradeName);
        Paged.fill(field, activities::list);
    }

    /** The same, without those that are closed. */
    static void fillOpen(ComboBox<ActivityRow> field, Activities activities) {
        field.setItemLabelGenerator(ActivityRow::tradeName);
        Paged.fill(field, (text, after, limit) -> {
            Page<ActivityRow> page = activities.list(text, after, limit);
            return new Page<>(open(page.items()), page.next());
        });
    }

    /** The first two that are open: whether there is a choice at all. */
    static List<ActivityRow> firstOpen(Presence presence, Activities activities) {
        List<ActivityRow> found = new ArrayList<>();
        @Nullable String after = null;
        do {
            String from = after;
            Page<ActivityRow> page = presence.in(() -> activities.list(null, from, 100));
            found.addAll(open(page.items()));
            after = page.next();
        } while (found.size() < 2 && after != null);
        return found.subList(0, Math.min(2, found.size()));
    }

    private static List<ActivityRow> open(List<ActivityRow> rows) {
        return rows.stream().filter(activity -> activity.closedOn() == null).toList();
    }

    /** The row that stands for an activity read alone. */
    static ActivityRow row(ActivityDetails activity) {
        return new ActivityRow(
                activity.id(),
                activity.about().code(),
                activity.about().tradeName(),
                activity.about().trade(),
                activity.about().openedOn(),
                activity.closedOn(),
                List.of());
    }
}
