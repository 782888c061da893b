package org.sleepquiz.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.SleepFigures;
import org.sleepquiz.query.entries.RecordedNight;
import org.sleepquiz.query.progress.Gain;
import org.sleepquiz.query.progress.Milestone;
import org.sleepquiz.query.progress.Progress;
import org.sleepquiz.query.prompts.Prompt;

/**
 * Writes one table by RFC 4180: a row for each date with an entry or a prompt, the person and their progress at the end of each.
 * Without any such date there is one row with the person alone.
 */
final class CsvExport {

    /** All columns, in order, each with where its value comes from. */
    static final List<Column> COLUMNS = List.of(
            new Column("night_date", row -> row.date),
            ofNight("time_zone", RecordedNight::timeZone),
            ofAnswers("bedtime", Answers::bedtime),
            ofAnswers("wake_time", Answers::wakeTime),
            ofNight("bed_at", RecordedNight::bedAt),
            ofNight("wake_at", RecordedNight::wakeAt),
            ofAnswers("sleep_latency", Answers::sleepLatency),
            ofFigures("sleep_latency_minutes", SleepFigures::sleepLatencyMinutes),
            ofAnswers("night_wakings", Answers::nightWakings),
            ofAnswers("time_awake", answers -> answers.timeAwake().orElse(null)),
            ofFigures("time_awake_minutes", SleepFigures::timeAwakeMinutes),
            ofAnswers("sleep_quality", Answers::sleepQuality),
            ofAnswers("phone_usage", Answers::phoneUsage),
            ofAnswers("phone_duration", answers -> answers.phoneDuration().orElse(null)),
            ofFigures("phone_duration_minutes", SleepFigures::phoneDurationMinutes),
            ofAnswers("disruptions", Answers::disruptions),
            ofAnswers("alertness", Answers::alertness),
            ofFigures("time_in_bed_minutes", SleepFigures::timeInBedMinutes),
            ofFigures("total_sleep_minutes", SleepFigures::totalSleepMinutes),
            ofFigures("total_sleep_minutes_low", SleepFigures::totalSleepMinutesLow),
            ofFigures("total_sleep_minutes_high", SleepFigures::totalSleepMinutesHigh),
            ofFigures("sleep_efficiency", SleepFigures::sleepEfficiency),
            ofNight("rule_version", RecordedNight::ruleVersion),
            ofNight("entry_id", RecordedNight::entryId),
            ofNight("quiz_id", RecordedNight::quizId),
            ofNight("recorded_at", RecordedNight::recordedAt),
            ofNight("corrected_at", RecordedNight::correctedAt),
            ofGain("xp", Gain::xp),
            ofGain(
                    "milestones",
                    gain -> gain.milestones().stream().map(Milestone::nights).toList()),
            ofGain("achievements", Gain::achievements),
            ofPrompt("prompt_scheduled_for", Prompt::scheduledFor),
            ofPrompt("prompt_sent_at", Prompt::promptedAt),
            ofPrompt("prompt_snoozed_until", Prompt::snoozedUntil),
            ofPrompt("response_delay_minutes", Prompt::responseDelayMinutes),
            ofPerson("person_telegram_id", Person::telegramId),
            ofPerson("person_registered_at", Person::registeredAt),
            ofPerson("person_reachable", Person::reachable),
            ofPerson("person_language", person -> person.language().code()),
            ofPerson("person_time_zone", Person::timeZone),
            ofPerson("person_prompt_enabled", Person::promptEnabled),
            ofPerson("person_prompt_time", Person::promptTime),
            ofPerson("person_sleep_need_minutes", Person::sleepNeedMinutes),
            ofPerson("person_work_days", Person::workDays),
            ofPerson("person_weekly_report", Person::weeklyReport),
            ofPerson("person_prompts_paused_until", Person::promptsPausedUntil),
            ofProgress("person_xp", Progress::xp),
            ofProgress("person_level", progress -> progress.level().level()),
            ofProgress("person_tier", progress -> progress.level().tier()),
            ofProgress("person_streak", Progress::streak),
            ofProgress("person_freeze_days_left", Progress::freezeDaysLeft));

