package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.Money;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The cases handed to us, worked out by URSSAF's published model; they stay outside the repository. */
class UrssafModelCasesTest {

    private static final Path FILE = Path.of("../../shared/data/pay/urssaf-model-cases.json");

    private final PayCalculator calculator = new PayCalculator(withTheModelsSmic());

    /**
     * The model of these cases followed June's SMIC in the general reduction, until its publishers corrected it in August 2026. Everything
     * else is compared with that one value put back.
     */
    private static PayrollParameters withTheModelsSmic() {
        String ours = ConfigFiles.text(PayrollParameters.PATH);
        String january = "- {from: 2026-01-01, value: 12.02,";
        assertThat(ours).containsOnlyOnce(january);
        return new PayrollParameters(
                PayrollParameters.PATH,
                ours.replace(
                        january,
                        "- {from: 2026-01-01, to: 2026-05-31, value: 12.02, source: the same}\n      "
                                + "- {from: 2026-06-01, value: 12.31,"));
    }

    @TestFactory
    Stream<DynamicTest> everyLineIsTheModelsToTheCent() {
        assumeThat(Files.exists(FILE)).as("the shared data folder").isTrue();
        return files().flatMap(file -> UrssafModelCase.read(file).stream())
                .map(given -> DynamicTest.dynamicTest(
                        given.id(),
                        () -> assertThat(given.differences(calculator.calculate(atItsGross(given))))
                                .isEmpty()));
    }

    /** The given file, and any others of its kind that {@code ENTRELACS_PAY_CASES} names, separated by the system's path separator. */
    private static Stream<Path> files() {
        String more = System.getenv().getOrDefault("ENTRELACS_PAY_CASES", "");
        return Stream.concat(
                Stream.of(FILE),
                Stream.of(more.split(java.io.File.pathSeparator))
                        .filter(name -> !name.isBlank())
                        .map(Path::of));
    }

    @Test
    void aBudgetFindsTheModelsGrossToTheCent() {
        assumeThat(Files.exists(FILE)).as("the shared data folder").isTrue();
        List<UrssafModelCase> inverted = UrssafModelCase.read(FILE).stream()
                .filter(UrssafModelCase::inverted)
                .toList();
        assertThat(inverted).isNotEmpty();
        for (UrssafModelCase given : inverted) {
            PayCalculation ours = calculator.calculate(given.input());
            assertThat(ours.gross().toEuros())
                    .as(given.id())
                    .isCloseTo(
                            given.totals().get("brut"),
                            org.assertj.core.data.Offset.offset(new java.math.BigDecimal("0.05")));
        }
    }

    /** The model's inversion ends between two cents: compare the lines at the gross it found. */
    static PayInput atItsGross(UrssafModelCase given) {
        if (!given.inverted()) {
            return given.input();
        }
        PayInput in = given.input();
        Money gross = Money.rounded(given.totals().get("brut"), java.math.RoundingMode.HALF_UP)
                .minus(in.benefitsInKind());
        return new PayInput(
                in.date(),
                in.fixedTerm(),
                in.executive(),
                in.workingTime(),
                new PayTarget.Gross(gross),
                in.absences(),
                in.benefitsInKind(),
                in.healthCover(),
                in.provident(),
                in.taxRate(),
                in.establishment(),
                in.yearToDate());
    }
}
