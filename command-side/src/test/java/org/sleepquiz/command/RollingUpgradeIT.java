package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.command.TopicAndLog.assertCompleteAndInOrder;
import static org.sleepquiz.command.TopicAndLog.consume;
import static org.sleepquiz.command.TopicAndLog.header;
import static org.sleepquiz.command.TopicAndLog.stored;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.command.TopicAndLog.Stored;
import org.sleepquiz.messages.Question;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes are replaced by those of the next version, in which an event has another revision, while people answer. */
class RollingUpgradeIT {

    private static final String EVENT = "QuestionAnswered";
    private static final String AS_BEFORE = "--sleepquiz.written-revisions." + EVENT + "=1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
    private final String kafka = TestKafka.shared().bootstrapServers();
    private final String topic = "events-" + UUID.randomUUID();
    private final Load load = new Load();

    @AfterEach
    void close() {
        load.giveUp();
        for (int place = 0; place < Load.PLACES; place++) {
            load.leave(place);
        }
    }

    @Test // #5
    void oneNodeAfterTheOtherLearnsTheNextRevisionAndThenWritesItAndNobodyNotices() throws Exception {
        load.enter(0, today());
        load.enter(1, today());
        load.begin();
        load.awaitProgress();
        for (int place = 0; place < Load.PLACES; place++) {
            replace(place, next(AS_BEFORE));
            assertThat(revisions()).as("written while an old node may read it").containsExactly("1");
        }
        for (int place = 0; place < Load.PLACES; place++) {
            replace(place, next());
            assertThat(revisions()).containsExactly("1", "2");
        }
        load.end();
        assertAllIsThere();
        assertBothRevisionsOnTheTopic();
    }

    @Test // #5
    void anOldNodeBesideOneThatWritesTheNextRevisionTurnsPeopleAwayAndNothingIsLost() throws Exception {
        load.enter(0, today());
        load.enter(1, today());
        load.begin();
        load.awaitProgress();

        load.leave(0);
        load.enter(0, next());
        await().atMost(PATIENCE).until(() -> load.isEverybodyTurnedAwayAt(1));
        load.awaitProgressAt(0);
        assertThat(load.node(1)
                        .put(Load.answers("7999", Question.ALERTNESS), "{\"value\":1}")
                        .status())
                .as("somebody whom only the old node knows")
                .isEqualTo(200);
        load.assertNothingIsLost(0);

        replace(1, next());
        load.end();
        assertAllIsThere();
        assertBothRevisionsOnTheTopic();
    }

    private Node today() {
        return Node.start(database, kafka, "--sleepquiz.kafka.topic=" + topic);
    }

