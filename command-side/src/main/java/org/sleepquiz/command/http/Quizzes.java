package org.sleepquiz.command.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
// what is produced is said here, so that who accepts something else is refused before anything is done
@RequestMapping(path = "/api/v1/users/{telegramId}/quizzes", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Quizzes")
class Quizzes {

    private final Commands commands;

    Quizzes(Commands commands) {
        this.commands = commands;
    }

    /**
     * @param quizId chosen by the client: the same request again names the same quiz
     * @param startedAt when the person asked for it, should the request come late
     * @param startOver whether an open quiz is given up instead of resumed
     */
    record Start(
            @Schema(format = "uuid") @Nullable String quizId,
            @Nullable String language,
            @Nullable String timeZone,
            @Schema(format = "date-time") @Nullable String startedAt,
            @Nullable Boolean startOver) {

        StartQuizCommand command(String telegramId) {
            return new StartQuizCommand(
                    Given.telegramId(telegramId),
                    Given.quizId(quizId),
                    Given.firstContact(language, timeZone),
                    Given.startedAt(startedAt),
                    Boolean.TRUE.equals(startOver));
        }
    }

    /** @param value as the question takes it */
    record Answer(
            @Schema(
                    oneOf = {String.class, Integer.class, Boolean.class, String[].class},
                    example = "22:15")
            @Nullable JsonNode value,

            @Nullable String language,
            @Nullable String timeZone,
            @Schema(format = "date-time") @Nullable String startedAt) {

        AnswerQuizCommand command(String telegramId, @Nullable String quizId, String questionName) {
            Question question = Given.question(questionName);
            if (value == null) {
                throw Given.malformed("value", "given");
            }
            return new AnswerQuizCommand(
                    Given.telegramId(telegramId),
                    Given.quizId(quizId),
                    question,
                    Given.answer(question, value),
                    Given.firstContact(language, timeZone),
                    Given.startedAt(startedAt));
        }
    }

    static CancelQuizCommand cancelling(String telegramId, @Nullable String quizId) {
        return new CancelQuizCommand(Given.telegramId(telegramId), Given.quizId(quizId));
    }

    @PostMapping
    @Operation(summary = "Starts a quiz, or resumes the open one")
    ResponseEntity<QuizState> start(@PathVariable String telegramId, @RequestBody Start given) {
        return commands.reply(given.command(telegramId));
    }

    @PutMapping("/{quizId}/answers/{question}")
    @Operation(summary = "Answers one question; makes user and quiz if need be")
    ResponseEntity<QuizState> answer(
            @PathVariable String telegramId,
            @PathVariable String quizId,
            @PathVariable("question") @Schema(implementation = Question.class) String name,
            @RequestBody Answer given) {
        return commands.reply(given.command(telegramId, quizId, name));
    }

    @DeleteMapping("/{quizId}")
    @Operation(summary = "Cancels an open quiz")
    ResponseEntity<QuizState> cancel(@PathVariable String telegramId, @PathVariable String quizId) {
        return commands.reply(cancelling(telegramId, quizId));
    }
}
