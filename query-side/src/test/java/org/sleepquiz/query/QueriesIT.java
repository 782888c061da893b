package org.sleepquiz.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.query.Events.NOW;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.corrected;
import static org.sleepquiz.query.Events.erased;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;
import static org.sleepquiz.query.Events.restlessNight;
import static org.sleepquiz.query.Events.settingsChanged;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;

/** What the query-side answers, to whom, and what it refuses. */
class QueriesIT {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    private static final List<String> PATHS =
            List.of("", "/entries", "/summary", "/history", "/progress", "/best-time", "/export");

    private static QueryNode node;

    /** A clock that stands still at half past seven in Stockholm. */
    static class StandingClock {
        @Bean
        @Primary
        Clock standingClock() {
            return Clock.fixed(NOW, ZoneOffset.UTC);
        }
    }

    @BeforeAll
    static void start() {
        node = QueryNode.with(
                List.of(StandingClock.class),
                TestPostgres.freshDatabase(),
                "--sleepquiz.wait.timeout=800ms",
                "--sleepquiz.wait.requests=2");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #2
    void aUserIsAnsweredWithTheirSettings() {
        String user = newUser();
        node.happened(registered(user));
        assertThat(json("/api/v1/users/" + user)).isEqualTo(Json.MAPPER.readTree("""
                        {"telegramId": "%s", "registeredAt": "2026-11-24T06:30:00Z", "reachable": true,
                         "settings": {"promptEnabled": true, "promptTime": "07:00", "timeZone": "Europe/Stockholm",
                                      "language": "sv", "sleepNeedMinutes": 480}}
                        """.formatted(user)));
    }

    @Test // #2
    void aNightIsAnsweredAsAnEntryThatTheOtherSidesCanRead() {
        String user = newUser();
        SleepEntry entry = restlessNight(UUID.randomUUID(), TODAY);
        node.happened(registered(user), completed(user, entry));
        JsonNode nights = json("/api/v1/users/" + user + "/entries");
        assertThat(nights.has("next")).isFalse();
        JsonNode answered = nights.get("entries").get(0);
        assertThat(Json.MAPPER.treeToValue(answered, SleepEntry.class)).isEqualTo(entry);
        assertThat(answered.get("figures")).isEqualTo(written(entry.figures()));
        assertThat(answered.get("recordedAt").asString()).isEqualTo("2026-11-24T06:30:00Z");
        assertThat(answered.get("ruleVersion").asInt()).isEqualTo(1);
        assertThat(answered.has("correctedAt")).isFalse();
    }

    @Test // #2
    void nightsComeNewestFirstInPagesThatNeitherSkipNorRepeat() {
        String user = newUser();
        node.happened(registered(user));
        for (int i = 0; i < 7; i++) {
            node.append(completed(user, night(TODAY.minusDays(2L * i))));
        }
        node.happened(completed(user, night(TODAY.minusDays(20))));
        List<String> dates = new ArrayList<>();
        String path = "/api/v1/users/" + user + "/entries?limit=3";
        JsonNode page = json(path);
        dates.addAll(datesOf(page));
        // recorded between two pages, above and below
        node.append(completed(user, night(TODAY.minusDays(1))));
        node.happened(completed(user, night(TODAY.minusDays(7))));
        while (page.has("next")) {
            page = json(path + "&cursor=" + page.get("next").asString());
            dates.addAll(datesOf(page));
        }
        assertThat(dates)
                .containsExactly(
                        "2026-11-24",
                        "2026-11-22",
                        "2026-11-20",
                        "2026-11-18",
                        "2026-11-17",
                        "2026-11-16",
                        "2026-11-14",
                        "2026-11-12",
                        "2026-11-04");
    }

    @Test // #2
    void nightsAreChosenByTheirDates() {
        String user = newUser();
        node.happened(
                registered(user),
                completed(user, night(TODAY)),
                completed(user, night(TODAY.minusDays(1))),
                completed(user, night(TODAY.minusDays(2))));
        String entries = "/api/v1/users/" + user + "/entries";
        assertThat(datesOf(json(entries + "?from=2026-11-23"))).containsExactly("2026-11-24", "2026-11-23");
        assertThat(datesOf(json(entries + "?to=2026-11-23"))).containsExactly("2026-11-23", "2026-11-22");
        assertThat(datesOf(json(entries + "?from=2026-11-23&to=2026-11-23"))).containsExactly("2026-11-23");
        assertThat(datesOf(json(entries + "?from=2026-11-24&to=2026-11-23"))).isEmpty();
    }

    @Test // #2
    void theSummaryAveragesTheWindowAndClockTimesOnTheCircle() {
        String user = newUser();
        node.happened(
                registered(user),
                completed(user, night(UUID.randomUUID(), TODAY, LocalTime.of(23, 30), LocalTime.of(7, 0), 8)),
                completed(
                        user,
                        night(UUID.randomUUID(), TODAY.minusDays(6), LocalTime.of(0, 30), LocalTime.of(7, 30), 5)),
                completed(
                        user,
                        night(UUID.randomUUID(), TODAY.minusDays(7), LocalTime.of(20, 0), LocalTime.of(4, 0), 1)));
        assertThat(json("/api/v1/users/" + user + "/summary?nights=7"))
                .isEqualTo(Json.MAPPER.readTree("""
                        {"telegramId": "%s", "nights": 7, "from": "2026-11-18", "to": "2026-11-24", "entries": 2,
                         "enough": false,
                         "averages": {"timeInBedMinutes": 435, "totalSleepMinutes": 413, "totalSleepMinutesLow": 405,
                                      "totalSleepMinutesHigh": 420, "sleepEfficiency": 94.9,
                                      "sleepLatencyMinutes": 22, "sleepQuality": 6.5, "alertness": 6.5,
                                      "bedtime": "00:00", "wakeTime": "07:15"},
                         "previous": {"from": "2026-11-11", "to": "2026-11-17", "entries": 1,
                                      "averages": {"timeInBedMinutes": 480, "totalSleepMinutes": 458,
                                                   "totalSleepMinutesLow": 450, "totalSleepMinutesHigh": 465,
                                                   "sleepEfficiency": 95.4, "sleepLatencyMinutes": 22,
                                                   "sleepQuality": 1.0, "alertness": 1.0,
                                                   "bedtime": "20:00", "wakeTime": "04:00"}}}
                        """.formatted(user)));
        assertThat(json("/api/v1/users/" + user + "/summary?nights=14")
                        .get("entries")
                        .asInt())
                .isEqualTo(3);
    }

    @Test // #2
    void aSummaryBeforeANightLeavesThatNightOut() {
        String user = newUser();
        node.happened(registered(user), completed(user, night(TODAY)));
        JsonNode summary = json("/api/v1/users/" + user + "/summary?before=2026-11-24");
        assertThat(summary).isEqualTo(Json.MAPPER.readTree("""
                        {"telegramId": "%s", "nights": 7, "from": "2026-11-17", "to": "2026-11-23", "entries": 0,
                         "enough": false, "previous": {"from": "2026-11-10", "to": "2026-11-16", "entries": 0}}
                        """.formatted(user)));
    }

    @Test // #4
    void fourNightsAreEnoughToSpeakOfAverages() {
        String user = newUser();
        node.happened(registered(user));
        for (int i = 0; i < 3; i++) {
            node.append(completed(user, night(TODAY.minusDays(i))));
        }
        node.happened(completed(user, night(TODAY.minusDays(7))));
        String summary = "/api/v1/users/" + user + "/summary?nights=7";
        assertThat(json(summary).get("enough").asBoolean()).isFalse();
        node.happened(completed(user, night(TODAY.minusDays(6))));
        assertThat(json(summary).get("enough").asBoolean()).isTrue();
    }

    @Test // #2, regression 17
    void todayIsTodayWhereTheUserLives() {
        String ahead = newUser();
        String behind = newUser();
        node.happened(registered(ahead, ZoneId.of("Pacific/Kiritimati")));
        node.happened(registered(behind, ZoneId.of("Pacific/Honolulu")));
        assertThat(json("/api/v1/users/" + ahead + "/summary").get("to").asString())
                .isEqualTo("2026-11-24");
        assertThat(json("/api/v1/users/" + behind + "/summary").get("to").asString())
                .isEqualTo("2026-11-23");
    }

    @Test // #2, regression 19
    void aWindowIsAsLongAsItWasAskedFor() {
        String user = newUser();
        node.happened(registered(user));
        for (int i = 0; i < 95; i += 5) {
            node.append(completed(user, night(TODAY.minusDays(i))));
        }
        node.happened(completed(user, night(TODAY.minusDays(100))));
        String summary = "/api/v1/users/" + user + "/summary?nights=";
        assertThat(json(summary + 7).get("entries").asInt()).isEqualTo(2);
        assertThat(json(summary + 14).get("entries").asInt()).isEqualTo(3);
        assertThat(json(summary + 30).get("entries").asInt()).isEqualTo(6);
        assertThat(json(summary + 90).get("entries").asInt()).isEqualTo(18);
    }

    @Test // #2
    void theHistoryTellsEventByEventFromAPositionOn() {
        String user = newUser();
        QuizCompleted completion = completed(user, night(TODAY));
        node.happened(registered(user), completion, corrected(completion));
        String path = "/api/v1/users/" + user + "/history?limit=2";
        JsonNode first = json(path);
        assertThat(first.get("events")).hasSize(2);
        JsonNode second = json(path + "&after=" + first.get("next").asLong());
        assertThat(second.get("events")).hasSize(1);
        assertThat(second.has("next")).isFalse();
        JsonNode event = first.get("events").get(1);
        assertThat(event.get("sequence").asLong()).isEqualTo(1);
        assertThat(event.get("type").asString()).isEqualTo("QuizCompleted");
        assertThat(event.get("revision").asInt()).isEqualTo(1);
        assertThat(event.get("occurredAt").asString()).isEqualTo("2026-11-24T06:30:00Z");
        assertThat(event.get("position").asLong()).isEqualTo(first.get("next").asLong());
        assertThat(event.get("data")).isEqualTo(written(completion));
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"", "/entries", "/summary", "/history", "/progress", "/best-time", "/export"})
    void anUnknownUserAndAnErasedOneAreUnknown(String path) {
        assertRefused(node.get("/api/v1/users/404" + path), 404, "UNKNOWN_USER");
        String user = newUser();
        node.happened(registered(user));
        assertThat(node.get("/api/v1/users/" + user + path).statusCode()).isEqualTo(200);
        node.append(erased(user));
        Awaitility.await().atMost(Events.PATIENCE).until(() -> node.count("users", "telegram_id", user) == 0);
        assertRefused(node.get("/api/v1/users/" + user + path), 404, "UNKNOWN_USER");
    }

