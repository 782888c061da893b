package org.sleepquiz.query.rebuild;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.query.diary.Diary;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A projector that fails for certain users, but only in one version of the tables. */
@Order(Diary.HISTORY + 10)
@ProcessingGroup(Diary.GROUP)
class Grudge {

    private final JdbcClient jdbc;
    private final Map<String, String> schemas = new ConcurrentHashMap<>();

    Grudge(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void bear(String user, String schema) {
        schemas.put(user, schema);
    }

    void forgive(String user) {
        schemas.remove(user);
    }

    @EventHandler
    void on(QuizCompleted event) {
        String schema = jdbc.sql("select current_schema()").query(String.class).single();
        if (schema.equals(schemas.get(event.telegramId()))) {
            throw new IllegalStateException("grudge against " + event.telegramId());
        }
    }

    /** Not annotated as a configuration, so that only the tests that name it have it. */
    static class Borne {
        @Bean
        Grudge grudge(JdbcClient jdbc) {
            return new Grudge(jdbc);
        }
    }
}
