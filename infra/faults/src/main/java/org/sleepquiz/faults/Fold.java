package org.sleepquiz.faults;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;

/**
 * What the read model has to hold, folded from the events one by one and as plainly as can be. It shares nothing with the
 * projections: not their code, not their batches, not their SQL, and the figures are reckoned anew.
 */
final class Fold {

    private final Map<String, Person> people = new TreeMap<>();
    private final Tables tables = new Tables();

    private Fold() {}

    private static final class Person {
        private @Nullable Instant registeredAt;
        private @Nullable Settings settings;
        private boolean reachable = true;
        private final Map<LocalDate, Entry> entries = new TreeMap<>();
        private final Map<LocalDate, Prompt> prompts = new TreeMap<>();
    }

    private record Entry(
            UUID quizId,
            SleepEntry content,
            Instant recordedAt,
            @Nullable Instant correctedAt) {}

    private record Prompt(
            Instant scheduledFor,
            Instant promptedAt,
            @Nullable Instant snoozedUntil) {}

    /** @param log in the order of its positions */
    static Tables of(List<Logged> log) {
        Fold fold = new Fold();
        // of people who were erased there is nothing, and in a log that is well there are no letters
        List.of("users", "sleep_entries", "sleep_entry_disruptions", "prompts", "history", "dead_letter")
                .forEach(fold.tables::table);
        log.stream().filter(Logged::isNamed).forEach(fold::add);
        fold.people.forEach(fold::write);
        return fold.tables;
    }