    @ParameterizedTest // #2
    @ValueSource(
            strings = {
                "entries?limit=0",
                "entries?limit=101",
                "entries?limit=many",
                "entries?from=yesterday",
                "entries?to=2026-02-30",
                "entries?from=%2B99999-01-01",
                "entries?cursor=%25%25",
                "entries?cursor=YWZ0ZXI6MjAyNi0xMS0yNA",
                "summary?nights=8",
                "summary?nights=week",
                "summary?before=24.11.2026",
                "chart.png?nights=8",
                "export?format=xml",
                "export?format=JSON",
                "history?limit=0",
                "history?limit=101",
                "history?after=start"
            })
    void whatCannotBeUnderstoodIsMalformed(String path) {
        String user = newUser();
        node.happened(registered(user));
        assertRefused(node.get("/api/v1/users/" + user + "/" + path), 400, "MALFORMED");
    }

    @ParameterizedTest // #2
    @EnumSource(Role.class)
    void everyRoleMayReadAUser(Role role) {
        String user = newUser();
        node.happened(registered(user));
        for (String path : List.of("", "/entries", "/summary", "/history", "/progress", "/best-time")) {
            assertThat(node.getAs(role, "/api/v1/users/" + user + path).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test // #4
    void everythingAtOnceIsNotForAnalysts() {
        String user = newUser();
        node.happened(registered(user));
        String path = "/api/v1/users/" + user + "/export";
        assertRefused(node.getAs(Role.ANALYST, path), 403, "FORBIDDEN");
        assertThat(node.getAs(Role.OPERATOR, path).statusCode()).isEqualTo(200);
        assertThat(node.getAs(Role.ANALYST, path + "/").statusCode()).isNotEqualTo(200);
    }

    @Test // #2
    void withoutATokenNobodyReadsAnybody() {
        for (String path : PATHS) {
            assertRefused(node.getAs(null, "/api/v1/users/1" + path), 401, "UNAUTHENTICATED");
        }
        assertRefused(node.getAs(null, "/actuator/prometheus"), 401, "UNAUTHENTICATED");
        assertThat(node.getAs(null, "/v3/api-docs").body())
                .contains("/api/v1/users/{telegramId}/summary")
                .contains("/api/v1/users/{telegramId}/history");
    }

    @Test // #2
    void figuresOfEverybodyAreNotForTheBot() {
        assertRefused(node.getAs(Role.BOT, "/api/v1/analytics/nights"), 403, "FORBIDDEN");
        assertRefused(node.getAs(Role.ANALYST, "/api/v1/analytics/nights"), 404, "NOT_FOUND");
        assertRefused(node.getAs(Role.BOT, "/actuator/prometheus"), 403, "FORBIDDEN");
        assertRefused(node.getAs(Role.OPERATOR, "/api/v1/unnamed"), 404, "NOT_FOUND");
    }

    @Test // #2
    void everyReplySaysUpToWhichEventItKnows() {
        String user = newUser();
        long position = node.append(registered(user));
        for (String path : PATHS) {
            HttpResponse<String> reply =
                    node.get("/api/v1/users/" + user + path, "X-Wait-For", Long.toString(position));
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.headers().firstValueAsLong("X-Read-Model-Position"))
                    .hasValue(position);
        }
    }

    @Test // #2
    void whoeverWaitsForTheirWriteReadsIt() {
        for (int i = 0; i < 20; i++) {
            String user = newUser();
            long position = node.append(registered(user), completed(user, night(TODAY)));
            HttpResponse<String> reply =
                    node.get("/api/v1/users/" + user + "/entries", "X-Wait-For", Long.toString(position));
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(datesOf(Json.MAPPER.readTree(reply.body()))).containsExactly("2026-11-24");
        }
    }

    @Test // #2
    void whatDoesNotComeInTimeIsToBeTriedLater() {
        String user = newUser();
        node.happened(registered(user));
        HttpResponse<String> reply = node.get("/api/v1/users/" + user, "X-Wait-For", "999999999");
        assertRefused(reply, 503, "TRY_LATER");
        assertThat(reply.headers().firstValue("Retry-After")).isPresent();
    }

    @Test // #2
    void nobodyWaitsWhenTooManyWaitAlready() {
        String path = "/api/v1/users/" + newUser();
        List<CompletableFuture<Long>> replies = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            replies.add(CompletableFuture.supplyAsync(() -> {
                        long before = System.nanoTime();
                        assertRefused(node.get(path, "X-Wait-For", "999999999"), 503, "TRY_LATER");
                        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
                    })
                    .orTimeout(10, TimeUnit.SECONDS));
        }
        List<Long> millis = replies.stream().map(CompletableFuture::join).toList();
        assertThat(millis).filteredOn(waited -> waited < 800).isNotEmpty();
        // and those who asked for nothing new are answered
        String user = newUser();
        node.happened(registered(user));
        assertThat(node.get("/api/v1/users/" + user).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"soon", "-1", "1.5", "99999999999999999999", ""})
    void aPositionThatIsNoneIsMalformed(String position) {
        assertRefused(node.get("/api/v1/users/1", "X-Wait-For", position), 400, "MALFORMED");
    }

    @Test // #2
    void waitingIsBoundedByItsTimeout() {
        long before = System.nanoTime();
        node.get("/api/v1/users/1", "X-Wait-For", "999999999");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(4));
    }

