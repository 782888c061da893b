package org.sleepquiz.legacyimport;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Turns the predecessor's numbers back into the choices that were made. It kept no night date: a night is the latest one that
 * the clock times can mean at the moment of logging.
 */
final class Understanding {

    private static final Map<Integer, DurationBin> LATENCIES = Map.of(
            0, DurationBin.UNDER_15,
            15, DurationBin.FROM_15_TO_30,
            45, DurationBin.FROM_30_TO_60,
            90, DurationBin.OVER_60);
    private static final Map<Integer, DurationBin> PHONE_DURATIONS = Map.of(
            7, DurationBin.UNDER_15,
            22, DurationBin.FROM_15_TO_30,
            45, DurationBin.FROM_30_TO_60,
            90, DurationBin.OVER_60);
    private static final Map<Integer, NightWakings> WAKINGS =
            Map.of(0, NightWakings.NONE, 2, NightWakings.ONE_OR_TWO, 4, NightWakings.THREE_OR_MORE);
    private static final Map<String, Disruption> DISRUPTIONS = Map.of(
            "noise", Disruption.NOISE,
            "light", Disruption.LIGHT,
            "temp", Disruption.TEMPERATURE,
            "stress", Disruption.STRESS,
            "dream", Disruption.DREAM,
            "pain", Disruption.PAIN);

    private static final Pattern CLOCK = Pattern.compile("(\\d{2}):(\\d{2})(:\\d{2}(\\.\\d+)?)?");
    private static final int DAY = 24 * 60; // minutes

    /** What makes a row no night. */
    private static final class Doubt extends Exception {

        private static final long serialVersionUID = 1L;

        private final Refused why;

        Doubt(Refused why) {
            super(why.reason());
            this.why = why;
        }
    }

    private Understanding() {}

    /** @param zone in which the person lived, as far as is known */
    static Understood of(LegacyEntry entry, ZoneId zone) {
        try {
            List<Remark> remarks = new ArrayList<>();
            if (entry.loggedAt() == null) {
                throw new Doubt(Refused.NO_TIME);
            }
            Answers answers = answers(entry, remarks);
            return Night.of(answers, entry.loggedAt(), zone)
                    .<Understood>map(night ->
                            new Understood.Night(entry.rowId(), night.nightDate(), answers, List.copyOf(remarks)))
                    .orElseThrow();
        } catch (Doubt doubt) {
            return new Understood.NoNight(entry.rowId(), doubt.why);
        }
    }

    private static Answers answers(LegacyEntry entry, List<Remark> remarks) throws Doubt {
        Map<Question, AnswerValue> answers = new EnumMap<>(Question.class);
        LocalTime bedtime = clock(entry.bedtime());
        LocalTime wakeTime = clock(entry.wakeTime());
        answers.put(Question.BEDTIME, new ClockTime(bedtime));
        answers.put(Question.WAKE_TIME, new ClockTime(wakeTime));
        answers.put(Question.SLEEP_LATENCY, new Duration(chosen(LATENCIES, entry.latencyMinutes())));
        NightWakings wakings = chosen(WAKINGS, entry.nightWakings());
        answers.put(Question.NIGHT_WAKINGS, new Wakings(wakings));
        if (wakings != NightWakings.NONE) {
            answers.put(Question.TIME_AWAKE, new Duration(timeAwake(entry, bedtime, wakeTime, remarks)));
        }
        answers.put(Question.SLEEP_QUALITY, rating(entry.quality()));
        boolean phone = given(entry.phoneUsage());
        answers.put(Question.PHONE_USAGE, new YesNo(phone));
        if (phone) {
            answers.put(Question.PHONE_DURATION, new Duration(phoneDuration(entry, remarks)));
        }
        answers.put(Question.DISRUPTIONS, new Disruptions(disruptions(entry.disruptions(), remarks)));
        answers.put(Question.ALERTNESS, rating(entry.alertness()));
        return new Answers(answers);
    }

