package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The fault that the predecessor was known for, on both sides of the event store. */
class FirstContactIT {

    private static final int USERS = 20;
    private static final Map<String, String> ANSWERS = answers();

    @Test // #2 regressions 1, 11, 12, 34b
    void sixtyFourFirstCommandsOfMixedKindsOnTwoNodesMakeOneUserOneEntryAndNoOrphan(@TempDir Path directory)
            throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        try (Sides sides = new Sides(database, TestKafka.shared().bootstrapServers(), directory)) {
            List<String> nodes = List.of(sides.commandSide(), sides.commandSide());
            sides.querySide();

            for (int user = 0; user < USERS; user++) {
                List<CompletableFuture<HttpResponse<String>>> replies =
                        fire(sides, nodes, Integer.toString(7000 + user));
                assertThat(replies).hasSizeGreaterThanOrEqualTo(64);
                assertThat(replies)
                        .allSatisfy(reply -> assertThat(reply.join().statusCode())
                                .as(reply.join().body())
                                .isBetween(200, 204));
            }

            assertThat(jdbc.sql("""
                                    select count(*) from (
                                        select 1 from event_store.domain_event_entry
                                        group by aggregate_identifier
                                        having count(*) filter (where payload_type = 'UserRegistered') <> 1
                                            or min(sequence_number) <> 0
                                            or max(sequence_number) <> count(*) - 1
                                            or count(distinct sequence_number) <> count(*)) faulty
                                    """).query(Long.class).single())
                    .as("streams without exactly one registration and a gapless sequence")
                    .isZero();
            long events = count(jdbc, "event_store.domain_event_entry");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(count(jdbc, "read_model.history")).isEqualTo(events));
            assertThat(count(jdbc, "read_model.users")).isEqualTo(USERS);
            assertThat(count(jdbc, "read_model.sleep_entries")).isEqualTo(USERS);
            assertThat(count(jdbc, "read_model.sleep_entry_disruptions")).isEqualTo(USERS * 2L);
            assertThatThrownBy(() -> jdbc.sql("""
                                    insert into read_model.sleep_entries
                                    select (jsonb_populate_record(entry, '{"user_id": "1", "entry_id": "%s"}')).*
                                    from read_model.sleep_entries entry limit 1
                                    """.formatted(UUID.randomUUID())).update())
                    .as("an orphan by hand")
                    .isInstanceOf(DataIntegrityViolationException.class)
                    .hasMessageContaining("foreign key");
        }
    }

    private static List<CompletableFuture<HttpResponse<String>>> fire(Sides sides, List<String> nodes, String user) {
        String quiz = UUID.randomUUID().toString();
        List<String[]> commands = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            commands.add(new String[] {"PUT", "", "{\"language\":\"sv\"}"});
            commands.add(new String[] {"POST", "/quizzes", "{\"quizId\":\"" + quiz + "\"}"});
            commands.add(new String[] {"PATCH", "/settings", "{\"promptTime\":\"06:30\"}"});
            commands.add(new String[] {"DELETE", "/entries/2020-01-01", null});
            commands.add(new String[] {"POST", "/quizzes", "{\"quizId\":\"" + quiz + "\",\"language\":\"es\"}"});
            commands.add(new String[] {"PUT", "", "{}"});
            ANSWERS.forEach((question, value) -> commands.add(
                    new String[] {"PUT", "/quizzes/" + quiz + "/answers/" + question, "{\"value\":" + value + "}"}));
        }
        Collections.shuffle(commands, new Random(user.hashCode()));
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (String[] command : commands) {
            String node = nodes.get(replies.size() % nodes.size());
            replies.add(sides.send(command[0], node + user + command[1], command[2]));
        }
        replies.forEach(CompletableFuture::join);
        return replies;
    }

    private static long count(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static Map<String, String> answers() {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("BEDTIME", "\"22:15\"");
        answers.put("SLEEP_LATENCY", "\"UNDER_15\"");
        answers.put("WAKE_TIME", "\"06:45\"");
        answers.put("NIGHT_WAKINGS", "\"ONE_OR_TWO\"");
        answers.put("TIME_AWAKE", "\"UNDER_15\"");
        answers.put("SLEEP_QUALITY", "7");
        answers.put("PHONE_USAGE", "true");
        answers.put("PHONE_DURATION", "\"UNDER_15\"");
        answers.put("DISRUPTIONS", "[\"NOISE\",\"PAIN\"]");
        answers.put("ALERTNESS", "8");
        return answers;
    }
}
