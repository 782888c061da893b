package org.sleepquiz.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.sleepquiz.embedded.EmbeddedKafkaBroker;

/** How fast the publisher catches up with a log, beside a bare producer with records of the same size. */
final class Publish implements Experiment {

    private static final String NAME = "sleepquiz_publish";
    private static final int PARTITIONS = 12;
    private static final int BATCH = 500;

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int events = options.number("events", 100_000);
        int rounds = options.number("rounds", 3);
        String engine = options.text("engines", "group");
        List<String> properties = options.properties();
        try (Database database = Database.start();
                EmbeddedKafkaBroker broker =
                        EmbeddedKafkaBroker.start(database.directory().resolve("kafka"), 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            findings.add(database);
            GeneratedLog log = GeneratedLog.in(database, NAME);
            log.people(events);
            long stored = log.size();
            long bytes = database.number(NAME, "select avg(octet_length(payload)) from event_store.domain_event_entry");
            List<Round> bare = new ArrayList<>();
            List<Round> published = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                bare.add(bareProducer(broker, admin, "bare-" + round, stored, (int) bytes));
                published.add(publisher(database, broker, admin, engine, "published-" + round, stored, properties));
                Rounds.progress(
                        "round " + round,
                        "bare producer %s/s, publisher %s/s"
                                .formatted(
                                        Report.figure(bare.get(round - 1).perSecond()),
                                        Report.figure(published.get(round - 1).perSecond())));
            }
            String producer = "bare producer, %d at a time, %d bytes".formatted(BATCH, bytes);
            findings.add(Report.Measurement.ofRounds(producer, "records/s", bare));
            findings.add(Report.Measurement.ofRounds("publisher, from the log", "events/s", published));
            findings.add(Report.Ratio.ofRounds("publisher, from the log", published, producer, bare));
        }
    }

    /** From the first record that is there, so that the start of the application does not count. */
    private static Round publisher(
            Database database,
            EmbeddedKafkaBroker broker,
            Admin admin,
            String engine,
            String topic,
            long stored,
            List<String> properties) {
        database.execute(NAME, "delete from event_store.token_entry where processor_name <> '__config'");
        List<String> its = new ArrayList<>(properties);
        its.add("--sleepquiz.kafka.topic=" + topic);
        try (CommandNode node = CommandNode.start(database, NAME, engine, broker.bootstrapServers(), its);
                Probe probe = new Probe(database, NAME)) {
            Rounds.progress("started", "command-side on port " + node.port());
            ProcessorTime before = ProcessorTime.upToNow(database.postmaster());
            probe.await("the first record", () -> records(admin, topic) > 0);
            long already = records(admin, topic);
            long began = System.nanoTime();
            probe.await("all records", () -> records(admin, topic) >= stored);
            long nanos = System.nanoTime() - began;
            return new Round(
                    stored - already,
                    nanos,
                    null,
                    ProcessorTime.upToNow(database.postmaster()).since(before));
        }
    }

    /** With what the publisher is set to, and like it with a wait for all acknowledgements after each batch. */
    private static Round bareProducer(EmbeddedKafkaBroker broker, Admin admin, String topic, long count, int bytes)
            throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
        Map<String, Object> settings = new HashMap<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd"));
        byte[] value = "{\"question\":\"SLEEP_LATENCY\",\"value\":\"FROM_15_TO_30\"}"
                .repeat(bytes / 50 + 1)
                .substring(0, bytes)
                .getBytes(StandardCharsets.US_ASCII);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            long began = System.nanoTime();
            for (long sent = 0; sent < count; sent++) {
                producer.send(new ProducerRecord<>(topic, Long.toString(sent / Quiz.EVENTS_OF_FIRST), value));
                if (sent % BATCH == BATCH - 1) {
                    producer.flush();
                }
            }
            producer.flush();
            return new Round(count, System.nanoTime() - began, null, null);
        }
    }

    private static long records(Admin admin, String topic) {
        try {
            Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
