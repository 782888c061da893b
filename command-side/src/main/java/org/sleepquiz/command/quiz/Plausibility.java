package org.sleepquiz.command.quiz;

import java.util.List;
import java.util.stream.Stream;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.Question;

/** Tells a night that somebody can have slept from a slip of the finger. */
final class Plausibility {

    private Plausibility() {}

    /** The questions to look at again if nobody can have slept like this; none if somebody can. */
    static List<Question> doubts(Answers answers, Night night) {
        if (answers.bedtime().equals(answers.wakeTime())) {
            return List.of(Question.BEDTIME, Question.WAKE_TIME);
        }
        int leastAwake = answers.sleepLatency().low()
                + answers.timeAwake().map(DurationBin::low).orElse(0);
        if (leastAwake < night.timeInBed().toMinutes()) {
            return List.of();
        }
        return Stream.of(Question.BEDTIME, Question.SLEEP_LATENCY, Question.WAKE_TIME, Question.TIME_AWAKE)
                .filter(answers::isAsked)
                .toList();
    }
}
