package coop.entrelacs.web;

import coop.entrelacs.TestTokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A client that knows nothing but the OpenAPI document: the operations, and requests made of their schemas. */
final class ApiOperations {

    private static final int DEEPEST = 6;

    /** @param body the schema of a JSON body, or null */
    record Operation(
            String method,
            String path,
            List<JsonNode> parameters,
            @Nullable JsonNode body,
            JsonNode responses) {

        List<String> names(String in) {
            return parameters.stream()
                    .filter(p -> p.get("in").asString().equals(in))
                    .map(p -> p.get("name").asString())
                    .toList();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private final JsonNode document;
    private final JsonMapper json;

    /** Ids that lists answered, by the first word of the list's path. */
    private final Map<String, List<String>> ids = new HashMap<>();

    ApiOperations(JsonNode document, JsonMapper json) {
        this.document = document;
        this.json = json;
    }

    static ApiOperations of(TestTokens tokens, JsonMapper json, String token) {
        return new ApiOperations(tokens.read(tokens.api(token, "GET", "/v3/api-docs")), json);
    }

    JsonNode document() {
        return document;
    }

    List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        document.get("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .filter(m ->
                                List.of("get", "post", "put", "patch", "delete").contains(m.getKey()))
                        .forEach(method -> {
                            JsonNode operation = method.getValue();
                            List<JsonNode> parameters = new ArrayList<>();
                            operation.path("parameters").forEach(parameters::add);
                            JsonNode body = operation.at("/requestBody/content/application~1json/schema");
                            all.add(new Operation(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    parameters,
                                    body.isMissingNode() ? null : body,
                                    operation.path("responses")));
                        }));
        return all;
    }

    JsonNode resolved(JsonNode schema) {
        JsonNode now = schema;
        while (true) {
            if (now.has("$ref")) {
                String ref = now.get("$ref").asString();
                now = document.at(ref.substring(1));
            } else if (now.has("anyOf")) {
                now = now.get("anyOf").get(0);
            } else if (now.has("oneOf")) {
                now = now.get("oneOf").get(0);
            } else {
                return now;
            }
        }
    }

    /** Remembers the ids of a list's answer. */
    void learn(Operation list, JsonNode answer) {
        List<String> found = new ArrayList<>();
        collect(answer, found);
        if (!found.isEmpty()) {
            ids.computeIfAbsent(word(list.path()), _ -> new ArrayList<>()).addAll(found);
        }
    }

    private static void collect(JsonNode node, List<String> found) {
        if (node.isObject() && node.path("id").isString()) {
            found.add(node.get("id").asString());
        }
        node.forEach(child -> collect(child, found));
    }

    private static String word(String path) {
        String[] parts = path.split("/");
        return parts.length > 3 ? parts[3] : path;
    }

    private String id(String like) {
        String stem = like.length() > 5 ? like.substring(0, 5) : like;
        return ids.entrySet().stream()
                .filter(e -> e.getKey().startsWith(stem))
                .map(e -> e.getValue().getFirst())
                .findFirst()
                .orElse("018f0000-0000-7000-8000-000000000001");
    }

    /** The path with its variables filled in. */
    String path(Operation operation, String tenant, Map<String, String> instead) {
        StringBuilder path = new StringBuilder();
        String before = "";
        for (String part : operation.path().substring(1).split("/")) {
            path.append('/');
            if (part.startsWith("{")) {
                String name = part.substring(1, part.length() - 1);
                path.append(
                        name.equals("tenant")
                                ? tenant
                                : instead.containsKey(name) ? instead.get(name) : variable(operation, name, before));
            } else {
                path.append(part);
            }
            before = part;
        }
        return path.toString();
    }

    private String variable(Operation operation, String name, String before) {
        JsonNode schema = operation.parameters().stream()
                .filter(p -> p.get("name").asString().equals(name))
                .map(p -> resolved(p.get("schema")))
                .findFirst()
                .orElse(json.createObjectNode());
        return switch (schema.path("format").asString("")) {
            case "uuid" -> id(before);
            case "date" -> LocalDate.now(ZoneOffset.UTC).toString();
            default ->
                schema.has("enum")
                        ? schema.get("enum").get(0).asString()
                        : schema.path("type").asString("").equals("integer")
                                ? "1"
                                : name.equals("month")
                                        ? LocalDate.now(ZoneOffset.UTC)
                                                .toString()
                                                .substring(0, 7)
                                        : "x";
        };
    }

