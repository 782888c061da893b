package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.eventsourcing.eventstore.AbstractEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcSQLErrorCodesResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The first commands of a person nobody has heard of, all at once, on two nodes that share nothing but the database. */
@ParameterizedClass
@ValueSource(strings = {"group", "plain"})
class FirstContactIT {

    private static final Logger LOG = LoggerFactory.getLogger(FirstContactIT.class);
    private static final int USERS = 20;
    private static final int USERS_WITHOUT_A_CURE = 8;
    private static final int COMMANDS = 68;

    private static final Map<String, String> ANSWERS = Map.of(
            "BEDTIME", "\"22:15\"",
            "SLEEP_LATENCY", "\"FROM_15_TO_30\"",
            "WAKE_TIME", "\"07:00\"",
            "NIGHT_WAKINGS", "\"ONE_OR_TWO\"",
            "TIME_AWAKE", "\"UNDER_15\"",
            "SLEEP_QUALITY", "7",
            "PHONE_USAGE", "true",
            "PHONE_DURATION", "\"OVER_60\"",
            "DISRUPTIONS", "[\"NOISE\",\"PAIN\"]",
            "ALERTNESS", "6");

    private static TestDatabase database;
    private static Node first;
    private static Node second;

    @Parameter
    private String engine;

    @BeforeParameterizedClassInvocation
    static void startTwoNodes(String engine) {
        database = TestPostgres.freshDatabase();
        first = start(engine);
        second = start(engine);
    }

    private static Node start(String engine) {
        return Node.start(
                CommandSide.application().sources(Cures.class),
                database,
                Node.NO_KAFKA,
                "--sleepquiz.event-engine=" + engine);
    }

    @AfterParameterizedClassInvocation
    static void stopThem() {
        Stream.of(first, second).filter(Objects::nonNull).forEach(Node::close);
    }

    @Test // #2 regressions 1, 2 and 25
    void sixtyEightFirstCommandsOnTwoNodesMakeOneUserAndLoseNothing() {
        assertThat(failures("1", USERS, true, true)).isZero();
        // nothing is lost and nothing is twice: the quiz's ten answers and its end, the recorded night, the settings
        assertThat(counts("1"))
                .isEqualTo(Map.of(
                        "UserRegistered", USERS,
                        "QuizStarted", USERS,
                        "QuestionAnswered", USERS * ANSWERS.size(),
                        "QuizCompleted", USERS * 2,
                        "SettingsChanged", USERS));
        assertThat(faultyStreams("1")).isEmpty();
    }

    @Test // #2 regression 25
    void withoutTheCureForDuplicateKeysCommandsOfThePlainEngineFail() {
        int failures = failures("2", USERS_WITHOUT_A_CURE, false, true);
        if (engine.equals("plain")) {
            assertThat(failures).isPositive();
        } else {
            assertThat(failures)
                    .as("a group's losers are known without an exception")
                    .isZero();
        }
        assertThat(faultyStreams("2")).isEmpty();
    }

    @Test // #2 regression 25
    void withoutTheRetryCommandsFail() {
        assertThat(failures("3", USERS_WITHOUT_A_CURE, true, false)).isPositive();
        assertThat(faultyStreams("3")).isEmpty();
    }

    /** Lets a test take a cure away: the resolver, for Axon's own; the retry, for what Spring Boot wires. */
    @TestConfiguration
    static class Cures {

        static volatile boolean resolver = true;
        static volatile boolean retry = true;

        @Bean
        @Primary
        RetryScheduler retryIfNotTakenAway(RetryOfRaces retryOfRaces) {
            return (command, lastFailure, failures, dispatch) ->
                    retry && retryOfRaces.scheduleRetry(command, lastFailure, failures, dispatch);
        }

