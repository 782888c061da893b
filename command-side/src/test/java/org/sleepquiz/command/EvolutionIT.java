package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.messages.Json;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The next version of an event beside this one. */
class EvolutionIT {

    private static final String NO_PUBLISHER = "--sleepquiz.kafka.enabled=false";

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final String kafka = TestKafka.shared().bootstrapServers();
    private final String topic = "events-" + UUID.randomUUID();

    @Test // #5
    void anEventOfTheFirstRevisionIsDecidedOnPutIntoTheScheduleAndPublishedByCodeOfTheSecond() {
        String blocked = "{\"reachable\":false,\"reason\":\"BLOCKED\"}";
        try (Node before =
                Node.start(database, Node.NO_KAFKA, NO_PUBLISHER, "--sleepquiz.written-revisions.UserUnreachable=1")) {
            before.put("4711", "{}");
            assertThat(before.put("4711/reachability", blocked).status()).isEqualTo(204);
        }
        assertThat(revisions()).containsExactly("1");

        try (Node after =
                Node.start(database, kafka, "--sleepquiz.kafka.topic=" + topic, "--sleepquiz.prompts.interval=1h")) {
            // as it is held; a diary that did not know of it would note it anew
            assertThat(after.put("4711/reachability", blocked).status()).isEqualTo(204);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(jdbc().sql("select reachable from schedule.person")
                                    .query(Boolean.class)
                                    .list())
                            .containsExactly(false));
            assertThat(published(2).get("UserUnreachable.v2").path("reason").stringValue())
                    .isEqualTo("UNKNOWN");

            after.put("4711/reachability", "{\"reachable\":true}");
            after.put("4711/reachability", blocked);
            assertThat(revisions()).containsExactly("1", "2");
            assertThat(published(4).get("UserUnreachable.v2").path("reason").stringValue())
                    .isEqualTo("BLOCKED");
        }
    }

    private List<String> revisions() {
        return jdbc().sql("select payload_revision from event_store.domain_event_entry "
                        + "where payload_type = 'UserUnreachable' and sealed is not null order by global_index")
                .query(String.class)
                .list();
    }

    @Test // #5
    void aNodeThatMeetsANewerRevisionThanItKnowsWaitsAndSkipsNothing() {
        String[] publishing = {"--sleepquiz.kafka.topic=" + topic, "--sleepquiz.kafka.segments=2"};
        try (Node ahead =
                Node.start(AheadOfItsTime.inNumberOnly("QuestionAnswered"), database, Node.NO_KAFKA, NO_PUBLISHER)) {
            try (Node today = Node.start(database, kafka, publishing)) {
                assertThat(answer(today, "4001", 1)).isEqualTo(200);
                assertThat(published(3)).hasSize(3);
                assertThat(answer(ahead, "4002", 1)).isEqualTo(200);
                assertThat(answer(today, "4001", 2)).as("somebody else").isEqualTo(200);

                Reply waiting = today.put(answers("4002"), "{\"value\":2}");
                assertThat(waiting.status()).isEqualTo(503);
                assertThat(waiting.code()).isEqualTo("TRY_LATER");
                assertThat(waiting.header("Retry-After")).isNotNull();
                await().during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> count() == 7 && position("publisher") < positionOf("4002", 2));
            }
            assertThat(answer(ahead, "4002", 2))
                    .as("asked again of another node")
                    .isEqualTo(200);
        }
        try (Node replaced = Node.start(AheadOfItsTime.inNumberOnly("QuestionAnswered"), database, kafka, publishing)) {
            assertThat(answer(replaced, "4002", 3)).isEqualTo(200);
            assertThat(sequences(9))
                    .isEqualTo(Map.of("4001", List.of(0L, 1L, 2L, 3L), "4002", List.of(0L, 1L, 2L, 3L, 4L)));
        }
    }

    @Test // #5
    void anEventOfANameThatThisVersionDoesNotKnowTurnsAwayNobodyButItsPerson() {
        try (Node node = Node.start(database, kafka, "--sleepquiz.kafka.topic=" + topic)) {
            assertThat(answer(node, "4001", 1)).isEqualTo(200);
            assertThat(answer(node, "4002", 1)).isEqualTo(200);
            assertThat(published(6)).hasSize(3);
            jdbc().sql("""
                            insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number,
                                type, time_stamp, payload_type, payload_revision, payload, meta_data)
                            values (gen_random_uuid(), '4002', 3, 'UserSleep', now(), 'UserApplauded', '1', '{}', '{}')
                            """).update();

            assertThat(node.put(answers("4002"), "{\"value\":2}").code()).isEqualTo("TRY_LATER");
            assertThat(answer(node, "4001", 2)).isEqualTo(200);
            assertThat(answer(node, "4003", 1)).as("somebody new").isEqualTo(200);
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> count() == 11 && position("publisher") < positionOf("4002", 3));
            assertThat(node.get("/actuator/health").status()).isEqualTo(200);
        }
    }

    private static String answers(String user) {
        UUID quiz = UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8));
        return user + "/quizzes/" + quiz + "/answers/SLEEP_QUALITY";
    }

    private static int answer(Node node, String user, int points) {
        return node.put(answers(user), "{\"value\":" + points + "}").status();
    }

    private JdbcClient jdbc() {
        return JdbcClient.create(database.dataSource());
    }

    private long count() {
        return jdbc().sql("select count(*) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
    }

    private long positionOf(String user, long sequenceNumber) {
        return jdbc().sql("select global_index from event_store.domain_event_entry "
                        + "where aggregate_identifier = :user and sequence_number = :number")
                .param("user", user)
                .param("number", sequenceNumber)
                .query(Long.class)
                .single();
    }

    /** The furthest that any segment of a processor has come. */
    private long position(String processor) {
        return jdbc().sql("select max((token::json ->> 'index')::bigint) from event_store.token_entry "
                        + "where processor_name = :processor")
                .param("processor", processor)
                .query(Long.class)
                .single();
    }

    private record Seen(String user, String type, long sequence, String value) {}

    /** What is on the topic, the last of each type. */
    private Map<String, JsonNode> published(int events) {
        Map<String, JsonNode> published = new LinkedHashMap<>();
        consume(events)
                .values()
                .forEach(seen -> published.put(
                        seen.type().substring("sleepquiz.".length()), Json.MAPPER.readTree(seen.value())));
        return published;
    }

    /** The numbers of each person's events, in their order on the topic. */
    private Map<String, List<Long>> sequences(int events) {
        Map<String, List<Long>> sequences = new LinkedHashMap<>();
        consume(events)
                .values()
                .forEach(seen -> sequences
                        .computeIfAbsent(seen.user(), user -> new ArrayList<>())
                        .add(seen.sequence()));
        return sequences;
    }

    /** Reads the topic until so many different events were seen, and tells each once. */
    private Map<String, Seen> consume(int events) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka, ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        Map<String, Seen> seen = new LinkedHashMap<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            await().pollInSameThread()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> !consumer.partitionsFor(topic).isEmpty());
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().pollInSameThread().atMost(Duration.ofSeconds(45)).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> seen.putIfAbsent(
                                header(record, "ce_id"),
                                new Seen(
                                        record.key(),
                                        header(record, "ce_type"),
                                        Long.parseLong(header(record, "ce_sequence")),
                                        record.value())));
                assertThat(seen).hasSize(events);
            });
        }
        return seen;
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
