package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Money;
import coop.entrelacs.web.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContributionWordsTest {

    private final Words words = new Words();
    private final ContributionWords said = new ContributionWords(words);

    @Test
    void an_explanation_reads_as_an_accountant_would_say_it() {
        var year = ContributionYears.year(
                ContributionTemplatesTest.template("yearly-brackets").terms(), ContractKind.ENTREPRENEUR_EMPLOYEE);
        year.happens(LocalDate.of(2026, 5, 4), ContributionAmounts.turnover(Money.of("50000.00")));
        ContributionExplanation why = year.explanations().getFirst();

        assertThat(why.steps().stream().map(step -> said.step(step, Locale.FRENCH)))
                .containsExactly(
                        "Chiffre d’affaires hors taxes du 04/05/2026",
                        "Tranche de 0,00\u202f€ à 40\u202f000,00\u202f€, à 11\u202f%\u00a0: cumul de l’année de"
                                + " 0,00\u202f€ à 40\u202f000,00\u202f€",
                        "Tranche de 40\u202f000,00\u202f€ à 80\u202f000,00\u202f€, à 10\u202f%\u00a0: cumul de l’année"
                                + " de 40\u202f000,00\u202f€ à 50\u202f000,00\u202f€",
                        "Part cumulée du 01/01/2026 au 31/12/2026, arrondie au centime",
                        "Contribution");
        assertThat(said.rule(why.rule(), Locale.FRENCH))
                .isEqualTo("Règle «\u00a0Contribution coopérative\u00a0», version 1, en vigueur depuis le 01/01/2026");
        assertThat(said.adoption(why.rule(), Locale.ENGLISH))
                .isEqualTo("Adopted on 12/06/2025: Assemblée générale du 12 juin 2025, résolution 7");
    }

    @Test
    void every_step_that_the_calculator_knows_has_its_sentence() throws Exception {
        String source =
                Files.readString(Path.of("src/main/java/coop/entrelacs/activities/ContributionCalculator.java"));
        var codes = Pattern.compile("new Step\\(\\s*\"([a-z-]*[a-z])\"")
                .matcher(source)
                .results()
                .map(m -> m.group(1))
                .toList();

        assertThat(codes)
                .hasSizeGreaterThan(6)
                .allSatisfy(code -> assertThat(words.has("contribution.step." + code, Locale.FRENCH))
                        .as(code)
                        .isTrue());
        for (ContributionBase base : ContributionBase.values()) {
            assertThat(words.has(
                            "contribution.step.base-"
                                    + base.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            Locale.FRENCH))
                    .isTrue();
        }
    }
}
