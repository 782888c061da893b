package org.sleepquiz.testsupport.security;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What no honest client sends: texts, JSON and requests that are anything, or right but for one thing. */
public final class Nonsense {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What was seen to trouble one program or another. */
    private static final List<String> TROUBLE = List.of(
            "",
            " ",
            "null",
            "-1",
            "0",
            "00",
            "9223372036854775808",
            "1e999",
            "NaN",
            "\u0000",
            "a\u0000b",
            "\ud800",
            "\u202e",
            "\ufeff",
            "%00",
            "%s%n",
            "${jndi:ldap://127.0.0.1:1/x}",
            "#{1+1}",
            "../../etc/passwd",
            "' or '1'='1",
            "'; drop table users; --",
            "<script>alert(1)</script>",
            "2026-02-30",
            "-999999999-01-01",
            "+999999999-12-31",
            "24:00",
            "23:59:59.999999999",
            "2026-11-24T06:45:00+18:00",
            "Europe/Stockholm",
            "x".repeat(5_000));

    private Nonsense() {}

    /** A request; what stands in it is encoded as a URI and a body have to be. */
    public record Request(Endpoint endpoint, String path, String body) {

        @Override
        public String toString() {
            return endpoint.method() + " " + path + " " + body.substring(0, Math.min(body.length(), 400));
        }
    }

    /** Any text, often one that was seen to trouble a program. */
    public static Arbitrary<String> text() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(TROUBLE)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(40)),
                Tuple.of(1, Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20)));
    }

    /** Any JSON, nested up to four deep. */
    public static Arbitrary<JsonNode> json() {
        return json(3);
    }

    private static Arbitrary<JsonNode> json(int depth) {
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                text().map(NODES::stringNode),
                Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.of(
                                new BigDecimal("7.5"),
                                new BigDecimal("1e40"),
                                new BigDecimal("-0.0"),
                                BigDecimal.TEN.pow(30))
                        .map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<JsonNode> deeper = Arbitraries.lazy(() -> json(depth - 1));
        return Arbitraries.frequencyOf(
                Tuple.of(4, leaf),
                Tuple.of(1, deeper.list().ofMaxSize(4).map(Nonsense::array)),
                Tuple.of(
                        1,
                        Combinators.combine(
                                        text().list().ofMaxSize(4),
                                        deeper.list().ofSize(4))
                                .as(Nonsense::object)));
    }

    private static JsonNode array(List<JsonNode> elements) {
        return NODES.arrayNode().addAll(elements);
    }

    private static JsonNode object(List<String> names, List<JsonNode> values) {
        ObjectNode object = NODES.objectNode();
        for (int number = 0; number < names.size(); number++) {
            object.set(names.get(number), values.get(number));
        }
        return object;
    }

    /** What a request may have as its body: mostly that of a right one with something in it taken out, put in or exchanged. */
    public static Arbitrary<String> body(String right) {
        Arbitrary<String> changed = Combinators.combine(
                        Arbitraries.integers().between(0, 1_000), json(), text(), Arbitraries.of(Change.values()))
                .as((place, with, name, change) ->
                        change.of(JSON.readTree(right), place, with, name).toString());
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(right)),
                Tuple.of(8, changed),
                Tuple.of(1, json().map(JsonNode::toString)),
                Tuple.of(1, Arbitraries.integers().between(0, right.length()).map(end -> right.substring(0, end))),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "",
                                "[".repeat(10_000),
                                "{\"a\":".repeat(500),
                                "\"" + "x".repeat(30_000) + "\"",
                                "1".repeat(5_000),
                                right + right,
                                "\ufeff" + right)));
    }

    private enum Change {
        EXCHANGE,
        TAKE_OUT,
        PUT_IN;

        /** @param place a number by which one of the containers in the JSON is chosen, and something in it */
        private JsonNode of(JsonNode right, int place, JsonNode with, String name) {
            List<JsonNode> containers = containers(right);
            if (containers.isEmpty()) {
                return with;
            }
            JsonNode container = containers.get(place % containers.size());
            if (container instanceof ObjectNode object) {
                List<String> names = List.copyOf(object.propertyNames());
                String chosen = names.isEmpty() ? name : names.get(place % names.size());
                switch (this) {
                    case EXCHANGE -> object.set(chosen, with);
                    case TAKE_OUT -> object.remove(chosen);
                    case PUT_IN -> object.set(name, with);
                }
            } else if (container instanceof ArrayNode array) {
                switch (this) {
                    case EXCHANGE -> array.removeAll().add(with);
                    case TAKE_OUT -> array.removeAll();
                    case PUT_IN -> array.add(with);
                }
            }
            return right;
        }

        private static List<JsonNode> containers(JsonNode node) {
            List<JsonNode> found = new ArrayList<>();
            if (node.isContainer()) {
                found.add(node);
                node.forEach(child -> found.addAll(containers(child)));
            }
            return found;
        }
    }

    /**
     * Requests to whatever a side has under {@code /api/}.
     *
     * @param right what a variable of the path would be, by its name; now and then something else stands there
     * @param query names of parameters, each of which is there now and then
     * @param body a right one for an endpoint
     */
    public static Arbitrary<Request> requests(
            AttackedSide side, Map<String, String> right, Set<String> query, Function<Endpoint, String> body) {
        return Arbitraries.of(Endpoint.of(side.context()).stream()
                        .filter(endpoint -> endpoint.pattern().startsWith("/api/"))
                        .toList())
                .flatMap(endpoint -> request(endpoint, right, query, body.apply(endpoint)));
    }

    private static Arbitrary<Request> request(
            Endpoint endpoint, Map<String, String> right, Set<String> query, String body) {
        Arbitrary<Optional<String>> otherwise = text().map(Nonsense::encoded).optional(0.15);
        Arbitrary<String> queries = Combinators.combine(
                        Arbitraries.of(query).list().ofMaxSize(3), text().list().ofSize(3))
                .as(Nonsense::query);
        return Combinators.combine(otherwise.list().ofSize(4), queries, body(body))
                .as((others, asked, sent) -> {
                    Iterator<Optional<String>> next = others.iterator();
                    return new Request(
                            endpoint,
                            endpoint.path(name -> next.next().orElseGet(() -> right.getOrDefault(name, "1"))) + asked,
                            sent);
                });
    }

    private static String query(List<String> names, List<String> values) {
        StringBuilder query = new StringBuilder();
        for (int number = 0; number < names.size(); number++) {
            query.append(number == 0 ? '?' : '&')
                    .append(names.get(number))
                    .append('=')
                    .append(encoded(values.get(number)));
        }
        return query.toString();
    }

    private static String encoded(String text) {
        String some = text.substring(0, Math.min(text.length(), 1_000));
        return some.isEmpty()
                ? "%20"
                : URLEncoder.encode(some, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
