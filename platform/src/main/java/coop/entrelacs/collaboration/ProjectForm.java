package coop.entrelacs.collaboration;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A joint project as its lead proposes it.
 *
 * @param budget before VAT, or null
 * @param opportunity it comes from, or null
 */
public record ProjectForm(
        String title,
        String text,
        @Nullable Money budget,
        @Nullable UUID opportunity) {

    public ProjectForm(
            @Nullable String title, @Nullable String text, @Nullable Money budget, @Nullable UUID opportunity) {
        this.title = Texts.required("title", title, 160);
        this.text = Texts.optional("text", text, 4000);
        this.budget = budget;
        if (budget != null && !budget.isPositive()) {
            throw new InvalidField("budget", "not-positive");
        }
        this.opportunity = opportunity;
    }
}
