package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

/** Two nodes that both remember a person, of whom only one has heard the latest. */
class DiaryCacheIT {

    private static final AtomicInteger USERS = new AtomicInteger(4711);

    private static Node one;
    private static Node other;

    private final String quiz = UUID.randomUUID().toString();
    private final String user = Integer.toString(USERS.incrementAndGet());

    @BeforeAll
    static void start() {
        TestDatabase database = TestPostgres.freshDatabase();
        one = Node.start(database, Node.NO_KAFKA, "--sleepquiz.kafka.enabled=false");
        other = Node.start(database, Node.NO_KAFKA, "--sleepquiz.kafka.enabled=false");
    }

    @AfterAll
    static void stop() {
        Stream.of(one, other).forEach(Node::close);
    }

    @BeforeEach
    void bothKnowThePerson() {
        one.put(user, "{\"language\":\"en\"}");
        other.put(user, "{}");
    }

    @Test // #3
    void whatIsDecidedOnAnOldDiaryIsDecidedAgain() {
        assertThat(one.put(answer("SLEEP_QUALITY"), "{\"value\":7}").status()).isEqualTo(200);
        Reply reply = other.put(answer("ALERTNESS"), "{\"value\":6}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("answers").propertyNames())
                .containsExactlyInAnyOrder("SLEEP_QUALITY", "ALERTNESS");
    }

    @Test // #3
    void aCommandThatWouldChangeNothingOnAnOldDiaryIsDecidedAgain() {
        one.patch(user + "/settings", "{\"language\":\"sv\"}");
        // by the diary that the other node remembers the language is English, and nothing is to be done
        Reply reply = other.patch(user + "/settings", "{\"language\":\"en\"}");

        assertThat(reply.json().path("language").stringValue()).isEqualTo("en");
        assertThat(one.put(user, "{}").json().path("language").stringValue()).isEqualTo("en");
    }

    @Test // #3
    void aRefusalByAnOldDiaryIsDecidedAgain() {
        assertThat(one.post(user + "/quizzes", "{\"quizId\":\"" + quiz + "\"}").status())
                .isEqualTo(200);
        // the other node knows of no such quiz
        Reply reply = other.delete(user + "/quizzes/" + quiz);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").stringValue()).isEqualTo("CANCELLED");
    }

    @Test // #3
    void whoWasErasedByAnotherNodeBeginsAnew() {
        one.patch(user + "/settings", "{\"language\":\"sv\"}");
        other.put(user, "{}");
        assertThat(one.delete(user).status()).isEqualTo(204);

        Reply reply = other.put(user, "{\"language\":\"es\"}");
        assertThat(reply.json().path("language").stringValue()).isEqualTo("es");
    }

    @Test // #3
    void aReplyTellsAPositionThatContainsItsOwnEvents() {
        long mine = position(one.put(answer("SLEEP_QUALITY"), "{\"value\":7}"));
        long theirs = position(other.put(answer("ALERTNESS"), "{\"value\":6}"));
        long resumed = position(one.post(user + "/quizzes", "{\"quizId\":\"" + quiz + "\"}"));

        assertThat(theirs).isGreaterThan(mine);
        assertThat(resumed).isEqualTo(theirs);
    }

    private static long position(Reply reply) {
        return Long.parseLong(reply.header("X-Event-Position"));
    }

    private String answer(String question) {
        return user + "/quizzes/" + quiz + "/answers/" + question;
    }
}
