package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person has chosen about the product. What is as usual in the last three is null, and so left out of the JSON: settings written
 * before there were these choices are the same settings.
 *
 * @param promptEnabled whether the daily prompt is sent
 * @param promptTime the local time at which it is
 * @param timeZone the zone in which the person lives now
 * @param language of every text the person sees
 * @param sleepNeedMinutes the sleep that the person needs a night, in minutes, {@value #LEAST_NEED} to {@value #MOST_NEED}
 * @param workDays the days that are not free; null for Monday to Friday: see {@link #workingDays()}
 * @param weeklyReport the day of the weekly report; null for none: see {@link #reportDay()}
 * @param promptsPausedUntil the first local date on which prompts come again after a pause; null if they are not paused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Settings(
        boolean promptEnabled,
        @JsonFormat(pattern = "HH:mm") LocalTime promptTime,
        ZoneId timeZone,
        Language language,
        int sleepNeedMinutes,
        @Nullable Set<DayOfWeek> workDays,
        @Nullable ReportDay weeklyReport,
        @Nullable LocalDate promptsPausedUntil) {

    public static final int LEAST_NEED = 180;
    public static final int MOST_NEED = 900;

    /** Monday to Friday. */
    public static final Set<DayOfWeek> USUAL_WORK_DAYS =
            Collections.unmodifiableSet(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));

    public Settings {
        if (sleepNeedMinutes < LEAST_NEED || sleepNeedMinutes > MOST_NEED) {
            throw new IllegalArgumentException("sleepNeedMinutes goes from 180 to 900");
        }
        workDays = workDays == null || workDays.equals(USUAL_WORK_DAYS) ? null : inOrder(workDays);
        weeklyReport = weeklyReport == ReportDay.NEVER ? null : weeklyReport;
    }

    /** With nothing unusual in what may be left out. */
    public Settings(
            boolean promptEnabled, LocalTime promptTime, ZoneId timeZone, Language language, int sleepNeedMinutes) {
        this(promptEnabled, promptTime, timeZone, language, sleepNeedMinutes, null, null, null);
    }

    /** A new user's: prompt on, at 07:00, eight hours of sleep needed, work from Monday to Friday, no weekly report. */
    public static Settings ofNewUser(ZoneId timeZone, Language language) {
        return new Settings(true, LocalTime.of(7, 0), timeZone, language, 480);
    }

    /** The days on which the person works; the night before any other is a free one. */
    public Set<DayOfWeek> workingDays() {
        return Objects.requireNonNullElse(workDays, USUAL_WORK_DAYS);
    }

    public ReportDay reportDay() {
        return Objects.requireNonNullElse(weeklyReport, ReportDay.NEVER);
    }

    private static Set<DayOfWeek> inOrder(Set<DayOfWeek> days) {
        EnumSet<DayOfWeek> ordered = EnumSet.noneOf(DayOfWeek.class);
        ordered.addAll(days);
        return Collections.unmodifiableSet(ordered);
    }
}
