package org.sleepquiz.faults;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Question;

/** Measures how long after a fault the whole way works again: a new person's answer is acknowledged, to be read, and in the topic. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long FIRST = 3_000_000;

    private final Cluster cluster;
    private final Ledger ledger;
    private final Api command;
    private final Api query;
    private final AtomicLong people = new AtomicLong(FIRST);

    Probe(Cluster cluster, Ledger ledger) {
        this.cluster = cluster;
        this.ledger = ledger;
        this.command = cluster.commandApi();
        this.query = cluster.queryApi();
    }

    /**
     * @param since by {@link System#nanoTime()}
     * @return how long it took; empty if it takes longer than three minutes
     */
    Optional<Duration> wayThrough(long since) {
        String user = Long.toString(people.incrementAndGet());
        boolean through = Pause.until(PATIENCE, () -> isAccepted(user))
                && Pause.until(PATIENCE, () -> query.succeeds("/api/v1/users/" + user))
                && Pause.until(PATIENCE, () -> isPublished(user));
        return through ? Optional.of(Duration.ofNanos(System.nanoTime() - since)) : Optional.empty();
    }

    private boolean isAccepted(String user) {
        UUID quizId = new UUID(0, Long.parseLong(user));
        Rating alertness = new Rating(7);
        Promise promise = new Promise.Answer(user, quizId, Question.ALERTNESS, alertness);
        ledger.attempt(promise);
        String path = "/api/v1/users/" + user + "/quizzes/" + quizId + "/answers/" + Question.ALERTNESS;
        boolean accepted = command.send("PUT", path, "{\"value\":" + Json.MAPPER.writeValueAsString(alertness) + "}")
                .filter((HttpResponse<String> reply) -> Api.isAccepted(reply))
                .isPresent();
        if (accepted) {
            ledger.acknowledge(promise);
        }
        return accepted;
    }

    private boolean isPublished(String user) {
        try {
            return Topic.all(cluster.kafkaBootstrap()).stream()
                    .anyMatch(record -> record.key().equals(user));
        } catch (KafkaException away) {
            return false;
        }
    }
}
