package org.sleepquiz.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.command.Node;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.command.schedule.Person.Dues;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;
import org.sleepquiz.testsupport.AlertRules;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The schedule on two nodes. It is noon on a Tuesday in Stockholm, and everybody's first prompt is on Wednesday at seven. */
class ScheduleIT {

    private static final String TUESDAY = "2026-11-24T11:00:00Z";
    private static final String SEVEN = "2026-11-25T06:00:00Z";
    private static final String WEDNESDAY = "2026-11-25";
    private static final Instant THURSDAY_AT_SEVEN = Instant.parse("2026-11-26T06:00:00Z");

    private static final String NIGHT = """
            {"nightDate":"%s","answers":{"BEDTIME":"22:15","SLEEP_LATENCY":"UNDER_15","WAKE_TIME":"06:30","NIGHT_WAKINGS":"NONE",
            "SLEEP_QUALITY":7,"PHONE_USAGE":false,"DISRUPTIONS":[],"ALERTNESS":6}}
            """;

    private static final MovedClock CLOCK = new MovedClock(TUESDAY);
    private static final AtomicInteger USERS = new AtomicInteger(10_000);

    private static TestDatabase database;
    private static Node one;
    private static Node other;
    private static JdbcClient jdbc;

    private final String anna = newUser();

    @TestConfiguration
    static class Tuesday {
        @Bean
        @Primary
        Clock movedClock() {
            return CLOCK;
        }
    }

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        jdbc = JdbcClient.create(database.dataSource());
        one = node(database, "1h");
        other = node(database, "1h");
    }

    /** @param interval of its own looks; with an hour, the test looks by itself */
    private static Node node(TestDatabase database, String interval) {
        return Node.start(
                CommandSide.application().sources(Tuesday.class),
                database,
                Node.NO_KAFKA,
                "--sleepquiz.kafka.enabled=false",
                "--sleepquiz.prompts.interval=" + interval);
    }

    @AfterAll
    static void stop() {
        Stream.of(one, other).forEach(Node::close);
    }

    @BeforeEach
    void itIsTuesday() {
        CLOCK.set(TUESDAY);
        one.put(anna, "{}");
        awaitDue(anna, Instant.parse(SEVEN));
    }

    private static String newUser() {
        return Integer.toString(USERS.incrementAndGet());
    }

    private static Schedule schedule(Node node) {
        return node.context.getBean(Schedule.class);
    }

    private static void look(Node node) {
        node.context.getBean(Dispatch.class).look();
    }

    private static Optional<Dues> dues(String user) {
        return schedule(one).find(user).map(Person::dues);
    }

    private static void awaitDue(String user, @Nullable Instant prompt) {
        awaitDues(user, dues -> assertThat(dues.prompt()).isEqualTo(prompt));
    }

    private static void awaitDues(String user, Consumer<Dues> assertion) {
        // "at once" is within the second
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(dues(user)).hasValueSatisfying(assertion));
    }

    private static List<QuizPrompted> prompts(String user) {
        return Sent.history(one, user, QuizPrompted.class);
    }

    private static List<String> events(String user) {
        return Sent.history(one, user).stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    @Test // #4
    void aPromptIsSentWhenItIsDueAndTheNextOneIsTomorrow() {
        CLOCK.set("2026-11-25T05:59:59.999Z");
        look(one);
        assertThat(prompts(anna)).isEmpty();
        CLOCK.set(SEVEN);
        look(one);
        look(one);
        assertThat(prompts(anna)).singleElement().satisfies(prompted -> {
            assertThat(prompted.scheduledFor()).isEqualTo(Instant.parse(SEVEN));
            assertThat(prompted.forDate()).isEqualTo(LocalDate.parse(WEDNESDAY));
            assertThat(prompted.again()).isFalse();
        });
        awaitDue(anna, THURSDAY_AT_SEVEN);
    }

    @Test // #4 regression 24
    void twoNodesThatLookAtTheSameMomentSendOnePromptToEverybody() {
        List<String> people = IntStream.range(0, 60).mapToObj(each -> newUser()).toList();
        people.forEach(user -> one.put(user, "{}"));
        people.forEach(user -> awaitDue(user, Instant.parse(SEVEN)));
        CLOCK.set(SEVEN);
        List<CompletableFuture<Void>> looks = IntStream.range(0, 4)
                .mapToObj(each -> CompletableFuture.runAsync(() -> look(each % 2 == 0 ? one : other)))
                .toList();
        looks.forEach(CompletableFuture::join);
        people.forEach(user -> assertThat(prompts(user)).as(user).hasSize(1));
    }

    @Test // #4 regression 24
    void whatWasMissedForLessThanTwoHoursIsSent() {
        CLOCK.set("2026-11-25T07:59:00Z");
        look(one);
        assertThat(prompts(anna)).extracting(QuizPrompted::scheduledFor).containsExactly(Instant.parse(SEVEN));
        awaitDue(anna, THURSDAY_AT_SEVEN);
    }

    @Test // #4 regression 24
    void whatWasMissedForLongerIsPassedOver() {
        CLOCK.set("2026-11-25T08:01:00Z");
        look(one);
        assertThat(prompts(anna)).isEmpty();
        awaitDue(anna, THURSDAY_AT_SEVEN);
    }

    @Test // #4
    void afterAWeekOfRestTheNextPromptIsTheNextDays() {
        CLOCK.set("2026-12-02T12:00:00Z");
        look(one);
        assertThat(prompts(anna)).isEmpty();
        awaitDue(anna, Instant.parse("2026-12-03T06:00:00Z"));
    }

    @Test // #4 regression 24
    void whoDiedAfterTheCommandAndBeforeTheRowWasMovedSendsNothingTwice() {
        CLOCK.set(SEVEN);
        Dues before = dues(anna).orElseThrow();
        look(one);
        Person person = schedule(one).find(anna).orElseThrow();
        schedule(one).put(person.with(before));
        look(other);
        assertThat(prompts(anna)).hasSize(1);
        awaitDue(anna, THURSDAY_AT_SEVEN);
    }

    @Test // #4
    void aRestartForgetsNothing() {
        Node third = node(database, "1h");
        CLOCK.set(SEVEN);
        look(third);
        third.close();
        try (Node again = node(database, "1h")) {
            look(again);
            CLOCK.set(THURSDAY_AT_SEVEN);
            look(again);
        }
        assertThat(prompts(anna))
                .extracting(QuizPrompted::scheduledFor)
                .containsExactly(Instant.parse(SEVEN), THURSDAY_AT_SEVEN);
    }

    @Test // #4 regression 24
    void aNightThatIsLoggedIsNotAskedAbout() {
        CLOCK.set("2026-11-25T05:50:00Z");
        assertThat(other.post(anna + "/entries", NIGHT.formatted(WEDNESDAY)).status())
                .isEqualTo(200);
        CLOCK.set(SEVEN);
        look(one);
        assertThat(prompts(anna)).isEmpty();
        awaitDue(anna, THURSDAY_AT_SEVEN);
    }

    @Test // #4
    void whoHasSwitchedPromptsOffGetsNoneUntilTheyAreOnAgain() {
        change("{\"promptEnabled\":false}");
        awaitDue(anna, null);
        CLOCK.set(SEVEN);
        look(one);
        assertThat(prompts(anna)).isEmpty();
        change("{\"promptEnabled\":true}");
        awaitDue(anna, THURSDAY_AT_SEVEN);
        CLOCK.set(THURSDAY_AT_SEVEN);
        look(one);
        assertThat(prompts(anna)).hasSize(1);
    }

    @Test // #4
    void aPauseEndsOnItsDate() {
        change("{\"promptsPausedUntil\":\"2026-11-28\"}");
        awaitDue(anna, Instant.parse("2026-11-28T06:00:00Z"));
        for (int day = 25; day <= 28; day++) {
            CLOCK.set("2026-11-" + day + "T06:00:00Z");
            look(one);
        }
        assertThat(prompts(anna)).extracting(QuizPrompted::forDate).containsExactly(LocalDate.of(2026, 11, 28));
    }

    @Test // #4 regression 24
    void whoHasBlockedTheBotGetsNothingUntilTheyWriteAgain() {
        assertThat(other.put(anna + "/reachability", "{\"reachable\":false}").status())
                .isEqualTo(204);
        awaitDue(anna, null);
        CLOCK.set(SEVEN);
        look(one);
        assertThat(prompts(anna)).isEmpty();
        // whatever they do
        one.post(anna + "/quizzes", "{\"quizId\":\"00000000-0000-4000-8000-000000000001\"}");
        awaitDue(anna, THURSDAY_AT_SEVEN);
        CLOCK.set(THURSDAY_AT_SEVEN);
        look(one);
        assertThat(events(anna))
                .containsExactly("UserRegistered", "UserUnreachable", "UserReachable", "QuizStarted", "QuizPrompted");
    }

    @Test // #4
    void nobodyIsMadeByNews() {
        String nobody = newUser();
        assertThat(one.put(nobody + "/reachability", "{\"reachable\":false}").status())
                .isEqualTo(204);
        assertThat(one.put(nobody + "/reachability", "{\"reachable\":true}").status())
                .isEqualTo(204);
        assertThat(one.post(nobody + "/prompts/" + WEDNESDAY + "/snooze", "{}").status())
                .isEqualTo(404);
        assertThat(one.delete(nobody).code()).isEqualTo("UNKNOWN_USER");
    }

    @Test // #4
    void aPromptIsPutOffByHalfAnHourOnce() {
        Reply early = one.post(anna + "/prompts/" + WEDNESDAY + "/snooze", "{}");
        assertThat(early.status()).isEqualTo(404);
        assertThat(early.code()).isEqualTo("NOT_FOUND");
        CLOCK.set(SEVEN);
        look(one);
        Reply reply = other.post(anna + "/prompts/" + WEDNESDAY + "/snooze", "{}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("forDate").stringValue()).isEqualTo(WEDNESDAY);
        assertThat(reply.json().path("until").stringValue()).isEqualTo("2026-11-25T06:30:00Z");
        assertThat(reply.header("X-Event-Position")).isNotNull();
        CLOCK.advance(Duration.ofMinutes(1));
        assertThat(one.post(anna + "/prompts/" + WEDNESDAY + "/snooze", "{}").body())
                .isEqualTo(reply.body());
        awaitDues(anna, dues -> assertThat(dues.again()).isEqualTo(Instant.parse("2026-11-25T06:30:00Z")));

        look(one);
        assertThat(prompts(anna)).hasSize(1);
        CLOCK.set("2026-11-25T06:30:00Z");
        look(one);
        look(other);
        assertThat(prompts(anna)).hasSize(2).last().satisfies(prompted -> {
            assertThat(prompted.again()).isTrue();
            assertThat(prompted.forDate()).isEqualTo(LocalDate.parse(WEDNESDAY));
            assertThat(prompted.scheduledFor()).isEqualTo(CLOCK.instant());
        });
        Reply over = one.post(anna + "/prompts/" + WEDNESDAY + "/snooze", "{}");
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.code()).isEqualTo("QUIZ_CLOSED");
        assertThat(dues(anna)).hasValueSatisfying(dues -> {
            assertThat(dues.again()).isNull();
            assertThat(dues.prompt()).isEqualTo(THURSDAY_AT_SEVEN);
        });
    }

    @Test // #4
    void whatIsMalformedIsRefused() {
        assertThat(one.post(anna + "/prompts/yesterday/snooze", "{}").code()).isEqualTo("MALFORMED");
        assertThat(one.put(anna + "/reachability", "{}").code()).isEqualTo("MALFORMED");
        assertThat(one.patch(anna + "/settings", "{\"promptsPausedUntil\":\"+10000-01-01\"}")
                        .code())
                .isEqualTo("MALFORMED");
    }

    @Test // #4
    void theyComeInBatchesToo() {
        CLOCK.set(SEVEN);
        look(one);
        Reply reply = one.call("POST", "/api/v1/commands:batch", """
                {"commands":[
                    {"type":"SnoozePrompt","telegramId":"%1$s","forDate":"2026-11-25"},
                    {"type":"NoteReachability","telegramId":"%1$s","reachable":false},
                    {"type":"SnoozePrompt","telegramId":"%1$s","forDate":"2026-11-26"}]}
                """.formatted(anna));
        assertThat(reply.json()
                        .path("outcomes")
                        .valueStream()
                        .map(outcome -> outcome.path("status").intValue()))
                .containsExactly(200, 204, 404);
        assertThat(reply.json().at("/outcomes/0/reply/until").stringValue()).isEqualTo("2026-11-25T06:30:00Z");
    }

    @Test // #4
    void whoIsErasedLeavesTheSchedule() {
        assertThat(other.delete(anna).status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(schedule(one).find(anna)).isEmpty());
        CLOCK.set(SEVEN);
        look(one);
        assertThat(events(anna)).isEmpty();
        // and may come back
        one.put(anna, "{}");
        awaitDue(anna, THURSDAY_AT_SEVEN);
    }

    @Test // #4 regression 21
    void aChangeTakesEffectAtOnceOnAllNodes() {
        CLOCK.set("2026-11-25T05:59:58Z");
        assertThat(other.patch(anna + "/settings", "{\"promptTime\":\"08:15\"}").status())
                .isEqualTo(200);
        Instant asked = Instant.now();
        awaitDue(anna, Instant.parse("2026-11-25T07:15:00Z"));
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
        CLOCK.set(SEVEN);
        look(one);
        assertThat(prompts(anna)).isEmpty();
        CLOCK.set("2026-11-25T07:15:00Z");
        look(one);
        assertThat(prompts(anna))
                .extracting(QuizPrompted::scheduledFor)
                .containsExactly(Instant.parse("2026-11-25T07:15:00Z"));
    }

    @Test // #4 regression 21
    void aScheduleThatLagsBehindTheSettingsSendsNothingAtTheOldTime() {
        Person before = schedule(one).find(anna).orElseThrow();
        change("{\"promptTime\":\"08:15\"}");
        awaitDue(anna, Instant.parse("2026-11-25T07:15:00Z"));
        schedule(one).put(before);
        CLOCK.set(SEVEN);
        look(one);
        assertThat(prompts(anna)).isEmpty();
    }

    @Test // #4
    void aNewTimeThatIsPastTodayIsTomorrows() {
        CLOCK.set("2026-11-25T05:55:00Z");
        change("{\"promptTime\":\"06:30\"}");
        awaitDue(anna, Instant.parse("2026-11-26T05:30:00Z"));
    }

    @Test // #4
    void anotherTimeOrZoneOnTheSameDayBringsNoSecondPrompt() {
        CLOCK.set(SEVEN);
        look(one);
        change("{\"promptTime\":\"09:00\"}");
        awaitDue(anna, Instant.parse("2026-11-25T08:00:00Z"));
        CLOCK.set("2026-11-25T08:00:00Z");
        look(one);
        change("{\"timeZone\":\"America/New_York\"}");
        awaitDue(anna, Instant.parse("2026-11-25T14:00:00Z"));
        CLOCK.set("2026-11-25T14:00:00Z");
        look(one);
        assertThat(prompts(anna)).hasSize(1);
        CLOCK.set("2026-11-26T14:00:00Z");
        look(one);
        assertThat(prompts(anna))
                .extracting(QuizPrompted::forDate)
                .containsExactly(LocalDate.of(2026, 11, 25), LocalDate.of(2026, 11, 26));
    }

    @Test // #4
    void whatWaitsForItsTurnStaysDueWhenAnotherSettingIsChanged() {
        CLOCK.set("2026-11-25T06:05:00Z");
        change("{\"language\":\"sv\",\"weeklyReport\":\"SUNDAY\"}");
        awaitDues(anna, dues -> assertThat(dues.report()).isEqualTo(Instant.parse("2026-11-29T08:00:00Z")));
        look(one);
        assertThat(prompts(anna)).singleElement().satisfies(prompted -> {
            assertThat(prompted.scheduledFor()).isEqualTo(Instant.parse(SEVEN));
            assertThat(prompted.language().code()).isEqualTo("sv");
        });
    }

    @Test // #4
    void theWeeklyReportComesOnItsDayOnce() {
        change("{\"weeklyReport\":\"SUNDAY\",\"promptEnabled\":false}");
        Instant sunday = Instant.parse("2026-11-29T08:00:00Z");
        awaitDues(anna, dues -> assertThat(dues.report()).isEqualTo(sunday));
        CLOCK.set(sunday);
        look(one);
        look(other);
        assertThat(Sent.history(one, anna, WeeklyReportDue.class))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.scheduledFor()).isEqualTo(sunday);
                    assertThat(report.lastNight()).isEqualTo(LocalDate.of(2026, 11, 29));
                });
        awaitDues(anna, dues -> assertThat(dues.report()).isEqualTo(sunday.plus(Duration.ofDays(7))));
        change("{\"weeklyReport\":\"NEVER\"}");
        awaitDues(anna, dues -> assertThat(dues.report()).isNull());
    }

    @Test // #4 regression 37
    void whoseCommandFailsIsNotInTheWayOfTheOthersAndIsTriedAgain() {
        String bo = newUser();
        one.put(bo, "{}");
        awaitDue(bo, Instant.parse(SEVEN));
        try (Node fresh = node(database, "1h")) {
            byte[] readable = sealed(anna);
            seal(anna, new byte[readable.length]);
            CLOCK.set(SEVEN);
            look(fresh);
            assertThat(prompts(bo)).hasSize(1);
            seal(anna, readable);
            look(fresh);
            assertThat(prompts(anna)).isEmpty();
            CLOCK.advance(Duration.ofSeconds(30));
            look(fresh);
            assertThat(prompts(anna)).hasSize(1);
        }
    }

    private static byte[] sealed(String user) {
        return jdbc.sql("select sealed from event_store.domain_event_entry where aggregate_identifier = :user")
                .param("user", user)
                .query(byte[].class)
                .single();
    }

    private static void seal(String user, byte[] content) {
        jdbc.sql("update event_store.domain_event_entry set sealed = :content where aggregate_identifier = :user")
                .param("content", content)
                .param("user", user)
                .update();
    }

    @Test // #4
    void aNodeThatNeitherFollowsNorTicksIsNotHealthy() {
        try (Node node = node(database, "1h")) {
            assertThat(node.get("/actuator/health").status()).isEqualTo(200);
            node.context.getBean(Ticking.class).stop();
            assertThat(node.get("/actuator/health").status()).isEqualTo(503);
        }
    }

    @Test // #4
    void whatWasSentAndWhatWasNotIsCounted() {
        CLOCK.set(SEVEN);
        look(one);
        String bo = newUser();
        one.put(bo, "{}");
        awaitDue(bo, THURSDAY_AT_SEVEN);
        CLOCK.set(THURSDAY_AT_SEVEN.plus(Duration.ofHours(3)));
        assertThat(overdue()).isGreaterThanOrEqualTo(Duration.ofHours(3).toSeconds());
        look(one);
        look(one);
        assertThat(overdue()).isZero();
        assertThat(one.get("/actuator/prometheus").body())
                .contains("sleepquiz_prompts_total{kind=\"prompt\",outcome=\"sent\"}")
                .contains("sleepquiz_prompts_total{kind=\"prompt\",outcome=\"too_late\"}")
                .contains("sleepquiz_prompts_lateness_seconds_count");
    }

    @Test // #5
    void whatTheAlertsAreAboutIsMeasured() {
        AlertRules.of("command-side")
                .areAboutWhatIsIn(one.get("/actuator/prometheus").body());
    }

    private static double overdue() {
        return one.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("sleepquiz_prompts_overdue_seconds"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private void change(String settings) {
        assertThat(one.patch(anna + "/settings", settings).status()).isEqualTo(200);
    }

    /** The ticking itself, on databases of its own. */
    @Test // #4
    void oneNodeLooksAndAnotherGoesOnWhenItStops() {
        CLOCK.set(TUESDAY);
        TestDatabase own = TestPostgres.freshDatabase();
        Node first = node(own, "50ms");
        try (Node second = node(own, "50ms")) {
            List<String> people =
                    IntStream.range(0, 5).mapToObj(each -> newUser()).toList();
            people.forEach(user -> second.put(user, "{}"));
            awaitRows(own, people.size());
            CLOCK.set(SEVEN);
            awaitPrompts(second, people, 1);
            first.close();
            CLOCK.set(THURSDAY_AT_SEVEN);
            awaitPrompts(second, people, 2);
        } finally {
            first.close();
        }
    }

    @Test // #5
    void aNodeThatDiedWithItsClockFarAheadDoesNotKeepTheOthersFromLooking() {
        CLOCK.set(TUESDAY);
        TestDatabase own = TestPostgres.freshDatabase();
        JdbcClient sql = JdbcClient.create(own.dataSource());
        List<String> people = List.of(newUser());
        node(own, "50ms").close();
        assertThat(sql.sql(
                                "update schedule.scheduled_tasks set picked = true, picked_by = 'dead', "
                                        + "last_heartbeat = now() + interval '26 hours', execution_time = now() + interval '26 hours'")
                        .update())
                .isOne();
        try (Node node = node(own, "50ms")) {
            node.put(people.get(0), "{}");
            awaitRows(own, 1);
            CLOCK.set(SEVEN);
            // another takes its place as if it had died now
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(Sent.history(node, people.get(0), QuizPrompted.class))
                            .hasSize(1));
            await().until(() -> sql.sql("update schedule.scheduled_tasks "
                                    + "set execution_time = now() + interval '26 hours' where not picked")
                            .update()
                    == 1);
            CLOCK.set(THURSDAY_AT_SEVEN);
            awaitPrompts(node, people, 2);
        }
    }

    @Test // #4
    void anEmptyScheduleIsMadeFromTheLogAndSendsNothingTwice() {
        CLOCK.set(TUESDAY);
        TestDatabase own = TestPostgres.freshDatabase();
        List<String> before;
        long prompted;
        try (Node node = node(own, "1h")) {
            for (int each = 0; each < 6; each++) {
                String user = newUser();
                node.put(user, "{\"timeZone\":\"Asia/Kolkata\"}");
                node.patch(user + "/settings", "{\"promptTime\":\"1" + each + ":30\",\"weeklyReport\":\"FRIDAY\"}");
                if (each == 1) {
                    node.put(user + "/reachability", "{\"reachable\":false}");
                }
                if (each == 2) {
                    node.delete(user);
                }
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(rows(own))
                            .hasSize(5)
                            .anyMatch(row -> row.contains(",f,"))
                            .anyMatch(row -> row.contains("15:30")));
            CLOCK.set("2026-11-25T05:30:00Z");
            look(node);
            before = rows(own);
            prompted = prompted(own);
            assertThat(prompted).isPositive();
        }
        JdbcClient sql = JdbcClient.create(own.dataSource());
        sql.sql("drop schema schedule cascade").update();
        sql.sql("delete from event_store.token_entry where processor_name = 'schedule'")
                .update();
        try (Node node = node(own, "1h")) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(rows(own)).hasSize(5));
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                look(node);
                assertThat(rows(own)).isEqualTo(before);
            });
            assertThat(prompted(own)).isEqualTo(prompted);
        }
    }

    private static List<String> rows(TestDatabase own) {
        return JdbcClient.create(own.dataSource())
                .sql("select person::text from schedule.person order by telegram_id")
                .query(String.class)
                .list();
    }

    private static long prompted(TestDatabase own) {
        return JdbcClient.create(own.dataSource())
                .sql("select count(*) from event_store.domain_event_entry where payload_type = 'QuizPrompted'")
                .query(Long.class)
                .single();
    }

    private static void awaitRows(TestDatabase own, int count) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(rows(own)).hasSize(count));
    }

    private static void awaitPrompts(Node node, List<String> people, int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> people.forEach(user ->
                        assertThat(Sent.history(node, user, QuizPrompted.class)).hasSize(count)));
    }
}
