package coop.entrelacs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import coop.entrelacs.config.ConfigFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {

    static java.util.List<String> charts() {
        return ConfigFiles.list("charts");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void every_chart_is_read_as_a_new_tenant_would(String path) {
        Chart chart = Chart.read(path.substring("charts/".length(), path.length() - ".yaml".length()));

        assertThat(chart.accounts())
                .hasSizeGreaterThan(800)
                .extracting(Chart.ChartAccount::number)
                .contains(
                        "1013", "1061", "120", "129", "401", "411", "421", "425", "431", "437", "445661", "445711",
                        "455", "467", "471", "512", "530", "580", "62881", "70881", "706", "707");
        assertThat(chart.journals())
                .extracting(Chart.ChartJournal::code)
                .containsExactlyInAnyOrder("VT", "AC", "BQ", "CA", "OD", "PA", "AN");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void every_chart_fits_its_schema(String path) {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ConfigFiles.text("schemas/chart.schema.json"), InputFormat.JSON);

        assertThat(schema.validate(ConfigFiles.text(path), InputFormat.YAML)).isEmpty();
    }
}
