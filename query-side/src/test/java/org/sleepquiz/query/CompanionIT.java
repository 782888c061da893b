package org.sleepquiz.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.NOW;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.STOCKHOLM;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.corrected;
import static org.sleepquiz.query.Events.deleted;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.prompted;
import static org.sleepquiz.query.Events.registered;
import static org.sleepquiz.query.Events.restlessNight;
import static org.sleepquiz.query.Events.settingsChanged;
import static org.sleepquiz.query.Events.snoozed;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What keeps people going: progress, prompts and their answers, pictures. */
class CompanionIT {

    private static final Logger LOG = LoggerFactory.getLogger(CompanionIT.class);
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    private static QueryNode node;

    @BeforeAll
    static void start() {
        node = QueryNode.with(List.of(QueriesIT.StandingClock.class), TestPostgres.freshDatabase());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #4
    void aWeekOfNightsIsToldWithWhatTheLastOneBrought() {
        String user = newUser();
        node.happened(registered(user));
        record(user, 6, 0);
        assertThat(json(user, "progress")).isEqualTo(Json.MAPPER.readTree("""
                        {"telegramId": "%s", "xp": 415, "level": 5, "tier": "BRONZE", "xpInLevel": 15, "xpOfLevel": 100,
                         "streak": 7, "freezeDaysLeft": 2, "nextMilestone": {"nights": 14, "xp": 100},
                         "achievements": [
                            {"achievement": "FIRST_ENTRY", "earnedOn": "2026-11-18", "xp": 25},
                            {"achievement": "SLEEP_SCHOLAR", "earnedOn": "2026-11-24", "xp": 100},
                            {"achievement": "STREAK_7", "earnedOn": "2026-11-24", "xp": 100}],
                         "latest": {"nightDate": "2026-11-24", "xp": 20, "milestones": [7],
                                    "achievements": ["SLEEP_SCHOLAR", "STREAK_7"]}}
                        """.formatted(user)));
    }

    @Test // #4
    void whoeverHasNoNightYetHasEverythingToCome() {
        String user = newUser();
        node.happened(registered(user));
        assertThat(json(user, "progress")).isEqualTo(Json.MAPPER.readTree("""
                        {"telegramId": "%s", "xp": 0, "level": 1, "tier": "BRONZE", "xpInLevel": 0, "xpOfLevel": 100,
                         "streak": 0, "freezeDaysLeft": 2, "nextMilestone": {"nights": 7, "xp": 50}, "achievements": []}
                        """.formatted(user)));
    }

    @Test // #4, regression 11: nothing is added to points that were read before
    void nightsThatAreRecordedAtTheSameTimeLoseNoPoints() {
        List<String> people = IntStream.range(0, 8).mapToObj(i -> newUser()).toList();
        List<CompletableFuture<Void>> writers = people.stream()
                .map(user -> CompletableFuture.runAsync(() -> {
                    node.append(registered(user));
                    for (int i = 29; i >= 0; i--) {
                        node.append(completed(user, night(TODAY.minusDays(i))));
                    }
                }))
                .toList();
        writers.forEach(CompletableFuture::join);
        await().atMost(PATIENCE)
                .until(() -> people.stream().allMatch(user -> node.count("sleep_entries", "user_id", user) == 30));
        // 600 + 350 + 25 + 100 + 250 + 100 + 500
        assertThat(people)
                .allSatisfy(user ->
                        assertThat(json(user, "progress").get("xp").asInt()).isEqualTo(1925));
    }

    @Test // #4, regression 11: entry, points, streak and achievements are of one row
    void progressAndNightsCannotComeApart() {
        String user = newUser();
        node.happened(registered(user));
        record(user, 6, 0);
        node.sql("delete from read_model.sleep_entries where user_id = ? and night_date = ?")
                .params(user, TODAY)
                .update();
        JsonNode progress = json(user, "progress");
        assertThat(progress.get("xp").asInt()).isEqualTo(145);
        assertThat(progress.get("streak").asInt()).isEqualTo(6);
        assertThat(progress.get("achievements")).hasSize(1);
    }

    @Test // #4, regression 12
    void aNightThatIsAnsweredAgainIsNotPaidAgain() {
        String user = newUser();
        node.happened(registered(user));
        record(user, 6, 0);
        JsonNode before = json(user, "progress");
        for (int i = 0; i < 3; i++) {
            UUID entry = node.sql("select entry_id from read_model.sleep_entries where user_id = ? and night_date = ?")
                    .params(user, TODAY)
                    .query(UUID.class)
                    .single();
            QuizCompleted again = completed(user, restlessNight(entry, TODAY));
            node.happened(again, corrected(again));
        }
        assertThat(json(user, "progress")).isEqualTo(before);
        SleepEntry anew = night(TODAY);
        node.happened(deleted(user, anew));
        assertThat(json(user, "progress").get("xp").asInt()).isEqualTo(145);
        node.happened(completed(user, anew));
        assertThat(json(user, "progress")).isEqualTo(before);
    }

    @Test // #4, regression 17
    void aStreakGoesByTheDateWhereTheUserLives() {
        String ahead = newUser();
        String behind = newUser();
        // it is the 24th there, and here still the 23rd
        node.append(registered(ahead, ZoneId.of("Pacific/Kiritimati")));
        node.append(registered(behind, ZoneId.of("Pacific/Honolulu")));
        record(ahead, 5, 2);
        record(behind, 5, 2);
        assertThat(json(ahead, "progress").get("freezeDaysLeft").asInt()).isEqualTo(1);
        assertThat(json(behind, "progress").get("freezeDaysLeft").asInt()).isEqualTo(2);
        assertThat(json(behind, "progress").get("streak").asInt()).isEqualTo(4);
    }

    @Test // #4
    void tenYearsOfNightsAreReckonedInNoTime() {
        String user = newUser();
        node.happened(registered(user));
        List<UserSleepEvent> nights = new ArrayList<>();
        TODAY.minusDays(3649).datesUntil(TODAY.plusDays(1)).forEach(date -> nights.add(completed(user, night(date))));
        node.happened(nights.toArray(UserSleepEvent[]::new));
        assertThat(json(user, "progress").get("streak").asInt()).isEqualTo(3650);
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = System.nanoTime();
            json(user, "progress");
            fastest = Math.min(fastest, System.nanoTime() - before);
        }
        LOG.info("progress of 3650 nights by HTTP, fastest of 20: {} ms", fastest / 1e6);
        assertThat(fastest).isLessThan(500_000_000L);
    }

