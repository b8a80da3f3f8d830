package coop.entrelacs.ui.kit;

import com.vaadin.flow.router.QueryParameters;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a list is filtered by, exactly as it stands in the address. What an address says that cannot be read counts as not
 * said: an old bookmark still opens.
 *
 * @param values by name, none empty
 */
public record Filters(Map<String, String> values) {

    public static final Filters NONE = new Filters(Map.of());

    public Filters {
        values = Map.copyOf(values);
    }

    static Filters of(QueryParameters query) {
        Map<String, String> values = new LinkedHashMap<>();
        query.getParameters().forEach((name, all) -> {
            if (!all.isEmpty() && !all.getFirst().isBlank()) {
                values.put(name, all.getFirst());
            }
        });
        return new Filters(values);
    }

    Filters with(String name, @Nullable String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        if (value == null || value.isBlank()) {
            changed.remove(name);
        } else {
            changed.put(name, value.strip());
        }
        return new Filters(changed);
    }

    public @Nullable String text(String name) {
        return values.get(name);
    }

    public @Nullable LocalDate day(String name) {
        return read(name, LocalDate::parse);
    }

    public @Nullable YearMonth month(String name) {
        return read(name, YearMonth::parse);
    }

    public @Nullable UUID id(String name) {
        return read(name, UUID::fromString);
    }

    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        return read(name, text -> Enum.valueOf(type, text));
    }

    public boolean yes(String name) {
        return "true".equals(values.get(name));
    }

    private <V> @Nullable V read(String name, java.util.function.Function<String, V> reader) {
        try {
            return Optional.ofNullable(values.get(name)).map(reader).orElse(null);
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return null;
        }
    }
}
