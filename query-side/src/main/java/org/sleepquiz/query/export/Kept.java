package org.sleepquiz.query.export;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sleepquiz.query.entries.RecordedNight;
import org.sleepquiz.query.history.PastEvent;
import org.sleepquiz.query.progress.Progress;
import org.sleepquiz.query.prompts.Prompt;

/**
 * All that is kept about a person at one moment.
 *
 * @param at that moment
 * @param prompts earliest first
 * @param nights earliest first; read from the database while they are written, and to be closed
 * @param history in order; likewise
 */
record Kept(
        Instant at,
        Person person,
        Progress progress,
        List<Prompt> prompts,
        Supplier<Stream<RecordedNight>> nights,
        Supplier<Stream<PastEvent>> history) {}
