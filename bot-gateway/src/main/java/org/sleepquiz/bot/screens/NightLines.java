package org.sleepquiz.bot.screens;

import java.math.RoundingMode;
import java.util.List;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.SleepFigures;

/** A night in lines of HTML. */
public final class NightLines {

    private static final int BAD = 4;
    private static final int NEUTRAL = 7;

    private NightLines() {}

    /** What was answered, a line each. */
    public static List<String> answers(Texts texts, Answers answers) {
        return answers.byQuestion().entrySet().stream()
                .map(answer -> texts.html(
                        "review.line",
                        texts.plain("label." + answer.getKey()),
                        AnswerText.of(texts, answer.getValue())))
                .toList();
    }

    /** What follows from the answers, a line each. */
    public static List<String> figures(Texts texts, SleepFigures figures) {
        return List.of(
                texts.html("summary.in-bed", texts.length(figures.timeInBedMinutes())),
                sleep(
                        texts,
                        figures.totalSleepMinutes(),
                        figures.totalSleepMinutesLow(),
                        figures.totalSleepMinutesHigh()),
                texts.html(
                        "summary.efficiency",
                        figures.sleepEfficiency()
                                .setScale(0, RoundingMode.HALF_UP)
                                .toPlainString()));
    }

    /** The sleep time, in minutes, as an interval where it is one. */
    static String sleep(Texts texts, int typical, int low, int high) {
        return low == high
                ? texts.html("summary.sleep", texts.length(typical))
                : texts.html("summary.sleep-interval", texts.length(typical), texts.length(low), texts.length(high));
    }

    /** The face for a quality of 1 to 10. */
    public static String face(Texts texts, int quality) {
        if (quality <= BAD) {
            return texts.plain("face.bad");
        }
        return texts.plain(quality <= NEUTRAL ? "face.neutral" : "face.good");
    }
}
