package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.eventstore.Tombstones;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

class ErasureIT {

    private static TestDatabase database;
    private static Node first;
    private static Node second;

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        first = Node.start(database, Node.NO_KAFKA);
        second = Node.start(database, Node.NO_KAFKA);
    }

    @AfterAll
    static void stop() {
        if (second != null) {
            second.close();
        }
        if (first != null) {
            first.close();
        }
    }

    @Test // #2
    void whoIsErasedIsUnknownOnEveryNodeAndMayComeBackAsANewUser() {
        String quiz = UUID.randomUUID().toString();
        assertThat(first.delete("5000001").code()).isEqualTo("UNKNOWN_USER");
        first.put("5000001/quizzes/" + quiz + "/answers/BEDTIME", "{\"value\":\"22:15\"}");
        assertThat(second.delete("5000001").status()).isEqualTo(204);
        assertThat(first.delete("5000001").code()).isEqualTo("UNKNOWN_USER");
        assertThat(first.delete("5000001").status()).isEqualTo(404);

        Reply back = first.post("5000001/quizzes", "{\"quizId\":\"" + quiz + "\"}");
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.json().path("answers").size()).isZero();
        assertThat(faultyStreams("5000001")).isZero();
    }

    @Test // #5: as found by the fault suite; the new life is as long as the old one was
    void whoHasErasedSomebodyDoesNotTakeTheirNextLifeForTheEndOfTheLast() {
        String user = "5000003";
        String answers = user + "/quizzes/" + UUID.randomUUID() + "/answers/";
        first.put(user, "{}");
        first.patch(user + "/settings", "{\"timeZone\":\"Pacific/Chatham\"}");
        assertThat(first.delete(user).status()).isEqualTo(204);
        second.put(answers + "BEDTIME", "{\"value\":\"22:15\"}");

        Reply answered = first.put(answers + "SLEEP_QUALITY", "{\"value\":7}");
        assertThat(answered.json().path("answers").path("BEDTIME").asString("")).isEqualTo("22:15");
        assertThat(stream(user))
                .containsExactly("UserRegistered", "QuizStarted", "QuestionAnswered", "QuestionAnswered");
    }

    @Test // #5
    void whoRemembersSomebodyDoesNotTakeTheirNextLifeForTheOneThatItKnowsEvenIfItHasReadTheirStreamSince() {
        String user = "5000004";
        first.put(user, "{}");
        first.patch(user + "/settings", "{\"timeZone\":\"Pacific/Chatham\"}");
        assertThat(second.delete(user).status()).isEqualTo(204);
        second.put(user, "{}");
        second.patch(user + "/settings", "{\"sleepNeedMinutes\":420}");
        // as one who takes a snapshot does; the node knows the new life's key now, and still the diary of the old one
        assertThat(first.context.getBean(EventStore.class).readEvents(user).asStream())
                .hasSize(2);

        Reply changed = first.patch(user + "/settings", "{\"language\":\"sv\"}");
        assertThat(changed.json().path("sleepNeedMinutes").asInt(0)).isEqualTo(420);
        assertThat(stream(user)).containsExactly("UserRegistered", "SettingsChanged", "SettingsChanged");
    }

    private static List<String> stream(String user) {
        return JdbcClient.create(database.dataSource())
                .sql("""
                        select payload_type from event_store.domain_event_entry
                        where aggregate_identifier = :user order by sequence_number
                        """)
                .param("user", user)
                .query(String.class)
                .list();
    }

    @Test // #2
    void noCommandThatIsUnderWayRevivesAnErasedStream() {
        for (int round = 0; round < 8; round++) {
            String user = Integer.toString(6_000_000 + round);
            String quiz = UUID.randomUUID().toString();
            first.put(user + "/quizzes/" + quiz + "/answers/SLEEP_QUALITY", "{\"value\":1}");
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (int tap = 0; tap < 30; tap++) {
                Node node = tap % 2 == 0 ? first : second;
                replies.add(node.send(
                        "PUT",
                        user + "/quizzes/" + quiz + "/answers/SLEEP_QUALITY",
                        "{\"value\":" + (1 + tap % 10) + "}"));
                if (tap == 10 || tap == 20) {
                    replies.add(second.send("DELETE", user, null));
                }
            }
            replies.forEach(reply ->
                    assertThat(reply.join().status()).as(reply.join().body()).isIn(200, 204, 404));
            assertThat(faultyStreams(user))
                    .as("streams without their beginning")
                    .isZero();
        }
    }

    @Test // #4
    void afterAnErasureNoTableHoldsThePersonOrWhatTheySaid() {
        String user = "5000002";
        String quiz = UUID.randomUUID().toString();
        first.put(user + "/quizzes/" + quiz + "/answers/BEDTIME", "{\"value\":\"21:45\"}");
        first.patch(user + "/settings", "{\"timeZone\":\"Pacific/Chatham\"}");
        assertThat(tablesWith(user)).contains("event_store.domain_event_entry");
        for (String said : List.of("21:45", "Pacific/Chatham", quiz)) {
            assertThat(tablesWith(said))
                    .as("stored in the clear: " + said)
                    .noneMatch(table -> table.startsWith("event_store."));
        }

        assertThat(second.delete(user).status()).isEqualTo(204);
        // as it is done after a week
        first.context.getBean(Tombstones.class).clearBefore(Instant.now().plusSeconds(60));
        for (String trace : List.of(user, "21:45", "Pacific/Chatham", quiz)) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(tablesWith(trace)).as(trace).isEmpty());
        }
    }

    /** The tables of all schemas that hold that text anywhere, also within bytes; not where it is the middle of a time or a number. */
    private static List<String> tablesWith(String text) {
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        return jdbc
                .sql(
                        "select table_schema || '.' || table_name from information_schema.tables "
                                + "where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'")
                .query(String.class)
                .list()
                .stream()
                .filter(table -> jdbc.sql("select exists (select from " + table
                                + " row where row::text ~ ('(^|[^0-9:])' || :text || '(:00)?($|[^0-9:.])') "
                                + "or row::text like '%' || encode(convert_to(:text, 'UTF8'), 'hex') || '%')")
                        .param("text", text)
                        .query(Boolean.class)
                        .single())
                .toList();
    }

    private static long faultyStreams(String user) {
        return JdbcClient.create(database.dataSource())
                .sql("""
                        select count(*) from (
                            select 1 from event_store.domain_event_entry
                            where aggregate_identifier = :user
                            group by aggregate_identifier
                            having min(sequence_number) <> 0
                                or max(sequence_number) <> count(*) - 1
                                or min(sequence_number) filter (where payload_type = 'UserRegistered') <> 0
                                or count(*) filter (where payload_type = 'UserRegistered') <> 1) faulty
                        """)
                .param("user", user)
                .query(Long.class)
                .single();
    }
}
