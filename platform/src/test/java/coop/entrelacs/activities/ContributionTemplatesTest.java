package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContributionTemplatesTest {

    static List<String> files() {
        return ConfigFiles.list("contributions");
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_template_follows_its_schema_and_has_its_title_in_both_languages(String path) {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ConfigFiles.text("contributions/contribution.schema.json"));

        assertThat(schema.validate(ConfigFiles.text(path), InputFormat.YAML)).isEmpty();
    }

    @Test
    void the_platform_reads_every_template_and_titles_it_in_the_readers_language() {
        assertThat(ContributionTemplate.all())
                .extracting(ContributionTemplate::name)
                .contains(
                        "fixed-plus-margin",
                        "margin-15",
                        "receipts-capped",
                        "result-monthly",
                        "turnover-10",
                        "turnover-11-5",
                        "turnover-12",
                        "yearly-brackets");
        assertThat(template("turnover-12").title(Locale.FRENCH)).isEqualTo("12 % du chiffre d’affaires");
        assertThat(template("turnover-12").title(Locale.GERMAN)).isEqualTo("12 % du chiffre d’affaires");
        assertThat(template("turnover-12").title(Locale.UK)).isEqualTo("12% of turnover");
    }

    /** A year in which each month brings a twelfth of the turnover, direct costs and other costs, all paid at once. */
    @ParameterizedTest(name = "{0}, {1}: {2} of turnover, {3} and {4} of costs are charged {5}")
    @CsvSource({
        // template,          contract,              turnover,  direct,   other,    charged
        "turnover-10,         ENTREPRENEUR_EMPLOYEE, 48000.00,  0.00,     0.00,     4800.00",
        "turnover-11-5,       ENTREPRENEUR_EMPLOYEE, 48000.00,  6000.00,  0.00,     5520.00",
        "turnover-12,         BUSINESS_SUPPORT,      48000.00,  0.00,     0.00,     5760.00",
        "margin-15,           ENTREPRENEUR_EMPLOYEE, 48000.00,  12000.00, 6000.00,  5400.00",
        "fixed-plus-margin,   ENTREPRENEUR_EMPLOYEE, 48000.00,  12000.00, 6000.00,  5220.00", // 360 + 13.5 % of 36,000
        "fixed-plus-margin,   BUSINESS_SUPPORT,      0.00,      0.00,     0.00,     360.00",
        "yearly-brackets,     ENTREPRENEUR_EMPLOYEE, 90000.00,  0.00,     0.00,     9300.00",
        "yearly-brackets,     ENTREPRENEUR_EMPLOYEE, 40000.00,  0.00,     0.00,     4400.00",
        "yearly-brackets,     ENTREPRENEUR_EMPLOYEE, 80000.00,  0.00,     0.00,     8400.00",
        "yearly-brackets,     ENTREPRENEUR_EMPLOYEE, 12000.00,  0.00,     0.00,     2160.00",
        "yearly-brackets,     BUSINESS_SUPPORT,      12000.00,  0.00,     0.00,     1320.00",
        "yearly-brackets,     BUSINESS_SUPPORT,      0.00,      0.00,     0.00,     1200.00",
        "receipts-capped,     BUSINESS_SUPPORT,      12000.00,  0.00,     0.00,     1080.00", // three months free
        "receipts-capped,     BUSINESS_SUPPORT,      120000.00, 0.00,     0.00,     6000.00",
        "receipts-capped,     ENTREPRENEUR_EMPLOYEE, 120000.00, 0.00,     0.00,     10800.00",
        "result-monthly,      ENTREPRENEUR_EMPLOYEE, 48000.00,  12000.00, 12000.00, 3600.00", // 2 x 6 x 2,000 x 10 % or
        // 20 %
    })
    void the_rules_that_cooperatives_publish_charge_what_they_say(
            String template, ContractKind contract, Money turnover, Money direct, Money other, Money charged) {
        var year = ContributionYears.year(template(template).terms(), contract);
        for (int month = 1; month <= 12; month++) {
            LocalDate day = LocalDate.of(2026, month, 15);
            Money sold = twelfth(turnover, month);
            year.happens(day, new ContributionAmounts(sold, twelfth(direct, month), twelfth(other, month), sold));
            year.monthEnds(YearMonth.from(day));
        }

        assertThat(year.charged()).isEqualTo(charged);
    }

    @Test
    void ninety_thousand_in_one_invoice_are_explained_bracket_by_bracket() {
        var year = ContributionYears.year(template("yearly-brackets").terms(), ContractKind.ENTREPRENEUR_EMPLOYEE);

        year.happens(LocalDate.of(2026, 5, 4), ContributionAmounts.turnover(Money.of("90000.00")));

        ContributionExplanation why = year.explanations().getFirst();
        assertThat(why.amount()).isEqualTo(Money.of("9300.00"));
        assertThat(why.rule().adoptedBy()).isEqualTo("Assemblée générale du 12 juin 2025, résolution 7");
        assertThat(why.rule().version()).isEqualTo(1);
        assertThat(why.steps())
                .filteredOn(step -> step.code().equals("bracket"))
                .extracting(ContributionExplanation.Step::formula)
                .containsExactly("40000.00 × 11 % = 4400.00", "40000.00 × 10 % = 4000.00", "10000.00 × 9 % = 900.00");
    }

    private static Money twelfth(Money year, int month) {
        return year.allocate(Collections.nCopies(12, BigDecimal.ONE)).get(month - 1);
    }

    static ContributionTemplate template(String name) {
        return ContributionTemplate.all().stream()
                .filter(template -> template.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
