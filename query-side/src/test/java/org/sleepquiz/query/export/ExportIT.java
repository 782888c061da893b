package org.sleepquiz.query.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.query.Events.NOW;
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

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** That people take away all that is kept about them, and nothing of others. */
class ExportIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExportIT.class);
    private static final LocalDate FIRST = LocalDate.of(2026, 11, 17);

    private static QueryNode node;
    private static String user;

    @BeforeAll
    static void liveThroughEverything() {
        node = QueryNode.on(TestPostgres.freshDatabase());
        String somebodyElse = newUser();
        node.happened(registered(somebodyElse), completed(somebodyElse, night(FIRST)));
        user = newUser();
        SleepEntry restless = restlessNight(UUID.randomUUID(), FIRST);
        SleepEntry first = night(FIRST.plusDays(1));
        QuizCompleted second = completed(user, restlessNight(first.entryId(), FIRST.plusDays(1)), NOW.plusSeconds(5));
        SleepEntry gone = night(FIRST.plusDays(2));
        node.happened(
                registered(user),
                settingsChanged(
                        user,
                        new Settings(
                                true,
                                LocalTime.of(7, 0),
                                STOCKHOLM,
                                Language.ES,
                                450,
                                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                                ReportDay.MONDAY,
                                LocalDate.of(2026, 12, 24))),
                prompted(user, FIRST),
                completed(user, restless, FIRST.atTime(7, 12).atZone(STOCKHOLM).toInstant()),
                completed(user, first),
                second,
                corrected(second),
                completed(user, gone),
                deleted(user, gone),
                // a prompt without an entry, and one after all entries
                prompted(user, FIRST.plusDays(2)),
                prompted(user, FIRST.plusDays(4)),
                snoozed(user, FIRST.plusDays(4)),
                completed(user, night(FIRST.plusDays(3))),
                new UserSleepEvent.UserUnreachable(user, NOW, UserSleepEvent.UserUnreachable.Reason.BLOCKED));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #4
    void theTableHoldsEveryColumnOfEveryNight() {
        Map<String, Map<String, String>> table = table(user);
        assertThat(table.keySet())
                .containsExactly("2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21");
        List<Map<String, Object>> nights = rows("sleep_entries", "night_date");
        assertThat(nights).hasSize(3);
        for (Map<String, Object> night : nights) {
            Map<String, String> exported = table.get(text(night.get("night_date")));
            night.forEach((column, value) -> {
                if (!Set.of("user_id", "recorded_on").contains(column)) {
                    assertThat(exported).containsEntry(column, text(value));
                }
            });
        }
        assertThat(table.get("2026-11-17"))
                .containsEntry("disruptions", "NOISE;STRESS")
                .containsEntry("response_delay_minutes", "12")
                .containsEntry("xp", "45")
                .containsEntry("achievements", "FIRST_ENTRY");
        assertThat(table.get("2026-11-18")).containsEntry("xp", "20").containsEntry("disruptions", "NOISE;STRESS");
        assertThat(table.get("2026-11-19")).containsEntry("bedtime", "").containsEntry("xp", "");
    }

    @Test // #4
    void theTableHoldsEveryPrompt() {
        Map<String, Map<String, String>> table = table(user);
        List<Map<String, Object>> prompts = rows("prompts", "for_date");
        assertThat(prompts).hasSize(3);
        for (Map<String, Object> prompt : prompts) {
            assertThat(prompt).containsOnlyKeys("user_id", "for_date", "scheduled_for", "prompted_at", "snoozed_until");
            assertThat(table.get(text(prompt.get("for_date"))))
                    .containsEntry("prompt_scheduled_for", text(prompt.get("scheduled_for")))
                    .containsEntry("prompt_sent_at", text(prompt.get("prompted_at")))
                    .containsEntry("prompt_snoozed_until", text(prompt.get("snoozed_until")));
        }
        assertThat(table.get("2026-11-20")).containsEntry("prompt_scheduled_for", "");
    }

    @Test // #4
    void everyRowOfTheTableTellsThePersonAndTheirSettings() {
        Map<String, Object> person = node.row("users", "telegram_id", user);
        Map<String, String> last = table(user).get("2026-11-21");
        person.forEach((column, value) -> {
            String exported = last.get("person_" + column);
            switch (column) {
                case "work_days" -> assertThat(exported).isEqualTo("SATURDAY;SUNDAY");
                case "weekly_report" -> assertThat(exported).isEqualTo("MONDAY");
                default -> assertThat(exported).as(column).isEqualTo(text(value));
            }
        });
        assertThat(last).containsEntry("person_xp", "85").containsEntry("person_tier", "BRONZE");
    }

    @Test // #4
    void theDocumentHoldsEveryColumnOfEveryRow() {
        JsonNode document = json(user);
        List<Map<String, Object>> nights = rows("sleep_entries", "night_date");
        assertThat(document.get("entries")).hasSameSizeAs(nights);
        for (int i = 0; i < nights.size(); i++) {
            assertHolds(document.get("entries").get(i), nights.get(i), Set.of("user_id", "recorded_on"));
        }
        List<Map<String, Object>> prompts = rows("prompts", "for_date");
        assertThat(document.get("prompts")).hasSameSizeAs(prompts);
        for (int i = 0; i < prompts.size(); i++) {
            assertHolds(document.get("prompts").get(i), prompts.get(i), Set.of("user_id"));
        }
        Map<String, Object> person = node.row("users", "telegram_id", user);
        assertHolds(document.get("user"), person, Set.of("work_days", "weekly_report"));
        assertThat(document.get("user").get("workDays")).isEqualTo(Json.MAPPER.readTree("[\"SATURDAY\", \"SUNDAY\"]"));
        assertThat(document.get("user").get("weeklyReport").asString()).isEqualTo("MONDAY");
        assertThat(document.get("entries").get(0).get("answers").get("DISRUPTIONS"))
                .isEqualTo(Json.MAPPER.readTree("[\"NOISE\", \"STRESS\"]"));
    }

    @Test // #4
    void theDocumentHoldsTheProgressAndTheWholeHistoryAsTheirOwnCallsTellThem() {
        JsonNode document = json(user);
        assertThat(document.get("history"))
                .isEqualTo(Json.MAPPER
                        .readTree(node.get("/api/v1/users/" + user + "/history?limit=100")
                                .body())
                        .get("events"));
        assertThat(document.get("history")).hasSize(14);
        assertThat(document.get("progress"))
                .isEqualTo(Json.MAPPER.readTree(
                        node.get("/api/v1/users/" + user + "/progress").body()));
    }

    @ParameterizedTest // #4
    @EnumSource(ExportFormat.class)
    void itIsAFileWhoseNameTellsNobodyWhoseItIs(ExportFormat format) {
        HttpResponse<String> reply = export(user, format.extension());
        assertThat(reply.headers().firstValue("Content-Type")).hasValue(format.contentType());
        assertThat(reply.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"sleep-diary-\\d{4}-\\d\\d-\\d\\d\\." + format.extension() + "\"")
                .doesNotContain(user);
        assertThat(reply.headers().firstValue("X-Read-Model-Position")).isPresent();
    }

    @Test // #4
    void whoeverHasNoNightYetIsInTheTableAllTheSame() {
        String nobody = newUser();
        node.happened(registered(nobody));
        assertThat(table(nobody).get(""))
                .containsEntry("person_telegram_id", nobody)
                .containsEntry("person_work_days", "MONDAY;TUESDAY;WEDNESDAY;THURSDAY;FRIDAY")
                .containsEntry("person_weekly_report", "NEVER");
        assertThat(json(nobody).get("entries")).isEmpty();
    }

    @ParameterizedTest // #4
    @EnumSource(ExportFormat.class)
    void anExportThatFailsDoesNotLookLikeAWholeOne(ExportFormat format) {
        String unlucky = newUser();
        node.append(registered(unlucky));
        List<UserSleepEvent> nights = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            nights.add(completed(unlucky, night(FIRST.minusDays(i))));
        }
        node.happened(nights.toArray(UserSleepEvent[]::new));
        // a zone that Java does not know
        node.sql("update read_model.sleep_entries set time_zone = 'Nowhere' where user_id = ? and night_date = ?")
                .params(unlucky, FIRST)
                .update();
        String path = "/api/v1/users/" + unlucky + "/export?format=" + format.extension();
        assertThatThrownBy(() -> node.get(path)).hasRootCauseInstanceOf(IOException.class);

        node.sql("delete from read_model.sleep_entries where user_id = ? and night_date < ?")
                .params(unlucky, FIRST)
                .update();
        HttpResponse<String> refused = node.get(path);
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).startsWith("{").contains("\"code\":\"INTERNAL\"");
        assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();
    }

    @Test // #4
    void tenYearsAreTakenOutWhole() {
        String faithful = newUser();
        node.append(registered(faithful));
        List<UserSleepEvent> nights = new ArrayList<>();
        for (int i = 0; i < 3650; i++) {
            LocalDate date = FIRST.minusDays(i);
            nights.add(prompted(faithful, date));
            nights.add(completed(faithful, restlessNight(UUID.randomUUID(), date)));
        }
        node.happened(nights.toArray(UserSleepEvent[]::new));
        for (ExportFormat format : ExportFormat.values()) {
            long before = System.nanoTime();
            String body = export(faithful, format.extension()).body();
            LOG.info(
                    "export format={} nights=3650 bytes={} took={} ms",
                    format.extension(),
                    body.length(),
                    (System.nanoTime() - before) / 1_000_000);
        }
        JsonNode document = json(faithful);
        assertThat(document.get("entries")).hasSize(3650);
        assertThat(document.get("prompts")).hasSize(3650);
        assertThat(document.get("history")).hasSize(7301);
        assertThat(table(faithful)).hasSize(3650);
    }

    private static List<Map<String, Object>> rows(String table, String order) {
        return node.sql("select * from read_model." + table + " where user_id = ? order by " + order)
                .param(user)
                .query()
                .listOfRows();
    }

    private static void assertHolds(JsonNode object, Map<String, Object> row, Set<String> butFor) {
        List<String> leaves = leaves(object);
        row.forEach((column, value) -> {
            if (value != null && !butFor.contains(column)) {
                assertThat(leaves).as(column).contains(text(value));
            }
        });
    }

    private static List<String> leaves(JsonNode node) {
        if (node.isContainer()) {
            return node.valueStream().flatMap(child -> leaves(child).stream()).toList();
        }
        return List.of(node.asString());
    }

    /** As an export writes it. */
    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Timestamp instant) {
            return instant.toInstant().toString();
        }
        if (value instanceof Time time) {
            return time.toLocalTime().toString();
        }
        if (value instanceof Date date) {
            return date.toLocalDate().toString();
        }
        return value.toString();
    }

    /** The rows by their dates, each with its cells by their columns. */
    private static Map<String, Map<String, String>> table(String whose) {
        List<List<String>> lines = Arrays.stream(export(whose, "csv").body().split("\r\n"))
                .map(line -> List.of(line.split(",", -1)))
                .toList();
        List<String> columns = lines.get(0);
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            assertThat(line).hasSameSizeAs(columns);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), line.get(i));
            }
            assertThat(table.put(line.get(0), row)).isNull();
        }
        return table;
    }

    private static JsonNode json(String whose) {
        return Json.MAPPER.readTree(export(whose, "json").body());
    }

    private static HttpResponse<String> export(String whose, String format) {
        HttpResponse<String> reply = node.get("/api/v1/users/" + whose + "/export?format=" + format);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply;
    }
}