    @Test // #4
    void aPromptHasARowAndASnoozeStandsInIt() {
        String user = newUser();
        Instant due = Instant.parse("2026-11-24T06:00:00Z");
        node.happened(
                registered(user),
                prompted(user, TODAY),
                snoozed(user, TODAY),
                new QuizPrompted(user, NOW, due.plusSeconds(2100), TODAY, Language.SV, true));
        assertThat(node.row("prompts", "user_id", user))
                .containsEntry("for_date", java.sql.Date.valueOf(TODAY))
                .containsEntry("scheduled_for", Timestamp.from(due))
                .containsEntry("prompted_at", Timestamp.from(due.plusSeconds(2)))
                .containsEntry("snoozed_until", Timestamp.from(due.plusSeconds(300 + 1800)));
    }

    @Test // #4, regression 18
    void theDelayIsFromWhenThePromptWasDueToWhenTheNightWasRecordedOnThatLocalDay() {
        String user = newUser();
        node.append(registered(user));
        answer(user, TODAY.minusDays(5), "07:00:59"); // 0
        answer(user, TODAY.minusDays(4), "23:59"); // the last minute of the day
        answer(user, TODAY.minusDays(3), "06:59"); // before it
        answer(user, TODAY.minusDays(1), "08:10:30");
        LocalDate late = TODAY.minusDays(2);
        node.append(prompted(user, late), completed(user, night(late), at(TODAY.minusDays(1), LocalTime.of(0, 30))));
        SleepEntry unprompted = night(TODAY);
        node.happened(completed(user, unprompted, at(TODAY, LocalTime.of(9, 0))));

        assertThat(node.sql("""
                        select night_date::text, response_delay_minutes from read_model.v_nights
                        where user_id = ? order by night_date
                        """).param(user).query().listOfRows())
                .extracting(row -> row.get("night_date"), row -> row.get("response_delay_minutes"))
                .containsExactly(
                        tuple("2026-11-19", 0),
                        tuple("2026-11-20", 1019),
                        tuple("2026-11-21", null),
                        tuple("2026-11-22", null),
                        tuple("2026-11-23", 70),
                        tuple("2026-11-24", null));
    }

