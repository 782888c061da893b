package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The answers of one quiz so far, in the order of the questions. Every value is of its question's kind. A follow-up is dropped
 * when its parent's answer does not ask for it; one that overtook its parent is held until that is known.
 *
 * @param byQuestion an immutable map
 */
@JsonSerialize(using = AnswersJson.class)
public record Answers(@JsonValue Map<Question, AnswerValue> byQuestion) {

    private static final Answers NONE = new Answers(Map.of());

    /**
     * @throws IllegalArgumentException if a value is not of the kind that its question takes
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Answers {
        EnumMap<Question, AnswerValue> kept = new EnumMap<>(Question.class);
        byQuestion.forEach((question, value) -> {
            if (!question.accepts(value)) {
                throw new IllegalArgumentException(question + " takes " + question.allowedValues());
            }
            kept.put(question, value);
        });
        kept.keySet().removeIf(question -> isNotAsked(question, kept));
        byQuestion = Collections.unmodifiableMap(kept);
    }

    public static Answers none() {
        return NONE;
    }

    /** These answers with one given or replaced; a follow-up that is no longer asked is dropped. */
    public Answers with(Question question, AnswerValue value) {
        EnumMap<Question, AnswerValue> changed = new EnumMap<>(Question.class);
        changed.putAll(byQuestion);
        changed.put(question, value);
        return new Answers(changed);
    }

    public Optional<AnswerValue> to(Question question) {
        return Optional.ofNullable(byQuestion.get(question));
    }

    /** The questions that have yet to be answered, in the order in which they are asked. */
    public List<Question> missing() {
        return Arrays.stream(Question.values())
                .filter(question -> !byQuestion.containsKey(question))
                .filter(this::isAsked)
                .toList();
    }

    /** Whether the question is put, going by the answers so far. */
    public boolean isAsked(Question question) {
        return question.parent()
                .map(parent -> byQuestion.containsKey(parent) && Question.asksFurther(byQuestion.get(parent)))
                .orElse(true);
    }

    /** Whether it is known that the question is not put. */
    private static boolean isNotAsked(Question question, Map<Question, AnswerValue> given) {
        return question.parent()
                .map(given::get)
                .filter(answer -> !Question.asksFurther(answer))
                .isPresent();
    }

    public boolean areComplete() {
        return missing().isEmpty();
    }

    public LocalTime bedtime() {
        return value(Question.BEDTIME, ClockTime.class).time();
    }

    public DurationBin sleepLatency() {
        return value(Question.SLEEP_LATENCY, Duration.class).bin();
    }

    public LocalTime wakeTime() {
        return value(Question.WAKE_TIME, ClockTime.class).time();
    }

    public NightWakings nightWakings() {
        return value(Question.NIGHT_WAKINGS, Wakings.class).wakings();
    }

    public Optional<DurationBin> timeAwake() {
        return to(Question.TIME_AWAKE).map(value -> ((Duration) value).bin());
    }

    public int sleepQuality() {
        return value(Question.SLEEP_QUALITY, Rating.class).points();
    }

    public boolean phoneUsage() {
        return value(Question.PHONE_USAGE, YesNo.class).yes();
    }

    public Optional<DurationBin> phoneDuration() {
        return to(Question.PHONE_DURATION).map(value -> ((Duration) value).bin());
    }

    public Set<Disruption> disruptions() {
        return value(Question.DISRUPTIONS, Disruptions.class).disruptions();
    }

    public int alertness() {
        return value(Question.ALERTNESS, Rating.class).points();
    }

    private <V extends AnswerValue> V value(Question question, Class<V> type) {
        return to(question).map(type::cast).orElseThrow(() -> new IllegalStateException(question + " is not answered"));
    }
}
