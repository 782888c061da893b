package org.sleepquiz.eventstore;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizAbandoned;
import org.sleepquiz.messages.UserSleepEvent.QuizCancelled;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;

/** One event of every type. */
final class EventExamples {

    static final String USER = "424242424242";

    private static final Instant NOW = Instant.parse("2026-11-24T07:05:00Z");
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final UUID QUIZ = UUID.fromString("7b1c6b7e-0000-4000-8000-000000000001");
    private static final UUID ENTRY = UUID.fromString("7b1c6b7e-0000-4000-8000-000000000002");

    private EventExamples() {}

    static UserRegistered registered(String telegramId) {
        return new UserRegistered(telegramId, NOW, Settings.ofNewUser(STOCKHOLM, Language.SV));
    }

    /** One of each type that leaves the stream it is appended to as it is. */
    static List<UserSleepEvent> lasting() {
        return all().stream().filter(event -> !(event instanceof UserErased)).toList();
    }

    static List<UserSleepEvent> all() {
        Answers answers = Json.MAPPER.readValue("""
                {"BEDTIME": "22:15", "SLEEP_LATENCY": "FROM_15_TO_30", "WAKE_TIME": "07:00", "NIGHT_WAKINGS": "NONE",
                 "SLEEP_QUALITY": 7, "PHONE_USAGE": true, "PHONE_DURATION": "UNDER_15", "DISRUPTIONS": ["NOISE", "PAIN"],
                 "ALERTNESS": 6}
                """, Answers.class);
        SleepEntry entry = new SleepEntry(
                ENTRY,
                LocalDate.of(2026, 11, 24),
                STOCKHOLM,
                Instant.parse("2026-11-23T21:15:00Z"),
                Instant.parse("2026-11-24T06:00:00Z"),
                answers);
        return List.of(
                registered(USER),
                new QuizPrompted(USER, NOW, NOW.minusSeconds(300), LocalDate.of(2026, 11, 24), Language.ES, false),
                new PromptSnoozed(USER, NOW, LocalDate.of(2026, 11, 24), NOW.plusSeconds(1_800)),
                new WeeklyReportDue(USER, NOW, NOW, LocalDate.of(2026, 11, 24), Language.ES),
                new UserUnreachable(USER, NOW, UserUnreachable.Reason.DEACTIVATED),
                new UserReachable(USER, NOW),
                new QuizStarted(USER, NOW, QUIZ, NOW, STOCKHOLM),
                new QuestionAnswered(USER, NOW, QUIZ, Question.ALERTNESS, new Rating(6)),
                new QuizCompleted(USER, NOW, QUIZ, entry),
                new SleepEntryCorrected(USER, NOW, QUIZ, entry),
                new QuizCancelled(USER, NOW, QUIZ),
                new QuizAbandoned(USER, NOW, QUIZ, QuizAbandoned.Reason.STARTED_OVER),
                new SleepEntryDeleted(USER, NOW, ENTRY, LocalDate.of(2026, 11, 24)),
                new SettingsChanged(USER, NOW, Settings.ofNewUser(STOCKHOLM, Language.ES)),
                new UserErased(USER, NOW));
    }
}
