package org.sleepquiz.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What was said on the command line: {@code --name=value}; what is asked for is kept with its default, for the report. */
final class Options {

    private final Map<String, String> given = new TreeMap<>();
    private final Map<String, String> used = new TreeMap<>();
    private final List<String> properties = new ArrayList<>();

    /** @throws IllegalArgumentException if an argument is no option */
    static Options of(List<String> arguments) {
        Options options = new Options();
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                throw new IllegalArgumentException("not an option: " + argument);
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            String value = equals < 0 ? "true" : argument.substring(equals + 1);
            if (name.equals("set")) {
                options.properties.add("--" + value);
            } else {
                options.given.put(name, value);
            }
        }
        return options;
    }

    String text(String name, String otherwise) {
        String value = given.getOrDefault(name, otherwise);
        used.put(name, value);
        return value;
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)).replace("_", ""));
    }

    Duration seconds(String name, int otherwise) {
        return Duration.ofSeconds(number(name, otherwise));
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(text(name, "false"));
    }

    List<String> list(String name, String otherwise) {
        return Stream.of(text(name, otherwise).split(","))
                .filter(part -> !part.isBlank())
                .toList();
    }

    List<Integer> numbers(String name, String otherwise) {
        return list(name, otherwise).stream()
                .map(number -> Integer.valueOf(number.replace("_", "")))
                .toList();
    }

    /** {@code --set=property=value}, for the system under test, as arguments of its start. */
    List<String> properties() {
        return properties;
    }

    /** Everything that had a say, defaults too. */
    Map<String, String> used() {
        Map<String, String> all = new TreeMap<>(used);
        if (!properties.isEmpty()) {
            all.put("set", String.join(" ", properties));
        }
        return all;
    }

    /** @throws IllegalArgumentException if something was said that nobody has asked for */
    void requireAllUsed() {
        List<String> unknown =
                given.keySet().stream().filter(name -> !used.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + unknown);
        }
    }
}