        @Bean
        static BeanPostProcessor resolverIfNotTakenAway() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (bean instanceof JdbcEventStorageEngine engine) {
                        replaceResolver(engine);
                    }
                    return bean;
                }
            };
        }

        private static void replaceResolver(JdbcEventStorageEngine engine) {
            try {
                Field field = AbstractEventStorageEngine.class.getDeclaredField("persistenceExceptionResolver");
                field.setAccessible(true);
                PersistenceExceptionResolver ours = (PersistenceExceptionResolver) field.get(engine);
                PersistenceExceptionResolver axons = new JdbcSQLErrorCodesResolver();
                PersistenceExceptionResolver either =
                        failure -> (resolver ? ours : axons).isDuplicateKeyViolation(failure);
                field.set(engine, either);
            } catch (ReflectiveOperationException changed) {
                throw new IllegalStateException("Axon keeps its resolver elsewhere", changed);
            }
        }
    }

    /** @param users what the ids of the test's users begin with */
    private static int failures(String users, int count, boolean resolver, boolean retry) {
        Cures.resolver = resolver;
        Cures.retry = retry;
        int failed = 0;
        for (int user = 0; user < count; user++) {
            failed += failures(List.of(first, second), users + (100 + user), new Random(user));
        }
        LOG.info(
                "event=first_contact resolver={} retry={} commands={} failed={}",
                resolver,
                retry,
                count * COMMANDS,
                failed);
        return failed;
    }

    private static int failures(List<Node> nodes, String user, Random random) {
        List<String[]> commands = firstCommands(user);
        assertThat(commands).hasSize(COMMANDS);
        Collections.shuffle(commands, random);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int command = 0; command < COMMANDS; command++) {
            String[] call = commands.get(command);
            replies.add(nodes.get(command % nodes.size()).send(call[0], call[1], call[2]));
        }
        int failed = 0;
        for (CompletableFuture<Reply> reply : replies) {
            if (reply.join().status() / 100 != 2) {
                failed++;
            }
        }
        return failed;
    }

    /** Every kind of command that can be a first one, four of each and every answer too, as redeliveries would make them. */
    private static List<String[]> firstCommands(String user) {
        String quiz =
                UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8)).toString();
        StringBuilder night = new StringBuilder();
        ANSWERS.forEach(
                (question, value) -> night.append(night.isEmpty() ? "" : ",").append("\"" + question + "\":" + value));
        List<String[]> commands = new ArrayList<>();
        for (int copy = 0; copy < 4; copy++) {
            commands.add(new String[] {"PUT", user, "{\"language\":\"sv\"}"});
            commands.add(new String[] {"POST", user + "/quizzes", "{\"quizId\":\"" + quiz + "\"}"});
            commands.add(new String[] {"PATCH", user + "/settings", "{\"promptTime\":\"06:15\",\"language\":\"es\"}"});
            commands.add(new String[] {
                "POST", user + "/entries", "{\"nightDate\":\"2024-02-29\",\"answers\":{" + night + "}}"
            });
            commands.add(new String[] {"DELETE", user + "/entries/2024-01-01", null});
            commands.add(new String[] {"PUT", user, "{}"});
            commands.add(new String[] {"DELETE", user + "/entries/2023-01-01", null});
            ANSWERS.forEach((question, value) -> commands.add(
                    new String[] {"PUT", user + "/quizzes/" + quiz + "/answers/" + question, "{\"value\":" + value + "}"
                    }));
        }
        return commands;
    }

    private static List<Map<String, Object>> faultyStreams(String users) {
        return JdbcClient.create(database.dataSource())
                .sql("""
                        select aggregate_identifier, count(*), min(sequence_number), max(sequence_number)
                        from event_store.domain_event_entry
                        where aggregate_identifier like :users || '___'
                        group by aggregate_identifier
                        having min(sequence_number) <> 0
                            or max(sequence_number) <> count(*) - 1
                            or count(distinct sequence_number) <> count(*)
                            or count(*) filter (where payload_type = 'UserRegistered') <> 1
                            or min(sequence_number) filter (where payload_type = 'UserRegistered') <> 0
                        """)
                .param("users", users)
                .query()
                .listOfRows();
    }

    /** How many events of each type the test's users have. */
    private static Map<String, Integer> counts(String users) {
        Map<String, Integer> counts = new TreeMap<>();
        JdbcClient.create(database.dataSource())
                .sql("""
                        select payload_type, count(*) from event_store.domain_event_entry
                        where aggregate_identifier like :users || '___' group by payload_type
                        """)
                .param("users", users)
                .query((row, number) -> counts.put(row.getString(1), row.getInt(2)))
                .list();
        return counts;
    }
}
