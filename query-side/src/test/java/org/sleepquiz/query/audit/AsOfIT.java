package org.sleepquiz.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.STOCKHOLM;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.httpedge.Audit;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.query.Events;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What was known about a person on a day, who had changed it, and who has asked. */
class AsOfIT {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final SleepEntry FIRST = night(UUID.randomUUID(), DAY, LocalTime.of(22, 30), LocalTime.of(6, 30), 7);
    private static final SleepEntry MENDED = night(FIRST.entryId(), DAY, LocalTime.of(22, 45), LocalTime.of(6, 30), 4);

    private static QueryNode node;

    @BeforeAll
    static void start() {
        node = QueryNode.on(TestPostgres.freshDatabase(), "--sleepquiz.audit.salt=of the test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** A person's log, written as the command-side does. */
    private static final class Life {

        private final String user = newUser();
        private final List<DomainEventMessage<?>> events = new ArrayList<>();

        Life and(UserSleepEvent event, Map<String, String> metaData) {
            events.add(new GenericDomainEventMessage<>("UserSleep", user, events.size(), event, metaData));
            return this;
        }

        Life byThemself(UserSleepEvent event) {
            return and(event, Map.of("by", "person", "via", "telegram", "traceId", "t" + events.size()));
        }

        Life byAnOperator(UserSleepEvent event) {
            return and(event, Map.of("by", "operator:maria", "via", "http", "traceId", "t" + events.size()));
        }

        Life happened() {
            node.bean(EventStorageEngine.class).appendEvents(events);
            await().atMost(Events.PATIENCE).until(() -> node.count("history", "user_id", user) == events.size());
            return this;
        }

        UserRegistered registered(String at) {
            return new UserRegistered(user, Instant.parse(at), Settings.ofNewUser(STOCKHOLM, Language.SV));
        }

        SettingsChanged promptAt(String at, int hour, ZoneId zone) {
            return new SettingsChanged(
                    user, Instant.parse(at), new Settings(true, LocalTime.of(hour, 0), zone, Language.SV, 480));
        }

        QuizCompleted completed(String at, SleepEntry entry) {
            return new QuizCompleted(user, Instant.parse(at), UUID.randomUUID(), entry);
        }

        SleepEntryCorrected corrected(String at, SleepEntry entry) {
            return new SleepEntryCorrected(user, Instant.parse(at), UUID.randomUUID(), entry);
        }
    }

    /** Registered on the 18th, a night on the 20th at 07:00 local time, mended by an operator at noon, deleted on the 21st. */
    private static Life mended() {
        Life life = new Life();
        return life.byThemself(life.registered("2026-11-18T08:00:00Z"))
                .byThemself(life.completed("2026-11-20T06:00:00Z", FIRST))
                .byAnOperator(life.completed("2026-11-20T11:00:00Z", MENDED))
                .byAnOperator(life.corrected("2026-11-20T11:00:00Z", MENDED))
                .byThemself(life.promptAt("2026-11-20T12:00:00Z", 9, STOCKHOLM))
                .byThemself(
                        new SleepEntryDeleted(life.user, Instant.parse("2026-11-21T06:00:00Z"), FIRST.entryId(), DAY))
                .happened();
    }

    @Test // #5
    void theHistorySaysWhoCausedAnEventAndByWhichWay() {
        JsonNode events = json("/api/v1/users/" + mended().user + "/history").get("events");
        assertThat(events.get(0).path("by").asString()).isEqualTo("person");
        assertThat(events.get(0).path("via").asString()).isEqualTo("telegram");
        assertThat(events.get(0).path("trace").asString()).isEqualTo("t0");
        assertThat(events.get(2).path("by").asString()).isEqualTo("operator:maria");
        assertThat(events.get(2).path("via").asString()).isEqualTo("http");
    }

    @Test // #5
    void whatWasRecordedBeforeOriginsWereSaysNothingOfThem() {
        Life life = new Life();
        life.and(life.registered("2026-11-18T08:00:00Z"), Map.of("traceId", "a", "correlationId", "a"))
                .happened();
        JsonNode event =
                json("/api/v1/users/" + life.user + "/history").get("events").get(0);
        assertThat(event.has("by")).isFalse();
        assertThat(event.has("via")).isFalse();
        assertThat(event.has("trace")).isFalse();
        JsonNode cause = asOf(life, "at=2026-11-20T00:00:00Z").at("/settings/timeZone/changed");
        assertThat(cause.has("by")).isFalse();
        assertThat(cause.path("at").asString()).isEqualTo("2026-11-18T08:00:00Z");
    }

    @Test // #5
    void theHistoryOfATimeBeginsWithItsFromAndEndsBeforeItsTo() {
        String history =
                "/api/v1/users/" + mended().user + "/history?from=2026-11-20T06:00:00Z&to=2026-11-20T12:00:00Z";
        assertThat(StreamSupport.stream(json(history).get("events").spliterator(), false)
                        .map(event -> event.path("type").asString()))
                .containsExactly("QuizCompleted", "QuizCompleted", "SleepEntryCorrected");
    }

    @Test // #5
    void ofAnEntryItIsKnownWhatItWasThenAndWhoHadRecordedItAndWhoHadChangedIt() {
        Life life = mended();
        JsonNode before = asOf(life, "at=2026-11-20T10:59:59.999Z");
        assertThat(before.at("/entries/0/entry/answers/SLEEP_QUALITY").asInt()).isEqualTo(7);
        assertThat(before.at("/entries/0/changed/by").asString()).isEqualTo("person");
        JsonNode after = asOf(life, "at=2026-11-20T11:00:00Z");
        assertThat(after.at("/entries/0/entry/answers/SLEEP_QUALITY").asInt()).isEqualTo(4);
        assertThat(after.at("/entries/0/recorded/by").asString()).isEqualTo("person");
        assertThat(after.at("/entries/0/recorded/at").asString()).isEqualTo("2026-11-20T06:00:00Z");
        assertThat(after.at("/entries/0/changed/by").asString()).isEqualTo("operator:maria");
        assertThat(after.at("/entries/0/changed/via").asString()).isEqualTo("http");
    }

    @Test // #5
    void nothingOfWhatHappenedLaterIsInIt() {
        Life life = mended();
        JsonNode then = asOf(life, "at=2026-11-20T06:30:00Z");
        assertThat(then.get("nights").asInt()).isEqualTo(1);
        assertThat(then.at("/settings/promptTime/value").asString()).isEqualTo("07:00");
        assertThat(then.get("changes")).hasSize(1);
        assertThat(asOf(life, "at=2026-11-19T00:00:00Z").get("nights").asInt()).isZero();
        assertThat(asOf(life, "at=2026-11-22T00:00:00Z").get("nights").asInt()).isZero();
        assertThat(asOf(life, "at=2026-11-22T00:00:00Z")
                        .at("/settings/promptTime/value")
                        .asString())
                .isEqualTo("09:00");
    }

    @Test // #5
    void theChangesOfADayTellWhatItWasBeforeAndWhoMadeItWhatItIs() {
        JsonNode changes = asOf(mended(), "day=2026-11-20").get("changes");
        assertThat(changes).hasSize(3);
        assertThat(changes.get(1).at("/cause/by").asString()).isEqualTo("operator:maria");
        assertThat(changes.get(1).path("nightDate").asString()).isEqualTo("2026-11-20");
        assertThat(changes.get(1).get("values")).isEqualTo(Json.MAPPER.readTree("""
                        [{"name": "BEDTIME", "before": "22:30", "after": "22:45"},
                         {"name": "SLEEP_QUALITY", "before": 7, "after": 4},
                         {"name": "ALERTNESS", "before": 7, "after": 4}]
                        """));
        assertThat(changes.get(2).get("values")).isEqualTo(Json.MAPPER.readTree("""
                        [{"name": "promptTime", "before": "07:00", "after": "09:00"}]
                        """));
    }

    @Test // #5
    void aDeletionTellsWhatWasDeleted() {
        JsonNode changes = asOf(mended(), "day=2026-11-21").get("changes");
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).at("/cause/type").asString()).isEqualTo("SleepEntryDeleted");
        assertThat(changes.get(0).get("values").get(0)).isEqualTo(Json.MAPPER.readTree("""
                        {"name": "BEDTIME", "before": "22:45"}
                        """));
    }

