package org.sleepquiz.faults;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Question;
import tools.jackson.databind.JsonNode;

/**
 * A client of the command-side with some people of its own: quizzes answer by answer in any order, whole nights, settings, deletions,
 * batches. It asks again until it gets a reply, with the same content, as a client should. Some of its people may be erased at any
 * moment; it goes on with them all the same, so that they come back.
 */
final class HttpClientLoad implements Runnable {

    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final int DAYS_BACK = 40;
    private static final int LEAST_NEED = 180;

    private final Api api;
    private final Ledger ledger;
    private final Gate gate;
    private final List<String> people;
    private final Choices choices;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private int settingsMade;

    HttpClientLoad(Api api, Ledger ledger, Gate gate, List<String> people, Random random) {
        this.api = api;
        this.ledger = ledger;
        this.gate = gate;
        this.people = people;
        this.choices = new Choices(random);
    }

    @Override
    public void run() {
        while (gate.pass()) {
            String user = choices.of(people);
            switch (choices.upTo(10)) {
                case 0, 1, 2, 3 -> quiz(user);
                case 4, 5 -> wholeNight(user);
                case 6, 7 -> settings(user);
                case 8 -> batch();
                default -> delete(user);
            }
            Pause.of(BETWEEN);
        }
    }

    private void quiz(String user) {
        UUID quizId = UUID.randomUUID();
        List<Map.Entry<Question, AnswerValue>> inAnyOrder =
                new ArrayList<>(choices.all().byQuestion().entrySet());
        Collections.shuffle(inAnyOrder, choices.random());
        for (Map.Entry<Question, AnswerValue> answer : inAnyOrder) {
            Promise wish = new Promise.Answer(user, quizId, answer.getKey(), answer.getValue());
            // a quiz is answered to its end, so that the next one finds none open
            boolean twice = choices.oneIn(8);
            String path = path(user) + "/quizzes/" + quizId + "/answers/" + answer.getKey();
            String body = Json.MAPPER.writeValueAsString(Map.of("value", answer.getValue()));
            for (int times = twice ? 2 : 1; times > 0; times--) {
                boolean taken =
                        ask(wish, "PUT", path, body) || (startOver(user, quizId) && ask(wish, "PUT", path, body));
                if (!taken) {
                    return;
                }
            }
        }
    }

    /**
     * What is left of a quiz when somebody is erased in the middle of it is open in their next life, in the way of the next quiz; that takes
     * its place.
     *
     * @return whether it is so with that person
     */
    private boolean startOver(String user, UUID quizId) {
        return ledger.mayBeErased(user)
                && ask(
                        null,
                        "POST",
                        path(user) + "/quizzes",
                        Json.MAPPER.writeValueAsString(Map.of("quizId", quizId, "startOver", true)));
    }

    private void wholeNight(String user) {
        LocalDate date = someDate();
        Answers answers = choices.all();
        ask(
                new Promise.WholeNight(user, date, answers),
                "POST",
                path(user) + "/entries",
                Json.MAPPER.writeValueAsString(Map.of("nightDate", date, "answers", answers)));
    }

    /** Long enough ago to be over by any clock. */
    private LocalDate someDate() {
        return today.minusDays(3 + choices.upTo(DAYS_BACK));
    }

    private void settings(String user) {
        Promise.Settings wish = newSettings(user);
        ask(wish, "PATCH", path(user) + "/settings", Json.MAPPER.writeValueAsString(properties(wish)));
    }

    /** Never the same as the last for the same user, so that each leaves an event. */
    private Promise.Settings newSettings(String user) {
        settingsMade++;
        int minutes = LEAST_NEED + settingsMade % 700;
        return new Promise.Settings(user, minutes, LocalTime.of(settingsMade % 24, choices.upTo(60)));
    }

    private static Map<String, Object> properties(Promise.Settings settings) {
        return Map.of(
                "sleepNeedMinutes",
                settings.sleepNeedMinutes(),
                "promptTime",
                settings.promptTime().toString());
    }

    private void delete(String user) {
        ask(null, "DELETE", path(user) + "/entries/" + someDate(), null);
    }

    /** Settings and nights of all people, sent as they are until nothing of it has to be tried later. */
    private void batch() {
        List<Promise> wishes = new ArrayList<>();
        List<Map<String, Object>> commands = new ArrayList<>();
        for (String user : people) {
            Promise.Settings settings = newSettings(user);
            wishes.add(settings);
            commands.add(with(properties(settings), "type", "ChangeSettings", "telegramId", user));
            Promise.WholeNight night = new Promise.WholeNight(user, someDate(), choices.all());
            wishes.add(night);
            commands.add(with(
                    Map.of("nightDate", night.nightDate(), "answers", night.answers()),
                    "type",
                    "RecordNight",
                    "telegramId",
                    user));
        }
        String body = Json.MAPPER.writeValueAsString(Map.of("commands", commands));
        wishes.forEach(ledger::attempt);
        HttpResponse<String> reply = insist("POST", "/api/v1/commands:batch", body);
        while (reply != null && acknowledgeAll(wishes, Json.MAPPER.readTree(reply.body())) && !gate.isOver()) {
            Pause.of(Api.BEFORE_ASKING_AGAIN);
            wishes.forEach(ledger::attempt);
            reply = insist("POST", "/api/v1/commands:batch", body);
        }
    }

    private static Map<String, Object> with(Map<String, ?> properties, String... more) {
        Map<String, Object> all = new HashMap<>(properties);
        for (int index = 0; index < more.length; index += 2) {
            all.put(more[index], more[index + 1]);
        }
        return all;
    }

    /** Whether some were not stored for now. */
    private boolean acknowledgeAll(List<Promise> wishes, JsonNode reply) {
        boolean later = false;
        JsonNode outcomes = reply.path("outcomes");
        for (int index = 0; index < wishes.size(); index++) {
            Promise wish = wishes.get(index);
            int status = outcomes.path(index).path("status").asInt();
            if (status / 100 == 2) {
                JsonNode position = outcomes.path(index).path("position");
                ledger.acknowledge(
                        wish, position.isIntegralNumber() ? OptionalLong.of(position.asLong()) : OptionalLong.empty());
            } else if (status / 100 == 4 && status != 429) {
                ledger.refused(status + " to a command of a batch");
            } else {
                later = true;
            }
        }
        return later;
    }

    /** Whether it was accepted. */
    private boolean ask(@Nullable Promise wish, String method, String path, @Nullable String json) {
        if (wish != null) {
            ledger.attempt(wish);
        }
        HttpResponse<String> reply = insist(method, path, json);
        if (reply != null && wish != null) {
            ledger.acknowledge(wish, reply.headers().firstValueAsLong("X-Event-Position"));
        }
        return reply != null;
    }

    /** The reply that accepts it; null if it was refused or all is over. */
    private @Nullable HttpResponse<String> insist(String method, String path, @Nullable String json) {
        @Nullable HttpResponse<String> reply = api.insist(method, path, json, gate);
        if (reply == null || Api.isAccepted(reply)) {
            return reply;
        }
        if (!isOfAnotherLife(reply, path)) {
            ledger.refused(reply.statusCode() + " to " + method + " " + path.replaceAll("/users/\\d+", "/users/…"));
        }
        return null;
    }

    private boolean isOfAnotherLife(HttpResponse<String> reply, String path) {
        return reply.body().contains("QUIZ_CLOSED")
                && people.stream().anyMatch(user -> path.startsWith(path(user)) && ledger.mayBeErased(user));
    }

    private static String path(String user) {
        return "/api/v1/users/" + user;
    }
}