    private static final String END_OF_LINE = "\r\n";

    private CsvExport() {}

    /** What is known of one date. */
    private record Row(
            Kept kept,
            @Nullable LocalDate date,
            @Nullable RecordedNight night,
            @Nullable Gain gain,
            @Nullable Prompt prompt) {}

    record Column(String name, Cell cell) {}

    private interface Cell {
        @Nullable Object in(Row row);
    }

    private interface Part<P> {
        @Nullable Object of(P part);
    }

    private static Column ofNight(String name, Part<RecordedNight> part) {
        return new Column(name, row -> row.night == null ? null : part.of(row.night));
    }

    private static Column ofAnswers(String name, Part<Answers> part) {
        return ofNight(name, night -> part.of(night.answers()));
    }

    private static Column ofFigures(String name, Part<SleepFigures> part) {
        return ofNight(name, night -> part.of(night.figures()));
    }

    private static Column ofGain(String name, Part<Gain> part) {
        return new Column(name, row -> row.gain == null ? null : part.of(row.gain));
    }

    private static Column ofPrompt(String name, Part<Prompt> part) {
        return new Column(name, row -> row.prompt == null ? null : part.of(row.prompt));
    }

    private static Column ofPerson(String name, Part<Person> part) {
        return new Column(name, row -> part.of(row.kept.person()));
    }

    private static Column ofProgress(String name, Part<Progress> part) {
        return new Column(name, row -> part.of(row.kept.progress()));
    }

    static void write(Kept kept, OutputStream out) throws IOException {
        Writer csv = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        csv.write(COLUMNS.stream().map(Column::name).collect(Collectors.joining(",")) + END_OF_LINE);
        Map<LocalDate, Prompt> prompts =
                kept.prompts().stream().collect(Collectors.toMap(Prompt::forDate, Function.identity()));
        Map<LocalDate, Gain> gains =
                kept.progress().gains().stream().collect(Collectors.toMap(Gain::nightDate, Function.identity()));
        TreeSet<LocalDate> unanswered = new TreeSet<>(prompts.keySet());
        unanswered.removeAll(gains.keySet());
        try (Stream<RecordedNight> nights = kept.nights().get()) {
            for (RecordedNight night : (Iterable<RecordedNight>) nights::iterator) {
                LocalDate date = night.nightDate();
                writeUnanswered(csv, kept, unanswered.headSet(date), prompts);
                csv.write(line(new Row(kept, date, night, gains.get(date), prompts.get(date))));
            }
        }
        writeUnanswered(csv, kept, unanswered, prompts);
        if (gains.isEmpty() && prompts.isEmpty()) {
            csv.write(line(new Row(kept, null, null, null, null)));
        }
        csv.flush();
    }

    /** Takes out of the dates those that it writes. */
    private static void writeUnanswered(Writer csv, Kept kept, Set<LocalDate> dates, Map<LocalDate, Prompt> prompts)
            throws IOException {
        for (LocalDate date : dates) {
            csv.write(line(new Row(kept, date, null, null, prompts.get(date))));
        }
        dates.clear();
    }

    private static String line(Row row) {
        return COLUMNS.stream().map(column -> cell(column.cell.in(row))).collect(Collectors.joining(",")) + END_OF_LINE;
    }

    /** Nothing is empty; of many there is a semicolon between each two. */
    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Iterable<?> many) {
            StringJoiner joined = new StringJoiner(";");
            many.forEach(each -> joined.add(each.toString()));
            return quoted(joined.toString());
        }
        return quoted(value.toString());
    }

    private static String quoted(String value) {
        return value.chars().anyMatch(each -> "\",\r\n".indexOf(each) >= 0)
                ? '"' + value.replace("\"", "\"\"") + '"'
                : value;
    }
}
