package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.httpedge.Audit;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.LoggerFactory;

class DeletionAuditIT {

    private static final String PERSON = "7700000001";

    private static Node node;

    @BeforeAll
    static void start() {
        node = Node.start(TestPostgres.freshDatabase(), Node.NO_KAFKA, "--sleepquiz.kafka.enabled=false");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #5
    void whoHasSomethingOfAPersonDeletedIsNotedWithoutNamingThePerson() {
        Logger audit = (Logger) LoggerFactory.getLogger("sleepquiz.audit");
        ListAppender<ILoggingEvent> noted = new ListAppender<>();
        noted.start();
        audit.addAppender(noted);
        try {
            String users = "/api/v1/users/" + PERSON;
            String night = users + "/entries/2026-11-20";
            for (Role role : List.of(Role.BOT, Role.OPERATOR)) {
                node.callAs(role, "PUT", users, "{}");
                node.callAs(role, "DELETE", night, null);
                node.callAs(role, "DELETE", users, null);
                node.callAs(role, "DELETE", users, null);
                node.callAs(role, "POST", "/api/v1/commands:batch", """
                        {"commands": [{"type":"RegisterUser","telegramId":"%1$s"},
                                      {"type":"DeleteSleepEntry","telegramId":"%1$s","nightDate":"2026-11-20"},
                                      {"type":"EraseUser","telegramId":"%1$s"}]}
                        """.formatted(PERSON));
            }
            String person = node.context.getBean(Audit.class).hash(PERSON);
            String by = "event=person_deleted by=operator role=OPERATOR what=/api/v1/";
            await().atMost(Duration.ofSeconds(10)).until(() -> noted.list.size() >= 5);
            assertThat(noted.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            by + "users/{telegramId}/entries/{nightDate} status=204 person=" + person,
                            by + "users/{telegramId} status=204 person=" + person,
                            by + "users/{telegramId} status=404 person=" + person,
                            by + "commands:batch/DeleteSleepEntry status=204 person=" + person,
                            by + "commands:batch/EraseUser status=204 person=" + person);
            assertThat(person).doesNotContain(PERSON);
        } finally {
            audit.detachAppender(noted);
        }
    }
}
