package coop.entrelacs.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.Text;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Span;
import coop.entrelacs.ui.kit.Numbers.Reading;
import coop.entrelacs.web.Page;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole numbers are read as amounts are; choices reach the end of a list of any length. */
class WholeNumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"12; 12", "1 000; 1000", "-3; -3", "12,0; 12", "007; 7", "0; 0"})
    void a_whole_number_is_understood(String typed, BigDecimal number) {
        assertThat(Numbers.whole(typed, ','))
                .isInstanceOfSatisfying(
                        Reading.Decimal.class, read -> assertThat(read.value()).isEqualByComparingTo(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12,5", "douze", "1e3", "3000000000", "12 ans", "--1"})
    void what_is_no_whole_number_is_refused_and_never_nothing(String typed) {
        assertThat(Numbers.whole(typed, ',')).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void an_empty_field_is_nothing() {
        assertThat(Numbers.whole(" ", ',')).isInstanceOf(Reading.Nothing.class);
    }

    @Test
    void words_between_the_fields_of_a_form_are_passed_over() {
        Main form = new Main(new Text("Un nom ou une marque"), new Div(new Text("x"), new Span("y")));

        assertThat(Fields.holdMisspelt(form)).isFalse();
    }

    @Test
    void a_choice_reaches_the_last_of_many() {
        List<Integer> all = IntStream.range(0, 1_234).boxed().toList();
        List<Integer> reads = new ArrayList<>();
        Paged.Walk<Integer> walk = new Paged.Walk<>((text, after, limit) -> {
            int from = after == null ? 0 : Integer.parseInt(after);
            int to = Math.min(from + limit, all.size());
            reads.add(from);
            return new Page<>(all.subList(from, to), to < all.size() ? String.valueOf(to) : null);
        });

        List<Integer> shown = new ArrayList<>();
        for (int offset = 0; offset < 1_300; offset += 50) {
            shown.addAll(walk.rows("", offset, 50));
        }

        assertThat(shown).isEqualTo(all);
        assertThat(reads).as("each page is read once").doesNotHaveDuplicates();
        assertThat(walk.rows("x", 0, 50)).as("another text begins anew").hasSize(50);
    }
}