    @Test // #4
    void theChosenDaysAndTheReachabilityAreAnswered() {
        String user = newUser();
        Settings settings = new Settings(
                true,
                LocalTime.of(7, 0),
                ZoneId.of("Europe/Stockholm"),
                Language.ES,
                480,
                Set.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY),
                ReportDay.FRIDAY,
                LocalDate.of(2026, 12, 1));
        node.happened(
                registered(user),
                settingsChanged(user, settings),
                new UserUnreachable(user, NOW, UserUnreachable.Reason.BLOCKED));
        JsonNode answered = json("/api/v1/users/" + user);
        assertThat(Json.MAPPER.treeToValue(answered.get("settings"), Settings.class))
                .isEqualTo(settings);
        assertThat(answered.get("reachable").asBoolean()).isFalse();
        node.happened(new UserReachable(user, NOW));
        assertThat(json("/api/v1/users/" + user).get("reachable").asBoolean()).isTrue();
    }

    private static JsonNode json(String path) {
        HttpResponse<String> reply = node.get(path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.MAPPER.readTree(reply.body());
    }

    /** As it is read back: a tree made from objects holds other kinds of numbers. */
    private static JsonNode written(Object message) {
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(message));
    }

    private static List<String> datesOf(JsonNode page) {
        return page.get("entries")
                .valueStream()
                .map(entry -> entry.get("nightDate").asString())
                .toList();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    }
}
