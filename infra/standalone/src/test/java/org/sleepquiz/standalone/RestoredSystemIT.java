package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.eventstore.MasterKeyFingerprints;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.Json;
import org.sleepquiz.standalone.backup.Backup;
import org.sleepquiz.standalone.backup.BackupFile;
import org.sleepquiz.standalone.backup.Progress;
import org.sleepquiz.standalone.backup.Restore;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A system that was backed up while it ran, and another that goes on from there. */
class RestoredSystemIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Progress QUIET = new Progress(new PrintStream(OutputStream.nullOutputStream()));

    private static final long ASTA = 9_100_000_001L;
    private static final long BROR = 9_100_000_002L;
    private static final long CILLA = 9_100_000_003L;
    private static final long DAG = 9_100_000_004L;
    private static final long EVA = 9_100_000_005L;

    /** What is the same at rest, whoever runs. */
    private static final List<String> KEPT = List.of(
            "event_store.domain_event_entry",
            "event_store.person_key",
            "event_store.master_key",
            "bot.inbox",
            "bot.outgoing",
            "bot.admitted",
            "schedule.person");

    private static final List<String> MADE_AGAIN = List.of(
            "read_model.users",
            "read_model.sleep_entries",
            "read_model.sleep_entry_disruptions",
            "read_model.prompts",
            "read_model.history",
            "read_model.dead_letter");

    @Test // #5
    void aRestoredSystemIsTheSameAndGoesOn(@TempDir Path directory) {
        TestDatabase first = TestPostgres.freshDatabase();
        TestDatabase second = TestPostgres.freshDatabase();
        JdbcClient before = JdbcClient.create(first.dataSource());
        JdbcClient after = JdbcClient.create(second.dataSource());
        Path place = directory.resolve("data");
        Path file = directory.resolve("backup");
        Instant due = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        int messages;
        Map<String, List<String>> then;
        try (DataDirectory data = DataDirectory.take(place);
                StandaloneSystem system = new StandaloneSystem(data, false)) {
            system.start(on(first));
            Talk asta = new Talk(system.localTelegram().person(ASTA, "Asta", "en"));
            asta.says("/start");
            prompt(system, before, due);
            await().atMost(PATIENCE).until(() -> prompts(before) == 1);
            await().atMost(PATIENCE)
                    .until(() -> count(before, "bot.outgoing where state = 'DONE' and user_id = " + ASTA) == 1);
            new Api(system).record(ASTA, "2026-01-02", "22:15", "06:45", 7);
            ofANightNobodyWantsToHearAnyMore(system, before);
            Api api = new Api(system);
            api.record(EVA, "2026-01-02", "22:15", "06:45", 7);
            api.record(DAG, "2026-01-02", "22:15", "06:45", 7);
            api.command("DELETE", Long.toString(DAG), null);
            api.record(DAG, "2026-01-03", "22:15", "06:45", 7);
            Talk bror = new Talk(system.localTelegram().person(BROR, "Bror", "en"));
            bror.says("/sleep_quiz");
            bror.says("22:15");
            bror.says("15–30 min");
            bror.says("6:45 am");
            laterHelp(before);
            await().atMost(PATIENCE).until(() -> isAtRest(before));
            messages =
                    system.localTelegram().person(ASTA, "Asta", "en").messages().size();
            Backup.write(first.dataSource(), file, QUIET);
            then = Stream.of(KEPT, MADE_AGAIN)
                    .flatMap(List::stream)
                    .collect(Collectors.toMap(table -> table, table -> rows(before, table)));
            api.command("DELETE", Long.toString(EVA), null);
            await().atMost(PATIENCE).until(() -> isErasedInTheTopic(EVA));
        }
        try (BackupFile backup = BackupFile.open(file)) {
            Restore.into(
                    second.dataSource(), backup, MasterKeyFingerprints.in(DataDirectory.masterKeyIn(place)), QUIET);
        }
        KEPT.forEach(table -> assertThat(rows(after, table)).as(table).isEqualTo(then.get(table)));
        // as the first, the second cannot take that night either
        refuseQualityOne(after);

        try (DataDirectory data = DataDirectory.take(place);
                StandaloneSystem system = new StandaloneSystem(data, false)) {
            system.start(on(second));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> MADE_AGAIN.forEach(
                            table -> assertThat(rows(after, table)).as(table).isEqualTo(then.get(table))));
            whoWasErasedSinceIsErasedAgain(system, second);

            // as if it were due once more
            dueNow(after, due);
            await().atMost(PATIENCE)
                    .until(() -> count(
                                    after,
                                    "schedule.person where prompt_due > now() and telegram_id = '%d'".formatted(ASTA))
                            == 1);
            assertThat(prompts(after)).isEqualTo(1);
            assertThat(system.localTelegram().person(ASTA, "Asta", "en").messages())
                    .hasSize(messages);

            assertThat(after.sql("update bot.inbox set next_attempt_at = now() where update_id = 900000001")
                            .update())
                    .isEqualTo(1);
            Talk bror = new Talk(system.localTelegram().person(BROR, "Bror", "en"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(bror.shown()).contains("This is what I can do"));

            bror.says("/sleep_quiz");
            bror.says(bror.buttonContaining("ontinue"));
            bror.says("No");
            bror.says("7");
            bror.says("No");
            bror.says("Nothing");
            bror.says("8");
            bror.says("Submit");
            assertThat(bror.shown()).contains("is saved", "In bed: 22:15");

            List<EventRecords.Seen> published = EventRecords.all(
                    system.servers().kafkaBootstrap(),
                    Duration.ofSeconds(20),
                    seen -> of(seen, BROR).stream()
                            .anyMatch(record -> record.type().contains("QuizCompleted")));
            for (long person : List.of(ASTA, BROR)) {
                assertThat(of(published, person))
                        .extracting(EventRecords.Seen::id)
                        .doesNotHaveDuplicates()
                        .containsExactlyElementsOf(after.sql("""
                                        select event_identifier from event_store.domain_event_entry
                                        where aggregate_identifier = ? order by sequence_number
                                        """)
                                .param(Long.toString(person))
                                .query(String.class)
                                .list());
            }
        }
    }

    /** Eva, and not Dag, who had come back already when the back-up was made. */
    private static void whoWasErasedSinceIsErasedAgain(StandaloneSystem system, TestDatabase database) {
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        String restored = jdbc.sql("select obj_description('event_store'::regnamespace, 'pg_namespace')")
                .query(String.class)
                .single();
        jdbc.sql("comment on schema event_store is null").update();
        assertThatThrownBy(() -> eraseAgain(system, database))
                .hasMessageContaining("does not say up to which position it was restored");
        jdbc.sql("comment on schema event_store is '" + restored + "'").update();
        assertThat(eraseAgain(system, database)).contains("; 1 of them are here", "Erased again: 1; gone meanwhile: 0");
        assertThat(events(jdbc, EVA)).isZero();
        assertThat(events(jdbc, DAG)).isPositive();
        new Api(system).record(EVA, "2026-01-04", "22:15", "06:45", 7);
        assertThat(eraseAgain(system, database)).contains("; 0 of them are here");
        assertThat(events(jdbc, EVA)).isPositive();
    }

    private static String eraseAgain(StandaloneSystem system, TestDatabase database) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        EraseAgain.run(
                Map.of(
                        "SLEEPQUIZ_KAFKA_BOOTSTRAP",
                        system.servers().kafkaBootstrap(),
                        "SLEEPQUIZ_COMMAND_URL",
                        system.addresses().get("command API").replace("/swagger-ui.html", "")),
                database.dataSource(),
                system.token(Role.OPERATOR),
                new PrintStream(said, true, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8);
    }

    private static long events(JdbcClient jdbc, long person) {
        return count(jdbc, "event_store.domain_event_entry where aggregate_identifier = '%d'".formatted(person));
    }

    private static boolean isErasedInTheTopic(long person) {
        return of(EventRecords.all(TestKafka.shared().bootstrapServers(), Duration.ofSeconds(3), seen -> false), person)
                .stream()
                .anyMatch(record -> record.type().contains("UserErased"));
    }

    /** Cilla's first night fails, an operator discards it, and her second takes effect. */
    private static void ofANightNobodyWantsToHearAnyMore(StandaloneSystem system, JdbcClient jdbc) {
        refuseQualityOne(jdbc);
        Api api = new Api(system);
        api.record(CILLA, "2026-01-02", "22:15", "06:45", 1);
        await().atMost(PATIENCE).until(() -> count(jdbc, "read_model.dead_letter") == 1);
        String letter = jdbc.sql("select event_id::text from read_model.dead_letter")
                .query(String.class)
                .single();
        api.discard(letter, "the night was a mistake");
        api.record(CILLA, "2026-01-03", "22:15", "06:45", 8);
        await().atMost(PATIENCE)
                .until(() -> count(jdbc, "read_model.sleep_entries where user_id = '%d'".formatted(CILLA)) == 1);
        assertThat(rows(jdbc, "read_model.dead_letter"))
                .singleElement()
                .asString()
                .contains("DISCARDED", "the night was a mistake");
    }

    private static void refuseQualityOne(JdbcClient jdbc) {
        jdbc.sql("alter table read_model.sleep_entries add constraint refuses check (sleep_quality <> 1) not valid")
                .update();
    }

    private static StandaloneSettings on(TestDatabase database) {
        return StandaloneSettings.of(Map.of(
                "SLEEPQUIZ_JDBC_URL",
                database.jdbcUrl(),
                "SLEEPQUIZ_JDBC_USER",
                database.user(),
                "SLEEPQUIZ_JDBC_PASSWORD",
                database.password(),
                "SLEEPQUIZ_KAFKA_BOOTSTRAP",
                TestKafka.shared().bootstrapServers(),
                "SLEEPQUIZ_CHAT_PORT",
                "0",
                "SLEEPQUIZ_COMMAND_PORT",
                "0",
                "SLEEPQUIZ_QUERY_PORT",
                "0",
                "SLEEPQUIZ_BOT_PORT",
                "0"));
    }

    /** Has Asta's prompt sent now, without waiting for its minute. */
    private static void prompt(StandaloneSystem system, JdbcClient jdbc, Instant due) {
        String time = DateTimeFormatter.ofPattern("HH:mm").format(due.atZone(ZoneId.of("Europe/Stockholm")));
        new Api(system).command("PATCH", ASTA + "/settings", "{\"promptTime\":\"" + time + "\"}");
        await().atMost(PATIENCE)
                .until(() -> count(
                                jdbc,
                                "schedule.person where telegram_id = '%d' and prompt_time = '%s'".formatted(ASTA, time))
                        == 1);
        dueNow(jdbc, due);
    }

    private static void dueNow(JdbcClient jdbc, Instant due) {
        jdbc.sql("update schedule.person set prompt_due = ? where telegram_id = ?")
                .params(due.atOffset(ZoneOffset.UTC), Long.toString(ASTA))
                .update();
    }

    /** Something that Bror has written and the gateway has not come to yet. */
    private static void laterHelp(JdbcClient jdbc) {
        jdbc.sql("""
                        insert into bot.inbox (update_id, user_id, received_at, payload, next_attempt_at)
                        values (900000001, ?, now(), ?::jsonb, now() + interval '1 day')
                        """)
                .params(
                        BROR,
                        Json.MAPPER.writeValueAsString(
                                new Incoming.Said(900_000_001, BROR, BROR, "en", Instant.now(), "/help")))
                .update();
    }

    private static boolean isAtRest(JdbcClient jdbc) {
        return count(jdbc, "event_store.domain_event_entry where aggregate_identifier ~ '^[0-9]+$'")
                        == count(jdbc, "read_model.history") + count(jdbc, "read_model.dead_letter")
                && count(jdbc, "bot.inbox where state = 'NEW'") == 1
                && of(
                                        EventRecords.all(
                                                TestKafka.shared().bootstrapServers(),
                                                Duration.ofSeconds(3),
                                                seen -> false),
                                        BROR)
                                .size()
                        == count(
                                jdbc,
                                "event_store.domain_event_entry where aggregate_identifier = '%d'".formatted(BROR));
    }

    private static List<EventRecords.Seen> of(List<EventRecords.Seen> all, long person) {
        return all.stream()
                .filter(record -> record.key().equals(Long.toString(person)))
                .toList();
    }

    private static long prompts(JdbcClient jdbc) {
        return count(
                jdbc,
                "event_store.domain_event_entry where payload_type = 'QuizPrompted' and aggregate_identifier = '%d'"
                        .formatted(ASTA));
    }

    private static long count(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static List<String> rows(JdbcClient jdbc, String table) {
        return jdbc.sql("select each::text from " + table + " each order by 1")
                .query(String.class)
                .list();
    }
}
