package org.sleepquiz.testsupport.security;

import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Something that can be called.
 *
 * @param pattern of its path, as it is mapped: {@code /api/v1/users/{telegramId}}
 */
public record Endpoint(String method, String pattern) implements Comparable<Endpoint> {

    private static final Comparator<Endpoint> BY_PATH =
            Comparator.comparing(Endpoint::pattern).thenComparing(Endpoint::method);
    private static final Pattern VARIABLE = Pattern.compile("\\{\\*?(\\w+)[^}]*}");

    /** All that a side has, its actuator's too. One that takes any method is there as {@code GET} and as {@code POST}. */
    public static SortedSet<Endpoint> of(ApplicationContext side) {
        SortedSet<Endpoint> found = new TreeSet<>();
        for (RequestMappingInfoHandlerMapping mapping :
                side.getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                for (String pattern : info.getPatternValues()) {
                    (methods.isEmpty() ? Set.of(RequestMethod.GET, RequestMethod.POST) : methods)
                            .forEach(method -> found.add(new Endpoint(method.name(), pattern)));
                }
            }
        }
        return found;
    }

    /** As it is written in a table: {@code GET /api/v1/users/{telegramId}}. */
    static Endpoint of(String line) {
        String[] parts = line.split(" +");
        return new Endpoint(parts[0], parts[1]);
    }

    /**
     * A path of this pattern.
     *
     * @param values what stands in place of a variable, by its name; has to be fit for a URI
     */
    public String path(UnaryOperator<String> values) {
        return VARIABLE.matcher(pattern.replace("/**", ""))
                .replaceAll(variable -> Matcher.quoteReplacement(values.apply(name(variable))));
    }

    private static String name(MatchResult variable) {
        return variable.group(1);
    }

    public boolean takesABody() {
        return Set.of("POST", "PUT", "PATCH").contains(method);
    }

    @Override
    public int compareTo(Endpoint other) {
        return BY_PATH.compare(this, other);
    }

    @Override
    public String toString() {
        return method + " " + pattern;
    }
}
