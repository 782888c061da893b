package org.sleepquiz.command.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.RecordNightCommand;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
// what is produced is said here, so that who accepts something else is refused before anything is done
@RequestMapping(path = "/api/v1/users/{telegramId}/entries", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Entries")
class Entries {

    private final Commands commands;

    Entries(Commands commands) {
        this.commands = commands;
    }

    /**
     * @param nightDate the local date of waking up; absent for the latest night that is over
     * @param answers every question's
     */
    record WholeNight(
            @Schema(format = "date") @Nullable String nightDate,
            @Nullable Map<String, JsonNode> answers,
            @Nullable String language,
            @Nullable String timeZone,
            @Nullable Boolean onlyIfAbsent) {

        RecordNightCommand command(String telegramId) {
            if (answers == null) {
                throw Given.malformed("answers", "given");
            }
            return new RecordNightCommand(
                    Given.telegramId(telegramId),
                    Given.nightDate(nightDate),
                    Entries.understood(answers),
                    Given.firstContact(language, timeZone),
                    Boolean.TRUE.equals(onlyIfAbsent));
        }
    }

    static DeleteSleepEntryCommand deleting(String telegramId, @Nullable String nightDate) {
        if (nightDate == null) {
            throw Given.malformed("nightDate", "given");
        }
        return new DeleteSleepEntryCommand(
                Given.telegramId(telegramId), Objects.requireNonNull(Given.nightDate(nightDate)));
    }

    @PostMapping
    @Operation(summary = "Records a whole night at once, or corrects it")
    ResponseEntity<SleepEntry> record(@PathVariable String telegramId, @RequestBody WholeNight given) {
        return commands.reply(given.command(telegramId));
    }

    private static Answers understood(Map<String, JsonNode> given) {
        Map<Question, AnswerValue> answers = new EnumMap<>(Question.class);
        given.forEach((name, value) -> {
            Question question = Given.question(name);
            answers.put(question, Given.answer(question, value));
        });
        return new Answers(answers);
    }

    @DeleteMapping("/{nightDate}")
    @Operation(summary = "Deletes a night's entry, if there is one")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    ResponseEntity<Void> delete(@PathVariable String telegramId, @PathVariable String nightDate) {
        return commands.settle(deleting(telegramId, nightDate));
    }
}
