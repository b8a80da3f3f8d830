package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import coop.entrelacs.config.ConfigFiles;
import java.time.LocalDate;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of VAT and costs, through the parser that the application uses. */
class VatCodesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @ParameterizedTest
    @CsvSource({"vat/france.yaml, vat/vat.schema.json", "activities/costs.yaml, activities/costs.schema.json"})
    void a_file_fits_its_schema(String file, String schema) {
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ConfigFiles.text(schema), InputFormat.JSON);

        assertThat(compiled.validate(ConfigFiles.text(file), InputFormat.YAML)).isEmpty();
    }

    @Test
    void every_code_has_a_rate_today_its_source_and_its_words() {
        for (VatCode code : new VatCodes().all()) {
            assertThat(code.on(TODAY)).as(code.code()).isPresent();
            assertThat(code.rates())
                    .allSatisfy(rate -> assertThat(rate.source()).startsWith("CGI art."));
            for (Locale language : new Locale[] {Locale.FRENCH, Locale.ENGLISH}) {
                assertThat(code.label(language)).isNotBlank();
                boolean charged = code.category().equals("S");
                assertThat(code.mention(language).isEmpty()).as(code.code()).isEqualTo(charged);
                assertThat(code.collected() != null).isEqualTo(charged);
            }
        }
    }

    @Test
    void rates_charge_what_the_law_says_today() {
        VatCodes codes = new VatCodes();

        assertThat(codes.rate("vat", "normal", TODAY)).hasToString("20");
        assertThat(codes.rate("vat", "intermediate", TODAY)).hasToString("10");
        assertThat(codes.rate("vat", "reduced", TODAY)).hasToString("5.5");
        assertThat(codes.rate("vat", "super-reduced", TODAY)).hasToString("2.1");
    }

    @Test
    void every_category_of_costs_is_booked_on_a_cost_account() {
        assertThat(new CostCategories().all())
                .isNotEmpty()
                .allSatisfy(category -> assertThat(category.account()).startsWith("6"));
    }
}
