package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sleepquiz.eventstore.NamingSerializer;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.ReportDay;
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
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;

/**
 * What a certain life comes to in a snapshot is approved in {@code src/test/resources/snapshots/UserSleep.v<revision>.json}. A file that is
 * there is never edited: whoever changes what a snapshot says gives {@link UserSleep#SNAPSHOT} a new revision, whose file takes the place of
 * the old one.
 */
class SnapshotOfADiaryTest {

    private static final Path APPROVED = Path.of("src/test/resources/snapshots");
    private static final String ANNA = "4711";
    private static final Instant NOW = Instant.parse("2026-11-24T06:10:00.123Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");

    private final NamingSerializer serializer = NamingSerializer.of(List.of(UserSleep.SNAPSHOT));

    /** In which every choice of every question is made, and everything that a diary knows of is known. */
    private static List<UserSleepEvent> life() {
        Settings settings = new Settings(
                true,
                LocalTime.of(6, 30),
                ZONE,
                Language.SV,
                450,
                Set.of(DayOfWeek.SATURDAY, DayOfWeek.MONDAY),
                ReportDay.SUNDAY,
                LocalDate.of(2026, 12, 24));
        List<UserSleepEvent> life = new ArrayList<>();
        life.add(new UserRegistered(ANNA, NOW, Settings.ofNewUser(ZONE, Language.EN)));
        for (int night = 0; night < 12; night++) {
            life.add(new QuizStarted(ANNA, NOW, quiz(night), NOW.plusMillis(night), ZONE));
            life.add(new QuizCompleted(ANNA, NOW, quiz(night), entry(night)));
        }
        // a night that was corrected and one that was deleted
        life.add(new QuizCompleted(ANNA, NOW.plusSeconds(60), quiz(12), entry(3)));
        life.add(new SleepEntryDeleted(ANNA, NOW, entry(5).entryId(), entry(5).nightDate()));
        life.add(new QuizStarted(ANNA, NOW, quiz(13), NOW, ZONE));
        life.add(new QuestionAnswered(ANNA, NOW, quiz(13), Question.TIME_AWAKE, bin(2)));
        life.add(new QuizCancelled(ANNA, NOW, quiz(13)));
        life.add(new QuizStarted(ANNA, NOW, quiz(14), NOW, ZONE));
        life.add(new QuizAbandoned(ANNA, NOW, quiz(14), QuizAbandoned.Reason.STARTED_OVER));
        life.add(new QuizStarted(ANNA, NOW, quiz(15), NOW, ZONE));
        for (Question question : Question.values()) {
            life.add(new QuestionAnswered(ANNA, NOW.plusSeconds(5), quiz(15), question, value(question, 4)));
        }
        life.add(new SettingsChanged(ANNA, NOW, settings));
        life.add(new QuizPrompted(ANNA, NOW, NOW, LocalDate.of(2026, 11, 24), Language.SV, false));
        life.add(new PromptSnoozed(ANNA, NOW, LocalDate.of(2026, 11, 24), NOW.plusSeconds(1_800)));
        life.add(new QuizPrompted(ANNA, NOW, NOW, LocalDate.of(2026, 11, 24), Language.SV, true));
        life.add(new WeeklyReportDue(ANNA, NOW, NOW, LocalDate.of(2026, 11, 22), Language.SV));
        life.add(new UserUnreachable(ANNA, NOW, UserUnreachable.Reason.BLOCKED));
        return life;
    }

    @Test // #5
    void whatASnapshotSaysIsAsItWasApprovedForItsRevision() throws IOException {
        Path file = APPROVED.resolve("UserSleep.v" + UserSleep.SNAPSHOT.revision() + ".json");
        String json = serializer.serialize(after(life()), String.class).getData();
        assertThat(file)
                .as("approve a new revision by adding its file with:%n%s", json)
                .exists();
        assertThat(json)
                .as("a change of the snapshot is a new revision")
                .isEqualTo(Files.readString(file).strip());
        try (Stream<Path> files = Files.list(APPROVED)) {
            assertThat(files).as("snapshots of other revisions are never read").containsExactly(file);
        }
    }

    @Test // #5
    void aPersonIsAsBeforeWhenTheirSnapshotIsRead() {
        UserSleep anna = after(life());
        UserSleep read = serializer.deserialize(serializer.serialize(anna, byte[].class));

        assertThat(read.snapshot()).isEqualTo(anna.snapshot());
        assertThat(read.snapshot().telegramId()).isEqualTo(ANNA);
        assertThat(read.snapshot().lastEvent()).isEqualTo("event-" + (life().size() - 1));
        UserSleep nobody = serializer.deserialize(serializer.serialize(new UserSleep(), byte[].class));
        assertThat(nobody.snapshot()).isEqualTo(new UserSleep().snapshot());
    }

    /** Else a field could be added that the approved example does not show. */
    @Test // #5
    void theExampleLeavesNothingOut() {
        assertComplete(after(life()).snapshot());
    }

    private static void assertComplete(Record record) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(record, component);
            assertThat(value).as(component.toString()).isNotNull();
            if (value instanceof Record nested) {
                assertComplete(nested);
            }
        }
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static UserSleep after(List<UserSleepEvent> events) {
        UserSleep person = new UserSleep();
        for (int number = 0; number < events.size(); number++) {
            person.on(events.get(number), "event-" + number);
        }
        return person;
    }

    private static UUID quiz(int number) {
        return new UUID(0x0190_a6b4_7f2e_7c3dL - number, 0x9e21_5b1d_2f8a_4c10L + number);
    }

    private static SleepEntry entry(int number) {
        Map<Question, AnswerValue> answers = new EnumMap<>(Question.class);
        for (Question question : Question.values()) {
            answers.put(question, value(question, number));
        }
        Instant wakeAt = Instant.parse("2026-11-01T06:00:00Z").plus(Duration.ofDays(number));
        return new SleepEntry(
                quiz(100 + number),
                LocalDate.of(2026, 11, 1).plusDays(number),
                ZONE,
                wakeAt.minus(Duration.ofHours(8)),
                wakeAt,
                new Answers(answers));
    }

    private static AnswerValue value(Question question, int number) {
        return switch (question.kind()) {
            case CLOCK_TIME -> new ClockTime(LocalTime.of(question == Question.BEDTIME ? 23 : 7, number));
            case DURATION -> bin(number);
            case WAKINGS -> new Wakings(NightWakings.values()[number % NightWakings.values().length]);
            case RATING -> new Rating(1 + number % Rating.HIGHEST);
            case YES_NO -> new YesNo(number % 2 == 0);
            case DISRUPTIONS ->
                new Disruptions(
                        number == 0 ? Set.of() : Set.of(Disruption.values()[number % Disruption.values().length]));
        };
    }

    private static AnswerValue bin(int number) {
        return new AnswerValue.Duration(DurationBin.values()[number % DurationBin.values().length]);
    }
}
