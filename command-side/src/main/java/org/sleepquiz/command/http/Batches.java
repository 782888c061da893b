package org.sleepquiz.command.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.Origin;
import org.sleepquiz.httpedge.Audit;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.messages.UserSleepCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many commands in one request, for importers. Those of one person are decided in the order in which they stand, those of different people
 * at the same time; each has an outcome of its own, as if it had come alone.
 */
@RestController
@Tag(name = "Batches")
class Batches {

    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    static final int MOST_COMMANDS = 1_000;

    static final String PATH = "/api/v1/commands:batch";

    private final Commands commands;
    private final DeletionAudit audit;
    private final JsonMapper json;

    Batches(Commands commands, DeletionAudit audit, JsonMapper json) {
        this.commands = commands;
        this.audit = audit;
        this.json = json;
    }

    /**
     * @param commands each with {@code type}, {@code telegramId} and what the command's own call takes in its path and its body
     */
    record Batch(@Nullable List<JsonNode> commands) {}

    record Outcomes(List<Outcome> outcomes) {}

    /**
     * @param status as the command's own call has it
     * @param position what a reader waits for to see the command's effect
     * @param reply of a command that was accepted and has one
     * @param problem of one that was not
     */
    record Outcome(
            int status,
            @Nullable Long position,
            @Nullable Object reply,
            @Nullable ProblemDetail problem) {

        static Outcome of(RefusedRequest refused) {
            return new Outcome(refused.getStatusCode().value(), null, null, refused.getBody());
        }

        boolean isForNow() {
            return status == HttpStatus.SERVICE_UNAVAILABLE.value();
        }
    }

    @PostMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Sends up to 1,000 commands, each with an outcome of its own",
            description =
                    "What could not be stored now has the status 503, as has everything after it that is the same user's; "
                            + "a batch may be sent again as it is.")
    @Schema(implementation = Outcomes.class)
    CompletableFuture<Outcomes> send(@RequestBody Batch given) {
        List<JsonNode> batch = given.commands();
        if (batch == null || batch.isEmpty() || batch.size() > MOST_COMMANDS) {
            throw Given.malformed("commands", "1 to " + MOST_COMMANDS + " commands");
        }
        Origin origin = Caller.ofThisRequest().inBatch();
        Optional<Audit.Witnessed> witnessed = Audit.witnessed();
        Map<String, CompletableFuture<Outcome>> lastOfUser = new HashMap<>();
        List<CompletableFuture<Outcome>> outcomes = batch.stream()
                .map(each -> {
                    UserSleepCommand command;
                    try {
                        command = command(each);
                    } catch (RefusedRequest refused) {
                        return CompletableFuture.completedFuture(Outcome.of(refused));
                    }
                    CompletableFuture<Outcome> outcome = Optional.ofNullable(lastOfUser.get(command.telegramId()))
                            .map(before -> before.thenCompose(
                                    // what comes after a command that was not stored must not overtake it
                                    earlier -> earlier.isForNow() ? before : outcome(command, origin)))
                            .orElseGet(() -> outcome(command, origin));
                    witnessed.ifPresent(by -> outcome.thenAccept(done -> audit.note(by, command, done.status())));
                    lastOfUser.put(command.telegramId(), outcome);
                    return outcome;
                })
                .toList();
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(done -> new Outcomes(
                        outcomes.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Outcome> outcome(UserSleepCommand command, Origin origin) {
        return commands.send(command, origin).handle((reply, failure) -> {
            if (failure == null) {
                OptionalLong position = commands.position(command.telegramId());
                Object shown = Commands.isShown(command) ? reply : null;
                return new Outcome(
                        shown == null ? HttpStatus.NO_CONTENT.value() : HttpStatus.OK.value(),
                        position.isPresent() ? position.getAsLong() : null,
                        shown,
                        null);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof RefusedRequest refused) {
                return Outcome.of(refused);
            }
            LOG.error("event=command_of_batch_failed cause={}", cause.getClass().getName());
            return Outcome.of(new RefusedRequest(ProblemCode.INTERNAL, "The command failed on our side"));
        });
    }

    private UserSleepCommand command(JsonNode given) {
        if (!(given instanceof ObjectNode object)) {
            throw Given.malformed("A command", "an object");
        }
        ObjectNode rest = object.deepCopy();
        String type = text(rest, "type");
        String user = text(rest, "telegramId");
        return switch (type) {
            case "RegisterUser" -> read(rest, Users.Introduction.class).command(user);
            case "ChangeSettings" -> read(rest, Users.Change.class).command(user);
            case "EraseUser" -> whole(rest, Users.erasing(user));
            case "StartQuiz" -> read(rest, Quizzes.Start.class).command(user);
            case "AnswerQuiz" -> {
                String quizId = text(rest, "quizId");
                String question = text(rest, "question");
                yield read(rest, Quizzes.Answer.class).command(user, quizId, question);
            }
            case "CancelQuiz" -> {
                String quizId = text(rest, "quizId");
                yield whole(rest, Quizzes.cancelling(user, quizId));
            }
            case "RecordNight" -> read(rest, Entries.WholeNight.class).command(user);
            case "DeleteSleepEntry" -> {
                String nightDate = text(rest, "nightDate");
                yield whole(rest, Entries.deleting(user, nightDate));
            }
            case "SnoozePrompt" -> {
                String forDate = text(rest, "forDate");
                yield whole(rest, Prompts.snoozing(user, forDate));
            }
            case "NoteReachability" -> read(rest, Users.Reachability.class).command(user);
            default -> throw Given.malformed("type", "the name of a command");
        };
    }

    /** Takes a text out of a command, so that what is left can be read as strictly as a body of its own. */
    private static String text(ObjectNode command, String name) {
        JsonNode value = command.remove(name);
        if (value == null || !value.isString()) {
            throw Given.malformed(name, "a text");
        }
        return value.stringValue();
    }

    private <T> T read(ObjectNode rest, Class<T> body) {
        try {
            return json.treeToValue(rest, body);
        } catch (JacksonException unreadable) {
            throw Given.malformed("A command", "of the form that its own call has");
        }
    }

    private static UserSleepCommand whole(ObjectNode rest, UserSleepCommand command) {
        if (!rest.isEmpty()) {
            throw Given.malformed("A command", "of the form that its own call has");
        }
        return command;
    }
}
