package org.sleepquiz.query;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;

/** Events as the command-side writes them. */
public final class Events {

    public static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    public static final Instant NOW = Instant.parse("2026-11-24T06:30:00Z");

    private static final AtomicLong LAST_USER = new AtomicLong(7_000_000_000L);

    private Events() {}

    public static String newUser() {
        return Long.toString(LAST_USER.incrementAndGet());
    }

    public static UserRegistered registered(String user) {
        return registered(user, STOCKHOLM);
    }

    public static UserRegistered registered(String user, ZoneId zone) {
        return new UserRegistered(user, NOW, Settings.ofNewUser(zone, Language.SV));
    }

    public static SettingsChanged settingsChanged(String user, Settings settings) {
        return new SettingsChanged(user, NOW.plusSeconds(60), settings);
    }

    public static QuizCompleted completed(String user, SleepEntry entry) {
        return new QuizCompleted(user, NOW, UUID.randomUUID(), entry);
    }

    public static SleepEntryCorrected corrected(QuizCompleted completion) {
        return new SleepEntryCorrected(
                completion.telegramId(), completion.occurredAt(), completion.quizId(), completion.entry());
    }

    public static SleepEntryDeleted deleted(String user, SleepEntry entry) {
        return new SleepEntryDeleted(user, NOW.plusSeconds(120), entry.entryId(), entry.nightDate());
    }

    /** At seven in Stockholm, sent two seconds later. */
    public static QuizPrompted prompted(String user, LocalDate forDate) {
        Instant scheduledFor = forDate.atTime(7, 0).atZone(STOCKHOLM).toInstant();
        return new QuizPrompted(user, scheduledFor.plusSeconds(2), scheduledFor, forDate, Language.SV, false);
    }

    /** Half an hour after a prompt at seven. */
    public static PromptSnoozed snoozed(String user, LocalDate forDate) {
        Instant at = forDate.atTime(7, 5).atZone(STOCKHOLM).toInstant();
        return new PromptSnoozed(user, at, forDate, at.plusSeconds(1800));
    }

    public static QuizCompleted completed(String user, SleepEntry entry, Instant at) {
        return new QuizCompleted(user, at, UUID.randomUUID(), entry);
    }

    public static UserErased erased(String user) {
        return new UserErased(user, NOW.plusSeconds(180));
    }

    /** Eight hours from 22:30, in Stockholm, slept through without a phone. */
    public static SleepEntry night(LocalDate nightDate) {
        return night(UUID.randomUUID(), nightDate, LocalTime.of(22, 30), LocalTime.of(6, 30), 7);
    }

    public static SleepEntry night(
            UUID entryId, LocalDate nightDate, LocalTime bedtime, LocalTime wakeTime, int quality) {
        return entry(entryId, nightDate, bedtime, wakeTime, quality, null, null, Set.of());
    }

    /** A night with everything: wakings, a phone and disruptions. */
    public static SleepEntry restlessNight(UUID entryId, LocalDate nightDate) {
        return entry(
                entryId,
                nightDate,
                LocalTime.of(0, 15),
                LocalTime.of(7, 45),
                3,
                DurationBin.FROM_15_TO_30,
                DurationBin.OVER_60,
                Set.of(Disruption.STRESS, Disruption.NOISE));
    }

    private static SleepEntry entry(
            UUID entryId,
            LocalDate nightDate,
            LocalTime bedtime,
            LocalTime wakeTime,
            int quality,
            @Nullable DurationBin awake,
            @Nullable DurationBin phone,
            Set<Disruption> disruptions) {
        Map<Question, AnswerValue> answers = new EnumMap<>(Question.class);
        answers.put(Question.BEDTIME, new AnswerValue.ClockTime(bedtime));
        answers.put(Question.SLEEP_LATENCY, new AnswerValue.Duration(DurationBin.FROM_15_TO_30));
        answers.put(Question.WAKE_TIME, new AnswerValue.ClockTime(wakeTime));
        answers.put(
                Question.NIGHT_WAKINGS,
                new AnswerValue.Wakings(awake == null ? NightWakings.NONE : NightWakings.ONE_OR_TWO));
        if (awake != null) {
            answers.put(Question.TIME_AWAKE, new AnswerValue.Duration(awake));
        }
        answers.put(Question.SLEEP_QUALITY, new AnswerValue.Rating(quality));
        answers.put(Question.PHONE_USAGE, new AnswerValue.YesNo(phone != null));
        if (phone != null) {
            answers.put(Question.PHONE_DURATION, new AnswerValue.Duration(phone));
        }
        answers.put(Question.DISRUPTIONS, new AnswerValue.Disruptions(disruptions));
        answers.put(Question.ALERTNESS, new AnswerValue.Rating(quality));
        Instant wakeAt = nightDate.atTime(wakeTime).atZone(STOCKHOLM).toInstant();
        LocalDate bedDate = bedtime.isBefore(wakeTime) ? nightDate : nightDate.minusDays(1);
        Instant bedAt = bedDate.atTime(bedtime).atZone(STOCKHOLM).toInstant();
        return new SleepEntry(entryId, nightDate, STOCKHOLM, bedAt, wakeAt, new Answers(answers));
    }

    /** How long the tests give the projections. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);
}
