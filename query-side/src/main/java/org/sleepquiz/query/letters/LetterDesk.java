package org.sleepquiz.query.letters;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.query.PageSize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Where operators look through the dead letters, have them tried again, and discard what will never take effect. */
@RestController
@RequestMapping("/api/v1/dead-letters")
@Tag(name = "dead letters", description = "Events that the read model could not take; for operators")
class LetterDesk {

    private static final Logger LOG = LoggerFactory.getLogger(LetterDesk.class);
    private static final int SHORTEST_REASON = 3;
    private static final int LONGEST_REASON = 500;

    private final Letters letters;
    private final Redelivery redelivery;
    private final LetterContents contents;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    LetterDesk(
            Letters letters,
            Redelivery redelivery,
            LetterContents contents,
            PlatformTransactionManager transactions,
            JdbcClient jdbc) {
        this.letters = letters;
        this.redelivery = redelivery;
        this.contents = contents;
        this.transaction = new TransactionTemplate(transactions);
        this.jdbc = jdbc;
    }

    /**
     * A letter without its person.
     *
     * @param person a pseudonym, the same for all of a person's letters; absent once discarded
     */
    record LetterSummary(
            UUID id,
            @Nullable String person,
            long position,
            long sequence,
            String type,
            LetterStatus status,
            Instant queuedAt,
            int attempts,
            @Nullable Trouble trouble,
            @Nullable Instant firstFailedAt,
            @Nullable Instant lastFailedAt,
            @Nullable Instant nextTryAt,
            Letter.@Nullable Discard discard) {

        static LetterSummary of(Letter letter) {
            EventInLog event = letter.event();
            return new LetterSummary(
                    event.id(),
                    event.person().isEmpty() ? null : Pseudonym.of(event.person()),
                    event.position(),
                    event.sequence(),
                    event.type(),
                    letter.status(),
                    letter.queuedAt(),
                    letter.attempts(),
                    letter.trouble(),
                    letter.firstFailedAt(),
                    letter.lastFailedAt(),
                    letter.nextTryAt(),
                    letter.discard());
        }
    }

    /** @param next what to name as {@code cursor} for the next page; absent on the last one */
    record LetterPage(List<LetterSummary> letters, @Nullable String next) {}

    /**
     * A letter with its person.
     *
     * @param telegramId absent once discarded
     * @param content the event's JSON with the kind of each value in its place; absent if it cannot be read
     */
    record LetterDetail(
            LetterSummary letter,
            @Nullable String telegramId,
            @Nullable JsonNode content) {}

    /** Why a letter is discarded; must not name the person. */
    record Discarding(@Nullable String reason) {}

    @GetMapping
    @Operation(summary = "The dead letters of everybody, in the order in which they happened")
    LetterPage all(
            @RequestParam(required = false) @Nullable LetterStatus status,
            @RequestParam(defaultValue = PageSize.DEFAULT) int limit,
            @Parameter(description = "The `next` of the page before") @RequestParam(defaultValue = "-1") long cursor) {
        PageSize.require(limit);
        List<Letter> found = letters.after(cursor, status, limit + 1);
        boolean more = found.size() > limit;
        List<Letter> page = more ? found.subList(0, limit) : found;
        return new LetterPage(
                page.stream().map(LetterSummary::of).toList(),
                more ? Long.toString(page.get(limit - 1).event().position()) : null);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One letter, with its person and the shape of its event")
    LetterDetail one(@PathVariable UUID id) {
        Letter letter = named(id);
        String person = letter.event().person();
        return person.isEmpty()
                ? new LetterDetail(LetterSummary.of(letter), null, null)
                : new LetterDetail(
                        LetterSummary.of(letter),
                        person,
                        contents.shapeOf(letter.event()).orElse(null));
    }

    @PostMapping("/{id}/retry")
    @Operation(summary = "Tries all letters of this one's person now, in order, as far as they go")
    Redelivery.Outcome retry(@PathVariable UUID id, Principal operator) {
        Letter letter = open(id);
        Redelivery.Outcome outcome = tryNow(letter.event().person());
        LOG.info(
                "event=letters_tried by={} letter={} delivered={} left={}",
                operator.getName(),
                id,
                outcome.delivered(),
                outcome.left());
        return outcome;
    }

    @PostMapping("/{id}/discard")
    @Operation(
            summary = "Decides that this event never takes effect; those behind it are tried next. The reason is kept")
    LetterSummary discard(@PathVariable UUID id, @RequestBody Discarding discarding, Principal operator) {
        String reason = discarding.reason() == null ? "" : discarding.reason().strip();
        if (reason.length() < SHORTEST_REASON || reason.length() > LONGEST_REASON) {
            throw new RefusedRequest(
                    ProblemCode.MALFORMED, "reason has " + SHORTEST_REASON + " to " + LONGEST_REASON + " characters");
        }
        boolean discarded = Boolean.TRUE.equals(transaction.execute(status -> {
            // nobody else knows of it: unlike what the log says, it cannot be made again
            jdbc.sql("set local synchronous_commit = on").update();
            return letters.discard(id, operator.getName(), reason);
        }));
        if (!discarded) {
            throw unknown();
        }
        LOG.info("event=letter_discarded by={} letter={}", operator.getName(), id);
        return LetterSummary.of(named(id));
    }

    private Redelivery.Outcome tryNow(String person) {
        try {
            return redelivery.now(person);
        } catch (RuntimeException failure) {
            if (Trouble.isOfTheEvent(failure)) {
                throw failure;
            }
            LOG.warn("event=letters_not_tried cause={}", Trouble.of(failure));
            throw new RefusedRequest(
                    ProblemCode.TRY_LATER, "The letters could not be tried now; they are as they were");
        }
    }

    private Letter named(UUID id) {
        return letters.named(id).orElseThrow(LetterDesk::unknown);
    }

    private Letter open(UUID id) {
        return letters.named(id)
                .filter(letter -> letter.status() != LetterStatus.DISCARDED)
                .orElseThrow(LetterDesk::unknown);
    }

    private static RefusedRequest unknown() {
        return new RefusedRequest(ProblemCode.NOT_FOUND, "There is no such letter, or it is none any more");
    }
}
