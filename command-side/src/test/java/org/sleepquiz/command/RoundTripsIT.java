package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

/** How often a command goes to the database and back, as docs/performance.md tells. */
class RoundTripsIT {

    private static TestDatabase database;
    private static Node node;

    private final String quiz = UUID.randomUUID().toString();
    private final String user = Integer.toString(ThreadLocalRandom.current().nextInt(1_000, 1_000_000));

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = CountingSockets.node(database);
        node.put("1", "{}");
        node.put("2", "{}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #3
    void aPersonsFirstCommandTakesTwoRoundTripsAndEveryLaterOneTakesOne() {
        assertThat(roundTrips(() -> answer("SLEEP_QUALITY", "7")))
                .as("a load and an append")
                .isEqualTo(2);
        assertThat(roundTrips(() -> answer("BEDTIME", "\"22:15\"")))
                .as("an append")
                .isOne();
        assertThat(roundTrips(() -> answer("BEDTIME", "\"22:15\"")))
                .as("nothing new: a look whether that is still so")
                .isOne();
        assertThat(roundTrips(() -> node.patch(user + "/settings", "{\"language\":\"sv\"}")))
                .isOne();
        assertThat(roundTrips(() -> node.post(user + "/quizzes", "{\"quizId\":\"" + quiz + "\"}")))
                .as("resumed")
                .isOne();
    }

    @Test // #3
    void whatIsRefusedForItsFormNeedsNone() {
        assertThat(roundTrips(() -> {
                    Reply reply = node.put(user + "/quizzes/" + quiz + "/answers/BEDTIME", "{\"value\":\"25:15\"}");
                    assertThat(reply.status()).isEqualTo(422);
                    return reply;
                }))
                .isZero();
    }

    @Test // #3
    void aPersonWhomThisNodeHasForgottenIsLoadedOnce() {
        answer("SLEEP_QUALITY", "7");
        try (Node other = CountingSockets.node(database)) {
            other.put("1", "{}");
            other.put("2", "{}");
            assertThat(roundTrips(
                            () -> other.put(user + "/quizzes/" + quiz + "/answers/BEDTIME", "{\"value\":\"22:15\"}")))
                    .isEqualTo(2);
        }
    }

    private Reply answer(String question, String value) {
        Reply reply = node.put(user + "/quizzes/" + quiz + "/answers/" + question, "{\"value\":" + value + "}");
        assertThat(reply.status()).isEqualTo(200);
        return reply;
    }

    private static int roundTrips(Supplier<Reply> command) {
        int before = CountingSockets.ROUND_TRIPS.get();
        assertThat(command.get().status()).isLessThan(500);
        return CountingSockets.ROUND_TRIPS.get() - before;
    }
}
