package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What was chosen for a question: the choice itself, never only a number derived from it.
 * Its JSON is bare ({@code "22:15"}, {@code "FROM_15_TO_30"}, {@code 7}, {@code true}, {@code ["NOISE"]}) and no two kinds
 * share a shape, so a value can be read without knowing its question.
 */
@JsonDeserialize(using = AnswerValueJson.class)
public sealed interface AnswerValue {

    /** The bare JSON value. */
    @JsonValue
    Object json();

    /** A local time of day, to the minute. */
    record ClockTime(LocalTime time) implements AnswerValue {

        static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

        public ClockTime {
            if (time.getSecond() != 0 || time.getNano() != 0) {
                throw new IllegalArgumentException("a clock time has hours and minutes only");
            }
        }

        @Override
        public String json() {
            return FORMAT.format(time);
        }
    }

    /** A length of time, by its bin. */
    record Duration(DurationBin bin) implements AnswerValue {
        @Override
        public String json() {
            return bin.name();
        }
    }

    /** How often the person woke. */
    record Wakings(NightWakings wakings) implements AnswerValue {
        @Override
        public String json() {
            return wakings.name();
        }
    }

    /** A rating from 1 (worst) to 10 (best). */
    record Rating(int points) implements AnswerValue {

        public static final int LOWEST = 1;
        public static final int HIGHEST = 10;

        public Rating {
            if (points < LOWEST || points > HIGHEST) {
                throw new IllegalArgumentException("a rating goes from 1 to 10");
            }
        }

        @Override
        public Integer json() {
            return points;
        }
    }

    /** Yes or no. */
    record YesNo(boolean yes) implements AnswerValue {
        @Override
        public Boolean json() {
            return yes;
        }
    }

    /** Everything that disturbed the night; empty for "none". Kept in the order of {@link Disruption}. */
    record Disruptions(Set<Disruption> disruptions) implements AnswerValue {

        public Disruptions {
            disruptions = disruptions.isEmpty()
                    ? Set.of()
                    : java.util.Collections.unmodifiableSet(EnumSet.copyOf(disruptions));
        }

        @Override
        public List<String> json() {
            return disruptions.stream().map(Disruption::name).toList();
        }
    }
}
