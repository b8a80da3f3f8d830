package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.web.Words;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Says an explanation in the reader's language; what is kept is the same in all of them. */
@Component
public class ContributionWords {

    private final Words words;

    ContributionWords(Words words) {
        this.words = words;
    }

    /** What a step computes. */
    public String step(ContributionExplanation.Step step, Locale locale) {
        return words.get(
                "contribution.step." + step.code(),
                locale,
                step.inputs().stream().map(ContributionWords::typed).toArray());
    }

    /** Which version of which rule, since when. */
    public String rule(ContributionExplanation.RuleVersion rule, Locale locale) {
        return words.get("contribution.rule", locale, rule.name(), rule.version(), rule.validFrom());
    }

    /** Who decided it, when. */
    public String adoption(ContributionExplanation.RuleVersion rule, Locale locale) {
        return words.get("contribution.adopted", locale, rule.adoptedBy(), rule.adoptedOn());
    }

    private static Object typed(String input) {
        if (input.matches("-?\\d+\\.\\d\\d")) {
            return Money.of(input);
        }
        if (input.matches("\\d{4}-\\d\\d-\\d\\d")) {
            return LocalDate.parse(input);
        }
        if (input.matches("\\d{4}-\\d\\d")) {
            return YearMonth.parse(input);
        }
        if (input.endsWith(" %")) {
            return Rate.percent(input.substring(0, input.length() - 2));
        }
        return input;
    }
}
