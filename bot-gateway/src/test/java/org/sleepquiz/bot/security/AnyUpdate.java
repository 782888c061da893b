package org.sleepquiz.bot.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Updates as Telegram's own description of its API allows them ({@code update-types.json}: every type that can stand in an
 * update), of every kind, and such as it does not allow.
 */
final class AnyUpdate {

    /** Whose chats the local Telegram has. */
    static final List<Long> PEOPLE = List.of(821L, 822L, 823L, 824L);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonNode TYPES = types();
    private static final int DEEPEST = 5;
    private static final String A_QUIZ = "AAAAAAAAQACAAAAAAAAAAQ";

    private static final List<String> TEXTS = List.of(
            "/start",
            "/start invite",
            "/help",
            "/sleep_quiz",
            "/sleep_settings",
            "/settings",
            "/history",
            "/stats",
            "/export",
            "/privacy",
            "/delete_my_data",
            "/cancel",
            "/nonsense",
            "/start@other_bot",
            "22:15",
            "2340",
            "11:40 pm",
            "25:00",
            "",
            " ",
            "\u0000",
            "\ud800",
            "<b>&amp;",
            "_*`[",
            "\u202e\ufeff",
            "x".repeat(4096));
    private static final List<String> DATA = List.of(
            "n",
            "",
            "q" + A_QUIZ + "b-",
            "h" + A_QUIZ + "b-22",
            "h" + A_QUIZ + "b-99",
            "a" + A_QUIZ + "b-2215",
            "a" + A_QUIZ + "lxu",
            "a" + A_QUIZ + "q-11",
            "t" + A_QUIZ + "d-nlt",
            "r" + A_QUIZ + "a7",
            "s" + A_QUIZ + "a7",
            "x" + A_QUIZ + "b-",
            "c" + A_QUIZ,
            "g" + A_QUIZ,
            "o" + A_QUIZ,
            "S",
            "Sl",
            "D",
            "H",
            "P",
            "a\u0000",
            "confirm_wake_time",
            "x".repeat(64));

    private final Random random;
    private final AtomicLong updateIds;

    AnyUpdate(Random random, AtomicLong updateIds) {
        this.random = random;
        this.updateIds = updateIds;
    }

    private static JsonNode types() {
        try (InputStream in = AnyUpdate.class.getResourceAsStream("update-types.json")) {
            return JSON.readTree(in).path("types");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The kinds of updates there are: the optional fields of one. */
    static List<String> kinds() {
        return TYPES.path("Update")
                .path("fields")
                .valueStream()
                .map(field -> field.path("name").stringValue())
                .filter(name -> !name.equals("update_id"))
                .toList();
    }

    ObjectNode ofKind(String kind) {
        JsonNode field = TYPES.path("Update")
                .path("fields")
                .valueStream()
                .filter(each -> each.path("name").stringValue().equals(kind))
                .findFirst()
                .orElseThrow();
        ObjectNode update = NODES.objectNode();
        update.put("update_id", updateIds.incrementAndGet());
        JsonNode content = value(field.path("types").path(0).stringValue(), kind, 0);
        update.set(kind, content);
        if (random.nextInt(4) == 0) {
            spoil(content);
        }
        return update;
    }

    private JsonNode value(String type, String name, int depth) {
        if (type.startsWith("Array of ")) {
            ArrayNode array = NODES.arrayNode();
            for (int left = random.nextInt(depth > DEEPEST ? 1 : 3); left > 0; left--) {
                array.add(value(type.substring("Array of ".length()), name, depth + 1));
            }
            return array;
        }
        return switch (type) {
            case "Integer" -> NODES.numberNode(number(name));
            case "Float" -> NODES.numberNode(random.nextDouble() * 400 - 200);
            case "Boolean" -> NODES.booleanNode(name.equals("is_bot") ? random.nextInt(8) == 0 : random.nextBoolean());
            case "String" -> NODES.stringNode(text(name));
            default -> object(TYPES.path(type), depth);
        };
    }

    private JsonNode object(JsonNode type, int depth) {
        JsonNode subtypes = type.path("subtypes");
        if (!subtypes.isEmpty()) {
            return object(
                    TYPES.path(subtypes.path(random.nextInt(subtypes.size())).stringValue()), depth);
        }
        ObjectNode object = NODES.objectNode();
        for (JsonNode field : type.path("fields")) {
            // the deeper, the less of what need not be there
            if (field.path("required").booleanValue(false) ? depth < 3 * DEEPEST : random.nextInt(3 << depth) == 0) {
                JsonNode types = field.path("types");
                String name = field.path("name").stringValue();
                object.set(name, value(types.path(random.nextInt(types.size())).stringValue(), name, depth + 1));
            }
        }
        return object;
    }

    private long number(String name) {
        if (name.equals("id") && random.nextInt(5) > 0) {
            return PEOPLE.get(random.nextInt(PEOPLE.size()));
        }
        if (name.endsWith("date") && random.nextInt(3) > 0) {
            return 1_764_000_000L + random.nextInt(1_000_000);
        }
        return oneOf(
                List.of(0L, 1L, -1L, 7L, (long) Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong()));
    }

    private String text(String name) {
        return switch (name) {
            case "type" -> oneOf(List.of("private", "private", "private", "group", "supergroup", "channel", "emoji"));
            case "status" -> oneOf(List.of("member", "kicked", "left", "creator", "restricted", "nonsense"));
            case "language_code" -> oneOf(List.of("en", "sv-SE", "es-419", "xx", "", "-", "\u0000"));
            case "data" -> oneOf(DATA);
            default -> random.nextInt(3) == 0 ? Long.toString(random.nextLong(), 36) : oneOf(TEXTS);
        };
    }

    /** Puts something that does not belong there in the place of one of the values. */
    private void spoil(JsonNode content) {
        if (content instanceof ObjectNode object && !object.isEmpty()) {
            String name = oneOf(List.copyOf(object.propertyNames()));
            if (random.nextBoolean()) {
                spoil(object.path(name));
            }
            object.set(
                    name,
                    oneOf(List.of(
                            NODES.nullNode(),
                            NODES.stringNode("7"),
                            NODES.numberNode(7.5),
                            NODES.arrayNode(),
                            NODES.objectNode(),
                            NODES.booleanNode(true))));
        }
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
