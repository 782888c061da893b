package org.sleepquiz.messages;

import java.time.DayOfWeek;
import java.util.Optional;

/** The day of the week on which a person wants the report of their last seven nights, if at all. */
public enum ReportDay {
    NEVER,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    THURSDAY,
    FRIDAY,
    SATURDAY,
    SUNDAY;

    /** The day; empty for never. */
    public Optional<DayOfWeek> day() {
        return this == NEVER ? Optional.empty() : Optional.of(DayOfWeek.of(ordinal()));
    }
}
