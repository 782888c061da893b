package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the log says of who did something, and by which way. */
class OriginIT {

    private static TestDatabase database;
    private static Node node;
    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = Node.start(database, Node.NO_KAFKA, "--sleepquiz.kafka.enabled=false");
        jdbc = JdbcClient.create(database.dataSource());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #5
    void whatComesByTheBotIsThePersonsOwn() {
        String quiz = UUID.randomUUID().toString();
        assertThat(node.put("31/quizzes/" + quiz + "/answers/BEDTIME", "{\"value\":\"22:15\"}")
                        .status())
                .isEqualTo(200);
        assertThat(origins("31"))
                .hasSize(3)
                .allSatisfy(origin ->
                        assertThat(origin).containsEntry("by", "person").containsEntry("via", "telegram"));
    }

    @Test // #5
    void whatTheBotItselfHasNoticedIsTheBots() {
        node.put("32", "{}");
        node.put("32/reachability", "{\"reachable\":false}");
        assertThat(origins("32").get(1)).containsEntry("by", "bot").containsEntry("via", "telegram");
    }

    @Test // #5
    void whatAnOperatorDoesIsTheOperators() {
        node.put("33", "{}");
        String operator = Node.ISSUER.issue(Role.OPERATOR, Duration.ofMinutes(5));
        assertThat(node.send("PATCH", "33/settings", "{\"promptTime\":\"06:15\"}", operator)
                        .join()
                        .status())
                .isEqualTo(200);
        assertThat(origins("33").get(1)).containsEntry("by", "operator").containsEntry("via", "http");
    }

    @Test // #5
    void everyCommandOfABatchKnowsWhoSentItAlsoThoseThatWaitedForAnother() {
        node.call("POST", "/api/v1/commands:batch", """
                {"commands": [{"type":"RegisterUser","telegramId":"34"},
                              {"type":"ChangeSettings","telegramId":"34","promptTime":"06:30"},
                              {"type":"ChangeSettings","telegramId":"34","promptTime":"06:45"}]}
                """);
        assertThat(origins("34"))
                .hasSize(3)
                .allSatisfy(
                        origin -> assertThat(origin).containsEntry("by", "bot").containsEntry("via", "batch"));
    }

    @Test // #5
    void theEventsOfOneCommandHaveItsTraceAndTheNextHasAnother() {
        node.patch("35/settings", "{\"promptTime\":\"06:15\"}");
        node.patch("35/settings", "{\"promptTime\":\"06:30\"}");
        List<Object> traces =
                origins("35").stream().map(origin -> origin.get("traceId")).toList();
        assertThat(traces).hasSize(3).doesNotContainNull();
        assertThat(traces.get(0)).isEqualTo(traces.get(1)).isNotEqualTo(traces.get(2));
    }

    @Test // #5
    void whatTheSystemDoesByItselfComesByTheSchedule() {
        node.context.getBean(CommandGateway.class).sendAndWait(new RegisterUserCommand("36", FirstContact.UNKNOWN));
        assertThat(origins("36").get(0)).containsEntry("by", "system").containsEntry("via", "schedule");
    }

    @Test // #5
    void anOriginIsFewBytesAndNamesNobody() {
        node.put("3600000001", "{}");
        String metaData = jdbc.sql(
                        "select meta_data from event_store.domain_event_entry where aggregate_identifier = ?")
                .param("3600000001")
                .query(String.class)
                .single();
        assertThat(metaData).hasSizeLessThan(100).doesNotContain("3600000001");
    }

    private static List<Map<String, Object>> origins(String user) {
        return jdbc.sql("""
                        select meta_data::jsonb ->> 'by' as by, meta_data::jsonb ->> 'via' as via,
                               meta_data::jsonb ->> 'traceId' as "traceId"
                        from event_store.domain_event_entry
                        where aggregate_identifier = ?
                        order by sequence_number
                        """).param(user).query().listOfRows();
    }
}
