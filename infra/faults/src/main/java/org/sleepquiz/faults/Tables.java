package org.sleepquiz.faults;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import tools.jackson.databind.JsonNode;

/** Rows by table and key, every value as one text, whichever of the two sides of a comparison it comes from. */
final class Tables {

    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d(:\\d\\d)?");
    private static final int MOST_TOLD = 20;

    private final Map<String, Map<String, Map<String, String>>> byTable = new TreeMap<>();

    void put(String table, String key, Map<String, @Nullable Object> columns) {
        Map<String, String> row = new TreeMap<>();
        columns.forEach((column, value) -> row.put(column, text(Json.MAPPER.valueToTree(value))));
        table(table).put(key, row);
    }

    /** A row as the database has it; columns that the other side does not know are passed over by the comparison. */
    void put(String table, String key, JsonNode columns) {
        Map<String, String> row = new TreeMap<>();
        columns.properties().forEach(column -> row.put(column.getKey(), text(column.getValue())));
        table(table).put(key, row);
    }

    void remove(String table, String key) {
        table(table).remove(key);
    }

    Map<String, Map<String, String>> table(String name) {
        return byTable.computeIfAbsent(name, none -> new TreeMap<>());
    }

    /** In what the other differs from this, told by table, key and column; the values are people's answers and are left out. */
    List<String> differences(Tables actual) {
        List<String> differences = new ArrayList<>();
        byTable.forEach((table, expectedRows) -> {
            Map<String, Map<String, String>> actualRows = actual.table(table);
            TreeSet<String> keys = new TreeSet<>(expectedRows.keySet());
            keys.addAll(actualRows.keySet());
            for (String key : keys) {
                Map<String, String> expected = expectedRows.get(key);
                Map<String, String> found = actualRows.get(key);
                if (expected == null || found == null) {
                    differences.add(table + " " + key + (found == null ? " is missing" : " should not be there"));
                } else {
                    expected.forEach((column, value) -> {
                        if (!value.equals(found.get(column))) {
                            differences.add(table + " " + key + " differs in " + column);
                        }
                    });
                }
            }
        });
        return differences.size() <= MOST_TOLD ? differences : shortened(differences);
    }

    private static List<String> shortened(List<String> differences) {
        List<String> told = new ArrayList<>(differences.subList(0, MOST_TOLD));
        told.add("and " + (differences.size() - MOST_TOLD) + " more");
        return told;
    }

    /** The same text for the same value: instants to the microsecond, as PostgreSQL rounds them; properties in alphabetical order. */
    static String text(JsonNode value) {
        if (value.isObject()) {
            Map<String, String> properties = new TreeMap<>();
            value.properties().forEach(property -> properties.put(property.getKey(), text(property.getValue())));
            return properties.toString();
        }
        if (value.isArray()) {
            return value.valueStream().map(Tables::text).collect(Collectors.joining(",", "[", "]"));
        }
        if (value.isNumber()) {
            return decimal(value.decimalValue());
        }
        String text = value.asString();
        if (INSTANT.matcher(text).matches()) {
            return micros(OffsetDateTime.parse(text).toInstant()).toString();
        }
        return TIME.matcher(text).matches() ? LocalTime.parse(text).toString() : text;
    }

    private static String decimal(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static Instant micros(Instant instant) {
        return instant.plusNanos(500).truncatedTo(ChronoUnit.MICROS);
    }
}
