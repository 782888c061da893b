package org.sleepquiz.bot;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.SleepEntry;

/** Nights to talk about. */
public final class Nights {

    public static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");

    private Nights() {}

    public static Answers answers(String bedtime, String wakeTime, int quality) {
        return new Answers(Map.of(
                Question.BEDTIME, new ClockTime(LocalTime.parse(bedtime)),
                Question.SLEEP_LATENCY, new Duration(DurationBin.FROM_15_TO_30),
                Question.WAKE_TIME, new ClockTime(LocalTime.parse(wakeTime)),
                Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE),
                Question.SLEEP_QUALITY, new Rating(quality),
                Question.PHONE_USAGE, new YesNo(false),
                Question.DISRUPTIONS, new Disruptions(Set.of(Disruption.NOISE)),
                Question.ALERTNESS, new Rating(7)));
    }

    public static SleepEntry entry(LocalDate date, Answers answers) {
        Night night = Night.on(date, answers, ZONE).orElseThrow();
        return new SleepEntry(UUID.randomUUID(), date, ZONE, night.bedAt(), night.wakeAt(), answers);
    }
}