    private Node next(String... more) {
        return Node.start(
                AheadOfItsTime.inNumberOnly(EVENT),
                database,
                kafka,
                Stream.concat(
                                Stream.of(
                                        "--sleepquiz.kafka.topic=" + topic,
                                        "--spring.kafka.producer.properties.interceptor.classes="
                                                + NextRevisionPublished.class.getName()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    /** What a node says that has the next revision in its classes. */
    public static final class NextRevisionPublished implements ProducerInterceptor<String, CloudEvent> {

        @Override
        public ProducerRecord<String, CloudEvent> onSend(ProducerRecord<String, CloudEvent> record) {
            CloudEvent event = record.value();
            return event.getType().equals(published(1))
                    ? new ProducerRecord<>(
                            record.topic(),
                            record.key(),
                            CloudEventBuilder.from(event).withType(published(2)).build())
                    : record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception failure) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configuration) {}
    }

    private static String published(int revision) {
        return "sleepquiz." + EVENT + ".v" + revision;
    }

    /** As in a deployment, the new node is there before the old one goes. */
    private void replace(int place, Node successor) {
        load.leave(place);
        load.enter(place, successor);
        load.awaitProgress();
        load.assertNothingIsLost(place);
        awaitPublished();
    }

    /** All that has happened until now. */
    private void awaitPublished() {
        long newest = jdbc.sql("select max(global_index) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
        await().atMost(PATIENCE)
                .until(() -> jdbc.sql("select min(coalesce((token::json ->> 'index')::bigint, -1)) "
                                        + "from event_store.token_entry where processor_name = 'publisher'")
                                .query(Long.class)
                                .single()
                        >= newest);
    }

    private List<String> revisions() {
        return jdbc.sql("select distinct payload_revision from event_store.domain_event_entry "
                        + "where payload_type = :event order by 1")
                .param("event", EVENT)
                .query(String.class)
                .list();
    }

    private void assertAllIsThere() {
        List<Stored> stored = stored(load.node(0));
        assertThat(stored(load.node(1))).isEqualTo(stored);
        stored.stream()
                .collect(Collectors.groupingBy(Stored::user))
                .forEach((user, stream) -> assertThat(stream.stream().map(Stored::sequence))
                        .as(user)
                        .containsExactlyElementsOf(
                                LongStream.range(0, stream.size()).boxed().toList()));
        load.assertTheSame(stored);
        assertCompleteAndInOrder(consume(kafka, topic, stored.size()), stored);
    }

    private void assertBothRevisionsOnTheTopic() {
        List<ConsumerRecord<String, byte[]>> answers = consume(
                        kafka, topic, stored(load.node(0)).size())
                .stream()
                .filter(record -> header(record, "ce_type").contains(EVENT))
                .toList();
        for (String person : Load.PEOPLE) {
            assertThat(answers.stream()
                            .filter(record -> record.key().equals(person))
                            .map(record -> header(record, "ce_type")))
                    .startsWith(published(1))
                    .endsWith(published(2))
                    .containsOnly(published(1), published(2));
        }
    }

    /**
     * Two clients for each person, at home at one node each, who turn to the other when theirs does not answer. Each answers its own
     * question again and again, always otherwise than before, and only when the last answer was acknowledged. So what is stored of a
     * question has to be what was acknowledged, one for one.
     */
    private static final class Load {

        static final int PLACES = 2;
        static final List<String> PEOPLE =
                IntStream.range(7_000, 7_006).mapToObj(Integer::toString).toList();

        private static final int A_WHILE = 8;
        private static final Duration PACE = Duration.ofMillis(60);

        private final AtomicReferenceArray<Node> nodes = new AtomicReferenceArray<>(PLACES);
        private final List<Client> clients = PEOPLE.stream()
                .flatMap(person -> IntStream.range(0, PLACES).mapToObj(home -> new Client(person, home)))
                .toList();
        private volatile boolean ending;
        private volatile boolean givenUp;

        void enter(int place, Node node) {
            nodes.set(place, node);
        }

        void leave(int place) {
            Node node = nodes.getAndSet(place, null);
            if (node != null) {
                node.close();
            }
        }

        Node node(int place) {
            return nodes.get(place);
        }

        static String answers(String person, Question question) {
            UUID quiz = UUID.nameUUIDFromBytes(person.getBytes(StandardCharsets.UTF_8));
            return person + "/quizzes/" + quiz + "/answers/" + question;
        }

        void begin() {
            clients.forEach(client -> client.thread.start());
        }

        /** Every client is served at home again and again. */
        void awaitProgress() {
            awaitProgress(client -> client.atHome.get());
        }

        /** Every client is served again and again, those of the other node away from home. */
        void awaitProgressAt(int place) {
            awaitProgress(client -> client.acknowledged.size());
            assertThat(clients).allMatch(client -> client.home == place || client.turnedAway);
        }

        private void awaitProgress(ToIntFunction<Client> served) {
            Map<Client, Integer> before =
                    clients.stream().collect(Collectors.toMap(Function.identity(), served::applyAsInt));
            await().atMost(PATIENCE)
                    .until(() -> clients.stream()
                            .allMatch(client -> served.applyAsInt(client) >= before.get(client) + A_WHILE));
        }

        boolean isEverybodyTurnedAwayAt(int place) {
            return clients.stream().allMatch(client -> client.home != place || client.turnedAway);
        }

        /** @param place of the node that reads the log */
        void assertNothingIsLost(int place) {
            Map<Client, List<Integer>> acknowledged = clients.stream()
                    .collect(Collectors.toMap(Function.identity(), client -> List.copyOf(client.acknowledged)));
            List<Stored> stored = stored(node(place));
            acknowledged.forEach((client, answers) ->
                    assertThat(client.among(stored)).as(client.path()).startsWith(answers.toArray(Integer[]::new)));
        }

        void end() throws InterruptedException {
            ending = true;
            for (Client client : clients) {
                client.thread.join(PATIENCE.toMillis());
            }
        }

        void giveUp() {
            ending = true;
            givenUp = true;
        }

        void assertTheSame(List<Stored> stored) {
            for (Client client : clients) {
                assertThat(client.among(stored)).as(client.path()).isEqualTo(client.acknowledged);
                int last = client.acknowledged.get(client.acknowledged.size() - 1);
                for (int place = 0; place < PLACES; place++) {
                    Reply quiz = node(place).put(client.path(), answer(last));
                    assertThat(quiz.json()
                                    .path("answers")
                                    .path(client.question.name())
                                    .intValue())
                            .as(client.path())
                            .isEqualTo(last);
                }
            }
        }

        private static String answer(int points) {
            return "{\"value\":" + points + "}";
        }

        private final class Client {

            private final String person;
            private final int home;
            private final Question question;
            private final Thread thread = new Thread(this::answerAgainAndAgain, "client");
            private final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
            private final AtomicInteger atHome = new AtomicInteger();
            private volatile boolean turnedAway; // when last asked at home

            Client(String person, int home) {
                this.person = person;
                this.home = home;
                this.question = home == 0 ? Question.SLEEP_QUALITY : Question.ALERTNESS;
                thread.setDaemon(true);
            }

            String path() {
                return answers(person, question);
            }

            private void answerAgainAndAgain() {
                while (!ending) {
                    int points = 1 + acknowledged.size() % 10;
                    for (int attempt = 0; !isAcknowledged((home + attempt) % PLACES, points); attempt++) {
                        if (givenUp) {
                            return;
                        }
                        LockSupport.parkNanos(PACE.toNanos());
                    }
                    acknowledged.add(points);
                    LockSupport.parkNanos(PACE.toNanos());
                }
            }

            private boolean isAcknowledged(int place, int points) {
                Node node = node(place);
                if (node == null) {
                    return false;
                }
                try {
                    Reply reply = node.put(path(), answer(points));
                    boolean taken = reply.status() == 200;
                    if (place == home) {
                        turnedAway = reply.status() == 503 && reply.code().equals("TRY_LATER");
                        atHome.addAndGet(taken ? 1 : 0);
                    }
                    return taken;
                } catch (CompletionException away) {
                    return false;
                }
            }

            /** Those answers to this client's question that are stored, in their order. */
            List<Integer> among(List<Stored> stored) {
                return stored.stream()
                        .filter(event ->
                                event.user().equals(person) && event.type().equals(EVENT))
                        .filter(event ->
                                event.payload().path("question").stringValue().equals(question.name()))
                        .map(event -> event.payload().path("value").intValue())
                        .toList();
            }
        }
    }
}
