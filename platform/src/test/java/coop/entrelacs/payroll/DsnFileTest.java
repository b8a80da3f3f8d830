package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file of a social declaration, written from the table of rubrics and checked against it. */
class DsnFileTest {

    private final DsnTable table = DsnTable.load();

    private static DsnNode declaration() {
        return DsnNode.of("S10.G00.00")
                .with("001", "Entrelacs")
                .with("002", "Œuvre d’Été")
                .with("003", "1")
                .with("005", "01")
                .with("006", "P26V01")
                .with("007", "01")
                .with("008", "01")
                .add(DsnNode.of("S10.G00.01")
                        .with("001", "732829320")
                        .with("002", "00074")
                        .with("003", "Les Lilas")
                        .add(DsnNode.of("S10.G00.02").with("002", "Maya Aubin").with("004", "maya@lilas.example")))
                .add(DsnNode.of("S20.G00.05")
                        .with("001", "01")
                        .with("002", "01")
                        .with("003", "11")
                        .with("004", "1")
                        .with("005", LocalDate.of(2026, 3, 1))
                        .with("007", LocalDate.of(2026, 4, 2))
                        .with("008", "01")
                        .with("010", "01")
                        .add(DsnNode.of("S21.G00.06")
                                .with("001", "732829320")
                                .with("002", "00074")
                                .with("003", "8299Z")
                                .with("004", "3 rue des Communs")
                                .with("005", "75020")
                                .with("006", "Paris")
                                .add(DsnNode.of("S21.G00.11")
                                        .with("001", "00074")
                                        .with("002", "8299Z")
                                        .with("003", "3 rue des Communs")
                                        .with("004", "75020")
                                        .with("005", "Paris")
                                        .with("008", "0"))));
    }

    private String written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DsnFile.Writer writer = new DsnFile.Writer(table, out);
        writer.write(declaration());
        writer.end();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private List<DsnFile.Finding> findings(String text) {
        return DsnFile.read(table, text.getBytes(StandardCharsets.ISO_8859_1)).findings();
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        String file = written();
        DsnFile.Read read = DsnFile.read(table, file.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(read.findings()).isEmpty();
        assertThat(file).contains("S10.G00.00.002,'OEuvre d Été'\r\n");
        assertThat(file.lines().count() + "").isEqualTo(file.replaceAll("(?s).*S90\\.G00\\.90\\.001,'(\\d+)'.*", "$1"));
        DsnNode totals =
                java.util.Objects.requireNonNull(read.root()).children().removeLast();
        assertThat(totals.values()).containsEntry("002", "1");
        assertThat(read.root()).isEqualTo(declaration());
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "S21.G00.06.005,'75020'|S21.G00.06.005,'7502A'|rubric-format|S21.G00.06.005",
                "S20.G00.05.005,'01032026'|S20.G00.05.005,'31022026'|rubric-format|S20.G00.05.005",
                "S21.G00.06.006,'Paris'|S21.G00.06.006,Paris|line-malformed|''",
                "S21.G00.06.006,'Paris'|S21.G00.06.099,'Paris'|rubric-unknown|S21.G00.06.099",
                "S10.G00.00.007,'01'|S10.G00.00.007,'09'|rubric-format|S10.G00.00.007",
                "S90.G00.90.002,'1'|S90.G00.90.002,'2'|total-wrong|S90.G00.90.002"
            })
    void whatDoesNotFitIsNamedByItsLineAndRubric(String right, String wrong, String code, String rubric) {
        String file = written();
        assertThat(file).contains(right);

        assertThat(findings(file.replace(right, wrong))).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.rubric()).isEqualTo(rubric.equals("''") ? "" : rubric);
            assertThat(finding.line()).isPositive();
        });
    }

    @Test
    void aMissingRubricABlockTwiceAndABlockWithoutItsParentAreFound() {
        String file = written();
        assertThat(findings(file.replace("S21.G00.11.008,'0'\r\n", "")))
                .extracting(DsnFile.Finding::code)
                .contains("rubric-missing");
        assertThat(findings(file.replace("S90.", "S21.G00.81.001,'018'\r\nS90.")))
                .extracting(DsnFile.Finding::code)
                .contains("block-without-parent");
        assertThat(findings(file.replace("S90.G00.90.001", "S10.G00.01.001,'732829320'\r\nS90.G00.90.001")))
                .extracting(DsnFile.Finding::code)
                .contains("block-order");
        assertThat(findings("")).extracting(DsnFile.Finding::code).containsExactly("file-empty");
    }
}