    @Test // #5
    void aDayIsThatOfTheZoneInWhichThePersonLivedThen() {
        Life life = new Life();
        life.byThemself(life.registered("2026-11-18T08:00:00Z"))
                // half past midnight of the 20th in Stockholm; afterwards they live in New York
                .byThemself(life.promptAt("2026-11-19T23:30:00Z", 8, STOCKHOLM))
                .byThemself(life.promptAt("2026-11-20T09:00:00Z", 8, ZoneId.of("America/New_York")))
                // still the 20th there
                .byThemself(life.promptAt("2026-11-21T04:30:00Z", 10, ZoneId.of("America/New_York")))
                .happened();
        assertThat(asOf(life, "day=2026-11-19").at("/settings/promptTime/value").asString())
                .isEqualTo("07:00");
        JsonNode twentieth = asOf(life, "day=2026-11-20");
        assertThat(twentieth.at("/settings/promptTime/value").asString()).isEqualTo("10:00");
        assertThat(twentieth.get("timeZone").asString()).isEqualTo("America/New_York");
        assertThat(twentieth.get("at").asString()).isEqualTo("2026-11-21T05:00:00Z");
    }

    @Test // #5
    void anOpenQuizIsKnownWithTheAnswersThatItHad() {
        Life life = new Life();
        UUID quiz = UUID.randomUUID();
        Instant start = Instant.parse("2026-11-20T06:00:00Z");
        life.byThemself(life.registered("2026-11-20T06:00:00Z"))
                .byThemself(new QuizStarted(life.user, start, quiz, start, STOCKHOLM))
                .byThemself(answered(life, quiz, 1, Question.NIGHT_WAKINGS, new AnswerValue.Wakings(NightWakings.NONE)))
                .byThemself(answered(life, quiz, 2, Question.ALERTNESS, new AnswerValue.Rating(3)))
                .byThemself(answered(life, quiz, 3, Question.ALERTNESS, new AnswerValue.Rating(8)))
                .byThemself(new UserSleepEvent.QuizCancelled(life.user, start.plusSeconds(240), quiz))
                .happened();
        JsonNode open = asOf(life, "at=2026-11-20T06:02:00Z").get("quiz");
        assertThat(open.get("answers"))
                .isEqualTo(Json.MAPPER.readTree("{\"NIGHT_WAKINGS\": \"NONE\", \"ALERTNESS\": 3}"));
        JsonNode cancelled = asOf(life, "day=2026-11-20");
        assertThat(cancelled.has("quiz")).isFalse();
        assertThat(cancelled.get("changes").get(3).get("values")).isEqualTo(Json.MAPPER.readTree("""
                        [{"name": "ALERTNESS", "before": 3, "after": 8}]
                        """));
    }