    /** The query with what is required, and what is told instead. */
    String query(Operation operation, Map<String, String> instead) {
        Map<String, String> query = new LinkedHashMap<>();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.get("name").asString();
            if (parameter.get("in").asString().equals("query")) {
                if (parameter.path("required").asBoolean(false)) {
                    JsonNode value = sample(parameter.get("schema"), name, 0);
                    query.put(
                            name,
                            URLEncoder.encode(
                                    value.isString() ? value.asString() : value.toString(), StandardCharsets.UTF_8));
                }
                if (instead.containsKey(name)) {
                    query.put(name, instead.get(name));
                }
            }
        }
        return query.isEmpty()
                ? ""
                : "?"
                        + String.join(
                                "&",
                                query.entrySet().stream()
                                        .map(e -> e.getKey() + "=" + e.getValue())
                                        .toList());
    }

    /** A plausible value of a schema. */
    JsonNode sample(JsonNode written, String name, int depth) {
        JsonNode schema = resolved(written);
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        return switch (type(schema)) {
            case "object" -> {
                ObjectNode object = json.createObjectNode();
                if (depth < DEEPEST) {
                    schema.path("properties")
                            .propertyStream()
                            .forEach(p -> object.set(p.getKey(), sample(p.getValue(), p.getKey(), depth + 1)));
                }
                yield object;
            }
            case "array" -> {
                ArrayNode array = json.createArrayNode();
                if (depth < DEEPEST && schema.has("items")) {
                    array.add(sample(schema.get("items"), name, depth + 1));
                }
                yield array;
            }
            case "integer", "number" -> json.getNodeFactory().numberNode(1);
            case "boolean" -> json.getNodeFactory().booleanNode(true);
            default -> json.getNodeFactory().stringNode(text(schema, name));
        };
    }

    static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (!one.asString().equals("null")) {
                    return one.asString();
                }
            }
        }
        return type.isString() ? type.asString() : schema.has("properties") ? "object" : "string";
    }

    private String text(JsonNode schema, String name) {
        return switch (schema.path("format").asString("")) {
            case "uuid" -> id(name);
            case "date" -> LocalDate.now(ZoneOffset.UTC).toString();
            case "date-time" -> LocalDate.now(ZoneOffset.UTC) + "T10:00:00Z";
            default -> {
                if (schema.has("example")) {
                    yield schema.get("example").asString();
                }
                yield schema.has("pattern")
                        ? "12.50"
                        : switch (name) {
                            case "month", "from", "first" ->
                                LocalDate.now(ZoneOffset.UTC).toString().substring(0, 7);
                            case "siren" -> "732829320";
                            case "iban" -> "FR7630006000011234567890189";
                            case "email" -> "ada@example.org";
                            case "country", "language" -> "fr";
                            case "vat" -> "normal";
                            case "journal" -> "OD";
                            case "account" -> "512";
                            case "unit" -> "C62";
                            default -> "texte";
                        };
            }
        };
    }

    /** Every place of a body where a value stands, as JSON pointers, with the names on the way. */
    Map<String, JsonNode> places(JsonNode body) {
        Map<String, JsonNode> places = new TreeMap<>();
        walk(body, "", places);
        return places;
    }

    private static void walk(JsonNode node, String at, Map<String, JsonNode> places) {
        if (!at.isEmpty()) {
            places.put(at, node);
        }
        if (node.isObject()) {
            node.propertyStream().forEach(p -> walk(p.getValue(), at + "/" + p.getKey(), places));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), at + "/" + i, places);
            }
        }
    }

    /** Whether a field that a problem names is one of the operation: in its body, its query, its path or its headers. */
    boolean has(Operation operation, String field) {
        if (operation.parameters().stream()
                .anyMatch(p -> p.get("name").asString().equals(field))) {
            return true;
        }
        return operation.body() != null && inSchema(operation.body(), field);
    }

    private boolean inSchema(JsonNode written, String field) {
        if (field.isEmpty()) {
            return true;
        }
        if (written.has("oneOf") || written.has("anyOf")) {
            JsonNode many = written.has("oneOf") ? written.get("oneOf") : written.get("anyOf");
            for (JsonNode one : many) {
                if (inSchema(one, field)) {
                    return true;
                }
            }
            return false;
        }
        JsonNode schema =
                written.has("$ref") ? document.at(written.get("$ref").asString().substring(1)) : written;
        if (schema != written && (schema.has("oneOf") || schema.has("anyOf"))) {
            return inSchema(schema, field);
        }
        if (field.startsWith("[")) {
            int end = field.indexOf(']');
            String rest = field.substring(end + 1);
            return schema.has("items")
                    && inSchema(schema.get("items"), rest.startsWith(".") ? rest.substring(1) : rest);
        }
        int end = 0;
        while (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') {
            end++;
        }
        String rest = field.substring(end);
        JsonNode property = schema.path("properties").path(field.substring(0, end));
        if (property.isMissingNode()) {
            return schema.has("additionalProperties");
        }
        return inSchema(property, rest.startsWith(".") ? rest.substring(1) : rest);
    }
}
