package org.sleepquiz.bot.prompts;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

/** Takes from the topic's records (CloudEvents in binary mode) what concerns the gateway. */
final class EventReader {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    private static final Map<String, EventType> WANTED = Stream.of(
                    QuizPrompted.class, WeeklyReportDue.class, UserErased.class)
            .map(EventType::of)
            .collect(Collectors.toUnmodifiableMap(EventType::published, Function.identity()));

    private EventReader() {}

    /** What an event means for the gateway. */
    sealed interface Told {}

    /** Something is to be said. */
    record ToSay(Letter letter) implements Told {}

    /** The person was erased at that instant. */
    record Erased(long userId, Instant at) implements Told {}

    /** Empty for events of other kinds, and for a record that makes no sense: it must not hold up all that follow. */
    static Optional<Told> read(ConsumerRecord<String, byte[]> record) {
        String id = header(record, "ce_id");
        EventType type =
                WANTED.get(Optional.ofNullable(header(record, "ce_type")).orElse(""));
        if (id == null || type == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(told(id, Json.MAPPER.readValue(record.value(), type.eventClass())));
        } catch (RuntimeException unreadable) {
            LOG.error(
                    "event=unreadable-record type={} partition={} offset={} cause={}",
                    type.published(),
                    record.partition(),
                    record.offset(),
                    unreadable.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static Told told(String id, UserSleepEvent event) {
        long user = Long.parseLong(event.telegramId());
        if (event instanceof UserErased) {
            return new Erased(user, event.occurredAt());
        }
        if (event instanceof WeeklyReportDue report) {
            return new ToSay(new Letter(
                    id, user, Letter.Kind.REPORT, report.language(), report.scheduledFor(), report.lastNight(), false));
        }
        QuizPrompted prompted = (QuizPrompted) event;
        return new ToSay(new Letter(
                id,
                user,
                Letter.Kind.PROMPT,
                prompted.language(),
                // a snooze is due when it is over, however late the prompt was
                prompted.again() ? prompted.occurredAt() : prompted.scheduledFor(),
                prompted.forDate(),
                prompted.again()));
    }

    private static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
