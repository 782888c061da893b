package org.sleepquiz.command.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
// what is produced is said here, so that who accepts something else is refused before anything is done
@RequestMapping(path = "/api/v1/users/{telegramId}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Users")
class Users {

    private final Commands commands;

    Users(Commands commands) {
        this.commands = commands;
    }

    /**
     * @param language of the person's client, as a tag: {@code sv-SE}
     * @param timeZone where the person lives, by its IANA name
     */
    record Introduction(@Nullable String language, @Nullable String timeZone) {

        RegisterUserCommand command(String telegramId) {
            return new RegisterUserCommand(Given.telegramId(telegramId), Given.firstContact(language, timeZone));
        }
    }

    record Change(
            @Nullable Boolean promptEnabled,
            @Nullable String promptTime,
            @Nullable String timeZone,
            @Nullable String language,
            @Nullable Integer sleepNeedMinutes,
            @Nullable List<String> workDays,
            @Nullable String weeklyReport,
            @Nullable String promptsPausedUntil) {

        ChangeSettingsCommand command(String telegramId) {
            return new ChangeSettingsCommand(
                    Given.telegramId(telegramId),
                    promptEnabled,
                    Given.promptTime(promptTime),
                    Given.zone(timeZone),
                    Given.language(language),
                    Given.sleepNeed(sleepNeedMinutes),
                    Given.workDays(workDays),
                    Given.reportDay(weeklyReport),
                    Given.pauseEnd(promptsPausedUntil));
        }
    }

    /**
     * @param reachable whether messages to the person are taken
     * @param reason why they are not, if that is known
     */
    record Reachability(@Nullable Boolean reachable, UserUnreachable.@Nullable Reason reason) {

        NoteReachabilityCommand command(String telegramId) {
            if (reachable == null) {
                throw Given.malformed("reachable", "true or false");
            }
            return new NoteReachabilityCommand(Given.telegramId(telegramId), reachable, reason);
        }
    }

    static EraseUserCommand erasing(String telegramId) {
        return new EraseUserCommand(Given.telegramId(telegramId));
    }

    @PutMapping
    @Operation(summary = "Makes sure that the user exists; changes nothing for one who does")
    ResponseEntity<Settings> register(
            @PathVariable String telegramId, @RequestBody(required = false) @Nullable Introduction given) {
        Introduction introduction = given == null ? new Introduction(null, null) : given;
        return commands.reply(introduction.command(telegramId));
    }

    @DeleteMapping
    @Operation(summary = "Erases everything about the user; the same account may come back as a new one")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    ResponseEntity<Void> erase(@PathVariable String telegramId) {
        return commands.settle(erasing(telegramId));
    }

    @PatchMapping("/settings")
    @Operation(summary = "Changes the settings that are given")
    ResponseEntity<Settings> change(@PathVariable String telegramId, @RequestBody Change given) {
        return commands.reply(given.command(telegramId));
    }

    @PutMapping("/reachability")
    @Operation(
            summary = "Notes whether the user can be written to; makes nobody",
            description =
                    "Nothing is sent unasked to somebody who cannot be. Whatever they do themselves makes them reachable again.")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    ResponseEntity<Void> note(@PathVariable String telegramId, @RequestBody Reachability given) {
        return commands.settle(given.command(telegramId));
    }
}
