package org.sleepquiz.query.export;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.Semaphore;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.query.entries.SleepEntries;
import org.sleepquiz.query.history.History;
import org.sleepquiz.query.progress.Progress;
import org.sleepquiz.query.prompts.Prompts;
import org.sleepquiz.query.users.User;
import org.sleepquiz.query.users.Users;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.exc.JacksonIOException;

@RestController
@Tag(name = "export")
class ExportQueries {

    private static final Logger LOG = LoggerFactory.getLogger(ExportQueries.class);

    /** Each holds a connection for as long as its client reads: a quarter of those that there are. */
    private static final int AT_ONCE = 4;

    private final Users users;
    private final SleepEntries entries;
    private final Prompts prompts;
    private final History history;
    private final Clock clock;
    private final TransactionTemplate snapshot;
    private final Semaphore exports = new Semaphore(AT_ONCE);

    ExportQueries(
            Users users,
            SleepEntries entries,
            Prompts prompts,
            History history,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.users = users;
        this.entries = entries;
        this.prompts = prompts;
        this.history = history;
        this.clock = clock;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        // all tables as they were at one moment
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * If it fails before anything was sent, the problem is sent instead; later the container cuts the connection, so that what was
     * sent cannot pass for all.
     */
    @GetMapping("/api/v1/users/{telegramId}/export")
    @Operation(
            summary = "Everything that is kept about a person: JSON with the whole history, or CSV with a row a night")
    @ApiResponse(
            responseCode = "200",
            content = {@Content(mediaType = "application/json"), @Content(mediaType = "text/csv")})
    void export(
            @PathVariable String telegramId,
            @RequestParam(defaultValue = "json") String format,
            HttpServletResponse response) {
        ExportFormat chosen = ExportFormat.named(format);
        if (!exports.tryAcquire()) {
            throw new RefusedRequest(ProblemCode.TRY_LATER, "Too many exports are being written just now");
        }
        try {
            snapshot.executeWithoutResult(status -> write(users.named(telegramId), chosen, response));
        } catch (UncheckedIOException | JacksonIOException clientHasGone) {
            LOG.info("event=export_not_read_to_its_end");
        } finally {
            exports.release();
        }
    }

    private void write(User user, ExportFormat format, HttpServletResponse response) {
        LocalDate today = user.today(clock);
        String id = user.telegramId();
        Kept kept = new Kept(
                clock.instant(),
                Person.of(user),
                Progress.of(entries.dates(id), today),
                prompts.all(id),
                () -> entries.all(id),
                () -> history.all(id));
        try {
            response.setContentType(format.contentType());
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment()
                            .filename("sleep-diary-" + today + "." + format.extension())
                            .build()
                            .toString());
            format.write(kept, response.getOutputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
