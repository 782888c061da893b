package org.sleepquiz.faults;

import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;

/** Answers as people give them, of nights that can be: six hours in bed at the least. */
final class Choices {

    private final Random random;

    Choices(Random random) {
        this.random = random;
    }

    AnswerValue to(Question question) {
        return switch (question.kind()) {
            case CLOCK_TIME -> new ClockTime(clock(question == Question.BEDTIME ? 21 : 6));
            case DURATION -> new Duration(of(List.of(DurationBin.values())));
            case WAKINGS -> new Wakings(of(List.of(NightWakings.values())));
            case RATING -> new Rating(1 + random.nextInt(10));
            case YES_NO -> new YesNo(random.nextBoolean());
            case DISRUPTIONS -> new Disruptions(disruptions());
        };
    }

    Answers all() {
        Answers answers = Answers.none();
        while (!answers.areComplete()) {
            Question next = answers.missing().get(0);
            answers = answers.with(next, to(next));
        }
        return answers;
    }

    /** Within three hours, by quarters. */
    private LocalTime clock(int firstHour) {
        return LocalTime.of(firstHour + random.nextInt(3), 15 * random.nextInt(4));
    }

    private Set<Disruption> disruptions() {
        Set<Disruption> disruptions = EnumSet.noneOf(Disruption.class);
        for (Disruption disruption : Disruption.values()) {
            if (random.nextInt(4) == 0) {
                disruptions.add(disruption);
            }
        }
        return disruptions;
    }

    <T> T of(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    Random random() {
        return random;
    }
}
