package org.sleepquiz.localtelegram;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of Telegram's own API description that is served here ({@code bot-api.json}, in the shape of the full
 * one): every call is held against it, and in the tests every reply too.
 */
final class ApiDescription {

    static final ApiDescription BOT_API = new ApiDescription();

    private final JsonNode description;
    private final Map<String, String> methodNames = new LinkedHashMap<>();

    private ApiDescription() {
        try (InputStream in = ApiDescription.class.getResourceAsStream("bot-api.json")) {
            description = Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        description
                .path("methods")
                .propertyNames()
                .forEach(name -> methodNames.put(name.toLowerCase(Locale.ROOT), name));
    }

    /** The method's name as Telegram writes it; the case does not matter in a call. */
    Optional<String> method(String name) {
        return Optional.ofNullable(methodNames.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * The parameters with the types the description gives them: forms know only text, and an object may always come
     * as JSON in a text. A value that does not fit stays as it is, for {@link #requireValid} to refuse.
     *
     * @param fromForm whether numbers and truth values may come as text
     */
    ObjectNode typed(String method, ObjectNode raw, boolean fromForm) {
        ObjectNode typed = Json.object();
        for (var parameter : raw.properties()) {
            JsonNode value = parameter.getValue();
            JsonNode field = field(description.path("methods").path(method), parameter.getKey());
            typed.set(parameter.getKey(), value.isString() && field != null ? typed(field, value, fromForm) : value);
        }
        return typed;
    }

    private JsonNode typed(JsonNode field, JsonNode value, boolean fromForm) {
        String text = value.stringValue();
        List<String> types = types(field);
        if (fromForm && types.contains("Integer") && text.matches("-?\\d{1,18}")) {
            return Json.MAPPER.getNodeFactory().numberNode(Long.parseLong(text));
        }
        if (fromForm && types.contains("Boolean") && text.matches("(?i)true|false|yes|no|1|0")) {
            return Json.MAPPER.getNodeFactory().booleanNode(text.matches("(?i)true|yes|1"));
        }
        if (types.contains("String") || types.contains("Integer") || types.contains("Boolean")) {
            return value;
        }
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw RefusedCall.badRequest("can't parse " + field.path("name").asString() + " JSON object");
        }
    }

    /**
     * @param files names of the parameters that came as uploaded files
     * @throws RefusedCall naming the first parameter that is unknown, missing or of another type
     */
    void requireValid(String method, ObjectNode parameters, Map<String, Upload> files) {
        JsonNode described = description.path("methods").path(method);
        for (JsonNode field : described.path("fields")) {
            String name = field.path("name").asString();
            if (field.path("required").asBoolean() && !parameters.has(name) && !files.containsKey(name)) {
                throw RefusedCall.badRequest(
                        switch (name) {
                            case "chat_id" -> "chat_id is empty";
                            case "text" -> "message text is empty";
                            case "photo", "document" -> "there is no " + name + " in the request";
                            default -> "parameter \"" + name + "\" is required";
                        });
            }
        }
        for (var parameter : parameters.properties()) {
            String name = parameter.getKey();
            JsonNode field = field(described, name);
            if (field == null) {
                throw RefusedCall.badRequest("unknown parameter \"" + name + "\" of method " + method);
            }
            List<String> problems = problems(name, types(field), parameter.getValue());
            if (!problems.isEmpty()) {
                throw RefusedCall.badRequest(problems.get(0));
            }
        }
        for (String name : files.keySet()) {
            JsonNode field = field(described, name);
            boolean attached = parameters.properties().stream()
                    .anyMatch(parameter -> parameter.getValue().toString().contains("\"attach://" + name + "\""));
            if (!attached && (field == null || !types(field).contains("InputFile"))) {
                throw RefusedCall.badRequest("unknown file \"" + name + "\" of method " + method);
            }
        }
    }

    /** What is wrong with a result of that method; empty if nothing. */
    List<String> problemsOfResult(String method, JsonNode result) {
        List<String> types = new ArrayList<>();
        description.path("methods").path(method).path("returns").forEach(type -> types.add(type.asString()));
        return problems("result", types, result);
    }

    /** What is wrong with a value of that type: unknown fields, missing ones, other types; empty if nothing. */
    List<String> problemsOf(String type, JsonNode value) {
        return problems(type, List.of(type), value);
    }

    private List<String> problems(String path, List<String> types, JsonNode value) {
        return types.stream()
                .map(type -> problems(path, type, value))
                .min(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    private List<String> problems(String path, String type, JsonNode value) {
        if (type.startsWith("Array of ")) {
            if (!value.isArray()) {
                return mismatch(path, type, value);
            }
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < value.size(); i++) {
                problems.addAll(problems(path + "[" + i + "]", type.substring("Array of ".length()), value.get(i)));
            }
            return problems;
        }
        return switch (type) {
            case "Integer" -> value.isIntegralNumber() ? List.of() : mismatch(path, type, value);
            case "Float" -> value.isNumber() ? List.of() : mismatch(path, type, value);
            case "String" -> value.isString() ? List.of() : mismatch(path, type, value);
            case "Boolean", "True" -> value.isBoolean() ? List.of() : mismatch(path, type, value);
            case "InputFile" -> mismatch(path, "file upload", value);
            default -> problemsOfObject(path, type, value);
        };
    }

    private List<String> problemsOfObject(String path, String type, JsonNode value) {
        JsonNode described = description.path("types").path(type);
        if (type.equals("KeyboardButton") && value.isString()) {
            return List.of(); // may be no more than its label, the prose says
        }
        if (!value.isObject()) {
            return mismatch(path, type, value);
        }
        if (described.has("subtypes")) {
            List<String> subtypes = new ArrayList<>();
            described.path("subtypes").forEach(subtype -> subtypes.add(subtype.asString()));
            return problems(
                    path,
                    subtypes.stream().filter(description.path("types")::has).toList(),
                    value);
        }
        if (described.isMissingNode()) {
            return List.of(path + ": type " + type + " is not served here");
        }
        List<String> problems = new ArrayList<>();
        for (JsonNode field : described.path("fields")) {
            String name = field.path("name").asString();
            if (field.path("required").asBoolean() && !value.has(name)) {
                problems.add(path + ": field \"" + name + "\" of " + type + " is missing");
            }
        }
        for (var property : value.properties()) {
            JsonNode field = field(described, property.getKey());
            if (field == null) {
                problems.add(path + ": unknown field \"" + property.getKey() + "\" of " + type);
            } else {
                problems.addAll(problems(path + "." + property.getKey(), types(field), property.getValue()));
            }
        }
        return problems;
    }

    private static List<String> mismatch(String path, String type, JsonNode value) {
        return List.of(path + " must be of type " + type + ", not "
                + value.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    private static @Nullable JsonNode field(JsonNode described, String name) {
        for (JsonNode field : described.path("fields")) {
            if (field.path("name").asString().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static List<String> types(JsonNode field) {
        List<String> types = new ArrayList<>();
        field.path("types").forEach(type -> types.add(type.asString()));
        return types;
    }
}
