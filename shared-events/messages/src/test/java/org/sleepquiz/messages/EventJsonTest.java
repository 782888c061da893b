package org.sleepquiz.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/**
 * The approved JSON of each event lies in {@code src/test/resources/events/<Name>.v<revision>.json}, and beside it, in
 * {@code .shape}, everything that it may hold. A file that is there is never edited: whoever changes an event's JSON adds a revision, its
 * files and the way from the one before ({@code docs/evolution.md}).
 */
class EventJsonTest {

    private static final Path APPROVED = Path.of("src/test/resources/events");
    private static final String USER = "4711";
    private static final Instant AT = Instant.parse("2026-11-24T06:10:00Z");
    private static final Instant DUE = Instant.parse("2026-11-24T06:00:00Z");
    private static final UUID QUIZ = UUID.fromString("0190a6b4-7f2e-7c3d-9e21-5b1d2f8a4c10");
    private static final UUID ENTRY = UUID.fromString("5f4b8a0e-3a52-4b3f-8b7e-0c6d6f1f7a21");
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);
    private static final Answers ANSWERS = Answers.none()
            .with(Question.BEDTIME, new ClockTime(LocalTime.of(22, 15)))
            .with(Question.SLEEP_LATENCY, new Duration(DurationBin.FROM_15_TO_30))
            .with(Question.WAKE_TIME, new ClockTime(LocalTime.of(6, 45)))
            .with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO))
            .with(Question.TIME_AWAKE, new Duration(DurationBin.UNDER_15))
            .with(Question.SLEEP_QUALITY, new Rating(7))
            .with(Question.PHONE_USAGE, new YesNo(true))
            .with(Question.PHONE_DURATION, new Duration(DurationBin.FROM_30_TO_60))
            .with(Question.DISRUPTIONS, new Disruptions(Set.of(Disruption.PAIN, Disruption.NOISE)))
            .with(Question.ALERTNESS, new Rating(8));
    private static final SleepEntry SLEEP_ENTRY = new SleepEntry(
            ENTRY,
            NIGHT,
            STOCKHOLM,
            Instant.parse("2026-11-23T21:15:00Z"),
            Instant.parse("2026-11-24T05:45:00Z"),
            ANSWERS);
    private static final Settings SETTINGS = Settings.ofNewUser(STOCKHOLM, Language.SV);

    static Stream<UserSleepEvent> events() {
        return Stream.of(
                new UserRegistered(USER, AT, SETTINGS),
                new QuizStarted(USER, AT, QUIZ, AT, STOCKHOLM),
                new QuestionAnswered(USER, AT, QUIZ, Question.DISRUPTIONS, new Disruptions(Set.of(Disruption.STRESS))),
                new QuizCompleted(USER, AT, QUIZ, SLEEP_ENTRY),
                new QuizCancelled(USER, AT, QUIZ),
                new QuizAbandoned(USER, AT, QUIZ, QuizAbandoned.Reason.LEFT_UNTOUCHED),
                new SleepEntryCorrected(USER, AT, QUIZ, SLEEP_ENTRY),
                new SleepEntryDeleted(USER, AT, ENTRY, NIGHT),
                new SettingsChanged(USER, AT, SETTINGS),
                new QuizPrompted(USER, AT, DUE, NIGHT, Language.SV, false),
                new PromptSnoozed(USER, AT, NIGHT, AT.plusSeconds(1_800)),
                new WeeklyReportDue(USER, AT, DUE, NIGHT, Language.SV),
                new UserUnreachable(USER, AT, UserUnreachable.Reason.BLOCKED),
                new UserReachable(USER, AT),
                new UserErased(USER, AT));
    }

    @ParameterizedTest // #2
    @MethodSource("events")
    void anEventsJsonIsAsItWasApproved(UserSleepEvent event) throws IOException {
        EventType type = EventType.of(event.getClass());
        Path file = APPROVED.resolve(type.name() + ".v" + type.revision() + ".json");
        String json = Json.MAPPER
                .rebuild()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(event);
        assertThat(file)
                .as("approve a new revision by adding its file with:%n%s", json)
                .exists();
        assertThat(Json.MAPPER.readTree(json)).isEqualTo(Json.MAPPER.readTree(Files.readString(file)));
    }

    @ParameterizedTest // #5
    @MethodSource("events")
    void whatAnEventsJsonMayHoldIsAsItWasApproved(UserSleepEvent event) throws IOException {
        EventType type = EventType.of(event.getClass());
        Path file = APPROVED.resolve(type.name() + ".v" + type.revision() + ".shape");
        List<String> shape = JsonShape.of(event.getClass());
        assertThat(file)
                .as("approve a new revision by adding its file with:%n%s", String.join("\n", shape))
                .exists();
        assertThat(shape)
                .as("a change of %s is a new revision, which a file of its own approves", type.name())
                .isEqualTo(Files.readAllLines(file));
    }

    @Test // #5
    void everyRevisionThatThereHasBeenKeepsItsExample() throws IOException {
        List<String> expected = EventType.ALL.stream()
                .flatMap(type -> IntStream.rangeClosed(1, type.revision())
                        .mapToObj(revision -> type.name() + ".v" + revision)
                        .flatMap(name -> Stream.of(name + ".json", name + ".shape")))
                .toList();
        try (Stream<Path> files = Files.list(APPROVED)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Each kind of change that there can be, down in the JSON as well. */
    @Test // #5
    void noChangeOfAnEventsJsonIsOverlooked() {
        record Chosen(Set<DayOfWeek> days, boolean again) {}
        record Before(String telegramId, Chosen chosen, Answers answers) {}
        record AddedAndLeftOut(
                String telegramId,
                Chosen chosen,
                Answers answers,
                @Nullable String addedLater) {}
        record Removed(String telegramId, Chosen chosen) {}
        record Renamed(String userId, Chosen chosen, Answers answers) {}
        record RenamedForJson(@JsonProperty("userId") String telegramId, Chosen chosen, Answers answers) {}
        record Retyped(long telegramId, Chosen chosen, Answers answers) {}
        record ChosenOtherwise(Set<ReportDay> days, boolean again) {}
        record OtherChoices(String telegramId, ChosenOtherwise chosen, Answers answers) {}
        record AnswerInstead(String telegramId, Chosen chosen, AnswerValue answers) {}

        List<String> before = JsonShape.of(Before.class);
        assertThat(before).hasSizeGreaterThan(8);
        assertThat(Stream.of(
                        AddedAndLeftOut.class,
                        Removed.class,
                        Renamed.class,
                        RenamedForJson.class,
                        Retyped.class,
                        OtherChoices.class,
                        AnswerInstead.class))
                .allSatisfy(after -> assertThat(JsonShape.of(after)).isNotEqualTo(before));
    }

    /** What is said of the shape is what Jackson does. */
    @ParameterizedTest // #5
    @MethodSource("events")
    void everythingInAnExampleIsInTheShape(UserSleepEvent event) {
        List<String> shape = JsonShape.of(event.getClass()).stream()
                .map(line -> line.substring(0, line.indexOf(": ")))
                .toList();
        assertThat(paths("", Json.MAPPER.valueToTree(event)))
                .allSatisfy(path -> assertThat(shape)
                        .anyMatch(known -> known.equals(path)
                                || known.startsWith(path + "[]")
                                || known.startsWith(path + " ")
                                || known.contains("{}")
                                        && path.startsWith(known.substring(0, known.indexOf("{}")) + ".")));
    }

    private static List<String> paths(String path, JsonNode json) {
        return json.isObject()
                ? json.properties().stream()
                        .flatMap(property -> paths(
                                path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                                property.getValue())
                                .stream())
                        .toList()
                : List.of(path);
    }

    @ParameterizedTest // #2
    @MethodSource("events")
    void anEventReadFromItsJsonIsTheSameEvent(UserSleepEvent event) {
        String json = Json.MAPPER.writeValueAsString(event);
        assertThat(Json.MAPPER.readValue(json, event.getClass())).isEqualTo(event);
    }

    @ParameterizedTest // #2
    @MethodSource("events")
    void anEventsJsonNamesNoJavaClassAndNoNull(UserSleepEvent event) {
        assertThat(Json.MAPPER.writeValueAsString(event)).doesNotContain("org.sleepquiz", "@class", "null");
    }

    @Test // #2, regression 18: an instant, not a local hour on a UTC date
    void aPromptTellsTheInstantAtWhichItWasDueWhateverTheZone() {
        Instant due = NIGHT.atTime(7, 0).atZone(ZoneId.of("Pacific/Auckland")).toInstant();
        String json = Json.MAPPER.writeValueAsString(
                new QuizPrompted(USER, due.plusSeconds(1), due, NIGHT, Language.EN, false));
        assertThat(json).contains("\"scheduledFor\":\"2026-11-23T18:00:00Z\"");
        assertThat(Json.MAPPER.readValue(json, QuizPrompted.class).scheduledFor())
                .isEqualTo(due);
    }

    @Test // #4
    void settingsWrittenBeforeThereWasMoreToChooseAreTheUsualOnes() throws IOException {
        String old = Files.readString(APPROVED.resolve("SettingsChanged.v1.json"));
        Settings settings = Json.MAPPER.readValue(old, SettingsChanged.class).settings();
        assertThat(settings.workingDays()).isEqualTo(Settings.USUAL_WORK_DAYS);
        assertThat(settings.reportDay()).isEqualTo(ReportDay.NEVER);
        assertThat(settings.promptsPausedUntil()).isNull();
    }

    @Test // #4
    void unusualSettingsSurviveTheirJson() {
        Settings unusual = new Settings(
                false,
                LocalTime.of(6, 30),
                STOCKHOLM,
                Language.ES,
                450,
                Set.of(DayOfWeek.SATURDAY, DayOfWeek.MONDAY),
                ReportDay.SUNDAY,
                NIGHT);
        String json = Json.MAPPER.writeValueAsString(unusual);
        assertThat(json).contains("\"workDays\":[\"MONDAY\",\"SATURDAY\"]", "\"weeklyReport\":\"SUNDAY\"");
        assertThat(Json.MAPPER.readValue(json, Settings.class)).isEqualTo(unusual);
    }

    @Test // #2
    void everyEventHasATypeAndAnApprovedExample() {
        List<Class<?>> declared = List.of(UserSleepEvent.class.getPermittedSubclasses());
        assertThat(EventType.ALL.stream().<Class<?>>map(EventType::eventClass))
                .containsExactlyInAnyOrderElementsOf(declared);
        assertThat(events().<Class<?>>map(UserSleepEvent::getClass)).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test // #2
    void aFieldThatANewerWriterAddsIsPassedOver() {
        String newer = "{\"telegramId\":\"1\",\"occurredAt\":\"2026-11-24T06:10:00Z\",\"addedLater\":{\"x\":1}}";
        assertThat(Json.MAPPER.readValue(newer, UserErased.class)).isEqualTo(new UserErased("1", AT));
    }
}
