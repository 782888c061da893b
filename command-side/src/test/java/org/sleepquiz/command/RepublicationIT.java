package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.command.TopicAndLog.assertCompleteAndInOrder;
import static org.sleepquiz.command.TopicAndLog.consume;
import static org.sleepquiz.command.TopicAndLog.stored;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.command.TopicAndLog.Stored;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A new consumer gets a topic of its own that holds what was stored, from any position on. */
class RepublicationIT {

    private static final String REPUBLICATIONS = "/api/v1/republications";
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    /** The registration, and a change of settings for each of the others. */
    private static final int EVENTS_EACH = 21;

    private final String topic = "events-" + UUID.randomUUID();
    private final String copy = "copy-" + UUID.randomUUID();

    @Test // #5
    void aCopyHoldsEveryEventFromAPositionOnInTheOrderOfItsUserAndNothingOfTheErased() {
        TestDatabase database = TestPostgres.freshDatabase();
        String kafka = TestKafka.shared().bootstrapServers();
        try (Node node = Node.start(database, kafka, "--sleepquiz.kafka.topic=" + topic)) {
            node.put("9018", "{}");
            fill(node, 60);
            node.delete("9018");
            List<Stored> log = stored(node);
            assertThat(log).hasSize(60 * EVENTS_EACH + 1);

            JsonNode done = awaitDone(node, begin(node, "{\"topic\":\"" + copy + "\"}"));
            assertThat(done.path("published").intValue()).isEqualTo(log.size());
            assertThat(done.path("position")).isEqualTo(done.path("to"));
            assertThat(done.path("secondsLeft").intValue()).isZero();
            assertCompleteAndInOrder(consume(kafka, copy, log.size()), log);

            long middle = position(database, 600);
            awaitDone(node, begin(node, "{\"topic\":\"%s-middle\",\"from\":%d}".formatted(copy, middle)));
            // the first of all was erased
            List<ConsumerRecord<String, byte[]>> later = consume(kafka, copy + "-middle", log.size() - 598);
            assertThat(later).hasSize(log.size() - 598);

            List<Stored> ofOne =
                    log.stream().filter(event -> event.user().equals("17")).toList();
            awaitDone(node, begin(node, "{\"topic\":\"%s-one\",\"telegramId\":\"17\"}".formatted(copy)));
            assertCompleteAndInOrder(consume(kafka, copy + "-one", ofOne.size()), ofOne);
            assertThat(JdbcClient.create(database.dataSource())
                            .sql("select count(*) from event_store.republication where telegram_id is not null")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test // #5
    void anotherNodeGoesOnAfterTheLastBatchOfOneThatWasKilledInTheMiddle() throws SQLException {
        TestDatabase database = TestPostgres.freshDatabase();
        String kafka = TestKafka.shared().bootstrapServers();
        String[] settings = {"--sleepquiz.kafka.topic=" + topic};
        Node killed = Node.start(database, kafka, settings);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            fill(killed, 60);
            List<Stored> log = stored(killed);
            statement.execute("""
                    create function public.hold_up() returns trigger language plpgsql as $$
                    begin
                        perform pg_advisory_xact_lock_shared(550);
                        return new;
                    end $$
                    """);
            statement.execute("""
                    create trigger hold_up before update on event_store.republication
                    for each row when (new.published > 500) execute function public.hold_up()
                    """);
            statement.execute("select pg_advisory_lock(550)");
            String id = begin(killed, "{\"topic\":\"" + copy + "\"}");
            await().atMost(PATIENCE)
                    .until(() -> progress(killed, id).path("published").intValue() == 500);
            await().atMost(PATIENCE).until(() -> isHeldUp(database));

            // a batch is sent and not noted; nothing of that node reaches the database any more
            killed.context
                    .getBean(DataSource.class)
                    .unwrap(HikariDataSource.class)
                    .close();
            statement.execute("select pg_advisory_unlock(550)");
            try (Node other = Node.start(database, kafka, settings)) {
                JsonNode done = awaitDone(other, id);
                assertThat(done.path("published").intValue()).isEqualTo(log.size());
                assertCompleteAndInOrder(consume(kafka, copy, log.size()), log);
            }
        } finally {
            killed.close();
        }
    }

    @Test // #5
    void oneRunsAtATimeForOperatorsAloneAndNeverIntoTheTopicThatEverybodyReads() {
        TestDatabase database = TestPostgres.freshDatabase();
        // where nobody listens it does not come to an end
        try (Node node = Node.start(database, Node.NO_KAFKA)) {
            fill(node, 1);
            assertThat(node.call("POST", REPUBLICATIONS, "{\"topic\":\"" + copy + "\"}")
                            .status())
                    .as("a bot's token")
                    .isEqualTo(403);
            for (String refused : List.of(
                    "{}",
                    "{\"topic\":\"sleepquiz.events\"}",
                    "{\"topic\":\"a b\"}",
                    "{\"topic\":\"..\"}",
                    "{\"topic\":\"a\",\"from\":-1}",
                    "{\"topic\":\"a\",\"from\":9,\"to\":7}",
                    "{\"topic\":\"a\",\"telegramId\":\"x\"}")) {
                Reply reply = node.callAs(Role.OPERATOR, "POST", REPUBLICATIONS, refused);
                assertThat(reply.status()).as(refused).isEqualTo(400);
                assertThat(reply.code()).isEqualTo("MALFORMED");
            }
            String id = begin(node, "{\"topic\":\"" + copy + "\"}");
            Reply second = node.callAs(Role.OPERATOR, "POST", REPUBLICATIONS, "{\"topic\":\"b\"}");
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.code()).isEqualTo("ALREADY_RUNNING");
            await().atMost(PATIENCE)
                    .until(() -> progress(node, id).path("trouble").isString());
            assertThat(progress(node, id).path("secondsLeft").isMissingNode()).isTrue();

            assertThat(node.callAs(Role.OPERATOR, "DELETE", REPUBLICATIONS + "/" + id, null)
                            .status())
                    .isEqualTo(204);
            assertThat(progress(node, id).path("state").stringValue()).isEqualTo("STOPPED");
            begin(node, "{\"topic\":\"b\"}");
            assertThat(node.get(REPUBLICATIONS).json()).hasSize(2);
            assertThat(node.get(REPUBLICATIONS + "/" + UUID.randomUUID()).status())
                    .isEqualTo(404);
        }
    }

    private static String begin(Node node, String wanted) {
        Reply begun = node.callAs(Role.OPERATOR, "POST", REPUBLICATIONS, wanted);
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        return begun.json().path("id").stringValue();
    }

    private static JsonNode progress(Node node, String id) {
        return node.get(REPUBLICATIONS + "/" + id).json();
    }

    private static JsonNode awaitDone(Node node, String id) {
        await().atMost(PATIENCE)
                .until(() -> progress(node, id).path("state").stringValue("").equals("DONE"));
        return progress(node, id);
    }

    private static boolean isHeldUp(TestDatabase database) {
        return JdbcClient.create(database.dataSource())
                        .sql(
                                "select count(*) from pg_locks where locktype = 'advisory' and objid = 550 and not granted")
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** People who change their language to and fro: long streams, of which many stand in one batch. */
    private static void fill(Node node, int users) {
        for (int change = 0; change < EVENTS_EACH - 1; change++) {
            String language = change % 2 == 0 ? "sv" : "en";
            String commands = IntStream.rangeClosed(1, users)
                    .mapToObj(user -> "{\"type\":\"ChangeSettings\",\"telegramId\":\"%d\",\"language\":\"%s\"}"
                            .formatted(user, language))
                    .collect(Collectors.joining(","));
            Reply reply = node.call("POST", "/api/v1/commands:batch", "{\"commands\":[" + commands + "]}");
            assertThat(reply.json().path("outcomes"))
                    .allSatisfy(outcome ->
                            assertThat(outcome.path("status").intValue()).isEqualTo(200));
        }
    }

    /** The global index of the event with this number in the log, from 1. */
    private static long position(TestDatabase database, int number) {
        return JdbcClient.create(database.dataSource())
                .sql("select global_index from event_store.domain_event_entry order by global_index limit 1 offset ?")
                .param(number - 1)
                .query(Long.class)
                .single();
    }
}
