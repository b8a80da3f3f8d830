package coop.entrelacs.web;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Texts;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * How the bodies of requests are read: every value in the one form that is documented, and nothing guessed. A text holds only what
 * {@link Texts} lets in; a day is a day and no instant; an amount or a number has no exponent and a bound; a list has no empty
 * places; what a record needs is there. Whatever is not so is refused with the way to it in the body. What the application itself
 * has stored is read by the usual mapper.
 */
final class StrictBodies {

    private StrictBodies() {}

    static JsonMapper of(JsonMapper usual) {
        JsonMapper.Builder strict = usual.rebuild();
        for (Class<?> primitive : List.of(int.class, long.class, boolean.class, double.class)) {
            // Absent is as wrong as null: what is not told is not taken for zero or no.
            strict.withConfigOverride(
                    primitive, override -> override.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.FAIL)));
        }
        return strict.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .changeDefaultNullHandling(usually -> usually.withContentNulls(Nulls.FAIL))
                .addModule(module())
                .build();
    }

    private static SimpleModule module() {
        SimpleModule module = new SimpleModule("strict-bodies") {
            @Override
            public void setupModule(SetupContext context) {
                super.setupModule(context);
                context.addValueInstantiators(new ValueInstantiators.Base() {
                    @Override
                    public ValueInstantiator modifyValueInstantiator(
                            DeserializationConfig config,
                            BeanDescription.Supplier bean,
                            ValueInstantiator instantiator) {
                        return instantiator instanceof StdValueInstantiator usual
                                        && bean.getBeanClass().isRecord()
                                        && bean.getBeanClass().getName().startsWith("coop.entrelacs.")
                                ? new WholeRecords(usual)
                                : instantiator;
                    }
                });
            }
        };
        return module.addDeserializer(String.class, new CleanText())
                .addKeyDeserializer(String.class, new CleanKey())
                .addDeserializer(LocalDate.class, new Written<>(LocalDate.class, InputForms::day))
                .addDeserializer(YearMonth.class, new Written<>(YearMonth.class, InputForms::month))
                .addDeserializer(Instant.class, new Written<>(Instant.class, Instant::parse))
                .addDeserializer(Money.class, new Numeric<>(Money.class, Money::of))
                .addDeserializer(Rate.class, new Numeric<>(Rate.class, InputForms::rate))
                .addDeserializer(BigDecimal.class, new Numeric<>(BigDecimal.class, InputForms::decimal));
    }

    /** A text without what may not enter. */
    private static final class CleanText extends StdScalarDeserializer<String> {

        CleanText() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            String text = StringDeserializer.instance.deserialize(parser, context);
            return text == null ? null : Texts.checked("", text);
        }
    }

    private static final class CleanKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return Texts.checked("", key);
        }
    }

    /** Reads a value that is written as a JSON string, never as a number. */
    private static class Written<T> extends StdScalarDeserializer<T> {

        private final transient Reader<T> reader;

        Written(Class<T> type, Reader<T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public @Nullable T deserialize(JsonParser parser, DeserializationContext context) {
            if (!isReadable(parser.currentToken())) {
                return handledType().cast(context.handleUnexpectedToken(getValueType(context), parser));
            }
            String text = parser.getString();
            try {
                return reader.read(text);
            } catch (InvalidField e) {
                throw e;
            } catch (RuntimeException e) {
                return handledType().cast(context.handleWeirdStringValue(handledType(), text, "not in its form"));
            }
        }

        boolean isReadable(@Nullable JsonToken token) {
            return token == JsonToken.VALUE_STRING;
        }

        @SuppressWarnings("unchecked") // the constructor takes a Class<T>
        @Override
        public Class<T> handledType() {
            return (Class<T>) super.handledType();
        }
    }

    /** Reads a number, as JSON's or in a string; the digits are kept as they were written. */
    private static final class Numeric<T> extends Written<T> {

        Numeric(Class<T> type, Reader<T> reader) {
            super(type, reader);
        }

        @Override
        boolean isReadable(@Nullable JsonToken token) {
            return token == JsonToken.VALUE_STRING
                    || token == JsonToken.VALUE_NUMBER_INT
                    || token == JsonToken.VALUE_NUMBER_FLOAT;
        }
    }

    private interface Reader<T> {
        T read(String text);
    }

    /** Makes records, and says which of the values that they cannot be without is missing. */
    private static final class WholeRecords extends StdValueInstantiator {

        WholeRecords(StdValueInstantiator usual) {
            super(usual);
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] values) {
            try {
                Object made = super.createFromObjectWith(context, values);
                if (made instanceof Record whole) {
                    requireWhole(whole);
                }
                return made;
            } catch (RuntimeException e) {
                String missing = isForAMissingValue(e) ? firstMissing(context, values) : null;
                if (missing != null) {
                    throw new InvalidField(missing, "required");
                }
                throw e;
            }
        }

        private static boolean isForAMissingValue(RuntimeException e) {
            return e.getCause() instanceof NullPointerException;
        }

        private @Nullable String firstMissing(DeserializationContext context, Object[] values) {
            SettableBeanProperty[] properties = getFromObjectArguments(context.getConfig());
            if (!(getWithArgsCreator().getAnnotated() instanceof Constructor<?> constructor)) {
                return null;
            }
            AnnotatedType[] types = constructor.getAnnotatedParameterTypes();
            for (int i = 0; i < values.length && i < types.length; i++) {
                if (values[i] == null && !types[i].isAnnotationPresent(Nullable.class)) {
                    return properties[i].getName();
                }
            }
            return null;
        }

        private static void requireWhole(Record whole) {
            for (RecordComponent component : whole.getClass().getRecordComponents()) {
                if (!component.getType().isPrimitive()
                        && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        && valueOf(component, whole) == null) {
                    throw new InvalidField(component.getName(), "required");
                }
            }
        }

        private static @Nullable Object valueOf(RecordComponent component, Record whole) {
            try {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                return accessor.invoke(whole);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
