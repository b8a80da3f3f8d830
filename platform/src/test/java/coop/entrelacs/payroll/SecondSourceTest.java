package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures of the law as another public source has them; where both differ, the table says which is right and why. */
class SecondSourceTest {

    private static final Pattern AND = Pattern.compile("+", Pattern.LITERAL);

    private static final PayrollParameters LAW = PayrollParameters.load();

    static Stream<Arguments> figures() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(SecondSourceTest.class.getResourceAsStream("/payroll/second-source.csv"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.stream()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(",", 5))
                    .map(cell -> Arguments.of(cell[0], cell[1], LocalDate.parse(cell[2]), cell[3], cell[4]));
        }
    }

    @ParameterizedTest(name = "{0} {1} on {2}: {3}")
    @MethodSource("figures")
    void aFigureIsThatOfTheSecondSource(String code, String part, LocalDate day, String value, String differs) {
        BigDecimal ours = figure(code, part, LAW.on(day));
        if (differs.isEmpty()) {
            assertThat(ours).isEqualByComparingTo(value);
        } else {
            assertThat(ours).isEqualByComparingTo(differs.substring(0, differs.indexOf(':')));
            assertThat(ours).as("no difference any more: " + differs).isNotEqualByComparingTo(value);
        }
    }

    private static BigDecimal figure(String code, String part, PayrollParameters.RulesInForce law) {
        return switch (code) {
            case "smic-hourly" -> BigDecimal.valueOf(law.smicHourly());
            case "social-security-ceiling" -> BigDecimal.valueOf(law.ceiling(), 2);
            case "reduction-limit" -> BigDecimal.valueOf(law.reduction().limit());
            case "reduction-power" -> BigDecimal.valueOf(law.reduction().power());
            case "reduction-least" -> BigDecimal.valueOf(law.reduction().least());
            case "reduction-small" -> BigDecimal.valueOf(law.reduction().mostSmall());
            case "reduction-large" -> BigDecimal.valueOf(law.reduction().mostLarge());
            default ->
                AND.splitAsStream(code).map(one -> rate(one, part, law)).reduce(BigDecimal.ZERO, BigDecimal::add);
        };
    }

    private static BigDecimal rate(String code, String part, PayrollParameters.RulesInForce law) {
        Contribution.InForce found = law.contributions().stream()
                .filter(one -> one.contribution().code().equals(code))
                .findFirst()
                .orElseThrow();
        return BigDecimal.valueOf(part.equals("employer") ? found.employer() : found.employee(), 4);
    }
}
