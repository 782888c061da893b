package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.command.TopicAndLog.assertCompleteAndInOrder;
import static org.sleepquiz.command.TopicAndLog.consume;
import static org.sleepquiz.command.TopicAndLog.header;
import static org.sleepquiz.command.TopicAndLog.stored;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.TopicAndLog.Stored;
import org.sleepquiz.messages.Json;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What a consumer that knows nothing but the contract sees on the topic. */
class PublishingIT {

    private static final int USERS = 12;

    /** A producer that gives up soon, and one token for all users, so that its place can be told. */
    private static final String[] IMPATIENT = {
        "--sleepquiz.kafka.segments=1",
        "--spring.kafka.producer.properties.delivery.timeout.ms=2500",
        "--spring.kafka.producer.properties.request.timeout.ms=1000",
        "--spring.kafka.producer.properties.max.block.ms=1500"
    };

    @Test // #2 regression 34
    void aPlainConsumerSeesEveryEventInTheOrderOfItsUserAsACloudEvent() throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        String kafka = TestKafka.shared().bootstrapServers();
        String topic = "events-" + UUID.randomUUID();
        try (Node node = Node.start(database, kafka, "--sleepquiz.kafka.topic=" + topic)) {
            for (int user = 0; user < USERS; user++) {
                answerAll(node, Integer.toString(4000 + user));
            }
            List<Stored> stored = stored(node);
            assertThat(stored).hasSize(USERS * 5);
            List<ConsumerRecord<String, byte[]>> records = consume(kafka, topic, stored.size());
            assertCompleteAndInOrder(records, stored);
            records.forEach(record -> assertCloudEvent(record, stored));
            assertTopic(kafka, topic);
        }
    }

    @Test // #2 regression 34
    void anOutageOfKafkaDelaysNothingButKafkaAndNothingIsSkipped() {
        TestDatabase database = TestPostgres.freshDatabase();
        try (TestKafka broker = TestKafka.ownBroker();
                Node node = Node.start(database, broker.bootstrapServers(), IMPATIENT)) {
            String kafka = broker.bootstrapServers();
            for (int user = 0; user < USERS / 2; user++) {
                answerAll(node, Integer.toString(5000 + user));
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(tokenIndex(database)).isEqualTo(newestIndex(database)));
            long published = newestIndex(database);

            broker.stop();
            for (int user = 0; user < USERS; user++) {
                answerAll(node, Integer.toString(5000 + user));
                answerAll(node, Integer.toString(6000 + user));
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(publisher(node).path("degraded").booleanValue())
                                    .isTrue());
            assertThat(node.get("/actuator/health").status()).isEqualTo(200);
            assertThat(publisher(node).path("behindPositions").intValue()).isPositive();
            assertThat(node.get("/actuator/prometheus").body())
                    .contains("sleepquiz_processor_failing{processor=\"publisher\"} 1.0");
            // as after a long outage, when the publisher has come to rest for long
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> processor(node).processingStatus().isEmpty());
            processor(node).releaseSegment(0, 10, TimeUnit.MINUTES);
            // longer than the producer tries
            await().during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> tokenIndex(database) == published
                            && processor(node).processingStatus().isEmpty());

            broker.start();
            answerAll(node, "7000");
            List<Stored> stored = stored(node);
            assertCompleteAndInOrder(consume(kafka, "sleepquiz.events", stored.size()), stored);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(tokenIndex(database)).isEqualTo(newestIndex(database)));
        }
    }

    /** Three answers; each time the first is another one, so that there is something new each time. */
    private static void answerAll(Node node, String user) {
        String quiz =
                UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8)).toString();
        String answers = user + "/quizzes/" + quiz + "/answers/";
        int points = 1 + (int) (Instant.now().toEpochMilli() % 10);
        assertThat(node.put(answers + "SLEEP_QUALITY", "{\"value\":" + points + "}")
                        .status())
                .isEqualTo(200);
        assertThat(node.put(answers + "BEDTIME", "{\"value\":\"22:15\"}").status())
                .isEqualTo(200);
        assertThat(node.put(answers + "DISRUPTIONS", "{\"value\":[\"PAIN\"]}").status())
                .isEqualTo(200);
    }

    private static void assertCloudEvent(ConsumerRecord<String, byte[]> record, List<Stored> stored) {
        Stored event = stored.stream()
                .filter(candidate -> candidate.id().equals(header(record, "ce_id")))
                .findFirst()
                .orElseThrow();
        JsonNode data = Json.MAPPER.readTree(record.value());
        assertThat(record.key()).isEqualTo(event.user());
        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_type")).isEqualTo("sleepquiz." + event.type() + ".v1");
        assertThat(header(record, "ce_source")).isEqualTo("/sleepquiz/command-side");
        assertThat(header(record, "ce_subject")).isEqualTo(event.user());
        assertThat(header(record, "ce_sequence")).isEqualTo(Long.toString(event.sequence()));
        assertThat(Instant.parse(header(record, "ce_time")))
                .isEqualTo(Instant.parse(data.path("occurredAt").stringValue()));
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(data).isEqualTo(event.payload());
    }

    private static void assertTopic(String kafka, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            TopicDescription description =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            assertThat(description.partitions()).hasSize(12);
            assertThat(admin.describeConfigs(List.of(resource))
                            .all()
                            .get()
                            .get(resource)
                            .get("retention.ms")
                            .value())
                    .isEqualTo(Long.toString(Duration.ofDays(7).toMillis()));
        }
    }

    @Test // #5
    void aPublisherThatStandsStillIsDownAndTheNodeGoesOnTakingCommands() {
        TestDatabase database = TestPostgres.freshDatabase();
        String kafka = TestKafka.shared().bootstrapServers();
        try (Node node = Node.start(database, kafka, "--sleepquiz.kafka.topic=events-" + UUID.randomUUID())) {
            answerAll(node, "7100");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(publisher(node).toString())
                            .contains("\"behindPositions\":0", "\"behindSeconds\":0", "\"degraded\":false"));

            processor(node).shutDown();

            assertThat(node.get("/actuator/health").status()).isEqualTo(503);
            assertThat(publisher(node).path("running").booleanValue()).isFalse();
            assertThat(node.get("/actuator/health/readiness").status()).isEqualTo(200);
            answerAll(node, "7101");
        }
    }

    /** Each transaction leaves a mark in the partition, behind its records. */
    @Test // #3
    void whatHappensWhileABatchIsOnItsWayIsSentTogether() throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        String kafka = TestKafka.shared().bootstrapServers();
        String topic = "events-" + UUID.randomUUID();
        try (Node node = Node.start(
                database,
                kafka,
                "--sleepquiz.kafka.topic=" + topic,
                "--sleepquiz.kafka.segments=1",
                "--sleepquiz.kafka.gathering=2s")) {
            String answer = "7200/quizzes/" + UUID.randomUUID() + "/answers/SLEEP_QUALITY";
            node.put(answer, "{\"value\":10}");
            // the first needs none to wait for
            consume(kafka, topic, stored(node).size());
            for (int number = 0; number < 150; number++) {
                node.put(answer, "{\"value\":" + (1 + number % 10) + "}");
            }
            List<ConsumerRecord<String, byte[]>> records =
                    consume(kafka, topic, stored(node).size());

            long transactions = endOf(kafka, topic, records.get(0).partition()) - records.size();
            assertThat(records).hasSize(153);
            assertThat(transactions).isBetween(1L, 15L);
        }
    }

    private static long endOf(String kafka, String topic, int partition) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            TopicPartition its = new TopicPartition(topic, partition);
            return admin.listOffsets(Map.of(its, OffsetSpec.latest()))
                    .partitionResult(its)
                    .get()
                    .offset();
        }
    }

    private static StreamingEventProcessor processor(Node node) {
        return node.context
                .getBean(EventProcessingConfiguration.class)
                .eventProcessor("publisher", StreamingEventProcessor.class)
                .orElseThrow();
    }

    /** What the health of a node says about its publisher. */
    private static JsonNode publisher(Node node) {
        return node.get("/actuator/health")
                .json()
                .path("components")
                .path("publisher")
                .path("details");
    }

    private static long newestIndex(TestDatabase database) {
        return jdbc(database)
                .sql("select max(global_index) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
    }

    /** How far the publisher has come; -1 before it has begun. */
    private static long tokenIndex(TestDatabase database) {
        return jdbc(database).sql("""
                        select (token::json ->> 'index')::bigint from event_store.token_entry
                        where processor_name = 'publisher' and segment = 0 and token is not null
                        """).query(Long.class).optional().orElse(-1L);
    }

    private static JdbcClient jdbc(TestDatabase database) {
        return JdbcClient.create(database.dataSource());
    }
}
