package coop.entrelacs.payroll;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.shared.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Walks a YAML file keeping the line of every node, so that whatever is wrong is named where it stands. */
final class ParameterFile {

    private final String path;
    private final Node root;

    ParameterFile(String path, String text) {
        this.path = path;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(path)
                    .setAllowDuplicateKeys(false)
                    .setUseMarks(true)
                    .build();
            this.root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new BadConfig(path, 0, "is empty", null));
        } catch (YamlEngineException e) {
            throw new BadConfig(path, 0, String.valueOf(e.getMessage()), e);
        }
    }

    Entry root() {
        return new Entry(root);
    }

    private BadConfig bad(Node node, String reason) {
        return new BadConfig(path, line(node), reason, null);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** A mapping of the file. Reading a key it does not have, or leaving one unread, is an error of the file. */
    final class Entry {
        private final Node node;
        private final Map<String, Node> fields = new LinkedHashMap<>();
        private final java.util.HashSet<String> read = new java.util.HashSet<>();

        private Entry(Node node) {
            this.node = node;
            if (!(node instanceof MappingNode mapping)) {
                throw bad(node, "a mapping is expected here");
            }
            mapping.getValue()
                    .forEach(tuple -> fields.put(ParameterFile.this.text(tuple.getKeyNode()), tuple.getValueNode()));
        }

        int line() {
            return ParameterFile.line(node);
        }

        BadConfig wrong(String reason) {
            return bad(node, reason);
        }

        boolean has(String key) {
            return fields.containsKey(key);
        }

        private Node field(String key) {
            Node field = fields.get(key);
            if (field == null) {
                throw bad(node, "'" + key + "' is missing");
            }
            read.add(key);
            return field;
        }

        String text(String key) {
            return ParameterFile.this.text(field(key));
        }

        BigDecimal number(String key) {
            Node field = field(key);
            try {
                return new BigDecimal(ParameterFile.this.text(field));
            } catch (NumberFormatException e) {
                throw bad(field, "'" + key + "' is no decimal number");
            }
        }

        BigDecimal number(String key, BigDecimal otherwise) {
            return has(key) ? number(key) : otherwise;
        }

        /** A rate in percent: at most four decimals, the engine's precision. */
        BigDecimal rate(String key) {
            BigDecimal rate = number(key);
            if (rate.stripTrailingZeros().scale() > 4 || rate.signum() < 0 || rate.compareTo(new BigDecimal(100)) > 0) {
                throw bad(field(key), "'" + key + "' is no rate between 0 and 100 with at most four decimals");
            }
            return rate;
        }

        int integer(String key, int otherwise) {
            if (!has(key)) {
                return otherwise;
            }
            try {
                return number(key).intValueExact();
            } catch (ArithmeticException e) {
                throw bad(field(key), "'" + key + "' is no whole number");
            }
        }

        @Nullable
        Boolean flag(String key) {
            if (!has(key)) {
                return null;
            }
            String text = text(key);
            if (!Set.of("true", "false").contains(text)) {
                throw bad(field(key), "'" + key + "' is neither true nor false");
            }
            return Boolean.valueOf(text);
        }

        LocalDate day(String key) {
            Node field = field(key);
            try {
                return LocalDate.parse(ParameterFile.this.text(field));
            } catch (DateTimeParseException e) {
                throw bad(field, "'" + key + "' is no day (2026-01-31)");
            }
        }

        <E extends Enum<E>> E word(String key, Class<E> type) {
            Node field = field(key);
            String word = ParameterFile.this.text(field);
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().equals(word))
                    .findFirst()
                    .orElseThrow(() -> bad(
                            field,
                            "'" + key + "' is '" + word + "' and not one of "
                                    + Arrays.toString(type.getEnumConstants())));
        }

        Entry entry(String key) {
            return new Entry(field(key));
        }

        List<Entry> entries(String key) {
            Node field = field(key);
            if (!(field instanceof SequenceNode sequence)) {
                throw bad(field, "'" + key + "' is no list");
            }
            return sequence.getValue().stream().map(item -> new Entry(item)).toList();
        }

        Period period() {
            LocalDate from = day("from");
            LocalDate to = has("to") ? day("to") : null;
            if (to != null && to.isBefore(from)) {
                throw bad(field("to"), "ends before it begins");
            }
            return new Period(from, to);
        }

        <T> DatedSeries<T> dated(String key, LocalDate covers, Function<Entry, T> value) {
            int line = ParameterFile.line(field(key));
            List<DatedSeries.Dated<T>> values = new ArrayList<>();
            for (Entry entry : entries(key)) {
                values.add(new DatedSeries.Dated<>(entry.period(), value.apply(entry), entry.line()));
                entry.nothingElse();
            }
            try {
                return new DatedSeries<>(covers, values, line);
            } catch (DatedSeries.Broken e) {
                throw new BadConfig(path, e.line, "'" + key + "': " + e.getMessage(), e);
            }
        }

        /** A key nobody asked for is a typing error that would silently change pay. */
        void nothingElse() {
            fields.forEach((key, value) -> {
                if (!read.contains(key)) {
                    throw bad(value, "'" + key + "' is not known here");
                }
            });
        }
    }

    private String text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw bad(node, "a single value is expected here");
    }
}
