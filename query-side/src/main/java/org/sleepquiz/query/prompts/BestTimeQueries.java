package org.sleepquiz.query.prompts;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.LocalDate;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.query.users.User;
import org.sleepquiz.query.users.Users;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "prompts")
@Transactional(readOnly = true) // all that a reply says is of one version of the read model
class BestTimeQueries {

    private final Users users;
    private final Prompts prompts;
    private final Clock clock;

    BestTimeQueries(Users users, Prompts prompts, Clock clock) {
        this.users = users;
        this.prompts = prompts;
        this.clock = clock;
    }

    @GetMapping("/api/v1/users/{telegramId}/best-time")
    @Operation(
            summary = "Whether the daily prompt comes at a good time, by how soon it was answered in the last 30 days")
    BestTime bestTime(@PathVariable String telegramId) {
        User user = users.named(telegramId);
        Settings settings = user.settings();
        LocalDate from = user.today(clock).minusDays(BestTime.DAYS - 1L);
        return BestTime.of(settings.promptTime(), settings.timeZone(), prompts.since(user.telegramId(), from));
    }
}
