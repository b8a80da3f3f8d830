package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What tests of funds begin with. */
final class FundFixtures {

    private FundFixtures() {}

    static RulebookTerms template(String name) {
        return fund(name).terms();
    }

    static FundTemplate fund(String name) {
        return FundTemplate.all().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Standing standing(
            @Nullable LocalDate joined, Money outstanding, Money thisYear, @Nullable LocalDate lastGranted) {
        return new Standing(joined, 12, outstanding, thisYear, lastGranted, false, true, false);
    }
}
