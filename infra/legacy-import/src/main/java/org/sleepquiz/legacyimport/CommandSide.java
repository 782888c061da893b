package org.sleepquiz.legacyimport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A running command-side, to which batches of commands are said until each has an outcome that will stay. */
final class CommandSide {

    private static final Duration REQUEST = Duration.ofSeconds(120);
    private static final int MOST_ASKED_WAIT = 60; // seconds

    /**
     * How it waits for a command-side that is out of reach or has too much to do.
     *
     * @param first after the first failure; doubles with each further one
     * @param longest between two attempts
     * @param inAll without any success, before the import gives up
     */
    record Patience(Duration first, Duration longest, Duration inAll) {

        static final Patience USUAL =
                new Patience(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI batches;
    private final String token;
    private final Patience patience;
    private final Consumer<String> notices;

    /** @param notices told when it begins to wait, and why */
    CommandSide(URI url, String token, Patience patience, Consumer<String> notices) {
        this.batches = URI.create(url + "/api/v1/commands:batch");
        this.token = token;
        this.patience = patience;
        this.notices = notices;
    }

    /**
     * Says the commands, again if need be, until none of them is only refused for now.
     *
     * @return the outcomes in the order of the commands
     * @throws ImportFailure if the patience has ended, or the command-side will not listen at all
     */
    List<Outcome> say(List<Command> commands) throws InterruptedException {
        Outcome[] outcomes = new Outcome[commands.size()];
        List<Integer> open = new ArrayList<>();
        for (int place = 0; place < outcomes.length; place++) {
            open.add(place);
        }
        Waiting waiting = new Waiting();
        while (!open.isEmpty()) {
            List<Outcome> told = attempt(open.stream().map(commands::get).toList(), waiting);
            List<Integer> still = new ArrayList<>();
            for (int index = 0; index < told.size(); index++) {
                int place = open.get(index);
                if (told.get(index).isForNow()) {
                    still.add(place);
                } else {
                    outcomes[place] = told.get(index);
                }
            }
            if (told.isEmpty() || still.size() == open.size()) {
                waiting.again();
            } else if (!still.isEmpty()) {
                waiting.afresh();
            }
            open = told.isEmpty() ? open : still;
        }
        return Arrays.asList(outcomes);
    }

    /** The outcomes; none if the request as a whole did not come through. */
    private List<Outcome> attempt(List<Command> commands, Waiting waiting) throws InterruptedException {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode list = body.putArray("commands");
        commands.forEach(command -> list.add(command.json()));
        HttpRequest request = HttpRequest.newBuilder(batches)
                .timeout(REQUEST)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
                .build();
        HttpResponse<byte[]> response;
        try {
            response = client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException unreachable) {
            waiting.because("cannot be reached", unreachable);
            return List.of();
        }
        int status = response.statusCode();
        if (status == 200) {
            waiting.because("has too much to do", null);
            return outcomes(response.body(), commands.size());
        }
        if (status == 401 || status == 403) {
            throw new ImportFailure("The command-side does not accept the token (" + status + ")");
        }
        if (status != 429 && status / 100 != 5) {
            throw new ImportFailure("What answers at " + batches + " is no command-side (" + status + ")");
        }
        response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .ifPresent(seconds ->
                        waiting.atLeast(Duration.ofSeconds(Math.min(MOST_ASKED_WAIT, Integer.parseInt(seconds)))));
        waiting.because("answers " + status, null);
        return List.of();
    }

    private List<Outcome> outcomes(byte[] body, int expected) {
        try {
            List<Outcome> outcomes = new ArrayList<>();
            for (JsonNode outcome : Json.MAPPER.readTree(body).path("outcomes")) {
                outcomes.add(Outcome.of(outcome));
            }
            if (outcomes.size() == expected) {
                return outcomes;
            }
        } catch (JacksonException notJson) {
            throw new ImportFailure("What answers at " + batches + " is no command-side", notJson);
        }
        throw new ImportFailure("What answers at " + batches + " is no command-side");
    }

    /** The pauses between the attempts of one batch. */
    private final class Waiting {

        private Duration next = patience.first();
        private Duration atLeast = Duration.ZERO;
        private Duration waited = Duration.ZERO;
        private String why = "";
        private boolean noticed;
        private @Nullable Exception cause;

        void because(String reason, @Nullable Exception failure) {
            why = reason;
            cause = failure;
        }

        void atLeast(Duration asked) {
            atLeast = asked;
        }

        /** Some of it came through: the patience starts anew. */
        void afresh() throws InterruptedException {
            waited = Duration.ZERO;
            next = patience.first();
            again();
        }

        void again() throws InterruptedException {
            if (waited.compareTo(patience.inAll()) >= 0) {
                throw new ImportFailure("The command-side " + why + "; run the import again later", cause);
            }
            if (!noticed) {
                notices.accept("The command-side " + why + "; trying again");
                noticed = true;
            }
            Duration pause = next.compareTo(atLeast) > 0 ? next : atLeast;
            Thread.sleep(pause.toMillis());
            waited = waited.plus(pause);
            atLeast = Duration.ZERO;
            Duration doubled = next.multipliedBy(2);
            next = doubled.compareTo(patience.longest()) < 0 ? doubled : patience.longest();
        }
    }
}
