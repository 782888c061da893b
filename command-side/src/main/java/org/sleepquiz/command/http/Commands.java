package org.sleepquiz.command.http;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.AxonTransientException;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.Origin;
import org.sleepquiz.command.quiz.Decision;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Decision.Refused;
import org.sleepquiz.command.quiz.Refusal;
import org.sleepquiz.command.quiz.Refusal.ImplausibleNight;
import org.sleepquiz.command.quiz.Refusal.IncompleteNight;
import org.sleepquiz.command.quiz.Refusal.NotPrompted;
import org.sleepquiz.command.quiz.Refusal.OutsideDiary;
import org.sleepquiz.command.quiz.Refusal.QuizClosed;
import org.sleepquiz.command.quiz.Refusal.SnoozeOver;
import org.sleepquiz.command.quiz.Refusal.UnknownUser;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.httpedge.PositionHeaders;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Hands commands on and turns what was decided into a reply. A 2xx is given only after the events are stored for good. */
@Component
class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    /** Longer than all retries of lost races together; a client that hears nothing for so long tries again. */
    private static final long PATIENCE_SECONDS = 15;

    private final CommandGateway gateway;
    private final EventPosition positions;

    Commands(CommandGateway gateway, EventPosition positions) {
        this.gateway = gateway;
        this.positions = positions;
    }

    /** 200 with the reply. */
    <R> ResponseEntity<R> reply(UserSleepCommand command) {
        R reply = this.<R>decide(command);
        return ResponseEntity.ok().headers(position(command)).body(reply);
    }

    /** 204. */
    ResponseEntity<Void> settle(UserSleepCommand command) {
        decide(command);
        return ResponseEntity.noContent().headers(position(command)).build();
    }

    private HttpHeaders position(UserSleepCommand command) {
        HttpHeaders headers = new HttpHeaders();
        position(command.telegramId())
                .ifPresent(position -> headers.set(PositionHeaders.EVENT_POSITION, Long.toString(position)));
        return headers;
    }

    /**
     * Sends a command on its way.
     *
     * @param origin what the events say of it
     * @return completes with the reply when the events are stored, or with the {@link RefusedRequest} or the failure
     */
    <R> CompletableFuture<R> send(UserSleepCommand command, Origin origin) {
        try {
            return gateway.<Decision<R>>send(new GenericCommandMessage<>(command, origin.metaData()))
                    .handle((decision, failure) -> {
                        if (failure != null) {
                            throw failed(failure);
                        }
                        if (decision instanceof Refused<R> refused) {
                            throw refusal(refused.refusal());
                        }
                        return ((Accepted<R>) decision).reply();
                    });
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(tryLater(full));
        }
    }

    /** Whether a command has a reply for the client; the others say by 204 that they are done. */
    static boolean isShown(UserSleepCommand command) {
        return !(command instanceof EraseUserCommand
                || command instanceof DeleteSleepEntryCommand
                || command instanceof NoteReachabilityCommand);
    }

    /** The global index of the user's newest event that this node knows of. */
    OptionalLong position(String telegramId) {
        return positions.ofUser(telegramId);
    }

    private <R> R decide(UserSleepCommand command) {
        try {
            return this.<R>send(command, Caller.ofThisRequest().alone(command)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw tryLater(interrupted);
        } catch (TimeoutException tooLong) {
            throw tryLater(tooLong);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failed.getCause());
        }
    }

    private static RuntimeException failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (isForNow(cause)) {
            return tryLater(cause);
        }
        return cause instanceof RuntimeException unforeseen ? unforeseen : new IllegalStateException(cause);
    }

    private static RefusedRequest tryLater(Throwable cause) {
        LOG.warn("event=command_not_stored cause={}", cause.getClass().getSimpleName());
        LOG.debug("event=command_not_stored", cause);
        return new RefusedRequest(ProblemCode.TRY_LATER, "The command could not be stored now; try again");
    }

    /** Whether the failure, or what Axon has wrapped in it, says that the store is out of reach or too busy. */
    private static boolean isForNow(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AxonTransientException
                    || cause instanceof TransactionException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLRecoverableException
                    || cause instanceof SQLNonTransientConnectionException
                    || (cause instanceof SQLException sql && isForNow(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** PostgreSQL's classes of states: connection, conflict, resources, operator's intervention, system. */
    private static boolean isForNow(@Nullable String sqlState) {
        return sqlState != null && Stream.of("08", "40", "53", "57", "58").anyMatch(sqlState::startsWith);
    }

    private static RefusedRequest refusal(Refusal refusal) {
        if (refusal instanceof QuizClosed closed) {
            RefusedRequest refused =
                    new RefusedRequest(ProblemCode.QUIZ_CLOSED, "This quiz takes no more answers; start another");
            return closed.quiz() == null ? refused : refused.with("quiz", closed.quiz());
        }
        if (refusal instanceof ImplausibleNight night) {
            RefusedRequest refused = new RefusedRequest(
                            ProblemCode.IMPLAUSIBLE_NIGHT,
                            "These answers do not make a night; look again at " + night.questions())
                    .with("questions", night.questions());
            return night.quiz() == null ? refused : refused.with("quiz", night.quiz());
        }
        if (refusal instanceof UnknownUser) {
            return new RefusedRequest(ProblemCode.UNKNOWN_USER, "There is no such user");
        }
        if (refusal instanceof NotPrompted) {
            return new RefusedRequest(ProblemCode.NOT_FOUND, "No prompt was sent for that day");
        }
        if (refusal instanceof SnoozeOver) {
            return new RefusedRequest(ProblemCode.QUIZ_CLOSED, "The prompt of that day comes no more");
        }
        if (refusal instanceof IncompleteNight night) {
            return Given.invalidAnswer(night.questions().get(0)).with("missing", night.questions());
        }
        return Given.malformed(
                ((OutsideDiary) refusal).field(), "a time that is neither to come nor before the year 2000");
    }
}
