package coop.entrelacs.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.TenantId;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.HandlerMethod;

/**
 * What the OpenAPI document says beyond what the signatures of the routes tell: a name for every type, what is required and what may
 * be null, the headers that are asked for, the answers. A client is generated from it, so whatever it says must be so.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

    private static final Set<String> ASKED_HEADERS = Set.of("Idempotency-Key", "If-Match");

    static {
        // Written by their own rules, not as objects of fields.
        SpringDocUtils.getConfig()
                .replaceWithSchema(
                        Money.class,
                        new StringSchema()
                                .pattern("^-?\\d{1,10}(\\.\\d{1,2})?$")
                                .description("Euros; at most " + Money.LARGEST + " in either direction")
                                .example("1234.50"))
                .replaceWithSchema(
                        Rate.class,
                        new StringSchema().pattern("^-?\\d+(\\.\\d+)?$").example("13.5"))
                .replaceWithSchema(TenantId.class, new StringSchema().example("coopalpha"));
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Entrelacs")
                                .version("1")
                                .description(
                                        "The software of federations of activity cooperatives. Amounts are strings of euros"
                                                + " (\"12.34\"), days are ISO dates, problems are RFC 9457 with a stable code."))
                .components(new io.swagger.v3.oas.models.Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }

    @Bean
    ModelResolver modelResolver(ObjectMapperProvider mappers) {
        return new Records(mappers.jsonMapper()).openapi31(true);
    }

    @Bean
    GlobalOperationCustomizer whatRoutesAskAndAnswer() {
        return (operation, handler) -> {
            askForHeaders(operation);
            nameSuccesses(operation, handler);
            nameProblems(operation);
            return operation;
        };
    }

    /** No controller reads the tenant of its path: it is checked before they run. OpenAPI has to be told of it all the same. */
    @Bean
    OpenApiCustomizer whatEveryRouteShares() {
        return api -> {
            if (api.getPaths() == null) {
                return;
            }
            io.swagger.v3.core.converter.ModelConverters.getInstance(true)
                    .readAll(Problem.class)
                    .forEach((name, schema) -> {
                        if (api.getComponents().getSchemas() == null
                                || !api.getComponents().getSchemas().containsKey(name)) {
                            api.getComponents().addSchemas(name, schema);
                        }
                    });
            api.getPaths().forEach((path, item) -> {
                if (path.startsWith("/api/{tenant}")) {
                    item.readOperations().forEach(operation -> {
                        List<Parameter> parameters = new ArrayList<>(
                                operation.getParameters() == null ? List.of() : operation.getParameters());
                        parameters.removeIf(p -> "tenant".equals(p.getName()) && "path".equals(p.getIn()));
                        parameters.addFirst(new Parameter()
                                .name("tenant")
                                .in("path")
                                .required(true)
                                .description("The tenant, the same as in the token")
                                .schema(new StringSchema().example("coopalpha")));
                        operation.setParameters(parameters);
                    });
                }
            });
        };
    }

    /** Handlers take them as optional only to refuse their absence in words of their own. */
    private static void askForHeaders(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(p -> "header".equals(p.getIn()) && ASKED_HEADERS.contains(p.getName()))
                    .forEach(p -> p.setRequired(true));
        }
    }

    private static void nameSuccesses(Operation operation, HandlerMethod handler) {
        ResponseStatus fixed = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), ResponseStatus.class);
        if (fixed != null
                || !ResponseEntity.class.isAssignableFrom(
                        handler.getReturnType().getParameterType())) {
            return;
        }
        ApiResponses told = operation.getResponses();
        ApiResponse usual = told.get("200");
        if (usual == null) {
            return;
        }
        told.remove("200");
        for (HttpStatus status : AnswerStatuses.of(handler.getMethod())) {
            ApiResponse answer = new ApiResponse().description(status.getReasonPhrase());
            if (status != HttpStatus.NO_CONTENT && usual.getContent() != null) {
                answer.setContent(usual.getContent());
            }
            told.addApiResponse(Integer.toString(status.value()), answer);
        }
    }

    private static void nameProblems(Operation operation) {
        Map<Integer, String> reasons = new TreeMap<>();
        boolean asksVersion = asks(operation, "If-Match");
        boolean hasParameters =
                operation.getParameters() != null && !operation.getParameters().isEmpty();
        reasons.put(401, "No valid token");
        reasons.put(403, "Not for the roles of the token");
        reasons.put(404, "Not found here");
        reasons.put(409, "Impossible in the present state");
        reasons.put(429, "Too often");
        reasons.put(503, "Not at this moment; nothing was done");
        if (operation.getRequestBody() != null || hasParameters) {
            reasons.put(400, "Cannot be read");
            reasons.put(422, "A value is refused; its field and the reason are told");
        }
        if (operation.getRequestBody() != null) {
            reasons.put(413, "Too large");
            reasons.put(415, "Not in a format that is read here");
        }
        if (asksVersion) {
            reasons.put(412, "Changed meanwhile");
            reasons.put(428, "The header If-Match is missing");
        }
        Content problem = new Content()
                .addMediaType(
                        "application/problem+json",
                        new MediaType().schema(new Schema<Problem>().$ref("#/components/schemas/Problem")));
        reasons.forEach((status, reason) -> operation
                .getResponses()
                .addApiResponse(
                        Integer.toString(status),
                        new ApiResponse().description(reason).content(problem)));
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse().description("Why it was not served").content(problem));
    }

    private static boolean asks(Operation operation, String header) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(p -> header.equals(p.getName()) && "header".equals(p.getIn()));
    }

    /** A record within another is named after both, so that no two types of the document share a name. */
    static final class Names extends TypeNameResolver {

        @Override
        protected String nameForClass(Class<?> type, Set<Options> options) {
            return type.getName().startsWith("coop.entrelacs.") ? name(type) : super.nameForClass(type, options);
        }

        static String name(Class<?> type) {
            Class<?> outer = type.getEnclosingClass();
            String own = type.getSimpleName();
            if (outer == null) {
                return own;
            }
            String whole = name(outer);
            return (whole.endsWith("Api") ? whole.substring(0, whole.length() - 3) : whole) + own;
        }
    }

    /** Says which properties of a record are required, and which may be null: what the record itself says by {@link Nullable}. */
    static final class Records extends ModelResolver {

        Records(ObjectMapper mapper) {
            super(mapper, new Names());
        }

        @Override
        @SuppressWarnings("rawtypes") // so is the method of the library
        public @Nullable Schema resolve(
                AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
            Schema<?> resolved = super.resolve(type, context, chain);
            Class<?> raw = raw(type);
            if (resolved == null || raw == null || !raw.isRecord()) {
                return resolved;
            }
            Schema<?> whole = resolved;
            if (resolved.get$ref() != null) {
                whole = context.getDefinedModels()
                        .get(resolved.get$ref().substring(resolved.get$ref().lastIndexOf('/') + 1));
            }
            if (whole != null && whole.getProperties() != null) {
                describe(raw, whole);
            }
            return resolved;
        }

        private static @Nullable Class<?> raw(AnnotatedType type) {
            return switch (type.getType()) {
                case Class<?> one -> one;
                case JavaType java -> java.getRawClass();
                case java.lang.reflect.ParameterizedType generic
                when generic.getRawType() instanceof Class<?> one -> one;
                default -> null;
            };
        }

        private static void describe(Class<?> type, Schema<?> whole) {
            RecordComponent[] components = type.getRecordComponents();
            Constructor<?> constructor = canonical(type, components);
            List<String> required = new ArrayList<>();
            for (int i = 0; i < components.length; i++) {
                String name = components[i].getName();
                Schema<?> property = whole.getProperties().get(name);
                if (property == null) {
                    continue;
                }
                boolean nullable = isNullable(components[i].getAnnotatedType());
                if (nullable) {
                    whole.getProperties().put(name, orNull(property));
                } else if (!isNullable(constructor.getAnnotatedParameterTypes()[i])
                        && !isLeftOut(type, components[i].getType())) {
                    required.add(name);
                }
            }
            whole.setRequired(required.isEmpty() ? null : required);
        }

        /** A list with nothing in it is not written where the type says so. */
        private static boolean isLeftOut(Class<?> type, Class<?> component) {
            JsonInclude includes = type.getAnnotation(JsonInclude.class);
            return includes != null
                    && includes.value() == JsonInclude.Include.NON_EMPTY
                    && (Collection.class.isAssignableFrom(component) || Map.class.isAssignableFrom(component));
        }

        private static boolean isNullable(AnnotatedElement type) {
            return type.isAnnotationPresent(Nullable.class);
        }

        private static Constructor<?> canonical(Class<?> type, RecordComponent[] components) {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                return type.getDeclaredConstructor(types);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("a record has its constructor", e);
            }
        }

        private static Schema<?> orNull(Schema<?> property) {
            if (property.getAnyOf() != null
                    || (property.getTypes() != null && property.getTypes().contains("null"))) {
                return property;
            }
            if (property.get$ref() != null || property.getEnum() != null) {
                Schema<Object> nothing = new Schema<>();
                nothing.setTypes(Set.of("null"));
                return new Schema<>().anyOf(List.of(property, nothing));
            }
            if (property.getTypes() != null) {
                Set<String> types = new java.util.LinkedHashSet<>(property.getTypes());
                types.add("null");
                property.setTypes(types);
            } else if (property.getType() != null) {
                property.setTypes(new java.util.LinkedHashSet<>(List.of(property.getType(), "null")));
            }
            return property;
        }
    }
}
