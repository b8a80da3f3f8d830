package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import coop.entrelacs.config.ConfigFiles;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FundTemplatesTest {

    static List<String> files() {
        return ConfigFiles.list("funds");
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_template_follows_its_schema(String path) {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ConfigFiles.text("funds/fund.schema.json"));

        assertThat(schema.validate(ConfigFiles.text(path), InputFormat.YAML)).isEmpty();
    }

    @Test
    void the_platform_reads_the_three_funds_and_what_each_does() {
        assertThat(FundTemplate.all())
                .extracting(FundTemplate::name, t -> t.terms().instrument())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("investment", Instrument.LOAN),
                        org.assertj.core.groups.Tuple.tuple("receivables-guarantee", Instrument.GUARANTEE),
                        org.assertj.core.groups.Tuple.tuple("relief", Instrument.GRANT));
        assertThat(FundFixtures.fund("relief").title(Locale.FRENCH)).isEqualTo("Fonds de secours");
    }

    @Test
    void each_fund_has_its_own_account_in_the_books() {
        assertThat(FundTemplate.all()).extracting(t -> t.accounts().holds()).doesNotHaveDuplicates();
    }
}
