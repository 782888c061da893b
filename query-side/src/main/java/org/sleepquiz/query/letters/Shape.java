package org.sleepquiz.query.letters;

import java.util.Locale;
import org.sleepquiz.messages.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What an event looks like without what it says. */
final class Shape {

    private Shape() {}

    /** The same names, with the kind of each value in its place; of a list only the first element. */
    static JsonNode of(JsonNode value) {
        if (value.isObject()) {
            ObjectNode shape = Json.MAPPER.createObjectNode();
            value.properties().forEach(property -> shape.set(property.getKey(), of(property.getValue())));
            return shape;
        }
        if (value.isArray()) {
            ArrayNode shape = Json.MAPPER.createArrayNode();
            value.valueStream().limit(1).forEach(element -> shape.add(of(element)));
            return shape;
        }
        return StringNode.valueOf(value.getNodeType().name().toLowerCase(Locale.ROOT));
    }
}
