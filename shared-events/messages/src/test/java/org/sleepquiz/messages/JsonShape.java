package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that the JSON of a record may hold, also what an example leaves out: a line for each property, down to the last, with its type
 * and the choices there are. Whatever changes for a reader changes a line.
 */
final class JsonShape {

    private final Map<String, String> lines = new TreeMap<>();

    private JsonShape() {}

    static List<String> of(Class<?> record) {
        JsonShape shape = new JsonShape();
        shape.describeProperties("", record);
        return shape.lines.entrySet().stream()
                .map(line -> line.getKey() + ": " + line.getValue())
                .toList();
    }

    private void describeProperties(String path, Class<?> record) {
        Stream<Method> components = Stream.of(record.getRecordComponents()).map(RecordComponent::getAccessor);
        Stream<Method> more =
                Stream.of(record.getDeclaredMethods()).filter(method -> method.isAnnotationPresent(JsonProperty.class));
        Stream.concat(components, more)
                .distinct()
                .forEach(property -> describe(
                        path + name(property),
                        property.getGenericReturnType(),
                        Optional.ofNullable(property.getAnnotation(JsonFormat.class))
                                .map(format -> " " + format.pattern())
                                .orElse("")));
    }

    private static String name(Method property) {
        return Optional.ofNullable(property.getAnnotation(JsonProperty.class))
                .map(JsonProperty::value)
                .filter(name -> !name.isEmpty())
                .orElse(property.getName());
    }

    private void describe(String path, Type type, String format) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (Map.class.isAssignableFrom(raw)) {
                lines.put(path + "{}", choices((Class<?>) arguments[0]));
                describe(path + "{}", arguments[1], "");
            } else if (Collection.class.isAssignableFrom(raw)) {
                describe(path + "[]", arguments[0], "");
            } else {
                throw new IllegalArgumentException("What is the JSON of a " + type + "?");
            }
        } else {
            describe(path, (Class<?>) type, format);
        }
    }

    private void describe(String path, Class<?> type, String format) {
        Optional<Method> value = Stream.of(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonValue.class))
                .findFirst();
        if (type.isSealed()) {
            for (Class<?> kind : type.getPermittedSubclasses()) {
                describe(path + " " + kind.getSimpleName(), kind.getRecordComponents()[0].getGenericType(), "");
            }
        } else if (type.isEnum()) {
            lines.put(path, choices(type));
        } else if (type.isRecord() && value.isPresent()) {
            describe(path, value.get().getGenericReturnType(), format);
        } else if (type.isRecord()) {
            describeProperties(path + ".", type);
        } else {
            lines.put(path, type.getSimpleName() + format);
        }
    }

    private static String choices(Class<?> type) {
        return Stream.of(Objects.requireNonNull(type.getEnumConstants(), type + " has no choices"))
                .map(choice -> Json.MAPPER.valueToTree(choice).asString())
                .collect(Collectors.joining("|"));
    }
}
