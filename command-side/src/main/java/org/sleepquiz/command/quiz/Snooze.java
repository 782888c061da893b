package org.sleepquiz.command.quiz;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A prompt that was put off.
 *
 * @param forDate the night date that it asks about
 * @param until when it comes again
 */
public record Snooze(LocalDate forDate, Instant until) {}
