package org.sleepquiz.query.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.erased;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;
import static org.sleepquiz.query.Events.settingsChanged;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.eventstore.Tombstones;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.query.Events;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.query.diary.Saboteur;
import org.sleepquiz.query.diary.Segments;
import org.sleepquiz.testsupport.CountedWrites;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import tools.jackson.databind.JsonNode;

/** What becomes of events that fail because of themselves. */
class LettersIT {

    private static final String PATH = "/api/v1/dead-letters";
    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);

    /** The test decides when letters are tried. */
    private static final String[] BY_HAND = {"--sleepquiz.letters.look=1h", "--sleepquiz.diary.claim-interval=200ms"};

    private static TestDatabase database;
    private static QueryNode node;
    private static Saboteur saboteur;

    private String user;

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = QueryNode.with(List.of(Saboteur.Hired.class), database, BY_HAND);
        saboteur = node.bean(Saboteur.class);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void meetSomebody() {
        saboteur.leaveEverybodyInPeace();
        node.sql("delete from read_model.dead_letter").update();
        user = newUser();
    }

    @Test // #5, regression 26
    void anEventThatFailsLeavesNothingButALetterAndTheOthersGoOn() {
        List<String> neighbours = Segments.neighbours(user).limit(3).toList();
        saboteur.turnAgainst(user);
        neighbours.forEach(neighbour -> node.append(registered(neighbour)));
        long first = node.append(registered(user));
        long last = node.append(completed(user, night(NIGHT)));
        neighbours.forEach(neighbour -> node.happened(completed(neighbour, night(NIGHT))));

        awaitLetters(2);
        assertThat(node.count("users", "telegram_id", user)).isZero();
        assertThat(node.count("sleep_entries", "user_id", user)).isZero();
        assertThat(node.count("history", "user_id", user)).isZero();
        assertThat(node.row("dead_letter", "position", first))
                .containsEntry("type", "UserRegistered")
                .containsEntry("status", "FAILED")
                .containsEntry("sequence", 0L)
                .containsEntry("attempts", 1)
                .containsEntry("cause", "java.lang.IllegalStateException")
                .containsEntry("cause_message", "sabotage of #");
        assertThat(node.row("dead_letter", "position", last))
                .containsEntry("type", "QuizCompleted")
                .containsEntry("status", "WAITING")
                .containsEntry("attempts", 0);
        neighbours.forEach(neighbour ->
                assertThat(node.count("sleep_entries", "user_id", neighbour)).isOne());
    }

    @Test // #5
    void whatHappensToThatPersonAfterwardsQueuesAndTakesEffectInOrder() {
        saboteur.turnAgainst(user);
        node.append(registered(user), settings(401));
        awaitLetters(2);
        saboteur.leaveInPeace(user);
        // although it would succeed now
        node.append(settings(402));
        awaitLetters(3);
        long last = node.append(completed(user, night(NIGHT)), settings(403));
        awaitLetters(5);

        assertThat(node.bean(Redelivery.class).now(user)).isEqualTo(new Redelivery.Outcome(5, 0));
        assertThat(node.row("users", "telegram_id", user)).containsEntry("sleep_need_minutes", 403);
        assertThat(node.sql("select sequence from read_model.history where user_id = ? order by position")
                        .param(user)
                        .query(Long.class)
                        .list())
                .containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(node.knows(user, last)).isTrue();
        assertThat(letters()).isEmpty();
        node.happened(settings(404));
        assertThat(node.row("users", "telegram_id", user)).containsEntry("sleep_need_minutes", 404);
    }

    @Test // #5
    void aTryStopsAtTheFirstThatFailsAgainAndKeepsWhatCameBefore() {
        node.sql("alter table read_model.sleep_entries add constraint no_seven check (sleep_quality <> 7)")
                .update();
        saboteur.turnAgainst(user);
        node.append(registered(user), completed(user, night(NIGHT)), settings(401));
        awaitLetters(3);
        saboteur.leaveInPeace(user);
        assertThat(node.bean(Redelivery.class).now(user)).isEqualTo(new Redelivery.Outcome(1, 2));
        assertThat(node.bean(Redelivery.class).now(user)).isEqualTo(new Redelivery.Outcome(0, 2));
        assertThat(node.row("users", "telegram_id", user)).containsEntry("sleep_need_minutes", 480);
        assertThat(letters())
                .extracting(
                        letter -> letter.get("type"), letter -> letter.get("status"), letter -> letter.get("attempts"))
                .containsExactly(tuple("QuizCompleted", "FAILED", 2), tuple("SettingsChanged", "WAITING", 0));
        assertThat(letters().get(0))
                .containsEntry("sql_state", "23514")
                .containsEntry(
                        "cause_message",
                        "new row for relation \"sleep_entries\" violates check constraint \"no_seven\"");
        node.sql("alter table read_model.sleep_entries drop constraint no_seven")
                .update();
        assertThat(node.bean(Redelivery.class).now(user)).isEqualTo(new Redelivery.Outcome(2, 0));
        assertThat(node.count("sleep_entries", "user_id", user)).isOne();
    }

    @Test // #5
    void whoIsErasedLosesTheirLettersAndMayComeBack() {
        node.happened(registered(user));
        saboteur.turnAgainst(user);
        node.append(completed(user, night(NIGHT)), settings(401));
        awaitLetters(2);
        saboteur.leaveInPeace(user);
        node.append(erased(user));
        await().atMost(PATIENCE).until(() -> node.count("users", "telegram_id", user) == 0);
        assertThat(letters()).isEmpty();
        assertThat(node.count("history", "user_id", user)).isZero();
        node.happened(registered(user));
    }

    @Test // #5
    void anErasureThatFailsTakesEffectLaterEvenIfTheLogHasForgottenWhoseItWas() {
        node.happened(registered(user));
        saboteur.turnAgainst(user);
        node.append(completed(user, night(NIGHT)));
        awaitLetters(1);
        node.append(erased(user));
        await().atMost(PATIENCE)
                .until(() ->
                        letters().size() == 1 && letters().get(0).get("type").equals("UserErased"));
        node.append(registered(user));
        awaitLetters(2);
        assertThat(node.count("users", "telegram_id", user)).isOne();
        assertThat(node.bean(Tombstones.class).clearBefore(Instant.now().plusSeconds(60)))
                .isPositive();

        saboteur.leaveInPeace(user);
        assertThat(node.bean(Redelivery.class).now(user)).isEqualTo(new Redelivery.Outcome(2, 0));
        assertThat(node.sql("select sequence from read_model.history where user_id = ?")
                        .param(user)
                        .query(Long.class)
                        .list())
                .containsExactly(0L);
        assertThat(node.count("sleep_entries", "user_id", user)).isZero();
    }

    @Test // #5
    void manyTriesOnTwoNodesWhileMoreHappensGiveEachEventItsEffectOnce() {
        saboteur.turnAgainst(user);
        node.append(registered(user));
        for (int i = 0; i < 40; i++) {
            node.append(settings(400 + i));
        }
        awaitLetters(41);
        CountedWrites writes = CountedWrites.in(database);
        saboteur.leaveInPeace(user);
        ExecutorService operators = Executors.newFixedThreadPool(6);
        try (QueryNode other = QueryNode.with(List.of(Saboteur.Hired.class), database, BY_HAND)) {
            List<CompletableFuture<Void>> tries = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Redelivery redelivery = (i % 2 == 0 ? node : other).bean(Redelivery.class);
                tries.add(CompletableFuture.runAsync(
                        () -> {
                            for (int round = 0; round < 5; round++) {
                                redelivery.now(user);
                            }
                        },
                        operators));
            }
            long last = -1;
            for (int i = 40; i < 60; i++) {
                last = node.append(settings(400 + i));
            }
            tries.forEach(CompletableFuture::join);
            long position = last;
            await().atMost(PATIENCE).until(() -> {
                node.bean(Redelivery.class).now(user);
                return node.knows(user, position) && letters().isEmpty();
            });
        } finally {
            operators.shutdownNow();
        }
        assertThat(writes.sequences()).hasSize(61).isSorted().doesNotHaveDuplicates();
        assertThat(node.row("users", "telegram_id", user)).containsEntry("sleep_need_minutes", 459);
        writes.end();
    }

    @Test // #5
    void lettersAreTriedByThemselvesThenWaitForAnOperatorOrANewVersion() {
        TestDatabase own = TestPostgres.freshDatabase();
        String[] quick = {
            "--sleepquiz.letters.look=50ms",
            "--sleepquiz.letters.first-retry=100ms",
            "--sleepquiz.letters.longest-retry=1s",
            "--sleepquiz.letters.tries=5"
        };
        long last;
        try (QueryNode old = QueryNode.with(List.of(Saboteur.Hired.class), own, quick)) {
            String mended = newUser();
            old.bean(Saboteur.class).turnAgainst(mended);
            long position = old.append(registered(mended));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> (int) old.row("dead_letter", "person", mended).get("attempts") >= 2);
            old.bean(Saboteur.class).leaveInPeace(mended);
            await().atMost(PATIENCE).until(() -> old.knows(mended, position));

            old.bean(Saboteur.class).turnAgainst(user);
            last = old.append(registered(user), completed(user, night(NIGHT)));
            await().atMost(PATIENCE).until(() -> old.count("dead_letter", "status", "STUCK") == 1);
            assertThat(old.row("dead_letter", "status", "STUCK"))
                    .containsEntry("attempts", 5)
                    .containsEntry("next_try_at", null);
            await().atMost(PATIENCE)
                    .until(() -> old.metric("sleepquiz_diary_dead_letters{status=\"stuck\"}") == 1
                            && old.metric("sleepquiz_diary_dead_letters{status=\"waiting\"}") == 1);
        }
        try (QueryNode update = QueryNode.on(own, BY_HAND)) {
            await().atMost(PATIENCE).until(() -> update.knows(user, last));
        }
    }

    @Test // #5
    void somethingElseIsWrongWhenThereAreTooManyAndTheSegmentStops() {
        TestDatabase own = TestPostgres.freshDatabase();
        try (QueryNode strict =
                QueryNode.with(List.of(Saboteur.Hired.class), own, "--sleepquiz.letters.most-people=1")) {
            String second = Segments.stranger(user);
            strict.bean(Saboteur.class).turnAgainst(user);
            strict.bean(Saboteur.class).turnAgainst(second);
            strict.append(registered(user));
            await().atMost(PATIENCE).until(() -> strict.count("dead_letter", "person", user) == 1);
            long position = strict.append(registered(second));
            await().atMost(PATIENCE).until(() -> strict.metric("sleepquiz_diary_failing_events") == 1);
            assertThat(strict.count("dead_letter", "person", second)).isZero();
            strict.bean(Saboteur.class).leaveInPeace(second);
            await().atMost(PATIENCE).until(() -> strict.knows(second, position));
        }
    }

    @Test // #5
    void whoWaitsForAWriteThatIsALetterIsToldAtOnce() {
        node.happened(registered(user));
        saboteur.turnAgainst(user);
        long position = node.append(completed(user, night(NIGHT)));
        awaitLetters(1);
        HttpResponse<String> reply =
                node.get("/api/v1/users/" + user + "/entries", "X-Wait-For", Long.toString(position));
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.body()).contains("TRY_LATER", "stands still");
        assertThat(node.get("/api/v1/users/" + user).statusCode()).isEqualTo(200);
    }

    @Test // #5
    void lettersAloneMakeHealthDegradedAndAreCounted() {
        saboteur.turnAgainst(user);
        node.append(registered(user), settings(401));
        awaitLetters(2);
        HttpResponse<String> health = node.getAs(Role.OPERATOR, "/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        JsonNode diary = Json.MAPPER.readTree(health.body()).at("/components/diary");
        assertThat(Json.MAPPER.readTree(health.body()).path("status").asString())
                .isEqualTo("DEGRADED");
        assertThat(diary.at("/details/deadLetters").asInt()).isEqualTo(2);
        assertThat(diary.at("/details/running").asBoolean()).isTrue();
        assertThat(node.metric("sleepquiz_diary_dead_letters{status=\"failed\"}"))
                .isOne();
        assertThat(node.metric("sleepquiz_diary_dead_letters{status=\"waiting\"}"))
                .isOne();
        await().atMost(PATIENCE).until(() -> node.metric("sleepquiz_diary_dead_letters_oldest_seconds") > 0);
    }

    @Test // #5
    void aLetterIsShownWithoutItsPersonAndWithoutWhatItSays() {
        saboteur.turnAgainst(user);
        node.append(registered(user), completed(user, night(NIGHT)));
        awaitLetters(2);
        String list = node.getAs(Role.OPERATOR, PATH).body();
        assertThat(list).doesNotContain(user);
        JsonNode letters = Json.MAPPER.readTree(list).path("letters");
        assertThat(letters.valueStream().map(letter -> letter.path("person").asString()))
                .hasSize(2)
                .containsOnly(Pseudonym.of(user));
        JsonNode waiting = letters.get(1);
        assertThat(waiting.path("type").asString()).isEqualTo("QuizCompleted");
        JsonNode one = Json.MAPPER.readTree(
                node.getAs(Role.OPERATOR, PATH + "/" + waiting.path("id").asString())
                        .body());
        assertThat(one.path("telegramId").asString()).isEqualTo(user);
        assertThat(one.at("/content/entry/answers/SLEEP_QUALITY").asString()).isEqualTo("number");
        assertThat(one.at("/content/entry/answers/BEDTIME").asString()).isEqualTo("string");
        assertThat(one.path("content").toString()).doesNotContain(user, "22:30");
    }

    @Test // #5
    void lettersComeInPagesAndByStatus() {
        saboteur.turnAgainst(user);
        node.append(registered(user), settings(401), settings(402));
        awaitLetters(3);
        JsonNode page = Json.MAPPER.readTree(
                node.getAs(Role.OPERATOR, PATH + "?limit=2").body());
        assertThat(page.path("letters").size()).isEqualTo(2);
        JsonNode rest = Json.MAPPER.readTree(node.getAs(
                        Role.OPERATOR,
                        PATH + "?limit=2&cursor=" + page.path("next").asString())
                .body());
        assertThat(rest.path("letters").size()).isOne();
        assertThat(rest.has("next")).isFalse();
        assertThat(Json.MAPPER
                        .readTree(node.getAs(Role.OPERATOR, PATH + "?status=FAILED")
                                .body())
                        .path("letters")
                        .size())
                .isOne();
        assertThat(node.getAs(Role.OPERATOR, PATH + "?status=LOST").body()).contains("MALFORMED");
        assertThat(node.getAs(Role.OPERATOR, PATH + "?limit=0").body()).contains("MALFORMED");
        assertThat(node.getAs(Role.OPERATOR, PATH + "/7").body()).contains("MALFORMED");
        assertThat(node.getAs(Role.OPERATOR, PATH + "/" + UUID.randomUUID()).body())
                .contains("NOT_FOUND");
    }

    @Test // #5
    void aDiscardedLetterKeepsItsReasonAndLetsTheNextOnesGo() {
        saboteur.turnAgainst(user);
        node.append(registered(user));
        node.append(completed(user, night(NIGHT)));
        long last = node.append(settings(401));
        awaitLetters(3);
        UUID head = (UUID) letters().get(0).get("event_id");
        UUID second = (UUID) letters().get(1).get("event_id");
        saboteur.leaveInPeace(user);
        assertThat(discard(head, "{}").body()).contains("MALFORMED");
        assertThat(discard(head, "{\"reason\": \" x \"}").body()).contains("MALFORMED");
        assertThat(node.bean(Redelivery.class).now(user)).isEqualTo(new Redelivery.Outcome(3, 0));
        assertThat(discard(second, "{\"reason\": \"too late\"}").body()).contains("NOT_FOUND");
        assertThat(node.postAs(Role.OPERATOR, PATH + "/" + second + "/retry", null)
                        .body())
                .contains("NOT_FOUND");

        saboteur.turnAgainst(user);
        node.append(settings(402));
        awaitLetters(1);
        UUID bad = (UUID) letters().get(0).get("event_id");
        long after = node.append(settings(403));
        awaitLetters(2);
        saboteur.leaveInPeace(user);
        HttpResponse<String> discarded = discard(bad, "{\"reason\": \"cannot be right, asked the team\"}");
        assertThat(discarded.statusCode()).isEqualTo(200);
        assertThat(discarded.body())
                .contains("DISCARDED", "cannot be right", "operator")
                .doesNotContain(user);
        assertThat(node.bean(Letters.class).due(10)).containsExactly(user);
        assertThat(node.bean(Redelivery.class).ifDue(user)).isEqualTo(new Redelivery.Outcome(1, 0));
        assertThat(after).isGreaterThan(last);
        assertThat(node.knows(user, after)).isTrue();
        assertThat(node.count("history", "event_id", bad)).isZero();
        node.append(erased(user));
        await().atMost(PATIENCE).until(() -> node.count("users", "telegram_id", user) == 0);
        assertThat(node.row("dead_letter", "event_id", bad))
                .containsEntry("discard_reason", "cannot be right, asked the team")
                .containsEntry("discarded_by", "operator")
                .containsEntry("person", null);
    }

    @Test // #5
    void whatWasDiscardedIsNoLetterAgainWhenTheLogIsReadAgain() {
        saboteur.turnAgainst(user);
        node.append(registered(user));
        awaitLetters(1);
        UUID bad = (UUID) letters().get(0).get("event_id");
        discard(bad, "{\"reason\": \"never mind\"}");
        node.processor().shutDown();
        node.sql("delete from read_model.token_entry where processor_name = 'diary'")
                .update();
        node.processor().start();
        String neighbour = Segments.neighbours(user).findFirst().orElseThrow();
        node.happened(registered(neighbour));
        assertThat(letters()).isEmpty();
        assertThat(node.row("dead_letter", "event_id", bad)).containsEntry("status", "DISCARDED");
    }

    @ParameterizedTest // #5
    @EnumSource(
            value = Role.class,
            names = {"BOT", "ANALYST"})
    void lettersAreForOperatorsOnly(Role role) {
        String letter = PATH + "/" + UUID.randomUUID();
        assertThat(node.getAs(role, PATH).statusCode()).isEqualTo(403);
        assertThat(node.getAs(role, letter).statusCode()).isEqualTo(403);
        assertThat(node.postAs(role, letter + "/retry", null).statusCode()).isEqualTo(403);
        assertThat(node.postAs(role, letter + "/discard", "{\"reason\":\"because\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(node.getAs(null, PATH).statusCode()).isEqualTo(401);
        assertThat(node.getAs(Role.OPERATOR, "/v3/api-docs").body())
                .contains("/api/v1/dead-letters/{id}/discard", "/api/v1/dead-letters/{id}/retry");
    }

    private HttpResponse<String> discard(UUID letter, String body) {
        return node.postAs(Role.OPERATOR, PATH + "/" + letter + "/discard", body);
    }

    private UserSleepEvent settings(int sleepNeed) {
        return settingsChanged(user, new Settings(true, LocalTime.of(7, 0), Events.STOCKHOLM, Language.SV, sleepNeed));
    }

    private void awaitLetters(int number) {
        await().atMost(PATIENCE).until(() -> letters().size() == number);
    }

    private List<Map<String, Object>> letters() {
        return node.sql("select * from read_model.dead_letter where person = ? order by position")
                .param(user)
                .query()
                .listOfRows();
    }
}
