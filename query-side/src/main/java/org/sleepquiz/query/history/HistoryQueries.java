package org.sleepquiz.query.history;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.query.PageSize;
import org.sleepquiz.query.users.Users;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "history")
@Transactional(readOnly = true) // all that a reply says is of one version of the read model
class HistoryQueries {

    private final Users users;
    private final History history;

    HistoryQueries(Users users, History history) {
        this.users = users;
        this.history = history;
    }

    /** @param next what to name as {@code after} for the next page; absent on the last one */
    record Page(List<PastEvent> events, @Nullable Long next) {}

    @GetMapping("/api/v1/users/{telegramId}/history")
    @Operation(
            summary = "What happened to a person after a position, event by event, in order, and who caused it",
            description = "`from` (inclusive) and `to` (exclusive) are instants at which it was recorded.")
    Page history(
            @PathVariable String telegramId,
            @RequestParam(defaultValue = "-1") long after,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = PageSize.DEFAULT) int limit) {
        PageSize.require(limit);
        String user = users.named(telegramId).telegramId();
        List<PastEvent> found = history.after(
                user,
                after,
                Objects.requireNonNullElse(Instants.read("from", from), Instants.EARLIEST),
                Objects.requireNonNullElse(Instants.read("to", to), Instants.LATEST),
                limit + 1);
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        List<PastEvent> page = found.subList(0, limit);
        return new Page(page, page.get(limit - 1).position());
    }
}
