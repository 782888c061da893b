package org.sleepquiz.query.export;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.query.users.User;

/** A person and all that they have chosen, what is as usual spelt out. */
record Person(
        String telegramId,
        Instant registeredAt,
        boolean reachable,
        Language language,
        ZoneId timeZone,
        boolean promptEnabled,
        @JsonFormat(pattern = "HH:mm") LocalTime promptTime,
        int sleepNeedMinutes,
        Set<DayOfWeek> workDays,
        ReportDay weeklyReport,
        @Nullable LocalDate promptsPausedUntil) {

    static Person of(User user) {
        Settings settings = user.settings();
        return new Person(
                user.telegramId(),
                user.registeredAt(),
                user.reachable(),
                settings.language(),
                settings.timeZone(),
                settings.promptEnabled(),
                settings.promptTime(),
                settings.sleepNeedMinutes(),
                settings.workingDays(),
                settings.reportDay(),
                settings.promptsPausedUntil());
    }
}