    /**
     * The predecessor never asked for it. What its total leaves between latency and time in bed is time awake, reckoned by the
     * clock on the wall as the predecessor did; a total that leaves less than nothing tells nothing.
     */
    private static DurationBin timeAwake(
            LegacyEntry entry, LocalTime bedtime, LocalTime wakeTime, List<Remark> remarks) {
        Double total = entry.totalSleepHours();
        if (total != null && entry.latencyMinutes() != null && total > 0 && total <= 24) {
            int inBed = Math.floorMod(minuteOfDay(wakeTime) - minuteOfDay(bedtime), DAY);
            long awake = inBed - entry.latencyMinutes() - Math.round(total * 60);
            if (awake >= 0) {
                remarks.add(Remark.TIME_AWAKE_DERIVED);
                return bin(awake);
            }
        }
        remarks.add(Remark.TIME_AWAKE_ASSUMED);
        return DurationBin.UNDER_15;
    }

    private static int minuteOfDay(LocalTime time) {
        return time.getHour() * 60 + time.getMinute();
    }

    private static DurationBin bin(long minutes) {
        for (DurationBin bin : DurationBin.values()) {
            if (minutes < bin.high()) {
                return bin;
            }
        }
        return DurationBin.OVER_60;
    }

    private static DurationBin phoneDuration(LegacyEntry entry, List<Remark> remarks) throws Doubt {
        if (entry.phoneMinutes() == null) {
            remarks.add(Remark.PHONE_DURATION_ASSUMED);
            return DurationBin.UNDER_15;
        }
        return chosen(PHONE_DURATIONS, entry.phoneMinutes());
    }

    private static Set<Disruption> disruptions(@Nullable String json, List<Remark> remarks) throws Doubt {
        Set<Disruption> disruptions = EnumSet.noneOf(Disruption.class);
        JsonNode list = list(json);
        if (list.isNull()) {
            remarks.add(Remark.DISRUPTIONS_ASSUMED);
            return disruptions;
        }
        if (!list.isArray()) {
            throw new Doubt(Refused.UNREADABLE);
        }
        for (JsonNode name : list) {
            Optional.ofNullable(DISRUPTIONS.get(name.asString("")))
                    .ifPresentOrElse(disruptions::add, () -> remarks.add(Remark.STRAY_DISRUPTION));
        }
        return disruptions;
    }

    private static JsonNode list(@Nullable String json) throws Doubt {
        try {
            return json == null ? Json.MAPPER.getNodeFactory().nullNode() : Json.MAPPER.readTree(json);
        } catch (JacksonException notJson) {
            throw new Doubt(Refused.UNREADABLE);
        }
    }

    private static <C> C chosen(Map<Integer, C> choices, @Nullable Integer number) throws Doubt {
        C choice = choices.get(given(number));
        if (choice == null) {
            throw new Doubt(Refused.UNKNOWN_CHOICE);
        }
        return choice;
    }

    private static Rating rating(@Nullable Integer points) throws Doubt {
        if (given(points) < Rating.LOWEST || points > Rating.HIGHEST) {
            throw new Doubt(Refused.RATING_OUT_OF_RANGE);
        }
        return new Rating(points);
    }

    /** To the minute; PostgreSQL's 24:00 is midnight. */
    private static LocalTime clock(@Nullable String time) throws Doubt {
        Matcher clock = CLOCK.matcher(given(time));
        if (!clock.matches()) {
            throw new Doubt(Refused.UNREADABLE);
        }
        int hour = Integer.parseInt(clock.group(1));
        int minute = Integer.parseInt(clock.group(2));
        if (hour > 24 || minute > 59) {
            throw new Doubt(Refused.UNREADABLE);
        }
        return LocalTime.of(hour % 24, minute);
    }

    private static <T> T given(@Nullable T answer) throws Doubt {
        if (answer == null) {
            throw new Doubt(Refused.ANSWER_MISSING);
        }
        return answer;
    }
}
