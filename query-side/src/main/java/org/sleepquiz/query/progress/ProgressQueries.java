package org.sleepquiz.query.progress;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import org.sleepquiz.query.entries.SleepEntries;
import org.sleepquiz.query.users.User;
import org.sleepquiz.query.users.Users;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "progress")
@Transactional(readOnly = true) // all that a reply says is of one version of the read model
class ProgressQueries {

    private final Users users;
    private final SleepEntries entries;
    private final Clock clock;

    ProgressQueries(Users users, SleepEntries entries, Clock clock) {
        this.users = users;
        this.entries = entries;
        this.clock = clock;
    }

    @GetMapping("/api/v1/users/{telegramId}/progress")
    @Operation(summary = "Points, level, streak and achievements, by the person's nights as they stand")
    ProgressReply progress(@PathVariable String telegramId) {
        User user = users.named(telegramId);
        return ProgressReply.of(user.telegramId(), Progress.of(entries.dates(user.telegramId()), user.today(clock)));
    }
}
