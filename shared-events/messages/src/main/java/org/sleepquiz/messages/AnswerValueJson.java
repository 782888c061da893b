package org.sleepquiz.messages;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads an {@link AnswerValue} by the shape of its JSON. */
final class AnswerValueJson extends StdDeserializer<AnswerValue> {

    AnswerValueJson() {
        super(AnswerValue.class);
    }

    @Override
    public AnswerValue deserialize(JsonParser parser, DeserializationContext context) {
        JsonNode node = parser.readValueAsTree();
        try {
            return read(node);
        } catch (IllegalArgumentException notAnAnswer) {
            return (AnswerValue) context.handleWeirdStringValue(
                    AnswerValue.class,
                    node.isString() ? node.stringValue() : node.toString(),
                    notAnAnswer.getMessage());
        }
    }

    private static AnswerValue read(JsonNode node) {
        if (node.isBoolean()) {
            return new YesNo(node.booleanValue());
        }
        if (node.isIntegralNumber() && node.canConvertToInt()) {
            return new Rating(node.intValue());
        }
        if (node.isString()) {
            return readText(node.stringValue());
        }
        if (node.isArray()) {
            EnumSet<Disruption> chosen = EnumSet.noneOf(Disruption.class);
            for (JsonNode element : node) {
                chosen.add(constant(Disruption.class, element.isString() ? element.stringValue() : "")
                        .orElseThrow(() -> new IllegalArgumentException("not a disruption")));
            }
            return new Disruptions(chosen);
        }
        throw new IllegalArgumentException("not an answer");
    }

    private static AnswerValue readText(String text) {
        Optional<AnswerValue> choice = constant(DurationBin.class, text)
                .<AnswerValue>map(Duration::new)
                .or(() -> constant(NightWakings.class, text).map(Wakings::new));
        return choice.orElseGet(() -> {
            try {
                return new ClockTime(LocalTime.parse(text, ClockTime.FORMAT));
            } catch (DateTimeParseException notATime) {
                throw new IllegalArgumentException("neither a time HH:mm nor a choice", notATime);
            }
        });
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }
}
