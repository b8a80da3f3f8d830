package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Bodies are read in one form; what is not in it is refused with the way to it. */
class StrictBodiesTest {

    enum Colour {
        RED,
        GREEN
    }

    record Parcel(String label, int pieces, boolean urgent) {}

    record Order(
            @Nullable String name,
            @Nullable LocalDate on,
            @Nullable YearMonth month,
            @Nullable Instant at,
            @Nullable Money price,
            @Nullable Rate rate,
            @Nullable BigDecimal quantity,
            @Nullable Colour colour,
            @Nullable List<Parcel> parcels,
            @Nullable List<String> tags,
            @Nullable Map<String, String> words) {}

    record Copied(List<String> names) {
        Copied {
            names = List.copyOf(names);
        }
    }

    private final JsonMapper json = StrictBodies.of(JsonMapper.builder().build());

    @Test
    void whatIsInItsFormIsRead() {
        Order order = json.readValue("""
                {"name": "Zoë\\tLe Goff\\n👩‍🌾 محمد می‌خواهم", "on": "2026-11-30", "month": "2026-11", "price": "-12.5",
                 "rate": "13.5", "quantity": 2.25, "at": "2026-11-30T10:00:00Z", "colour": "RED",
                 "parcels": [{"label": "a", "pieces": 2, "urgent": false}], "tags": ["x"], "words": {"a": "b"}}""", Order.class);

        assertThat(order.on()).isEqualTo("2026-11-30");
        assertThat(order.month()).isEqualTo(YearMonth.of(2026, 11));
        assertThat(order.price()).isEqualTo(Money.of("-12.50"));
        assertThat(order.quantity()).isEqualByComparingTo("2.25");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A text that no database takes, or that nobody sees.
                "{'name': 'A\\u0000B'}",
                "{'name': 'A\\u0007B'}",
                "{'name': 'A\\u0085B'}",
                "{'name': 'A\\ud800B'}",
                "{'name': 'A\\udc00'}",
                "{'name': 'A\\u202eB'}",
                "{'name': 'A\\u200bB'}",
                "{'name': 'A\\u200dB'}",
                "{'name': 'A\\ufeffB'}",
                "{'name': 'A\\uffffB'}",
                "{'name': {'a': 1}}",
                "{'name': ['a']}",
                // No day.
                "{'on': '2026-10-31T23:00:00Z'}",
                "{'on': '2026-10-31T23:00:00'}",
                "{'on': 20261128}",
                "{'on': [2026, 11, 28]}",
                "{'on': '2026-02-30'}",
                "{'on': '+12026-01-01'}",
                "{'on': '1026-01-01'}",
                "{'on': '9999-12-31'}",
                "{'on': ' 2026-01-01'}",
                "{'on': ''}",
                "{'month': '2026-13'}",
                "{'month': 202611}",
                "{'month': [2026, 11]}",
                "{'at': 1764500000}",
                "{'at': '2026-11-30'}",
                // No amount, no number.
                "{'price': '1e3'}",
                "{'price': 1e3}",
                "{'price': 1e999999999}",
                "{'price': '+1.00'}",
                "{'price': '1,00'}",
                "{'price': '1.001'}",
                "{'price': ''}",
                "{'price': '10000000000.00'}",
                "{'price': '92233720368547758.07'}",
                "{'price': '-10000000000.00'}",
                "{'price': true}",
                "{'price': {}}",
                "{'quantity': 1e2}",
                "{'quantity': '1e999999999'}",
                "{'quantity': 1e-999999999}",
                "{'quantity': 1234567890123456}",
                "{'quantity': 0.1234567890123}",
                "{'quantity': 'NaN'}",
                "{'rate': '1e2'}",
                "{'rate': 'x'}",
                // No choice of the list.
                "{'colour': 0}",
                "{'colour': 'BLUE'}",
                // Something missing inside.
                "{'parcels': [null]}",
                "{'parcels': [{'label': 'a', 'urgent': true}]}",
                "{'parcels': [{'label': 'a', 'pieces': 1}]}",
                "{'parcels': [{'label': 'a', 'pieces': 1.5, 'urgent': true}]}",
                "{'parcels': [{'label': 'a', 'pieces': 1e99, 'urgent': true}]}",
                "{'parcels': [{'label': null, 'pieces': 1, 'urgent': true}]}",
                "{'parcels': [{'pieces': 1, 'urgent': true}]}",
                "{'tags': [null]}",
                "{'tags': ['\\u0000']}",
                "{'words': {'a': null}}",
                "{'words': {'\\u0000': 'a'}}",
                // Two answers to one question.
                "{'name': 'a', 'name': 'b'}",
            })
    void whatIsNotInItsFormIsRefused(String body) {
        assertThatThrownBy(() -> json.readValue(body.replace('\'', '"'), Order.class))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void whatARecordCannotBeWithoutIsNamed() {
        assertThatThrownBy(() -> json.readValue("{}", Copied.class))
                .hasCauseInstanceOf(InvalidField.class)
                .hasMessageContaining("required (names)");
    }

    @Test
    void numbersAreWrittenWithoutExponent() {
        assertThat(JsonMapper.builder()
                        .enable(tools.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                        .build()
                        .writeValueAsString(new BigDecimal("1E+2")))
                .isEqualTo("100");
    }
}
