package org.sleepquiz.bot.sides;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.sides.CommandReply.Implausible;
import org.sleepquiz.bot.sides.CommandReply.Person;
import org.sleepquiz.bot.sides.CommandReply.Quiz;
import org.sleepquiz.bot.sides.CommandReply.QuizClosed;
import org.sleepquiz.bot.sides.CommandReply.Refused;
import org.sleepquiz.bot.sides.CommandReply.Settled;
import org.sleepquiz.bot.sides.CommandReply.Snoozed;
import org.sleepquiz.bot.sides.CommandReply.TryLater;
import org.sleepquiz.httpedge.PositionHeaders;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.messages.UserSleepCommand.SnoozePromptCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Takes commands to where they are decided. */
public final class CommandSide {

    private static final Logger LOG = LoggerFactory.getLogger(CommandSide.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final Side side;

    public CommandSide(URI base, BearerToken token) {
        this.side = new Side(base, token, TIMEOUT);
    }

    /** Starts a quiz or resumes the open one; a quiz known by that id is told as it stands. */
    public CommandReply send(StartQuizCommand command) {
        return quiz(call(
                "POST",
                path(command) + "/quizzes",
                new StartBody(
                        command.quizId(),
                        command.firstContact().language(),
                        command.firstContact().timeZone(),
                        command.startedAt(),
                        command.startOver() ? true : null)));
    }

    /** Answers one question. */
    public CommandReply send(AnswerQuizCommand command) {
        return quiz(call(
                "PUT",
                path(command) + "/quizzes/" + command.quizId() + "/answers/" + command.question(),
                new AnswerBody(
                        command.value(),
                        command.firstContact().language(),
                        command.firstContact().timeZone(),
                        command.startedAt())));
    }

    /** Closes an open quiz without an entry. */
    public CommandReply send(CancelQuizCommand command) {
        return quiz(call("DELETE", path(command) + "/quizzes/" + command.quizId(), null));
    }

    /** Makes sure that the user exists. */
    public CommandReply send(RegisterUserCommand command) {
        Reply reply = call(
                "PUT",
                path(command),
                new RegisterBody(
                        command.firstContact().language(),
                        command.firstContact().timeZone()));
        return reply.read(Settings.class).<CommandReply>map(Person::new).orElseGet(reply::refusal);
    }

    /** Changes what is not null. */
    public CommandReply send(ChangeSettingsCommand command) {
        Reply reply = call(
                "PATCH",
                path(command) + "/settings",
                new SettingsBody(
                        command.promptEnabled(),
                        command.promptTime(),
                        command.timeZone(),
                        command.language(),
                        command.sleepNeedMinutes(),
                        command.workDays(),
                        command.weeklyReport(),
                        command.promptsPausedUntil()));
        return reply.read(Settings.class).<CommandReply>map(Person::new).orElseGet(reply::refusal);
    }

    /** Deletes a night's entry, if there is one. */
    public CommandReply send(DeleteSleepEntryCommand command) {
        return settled(call("DELETE", path(command) + "/entries/" + command.nightDate(), null));
    }

    /** Has everything about the person erased; {@link Refused#isNotFound()} if there is nothing. */
    public CommandReply send(EraseUserCommand command) {
        return settled(call("DELETE", path(command), null));
    }

    /** Has a day's prompt come again. */
    public CommandReply send(SnoozePromptCommand command) {
        Reply reply = call("POST", path(command) + "/prompts/" + command.forDate() + "/snooze", null);
        return reply.read(SnoozedBody.class)
                .<CommandReply>map(body -> new Snoozed(body.until()))
                .orElseGet(reply::refusal);
    }

    /** Notes whether messages to the person arrive. */
    public CommandReply send(NoteReachabilityCommand command) {
        String path = path(command) + "/reachability";
        Reply reply = call("PUT", path, new ReachabilityBody(command.reachable(), command.reason()));
        // a command-side of the version before does not ask why, and takes nothing that it does not know
        return settled(
                reply.isMalformed() && command.reason() != null
                        ? call("PUT", path, new ReachabilityBody(command.reachable(), null))
                        : reply);
    }

    private static CommandReply settled(Reply reply) {
        return reply.isYes() ? new Settled(reply.position()) : reply.refusal();
    }

    private static CommandReply quiz(Reply reply) {
        return reply.read(QuizState.class)
                .<CommandReply>map(state -> new Quiz(state, reply.position()))
                .orElseGet(reply::refusal);
    }

    private static String path(UserSleepCommand command) {
        return "/api/v1/users/" + command.telegramId();
    }

    private Reply call(String method, String path, @Nullable Object body) {
        return new Reply(side.call(method, path, body, Map.of()));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record StartBody(
            UUID quizId,
            @Nullable Language language,
            @Nullable ZoneId timeZone,
            @Nullable Instant startedAt,
            @Nullable Boolean startOver) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record AnswerBody(
            AnswerValue value,
            @Nullable Language language,
            @Nullable ZoneId timeZone,
            @Nullable Instant startedAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record RegisterBody(
            @Nullable Language language, @Nullable ZoneId timeZone) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record SettingsBody(
            @Nullable Boolean promptEnabled,
            @JsonFormat(pattern = "HH:mm") @Nullable LocalTime promptTime,
            @Nullable ZoneId timeZone,
            @Nullable Language language,
            @Nullable Integer sleepNeedMinutes,
            @Nullable Set<DayOfWeek> workDays,
            @Nullable ReportDay weeklyReport,
            @Nullable LocalDate promptsPausedUntil) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ReachabilityBody(
            boolean reachable, @Nullable Reason reason) {}

    private record SnoozedBody(Instant until) {}

    private record Reply(Optional<HttpResponse<String>> response) {

        /** The body of a reply that says yes. */
        <T> Optional<T> read(Class<T> type) {
            try {
                return response.filter(reply -> reply.statusCode() / 100 == 2)
                        .map(reply -> Json.MAPPER.readValue(reply.body(), type));
            } catch (JacksonException unreadable) {
                throw new UnreadableReply(unreadable);
            }
        }

        boolean isYes() {
            return response.filter(reply -> reply.statusCode() / 100 == 2).isPresent();
        }

        boolean isMalformed() {
            return response.filter(reply -> reply.statusCode() == 400).isPresent();
        }

        OptionalLong position() {
            return response.map(reply -> reply.headers().firstValueAsLong(PositionHeaders.EVENT_POSITION))
                    .orElse(OptionalLong.empty());
        }

        CommandReply refusal() {
            return response.map(Reply::refusal).orElseGet(() -> new TryLater("unreachable", null));
        }

        private static CommandReply refusal(HttpResponse<String> reply) {
            JsonNode problem = problem(reply.body());
            int status = reply.statusCode();
            String code = problem.path("code").asString("");
            if (status == 409 && code.equals(ProblemCode.QUIZ_CLOSED.name())) {
                return new QuizClosed(quiz(problem));
            }
            if (status == 422 && code.equals(ProblemCode.IMPLAUSIBLE_NIGHT.name())) {
                return new Implausible(questions(problem), quiz(problem));
            }
            if (status == 401 || status == 403) {
                // our token is wrong or has run out: the person can do nothing about it, and it will be put right
                LOG.error("event=command-side-refuses-token status={}", status);
                return new TryLater("token", null);
            }
            if (status == 429 || status >= 500) {
                return new TryLater("status-" + status, retryAfter(reply));
            }
            return new Refused(status, code);
        }

        private static @Nullable Duration retryAfter(HttpResponse<String> reply) {
            // in seconds; the form with a date is not ours
            return reply.headers()
                    .firstValue("Retry-After")
                    .filter(value -> value.matches("[0-9]{1,4}"))
                    .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                    .orElse(null);
        }

        private static JsonNode problem(String body) {
            try {
                return Json.MAPPER.readTree(body);
            } catch (JacksonException notAProblem) { // a proxy's page, most likely; the status says enough
                return Json.MAPPER.createObjectNode();
            }
        }

        private static @Nullable QuizState quiz(JsonNode problem) {
            JsonNode quiz = problem.path("quiz");
            return quiz.isObject() ? Json.MAPPER.treeToValue(quiz, QuizState.class) : null;
        }

        private static List<Question> questions(JsonNode problem) {
            return StreamSupport.stream(problem.path("questions").spliterator(), false)
                    .map(question -> Question.valueOf(question.asString()))
                    .toList();
        }
    }
}
