package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.ApiOperations.Operation;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the OpenAPI document says is so: a client made of it alone is understood. */
@EntrelacsTest
class ApiDocumentTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    JsonMapper json;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    private TenantId tenant;
    private String token;
    private ApiOperations api;

    @BeforeEach
    void readTheDocument() {
        tenant = tenants.aCooperative();
        token = tokens.token(tenant, TestTokens.staff().toArray(Role[]::new));
        api = ApiOperations.of(tokens, json, token);
    }

    @Test
    void no_two_types_share_a_name() {
        Map<String, Set<String>> types = new TreeMap<>();
        Set<Class<?>> seen = new HashSet<>();
        handlers().forEach(method -> {
            walk(method.getGenericReturnType(), seen);
            Arrays.stream(method.getGenericParameterTypes()).forEach(type -> walk(type, seen));
        });
        seen.forEach(type -> types.computeIfAbsent(ApiDocument.Names.name(type), _ -> new TreeSet<>())
                .add(type.getName()));

        assertThat(seen).hasSizeGreaterThan(300);
        assertThat(types.entrySet().stream()
                        .filter(e -> e.getValue().size() > 1)
                        .toList())
                .isEmpty();
    }

    @Test
    void every_operation_shows_the_body_that_it_takes() {
        List<String> wrong = new ArrayList<>();
        Set<String> bodies = new HashSet<>();
        handlers()
                .forEach(method -> Arrays.stream(method.getParameters())
                        .filter(p -> p.isAnnotationPresent(RequestBody.class)
                                && p.getType().isRecord())
                        .forEach(p -> {
                            String name = ApiDocument.Names.name(p.getType());
                            bodies.add(name);
                            JsonNode schema = api.document().at("/components/schemas/" + name);
                            Set<String> told = new TreeSet<>();
                            schema.path("properties").propertyStream().forEach(e -> told.add(e.getKey()));
                            Set<String> taken = Arrays.stream(p.getType().getRecordComponents())
                                    .map(RecordComponent::getName)
                                    .collect(Collectors.toCollection(TreeSet::new));
                            if (!told.equals(taken)) {
                                wrong.add(method + ": " + told + " for " + taken);
                            }
                        }));

        assertThat(wrong).isEmpty();
        assertThat(bodies).hasSizeGreaterThan(60);
    }

    @Test
    void what_is_refused_without_a_header_says_that_it_asks_for_it() {
        List<String> optional = new ArrayList<>();
        int asked = 0;
        for (Operation operation : api.all()) {
            for (JsonNode parameter : operation.parameters()) {
                if (Set.of("Idempotency-Key", "If-Match")
                        .contains(parameter.get("name").asString())) {
                    asked++;
                    if (!parameter.path("required").asBoolean(false)) {
                        optional.add(operation.toString());
                    }
                }
            }
        }

        assertThat(asked).isGreaterThan(60);
        assertThat(optional).isEmpty();
    }

    /** What is not marked as required may be left out, what is required may not: read from the refusals of empty bodies. */
    @Test
    void what_a_record_cannot_be_without_is_required() {
        JsonNode schemas = api.document().at("/components/schemas");

        assertThat(required(schemas, "SupplierForm")).isEmpty(); // its constructor says itself what is missing
        assertThat(required(schemas, "Problem")).contains("code", "detail").doesNotContain("errors", "field");
        assertThat(required(schemas, "ProblemFieldError")).containsExactlyInAnyOrder("field", "code", "detail");
        assertThat(required(schemas, "JournalEntry")).containsExactlyInAnyOrder("journal", "date", "label", "lines");
        assertThat(schemas.at("/JournalEntry/properties/pieceRef/type").toString())
                .contains("null");
    }

    /** One call of each operation, made of the document alone: the answer is one of those that it lists. */
    @Test
    void every_answer_is_one_of_those_listed() {
        TenantId federation = tenants.aFederation();
        String federations = tokens.token(federation, TestTokens.staff().toArray(Role[]::new));
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> answers = new TreeMap<>();
        for (Operation operation : api.all()) {
            if (operation.path().startsWith("/api/deployment")) {
                continue;
            }
            boolean federal = operation.path().startsWith("/api/{tenant}/federation");
            int status = call(operation, (federal ? federation : tenant).value(), federal ? federations : token);
            answers.merge(status, 1, Integer::sum);
            if (!operation.responses().has(Integer.toString(status))) {
                wrong.add(operation + ": " + status + " of "
                        + operation.responses().propertyNames());
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(answers.get(200)).as("answers %s", answers).isGreaterThan(60);
        assertThat(answers.keySet()).noneMatch(status -> status >= 500);
    }

    private int call(Operation operation, String of, String with) {
        var request = tokens.request(api.path(operation, of, Map.of()) + api.query(operation, Map.of()))
                .header("Authorization", "Bearer " + with);
        operation
                .names("header")
                .forEach(name -> request.header(
                        name,
                        name.equals("If-Match") ? "\"0\"" : UUID.randomUUID().toString()));
        if (operation.body() == null) {
            request.method(operation.method(), java.net.http.HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(
                            operation.method(),
                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                    api.sample(operation.body(), "", 0).toString()));
        }
        return tokens.send(request).statusCode();
    }

    private static List<String> required(JsonNode schemas, String name) {
        List<String> required = new ArrayList<>();
        schemas.path(name).path("required").forEach(r -> required.add(r.asString()));
        return required;
    }

    private List<Method> handlers() {
        return requestMappingHandlerMapping.getHandlerMethods().values().stream()
                .map(HandlerMethod::getMethod)
                .filter(m -> m.getDeclaringClass().getName().startsWith("coop.entrelacs."))
                .toList();
    }

    private static void walk(Type type, Set<Class<?>> seen) {
        switch (type) {
            case ParameterizedType generic -> {
                walk(generic.getRawType(), seen);
                Arrays.stream(generic.getActualTypeArguments()).forEach(t -> walk(t, seen));
            }
            case WildcardType wildcard ->
                Arrays.stream(wildcard.getUpperBounds()).forEach(t -> walk(t, seen));
            case Class<?> array when array.isArray() -> walk(array.getComponentType(), seen);
            case Class<?> one
            when one.getName().startsWith("coop.entrelacs.") && one.isRecord() -> {
                if (seen.add(one)) {
                    Arrays.stream(one.getRecordComponents()).forEach(c -> walk(c.getGenericType(), seen));
                }
            }
            default -> {
                // No type of ours.
            }
        }
    }
}