    private static QuestionAnswered answered(Life life, UUID quiz, int minute, Question question, AnswerValue value) {
        return new QuestionAnswered(
                life.user, Instant.parse("2026-11-20T06:00:00Z").plusSeconds(60L * minute), quiz, question, value);
    }

    @Test // #5
    void nobodyIsKnownBeforeTheirFirstEventOrAfterTheyWereErased() {
        Life life = mended();
        assertThat(status(Role.OPERATOR, life, "at=2026-11-18T07:59:59.999Z")).isEqualTo(404);
        assertThat(status(Role.OPERATOR, life, "day=2026-11-17")).isEqualTo(404);
        assertThat(status(Role.OPERATOR, life, "day=2026-11-18")).isEqualTo(200);
        node.bean(EventStorageEngine.class)
                .appendEvents(new GenericDomainEventMessage<>(
                        "UserSleep", life.user, 6, new UserErased(life.user, Instant.parse("2026-11-22T06:00:00Z"))));
        await().atMost(Events.PATIENCE).until(() -> status(Role.OPERATOR, life, "day=2026-11-20") == 404);
    }

    @Test // #5
    void itIsForOperatorsAndAnalysts() {
        Life life = mended();
        assertThat(status(Role.OPERATOR, life, "day=2026-11-20")).isEqualTo(200);
        assertThat(status(Role.ANALYST, life, "day=2026-11-20")).isEqualTo(200);
        assertThat(status(Role.BOT, life, "day=2026-11-20")).isEqualTo(403);
        assertThat(status(null, life, "day=2026-11-20")).isEqualTo(401);
    }

