package org.sleepquiz.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.sleepquiz.eventstore.SchemaMigration;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;

/**
 * A log of any length, made by the database itself: people who have taken a quiz every night, event by event as the product
 * would have stored them. The JSON is written by the product, for one night, and the database puts in person and dates.
 */
final class GeneratedLog {

    /** Beyond any person of {@link Quiz}. */
    private static final long FIRST_PERSON = 20_000_000_000L;

    /** Events of every night after the first; the first has one more, the registration. */
    private static final int EVENTS_A_NIGHT = 12;

    private static final LocalDate LAST_NIGHT = LocalDate.of(2026, 11, 20);

    // what the one written night has where the database puts in something else
    private static final String PERSON = "PERSON";
    private static final LocalDate NIGHT = LocalDate.of(2001, 2, 3);
    private static final Instant RECORDED = Instant.parse("2001-02-03T06:10:00Z");
    private static final UUID QUIZ = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID ENTRY = UUID.fromString("00000000-0000-0000-0000-00000000000b");

    private static final String FILL = """
            insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                time_stamp, payload_type, payload_revision, payload, meta_data)
            select gen_random_uuid()::text, person::text, (night - 1) * 12 + number, 'UserSleep',
                   night_date + time '06:10', (?::text[])[number + 1], '1',
                   format((?::text[])[number + 1], person, night_date, night_date - 1,
                          md5(person || '/' || night)::uuid, md5(person || '-' || night)::uuid),
                   '{"traceId":"0190a6b4-7f2e-7c3d-9e21-5b1d2f8a4c11","correlationId":"0190a6b4-7f2e-7c3d-9e21-5b1d2f8a4c11"}'
            from generate_series(?::bigint, ?::bigint) person,
                 lateral generate_series(1, ?::int + (0 * person)::int) night,
                 lateral (select ?::date - (? - night) as night_date) its,
                 lateral generate_series(case night when 1 then 0 else 1 end, 12) number
            """;

    /** From how many events on it is faster to make the indexes afterwards. */
    private static final long MANY = 200_000;

    private static final String WITHOUT_INDEXES = """
            alter table event_store.domain_event_entry
                drop constraint domain_event_entry_pkey,
                drop constraint one_event_per_place;
            """;

    private static final String WITH_INDEXES = """
            set maintenance_work_mem = '512MB';
            alter table event_store.domain_event_entry add primary key (global_index);
            alter table event_store.domain_event_entry
                add constraint one_event_per_place unique (aggregate_identifier, sequence_number);
            """;

    private final Database database;
    private final String name;
    private long nextPerson = FIRST_PERSON;

    private GeneratedLog(Database database, String name) {
        this.database = database;
        this.name = name;
    }

    /** In a database that has no log yet, or an empty one. */
    static GeneratedLog in(Database database, String name) {
        database.create(name);
        SchemaMigration.migrate(database.dataSource(name), "event_store", "classpath:db/event-store");
        return new GeneratedLog(database, name);
    }

    /** At least so many events, of people with one night each. */
    List<String> people(long events) {
        return people(events, 1);
    }

    /** At least so many events, of people with so many nights each. */
    List<String> people(long events, int nights) {
        return peopleWithNights((int) (events / eventsOf(nights)) + 1, nights);
    }

    static int eventsOf(int nights) {
        return 1 + nights * EVENTS_A_NIGHT;
    }

    /** So many people with so many nights each. */
    List<String> peopleWithNights(int count, int nights) {
        long first = nextPerson;
        long last = first + count - 1;
        nextPerson = last + 1;
        List<UserSleepEvent> night = night();
        boolean many = (long) count * nights * EVENTS_A_NIGHT >= MANY && size() == 0;
        try (Connection connection = database.connect(name);
                Statement statement = connection.createStatement();
                PreparedStatement fill = connection.prepareStatement(FILL)) {
            fill.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            night.stream()
                                    .map(event -> EventType.of(event.getClass()).name())
                                    .toArray()));
            fill.setArray(
                    2,
                    connection.createArrayOf(
                            "text", night.stream().map(GeneratedLog::format).toArray()));
            fill.setLong(3, first);
            fill.setLong(4, last);
            fill.setInt(5, nights);
            fill.setString(6, LAST_NIGHT.toString());
            fill.setInt(7, nights);
            if (many) {
                statement.execute(WITHOUT_INDEXES);
            }
            fill.executeUpdate();
            if (many) {
                statement.execute(WITH_INDEXES);
            }
            statement.execute("vacuum (analyze) event_store.domain_event_entry");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return Stream.iterate(first, person -> person <= last, person -> person + 1)
                .map(String::valueOf)
                .toList();
    }

    static int nightsOf(int events) {
        return Math.max(1, (events - 1) / EVENTS_A_NIGHT + 1);
    }

    long size() {
        return database.number(name, "select count(*) from event_store.domain_event_entry");
    }

    static List<UserSleepEvent> night() {
        ZoneId zone = ZoneId.of("Europe/Stockholm");
        List<UserSleepEvent> events = new ArrayList<>();
        events.add(new UserRegistered(PERSON, RECORDED, Settings.ofNewUser(zone, Language.EN)));
        events.add(new QuizStarted(PERSON, RECORDED, QUIZ, RECORDED, zone));
        for (Question question : Question.values()) {
            events.add(new QuestionAnswered(PERSON, RECORDED, QUIZ, question, Quiz.answerTo(question)));
        }
        SleepEntry entry = new SleepEntry(
                ENTRY,
                NIGHT,
                zone,
                Instant.parse("2001-02-02T21:15:00Z"),
                Instant.parse("2001-02-03T05:45:00Z"),
                new Answers(Quiz.ANSWERS));
        events.add(new QuizCompleted(PERSON, RECORDED, QUIZ, entry));
        return events;
    }

    private static String format(UserSleepEvent event) {
        return Json.MAPPER
                .writeValueAsString(event)
                .replace("%", "%%")
                .replace(PERSON, "%1$s")
                .replace(NIGHT.toString(), "%2$s")
                .replace(NIGHT.minusDays(1).toString(), "%3$s")
                .replace(QUIZ.toString(), "%4$s")
                .replace(ENTRY.toString(), "%5$s");
    }
}
