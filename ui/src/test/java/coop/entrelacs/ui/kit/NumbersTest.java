package coop.entrelacs.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.ui.kit.Numbers.Kind;
import coop.entrelacs.ui.kit.Numbers.Reading;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people type and paste, and what is understood: in French (decimal comma) and in English (decimal point). */
class NumbersTest {

    private static final char[] MARKS = {',', '.'};

    /** In the table, _ is a space, n a no-break space, t a narrow one, and m the true minus. */
    private static String typed(String example) {
        return example.replace('_', ' ')
                .replace('n', '\u00a0')
                .replace('t', '\u202f')
                .replace('f', '\u2007')
                .replace('m', '\u2212')
                .replace("|", "\t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
                    12; 12
                    12,50; 12.50
                    12.50; 12.50
                    1000.50; 1000.50
                    1000,5; 1000.5
                    1_000,50; 1000.50
                    1n000,50; 1000.50
                    1t000,50; 1000.50
                    1f000.50; 1000.50
                    1_000; 1000
                    1'000.50; 1000.50
                    1’000,50; 1000.50
                    1.000,50; 1000.50
                    1,000.50; 1000.50
                    1_234_567,89; 1234567.89
                    1.234.567; 1234567
                    1,234,567.8; 1234567.8
                    1.234.567,89; 1234567.89
                    0,5; 0.5
                    ,50; 0.50
                    .5; 0.5
                    12,; 12
                    007; 7
                    -12,50; -12.50
                    m12,50; -12.50
                    –_12.50; -12.50
                    12,50-; -12.50
                    12,50m; -12.50
                    12,50_-; -12.50
                    (12,50); -12.50
                    +12,50; 12.50
                    12,50_€; 12.50
                    12,50n€; 12.50
                    €12.50; 12.50
                    -12,50t€; -12.50
                    €_-12.50; -12.50
                    -€12.50; -12.50
                    12.50_EUR; 12.50
                    12_euros; 12
                    __12,50|; 12.50
                    0,000; 0
                    1000,500; 1000.5
                    """)
    void an_amount_is_understood_alike_in_both_languages(String example, BigDecimal amount) {
        String text = typed(example);
        for (char mark : MARKS) {
            assertThat(Numbers.read(text, Kind.MONEY, mark))
                    .as("«%s» with %s", text, mark)
                    .isInstanceOfSatisfying(
                            Reading.Decimal.class,
                            read -> assertThat(read.value()).isEqualByComparingTo(amount));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
                    1.000; number-ambiguous
                    1,000; number-ambiguous
                    12.500; number-ambiguous
                    -1.000; number-ambiguous
                    999,999_€; number-ambiguous
                    1_000,505; number-cents
                    1.000,505; number-cents
                    0,125; number-cents
                    12,5050; number-cents
                    12_50; number-malformed
                    1_00,50; number-malformed
                    1.00.000; number-malformed
                    1,2,3; number-malformed
                    1_000.000.000; number-malformed
                    1.000_000,50; number-malformed
                    1,000,000_5; number-malformed
                    12,5_0; number-malformed
                    1e5; number-malformed
                    douze; number-malformed
                    --5; number-malformed
                    -5-; number-malformed
                    (-5); number-malformed
                    -; number-malformed
                    €; number-malformed
                    ,; number-malformed
                    12_%; number-malformed
                    12_$; number-currency
                    £12; number-currency
                    1234567890123456; number-too-large
                    """)
    void what_is_no_amount_or_could_be_two_is_refused(String example, String code) {
        String text = typed(example);
        for (char mark : MARKS) {
            assertThat(Numbers.read(text, Kind.MONEY, mark))
                    .as("«%s» with %s", text, mark)
                    .isInstanceOfSatisfying(
                            Reading.Refused.class,
                            read -> assertThat(read.code()).isEqualTo(code));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    1,125; ,; 1.125
                    1.125; .; 1.125
                    151,67; ,; 151.67
                    151.67; ,; 151.67
                    13,5 %; ,; 13.5
                    13.5%; .; 13.5
                    0.125; ,; 0.125
                    1000,125; .; 1000.125
                    """)
    void a_quantity_may_have_three_decimals_after_the_readers_own_mark(String text, char mark, BigDecimal number) {
        assertThat(Numbers.read(text, Kind.NUMBER, mark))
                .isInstanceOfSatisfying(
                        Reading.Decimal.class, read -> assertThat(read.value()).isEqualByComparingTo(number));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    1.125; ,
                    1,125; .
                    """)
    void after_the_other_mark_they_could_be_thousands(String text, char mark) {
        assertThat(Numbers.read(text, Kind.NUMBER, mark)).isInstanceOf(Reading.Refused.class);
        assertThat(Numbers.read(text, Kind.PRICE, mark)).isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"' '", "'\u00a0'", "''"})
    void nothing_is_nothing(String text) {
        assertThat(Numbers.read(text, Kind.MONEY, ',')).isEqualTo(new Reading.Nothing());
    }
}
