package org.sleepquiz.query.chart;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.query.entries.SleepEntries;
import org.sleepquiz.query.users.User;
import org.sleepquiz.query.users.Users;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "chart")
class ChartQueries {

    private static final Set<Integer> WINDOWS = Set.of(7, 14, 30);

    private final Users users;
    private final SleepEntries entries;
    private final Clock clock;

    ChartQueries(Users users, SleepEntries entries, Clock clock) {
        this.users = users;
        this.entries = entries;
        this.clock = clock;
    }

    /** The window ends today, by the person's own calendar. */
    @GetMapping(value = "/api/v1/users/{telegramId}/chart.png", produces = MediaType.IMAGE_PNG_VALUE)
    @Operation(summary = "The last 7, 14 or 30 nights as a picture; 204 if none of them has an entry")
    ResponseEntity<byte[]> chart(@PathVariable String telegramId, @RequestParam(defaultValue = "7") int nights) {
        if (!WINDOWS.contains(nights)) {
            throw new RefusedRequest(ProblemCode.MALFORMED, "nights is 7, 14 or 30");
        }
        User user = users.named(telegramId);
        LocalDate to = user.today(clock);
        LocalDate from = to.minusDays(nights - 1L);
        List<Bar> bars = entries.between(user.telegramId(), from, to, nights).stream()
                .map(night -> new Bar(
                        night.nightDate(),
                        night.answers().bedtime(),
                        night.answers().wakeTime(),
                        night.answers().sleepQuality()))
                .toList();
        if (bars.isEmpty()) {
            return ResponseEntity.noContent().build();
        }
        ChartTexts texts = new ChartTexts(user.settings().language());
        return ResponseEntity.ok(NightsChart.png(texts, from, to, bars));
    }
}