    private void add(Logged logged) {
        UserSleepEvent event = logged.event();
        if (event == null || event instanceof UserErased) {
            return;
        }
        EventType type = EventType.of(event.getClass());
        tables.put(
                "history",
                logged.stream() + " " + logged.position(),
                Map.of(
                        "event_id",
                        logged.id(),
                        "sequence",
                        logged.sequence(),
                        "type",
                        type.name(),
                        "revision",
                        type.revision(),
                        "data",
                        Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(event))));
        Person person = people.computeIfAbsent(logged.stream(), unknown -> new Person());
        if (event instanceof UserRegistered registered) {
            person.registeredAt = registered.occurredAt();
            person.settings = registered.settings();
        } else if (event instanceof SettingsChanged changed) {
            person.settings = changed.settings();
        } else if (event instanceof UserUnreachable) {
            person.reachable = false;
        } else if (event instanceof UserReachable) {
            person.reachable = true;
        } else if (event instanceof QuizCompleted completed) {
            record(person, completed.quizId(), completed.entry(), completed.occurredAt(), null);
        } else if (event instanceof SleepEntryCorrected corrected) {
            record(person, corrected.quizId(), corrected.entry(), corrected.occurredAt(), corrected.occurredAt());
        } else if (event instanceof SleepEntryDeleted deleted) {
            person.entries.remove(deleted.nightDate());
        } else if (event instanceof QuizPrompted prompted && !prompted.again()) {
            person.prompts.put(prompted.forDate(), new Prompt(prompted.scheduledFor(), prompted.occurredAt(), null));
        } else if (event instanceof PromptSnoozed snoozed) {
            person.prompts.computeIfPresent(
                    snoozed.forDate(),
                    (date, prompt) -> new Prompt(prompt.scheduledFor, prompt.promptedAt, snoozed.until()));
        }
    }

    /** An entry was first recorded at the earliest instant that any of its events names: clocks may jump back. */
    private static void record(
            Person person, UUID quizId, SleepEntry content, Instant at, @Nullable Instant correctedAt) {
        Instant first = Optional.ofNullable(person.entries.get(content.nightDate()))
                .filter(earlier -> earlier.content.entryId().equals(content.entryId()))
                .map(Entry::recordedAt)
                .filter(earlier -> earlier.isBefore(at))
                .orElse(at);
        person.entries.put(content.nightDate(), new Entry(quizId, content, first, correctedAt));
    }

    private void write(String user, Person person) {
        Settings settings = person.settings;
        if (settings != null) {
            Map<String, @Nullable Object> row = new HashMap<>();
            row.put("registered_at", person.registeredAt);
            row.put("language", settings.language().code());
            row.put("time_zone", settings.timeZone().getId());
            row.put("prompt_enabled", settings.promptEnabled());
            row.put("prompt_time", settings.promptTime().toString());
            row.put("sleep_need_minutes", settings.sleepNeedMinutes());
            row.put(
                    "work_days",
                    settings.workingDays().stream()
                            .map(DayOfWeek::getValue)
                            .sorted()
                            .toList());
            row.put(
                    "weekly_report",
                    settings.reportDay().day().map(DayOfWeek::getValue).orElse(null));
            row.put("prompts_paused_until", settings.promptsPausedUntil());
            row.put("reachable", person.reachable);
            tables.put("users", user, row);
        }
        person.entries.forEach((date, entry) -> write(user, date, entry));
        person.prompts.forEach((date, prompt) -> {
            Map<String, @Nullable Object> row = new HashMap<>();
            row.put("scheduled_for", prompt.scheduledFor);
            row.put("prompted_at", prompt.promptedAt);
            row.put("snoozed_until", prompt.snoozedUntil);
            tables.put("prompts", user + " " + date, row);
        });
    }

    private void write(String user, LocalDate date, Entry entry) {
        SleepEntry content = entry.content;
        Answers answers = content.answers();
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("entry_id", content.entryId());
        row.put("time_zone", content.timeZone().getId());
        row.put("bedtime", answers.bedtime().toString());
        row.put("wake_time", answers.wakeTime().toString());
        row.put("bed_at", content.bedAt());
        row.put("wake_at", content.wakeAt());
        row.put("sleep_latency", answers.sleepLatency());
        row.put("night_wakings", answers.nightWakings());
        row.put("time_awake", answers.timeAwake().orElse(null));
        row.put("sleep_quality", answers.sleepQuality());
        row.put("phone_usage", answers.phoneUsage());
        row.put("phone_duration", answers.phoneDuration().orElse(null));
        row.put("alertness", answers.alertness());
        row.put("quiz_id", entry.quizId);
        row.put("recorded_at", entry.recordedAt);
        row.put("corrected_at", entry.correctedAt);
        row.putAll(figures(content, answers));
        tables.put("sleep_entries", user + " " + date, row);
        answers.disruptions()
                .forEach(disruption ->
                        tables.put("sleep_entry_disruptions", content.entryId() + " " + disruption, Map.of()));
    }

    /** By docs/sql.md: minutes from the bins' typical values, an interval from their bounds, nothing below 0. */
    private static Map<String, Object> figures(SleepEntry content, Answers answers) {
        long inBed = Duration.between(content.bedAt(), content.wakeAt()).toMinutes();
        Bin latency = Bin.of(answers.sleepLatency());
        Bin awake = answers.timeAwake().map(Bin::of).orElse(Bin.NOT_ASKED);
        Bin phone = answers.phoneDuration().map(Bin::of).orElse(Bin.NOT_ASKED);
        long asleep = Math.max(0, inBed - latency.typical - awake.typical);
        return Map.of(
                "sleep_latency_minutes",
                latency.typical,
                "time_awake_minutes",
                awake.typical,
                "phone_duration_minutes",
                phone.typical,
                "time_in_bed_minutes",
                inBed,
                "total_sleep_minutes",
                asleep,
                "total_sleep_minutes_low",
                Math.max(0, inBed - latency.high - awake.high),
                "total_sleep_minutes_high",
                Math.max(0, inBed - latency.low - awake.low),
                "sleep_efficiency",
                BigDecimal.valueOf(100 * asleep).divide(BigDecimal.valueOf(inBed), 2, RoundingMode.HALF_UP));
    }

    /** Minutes. */
    private record Bin(int low, int typical, int high) {

        static final Bin NOT_ASKED = new Bin(0, 0, 0);

        static Bin of(DurationBin chosen) {
            return switch (chosen) {
                case UNDER_15 -> new Bin(0, 7, 15);
                case FROM_15_TO_30 -> new Bin(15, 22, 30);
                case FROM_30_TO_60 -> new Bin(30, 45, 60);
                case OVER_60 -> new Bin(60, 90, 120);
            };
        }
    }
}
