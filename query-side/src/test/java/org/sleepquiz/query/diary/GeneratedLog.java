package org.sleepquiz.query.diary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.query.Events;

/** A log as many people write it in many nights, put into the store at once and past the engine. */
final class GeneratedLog {

    /** How many people answer at the same time: so far apart are the events of one quiz. */
    private static final int AT_ONCE = 20;

    private static final LocalDate FIRST_NIGHT = LocalDate.of(2025, 1, 1);

    private GeneratedLog() {}

    /**
     * @param connection to a database with an empty log
     * @return how many events there are now: a start, every answer and a completion for each of the nights, one more a person
     */
    static long write(Connection connection, int people, int nights) throws SQLException, IOException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("""
                copy event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                    time_stamp, payload_type, payload_revision, payload, meta_data)
                from stdin""");
        long events = 0;
        List<String> users = new ArrayList<>();
        long[] sequences = new long[people];
        for (int i = 0; i < people; i++) {
            users.add(Events.newUser());
        }
        for (int i = 0; i < people; i++) {
            events += write(copy, Events.registered(users.get(i)), sequences, i);
        }
        for (int night = 0; night < nights; night++) {
            for (int first = 0; first < people; first += AT_ONCE) {
                List<List<UserSleepEvent>> quizzes = new ArrayList<>();
                for (int i = first; i < Math.min(people, first + AT_ONCE); i++) {
                    quizzes.add(quiz(users.get(i), night + i));
                }
                for (int step = 0; step < 12; step++) {
                    for (int i = 0; i < quizzes.size(); i++) {
                        if (step < quizzes.get(i).size()) {
                            events += write(copy, quizzes.get(i).get(step), sequences, first + i);
                        }
                    }
                }
            }
        }
        copy.endCopy();
        return events;
    }

    private static List<UserSleepEvent> quiz(String user, int number) {
        UUID quiz = UUID.randomUUID();
        LocalDate date = FIRST_NIGHT.plusDays(number);
        SleepEntry entry = number % 3 == 0 ? Events.restlessNight(UUID.randomUUID(), date) : Events.night(date);
        Instant now = entry.wakeAt().plusSeconds(600);
        List<UserSleepEvent> events = new ArrayList<>();
        events.add(new QuizStarted(user, now, quiz, now, Events.STOCKHOLM));
        for (Question question : Question.values()) {
            AnswerValue answer = entry.answers().byQuestion().get(question);
            if (answer != null) {
                events.add(new QuestionAnswered(user, now.plusSeconds(events.size()), quiz, question, answer));
            }
        }
        events.add(new UserSleepEvent.QuizCompleted(user, now.plusSeconds(events.size()), quiz, entry));
        return events;
    }

    private static int write(CopyIn copy, UserSleepEvent event, long[] sequences, int person) throws SQLException {
        EventType type = EventType.of(event.getClass());
        String id = UUID.randomUUID().toString();
        String row = String.join(
                "\t",
                id,
                event.telegramId(),
                Long.toString(sequences[person]++),
                "UserSleep",
                event.occurredAt().toString(),
                type.name(),
                Integer.toString(type.revision()),
                Json.MAPPER.writeValueAsString(event).replace("\\", "\\\\"),
                "{\"traceId\":\"%s\",\"correlationId\":\"%s\"}".formatted(id, id));
        byte[] bytes = (row + "\n").getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        return 1;
    }
}
