package org.sleepquiz.query.entries;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.query.PageSize;
import org.sleepquiz.query.users.Users;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "entries")
@Transactional(readOnly = true) // all that a reply says is of one version of the read model
class EntryQueries {

    private final Users users;
    private final SleepEntries entries;

    EntryQueries(Users users, SleepEntries entries) {
        this.users = users;
        this.entries = entries;
    }

    /** @param next the cursor of the next page; absent on the last one */
    record Page(List<RecordedNight> entries, @Nullable String next) {}

    @GetMapping("/api/v1/users/{telegramId}/entries")
    @Operation(summary = "A person's nights, newest first, within two night dates (both inclusive)")
    Page entries(
            @PathVariable String telegramId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = PageSize.DEFAULT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        LocalDate earliest = orElse(NightDates.read("from", from), NightDates.EARLIEST);
        LocalDate latest = orElse(NightDates.read("to", to), NightDates.LATEST);
        LocalDate below = EntriesCursor.read(cursor);
        if (below != null && !below.isAfter(latest)) {
            latest = below.minusDays(1);
        }
        PageSize.require(limit);
        String user = users.named(telegramId).telegramId();
        List<RecordedNight> found = entries.between(user, earliest, latest, limit + 1);
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        List<RecordedNight> page = found.subList(0, limit);
        return new Page(page, EntriesCursor.below(page.get(limit - 1).nightDate()));
    }

    private static LocalDate orElse(@Nullable LocalDate date, LocalDate otherwise) {
        return date == null ? otherwise : date;
    }
}
