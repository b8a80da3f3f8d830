package coop.entrelacs.collaboration;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work that one looks for others for.
 *
 * @param budget before VAT, or null where it is open
 * @param deadline the last day to propose
 */
public record OpportunityForm(
        String title,
        String text,
        List<String> skills,
        @Nullable Money budget,
        LocalDate deadline) {

    public OpportunityForm(
            @Nullable String title,
            @Nullable String text,
            @Nullable List<String> skills,
            @Nullable Money budget,
            @Nullable LocalDate deadline) {
        this.title = Texts.required("title", title, 160);
        this.text = Texts.optional("text", text, 4000);
        this.skills = Texts.skills(skills);
        this.budget = budget;
        if (budget != null && !budget.isPositive()) {
            throw new InvalidField("budget", "not-positive");
        }
        this.deadline = Texts.present("deadline", deadline);
    }
}
