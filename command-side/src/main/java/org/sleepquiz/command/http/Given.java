package org.sleepquiz.command.http;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Understands what a client has given, or refuses it by the name of the field; never repeats the value. */
final class Given {

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    private static final DateTimeFormatter CLOCK_TIME =
            DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

    private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);

    /** IANA's names that Java keeps out of its list, by the place that each of them means. */
    private static final Map<String, String> NAMES_JAVA_LACKS =
            Map.of("EST", "America/Panama", "MST", "America/Phoenix", "HST", "Pacific/Honolulu", "ROC", "Asia/Taipei");

    private Given() {}

    static String telegramId(String text) {
        if (!UserSleepCommand.TELEGRAM_ID.matcher(text).matches()) {
            throw malformed("telegramId", "a positive decimal number of up to 16 digits");
        }
        return text;
    }

    static UUID quizId(@Nullable String text) {
        if (text == null || !UUID_FORM.matcher(text).matches()) {
            throw malformed("quizId", "a UUID");
        }
        return UUID.fromString(text);
    }

    static Question question(String name) {
        return named("The question", Question.values(), name);
    }

    static AnswerValue answer(Question question, JsonNode json) {
        AnswerValue value;
        try {
            value = Json.MAPPER.treeToValue(json, AnswerValue.class);
        } catch (JacksonException notAnAnswer) {
            throw invalidAnswer(question);
        }
        if (value == null || !question.accepts(value)) {
            throw invalidAnswer(question);
        }
        return value;
    }

    static RefusedRequest invalidAnswer(Question question) {
        return new RefusedRequest(
                        ProblemCode.INVALID_ANSWER,
                        question
                                + (question == Question.DISRUPTIONS ? " takes any of " : " takes ")
                                + question.allowedValues())
                .with("question", question)
                .with("allowed", question.allowedValues());
    }

    static FirstContact firstContact(@Nullable String language, @Nullable String timeZone) {
        return new FirstContact(language == null ? null : Language.ofTag(language), zone(timeZone));
    }

    /** A language that was chosen, not guessed from a client's tag. */
    static @Nullable Language language(@Nullable String code) {
        if (code == null) {
            return null;
        }
        return Arrays.stream(Language.values())
                .filter(language -> language.code().equals(code))
                .findFirst()
                .orElseThrow(() -> malformed("language", "en, sv or es"));
    }

    /** Any name that IANA has; no offsets, as they know nothing of clock changes. */
    static @Nullable ZoneId zone(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String known = NAMES_JAVA_LACKS.getOrDefault(name, name);
        if (!ZoneId.getAvailableZoneIds().contains(known)) {
            throw malformed("timeZone", "the name of an IANA time zone");
        }
        return ZoneId.of(known);
    }

    static @Nullable Instant startedAt(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notAnInstant) {
            throw malformed("startedAt", "a time with offset in ISO 8601");
        }
    }

    static @Nullable LocalDate nightDate(@Nullable String text) {
        return date("nightDate", text);
    }

    static @Nullable LocalDate date(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException notADate) {
            throw malformed(field, "a date in ISO 8601");
        }
    }

    static LocalDate promptDate(@Nullable String text) {
        LocalDate date = date("forDate", text);
        if (date == null) {
            throw malformed("forDate", "given");
        }
        return date;
    }

    /** No later than a date that everybody who reads it can hold. */
    static @Nullable LocalDate pauseEnd(@Nullable String text) {
        LocalDate date = date("promptsPausedUntil", text);
        if (date != null && date.isAfter(LAST_DATE)) {
            throw malformed("promptsPausedUntil", "a date before the year 10000");
        }
        return date;
    }

    static @Nullable Set<DayOfWeek> workDays(@Nullable List<String> names) {
        if (names == null) {
            return null;
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String name : names) {
            days.add(named("workDays", DayOfWeek.values(), name));
        }
        return days;
    }

    static @Nullable ReportDay reportDay(@Nullable String name) {
        return name == null ? null : named("weeklyReport", ReportDay.values(), name);
    }

    private static <E extends Enum<E>> E named(String field, E[] known, @Nullable String name) {
        return Arrays.stream(known)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> malformed(field, "one of " + Arrays.toString(known)));
    }

    static @Nullable LocalTime promptTime(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalTime.parse(text, CLOCK_TIME);
        } catch (DateTimeException notATime) {
            throw malformed("promptTime", "a time HH:mm");
        }
    }

    static @Nullable Integer sleepNeed(@Nullable Integer minutes) {
        if (minutes != null && (minutes < Settings.LEAST_NEED || minutes > Settings.MOST_NEED)) {
            throw malformed("sleepNeedMinutes", "a number from " + Settings.LEAST_NEED + " to " + Settings.MOST_NEED);
        }
        return minutes;
    }

    static RefusedRequest malformed(String what, String form) {
        return new RefusedRequest(ProblemCode.MALFORMED, what + " must be " + form);
    }
}
