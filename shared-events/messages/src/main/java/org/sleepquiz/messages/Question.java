package org.sleepquiz.messages;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;

/**
 * The questions of the quiz in the order in which they are asked: eight, of which two have a follow-up that is asked only
 * after certain answers.
 */
public enum Question {
    BEDTIME(1, Kind.CLOCK_TIME, null),
    SLEEP_LATENCY(2, Kind.DURATION, null),
    WAKE_TIME(3, Kind.CLOCK_TIME, null),
    NIGHT_WAKINGS(4, Kind.WAKINGS, null),
    TIME_AWAKE(4, Kind.DURATION, NIGHT_WAKINGS),
    SLEEP_QUALITY(5, Kind.RATING, null),
    PHONE_USAGE(6, Kind.YES_NO, null),
    PHONE_DURATION(6, Kind.DURATION, PHONE_USAGE),
    DISRUPTIONS(7, Kind.DISRUPTIONS, null),
    ALERTNESS(8, Kind.RATING, null);

    /** How many questions a person sees counted: "3 of 8". A follow-up has the number of its parent. */
    public static final int COUNT = 8;

    /** The kinds of answer, each with the type of value that it takes. */
    public enum Kind {
        CLOCK_TIME(ClockTime.class),
        DURATION(Duration.class),
        WAKINGS(Wakings.class),
        RATING(Rating.class),
        YES_NO(YesNo.class),
        DISRUPTIONS(Disruptions.class);

        private final Class<? extends AnswerValue> valueType;

        Kind(Class<? extends AnswerValue> valueType) {
            this.valueType = valueType;
        }
    }

    private final int number;
    private final Kind kind;
    private final @Nullable Question parent;

    Question(int number, Kind kind, @Nullable Question parent) {
        this.number = number;
        this.kind = kind;
        this.parent = parent;
    }

    /** The number that a person sees, 1 to 8. */
    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    /** The question whose answer decides whether this one is asked; empty if it always is. */
    public Optional<Question> parent() {
        return Optional.ofNullable(parent);
    }

    /** Whether an answer to this question, as the parent of a follow-up, means that the follow-up is asked. */
    static boolean asksFurther(AnswerValue value) {
        if (value instanceof Wakings wakings) {
            return wakings.wakings() != NightWakings.NONE;
        }
        return value instanceof YesNo answer && answer.yes();
    }

    /** Whether the value is of the kind that this question takes. */
    public boolean accepts(AnswerValue value) {
        return kind.valueType.isInstance(value);
    }

    /** What can be answered, as JSON has it; of disruptions any number, and clock times by their pattern. */
    public List<?> allowedValues() {
        return switch (kind) {
            case CLOCK_TIME -> List.of("HH:mm, from 00:00 to 23:59");
            case DURATION -> names(DurationBin.values());
            case WAKINGS -> names(NightWakings.values());
            case RATING ->
                IntStream.rangeClosed(Rating.LOWEST, Rating.HIGHEST).boxed().toList();
            case YES_NO -> List.of(true, false);
            case DISRUPTIONS -> names(Disruption.values());
        };
    }

    private static List<String> names(Enum<?>[] constants) {
        return Stream.of(constants).map(Enum::name).toList();
    }
}
