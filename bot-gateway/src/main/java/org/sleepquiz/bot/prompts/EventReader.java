package org.sleepquiz.bot.prompts;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Takes from the topic's records (CloudEvents in binary mode) what concerns the gateway. */
final class EventReader {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    private static final Map<String, EventType> WANTED = Stream.of(
                    QuizPrompted.class, WeeklyReportDue.class, UserErased.class)
            .map(EventType::of)
            .collect(Collectors.toUnmodifiableMap(EventType::published, Function.identity()));

    private EventReader() {}

    /** An event with what identifies it. */
    record Published(String id, UserSleepEvent event) {

        /** What is to be said because of it; empty if nothing is. */
        Optional<Letter> letter() {
            if (event instanceof QuizPrompted prompted) {
                return Optional.of(new Letter(
                        id,
                        Long.parseLong(prompted.telegramId()),
                        Letter.Kind.PROMPT,
                        prompted.language(),
                        // a snooze is due when it is over, however late the prompt was
                        prompted.again() ? prompted.occurredAt() : prompted.scheduledFor(),
                        prompted.forDate(),
                        prompted.again()));
            }
            if (event instanceof WeeklyReportDue report) {
                return Optional.of(new Letter(
                        id,
                        Long.parseLong(report.telegramId()),
                        Letter.Kind.REPORT,
                        report.language(),
                        report.scheduledFor(),
                        report.lastNight(),
                        false));
            }
            return Optional.empty();
        }
    }

    /** Empty for events of other kinds, and for a record that makes no sense: it must not hold up all that follow. */
    static Optional<Published> read(ConsumerRecord<String, byte[]> record) {
        String id = header(record, "ce_id");
        EventType type = WANTED.get(Optional.ofNullable(header(record, "ce_type")).orElse(""));
        if (id == null || type == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Published(id, Json.MAPPER.readValue(record.value(), type.eventClass())));
        } catch (JacksonException | IllegalArgumentException unreadable) {
            LOG.error(
                    "event=unreadable-record type={} partition={} offset={} cause={}",
                    type.published(),
                    record.partition(),
                    record.offset(),
                    unreadable.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