    @Test // #4
    void aCorrectionDoesNotChangeTheDelay() {
        String user = newUser();
        node.append(registered(user));
        SleepEntry entry = night(TODAY);
        QuizCompleted later = completed(user, restlessNight(entry.entryId(), TODAY), at(TODAY, LocalTime.of(12, 0)));
        node.happened(
                prompted(user, TODAY), completed(user, entry, at(TODAY, LocalTime.of(7, 20))), later, corrected(later));
        assertThat(delays(user)).containsExactly(20);
    }

    @Test // #4
    void aBetterTimeIsSuggestedFromThreeAnswersOnAndOfThirtyDaysOnly() {
        String user = newUser();
        node.append(registered(user));
        answer(user, TODAY.minusDays(30), "07:00");
        answer(user, TODAY.minusDays(29), "07:42");
        answer(user, TODAY.minusDays(1), "07:40");
        node.happened(prompted(user, TODAY));
        assertThat(json(user, "best-time"))
                .isEqualTo(Json.MAPPER.readTree("{\"completions\": 2, \"verdict\": \"NOT_ENOUGH\"}"));
        node.happened(completed(user, night(TODAY), at(TODAY, LocalTime.of(7, 44))));
        assertThat(json(user, "best-time"))
                .isEqualTo(
                        Json.MAPPER.readTree(
                                "{\"completions\": 3, \"verdict\": \"SUGGESTED\", \"medianDelayMinutes\": 42, \"suggestedTime\": \"07:45\"}"));
        // taken up, it is not suggested once more
        node.happened(settingsChanged(user, new Settings(true, LocalTime.of(7, 45), STOCKHOLM, Language.SV, 480)));
        assertThat(json(user, "best-time"))
                .isEqualTo(Json.MAPPER.readTree("{\"completions\": 0, \"verdict\": \"NOT_ENOUGH\"}"));
    }

    @Test // #4
    void theLastNightsAreAPicture() throws IOException {
        String user = newUser();
        node.happened(registered(user), completed(user, night(TODAY.minusDays(6))));
        HttpResponse<byte[]> reply = node.getBytes("/api/v1/users/" + user + "/chart.png?nights=7");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(reply.headers().firstValue("X-Read-Model-Position")).isPresent();
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(reply.body()));
        assertThat(picture.getWidth()).isEqualTo(1000);
        assertThat(picture.getHeight()).isEqualTo(600);
    }

    @Test // #4
    void withoutANightThereIsNoPicture() {
        String user = newUser();
        node.happened(registered(user), completed(user, night(TODAY.minusDays(7))));
        HttpResponse<byte[]> reply = node.getBytes("/api/v1/users/" + user + "/chart.png?nights=7");
        assertThat(reply.statusCode()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(node.getBytes("/api/v1/users/" + user + "/chart.png?nights=14")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> unknown = node.get("/api/v1/users/404/chart.png", "Accept", "image/png");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("UNKNOWN_USER");
    }

    @Test // #4
    void aFreeDayIsOneOnWhichThePersonDoesNotWork() {
        String user = newUser();
        node.happened(registered(user));
        record(user, 6, 0);
        List<Map<String, Object>> free = node.sql(
                        "select weekday from read_model.v_nights where user_id = ? and free_day order by weekday")
                .param(user)
                .query()
                .listOfRows();
        assertThat(free).extracting(row -> row.get("weekday")).containsExactly(6, 7);
    }

    /** A night for each of the days from so many back to so many back. */
    private static void record(String user, int first, int last) {
        for (int i = first; i > last; i--) {
            node.append(completed(user, night(TODAY.minusDays(i))));
        }
        node.happened(completed(user, night(TODAY.minusDays(last))));
    }

    private static void answer(String user, LocalDate date, String time) {
        node.append(prompted(user, date), completed(user, night(date), at(date, LocalTime.parse(time))));
    }

    private static Instant at(LocalDate date, LocalTime time) {
        return date.atTime(time).atZone(STOCKHOLM).toInstant();
    }

    private static List<Integer> delays(String user) {
        return node.sql("select response_delay_minutes from read_model.v_prompts where user_id = ?")
                .param(user)
                .query(Integer.class)
                .list();
    }

    private static JsonNode json(String user, String what) {
        HttpResponse<String> reply = node.get("/api/v1/users/" + user + "/" + what);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.MAPPER.readTree(reply.body());
    }
}
