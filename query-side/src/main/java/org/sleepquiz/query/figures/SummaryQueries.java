package org.sleepquiz.query.figures;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.query.entries.NightDates;
import org.sleepquiz.query.entries.RecordedNight;
import org.sleepquiz.query.entries.SleepEntries;
import org.sleepquiz.query.figures.Summary.Window;
import org.sleepquiz.query.users.User;
import org.sleepquiz.query.users.Users;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "figures")
@Transactional(readOnly = true) // all that a reply says is of one version of the read model
class SummaryQueries {

    private static final Set<Integer> WINDOWS = Set.of(7, 14, 30, 90);

    private final Users users;
    private final SleepEntries entries;
    private final Clock clock;

    SummaryQueries(Users users, SleepEntries entries, Clock clock) {
        this.users = users;
        this.entries = entries;
        this.clock = clock;
    }

    /** The window ends today, by the person's own calendar, or the day before a date that the request names. */
    @GetMapping("/api/v1/users/{telegramId}/summary")
    @Operation(
            summary =
                    "Averages over the last 7, 14, 30 or 90 nights, up to today or strictly before a night date, and over as many before")
    Summary summary(
            @PathVariable String telegramId,
            @RequestParam(defaultValue = "7") int nights,
            @RequestParam(required = false) @Nullable String before) {
        if (!WINDOWS.contains(nights)) {
            throw new RefusedRequest(ProblemCode.MALFORMED, "nights is 7, 14, 30 or 90");
        }
        LocalDate end = NightDates.read("before", before);
        User user = users.named(telegramId);
        LocalDate to = end == null ? user.today(clock) : end.minusDays(1);
        LocalDate from = to.minusDays(nights - 1L);
        LocalDate start = from.minusDays(nights);
        List<RecordedNight> found = entries.between(user.telegramId(), start, to, 2 * nights);
        return Summary.of(
                user.telegramId(), nights, Window.of(from, to, found), Window.of(start, from.minusDays(1), found));
    }
}
