package org.sleepquiz.query.diary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.corrected;
import static org.sleepquiz.query.Events.deleted;
import static org.sleepquiz.query.Events.erased;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.prompted;
import static org.sleepquiz.query.Events.registered;
import static org.sleepquiz.query.Events.restlessNight;
import static org.sleepquiz.query.Events.settingsChanged;
import static org.sleepquiz.query.Events.snoozed;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.query.Events;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestPostgres;

/** The rows follow from the log alone: made once, made again, or made onto what is there, they are the same. */
class RebuildIT {

    private static final LocalDate FIRST_NIGHT = LocalDate.of(2026, 3, 1);
    private static final List<String> TABLES =
            List.of("users", "sleep_entries", "sleep_entry_disruptions", "prompts", "v_prompts", "history");

    private static QueryNode node;
    private static String last;

    private List<String> rows;

    @BeforeAll
    static void liveThroughALot() {
        node = QueryNode.on(TestPostgres.freshDatabase());
        Random random = new Random(120);
        for (int i = 0; i < 12; i++) {
            live(newUser(), random);
        }
        last = newUser();
        node.happened(registered(last));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void rememberTheRows() {
        awaitTheEnd();
        rows = dump();
        assertThat(rows).hasSizeGreaterThan(300);
    }

    @Test // #2
    void aRebuildFromEmptyTablesEqualsWhatCameAboutStepByStep() {
        node.processor().shutDown();
        node.sql("""
                        truncate read_model.users, read_model.sleep_entries, read_model.sleep_entry_disruptions,
                                 read_model.prompts, read_model.history
                        """).update();
        node.sql("delete from read_model.token_entry").update();
        node.processor().start();
        awaitTheEnd();
        assertThat(dump()).isEqualTo(rows);
    }

    @Test // #2
    void theSameEventsAgainOntoTheOldRowsChangeNothing() {
        node.processor().shutDown();
        node.sql("update read_model.history set data = '{\"read\":\"once\"}' where user_id = ?")
                .param(last)
                .update();
        node.sql("delete from read_model.token_entry").update();
        node.processor().start();
        await().atMost(PATIENCE)
                .until(() -> node.sql("select count(*) from read_model.history where data ->> 'read' = 'once'")
                                .query(Long.class)
                                .single()
                        == 0);
        awaitTheEnd();
        assertThat(dump()).isEqualTo(rows);
    }

    private static void awaitTheEnd() {
        await().atMost(PATIENCE)
                .until(() -> node.processor().processingStatus().size() == 4
                        && node.processor().processingStatus().values().stream()
                                .allMatch(segment -> segment.isCaughtUp()
                                        && segment.getCurrentPosition().orElse(-1) >= head()));
    }

    private static long head() {
        return node.bean(EventStorageEngine.class).createHeadToken().position().orElseThrow();
    }

    private static List<String> dump() {
        List<String> dump = new ArrayList<>();
        for (String table : TABLES) {
            dump.addAll(node.sql("select '%s ' || row::text from read_model.%s row order by 1".formatted(table, table))
                    .query(String.class)
                    .list());
        }
        return dump;
    }

    /** Nights recorded, corrected, deleted and recorded anew; settings changed; everything erased and begun again. */
    private static void live(String user, Random random) {
        node.append(registered(user));
        Map<LocalDate, SleepEntry> nights = new HashMap<>();
        Set<LocalDate> prompts = new HashSet<>();
        for (int step = 0; step < 60; step++) {
            LocalDate date = FIRST_NIGHT.plusDays(random.nextInt(12));
            SleepEntry held = nights.get(date);
            int dice = random.nextInt(100);
            if (dice == 0) {
                node.append(erased(user));
                node.append(registered(user));
                nights.clear();
                prompts.clear();
            } else if (dice <= 15) {
                node.append(settingsChanged(
                        user,
                        new Settings(
                                random.nextBoolean(),
                                LocalTime.of(random.nextInt(24), 15),
                                ZoneId.of("Europe/Madrid"),
                                Language.ES,
                                400 + random.nextInt(100),
                                Set.of(DayOfWeek.of(1 + random.nextInt(7))),
                                ReportDay.values()[random.nextInt(8)],
                                date)));
            } else if (dice <= 20) {
                node.append(
                        random.nextBoolean()
                                ? new UserUnreachable(user, Events.NOW, UserUnreachable.Reason.BLOCKED)
                                : new UserReachable(user, Events.NOW));
            } else if (dice <= 30) {
                if (prompts.add(date)) {
                    node.append(prompted(user, date));
                } else {
                    node.append(snoozed(user, date));
                }
            } else if (dice <= 45 && held != null) {
                node.append(deleted(user, held));
                nights.remove(date);
            } else {
                UUID id = held == null ? UUID.randomUUID() : held.entryId();
                SleepEntry entry = random.nextBoolean()
                        ? restlessNight(id, date)
                        : night(id, date, LocalTime.of(22, 45), LocalTime.of(7, 0), 1 + random.nextInt(10));
                QuizCompleted completion = completed(user, entry);
                if (held == null) {
                    node.append(completion);
                } else {
                    node.append(completion, corrected(completion));
                }
                nights.put(date, entry);
            }
        }
    }
}
