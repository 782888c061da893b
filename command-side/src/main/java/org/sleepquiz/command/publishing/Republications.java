package org.sleepquiz.command.publishing;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.publishing.Republication.State;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.messages.UserSleepCommand;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an operator fills a new consumer's topic with.
 *
 * <p>Never the topic that everybody reads: older events would come after newer ones there, and an old erasure would reach those who
 * have come back since.
 */
@RestController
// what is produced is said here, so that who accepts something else is refused before anything is done
@RequestMapping(path = "/api/v1/republications", produces = MediaType.APPLICATION_JSON_VALUE)
@ConditionalOnBooleanProperty(name = "sleepquiz.kafka.enabled", matchIfMissing = true)
@Tag(name = "Republications")
class Republications {

    /** As Kafka has it; {@code .} and {@code ..} are none. */
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    private static final int MOST_SHOWN = 20;

    private final RepublicationTable republications;
    private final TopicSettings settings;

    Republications(RepublicationTable republications, TopicSettings settings) {
        this.republications = republications;
        this.settings = settings;
    }

    /**
     * @param topic where to; made like the topic of events if it is not there
     * @param from position of the first event; absent for the oldest
     * @param to position of the last; absent for what is the newest now
     * @param telegramId only what is about this user; absent for all
     */
    record Wanted(
            @Nullable String topic,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable String telegramId) {}

    /**
     * @param perSecond positions, of late
     * @param secondsLeft at that pace; absent if it does not move
     * @param trouble what the last try failed on; it is tried again
     */
    record Progress(
            UUID id,
            State state,
            String topic,
            long from,
            long to,
            long position,
            long published,
            double perSecond,
            @Nullable Long secondsLeft,
            @Nullable String trouble,
            Instant startedAt,
            Instant movedAt) {

        static Progress of(Republication run) {
            Duration left = run.left();
            return new Progress(
                    run.id(),
                    run.state(),
                    run.topic(),
                    run.from(),
                    run.to(),
                    run.position(),
                    run.published(),
                    Math.round(run.perSecond() * 10) / 10.0,
                    left == null ? null : left.toSeconds(),
                    run.trouble(),
                    run.startedAt(),
                    run.movedAt());
        }
    }

    @PostMapping
    @Operation(
            summary = "Sends what was stored again, to a topic of its own",
            description = "In order per user, at least once; goes on after a restart. 409 if one is running already.")
    ResponseEntity<Progress> begin(@RequestBody Wanted wanted) {
        String topic = wanted.topic();
        if (topic == null || !TOPIC.matcher(topic).matches() || topic.equals(settings.topic())) {
            throw malformed("topic must be the name of another topic than " + settings.topic());
        }
        if (wanted.telegramId() != null
                && !UserSleepCommand.TELEGRAM_ID.matcher(wanted.telegramId()).matches()) {
            throw malformed("telegramId must be a Telegram user id");
        }
        long from = wanted.from() == null ? 0 : wanted.from();
        long to = wanted.to() == null ? republications.head() : wanted.to();
        if (from < 0 || to < from - 1) {
            throw malformed("from must be a position, and to one that is not before it");
        }
        try {
            Republication begun = republications.begin(topic, wanted.telegramId(), from, to);
            return ResponseEntity.accepted()
                    .location(URI.create("/api/v1/republications/" + begun.id()))
                    .body(Progress.of(begun));
        } catch (DuplicateKeyException another) {
            throw new RefusedRequest(ProblemCode.ALREADY_RUNNING, "One republication runs at a time; stop it or wait");
        }
    }

    @GetMapping
    @Operation(summary = "The latest republications, the newest first")
    List<Progress> latest() {
        return republications.latest(MOST_SHOWN).stream().map(Progress::of).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "How far a republication is")
    Progress progress(@PathVariable String id) {
        return Progress.of(find(id));
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Stops a republication; what was sent stays")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stop(@PathVariable String id) {
        republications.stop(find(id).id());
    }

    private Republication find(String id) {
        Optional<UUID> given;
        try {
            given = Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notAnId) {
            given = Optional.empty();
        }
        return given.flatMap(republications::find)
                .orElseThrow(() -> new RefusedRequest(ProblemCode.NOT_FOUND, "There is no such republication"));
    }

    private static RefusedRequest malformed(String detail) {
        return new RefusedRequest(ProblemCode.MALFORMED, detail);
    }
}