    @ParameterizedTest // #5
    @ValueSource(
            strings = {
                "as-of",
                "as-of?day=2026-11-20&at=2026-11-20T00:00:00Z",
                "as-of?day=yesterday",
                "as-of?day=9999-12-32",
                "as-of?at=2026-11-20",
                "as-of?at=%2B1000000000-12-31T23:59:59Z",
                "as-of?day=2026-11-20&limit=0",
                "history?from=yesterday",
                "history?to=%2B999999-01-01T00:00:00Z"
            })
    void whatNamesNoTimeIsRefused(String query) {
        Life life = mended();
        HttpResponse<String> reply = node.getAs(Role.OPERATOR, "/api/v1/users/" + life.user + "/" + query);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
        assertThat(reply.body()).contains("MALFORMED");
    }

    @Test // #5
    void theFarthestTimesOfAllAreTimes() {
        Life life = mended();
        assertThat(status(Role.OPERATOR, life, "day=9999-12-31")).isEqualTo(200);
        assertThat(status(Role.OPERATOR, life, "at=9999-12-31T00:00:00Z")).isEqualTo(200);
        assertThat(status(Role.OPERATOR, life, "day=0001-01-01")).isEqualTo(404);
    }

    @Test // #5
    void whoReadsAPersonsDataIsNotedWithoutNamingThePerson() {
        Logger audit = (Logger) LoggerFactory.getLogger("sleepquiz.audit");
        ListAppender<ILoggingEvent> noted = new ListAppender<>();
        noted.start();
        audit.addAppender(noted);
        try {
            Life life = mended();
            node.getAs(Role.BOT, "/api/v1/users/" + life.user + "/entries");
            status(Role.OPERATOR, life, "day=2026-11-20");
            node.getAs(Role.ANALYST, "/api/v1/users/" + life.user + "/history");
            String person = node.bean(Audit.class).hash(life.user);
            await().atMost(Events.PATIENCE).until(() -> noted.list.size() == 2);
            assertThat(noted.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "event=person_read by=operator role=OPERATOR what=/api/v1/users/{telegramId}/as-of status=200 person="
                                    + person,
                            "event=person_read by=analyst role=ANALYST what=/api/v1/users/{telegramId}/history status=200 person="
                                    + person);
            assertThat(person).doesNotContain(life.user);
        } finally {
            audit.detachAppender(noted);
        }
    }

    private static int status(@Nullable Role role, Life life, String query) {
        return node.getAs(role, "/api/v1/users/" + life.user + "/as-of?" + query)
                .statusCode();
    }

    private static JsonNode asOf(Life life, String query) {
        return json("/api/v1/users/" + life.user + "/as-of?" + query);
    }

    private static JsonNode json(String path) {
        HttpResponse<String> reply = node.getAs(Role.OPERATOR, path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.MAPPER.readTree(reply.body());
    }
}
