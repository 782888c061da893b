package org.sleepquiz.query.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Question;
import org.sleepquiz.query.audit.AsOf.Cause;
import org.sleepquiz.query.audit.AsOf.Change;
import org.sleepquiz.query.audit.AsOf.Difference;
import org.sleepquiz.query.audit.AsOf.Fact;
import org.sleepquiz.query.audit.AsOf.KnownNight;
import org.sleepquiz.query.audit.AsOf.OpenQuiz;
import org.sleepquiz.query.history.PastEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What is known about a person, learnt event by event. It goes by the JSON and not by the classes of events: also what an older version
 * has written is shown as it was written.
 */
final class Dossier {

    /** Longer than any local day. */
    private static final Duration A_DAY_AND_A_HALF = Duration.ofHours(36);

    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Map<String, Fact> settings = new LinkedHashMap<>();
    private final NavigableMap<LocalDate, KnownNight> nights = new TreeMap<>();
    private final Deque<Change> lately = new ArrayDeque<>();
    private boolean reachable = true;
    private @Nullable Instant registeredAt;
    private @Nullable OpenQuiz quiz;

    boolean isEmpty() {
        return registeredAt == null;
    }

    /** The zone that is set; UTC before anything is known. */
    ZoneId zone() {
        Fact zone = settings.get("timeZone");
        return zone == null ? ZoneOffset.UTC : ZoneId.of(zone.value().asString());
    }

    void learn(PastEvent event) {
        Cause cause = Cause.of(event);
        JsonNode data = event.data();
        switch (event.type()) {
            case "UserRegistered" -> {
                registeredAt = event.occurredAt();
                set(cause, data.path("settings"));
            }
            case "SettingsChanged" -> set(cause, data.path("settings"));
            case "QuizStarted" ->
                quiz = new OpenQuiz(
                        quizId(data), Instant.parse(data.path("startedAt").asString()), Answers.none());
            case "QuestionAnswered" -> answer(cause, data);
            case "QuizCancelled", "QuizAbandoned" -> close(data);
            case "QuizCompleted", "SleepEntryCorrected" -> {
                close(data);
                record(cause, data.path("entry"));
            }
            case "SleepEntryDeleted" -> delete(cause, night(data));
            case "UserUnreachable" -> reach(cause, false);
            case "UserReachable" -> reach(cause, true);
            default -> {
                // prompts and reports: what was sent, nothing that is known about the person
            }
        }
    }

    private void set(Cause cause, JsonNode now) {
        List<Difference> differences = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(settings.keySet());
        names.addAll(now.propertyNames());
        for (String name : names) {
            Fact known = settings.get(name);
            add(differences, name, known == null ? null : known.value(), now.get(name));
        }
        for (Difference difference : differences) {
            if (difference.after() == null) {
                settings.remove(difference.name());
            } else {
                settings.put(difference.name(), new Fact(difference.after(), cause));
            }
        }
        changed(cause, null, differences);
    }

    private void answer(Cause cause, JsonNode data) {
        OpenQuiz open = quiz;
        if (open == null || !open.quizId().equals(quizId(data))) {
            return;
        }
        Question question = Question.valueOf(data.path("question").asString());
        AnswerValue value = Json.MAPPER.treeToValue(data.path("value"), AnswerValue.class);
        Answers answers = open.answers().with(question, value);
        quiz = new OpenQuiz(open.quizId(), open.startedAt(), answers);
        changed(cause, null, differences(tree(open.answers()), tree(answers)));
    }

    private static JsonNode tree(Answers answers) {
        return Json.MAPPER.valueToTree(answers);
    }

    private void close(JsonNode data) {
        if (quiz != null && quiz.quizId().equals(quizId(data))) {
            quiz = null;
        }
    }

    private void record(Cause cause, JsonNode entry) {
        LocalDate night = night(entry);
        KnownNight known = nights.get(night);
        List<Difference> differences =
                differences(known == null ? NOTHING : known.entry().path("answers"), entry.path("answers"));
        // a correction is told twice, by the quiz and by what it did
        if (!differences.isEmpty()) {
            nights.put(night, new KnownNight(night, entry, known == null ? cause : known.recorded(), cause));
            changed(cause, night, differences);
        }
    }

    private void delete(Cause cause, LocalDate night) {
        KnownNight known = nights.remove(night);
        if (known != null) {
            changed(cause, night, differences(known.entry().path("answers"), NOTHING));
        }
    }

    private void reach(Cause cause, boolean now) {
        List<Difference> differences = new ArrayList<>();
        add(
                differences,
                "reachable",
                JsonNodeFactory.instance.booleanNode(reachable),
                JsonNodeFactory.instance.booleanNode(now));
        reachable = now;
        changed(cause, null, differences);
    }

    private void changed(Cause cause, @Nullable LocalDate night, List<Difference> values) {
        if (!values.isEmpty()) {
            lately.removeIf(change -> change.cause().at().isBefore(cause.at().minus(A_DAY_AND_A_HALF)));
            lately.add(new Change(cause, night, values));
        }
    }

    /**
     * What is known by now, told as of an instant.
     *
     * @param limit of entries
     */
    AsOf asOf(String telegramId, Instant at, LocalDate day, int limit) {
        ZoneId zone = zone();
        return new AsOf(
                telegramId,
                at,
                day,
                zone,
                Objects.requireNonNull(registeredAt),
                reachable,
                settings,
                quiz,
                nights.size(),
                nights.descendingMap().values().stream().limit(limit).toList(),
                lately.stream()
                        .filter(change ->
                                LocalDate.ofInstant(change.cause().at(), zone).equals(day))
                        .toList());
    }

    /** Between answers, in the order of the questions. */
    private static List<Difference> differences(JsonNode before, JsonNode after) {
        List<Difference> differences = new ArrayList<>();
        for (Question question : Question.values()) {
            add(differences, question.name(), before.get(question.name()), after.get(question.name()));
        }
        return differences;
    }

    private static void add(
            List<Difference> differences, String name, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (!Objects.equals(before, after)) {
            differences.add(new Difference(name, before, after));
        }
    }

    private static UUID quizId(JsonNode data) {
        return UUID.fromString(data.path("quizId").asString());
    }

    private static LocalDate night(JsonNode data) {
        return LocalDate.parse(data.path("nightDate").asString());
    }
}
