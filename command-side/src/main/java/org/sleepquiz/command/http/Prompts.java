package org.sleepquiz.command.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.quiz.Snooze;
import org.sleepquiz.messages.UserSleepCommand.SnoozePromptCommand;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
// what is produced is said here, so that who accepts something else is refused before anything is done
@RequestMapping(path = "/api/v1/users/{telegramId}/prompts", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Prompts")
class Prompts {

    private final Commands commands;

    Prompts(Commands commands) {
        this.commands = commands;
    }

    static SnoozePromptCommand snoozing(String telegramId, @Nullable String forDate) {
        return new SnoozePromptCommand(Given.telegramId(telegramId), Given.promptDate(forDate));
    }

    @PostMapping("/{forDate}/snooze")
    @Operation(
            summary = "Has the prompt of a day come again after half an hour, once",
            description = "404 if the day had no prompt; 409 if its night has an entry, or it was put off before.")
    ResponseEntity<Snooze> snooze(
            @PathVariable String telegramId, @PathVariable @Schema(format = "date") String forDate) {
        return commands.reply(snoozing(telegramId, forDate));
    }
}
