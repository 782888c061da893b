package org.sleepquiz.query.audit;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.query.PageSize;
import org.sleepquiz.query.entries.NightDates;
import org.sleepquiz.query.history.History;
import org.sleepquiz.query.history.Instants;
import org.sleepquiz.query.history.PastEvent;
import org.sleepquiz.query.users.Users;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "history")
class AsOfQueries {

    private final Users users;
    private final History history;
    private final TransactionTemplate transaction;

    AsOfQueries(Users users, History history, PlatformTransactionManager transactions) {
        this.users = users;
        this.history = history;
        this.transaction = new TransactionTemplate(transactions);
        transaction.setReadOnly(true);
    }

    /** Which events had been recorded by then: of those before {@code end}, these in the zone that was set before them. */
    private record Then(Instant end, BiPredicate<Instant, ZoneId> has) {

        static Then at(Instant at) {
            return new Then(at.plusNanos(1_000), (recorded, zone) -> !recorded.isAfter(at));
        }

        /** By the end of the day where the person lived. */
        static Then endOf(LocalDate day) {
            return new Then(
                    day.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant(),
                    (recorded, zone) -> !LocalDate.ofInstant(recorded, zone).isAfter(day));
        }
    }

    @GetMapping("/api/v1/users/{telegramId}/as-of")
    @Operation(
            summary = "What was known about a person at an instant, and who had changed it",
            description = "Either `at`, an instant, or `day`, a date: the end of that day where the person lived. "
                    + "`limit` is how many entries are shown, the newest first.")
    AsOf asOf(
            @PathVariable String telegramId,
            @RequestParam(name = "at", required = false) @Nullable String instant,
            @RequestParam(name = "day", required = false) @Nullable String date,
            @RequestParam(defaultValue = PageSize.DEFAULT) int limit) {
        PageSize.require(limit);
        Instant at = Instants.read("at", instant);
        LocalDate day = NightDates.read("day", date);
        String user = users.named(telegramId).telegramId();
        Dossier dossier;
        if (at != null && day == null) {
            dossier = learn(user, Then.at(at));
            return dossier.asOf(user, at, LocalDate.ofInstant(at, dossier.zone()), limit);
        }
        if (day != null && at == null) {
            dossier = learn(user, Then.endOf(day));
            Instant end = day.plusDays(1).atStartOfDay(dossier.zone()).toInstant();
            return dossier.asOf(user, end, day, limit);
        }
        throw new RefusedRequest(ProblemCode.MALFORMED, "Give either at, an instant, or day, a date");
    }

    /**
     * @throws RefusedRequest {@code UNKNOWN_USER} if the person was not known then
     */
    private Dossier learn(String user, Then then) {
        Dossier dossier = new Dossier();
        transaction.executeWithoutResult(status -> {
            try (Stream<PastEvent> events = history.before(user, then.end())) {
                events.forEachOrdered(event -> {
                    if (then.has().test(event.occurredAt(), dossier.zone())) {
                        dossier.learn(event);
                    }
                });
            }
        });
        if (dossier.isEmpty()) {
            throw new RefusedRequest(ProblemCode.UNKNOWN_USER, "This user was not known then");
        }
        return dossier;
    }
}
